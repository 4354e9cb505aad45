"""Finger tapping and slow pinches of real hands are counted, and what is none is not."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from handtrack.assessment.tapping.score_tapping import score_tapping
from handtrack.assessment.tapping.tapping_result import TappingResult
from handtrack.landmarks.recording_file import read
from tests.helpers.real_hands import REAL

COUNTS = REAL / "counts.json"
pytestmark = pytest.mark.skipif(
    not COUNTS.exists(), reason=f"no counted recordings of real hands in {REAL}"
)
MOST_GHOSTS = 1
"""Recordings without an exercise in which tapping may be found; none was when this was written."""


def rows() -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(COUNTS.read_text("utf-8"))
    return found


def scored(row: dict[str, object]) -> TappingResult:
    return score_tapping(read(REAL / "tracks" / str(row["track"]))).result


@pytest.mark.parametrize(
    ("name", "certain"),
    [("raiyan_tap_test4", True), ("huytung_volctl", True), ("hormo_pinch", False)],
)
def test_tapping_and_slow_pinches_are_counted_as_an_eye_does(name: str, certain: bool) -> None:
    (row,) = (row for row in rows() if row["name"] == name)
    bout = scored(row).bout
    assert bout is not None
    assert len(bout.taps) == row["reps"]
    assert bout.bounds.holds(len(bout.taps))
    assert bout.bounds.certain is certain


def test_where_nothing_is_exercised_no_tapping_is_found() -> None:
    ghosts = [row["name"] for row in rows() if row["kind"] == "negative" and scored(row).bout]
    assert len(ghosts) <= MOST_GHOSTS, ghosts


@pytest.mark.parametrize(("faster", "every"), [(1, 2), (1, 3), (2, 1), (2, 2), (3, 2)])
def test_real_tapping_is_counted_at_other_tempos_and_with_fewer_pictures(
    faster: int, every: int
) -> None:
    """About 2 taps a second at 30 pictures a second, played faster and with pictures left out."""
    recording = read(REAL / "tracks" / "raiyan_tap_test4.npz")
    arrays = {name: getattr(recording, name)[::every] for name in recording.header.arrays}
    arrays["time_s"] = arrays["time_s"] / faster
    bout = score_tapping(replace(recording, **arrays)).result.bout
    assert bout is not None
    assert bout.bounds.words == "exactly 5"
