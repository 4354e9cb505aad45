"""Values of a session's page: its exercises, their signals, and one repetition to look at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from handtrack.events import Status
from handtrack.live.browser.desk.desk_words import NOTHING, DeskWords
from handtrack.live.browser.desk.exercise_signals import ExerciseSignals
from handtrack.live.browser.desk.repetition_lines import (
    ChosenRepetition,
    RepetitionLine,
    chosen_repetition,
    repetition_line,
)
from handtrack.live.browser.desk.signal_chart import SignalChart, signal_chart
from handtrack.records.patient import ReportTime, SelfReport
from handtrack.records.values import ExerciseRecord, RepetitionRecord, SessionRecord, is_doubtful
from handtrack.scoring.results import ExerciseResult


@dataclass(frozen=True, slots=True)
class ExerciseTab:
    """One exercise of a session, to choose from.

    Parameters
    ----------
    id : int
    title, hand, counted : str
    doubtful : int
        Repetitions that a person should look at.
    chosen : bool
    """

    id: int
    title: str
    hand: str
    counted: str
    doubtful: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class SessionSheet:
    """What the page of a session shows.

    Parameters
    ----------
    id : int
    at : str
    source : str
        "live" or "recorded".
    said : tuple of (str, str)
        Pain and effort, as said.
    tabs : tuple of ExerciseTab
    exercise : ExerciseTab or None
        The chosen one; None in a session without exercises.
    side_contradicted : bool
    chart : SignalChart or None
    has_signal : bool
    lines : tuple of RepetitionLine
    chosen : ChosenRepetition or None
    next_doubtful : tuple of (int, int, int), or None
        Session, exercise and number of the next repetition to look at.
    video : str
        "shown", "no consent", or "none".
    """

    id: int
    at: str
    source: str
    said: tuple[tuple[str, str], ...]
    tabs: tuple[ExerciseTab, ...]
    exercise: ExerciseTab | None
    side_contradicted: bool
    chart: SignalChart | None
    has_signal: bool
    lines: tuple[RepetitionLine, ...]
    chosen: ChosenRepetition | None
    next_doubtful: tuple[int, int, int] | None
    video: str


def chosen_exercise(session: SessionRecord, wanted: int | None) -> ExerciseRecord | None:
    """The exercise that is looked at: as asked for, else the first with doubts, else the first.

    Parameters
    ----------
    session : SessionRecord
    wanted : int, optional
        Its id.
    """
    found = [done for done in session.exercises if done.id == wanted]
    found += [done for done in session.exercises if any(map(is_doubtful, done.repetitions))]
    return next(iter([*found, *session.exercises]), None)


def session_sheet(
    session: SessionRecord,
    others: Sequence[SessionRecord],
    record: ExerciseRecord | None,
    result: ExerciseResult | None,
    signals: ExerciseSignals,
    wanted: int | None,
    video: str,
    words: DeskWords,
) -> SessionSheet:
    """Values of a session's page.

    Parameters
    ----------
    session : SessionRecord
    others : sequence of SessionRecord
        Of the patient, in which more may be doubtful; in the order in which they are looked at.
    record : ExerciseRecord or None
        The chosen exercise.
    result : ExerciseResult or None
        Its whole result.
    signals : ExerciseSignals
        Its signal.
    wanted : int, optional
        Number of the repetition to look at; by default the first with doubts, else the first.
    video : str
        Whether there is one: "shown", "no consent", or "none".
    words : DeskWords
    """
    tabs = tuple(_tab(done, done is record, words) for done in session.exercises)
    tab = next((one for one in tabs if one.chosen), None)
    repetitions = record.repetitions if record else ()
    told = {one.number: one for one in result.repetitions} if result else {}
    choice = _choice(repetitions, wanted)
    lines = tuple(repetition_line(r, told.get(r.number), r is choice, words) for r in repetitions)
    spans = [(r.number, r.start_s, r.start_s + r.duration_s) for r in repetitions]
    curves = [(words.signal(name), values) for name, values in signals.curves]
    levels = [(words.signal(name), value) for name, value in signals.levels]
    return SessionSheet(
        session.id,
        words.moment(session.at),
        str(session.source),
        _said(session.reports, words),
        tabs,
        tab,
        bool(record and record.side_contradicted),
        signal_chart(signals.time_s, curves, levels, spans) if repetitions or curves else None,
        bool(curves),
        lines,
        chosen_repetition(choice, record, told, lines, words) if choice and record else None,
        _next_doubtful(session, others, record, choice),
        video,
    )


def _tab(done: ExerciseRecord, chosen: bool, words: DeskWords) -> ExerciseTab:
    counted = words.say("session", "counted", n=done.ended(Status.VALID), of=len(done.repetitions))
    doubtful = sum(map(is_doubtful, done.repetitions))
    title = words.exercise(done.exercise, done.title)
    return ExerciseTab(done.id, title, words.hand(done.side), counted, doubtful, chosen)


def _choice(repetitions: Sequence[RepetitionRecord], wanted: int | None) -> RepetitionRecord | None:
    found = [one for one in repetitions if one.number == wanted]
    found += [one for one in repetitions if is_doubtful(one)]
    return next(iter([*found, *repetitions]), None)


def _next_doubtful(
    session: SessionRecord,
    others: Sequence[SessionRecord],
    record: ExerciseRecord | None,
    choice: RepetitionRecord | None,
) -> tuple[int, int, int] | None:
    """The first doubtful repetition after the chosen one, through all sessions and round again."""
    here = _places(session)
    chosen = record and choice and (session.id, record.id, choice.number)
    at = here.index(chosen) + 1 if chosen in here else 0
    ids = [one.id for one in others]
    turn = ids.index(session.id) + 1 if session.id in ids else 0
    between = [one for one in (*others[turn:], *others[:turn]) if one.id != session.id]
    ordered = [*here[at:], *(place for one in between for place in _places(one)), *here[:at]]
    doubtful = {place for one in (session, *between) for place in _places(one, is_doubtful)}
    return next((place for place in ordered if place in doubtful and place != chosen), None)


def _places(
    session: SessionRecord, wanted: Callable[[RepetitionRecord], bool] = lambda one: True
) -> list[tuple[int, int, int]]:
    """Session, exercise and number of its repetitions, in order."""
    return [
        (session.id, done.id, one.number)
        for done in session.exercises
        for one in done.repetitions
        if wanted(one)
    ]


def _said(reports: Sequence[SelfReport], words: DeskWords) -> tuple[tuple[str, str], ...]:
    """Pain and effort before and after, and the person's words."""
    found = []
    for what in ("pain", "effort"):
        values = {r.moment: getattr(r, what) for r in reports if getattr(r, what) is not None}
        before, after = values.get(ReportTime.BEFORE), values.get(ReportTime.AFTER)
        other = values.get(ReportTime.OTHER)
        if (before, after) != (None, None):
            shown = " → ".join(NOTHING if v is None else str(v) for v in (before, after))
            found.append((words.say("session", what), shown))
        elif other is not None:
            found.append((words.say("session", what), str(other)))
    found += [(words.say("session", "said"), r.words) for r in reports if r.words]
    return tuple(found)
