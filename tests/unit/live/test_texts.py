"""Every language says everything, and says it in plain words."""

from __future__ import annotations

import string
from collections.abc import Iterator
from typing import Any

import pytest

from handtrack.definitions.library import load_all
from handtrack.events import Reason
from handtrack.landmarks.hand import Side
from handtrack.live.camera_guidance import PlacementCue
from handtrack.live.flow.states import Question
from handtrack.live.language.texts import languages, load, sentence

ENGLISH = load("en")


def blanks(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def entries(tables: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for table, keys in tables.items():
        if isinstance(keys, dict) and table not in ("exercise", "protocol"):
            yield from ((table, key, text) for key, text in keys.items())


@pytest.mark.parametrize("language", languages())
def test_every_language_has_the_same_texts_with_the_same_blanks(language: str) -> None:
    ours = {(table, key): blanks(text) for table, key, text in entries(load(language).tables)}
    theirs = {(table, key): blanks(text) for table, key, text in entries(ENGLISH.tables)}
    assert ours == theirs


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(
    ("table", "names"),
    [
        ("cue", [*PlacementCue]),
        ("reason", [*Reason]),
        ("question", [*Question]),
        ("side", [*Side]),
    ],
)
def test_everything_that_can_happen_has_its_words(
    language: str, table: str, names: list[str]
) -> None:
    assert set(map(str, names)) <= set(load(language).tables[table])


@pytest.mark.parametrize("language", [code for code in languages() if code != "en"])
def test_a_translation_of_an_exercise_is_whole(language: str) -> None:
    exercises = {exercise.id: exercise for exercise in load_all()}
    for number, said in load(language).tables["exercise"].items():
        steps = len(exercises[number].what_to_do)
        wanted = {"title", "placement"} | {f"step_{n}" for n in range(1, steps + 1)}
        assert set(said) == wanted, f"exercise {number}"


@pytest.mark.parametrize("language", [code for code in languages() if code != "en"])
def test_every_exercise_is_translated(language: str) -> None:
    assert load(language).tables["exercise"].keys() == {exercise.id for exercise in load_all()}


def test_a_language_without_a_translation_falls_back_on_the_exercise_file() -> None:
    assert ENGLISH.exercise("33", "title", "Finger abduction") == "Finger abduction"


def test_a_sentence_gets_its_language_where_it_is_told() -> None:
    reason = sentence("reason", Reason.TOO_SMALL)
    told = sentence("summary", "rejected", n=2, reason=reason)
    assert ENGLISH.translate(told) == (
        "Not counted: 2, most often because smaller than your own full movement"
    )
    assert (
        load("de").translate(told)
        == "Nicht gezählt: 2, meist: kleiner als Ihre eigene volle Bewegung"
    )
