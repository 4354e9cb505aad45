"""Rendered clips in which a finger was painted out, or put in a splint or tape."""

from __future__ import annotations

from functools import cache

import pytest

from handtrack.definitions.library import find
from handtrack.events import Status
from handtrack.landmarks.hand import Finger
from handtrack.landmarks.recording import Recording
from handtrack.scoring.score import score
from handtrack.tracking.open_tracker import open_tracker
from handtrack.tracking.track_video import track_video
from tests.helpers.paths import SHARED

CASES = SHARED / "cases"
needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason=f"no clips in {CASES}")
VALID, PARTIAL = Status.VALID, Status.PARTIAL


@cache
def tracked(name: str) -> Recording:
    return track_video(CASES / f"{name}.mp4", open_tracker())


@needs_cases
@pytest.mark.parametrize(
    ("name", "number", "finger", "wanted"),
    [
        ("no_index_spread", "33", Finger.INDEX, [VALID, VALID, PARTIAL]),
        ("no_ring2_curl", "18", Finger.RING, [VALID]),
        ("splint_fist", "34", Finger.MIDDLE, [VALID, VALID]),
        ("tape_spread", "33", Finger.LITTLE, [VALID, VALID, PARTIAL]),
    ],
)
def test_a_hand_without_a_finger_is_counted(
    name: str, number: str, finger: Finger, wanted: list[Status]
) -> None:
    result = score(tracked(name), find(number), without=(finger,)).result
    assert [r.status for r in result.repetitions] == wanted
    assert all(t.finger is not finger for r in result.repetitions for t in r.touches)
    assert finger not in {r.finger for r in result.ranges}
