"""Thumbs of real hands that touch the fingers in turn, as a tracker saw them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from handtrack.definitions.library import find
from handtrack.events import Label, Status
from handtrack.landmarks.hand import FINGERS
from handtrack.landmarks.recording_file import read
from handtrack.scoring.results import ExerciseResult
from handtrack.scoring.score import score
from tests.helpers.real_hands import REAL

COUNTS, TRACKS = REAL / "counts.json", REAL / "tracks"
pytestmark = pytest.mark.skipif(not COUNTS.exists(), reason=f"no counts of real hands in {REAL}")
TOUCHED_S = {"dex_opposition": (1.1, 2.7, 4.3, 5.9), "dex_all34": (10.7, 12.3, 13.9, 15.5)}
"""When the thumb was seen on the index, middle, ring and little finger."""


def rows() -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads(COUNTS.read_text(encoding="utf-8"))
    return told


def scored(track: str, wanted: str) -> ExerciseResult:
    return score(read(TRACKS / track), find(wanted)).result


def test_passes_are_those_counted_by_eye_whether_the_hand_opens_or_glides() -> None:
    counted = [row for row in rows() if "18" in row["exercise"]]
    assert counted
    for row in counted:
        result = scored(row["track"], "18")
        assert [r.status for r in result.repetitions] == [Status.VALID] * row["reps"], row["name"]


@pytest.mark.parametrize("name", list(TOUCHED_S))
def test_each_touch_is_where_it_was_seen(name: str) -> None:
    (found,) = scored(f"{name}.npz", "18").repetitions
    assert [touch.finger for touch in found.touches] == list(FINGERS)
    for touch, seen_s in zip(found.touches, TOUCHED_S[name], strict=True):
        assert touch.label is Label.VERIFIED
        assert touch.start_s < seen_s < touch.end_s


def test_no_pass_is_seen_where_there_is_none() -> None:
    for row in rows():
        if row["kind"] == "negative":
            assert scored(row["track"], "18").summary.valid == 0, row["name"]
