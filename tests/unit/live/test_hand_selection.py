"""Which hand works, and which side it is, as the camera goes on: as a file is scored."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from handtrack.landmarks.hand import Hand, Side
from handtrack.landmarks.recording import Recording, TrackedFrame, choose_slot
from handtrack.live.camera_guidance import Observation, Observer
from handtrack.live.camera_step import CameraStep, brightness
from handtrack.sources.feed import Snapshot
from handtrack.sources.video import Frame
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style
from tests.helpers.frozen_exercises import frozen

LEFT = perform(frozen("34"), replace(Style(), side=Side.LEFT, amplitudes=[1.0]))
PICTURE = np.zeros((48, 64, 3), np.uint8)


def frames(recording: Recording) -> list[TrackedFrame]:
    names = recording.header.arrays
    return [
        TrackedFrame(**{name: getattr(recording, name)[i] for name in names})
        for i in range(len(recording))
    ]


class Played:
    """A tracker, and a feed, that play frames; the last one for ever."""

    def __init__(self, played: list[TrackedFrame]) -> None:
        self._frames, self._next = played, 0

    def track(self, frame: Frame) -> TrackedFrame:
        self._next += 1
        tracked = self._frames[min(self._next, len(self._frames)) - 1]
        return replace(tracked, time_s=frame.time_s)

    def take(self, wait_s: float) -> Snapshot:
        return Snapshot(self._next, self._next / 30, PICTURE)


def unlabelled(frame: TrackedFrame) -> TrackedFrame:
    """The hand in the picture, of which the tracker does not say which one it is."""
    return replace(frame, is_right=np.full_like(frame.is_right, -1))


def test_the_hand_is_that_of_the_recording() -> None:
    played = Played(frames(LEFT))
    camera = CameraStep(played)  # type: ignore[arg-type]
    slot, side = choose_slot(LEFT, None)
    whole = LEFT.hand(slot, side)
    for i in range(0, 40):
        snapshot = camera.take()
        assert snapshot is not None
        hand = camera.select(played, snapshot).hand  # type: ignore[arg-type]
        assert hand.side is side is Side.LEFT
        assert np.array_equal(hand.image_px, whole.image_px[i], equal_nan=True)
        assert np.array_equal(hand.world_m, whole.world_m[i], equal_nan=True)
        assert bool(hand.handedness_doubtful) == bool(np.asarray(whole.handedness_doubtful)[i])


def test_an_unlabelled_hand_is_not_called_right() -> None:
    some = frames(LEFT)[:3]
    played = Played([*some, *(unlabelled(frame) for frame in some)])
    hands: list[tuple[Hand, Side | None]] = []

    class Spy(Observer):
        def observe(self, hand: Hand, label: Side | None, brightness: float) -> Observation:
            hands.append((hand, label))
            return super().observe(hand, label, brightness)

    camera = CameraStep(played)  # type: ignore[arg-type]
    camera.observer = Spy()
    for _ in range(6):
        snapshot = camera.take()
        assert snapshot is not None
        camera.observe(camera.select(played, snapshot))  # type: ignore[arg-type]
    assert [hand.side for hand, _ in hands] == [Side.LEFT] * 6
    assert [label for _, label in hands] == [Side.LEFT] * 3 + [None] * 3


def test_brightness_tells_black_from_a_picture() -> None:
    assert brightness(PICTURE) == 0.0
    assert brightness(PICTURE + 200) == 200.0
