"""Values of the list of patients: who needs attention, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handtrack.live.browser.desk.day_strip import DayStrip, day_strip
from handtrack.live.browser.desk.desk_tools import DeskTools
from handtrack.live.browser.desk.desk_words import DeskWords
from handtrack.live.browser.desk.repetition_lines import is_doubtful
from handtrack.records.store.store import Store
from handtrack.records.values import History


@dataclass(frozen=True, slots=True)
class Flag:
    """What to look at; `kind` is "worse", "doubt" or "better"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class PatientLine:
    """One patient in the list.

    Parameters
    ----------
    key, name : str
    flags : tuple of Flag
    last, ago : str
        When the last session was; "" before the first.
    strip : DayStrip or None
        None where nothing is prescribed.
    """

    key: str
    name: str
    flags: tuple[Flag, ...]
    last: str
    ago: str
    strip: DayStrip | None


def patient_lines(store: Store, tools: DeskTools, words: DeskWords) -> tuple[PatientLine, ...]:
    """All patients, those who need attention first.

    Parameters
    ----------
    store : Store
    tools : DeskTools
    words : DeskWords
    """
    today = tools.now().astimezone().date()
    histories = [store.history(line.patient.key) for line in store.patients()]
    return tuple(patient_line(history, today, words) for history in histories)


def patient_line(history: History, today: date, words: DeskWords) -> PatientLine:
    """One patient in the list.

    Parameters
    ----------
    history : History
    today : date
    words : DeskWords
    """
    whose = history.patient
    last = history.sessions[-1].at.astimezone().date() if history.sessions else None
    doubtful = sum(
        is_doubtful(r) for s in history.sessions for e in s.exercises for r in e.repetitions
    )
    flags = (Flag("doubt", words.times("flag", "doubtful", doubtful)),) if doubtful else ()
    return PatientLine(
        whose.key,
        whose.name or whose.key,
        flags,
        words.day(last) if last else "",
        words.ago((today - last).days) if last else "",
        day_strip(history, today, words),
    )
