"""Profile of a part of a recording, independent of any exercise.

A profile is one row of numbers, none of which depends on hand size, on the side or on the frame
rate: the range of each measure, its median, the end of the range at which the hand rests, and
correlations between measures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from handtrack.landmarks.geometry import distance
from handtrack.landmarks.hand import PALM, Floats, Hand, Landmark
from handtrack.landmarks.quality import hand_length_px
from handtrack.measurements import MEASUREMENTS
from handtrack.verifiers.signals import in_blocks

SCALES: Mapping[str, float] = MappingProxyType(
    {
        "tip_to_wrist": 0.3,
        "mcp_flexion": 30.0,
        "pip_flexion": 30.0,
        "finger_abduction": 8.0,
        "span": 0.2,
        "pinch_gap": 0.3,
        "thumb_ulnar": 0.2,
        "thumb_distal": 0.2,
        "thumb_mcp_flexion": 15.0,
        "thumb_ip_flexion": 20.0,
        "thumb_radial_abduction": 12.0,
        "thumb_palmar_abduction": 12.0,
        "hand_direction": 20.0,
        "palm_facing": 0.4,
        "palm_up": 0.4,
    }
)
"""Measures of a profile, and the size of a clear movement in each: provisional, domain judgement.
They scale the numbers; they are no thresholds."""
TRAVEL_SCALE = 0.3
"""Clear movement of the wrist in the picture in hand lengths, or of the logarithm of hand size."""
VIEW_DEPENDENT = ("hand_direction", "wrist_x", "wrist_y", "size")
"""Signals whose level depends on the camera's position: only their movement is in a profile."""
CORRELATED_PAIRS = (
    ("tip_to_wrist_index", "tip_to_wrist_middle"),
    ("tip_to_wrist_index", "tip_to_wrist_little"),
    ("tip_to_wrist_middle", "tip_to_wrist_ring"),
    ("tip_to_wrist_ring", "tip_to_wrist_little"),
    ("pinch_gap_index", "pinch_gap_middle"),
    ("pinch_gap_index", "pinch_gap_little"),
    ("pinch_gap_middle", "pinch_gap_ring"),
    ("pinch_gap_ring", "pinch_gap_little"),
    ("thumb_ulnar", "thumb_distal"),
    ("thumb_ulnar", "tip_to_wrist_middle"),
    ("thumb_distal", "tip_to_wrist_middle"),
    ("span", "tip_to_wrist_middle"),
    ("mcp_flexion_middle", "pip_flexion_middle"),
    ("wrist_x", "wrist_y"),
)
"""Pairs of signals whose correlation is in a profile."""
AVERAGE_S = 0.2
"""Averaging window of the readings, against jitter."""
MIN_SEEN_S = 1.5
"""Least time with a detected hand for a profile."""
MIN_SEEN_SHARE = 0.5
"""Least share of frames with a detected hand for a profile."""
OTHER_HAND_L = 2.5
"""Palm distance, in hand lengths, below which the other hand is at this one."""


@dataclass(frozen=True, slots=True)
class ProfileSignals:
    """Signals of a whole recording from which profiles are computed.

    Parameters
    ----------
    time_s : ndarray, shape (N,)
    readings : ndarray, shape (N, K)
        Columns `SIGNAL_NAMES`, in units of clear movement (`SCALES`); NaN where no hand was
        detected. Warm-up frames of the tracker are included: their error is small beside a
        movement, and a hand that is often lost would have few other frames.
    other_hand_near : ndarray, shape (N,)
        1 where the other hand is at this one, else 0.
    """

    time_s: Floats
    readings: Floats
    other_hand_near: Floats


def _names() -> tuple[str, ...]:
    names: list[str] = []
    for measure in SCALES:
        fingers = MEASUREMENTS[measure].fingers
        names += [f"{measure}_{finger}" for finger in fingers] if fingers else [measure]
    return (*names, "wrist_x", "wrist_y", "size")


SIGNAL_NAMES = _names()
"""Columns of `ProfileSignals.readings`."""
_LEVELS = tuple(i for i, name in enumerate(SIGNAL_NAMES) if name not in VIEW_DEPENDENT)
_PAIRS = tuple((SIGNAL_NAMES.index(a), SIGNAL_NAMES.index(b)) for a, b in CORRELATED_PAIRS)
_DIRECTION = SIGNAL_NAMES.index("hand_direction")
COLUMNS = (
    *(f"{name} moves" for name in SIGNAL_NAMES),
    *(f"{SIGNAL_NAMES[i]} is" for i in _LEVELS),
    *(f"{SIGNAL_NAMES[i]} rests" for i in _LEVELS),
    *(f"{a} with {b}" for a, b in CORRELATED_PAIRS),
    "other hand near",
)
"""Names of the numbers of a profile, in order."""
LEVEL_COLUMNS = tuple(i for i, column in enumerate(COLUMNS) if column.endswith(" is"))
"""Columns of a profile that hold levels (medians), not movement."""
_WRIST = tuple(SIGNAL_NAMES.index(name) for name in ("wrist_x", "wrist_y"))


