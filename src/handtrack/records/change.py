"""Is a change real? Against the other hand, the own baseline, and named norms, in this order.

A change counts only beyond the smallest detectable one (`assessment.smallest_change`).

The uninvolved hand comes first: AMA Guides, 6th edition, section 15.7a. A figure taken from another
side, or by another hand model, is not compared at all: a library's upgrade must not look like
recovery.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from handtrack.assessment.motions import Motion, motion_of
from handtrack.assessment.norms import Norm, NormSet
from handtrack.assessment.rom_result import AssessmentProvenance, MotionFigure
from handtrack.assessment.smallest_change import FLOORS, mdc95, sem, values
from handtrack.landmarks.hand import Side
from handtrack.records.values import AssessmentRecord
from handtrack.scoring.result_json import OptionalFloat


class ChangeVerdict(StrEnum):
    """What became of a figure since the baseline."""

    BETTER = "better"
    WORSE = "worse"
    NO_CHANGE = "no change beyond measurement error"
    CHANGED = "changed"
    """Beyond measurement error, but neither way is better."""
    NOT_COMPARABLE = "not comparable"


@dataclass(frozen=True, slots=True)
class Change:
    """From the baseline to now.

    Parameters
    ----------
    before, delta : float or None
        The baseline's figure, and now minus then.
    sem, mdc : float or None
        In the figure's unit; `sem` is None where no set has two trials, `mdc` is then the floor.
    reason : str
        Why it is not comparable; "" otherwise.
    """

    verdict: ChangeVerdict
    before: OptionalFloat
    delta: OptionalFloat
    sem: OptionalFloat
    mdc: float
    reason: str


@dataclass(frozen=True, slots=True)
class RelativeFigure:
    """A figure as a part of another one.

    Parameters
    ----------
    name : str
        What it is compared with: a side, or the name of a norm set.
    low, high : float
        The other figure, or both ends of a norm.
    percent : float or None
        None where a percentage would mean nothing, as of a lack of extension.
    """

    name: str
    low: float
    high: float
    percent: OptionalFloat


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure against all there is, in the order of trust."""

    other_hand: RelativeFigure | None
    baseline: Change | None
    norms: tuple[RelativeFigure, ...]


def change(
    before: MotionFigure,
    after: MotionFigure,
    made_by: tuple[AssessmentProvenance, AssessmentProvenance],
    sets: Sequence[Sequence[float]] | None = None,
) -> Change:
    """Judge a change.

    Parameters
    ----------
    made_by : pair of AssessmentProvenance
        Of `before` and `after`.
    sets : sequence of trials, optional
        All sets of trials of this motion and hand that are known; those of the two figures
        otherwise.
    """
    motion = motion_of(after.motion)
    error = sem(sets if sets is not None else [values(before), values(after)])
    least = mdc95(error, FLOORS[motion.kind].value)
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
    if then.mediapipe != now.mediapipe:
        return f"measured with mediapipe {then.mediapipe} then, {now.mediapipe} now"
    return ""


def _verdict(motion: Motion, before: float, after: float, least: float) -> ChangeVerdict:
    if abs(after - before) <= least:
        return ChangeVerdict.NO_CHANGE
    more = after > before
    if motion.better == "to zero":
        # More extension is better up to straight; beyond it, it is only more.
        lacked = min(before, 0.0), min(after, 0.0)
        if abs(lacked[1] - lacked[0]) <= least:
            return ChangeVerdict.CHANGED
    if motion.better == "less":
        more = not more
    return ChangeVerdict.BETTER if more else ChangeVerdict.WORSE


def compare(
    records: Sequence[AssessmentRecord],
    record: AssessmentRecord,
    motion: str,
    healthy: Side | None = None,
    norms: Iterable[NormSet] = (),
) -> Comparison | None:
    """Put one figure against the other hand, the own baseline and norms; None where it is missing.

    Parameters
    ----------
    records : sequence of AssessmentRecord
        All of the patient, in order of time.
    record : AssessmentRecord
        The one in question.
    healthy : Side or None
        The uninvolved hand; None where there is none to compare with.
    """
    figure = record.assessment.figure(motion)
    if figure is None or figure.value is None:
        return None
    own = [r for r in records if _alike(r, record) and r.at <= record.at and _has(r, motion)]
    return Comparison(
        other_hand=_other_hand(records, record, figure, healthy),
        baseline=_since_baseline(own, record, figure),
        norms=tuple(_of_norms(figure, norms)),
    )


def _alike(a: AssessmentRecord, b: AssessmentRecord) -> bool:
    one, other = a.assessment, b.assessment
    return one.side is other.side and one.manner is other.manner


def _has(record: AssessmentRecord, motion: str) -> bool:
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
    return change(baseline, figure, made_by, [values(f) for f in found if f])


def _other_hand(
    records: Sequence[AssessmentRecord],
    record: AssessmentRecord,
    figure: MotionFigure,
    healthy: Side | None,
) -> RelativeFigure | None:
    """The healthy hand's figure nearest in time, seen from the same side."""
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
    return _share(figure, str(healthy), Norm(other.value, other.value))


def _of_norms(figure: MotionFigure, norms: Iterable[NormSet]) -> Iterable[RelativeFigure]:
    for one in norms:
        norm = one.norm(figure.motion)
        if norm is not None:
            yield _share(figure, one.id, norm)


def _share(figure: MotionFigure, name: str, of: Norm) -> RelativeFigure:
    motion = motion_of(figure.motion)
    assert figure.value is not None
    meaning = motion.better == "more" and of.low > 0
    percent = 100 * figure.value / of.low if meaning else None
    if percent is not None and of.low < figure.value <= of.high:
        percent = 100.0
    return RelativeFigure(name, of.low, of.high, percent)
