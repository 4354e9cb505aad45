"""Figures of a bout of tapping: rate, amplitude, variability, and their changes.

The rating of the test is based on speed, amplitude, hesitations, halts and decrementing amplitude
(MDS-UPDRS 3.4, doi:10.1002/mds.22340); video studies group the features as hypokinesia,
bradykinesia, sequence effect and hesitation-halts (doi:10.1038/s41531-026-01307-w). No rating is
computed: it is a clinician's, and experts rating the same videos agreed only moderately.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from handtrack.assessment.tapping.certainty import TapCount
from handtrack.assessment.tapping.tapping_result import TapFigure
from handtrack.assessment.tapping.taps import Closing, crossing_s
from handtrack.assessment.tapping.tip_gap import TipGap
from handtrack.events import Label
from handtrack.landmarks.geometry import angle_between_deg
from handtrack.landmarks.hand import Floats
from handtrack.measurements.error_model import Z95

PRESCRIBED_TAPS = 10
"""Prescribed number of taps; the decrement is computed over these and over all."""
LEAST_FOR_LINE = 5
"""Provisional: least number of taps for a regression line."""
HESITATION = 2.0
"""Domain judgement: multiple of the median interval above which an interval is a hesitation."""
HALT_S = 1.0
"""Domain judgement: a longer hesitation is a halt."""
MIDDLE = (0.2, 0.8)
"""Part of the amplitude over which speed is measured, without the rest at both ends."""
TURNED_DEG = 20.0
"""Provisional: rotation of the hand from the first third to the last above which a change of
amplitude may be a change of view."""

TOO_FEW = "too few pictures"
FEW_TAPS = f"fewer than {LEAST_FOR_LINE} taps"


@dataclass(frozen=True, slots=True)
class Speeds:
    """Speed of each tap, shape (taps,), in hand lengths a second; NaN if unknown."""

    closing: Floats
    opening: Floats


def speeds(signal: TipGap, counted: TapCount) -> Speeds:
    """Mean closing speed of each tap, and opening speed after it, over `MIDDLE`.

    Parameters
    ----------
    signal : TipGap
    counted : TapCount

    Returns
    -------
    Speeds
        All NaN if the picture rate is too low.
    """
    taps = counted.closings
    closing = [_speed(signal, c.open_at, c.closed_at) for c in taps]
    opening = [
        _speed(signal, c.closed_at, c.reopened_at) if c.reopened_at >= 0 else np.nan for c in taps
    ]
    pair = np.array(closing), np.array(opening)
    return Speeds(*(each if counted.measurable else np.full_like(each, np.nan) for each in pair))


def _speed(signal: TipGap, i: int, j: int) -> float:
    if signal.gap[i] == signal.gap[j]:
        return float("nan")
    low, high = MIDDLE
    times = [crossing_s(signal.time_s, signal.gap, i, j, share) for share in MIDDLE]
    passed_s = times[1] - times[0]
    distance = abs(float(signal.gap[j] - signal.gap[i])) * (high - low)
    return distance / passed_s if passed_s > 0 else float("nan")


def amplitudes(counted: TapCount) -> Floats:
    """Amplitude of each tap, shape (taps,), in hand lengths; NaN if the picture rate is too low."""
    found = np.array([c.amplitude for c in counted.closings])
    return found if counted.measurable else np.full_like(found, np.nan)


def rate(counted: TapCount) -> TapFigure:
    """Taps a second: the inverse of the mean interval."""
    known = _known(counted.intervals_s)
    if not len(known):
        return TapFigure(None, note="the hand was lost between all taps")
    per_s = 1 / float(known.mean())
    error = per_s * _share_error(known)
    if not counted.countable:
        return TapFigure(per_s, None, Label.ESTIMATED, f"{TOO_FEW}: it may be faster")
    return TapFigure(per_s, error, _label(counted), _note(counted))


def interval_cv(counted: TapCount) -> TapFigure:
    """Coefficient of variation of the intervals."""
    known = _known(counted.intervals_s)
    if not counted.countable:
        return TapFigure(None, note=TOO_FEW)
    return _spread(known, _label(counted), _note(counted))


def mean_figure(values: Floats, counted: TapCount, label: Label | None = None) -> TapFigure:
    """Mean over the taps, labelled estimated: the error of the gap in a view was not measured.

    Parameters
    ----------
    values : ndarray, shape (taps,)
        NaN is left out.
    counted : TapCount
    label : Label, optional
        Default: estimated.

    Returns
    -------
    Measured
        Without a value if the picture rate is too low or all values are NaN.
    """
    known = _known(values)
    if not counted.measurable or not len(known):
        return TapFigure(None, note=TOO_FEW if not counted.measurable else "not seen")
    mean = float(known.mean())
    note = "as seen from this side: compare it with recordings from the same side alone"
    return TapFigure(mean, abs(mean) * _share_error(known), label or Label.ESTIMATED, note)


def amplitude_cv(counted: TapCount) -> TapFigure:
    """Coefficient of variation of the amplitudes."""
    if not counted.measurable:
        return TapFigure(None, note=TOO_FEW)
    return _spread(amplitudes(counted), _label(counted), _note(counted))


def decrement(signal: TipGap, counted: TapCount, first: int | None) -> TapFigure:
    """Relative change of the amplitude from the first tap to the last, in percent.

    Parameters
    ----------
    signal : TipGap
    counted : TapCount
    first : int or None
        Number of taps from the first one; None for all.

    Returns
    -------
    Measured
        Below 0 if the amplitude decreases; without a value for too few taps or pictures.
    """
    if not counted.measurable:
        return TapFigure(None, note=TOO_FEW)
    taps = counted.closings[:first]
    if first and len(taps) < first:
        return TapFigure(None, note=f"fewer than {first} taps")
    values = amplitudes(counted)[:first]
    rotation_deg = _rotation_deg(signal, taps)
    if rotation_deg > TURNED_DEG:
        note = f"the hand turned by {rotation_deg:.0f} degrees meanwhile, which changes it as well"
        return _relative_change(values, Label.ESTIMATED, note)
    return _relative_change(values, _label(counted), _note(counted))


def slowing(counted: TapCount) -> TapFigure:
    """Relative change of the interval from the first to the last, in percent."""
    if not counted.countable:
        return TapFigure(None, note=TOO_FEW)
    return _relative_change(counted.intervals_s, _label(counted), _note(counted))


def hesitations(counted: TapCount, least_s: float = 0.0) -> TapFigure:
    """Number of intervals longer than twice the median and than `least_s`.

    Parameters
    ----------
    counted : TapCount
    least_s : float

    Returns
    -------
    Measured
        Without a value if the picture rate is too low or no interval is known.
    """
    if not counted.countable:
        return TapFigure(None, note=TOO_FEW)
    known = _known(counted.intervals_s)
    if not len(known):
        return TapFigure(None, note="the hand was lost between all taps")
    long = known > max(HESITATION * float(np.median(known)), least_s)
    return TapFigure(float(long.sum()), None, _label(counted), _note(counted))


def _label(counted: TapCount) -> Label:
    return Label.VERIFIED if counted.bounds.certain else Label.ESTIMATED


def _note(counted: TapCount) -> str:
    return "" if counted.bounds.certain else "the number of taps is no more than an estimate"


def _known(values: Floats) -> Floats:
    return values[np.isfinite(values)]


def _share_error(known: Floats) -> float:
    """Half width of the 95 % interval of a mean, relative to it; NaN for one value."""
    if len(known) < 2:
        return float("nan")
    return float(Z95 * known.std(ddof=1) / np.sqrt(len(known)) / abs(known.mean()))


def _spread(values: Floats, label: Label, note: str) -> TapFigure:
    """Coefficient of variation with its sampling error."""
    known = _known(values)
    if len(known) < LEAST_FOR_LINE - 1:
        return TapFigure(None, note=FEW_TAPS)
    cv = float(known.std(ddof=1) / known.mean())
    return TapFigure(cv, Z95 * cv / float(np.sqrt(2 * (len(known) - 1))), label, note)


def _relative_change(values: Floats, label: Label, note: str) -> TapFigure:
    indices = np.flatnonzero(np.isfinite(values)).astype(np.float64)
    known = _known(values)
    if len(known) < LEAST_FOR_LINE - 1:
        return TapFigure(None, note=FEW_TAPS)
    slope, begun = robust_line(indices, known)
    if begun <= 0:
        return TapFigure(None, note="no line through the taps")
    last = len(values) - 1
    left = known - begun - slope * indices
    sd = np.sqrt(np.vecdot(left, left) / (len(known) - 2))
    error = Z95 * sd / np.sqrt(((indices - indices.mean()) ** 2).sum())
    percent = 100 * last / begun
    return TapFigure(float(slope * percent), float(error * percent), label, note)


def robust_line(x: Floats, y: Floats) -> tuple[float, float]:
    """Theil-Sen line: median slope over all pairs of points.

    Parameters
    ----------
    x, y : ndarray, shape (N,)
        At least two points; no two x are equal.

    Returns
    -------
    tuple of float
        Slope, and value at x = 0.
    """
    i, j = np.triu_indices(len(x), 1)
    slope = float(np.median((y[j] - y[i]) / (x[j] - x[i])))
    return slope, float(np.median(y - slope * x))


def _rotation_deg(signal: TipGap, taps: Sequence[Closing]) -> float:
    """Rotation of the knuckle line from the first third of the taps to the last, in degrees."""
    third = max(1, len(taps) // 3)
    ends = (taps[:third], taps[-third:])
    first, last = (signal.knuckles[p[0].open_at : p[-1].closed_at + 1].mean(axis=0) for p in ends)
    return float(angle_between_deg(first, last))
