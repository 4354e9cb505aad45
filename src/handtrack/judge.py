"""From a candidate repetition to a judged one: the guards, the label and the figures."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from handtrack.calibration import Calibration, Scale
from handtrack.definition import Exercise
from handtrack.events import Action, Candidate, Finding, Label, Reason, Status
from handtrack.guards import Lasted, amount, findings
from handtrack.hand import Floats
from handtrack.quality import MIN_GOOD_SHARE
from handtrack.results import Note, Repetition
from handtrack.trace import Trace

_WORST = (Status.VALID, Status.PARTIAL, Status.REJECTED, Status.UNVERIFIABLE)
_BY_ACTION = {
    Action.FLAG: Status.VALID,
    Action.REJECT: Status.REJECTED,
    Action.UNVERIFIABLE: Status.UNVERIFIABLE,
}


def outward(progress: Floats, two_ended: bool) -> Floats:
    """The progress of one repetition, shape (N,), turned so that it starts near 0.

    A two-ended repetition may begin at either end.
    """
    return 1 - progress if two_ended and _starts_high(progress) else progress


def _starts_high(progress: Floats) -> bool:
    seen = progress[np.isfinite(progress)]
    return len(seen) > 0 and bool(seen[0] > 0.5)


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
    figures = _figures(exercise, calibration, rep)
    complete = candidate.status is Status.VALID
    noticed = _other_way(exercise, calibration, rep) if complete else ()
    lasted = Lasted(candidate.end_s - candidate.start_s, figures["hold_s"] or 0.0)
    noticed += findings(exercise, rep, lasted, complete)
    statuses = [candidate.status, *(_BY_ACTION[f.action] for f in noticed)]
    why = (_least(exercise, figures, f) for f in candidate.findings)
    seen = rep.quality.seen
    return Repetition(
        number=number,
        status=max(statuses, key=_WORST.index),
        label=_label(candidate, rep),
        notes=tuple(Note(f.reason, f.action, f.sentence) for f in (*why, *noticed)),
        start_s=candidate.start_s,
        end_s=candidate.end_s,
        duration_s=lasted.whole_s,
        touches=candidate.touches,
        seen_share=float(seen.mean()) if len(seen) else None,
        view_share=float(rep.viewed[seen].mean()) if seen.any() else None,
        **figures,
    )


def _label(candidate: Candidate, rep: Trace) -> Label:
    good = rep.quality.good & rep.viewed
    sure = len(good) and float(good.mean()) >= MIN_GOOD_SHARE
    return candidate.label if sure else Label.ESTIMATED


def _figures(exercise: Exercise, calibration: Calibration, rep: Trace) -> dict[str, float | None]:
    """Peak, excursion and hold of a cycle; all None for a sequence, which has none."""
    names = ("peak_s", "peak", "excursion", "range_share", "hold_s")
    if exercise.cycle is None or not np.isfinite(rep.progress).any():
        return dict.fromkeys(names)
    way = outward(rep.progress, exercise.cycle.ends == "both")
    scale = Scale.of(exercise.cycle, calibration)
    assert scale
    size = abs(scale.one - scale.zero)
    top = int(np.nanargmax(way))
    full = way >= exercise.cycle.full.value
    steps = np.diff(rep.time_s, append=rep.time_s[-1:])
    own = abs((calibration.peak or 0.0) - (calibration.rest or 0.0))
    moved = float(way[top]) * size
    values = (
        float(rep.time_s[top]),
        scale.zero + float(rep.progress[top]) * (scale.one - scale.zero),
        moved,
        moved / own if own > 0 else None,
        float(steps[full].sum()),
    )
    return dict(zip(names, values, strict=True))


def _least(exercise: Exercise, figures: Mapping[str, float | None], finding: Finding) -> Finding:
    """Name the least movement where the person's own full one was reached and is below it."""
    cycle, share, moved = exercise.cycle, figures["range_share"], figures["excursion"]
    if cycle is None or moved is None or finding.reason is not Reason.TOO_SMALL:
        return finding
    if share is not None and share < cycle.full.value:
        return finding
    found, least = (amount(exercise, cycle.signal, v) for v in (moved, cycle.least.value))
    return Finding(Reason.BELOW_MINIMUM, finding.action, f"{found}, at least {least}")


def _other_way(exercise: Exercise, calibration: Calibration, rep: Trace) -> tuple[Finding, ...]:
    """A two-ended repetition must go past neutral both ways, where neutral is known."""
    cycle = exercise.cycle
    if cycle is None or cycle.each_way is None:
        return ()
    held = calibration.forearm is not None and calibration.forearm.known
    if cycle.neutral is None and not held:
        return ()
    neutral = cycle.neutral.value if cycle.neutral else 0.0
    # Its frames begin and end where it leaves the rest band, so the end it started from is the
    # person's own: to have been in that band is to have been at that end.
    start = calibration.peak if _starts_high(rep.progress) else calibration.rest
    readings = np.append(rep.signals[cycle.signal], np.nan if start is None else start)
    signal = readings - neutral
    low, high = float(np.nanmin(signal)), float(np.nanmax(signal))
    if low <= -cycle.each_way.value and high >= cycle.each_way.value:
        return ()
    detail = f"{round(low):+d}° to {round(high):+d}°, at least {cycle.each_way.value:g}° either way"
    return (Finding(Reason.ONE_DIRECTION_ONLY, Action.REJECT, detail),)
