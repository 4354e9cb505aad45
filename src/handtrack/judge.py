"""From a candidate repetition to a judged one: the guards, the label and the figures."""

from __future__ import annotations

from handtrack.calibration import Calibration
from handtrack.counting.table import counting
from handtrack.definition import Exercise
from handtrack.events import Action, Candidate, Label, Status
from handtrack.guards import Lasted, findings
from handtrack.quality import MIN_GOOD_SHARE
from handtrack.results import Note, Repetition
from handtrack.trace import Trace

_WORST = (Status.VALID, Status.PARTIAL, Status.REJECTED, Status.UNVERIFIABLE)
_BY_ACTION = {
    Action.FLAG: Status.VALID,
    Action.REJECT: Status.REJECTED,
    Action.UNVERIFIABLE: Status.UNVERIFIABLE,
}


def judge(
    exercise: Exercise,
    calibration: Calibration,
    candidate: Candidate,
    rep: Trace,
    number: int,
) -> Repetition:
    """Judge one candidate.

    Parameters
    ----------
    rep : Trace
        Its frames, `candidate.start_s` to `candidate.end_s`.
    number : int
        Its place in the session.
    """
    counted = counting(exercise)
    figures = counted.figures(calibration, candidate, rep)
    complete = candidate.status is Status.VALID
    noticed = counted.noticed(calibration, rep) if complete else ()
    lasted = Lasted(candidate.end_s - candidate.start_s, figures.hold_s or 0.0)
    noticed += findings(exercise, rep, lasted, complete)
    statuses = [candidate.status, *(_BY_ACTION[f.action] for f in noticed)]
    why = (counted.reworded(f, figures) for f in candidate.findings)
    seen = rep.quality.seen
    return Repetition(
        number=number,
        status=max(statuses, key=_WORST.index),
        label=_label(candidate, rep),
        notes=tuple(Note(f.reason, f.action, f.sentence) for f in (*why, *noticed)),
        start_s=candidate.start_s,
        end_s=candidate.end_s,
        duration_s=lasted.whole_s,
        peak_s=figures.peak_s,
        peak=figures.peak,
        excursion=figures.excursion,
        range_share=figures.range_share,
        hold_s=figures.hold_s,
        touches=candidate.touches,
        seen_share=float(seen.mean()) if len(seen) else None,
        view_share=float(rep.viewed[seen].mean()) if seen.any() else None,
    )


def _label(candidate: Candidate, rep: Trace) -> Label:
    good = rep.quality.good & rep.viewed
    sure = len(good) and float(good.mean()) >= MIN_GOOD_SHARE
    return candidate.label if sure else Label.ESTIMATED
