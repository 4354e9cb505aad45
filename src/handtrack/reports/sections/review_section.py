"""What persons corrected of what the machine found: who, when, why; undone corrections too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from handtrack.assessment.motions import title_of
from handtrack.landmarks.free_text import sanitised
from handtrack.records.review import TrialRemoval, VerdictCorrection
from handtrack.records.values import ExerciseRecord, History, SessionRecord
from handtrack.reports import phrases


def lines(history: History, sessions: Sequence[SessionRecord], anonymous: bool) -> tuple[str, ...]:
    """Say every correction, in order of time.

    Parameters
    ----------
    history : History
    sessions : sequence of SessionRecord
        Those in the report's time.
    anonymous : bool
        Whether names and reasons stay out.
    """
    said = [
        (one.at, _verdict(session, done, one, anonymous))
        for session in sessions
        for done in session.exercises
        for one in done.corrections
    ]
    said += [
        (
            one.at,
            f"{_trial(one)} of {phrases.short_day(record.at)} {_by('left out', one, anonymous)}",
        )
        for record in history.assessments
        for one in record.removed_trials
    ]
    return tuple(text for _, text in sorted(said, key=lambda pair: pair[0]))


def _verdict(
    session: SessionRecord, done: ExerciseRecord, one: VerdictCorrection, anonymous: bool
) -> str:
    machine = next((str(r.status) for r in done.repetitions if r.number == one.number), "")
    what = f"{phrases.short_day(session.at)}, {done.title}, {done.side}, repetition {one.number}"
    return f"{what}: {machine} by the machine, {_by(f'{one.verdict}, corrected', one, anonymous)}"


def _trial(one: TrialRemoval) -> str:
    return f"{title_of(one.motion)}, trial {one.trial}"


def _by(act: str, one: VerdictCorrection | TrialRemoval, anonymous: bool) -> str:
    return " ".join(_parts(act, one, anonymous))


def _parts(act: str, one: VerdictCorrection | TrialRemoval, anonymous: bool) -> Iterator[str]:
    yield f"{act}{_name(one.by, anonymous)} on {phrases.short_day(one.at)}"
    if not anonymous:
        yield f"({sanitised(one.why)})"
    if one.undone_at is not None:
        yield f"and undone{_name(one.undone_by, anonymous)} on {_day(one.undone_at)}"


def _name(who: str, anonymous: bool) -> str:
    return "" if anonymous else f" by {sanitised(who)}"


def _day(at: datetime) -> str:
    return phrases.short_day(at)
