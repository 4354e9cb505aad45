"""From candidate repetitions to judged ones: the criteria, the label and the figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from handtrack.definitions.criteria import ViewCriterion
from handtrack.definitions.exercise import Exercise
from handtrack.events import Action, Candidate, Finding, Label, Reason, Status
from handtrack.landmarks.quality import MIN_GOOD_SHARE, MIN_SEEN_OF_TIME, MIN_SEEN_SHARE
from handtrack.scoring.checks import findings
from handtrack.scoring.guards import checks, share_in_view
from handtrack.scoring.reps import Reps
from handtrack.scoring.results import Note, Repetition
from handtrack.scoring.spans import Spans
from handtrack.verifiers.calibration import Calibration
from handtrack.verifiers.registry import counter_for
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


def judge(
    exercise: Exercise,
    calibration: Calibration,
    candidates: Sequence[Candidate],
    trace: Signals,
    number: int = 1,
) -> tuple[Repetition, ...]:
    """Judge candidates, in order of time.

    Parameters
    ----------
    trace : Signals
        Holds the frames of them all, and the one before, which tells how the first moved.
    number : int
        The place of the first of them in the session.
    """
    counted = counter_for(exercise)
    spans = Spans.of(trace.time_s, candidates)
    stretches = list(zip(candidates, spans, strict=True))
    figures = [counted.figures(calibration, c, trace, frames) for c, frames in stretches]
    complete = [c.status is Status.VALID for c in candidates]
    lasted_s = np.array([c.end_s - c.start_s for c in candidates])
    held_s = np.array([f.hold_s or 0.0 for f in figures])
    back_s = np.array([np.nan if f.back_s is None else f.back_s for f in figures])
    done = tuple(c.counts for c in candidates)
    whole = np.array(complete, dtype=np.bool_)
    reps = Reps(trace, spans, lasted_s, held_s, back_s, whole, done)
    seen = trace.quality.seen
    seen_share, view_share = spans.share(seen), spans.share(trace.viewed, among=seen)
    asked = checks(exercise, reps)
    least_seen = MIN_SEEN_SHARE if counted.by_movement else MIN_SEEN_OF_TIME
    noticed = [
        _noticed(
            *_unseen(candidate, seen_share[r], least_seen),
            *(figures[r].flags if whole[r] else ()),
            *findings(asked, r),
        )
        for r, (candidate, frames) in enumerate(stretches)
    ]
    if any(isinstance(guard, ViewCriterion) for guard in exercise.guards):
        readable = spans.share(trace.readable, among=seen)
        noticed = [
            (*found, *_turned_away(candidate, found, share))
            for candidate, found, share in zip(candidates, noticed, readable, strict=True)
        ]
    noticed = [
        (*found, *_began_unseen(candidate, found, frames, seen))
        for (candidate, frames), found in zip(stretches, noticed, strict=True)
    ]
    noticed = [
        (*found, *_unbelieved(calibration, _gravest(c, found)))
        for c, found in zip(candidates, noticed, strict=True)
    ]
    statuses = [_gravest(c, found) for c, found in zip(candidates, noticed, strict=True)]
    good = spans.share(trace.quality.good & trace.viewed) >= MIN_GOOD_SHARE
    judgeable = _judgeable(exercise, calibration)
    sure = [
        judgeable and good[r] and not figures[r].close and not any(c.leaves_doubt(r) for c in asked)
        for r in range(len(spans))
    ]
    return tuple(
        Repetition(
            number=number + r,
            status=statuses[r],
            label=candidate.label if sure[r] else Label.ESTIMATED,
            notes=_notes(
                (counted.refined(f, measured) for f in candidate.findings),
                noticed[r],
                as_the_engine_said=statuses[r] is candidate.status,
            ),
            start_s=candidate.start_s,
            end_s=candidate.end_s,
            duration_s=candidate.end_s - candidate.start_s,
            peak_s=measured.peak_s,
            peak=measured.peak,
            excursion=measured.excursion,
            range_share=measured.range_share,
            hold_s=measured.hold_s,
            active_s=measured.active_s,
            counts=candidate.counts,
            touches=candidate.touches,
            seen_share=_known(seen_share[r]),
            view_share=_known(view_share[r]),
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


def _began_unseen(
    candidate: Candidate, noticed: Iterable[Finding], frames: slice, seen: NDArray[np.bool_]
) -> tuple[Finding, ...]:
    """A movement that lacks something, and begins with the hand's coming back into sight.

    What it lacks may have been done before, behind another hand or outside the picture. A movement
    that was seen to begin has its edge at rest; this one has it where the readings set in.
    """
    lacking = any(finding.reason in _MAY_BE_HIDDEN for finding in candidate.findings)
    other = any(finding.action is not Action.FLAG for finding in noticed)
    if other or not lacking or candidate.status is Status.UNVERIFIABLE:
        return ()
    if frames.start == 0 or frames.start >= len(seen) or seen[frames.start - 1]:
        return ()
    return (Finding(Reason.HAND_LEFT_VIEW, Action.UNVERIFIABLE, "its beginning was hidden"),)


def _unbelieved(calibration: Calibration, status: Status) -> tuple[Finding, ...]:
    """What counts by a range that was taken from a recording of mostly something else."""
    if calibration.believed or status is not Status.VALID:
        return ()
    detail = f"{calibration.exercise_share:.0%} of the movements were the exercise"
    return (Finding(Reason.RANGE_UNKNOWN, Action.UNVERIFIABLE, detail),)


def _turned_away(
    candidate: Candidate, noticed: Iterable[Finding], share: float
) -> tuple[Finding, ...]:
    """A movement that is too small, for all that is known, but was turned away for a part of it.

    In that part it may have been large.
    """
    small = any(f.reason is Reason.TOO_SMALL for f in candidate.findings)
    other = any(f.action is not Action.FLAG for f in noticed)
    if other or not small or not share < MIN_GOOD_SHARE:
        return ()
    return (Finding(Reason.WRONG_VIEW, Action.UNVERIFIABLE, share_in_view(share)),)


def _gravest(candidate: Candidate, noticed: Iterable[Finding]) -> Status:
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


def _known(value: float) -> float | None:
    return float(value) if isfinite(value) else None
