"""A hand that is found is followed back into the frames before."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from handtrack.landmarks.hand import LANDMARKS
from handtrack.landmarks.recording import TrackedFrame
from handtrack.sources.video import Frame
from handtrack.tracking.backfill import MOST_BYTES, BackwardTracker

PICTURE = np.zeros((4, 4, 3), np.uint8)
POINTS = np.arange(LANDMARKS, dtype=np.float32)[:, None] * np.ones((1, 3), np.float32)


def frame(index: int) -> Frame:
    return Frame(index, index / 30, PICTURE, (640, 480))


def hand(index: int, right: bool = True, at: float = 0.0) -> TrackedFrame:
    return TrackedFrame(
        time_s=index / 30,
        image_px=POINTS[None] + at,
        world_m=POINTS[None],
        is_right=np.array([right], np.int8),
        side_score=np.array([0.9], np.float32),
        settling=np.array([False]),
        forearm=np.array([[index, 0.0]], np.float32),
    )


def nobody(index: int) -> TrackedFrame:
    nowhere = np.full((1, LANDMARKS, 3), np.nan, np.float32)
    none = np.array([-1], np.int8)
    score = np.array([np.nan], np.float32)
    line = np.array([[index, 1.0]], np.float32)
    return TrackedFrame(index / 30, nowhere, nowhere, none, score, none > 0, forearm=line)


class Backwards:
    """Sees what it is told in each frame, or nobody."""

    slots = 1
    engine = model_sha256 = "told"
    has_presence = False

    def __init__(self, sees: Mapping[int, TrackedFrame]) -> None:
        self.sees, self.looked_at = sees, list[int]()

    def another(self) -> Backwards:
        return self

    def reset(self) -> None:
        self.looked_at.clear()

    def track(self, frame: Frame) -> TrackedFrame:
        self.looked_at.append(frame.index)
        return self.sees.get(frame.index, nobody(frame.index))


def sides(tracker: Backwards, forward: list[TrackedFrame]) -> list[int]:
    """Which hand is in each frame when all are done; they come in order."""
    back = BackwardTracker(tracker)
    done = [d for i, tracked in enumerate(forward) for d in back.add(frame(i), tracked)]
    done += back.rest()
    assert [d.time_s for d in done] == [t.time_s for t in forward]
    assert [d.forearm.tolist() for d in done if d.forearm is not None] == [
        t.forearm.tolist() for t in forward if t.forearm is not None
    ]
    return [int(d.is_right[0]) for d in done]


LATE = [nobody(0), nobody(1), nobody(2), hand(3), hand(4)]


def test_frames_before_a_hand_is_found_are_filled_from_behind() -> None:
    tracker = Backwards({i: hand(i) for i in range(4)})
    assert sides(tracker, LATE) == [1] * 5
    assert tracker.looked_at == [3, 2, 1, 0]


def test_it_is_followed_until_it_is_lost() -> None:
    assert sides(Backwards({i: hand(i) for i in (0, 2, 3)}), LATE) == [-1, -1, 1, 1, 1]


def test_where_it_is_called_the_other_hand_it_is_not_believed() -> None:
    seen = {0: hand(0), 1: hand(1, right=False), 2: hand(2), 3: hand(3)}
    assert sides(Backwards(seen), LATE) == [-1, -1, 1, 1, 1]


def test_another_hand_elsewhere_in_the_same_frame_is_not_followed() -> None:
    for other in (hand(3, at=100.0), hand(3, right=False), nobody(3)):
        seen = {i: hand(i) for i in range(3)} | {3: other}
        assert sides(Backwards(seen), LATE) == [-1, -1, -1, 1, 1]


def test_a_gap_in_the_middle_is_filled_and_one_at_the_end_is_not() -> None:
    forward = [hand(0), nobody(1), hand(2), nobody(3)]
    tracker = Backwards({i: hand(i) for i in range(4)})
    assert sides(tracker, forward) == [1, 1, 1, -1]


def test_no_more_frames_wait_than_fit_into_memory() -> None:
    large = np.zeros((MOST_BYTES // 20, 3, 1), np.uint8)
    fit = MOST_BYTES // large.nbytes
    back = BackwardTracker(Backwards({}))
    frames = [Frame(i, i / 30, large, (640, 480)) for i in range(fit + 1)]
    done = [back.add(f, nobody(f.index)) for f in frames]
    assert done[:-1] == [[]] * fit
    assert [d.time_s for d in done[-1]] == [0.0]
    assert len(back.rest()) == fit
    assert back.rest() == []


def test_of_two_hands_none_is_followed_back() -> None:
    tracker = Backwards({})
    tracker.slots = 2
    back = BackwardTracker(tracker)
    assert len(back.add(frame(0), nobody(0))) == 1
