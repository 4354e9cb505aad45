"""Figures over the taps of a bout: how fast, how wide, how even, and how that changes.

What the rating of the test looks at is speed, amplitude, hesitations, halts and decrementing
amplitude (MDS-UPDRS 3.4, doi:10.1002/mds.22340); the four groups of features that video studies
take from it are hypokinesia, bradykinesia, sequence effect and hesitation-halts
(doi:10.1038/s41531-026-01307-w). They are given as they are. There is no rating: that is a
clinician's, and experts who saw the same videos agreed on it only moderately.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from handtrack.assessment.tapping.certainty import TapCount
from handtrack.assessment.tapping.tapping_result import Measured
from handtrack.assessment.tapping.taps import Closing, crossing_s
from handtrack.assessment.tapping.tip_gap import TipGap
from handtrack.events import Label
from handtrack.landmarks.geometry import angle_between_deg
from handtrack.landmarks.hand import Floats
from handtrack.scoring.joint_ranges import Z95

FIRST = 10
"""Taps that the test asks for; a decrement is told over these and over all."""
LEAST_FOR_LINE = 5
"""Provisional: fewer taps make no line."""
HESITATION = 2.0
"""Domain judgement: an interval of more median ones is a hesitation."""
HALT_S = 1.0
"""Domain judgement: a hesitation of more than a second is a halt."""
MIDDLE = (0.2, 0.8)
"""Of the way of the tips, over which speed is taken: without the rest at either end."""
TURNED_DEG = 20.0
"""Provisional: where the hand turned by more from the first third to the last, a change of the
amplitude may be that of the view."""

TOO_FEW = "too few pictures"
FEW_TAPS = f"fewer than {LEAST_FOR_LINE} taps"


@dataclass(frozen=True, slots=True)
class Speeds:
    """Of each tap, shape (taps,), in hand lengths a second; NaN where it is not known."""

    closing: Floats
    opening: Floats


def speeds(signal: TipGap, counted: TapCount) -> Speeds:
    """How fast the tips closed for each tap and parted after it."""
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
    way = abs(float(signal.gap[j] - signal.gap[i])) * (high - low)
    return way / passed_s if passed_s > 0 else float("nan")


def amplitudes(counted: TapCount) -> Floats:
    """Of each tap, shape (taps,), in hand lengths; NaN where there were too few pictures."""
    found = np.array([c.amplitude for c in counted.closings])
    return found if counted.measurable else np.full_like(found, np.nan)


def rate(counted: TapCount) -> Measured:
    """Taps a second: one over the mean interval."""
    known = _known(counted.intervals_s)
    if not len(known):
        return Measured(None, note="the hand was lost between all taps")
    per_s = 1 / float(known.mean())
    error = per_s * _share_error(known)
    if not counted.countable:
        return Measured(per_s, None, Label.ESTIMATED, f"{TOO_FEW}: it may be faster")
    return Measured(per_s, error, _label(counted), _why(counted))


def interval_cv(counted: TapCount) -> Measured:
    """How uneven the intervals are."""
    known = _known(counted.intervals_s)
    if not counted.countable:
        return Measured(None, note=TOO_FEW)
    return _spread(known, _label(counted), _why(counted))


def mean_of(values: Floats, counted: TapCount, label: Label | None = None) -> Measured:
    """Mean of a figure that wants pictures enough to measure; no more than an estimate.

    How far a gap between landmarks is off the true one depends on the view and was not measured.
    """
    known = _known(values)
    if not counted.measurable or not len(known):
        return Measured(None, note=TOO_FEW if not counted.measurable else "not seen")
    mean = float(known.mean())
    note = "as seen from this side: compare it with recordings from the same side alone"
    return Measured(mean, abs(mean) * _share_error(known), label or Label.ESTIMATED, note)


def amplitude_cv(counted: TapCount) -> Measured:
    """How uneven the amplitudes are."""
    if not counted.measurable:
        return Measured(None, note=TOO_FEW)
    return _spread(amplitudes(counted), _label(counted), _why(counted))


def decrement(signal: TipGap, counted: TapCount, first: int | None) -> Measured:
    """By how much the amplitude changed from the first tap to the last, in percent.

    Parameters
    ----------
    first : int or None
        Over how many taps from the first; None for all.
    """
    if not counted.measurable:
        return Measured(None, note=TOO_FEW)
    taps = counted.closings[:first]
    if first and len(taps) < first:
        return Measured(None, note=f"fewer than {first} taps")
    values = amplitudes(counted)[:first]
    turned = _turned_deg(signal, taps)
    if turned > TURNED_DEG:
        note = f"the hand turned by {turned:.0f} degrees meanwhile, which changes it as well"
        return _changed(values, Label.ESTIMATED, note)
    return _changed(values, _label(counted), _why(counted))


def slowing(counted: TapCount) -> Measured:
    """By how much the intervals changed from the first to the last, in percent."""
    if not counted.countable:
        return Measured(None, note=TOO_FEW)
    return _changed(counted.intervals_s, _label(counted), _why(counted))


def hesitations(counted: TapCount, least_s: float = 0.0) -> Measured:
    """How many intervals were more than twice the median one, and longer than `least_s`."""
    if not counted.countable:
        return Measured(None, note=TOO_FEW)
    known = _known(counted.intervals_s)
    if not len(known):
        return Measured(None, note="the hand was lost between all taps")
    long = known > max(HESITATION * float(np.median(known)), least_s)
    return Measured(float(long.sum()), None, _label(counted), _why(counted))


def _label(counted: TapCount) -> Label:
    return Label.VERIFIED if counted.bounds.certain else Label.ESTIMATED


def _why(counted: TapCount) -> str:
    return "" if counted.bounds.certain else "the number of taps is no more than an estimate"


def _known(values: Floats) -> Floats:
    return values[np.isfinite(values)]


def _share_error(known: Floats) -> float:
    """Half-width of the 95 % interval of a mean, as a share of it; NaN of one value."""
    if len(known) < 2:
        return float("nan")
    return float(Z95 * known.std(ddof=1) / np.sqrt(len(known)) / abs(known.mean()))


def _spread(values: Floats, label: Label, note: str) -> Measured:
    """Standard deviation over mean, with the error that so few values leave it."""
    known = _known(values)
    if len(known) < LEAST_FOR_LINE - 1:
        return Measured(None, note=FEW_TAPS)
    cv = float(known.std(ddof=1) / known.mean())
    return Measured(cv, Z95 * cv / float(np.sqrt(2 * (len(known) - 1))), label, note)


def _changed(values: Floats, label: Label, note: str) -> Measured:
    places = np.flatnonzero(np.isfinite(values)).astype(np.float64)
    known = _known(values)
    if len(known) < LEAST_FOR_LINE - 1:
        return Measured(None, note=FEW_TAPS)
    slope, begun = robust_line(places, known)
    if begun <= 0:
        return Measured(None, note="no line through the taps")
    last = len(values) - 1
    left = known - begun - slope * places
    sd = np.sqrt(np.vecdot(left, left) / (len(known) - 2))
    error = Z95 * sd / np.sqrt(((places - places.mean()) ** 2).sum())
    percent = 100 * last / begun
    return Measured(float(slope * percent), float(error * percent), label, note)


def robust_line(x: Floats, y: Floats) -> tuple[float, float]:
    """Slope and value at 0 of the line by Theil and Sen: the median slope of all pairs."""
    i, j = np.triu_indices(len(x), 1)
    slope = float(np.median((y[j] - y[i]) / (x[j] - x[i])))
    return slope, float(np.median(y - slope * x))


def _turned_deg(signal: TipGap, taps: Sequence[Closing]) -> float:
    """By how much the knuckles turned from the first third of the taps to the last."""
    third = max(1, len(taps) // 3)
    ends = (taps[:third], taps[-third:])
    first, last = (signal.knuckles[p[0].open_at : p[-1].closed_at + 1].mean(axis=0) for p in ends)
    return float(angle_between_deg(first, last))
