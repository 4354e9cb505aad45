"""From candidate repetitions to classified ones: the criteria, the label and the figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from handtrack.definitions.criteria import HoldCriterion, ReturnCriterion, ViewCriterion
from handtrack.definitions.exercise import Exercise
from handtrack.events import Action, Candidate, Finding, Label, Reason, Status
from handtrack.landmarks.quality import MIN_GOOD_SHARE, MIN_SEEN_OF_TIME, MIN_SEEN_SHARE
from handtrack.scoring.criteria.criteria_checks import checks, share_in_view
from handtrack.scoring.criteria.decision_rule import findings
from handtrack.scoring.criteria.repetition_signals import RepetitionSignals
from handtrack.scoring.intervals import Intervals
from handtrack.scoring.resolved_exercise import ResolvedExercise
from handtrack.scoring.results import Note, Repetition
from handtrack.verifiers.calibration import Calibration
from handtrack.verifiers.interface import Figures
from handtrack.verifiers.once import Once
from handtrack.verifiers.signals import Signals

_WORST = (Status.VALID, Status.PARTIAL, Status.REJECTED, Status.UNVERIFIABLE)
_ACTIONS = (Action.FLAG, Action.REJECT, Action.UNVERIFIABLE)
_BY_ACTION = {
    Action.FLAG: Status.VALID,
    Action.REJECT: Status.REJECTED,
    Action.UNVERIFIABLE: Status.UNVERIFIABLE,
}

_MAY_BE_HIDDEN = frozenset(
    {Reason.TOO_SMALL, Reason.BELOW_MINIMUM, Reason.ONE_DIRECTION_ONLY}
    | {Reason.INCOMPLETE_SEQUENCE, Reason.SKIPPED_FINGER}
)
"""What a movement may lack only because its beginning was not seen."""

LEAST_EXCURSIONS = 2
"""An own range that rests on fewer movements has nothing but the repetition itself to be compared
with: what is judged by it is an estimate."""


@dataclass(frozen=True)
class Verdict:
    """What one candidate comes to.

    Parameters
    ----------
    number : int
        Its place among all, from 1.
    candidate : Candidate
    status : Status
    sure : bool
        Whether nothing but its figures can make it an estimate.
    notes : tuple of Note
    seen_share, view_share : float or None
        As in `results.Repetition`.
    measured : callable
        Gives its figures, which nobody asks of a first pass.
    """

    number: int
    candidate: Candidate
    status: Status
    sure: bool
    notes: tuple[Note, ...]
    seen_share: float | None
    view_share: float | None
    measured: Callable[[], Figures]

    def repetition(self) -> Repetition:
        """Give it with all its figures."""
        candidate, measured = self.candidate, self.measured()
        sure = self.sure and not measured.close
        return Repetition(
            number=self.number,
            status=self.status,
            label=candidate.label if sure else Label.ESTIMATED,
            notes=self.notes,
            start_s=candidate.start_s,
            end_s=candidate.end_s,
            duration_s=candidate.end_s - candidate.start_s,
            peak_s=measured.peak_s,
            peak=measured.peak,
            excursion=measured.excursion,
            range_share=measured.range_share,
            hold_s=_asked(measured.hold_s),
            active_s=measured.active_s,
            counts=candidate.counts,
            touches=candidate.touches,
            seen_share=self.seen_share,
            view_share=self.view_share,
            smoothness=_asked(measured.smoothness),
        )


def classify(
    resolved: ResolvedExercise,
    candidates: Sequence[Candidate],
    signals: Signals,
    number: int = 1,
) -> tuple[Verdict, ...]:
    """Classify candidates: status, label, notes and figures of each.

    Parameters
    ----------
    resolved : ResolvedExercise
    candidates : sequence of Candidate
        In order of time, with their onset and offset.
    signals : Signals
        Holds the frames of them all, and the one before, which tells how the first moved.
    number : int
        The number of the first of them.

    Returns
    -------
    tuple of Verdict
        One for each candidate.
    """
    exercise, calibration, counted = resolved.exercise, resolved.calibration, resolved.counter
    intervals = Intervals.of(signals.time_s, candidates)
    stretches = list(zip(candidates, intervals, strict=True))
    figures = [
        Once(partial(counted.figures, calibration, candidate, signals, frames))
        for candidate, frames in stretches
    ]
    flags = counted.may_flag(calibration)
    guards = {type(guard) for guard in exercise.guards}
    complete = [c.status is Status.VALID for c in candidates]
    lasted_s = np.array([c.end_s - c.start_s for c in candidates])
    held_s, back_s = np.zeros(len(figures)), np.full(len(figures), np.nan)
    if HoldCriterion in guards:
        held_s = np.array([_asked(measured().hold_s) or 0.0 for measured in figures])
    if ReturnCriterion in guards:
        back_s = np.array([measured().back_s for measured in figures], dtype=np.float64)
    done = tuple(c.counts for c in candidates)
    whole = np.array(complete, dtype=np.bool_)
    reps = RepetitionSignals(signals, intervals, lasted_s, held_s, back_s, whole, done)
    seen = signals.quality.seen
    seen_share, view_share = intervals.share(seen), intervals.share(signals.viewed, among=seen)
    asked = checks(exercise, reps)
    by_view = ViewCriterion in guards
    readable = intervals.share(signals.readable, among=seen) if by_view else np.ones(len(intervals))
    least_seen = MIN_SEEN_SHARE if counted.by_movement else MIN_SEEN_OF_TIME
    noticed = []
    for r, (candidate, frames) in enumerate(stretches):
        found = _noticed(
            *_unseen(candidate, seen_share[r], least_seen),
            *(figures[r]().flags if flags and whole[r] else ()),
            *findings(asked, r),
        )
        found += _hidden(candidate, found, readable[r], _appears(seen, frames.start))
        found += _unbelieved(calibration, _worst_status(candidate, found))
        noticed.append(found)
    statuses = [_worst_status(c, found) for c, found in zip(candidates, noticed, strict=True)]
    good = intervals.share(signals.quality.good & signals.viewed) >= MIN_GOOD_SHARE
    judgeable = _judgeable(exercise, calibration)
    doubt = np.any([check.doubts for check in asked], axis=0) if asked else np.zeros_like(good)
    sure = (judgeable & good & ~doubt).tolist()
    return tuple(
        Verdict(
            number + r,
            candidate,
            statuses[r],
            sure[r],
            _notes(
                (counted.refined(f, measured()) for f in candidate.findings),
                noticed[r],
                as_the_engine_said=statuses[r] is candidate.status,
            ),
            _known(seen_share[r]),
            _known(view_share[r]),
            measured,
        )
        for r, (candidate, measured) in enumerate(zip(candidates, figures, strict=True))
    )


def _judgeable(exercise: Exercise, calibration: Calibration) -> bool:
    """Whether any repetition can be more than an estimate."""
    lone = 0 < calibration.excursions < LEAST_EXCURSIONS
    return calibration.believed and not lone and not exercise.report.estimated


def _noticed(*findings: Finding) -> tuple[Finding, ...]:
    """Findings, each reason once: the gravest, and of those the first."""
    kept: dict[Reason, Finding] = {}
    for finding in findings:
        before = kept.setdefault(finding.reason, finding)
        if _ACTIONS.index(finding.action) > _ACTIONS.index(before.action):
            kept[finding.reason] = finding
    return tuple(kept.values())


def _unseen(candidate: Candidate, share: float, least: float) -> tuple[Finding, ...]:
    """A repetition that too little was seen of, unless the engine has said so itself."""
    if candidate.status is Status.UNVERIFIABLE or not share < least:
        return ()
    detail = f"the hand was seen in {share:.0%} of it"
    return (Finding(Reason.HAND_LEFT_VIEW, Action.UNVERIFIABLE, detail),)


def _hidden(
    candidate: Candidate, noticed: Sequence[Finding], readable: float, appears: bool
) -> tuple[Finding, ...]:
    """A movement that lacks something, for all that is known, which may have been done unseen.

    It was turned away for a part of it, and may have been large there; or it begins with the hand's
    coming back into sight, and the rest of it was done before, behind another hand or outside the
    picture.

    Parameters
    ----------
    candidate : Candidate
    noticed : sequence of Finding
        What else was found.
    readable : float
        Share of the frames with the hand in which it could be read from that view.
    appears : bool
        Whether the hand comes into sight in its first frame.
    """
    if any(finding.action is not Action.FLAG for finding in noticed):
        return ()
    lacks = {finding.reason for finding in candidate.findings}
    if Reason.TOO_SMALL in lacks and readable < MIN_GOOD_SHARE:
        return (Finding(Reason.WRONG_VIEW, Action.UNVERIFIABLE, share_in_view(readable)),)
    if appears and lacks & _MAY_BE_HIDDEN and candidate.status is not Status.UNVERIFIABLE:
        detail = "its beginning was hidden"
        return (Finding(Reason.HAND_LEFT_VIEW, Action.UNVERIFIABLE, detail),)
    return ()


def _appears(seen: NDArray[np.bool_], first: int) -> bool:
    """Whether a movement begins with a hand that was not seen in the frame before.

    A movement that was seen to begin has its onset at rest; this one where the readings set in.
    """
    return 0 < first < len(seen) and not seen[first - 1]


def _unbelieved(calibration: Calibration, status: Status) -> tuple[Finding, ...]:
    """What counts by a range that was taken from a recording of mostly something else."""
    if calibration.believed or status is not Status.VALID:
        return ()
    detail = f"{calibration.exercise_share:.0%} of the movements were the exercise"
    return (Finding(Reason.RANGE_UNKNOWN, Action.UNVERIFIABLE, detail),)


def _worst_status(candidate: Candidate, noticed: Iterable[Finding]) -> Status:
    statuses = (candidate.status, *(_BY_ACTION[f.action] for f in noticed))
    return max(statuses, key=_WORST.index)


def _notes(
    findings: Iterable[Finding], noticed: Iterable[Finding], *, as_the_engine_said: bool
) -> tuple[Note, ...]:
    """All that was found, first what the status comes from.

    A forearm that moves instead of the wrist makes the wrist's movement small, too: it is the
    forearm that the person is to be told of.
    """
    found = (*findings, *noticed) if as_the_engine_said else (*noticed, *findings)
    return tuple(Note(f.reason, f.action, f.sentence) for f in found)


def _asked(figure: Callable[[], float | None] | None) -> float | None:
    """A figure that is computed where it is asked for."""
    return figure() if figure else None


def _known(value: float) -> float | None:
    return float(value) if isfinite(value) else None
