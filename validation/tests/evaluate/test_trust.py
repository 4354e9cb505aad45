"""Whether labels are honest, and the tracker's names right, is told as it is."""

from collections.abc import Iterator

import numpy as np
import pytest

from handtrack.definitions.library import find
from handtrack.landmarks.hand import Hand
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.tracked_object import PointPrompt
from handtrack.landmarks.views import View
from synthetic_hand.landmarks import synthetic_recording
from synthetic_hand.landmarks_only import landmarks_only
from validation.evaluate.clips import Clip, Made
from validation.evaluate.score_clip import Outcome, score_clip
from validation.evaluate.trust import handedness_trust, label_trust
from validation.tests.helpers.scripted_clips import told_clip

WRIST = ({"wrist_flexion": -30.0}, {"wrist_flexion": 40.0}, View.SIDE)


@pytest.fixture(autouse=True, scope="module")
def exact() -> Iterator[None]:
    with landmarks_only():
        yield


class Kept:
    """Tracks that were made beforehand."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording

    def of(self, video: object, hands: int = 1, told: PointPrompt | None = None) -> Recording:
        return self._recording


def scored(shares: tuple[float, ...], made: tuple[Made, ...]) -> tuple[Clip, Hand, Outcome]:
    clip, hand = told_clip("11", *WRIST, shares=shares, made=made)
    return clip, hand, score_clip(clip, synthetic_recording(hand), find("11"))


def test_what_is_counted_rightly_and_wrongly_stands_beside_its_label() -> None:
    _, _, outcome = scored((1.0, 1.0, 1.0), (Made.FULL, Made.FULL, Made.PARTIAL))
    verified, estimated = label_trust([outcome])
    assert (verified.label, verified.counted.hits, verified.counted.of) == ("verified", 2, 3)
    assert (estimated.counted.of, estimated.turned_down.of) == (0, 0)


def test_a_movement_close_to_what_counts_is_an_estimate() -> None:
    full = find("11").cycle
    assert full is not None
    close = full.full.value - 0.04
    _, _, outcome = scored((1.0, 1.0, close), (Made.FULL, Made.FULL, Made.PARTIAL))
    verified, estimated = label_trust([outcome])
    assert (verified.counted.hits, verified.counted.of, verified.turned_down.of) == (2, 2, 0)
    assert (estimated.turned_down.hits, estimated.turned_down.of) == (1, 1)


def test_landmarks_are_off_where_the_hand_is_taken_for_another() -> None:
    clip, hand, outcome = scored((1.0, 1.0, 1.0), (Made.FULL,) * 3)
    recording = synthetic_recording(hand)
    recording.is_right[10:13] = 1 - recording.is_right[10:13]
    recording.image_px[10:12] += np.float32(300)
    right, wrong = handedness_trust([outcome], Kept(recording))  # type: ignore[arg-type]
    assert (right.rightly, right.off.hits, right.off.of) == (True, 0, len(clip.px) - 3)
    assert (wrong.rightly, wrong.off.hits, wrong.off.of) == (False, 2, 3)