def profile_signals(hand: Hand) -> ProfileSignals:
    """Signals of a hand through a whole recording."""
    blocks = [_measured(block) for block in in_blocks(hand)]
    columns = [np.concatenate(column) for column in zip(*blocks, strict=True)]
    length_px = hand_length_px(hand)
    usual_px = np.nanmedian(length_px) if hand.seen.any() else np.nan
    wrist = hand.image_px[:, Landmark.WRIST, :2].T / usual_px
    columns += [*(wrist / TRAVEL_SCALE), np.log(length_px) / TRAVEL_SCALE]
    readings = np.stack(columns, axis=-1)
    readings[:, _DIRECTION] = _unwrapped(readings[:, _DIRECTION] * SCALES["hand_direction"])
    return ProfileSignals(np.asarray(hand.time_s), readings, _other_hand_near(hand).astype(float))


def _measured(hand: Hand) -> list[Floats]:
    """Measures of `SCALES` in units of clear movement, one column each."""
    columns: list[Floats] = []
    for measure, scale in SCALES.items():
        measurement = MEASUREMENTS[measure]
        if measurement.fingers:
            columns += list(np.moveaxis(measurement.read_each(hand) / scale, -1, 0))
        else:
            columns.append(measurement.read(hand) / scale)
    return columns


def _unwrapped(direction_deg: Floats) -> Floats:
    """Direction unwrapped across 360 degrees, in units of clear movement."""
    result = direction_deg.copy()
    seen = np.isfinite(result)
    result[seen] = np.unwrap(result[seen], period=360.0)
    return result / SCALES["hand_direction"]


def _other_hand_near(hand: Hand) -> Floats:
    if hand.other_px is None:
        return np.zeros(len(hand.image_px), bool)
    ours, theirs = (p[:, PALM, :2].mean(axis=1) for p in (hand.image_px, hand.other_px))
    with np.errstate(invalid="ignore"):
        return np.asarray(distance(ours, theirs) < OTHER_HAND_L * hand_length_px(hand))


def profile(signals: ProfileSignals, start_s: float, end_s: float) -> Floats:
    """Profile of a half-open interval.

    Parameters
    ----------
    signals : ProfileSignals
    start_s, end_s : float

    Returns
    -------
    ndarray, shape (len(COLUMNS),)
        All NaN where the hand was detected for less than `MIN_SEEN_S` or `MIN_SEEN_SHARE`.
    """
    i, j = np.searchsorted(signals.time_s, [start_s, end_s])
    window, near = signals.readings[i:j], signals.other_hand_near[i:j]
    seen = np.isfinite(window).all(axis=1)
    frame_s = float(np.median(np.diff(signals.time_s[i:j]))) if j - i > 1 else 0.0
    if seen.sum() * frame_s < MIN_SEEN_S or seen.mean() < MIN_SEEN_SHARE:
        return np.full(len(COLUMNS), np.nan)
    values = _averaged(window[seen], max(round(AVERAGE_S / frame_s), 1))
    low, middle, high = np.percentile(values, [4, 50, 96], axis=0)
    extent = high - low
    clear = np.tanh(extent)
    rests = clear * (2 * middle - low - high) / np.maximum(extent, 1e-9)
    centred = values - values.mean(axis=0)
    spread = np.maximum(centred.std(axis=0), 1e-9)
    pairs = [
        clear[a] * clear[b] * (centred[:, a] * centred[:, b]).mean() / (spread[a] * spread[b])
        for a, b in _PAIRS
    ]
    levels = list(_LEVELS)
    return np.concatenate(
        [np.arcsinh(2 * extent), middle[levels], rests[levels], pairs, [near[seen].mean()]]
    )


def movement_size(row: Floats) -> float:
    """Largest signal range in a profile, in units of clear movement."""
    return float(np.sinh(np.max(row[: len(SIGNAL_NAMES)])) / 2)


def travel_size(row: Floats) -> float:
    """Distance that the wrist moved in the picture, in units of clear movement."""
    return float(np.hypot(*np.sinh(row[list(_WRIST)]) / 2))


def _averaged(values: Floats, frames: int) -> Floats:
    if frames < 2 or len(values) < frames:
        return values
    sums = np.cumsum(np.vstack([np.zeros((1, values.shape[1])), values]), axis=0)
    result: Floats = (sums[frames:] - sums[:-frames]) / frames
    return result
