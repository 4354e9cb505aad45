"""The endpoints of a person's range: of a signal, of a path on the screen, of an open hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import Floats
from handtrack.measurements.filters import GAP_S
from handtrack.verifiers.calibration import TransportPath

TURN_SHARE = 0.3
"""Provisional: a turn of the signal counts as one from this share of its spread on."""
PLATEAU_S = 0.1
"""Provisional: an end is a level kept for this long, so that one wild frame is none."""
GLIMPSE_S = 0.3
"""Provisional: a hand found for less than this and lost again gives no end: the tracker is mostly
not sure of it yet."""


def turns(signal: Floats, least: float) -> list[int]:
    """Indices at which a signal turns, first and last frame included.

    Parameters
    ----------
    signal : ndarray, shape (N,)
        Without NaN.
    least : float
        A way back smaller than this is no turn.

    Returns
    -------
    list of int
        Alternating lows and highs; fewer than two where the signal never moves by `least`.
    """
    found: list[int] = []
    low = high = 0
    sign = 0  # +1 on the way up, -1 on the way down, 0 before the first turn
    values = signal.tolist()
    # Only where it turns round, if ever so little, or stands still can an end lie.
    rises = np.sign(np.diff(signal))
    places = [0, *(np.flatnonzero(rises[1:] * rises[:-1] <= 0) + 1).tolist(), len(values) - 1]
    for i in places if values else ():
        value = values[i]
        if value > values[high]:
            high = i
        if value < values[low]:
            low = i
        if sign <= 0 and value - values[low] >= least:
            found.append(low)
            sign, high = 1, i
        elif sign >= 0 and values[high] - value >= least:
            found.append(high)
            sign, low = -1, i
    return [*found, high if sign > 0 else low] if sign else []


def range_endpoints(
    time_s: Floats, signal: Floats, least: float, two_ended: bool = False
) -> tuple[float, float, int] | None:
    """Take the low and the high end of a signal, and the number of movements between them.

    The high end is the median of the upper half of all highs, the low end that of the lower half
    of all lows: partial movements and a single wild one leave them where they are.

    Parameters
    ----------
    time_s, signal : ndarray, shape (N,)
    least : float
        The exercise's least movement; turns smaller than `TURN_SHARE` of it are none.
    two_ended : bool
        Whether the hand may wait between the ends: then neither the first nor the last turn is an
        end where there are others.

    Returns
    -------
    low, high, movements
        None where fewer than two frames were measured. Without any movement, both ends are the
        signal's median.
    """
    seen = _in_sight(time_s, signal)
    time_s, signal = time_s[seen], signal[seen]
    if len(signal) < 2:
        return None
    spread = float(np.subtract(*np.percentile(signal, [98, 2])))
    corners = turns(signal, TURN_SHARE * max(spread, least))
    if len(corners) < 2:
        middle = float(np.median(signal))
        return middle, middle, 0
    width = max(1, round(PLATEAU_S / float(np.median(np.diff(time_s)))))
    kept_high, kept_low = _kept(signal, width, np.minimum), _kept(signal, width, np.maximum)
    movements = len(corners) // 2
    waits = (0, len(corners) - 1) if two_ended and movements > 1 else ()
    highs, lows = [], []
    edges = [0, *corners, len(signal)]
    first_is_low = signal[corners[0]] < signal[corners[1]]
    for number, (before, corner, after) in enumerate(zip(edges, corners, edges[2:], strict=False)):
        if number in waits:
            continue
        if (number % 2 == 0) == first_is_low:
            lows.append(float(kept_low[min(before, corner) : after].min()))
        else:
            highs.append(float(kept_high[min(before, corner) : after].max()))
    return _half(lows), -_half([-h for h in highs]), movements


def _in_sight(time_s: Floats, signal: Floats) -> NDArray[np.bool_]:
    """Which frames were measured, but for those of a glimpse: shape (N,)."""
    seen: NDArray[np.bool_] = np.isfinite(signal)
    times_s = time_s[seen]
    if not len(times_s):
        return seen
    begins = np.flatnonzero(np.diff(times_s, prepend=-np.inf) > GAP_S)
    ends = np.append(begins[1:], len(times_s)) - 1
    long = times_s[ends] - times_s[begins] >= GLIMPSE_S
    seen[seen] = np.repeat(long, ends + 1 - begins)
    return seen


def transport_path(
    time_s: Floats,
    places: Floats,
    lengths: Floats,
    least_L: float,  # noqa: N803  L is the unit
) -> TransportPath | None:
    """Take the path between the two places that a person goes to and from.

    Parameters
    ----------
    time_s : ndarray, shape (N,)
    places : ndarray, shape (N, 2)
        In widths of the picture.
    lengths : ndarray, shape (N,)
        The hand's length in the same widths.
    least_L : float
        The exercise's least way, in hand lengths.

    Returns
    -------
    TransportPath
        None where fewer than two frames were measured.
    """
    seen = np.isfinite(places).all(axis=-1) & np.isfinite(lengths)
    if seen.sum() < 2:
        return None
    time_s, places = time_s[seen], places[seen]
    length = float(np.median(lengths[seen]))
    middle = np.median(places, axis=0)
    _, axes = np.linalg.eigh(np.cov((places - middle).T))
    axis = axes[:, -1] * (1 if axes[np.abs(axes[:, -1]).argmax(), -1] > 0 else -1)
    ends = range_endpoints(time_s, (places - middle) @ axis, least_L * length)
    if ends is None:
        return None
    (x, y), (to_x, to_y) = ((middle + end * axis).tolist() for end in ends[:2])
    return TransportPath(x, y, to_x, to_y, length)


def _kept(signal: Floats, width: int, extreme: Any) -> Floats:
    """The level kept over the next `width` frames: their minimum, or maximum."""
    kept = signal.copy()
    for shift in range(1, width):
        kept[:-shift] = extreme(kept[:-shift], signal[shift:])
    return kept


def _half(values: Sequence[float]) -> float:
    """Median of the smaller half."""
    return float(np.median(sorted(values)[: (len(values) + 1) // 2]))


def open_gaps(gaps: Floats, least: float) -> tuple[float, ...]:
    """Take the gaps of the open hand from a clip: the level that one frame in ten exceeds.

    Parameters
    ----------
    gaps : ndarray, shape (N, 4)
        From the thumb to each fingertip, in hand lengths; NaN where not read.
    least : float
        The smallest gap that can be told from none; also that of a finger that was never read,
        while others were.

    Returns
    -------
    tuple of float
        Four, or none where no frame shows all fingers that were read.
    """
    there = np.asarray(np.isfinite(gaps).any(axis=0))
    seen = gaps[np.isfinite(gaps[:, there]).all(axis=-1)]
    if not there.any() or not len(seen):
        return ()
    wide = np.full(len(there), least)
    wide[there] = np.percentile(seen[:, there], 90, axis=0)
    return tuple(float(max(w, least)) for w in wide)
