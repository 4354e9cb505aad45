"""What about a clip itself makes its figures doubtful: a question to the user, never a verdict."""

from __future__ import annotations

import numpy as np

from handtrack.landmarks.hand import Floats, Hand
from handtrack.landmarks.hand_shape import USUAL_PALM, palm_looks_squeezed
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.repeated_pictures import repeats_per_picture
from handtrack.scoring.results import Repetition
from handtrack.scoring.slow_motion import SLOW_STROKE_S, SMOOTH_HZ, speed_peaks_hz, stroke_s

_FEWEST = 60
"""Provisional: changes of landmarks from which alone a pattern of repeated pictures is told."""


def doubts(
    recording: Recording, hand: Hand, repetitions: tuple[Repetition, ...]
) -> tuple[str, ...]:
    """Sentences about the clip, those of its source first."""
    found = (_squeezed(hand), _slowed(recording, hand, repetitions))
    return (*recording.header.warnings, *(sentence for sentence in found if sentence))


def _squeezed(hand: Hand) -> str:
    ratio = palm_looks_squeezed(hand)
    if ratio is None:
        return ""
    return (
        f"The hand looks squeezed: from index to little knuckle it is {ratio:.2f} of the way from "
        f"wrist to middle knuckle, and hands have {USUAL_PALM}. Were the pictures stretched, as "
        "4:3 shown as 16:9? Angles and distances are then wrong; give the clip in its own shape."
    )


def _slowed(recording: Recording, hand: Hand, repetitions: tuple[Repetition, ...]) -> str:
    took_s = stroke_s(repetitions)
    if took_s is None or took_s < SLOW_STROKE_S:
        return ""
    peaks_hz = speed_peaks_hz(hand)
    if peaks_hz is None or peaks_hz > SMOOTH_HZ:
        return ""
    again = "slower still than --slowed says" if recording.header.slowed != 1 else "slow motion"
    return (
        f"Is this {again}? One way takes {took_s:.1f} s and is as smooth as a quick movement. If "
        "so, every time here is too long: say how many times slower than life it is, as "
        "--slowed 8."
    )


def pictures_hz(recording: Recording) -> float | None:
    """Different pictures a second: as counted when they were read, or as the landmarks move.

    None for fewer than two frames.
    """
    if len(recording) < 2:
        return None
    rate_hz = 1 / float(np.median(np.diff(recording.time_s)))
    known_hz = recording.header.pictures_hz or rate_hz
    return min(known_hz, rate_hz / repeats_per_picture(_changes(recording)))


def _changes(recording: Recording) -> Floats:
    """How far the landmarks of the hand seen most moved from each frame to the next with it.

    Empty where that are too few to tell.
    """
    slot = int(np.argmax((recording.is_right >= 0).sum(axis=0)))
    steps = np.diff(recording.image_px[:, slot, :, :2].astype(np.float64), axis=0)
    with np.errstate(invalid="ignore"):
        moved: Floats = np.hypot(steps[..., 0], steps[..., 1]).mean(axis=-1)
    moved = moved[np.isfinite(moved)]
    return moved if len(moved) >= _FEWEST else moved[:0]
