"""Repetitions of a session's page: the list of them, and the one that is looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handtrack.live.browser.desk.desk_words import NOTHING, DeskWords
from handtrack.records.review import VerdictCorrection
from handtrack.records.values import ExerciseRecord, RepetitionRecord, is_doubtful
from handtrack.scoring.results import Note, Repetition


@dataclass(frozen=True, slots=True)
class RepetitionLine:
    """One repetition in the list.

    Parameters
    ----------
    number : int
    kind : str
        What counts: a status, or "none" where it is no repetition of this exercise.
    machine : str
        The machine's verdict, in a word.
    person : str
        That of a person; "" without one.
    start_s : float
    reason : str
    doubtful, chosen : bool
    """

    number: int
    kind: str
    machine: str
    person: str
    start_s: float
    reason: str
    doubtful: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule that a repetition broke, and by how much; `decided` it where it did not count."""

    text: str
    detail: str
    decided: bool


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A person's verdict, with who, when and why; undone, by whom and when."""

    id: int
    verdict: str
    by: str
    at: str
    why: str
    holds: bool
    undone: str


@dataclass(frozen=True, slots=True)
class ChosenRepetition:
    """The repetition that is looked at.

    Parameters
    ----------
    line : RepetitionLine
    sure : str
        How sure the machine is.
    rules : tuple of RuleLine
    figures : tuple of (str, str)
        Label and figure.
    corrections : tuple of CorrectionLine
        The latest first.
    start_s, end_s : float
    before, after : int or None
        Numbers of the neighbours.
    """

    line: RepetitionLine
    sure: str
    rules: tuple[RuleLine, ...]
    figures: tuple[tuple[str, str], ...]
    corrections: tuple[CorrectionLine, ...]
    start_s: float
    end_s: float
    before: int | None
    after: int | None


def repetition_line(
    repetition: RepetitionRecord, told: Repetition | None, chosen: bool, words: DeskWords
) -> RepetitionLine:
    """A repetition in the list.

    Parameters
    ----------
    repetition : RepetitionRecord
    told : Repetition, optional
        The same in the whole result, with its reasons.
    chosen : bool
    words : DeskWords
    """
    person = repetition.correction
    return RepetitionLine(
        repetition.number,
        str(repetition.final) if repetition.final else "none",
        words.say("status", str(repetition.status)),
        words.verdict(person.verdict) if person else "",
        repetition.start_s,
        words.reason(told.reasons[0]) if told and told.reasons else "",
        is_doubtful(repetition),
        chosen,
    )


def chosen_repetition(
    choice: RepetitionRecord,
    record: ExerciseRecord,
    told: Mapping[int, Repetition],
    lines: Sequence[RepetitionLine],
    words: DeskWords,
) -> ChosenRepetition:
    """The repetition that is looked at.

    Parameters
    ----------
    choice : RepetitionRecord
    record : ExerciseRecord
        Its exercise.
    told : mapping of int to Repetition
        Repetitions of the whole result.
    lines : sequence of RepetitionLine
        The list.
    words : DeskWords
    """
    numbers = [line.number for line in lines]
    at = numbers.index(choice.number)
    notes = told[choice.number].reasons if choice.number in told else ()
    own = [one for one in record.corrections if one.number == choice.number]
    return ChosenRepetition(
        lines[at],
        words.say("label", str(choice.label)),
        tuple(_rule(note, words) for note in notes),
        _figures(choice, words),
        tuple(_correction(one, words) for one in reversed(own)),
        choice.start_s,
        choice.start_s + choice.duration_s,
        numbers[at - 1] if at else None,
        numbers[at + 1] if at + 1 < len(numbers) else None,
    )


def _rule(note: Note, words: DeskWords) -> RuleLine:
    return RuleLine(words.reason(note), words.detail(note), note.action != "flag")


def _figures(choice: RepetitionRecord, words: DeskWords) -> tuple[tuple[str, str], ...]:
    def seconds(value: float | None) -> str:
        return NOTHING if value is None else words.decimal(f"{value:.1f} s")

    share = choice.range_share
    found = [("start", seconds(choice.start_s)), ("duration", seconds(choice.duration_s))]
    if share is not None:
        found.append(("size", words.say("figure", "percent", n=round(100 * share))))
    if choice.hold_s is not None:
        found.append(("held", seconds(choice.hold_s)))
    return tuple((words.say("session", name), figure) for name, figure in found)


def _correction(one: VerdictCorrection, words: DeskWords) -> CorrectionLine:
    undone = ""
    if one.undone_at is not None:
        undone = words.say("session", "undone", by=one.undone_by, at=words.moment(one.undone_at))
    verdict = words.verdict(one.verdict)
    return CorrectionLine(
        one.id, verdict, one.by, words.moment(one.at), one.why, not undone, undone
    )
