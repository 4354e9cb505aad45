"""What a session came to, in kind and honest sentences: own last week, never a norm.

The sentences have no language yet; whoever shows or keeps them gives them one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import hypot

from handtrack.events import Status
from handtrack.live.flow.rest_advice import pain_rose, suggests_rest
from handtrack.live.flow.states import ExerciseTotal, State
from handtrack.live.language.texts import Sentence, Title, sentence
from handtrack.scoring.results import ExerciseResult


def set_sentences(state: State) -> tuple[Sentence, ...]:
    """What the set that ended last came to."""
    if not state.done:
        return (sentence("summary", "none"),)
    last = state.done[-1]
    reps = state.plan.items[last.item].reps
    said = [sentence("summary", "reached", valid=last.count(Status.VALID), reps=reps)]
    for status in (Status.PARTIAL, Status.REJECTED, Status.UNVERIFIABLE):
        if not last.count(status):
            continue
        reasons = Counter(
            r.reasons[0].reason for r in last.repetitions if r.status is status and r.reasons
        )
        reason = sentence("reason", reasons.most_common(1)[0][0]) if reasons else ""
        said.append(sentence("summary", status, n=last.count(status), reason=reason))
    return tuple(said)


def rest_sentences(state: State) -> tuple[Sentence, ...]:
    """What to know in the rest after a set."""
    longer = (sentence("summary", "rest_now"),) if suggests_rest(state) else ()
    return (*set_sentences(state), *longer)


def session_sentences(
    state: State, results: Iterable[ExerciseResult], before: Iterable[ExerciseResult]
) -> tuple[Sentence, ...]:
    """Summarise a session: what counted, the range against last week, a rest where it is wise.

    Parameters
    ----------
    state : State
    results : iterable of ExerciseResult
        Of this session.
    before : iterable of ExerciseResult
        Of earlier sessions, the latest first.

    Returns
    -------
    tuple of Sentence
    """
    done = [one for one in map(state.total, range(len(state.plan.items))) if one.sets]
    several = len(state.plan.items) > 1 or len(state.done) > 1
    said = list(_totals(state, done) if several and done else set_sentences(state))
    said += [s for r in results if (s := _since(r, before))][:1]
    if state.capped:
        said.append(sentence("hint", "no_time"))
    if pain_rose(state):
        said.append(sentence("summary", "pain"))
    elif suggests_rest(state):
        said.append(sentence("summary", "rest"))
    if state.done:
        said.append(sentence("summary", "kept"))
    return tuple(said)


def _totals(state: State, done: Sequence[ExerciseTotal]) -> Iterator[Sentence]:
    """Each exercise with its count, all together, and what is left of the plan."""
    for one in done:
        yield sentence("summary", "exercise", title=_title(one), valid=one.valid, reps=one.reps)
    if len(done) > 1:
        valid, reps = sum(one.valid for one in done), sum(one.reps for one in done)
        yield sentence("summary", "together", valid=valid, reps=reps)
    missing = [one for one in map(state.total, range(len(state.plan.items))) if not one.finished]
    if missing:
        titles = tuple(dict.fromkeys(map(_title, missing)))
        yield sentence("summary", "left", titles=titles)
    else:
        yield sentence("summary", "whole")


def _title(total: ExerciseTotal) -> Title:
    exercise = total.item.exercise
    return Title(exercise.id, exercise.title_clinical)


def _since(result: ExerciseResult, before: Iterable[ExerciseResult]) -> Sentence | None:
    """How far the movement went, against the last time; None where either is not known.

    Different only where the difference is larger than both errors together.
    """
    earlier = next(
        (b for b in before if b.exercise == result.exercise and b.side is result.side), None
    )
    if earlier is None:
        return None
    known = {(r.measure, r.finger): r for r in earlier.ranges}
    for now in result.ranges:
        then = known.get((now.measure, now.finger))
        if then is None or now.arc_deg is None or then.arc_deg is None:
            continue
        error_deg = hypot(now.error_deg or 0.0, then.error_deg or 0.0)
        change_deg = now.arc_deg - then.arc_deg
        if abs(change_deg) <= error_deg:
            return sentence("summary", "same")
        key = "more" if change_deg > 0 else "less"
        return sentence("summary", key, now=round(now.arc_deg), before=round(then.arc_deg))
    return None
