"""Comparison of a figure with the other hand, the person's baseline, and named norms.

A change counts only beyond the smallest detectable change, and norms are named only where a figure
is accurate enough (`assessment.accuracy`).

The uninvolved hand is the first reference: AMA Guides, 6th edition, section 15.7a. Figures in
different views or by different hand models are not compared: an upgrade of a library must not
appear as recovery.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from handtrack.assessment.accuracy import (
    accurate_enough,
    counted_values,
    sem,
    smallest_change,
)
from handtrack.assessment.motions import Motion, motion_of
from handtrack.assessment.norms import Norm, NormSet
from handtrack.assessment.notation import rounded
from handtrack.assessment.rom_result import AssessmentProvenance, MotionFigure
from handtrack.landmarks.hand import Side
from handtrack.records.values import AssessmentRecord
from handtrack.scoring.result_json import OptionalFloat


class ChangeVerdict(StrEnum):
    """Verdict on a figure since the baseline."""

    BETTER = "better"
    WORSE = "worse"
    NO_CHANGE = "no change beyond measurement error"
    CHANGED = "changed"
    """Beyond measurement error, in a motion where neither direction is better."""
    NOT_COMPARABLE = "not comparable"


@dataclass(frozen=True, slots=True)
class Change:
    """Change from the baseline to a later figure.

    Parameters
    ----------
    verdict : ChangeVerdict
    before, delta : float or None
        Value of the baseline, and later minus baseline.
    sem, mdc : float or None, float
        Standard error of measurement of the person's trials (None if no set has two) and smallest
        detectable change, in the figure's unit.
    reason : str
        Reason if not comparable; else "".
    """

    verdict: ChangeVerdict
    before: OptionalFloat
    delta: OptionalFloat
    sem: OptionalFloat
    mdc: float
    reason: str


@dataclass(frozen=True, slots=True)
class RelativeFigure:
    """Figure relative to a reference.

    Parameters
    ----------
    name : str
        Name of the reference: a side, or a norm set.
    low, high : float
        Reference value (both equal), or both ends of a norm.
    percent : float or None
        None if a percentage has no meaning, as for an extension deficit.
    """

    name: str
    low: float
    high: float
    percent: OptionalFloat


@dataclass(frozen=True, slots=True)
class Comparison:
    """Comparisons of one figure, most reliable reference first."""

    other_hand: RelativeFigure | None
    baseline: Change | None
    norms: tuple[RelativeFigure, ...]


def change(
    before: MotionFigure,
    after: MotionFigure,
    made_by: tuple[AssessmentProvenance, AssessmentProvenance],
    sets: Sequence[Sequence[float]] | None = None,
) -> Change:
    """Change between two figures of one motion.

    Parameters
    ----------
    before, after : MotionFigure
    made_by : pair of AssessmentProvenance
        Of `before` and `after`.
    sets : sequence of sequence of float, optional
        Trials of this motion and hand on every occasion; default: those of both figures.

    Returns
    -------
    Change
    """
    motion = motion_of(after.motion)
    trials = sets if sets is not None else [counted_values(before), counted_values(after)]
    error, least = sem(trials), smallest_change(after.motion, trials)
    reason = _why_not(before, after, made_by)
    if before.value is None or after.value is None or reason:
        return Change(ChangeVerdict.NOT_COMPARABLE, before.value, None, error, least, reason)
    delta = after.value - before.value
    verdict = _verdict(motion, before.value, after.value, least)
    return Change(verdict, before.value, delta, error, least, "")


def _why_not(
    before: MotionFigure, after: MotionFigure, by: tuple[AssessmentProvenance, AssessmentProvenance]
) -> str:
    then, now = by
    if before.value is None or after.value is None:
        return "one of the two was not measured"
    if before.view is not after.view:
        return f"seen from another side: {before.view} view then, {after.view} view now"
    if then.model_sha256 != now.model_sha256:
        return "measured with another hand model"
    if then.engine != now.engine:
        return f"measured with {then.engine} then, {now.engine} now"
    return ""


def _verdict(motion: Motion, before: float, after: float, least: float) -> ChangeVerdict:
    """Verdict on the change as it is printed: what looks like the smallest change is none."""
    if _size(motion, after - before) <= least:
        return ChangeVerdict.NO_CHANGE
    more = after > before
    if motion.better == "to zero":
        # Less extension deficit is better; more hyperextension is only a change.
        lacked = min(before, 0.0), min(after, 0.0)
        if _size(motion, lacked[1] - lacked[0]) <= least:
            return ChangeVerdict.CHANGED
    if motion.better == "less":
        more = not more
    return ChangeVerdict.BETTER if more else ChangeVerdict.WORSE


def _size(motion: Motion, change: float) -> float:
    return abs(rounded(motion.key, change))


def compare(
    records: Sequence[AssessmentRecord],
    record: AssessmentRecord,
    motion: str,
    healthy: Side | None = None,
    norms: Iterable[NormSet] = (),
) -> Comparison | None:
    """Compare one figure with the other hand, the baseline and norms.

    Parameters
    ----------
    records : sequence of AssessmentRecord
        All of the patient, in order of time.
    record : AssessmentRecord
        Record of the figure.
    motion : str
        Key of the figure.
    healthy : Side or None
        Uninvolved hand; None if there is none.
    norms : iterable of NormSet

    Returns
    -------
    Comparison or None
        None if the figure is missing.
    """
    figure = record.assessment.figure(motion)
    if figure is None or figure.value is None:
        return None
    earlier = [r for r in records if _same_hand_and_mode(r, record) and r.at <= record.at]
    own = [r for r in earlier if _has_value(r, motion)]
    return Comparison(
        other_hand=_other_hand(records, record, figure, healthy),
        baseline=_since_baseline(own, record, figure),
        norms=tuple(_of_norms(figure, norms)),
    )


def _same_hand_and_mode(a: AssessmentRecord, b: AssessmentRecord) -> bool:
    one, other = a.assessment, b.assessment
    return one.side is other.side and one.manner is other.manner


def _has_value(record: AssessmentRecord, motion: str) -> bool:
    figure = record.assessment.figure(motion)
    return figure is not None and figure.value is not None


def _since_baseline(
    own: Sequence[AssessmentRecord], record: AssessmentRecord, figure: MotionFigure
) -> Change | None:
    first = own[0]
    if first.id == record.id:
        return None
    found = [r.assessment.figure(figure.motion) for r in own]
    baseline = found[0]
    assert baseline is not None
    made_by = first.assessment.made_by, record.assessment.made_by
    return change(baseline, figure, made_by, [counted_values(f) for f in found if f])


def _other_hand(
    records: Sequence[AssessmentRecord],
    record: AssessmentRecord,
    figure: MotionFigure,
    healthy: Side | None,
) -> RelativeFigure | None:
    """Figure relative to the healthy hand's figure in the same view that is nearest in time."""
    if healthy is None or record.assessment.side is healthy:
        return None
    found = [
        (abs((r.at - record.at).total_seconds()), other)
        for r in records
        if r.assessment.side is healthy and r.assessment.manner is record.assessment.manner
        for other in [r.assessment.figure(figure.motion)]
        if other is not None and other.value is not None and other.view is figure.view
    ]
    if not found:
        return None
    other = min(found, key=lambda pair: pair[0])[1]
    assert other.value is not None
    assert figure.value is not None
    return _relative(figure, str(healthy), Norm(other.value, other.value))


def _of_norms(figure: MotionFigure, norms: Iterable[NormSet]) -> Iterable[RelativeFigure]:
    if not accurate_enough(figure.motion, figure.error):
        return
    for one in norms:
        norm = one.norm(figure.motion)
        if norm is not None:
            yield _relative(figure, one.id, norm)


def _relative(figure: MotionFigure, name: str, of: Norm) -> RelativeFigure:
    motion = motion_of(figure.motion)
    assert figure.value is not None
    meaning = motion.better == "more" and of.low > 0
    percent = 100 * figure.value / of.low if meaning else None
    if percent is not None and of.low < figure.value <= of.high:
        percent = 100.0
    return RelativeFigure(name, of.low, of.high, percent)
