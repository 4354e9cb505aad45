"""Scoring without a video, as the benchmarks run it: whole recordings, and moment by moment."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from handtrack.definitions.exercise import Exercise
from handtrack.landmarks.hand import Hand
from handtrack.landmarks.recording import Recording
from handtrack.scoring.score import Scored
from handtrack.scoring.stream import Stream
from handtrack.verifiers.calibration import Calibration

EXERCISES = ("34", "11", "18", "33")
"""A fist by one signal, a wrist that goes both ways, a sequence, and a spread hand."""


def performed(exercise: Exercise) -> Recording:
    """A short performance by the synthetic hand, one of its repetitions too small."""
    # As heavy as the whole engine, and read again by every worker process of a measured folder.
    from synthetic_hand.performances.perform import perform
    from synthetic_hand.performances.style import Style

    style = Style(amplitudes=(1.0, 0.6, 1.0, 1.0), noise_L=0.003, rest_s=0.5)
    return perform(exercise, style)


def repeated(recording: Recording, frames: int) -> Recording:
    """A recording over and over, to the length of a long session.

    Parameters
    ----------
    recording : Recording
    frames : int
        The least number of frames.
    """
    times = -(-frames // len(recording))
    period_s = recording.duration_s + recording.duration_s / (len(recording) - 1)
    arrays = {
        name: np.concatenate([getattr(recording, name)] * times) for name in recording.header.arrays
    }
    arrays["time_s"] = np.concatenate([recording.time_s + k * period_s for k in range(times)])
    return Recording(recording.header, **arrays)


def moments(recording: Recording, scored: Scored) -> list[Hand]:
    """The scored hand of a recording, a moment at a time."""
    hand = recording.hand(scored.slot, scored.result.side)
    doubtful = np.broadcast_to(hand.handedness_doubtful, hand.seen.shape)
    return [
        replace(
            hand,
            time_s=float(recording.time_s[i]),
            image_px=hand.image_px[i],
            world_m=hand.world_m[i],
            settling=bool(np.asarray(hand.settling)[i]),
            handedness_doubtful=bool(doubtful[i]),
        )
        for i in range(len(recording))
    ]


def stream(exercise: Exercise, calibration: Calibration, frames: list[Hand]) -> None:
    """Feed a recording frame by frame, as a live session would."""
    flow = Stream(exercise, calibration)
    for frame in frames:
        flow.push(frame)
    flow.finish()
