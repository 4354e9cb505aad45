"""The desk says everything in every language, and nothing twice."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from handtrack.assessment.motions import MOTIONS
from handtrack.assessment.protocol import load_protocols
from handtrack.definitions.library import load_all
from handtrack.events import Action, Reason
from handtrack.live.browser.desk.desk_words import DeskWords, desk_texts, desk_words
from handtrack.scoring.results import Note
from handtrack.verifiers.registry import counter_for

BROWSER = Path(str(files("handtrack.live.browser")))
BLANK = re.compile(r"\{\w+\}")
BY_VALUE = {
    *("status", "label", "verdict", "hand", "manner", "limb", "motion", "date", "signal"),
    *("figure", "change", "done", "report", "place", "trail", "days", "flag"),
}
"""Tables whose keys are put together from what is shown."""


def _flat(language: str) -> dict[str, str]:
    return {
        f"{table}.{key}": str(text)
        for table, texts in desk_texts(language).items()
        for key, text in texts.items()
        if table not in ("detail", "signal")
    }


def test_languages_say_the_same_things_with_the_same_blanks() -> None:
    english, german = _flat("en"), _flat("de")
    assert english.keys() == german.keys()
    for name, text in english.items():
        assert sorted(BLANK.findall(text)) == sorted(BLANK.findall(german[name])), name


def test_every_text_is_used() -> None:
    pages = [path.read_text("utf-8") for path in (BROWSER / "pages").glob("desk_*.html")]
    modules = [path.read_text("utf-8") for path in (BROWSER / "desk").rglob("*.py")]
    said = {f"{t}.{k}" for t, k in re.findall(r"desk\.(\w+)\.(\w+)", "".join(pages))}
    words = set(re.findall(r"[\"'](\w+)[\"']", "".join(modules)))
    for name in _flat("en"):
        table, key = name.split(".")
        plural = key.removesuffix("_one")
        assert table in BY_VALUE or name in said or {key, plural} & words, name


def test_pages_ask_only_for_texts_that_there_are() -> None:
    known = _flat("en").keys()
    for path in (BROWSER / "pages").glob("desk_*.html"):
        for table, key in re.findall(r"desk\.(\w+)\.(\w+)", path.read_text("utf-8")):
            assert f"{table}.{key}" in known, path.name


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_motion_of_every_protocol_has_its_own_title(language: str) -> None:
    words = desk_words(language)
    keys = {*MOTIONS} | {
        key
        for protocol in load_protocols()
        for section in protocol.sections
        for pose in section.poses
        for key in pose.keys
    }
    titles = {key: words.motion(key) for key in keys}
    assert len({*titles.values()}) == len(titles)
    english = re.compile(r"\b(flexion|extension|index|wrist|fist|spread)\b")
    assert language == "en" or not [t for t in titles.values() if english.search(t)]


@pytest.mark.parametrize(
    ("detail", "german"),
    [
        ("moved 0.40 hand lengths, at most 0.25", "0,40 Handlängen bewegt, höchstens 0,25"),
        ("by 23°, at most 15°", "um 23°, höchstens 15°"),
        ("1.20 s, at least 2 s", "1,20 s, mindestens 2 s"),
        ("in 0.20 s, at least 0.5 s", "0,20 s, mindestens 0,5 s"),
        ("2 of 4 touches", "2 von 4 Berührungen"),
        ("the hand was seen in 40% of it", "die Hand war in 40 % davon zu sehen"),
        ("ring by 80% as much, at most 60%", "Ringfinger 80 % so weit, höchstens 60 %"),
        ("fist changed by 0.16, at least 0.45", "Faust änderte sich um 0,16, mindestens 0,45"),
        ("middle, ring", "Mittelfinger, Ringfinger"),
        ("-5° to +20°, at least 15° either way", "-5° bis +20°, mindestens 15° zu jeder Seite"),
    ],
)  # fmt: skip
def test_by_how_much_a_rule_was_broken_is_said_in_german(detail: str, german: str) -> None:
    note = Note(Reason.TOO_SMALL, Action.REJECT, f"it was so ({detail})")
    assert desk_words("de").detail(note) == german
    assert desk_words("en").detail(note) == detail


@pytest.mark.parametrize(
    ("key", "value", "english", "german"),
    [
        ("wrist.extension", 60.4, "60°", "60°"),
        ("wrist.extension", -8.0, "lacks 8°", "es fehlen 8°"),
        ("index.pip.extension", -20.0, "lag 20°", "Defizit 20°"),
        ("index.pip.extension", 5.0, "hyperextension 5°", "überstreckt 5°"),
        ("index.tip_to_palm", 0.41, "0.41 hand lengths", "0,41 Handlängen"),
        ("thumb.opposition", 7.0, "7 of 10", "7 von 10"),
        ("wrist.extension", None, "—", "—"),
    ],
)
def test_a_figure_has_words_instead_of_a_sign(
    key: str, value: float | None, english: str, german: str
) -> None:
    assert desk_words("en").figure(key, value) == english
    assert desk_words("de").figure(key, value) == german


def test_every_line_and_threshold_of_a_signal_has_its_german_name() -> None:
    counters = [counter_for(exercise) for exercise in load_all()]
    names = {counter.title for counter in counters}
    names |= {level.name for counter in counters for level in counter.levels}
    german = desk_words("de")
    assert [name for name in sorted(names) if german.signal(name) == name] == []


@pytest.fixture
def words() -> DeskWords:
    return desk_words("en")


def test_days_ago_are_counted_in_words(words: DeskWords) -> None:
    assert [words.ago(n) for n in (0, 1, 2, 30)] == [
        *("today", "yesterday", "2 days ago", "30 days ago")
    ]
