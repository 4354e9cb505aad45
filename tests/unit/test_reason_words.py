"""A reason has its words in one file a language: adding one is one entry in each."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import handtrack
from handtrack.events import Action, Finding, Reason, plain_words, reason_words
from handtrack.live.language.texts import languages, load

WITHOUT_ADVICE = {
    Reason.NOT_SEEN_CLEARLY, Reason.RANGE_UNKNOWN, Reason.WRONG_VIEW, Reason.HAND_TOO_SMALL,
    Reason.TRACKING_UNSTEADY, Reason.FINGERS_ONLY, Reason.OTHER_HAND_HELPED,
}  # fmt: skip
"""Seen from the picture as a whole, which has advice of its own; or nobody wrote any yet."""
FILES = sorted(Path(handtrack.__file__).parent.glob("reasons.*.toml"))


def test_every_language_of_a_session_has_a_file_of_reasons() -> None:
    assert [path.name.split(".")[1] for path in FILES] == languages()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_has_every_reason_in_the_order_of_the_enumeration(path: Path) -> None:
    assert [*tomllib.loads(path.read_text("utf-8"))] == [*map(str, Reason)]


def test_every_reason_has_plain_words_of_its_own() -> None:
    texts = [plain_words(reason) for reason in Reason]
    assert all(text and text == text.strip() and not text.endswith(".") for text in texts)
    assert len(set(texts)) == len(Reason)


def test_every_reason_has_advice_but_those_named_here() -> None:
    without = {reason for reason in Reason if not reason_words()[reason].advice}
    assert without == WITHOUT_ADVICE


@pytest.mark.parametrize("language", languages())
def test_a_session_speaks_what_the_file_says(language: str) -> None:
    spoken = {reason: words.spoken for reason, words in reason_words(language).items()}
    assert all(spoken.values())
    assert load(language).tables["reason"] == spoken


def test_a_finding_says_its_plain_words() -> None:
    assert Finding(Reason.TOO_FAST, Action.FLAG).sentence == plain_words(Reason.TOO_FAST)
