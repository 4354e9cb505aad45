"""What a stretch of a recording looks like, whatever the exercise: its profile.

A profile is one row of plain numbers, none of which depends on the size of the hand, on its side or
on the frame rate: how far each measure moves, where it mostly is, at which end of its way the hand
rests, and which measures move together.
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
"""Measures of a profile, and how much of each is a clear movement: provisional, domain judgement.
They only weigh the numbers; no decision is taken at them."""
PLACE_SCALE = 0.3
"""Hand lengths of a clear movement of the wrist across the picture, or of the hand's size."""
NO_LEVEL = ("hand_direction", "wrist_x", "wrist_y", "size")
"""Where these are depends on where the camera stands, so that only their movement is told."""
TOGETHER = (
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
"""Pairs of which it is told whether they move together (+) or against each other (-)."""
STEADY_S = 0.2
"""Over how long readings are averaged, so that jitter is no movement."""
LEAST_S = 1.5
"""Fewer seconds with a hand tell nothing."""
LEAST_SHARE = 0.5
"""A hand that was seen in a smaller share of the frames was mostly guessed."""
NEAR_L = 2.5
"""The other hand is at this one when their palms are so many hand lengths apart."""


@dataclass(frozen=True, slots=True)
class Track:
    """All that profiles are made of, frame by frame, read once.

    Parameters
    ----------
    time_s : ndarray, shape (N,)
    readings : ndarray, shape (N, K)
        In units of clear movement (`SCALES`); NaN where the hand was not seen. Frames in which the
        tracker settles count: what they are off by is little beside a movement, and without them a
        hand that is lost again and again would not be seen.
    near : ndarray, shape (N,)
        Whether the other hand is at this one.
    """

    time_s: Floats
    readings: Floats
    near: Floats


def _names() -> tuple[str, ...]:
    names: list[str] = []
    for measure in SCALES:
        fingers = MEASUREMENTS[measure].fingers
        names += [f"{measure}_{finger}" for finger in fingers] if fingers else [measure]
    return (*names, "wrist_x", "wrist_y", "size")


NAMES = _names()
"""The columns of `Track.readings`."""
_LEVELS = tuple(i for i, name in enumerate(NAMES) if name not in NO_LEVEL)
_PAIRS = tuple((NAMES.index(a), NAMES.index(b)) for a, b in TOGETHER)
_DIRECTION = NAMES.index("hand_direction")
COLUMNS = (
    *(f"{name} moves" for name in NAMES),
    *(f"{NAMES[i]} is" for i in _LEVELS),
    *(f"{NAMES[i]} rests" for i in _LEVELS),
    *(f"{a} with {b}" for a, b in TOGETHER),
    "other hand near",
)
"""The numbers of a profile, in order."""
LEVELS = tuple(i for i, column in enumerate(COLUMNS) if column.endswith(" is"))
"""Where in a profile it is told where the hand mostly is, and not how it moves."""
_PLACE = tuple(NAMES.index(name) for name in ("wrist_x", "wrist_y"))


def track_of(hand: Hand) -> Track:
    """Read a hand through time."""
    blocks = [_measured(block) for block in in_blocks(hand)]
    columns = [np.concatenate(column) for column in zip(*blocks, strict=True)]
    length_px = hand_length_px(hand)
    usual_px = np.nanmedian(length_px) if hand.seen.any() else np.nan
    wrist = hand.image_px[:, Landmark.WRIST, :2].T / usual_px
    columns += [*(wrist / PLACE_SCALE), np.log(length_px) / PLACE_SCALE]
    readings = np.stack(columns, axis=-1)
    readings[:, _DIRECTION] = _unwrapped(readings[:, _DIRECTION] * SCALES["hand_direction"])
    return Track(np.asarray(hand.time_s), readings, _near(hand).astype(float))


def _measured(hand: Hand) -> list[Floats]:
    """The measures of `SCALES` in units of clear movement, one column each."""
    columns: list[Floats] = []
    for measure, scale in SCALES.items():
        measurement = MEASUREMENTS[measure]
        if measurement.fingers:
            columns += list(np.moveaxis(measurement.read_each(hand) / scale, -1, 0))
        else:
            columns.append(measurement.read(hand) / scale)
    return columns


def _unwrapped(direction_deg: Floats) -> Floats:
    """A direction without jumps of a full turn, in units of clear movement."""
    result = direction_deg.copy()
    seen = np.isfinite(result)
    result[seen] = np.unwrap(result[seen], period=360.0)
    return result / SCALES["hand_direction"]


def _near(hand: Hand) -> Floats:
    if hand.other_px is None:
        return np.zeros(len(hand.image_px), bool)
    ours, theirs = (p[:, PALM, :2].mean(axis=1) for p in (hand.image_px, hand.other_px))
    with np.errstate(invalid="ignore"):
        return np.asarray(distance(ours, theirs) < NEAR_L * hand_length_px(hand))


def profile(track: Track, start_s: float, end_s: float) -> Floats:
    """Describe a half-open stretch of time.

    Returns
    -------
    ndarray, shape (len(COLUMNS),)
        All NaN where the hand was seen for less than `LEAST_S` or `LEAST_SHARE`.
    """
    i, j = np.searchsorted(track.time_s, [start_s, end_s])
    window, near = track.readings[i:j], track.near[i:j]
    seen = np.isfinite(window).all(axis=1)
    frame_s = float(np.median(np.diff(track.time_s[i:j]))) if j - i > 1 else 0.0
    if seen.sum() * frame_s < LEAST_S or seen.mean() < LEAST_SHARE:
        return np.full(len(COLUMNS), np.nan)
    values = _averaged(window[seen], max(round(STEADY_S / frame_s), 1))
    low, middle, high = np.percentile(values, [4, 50, 96], axis=0)
    way = high - low
    clear = np.tanh(way)
    rests = clear * (2 * middle - low - high) / np.maximum(way, 1e-9)
    centred = values - values.mean(axis=0)
    spread = np.maximum(centred.std(axis=0), 1e-9)
    pairs = [
        clear[a] * clear[b] * (centred[:, a] * centred[:, b]).mean() / (spread[a] * spread[b])
        for a, b in _PAIRS
    ]
    levels = list(_LEVELS)
    return np.concatenate(
        [np.arcsinh(2 * way), middle[levels], rests[levels], pairs, [near[seen].mean()]]
    )


def movement(row: Floats) -> float:
    """How much moved in a profile: the largest way, in units of clear movement."""
    return float(np.sinh(np.max(row[: len(NAMES)])) / 2)


def travel(row: Floats) -> float:
    """How far the whole hand went across the picture in a profile, in units of clear movement."""
    return float(np.hypot(*np.sinh(row[list(_PLACE)]) / 2))


def _averaged(values: Floats, frames: int) -> Floats:
    if frames < 2 or len(values) < frames:
        return values
    sums = np.cumsum(np.vstack([np.zeros((1, values.shape[1])), values]), axis=0)
    result: Floats = (sums[frames:] - sums[:-frames]) / frames
    return result
