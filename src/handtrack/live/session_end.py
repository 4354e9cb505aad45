"""What the end of a session says beside its counts: the own best, the week, what is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from handtrack.events import Status
from handtrack.live.flow.states import State
from handtrack.live.language.texts import Sentence, Title, sentence
from handtrack.live.own_past import OwnPast
from handtrack.live.prescribed_plan import DoneOn
from handtrack.live.session_plan import PlannedExercise, SessionPlan
from handtrack.scoring.results import ExerciseResult

_TOMORROW = sentence("farewell", "tomorrow")


@dataclass(frozen=True, slots=True)
class SessionEnd:
    """What the end of a session says beside its counts.

    Parameters
    ----------
    best : tuple of (Sentence or None)
        Of each of the plan's items; None where there is nothing to compare with.
    sentences : tuple of Sentence
        The week, and what is next.
    farewell : Sentence
    """

    best: tuple[Sentence | None, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    farewell: Sentence = _TOMORROW


def session_end(
    state: State, results: Sequence[ExerciseResult], past: OwnPast | None, today: date
) -> SessionEnd:
    """Say how a session compares with the person's own best, and what comes next.

    Parameters
    ----------
    state : State
    results : sequence of ExerciseResult
        Of the session's sets.
    past : OwnPast or None
        None where the session is not kept for a patient.
    today : date
    """
    if past is None:
        return SessionEnd()
    best = tuple(_best(item, results, past) for item in state.plan.items)
    done = {DoneOn(today, result.exercise, result.side) for result in results}
    said, farewell = _next(past, today, tuple(done))
    days = past.days_of_week(today)
    week = sentence("summary", "week" if days > 1 else "week_one", n=days)
    return SessionEnd(best, (week, *said) if done else said, farewell)


def _best(
    item: PlannedExercise, results: Sequence[ExerciseResult], past: OwnPast
) -> Sentence | None:
    """The session's sets of an item against the best one before it."""
    sets = [
        result
        for result in results
        if result.exercise == item.exercise.id and item.side in (None, result.side)
    ]
    before = past.best(item.exercise.id, sets[0].side) if sets else None
    if before is None:
        return None
    if item.exercise.hold and before.hold_s is not None:
        held_s = [r.hold_s for one in sets for r in one.repetitions if r.status is Status.VALID]
        now = max((int(s) for s in held_s if s is not None), default=0)
        return _compared("longest", now, int(before.hold_s))
    return _compared("best", max(one.summary.valid for one in sets), before.valid)


def _compared(what: str, now: int, best: int) -> Sentence:
    how = "new" if now > best else "same" if now == best else "was"
    return sentence("summary", f"{what}_{how}", now=now, best=best)


def _next(
    past: OwnPast, today: date, done: Sequence[DoneOn]
) -> tuple[tuple[Sentence, ...], Sentence]:
    """What is still prescribed for today, or for tomorrow, and how to part."""
    later = past.next_plan(today, done)
    if later is not None and later.items:
        return (_coming("next_today", later),), sentence("farewell", "today")
    tomorrow = today + timedelta(days=1)
    coming = past.next_plan(tomorrow, done)
    if coming is not None and coming.items:
        return (_coming("next_tomorrow", coming),), _TOMORROW
    return (), sentence("farewell", "soon") if past.prescribes(today) else _TOMORROW


def _coming(key: str, plan: SessionPlan) -> Sentence:
    named = (Title(item.exercise.id, item.exercise.title_clinical) for item in plan.items)
    return sentence("summary", key, titles=tuple(dict.fromkeys(named)))
