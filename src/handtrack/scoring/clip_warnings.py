"""What about a clip itself makes its figures doubtful: a question to the user, never a verdict.

Slow motion is one of these. A phone that films 240 pictures a second may write them at 30: every
time in the file is then eight times too long, and nothing in it says so. How long a stroke takes is
no proof, for some people are slow. But a person who moves slowly does not move smoothly: the way is
made of many small movements (Vallbo and Wessberg, Journal of Physiology 469, 1993, on slow
movements of a finger), of which a camera shows the largest. Slow motion of a quick movement is slow
and smooth.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from handtrack.events import Status
from handtrack.landmarks.hand import Floats, Hand, Landmark, by_blocks
from handtrack.landmarks.quality import hand_length_px
from handtrack.landmarks.recording import Recording, choose_slot
from handtrack.landmarks.repeated_pictures import repeats_per_picture
from handtrack.scoring.hand_shape import USUAL_PALM, palm_looks_squeezed
from handtrack.scoring.results import Repetition
from handtrack.verifiers.signals import Signals

_FEWEST_CHANGES = 60
"""Provisional: changes of landmarks from which alone a pattern of repeated pictures is told."""
_MOST_CHANGES = 18_000
"""Of a longer recording the first ten minutes tell how often each picture is shown."""
SLOW_STROKE_S = 1.2
"""Provisional: of 100 recordings of real people the slowest two took 1.5 and 2.5 s a stroke."""
SMOOTH_HZ = 0.95
"""Provisional: these two had 1.1 and 2.7 peaks of speed a second while moving. Slowed eight times
by interpolation 22 of 35 recordings are asked about, slowed four times 14; as they are, none."""
_STEP_S = 1 / 30
_BLUR_S = 0.12
_MOVING_SHARE = 0.2
_PEAK_SHARE = 0.1
_POINTS = [Landmark.WRIST, Landmark.THUMB_TIP, Landmark.INDEX_TIP, Landmark.MIDDLE_TIP,
           Landmark.RING_TIP, Landmark.LITTLE_TIP, Landmark.MIDDLE_MCP]  # fmt: skip
_FASTEST = 3
_FEWEST_FRAMES = 30


def clip_warnings(
    recording: Recording, whole: Signals, repetitions: tuple[Repetition, ...]
) -> tuple[str, ...]:
    """Say what about the clip makes its figures doubtful.

    Parameters
    ----------
    recording : Recording
    whole : Signals
        Of the hand that was scored.
    repetitions : tuple of Repetition
        Its repetitions, whatever their status.

    Returns
    -------
    tuple of str
        Sentences, those about its source first; empty where nothing is doubtful.
    """
    found = (_squeezed(whole), _slowed(recording, whole, repetitions))
    return (*recording.header.warnings, *(sentence for sentence in found if sentence))


def _squeezed(whole: Signals) -> str:
    ratio = palm_looks_squeezed(whole.hand, whole.quality.good)
    if ratio is None:
        return ""
    return (
        f"The hand looks squeezed: from index to little knuckle it is {ratio:.2f} of the way from "
        f"wrist to middle knuckle, and hands have {USUAL_PALM}. Were the pictures stretched, as "
        "4:3 shown as 16:9? Angles and distances are then wrong; give the clip in its own shape."
    )


def _slowed(recording: Recording, whole: Signals, repetitions: tuple[Repetition, ...]) -> str:
    took_s = stroke_s(repetitions)
    if took_s is None or took_s < SLOW_STROKE_S:
        return ""
    peaks_hz = speed_peaks_hz(whole.hand, whole.quality.good)
    if peaks_hz is None or peaks_hz > SMOOTH_HZ:
        return ""
    again = "slower still than --slowed says" if recording.header.slowed != 1 else "slow motion"
    return (
        f"Is this {again}? One way takes {took_s:.1f} s and is as smooth as a quick movement. If "
        "so, every time here is too long: say how many times slower than life it is, as "
        "--slowed 8."
    )


def stroke_s(repetitions: Sequence[Repetition]) -> float | None:
    """Median seconds of one way, there or back, without the holds; None without a repetition."""
    ways = [
        (r.duration_s - (r.hold_s or 0.0)) / (2 * max(len(r.touches), 1))
        for r in repetitions
        if r.status is not Status.UNVERIFIABLE and r.active_s is None
    ]
    return float(np.median(ways)) if ways else None


def speed_peaks_hz(hand: Hand, good: NDArray[np.bool_]) -> float | None:
    """Peaks of the hand's speed a second while it moves; None where too little was seen.

    The speed is that of the three fastest of wrist, middle knuckle and the fingertips.

    Parameters
    ----------
    hand : Hand
        Through time.
    good : ndarray of bool, shape (N,)
        Which of its frames are good.
    """
    if good.sum() < _FEWEST_FRAMES:
        return None
    time_s = np.asarray(hand.time_s)[good]
    length = float(np.median(hand_length_px(hand)[good]))
    points = hand.image_px[good][:, _POINTS, :2] / length
    speed = _speed(time_s, points)
    if len(speed) < _FEWEST_FRAMES:
        return None
    top = float(np.percentile(speed, 98))
    moving_s = float((speed > _MOVING_SHARE * top).sum()) * _STEP_S
    return _peaks(speed, _PEAK_SHARE * top, _MOVING_SHARE * top) / moving_s if moving_s else None


def _speed(time_s: Floats, points: Floats) -> Floats:
    """Hand lengths a second at even steps, without the tracker's noise."""
    even_s = np.arange(time_s[0], time_s[-1], _STEP_S)
    count = round(4 * _BLUR_S / _STEP_S)
    weights = np.exp(-0.5 * (np.arange(-count, count + 1) * _STEP_S / _BLUR_S) ** 2)
    weights /= weights.sum()
    ways = [
        np.diff(
            np.convolve(
                np.pad(np.interp(even_s, time_s, points[:, i, k]), count, mode="edge"),
                weights,
                "valid",
            )
        )
        for i in range(points.shape[1])
        for k in range(2)
    ]
    speeds = np.hypot(np.array(ways[::2]), np.array(ways[1::2])) / _STEP_S
    return np.asarray(np.sort(speeds, axis=0)[-_FASTEST:].mean(axis=0))


def _peaks(speed: Floats, least: float, floor: float) -> int:
    """How many maxima above `floor` rise and fall by at least `least`."""
    count, low, high = 0, float(speed[0]), -np.inf
    for value in speed:
        if high == -np.inf:
            low = min(low, value)
            if value - low >= least:
                high = value
        else:
            high = max(high, value)
            if high - value >= least:
                count += high >= floor
                low, high = value, -np.inf
    return count


def pictures_hz(recording: Recording) -> float | None:
    """Rate of different pictures in hertz: as counted when read, or as the landmarks move.

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
    slot, _ = choose_slot(recording, None)
    points = recording.image_px[:_MOST_CHANGES, slot, :, :2]
    with np.errstate(invalid="ignore"):
        moved = by_blocks(_moved_px, np.lib.stride_tricks.sliding_window_view(points, 2, axis=0))
    moved = moved[np.isfinite(moved)]
    return moved if len(moved) >= _FEWEST_CHANGES else moved[:0]


def _moved_px(pairs: Floats) -> Floats:
    """Mean way of all landmarks between two frames, shape (n, 21, 2, 2) to (n,)."""
    step = pairs[..., 1] - pairs[..., 0]
    step *= step
    moved: Floats = np.sqrt(step[..., 0] + step[..., 1]).mean(axis=-1)
    return moved
