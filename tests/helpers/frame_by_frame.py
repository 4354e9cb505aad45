"""A hand fed frame by frame, as a live session does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from handtrack.definitions.exercise import Exercise
from handtrack.landmarks.hand import Hand
from handtrack.scoring.results import Repetition
from handtrack.scoring.stream import Stream
from handtrack.verifiers.calibration import Calibration


def frames_of(hand: Hand) -> Iterator[Hand]:
    """Give a hand through time one moment at a time."""
    times_s, settling = np.asarray(hand.time_s), np.asarray(hand.settling)
    for i in range(len(times_s)):
        yield replace(
            hand,
            time_s=float(times_s[i]),
            image_px=hand.image_px[i],
            world_m=hand.world_m[i],
            settling=bool(settling[i]),
            handedness_doubtful=bool(np.broadcast_to(hand.handedness_doubtful, times_s.shape)[i]),
            other_px=None if hand.other_px is None else hand.other_px[i],
            object_px=None if hand.object_px is None else hand.object_px[i],
        )


def streamed(hand: Hand, exercise: Exercise, calibration: Calibration) -> list[Repetition]:
    """Give the repetitions of a hand fed frame by frame, as a live session does."""
    stream = Stream(exercise, calibration)
    found = [repetition for frame in frames_of(hand) for repetition in stream.push(frame)]
    return [*found, *stream.finish()]
