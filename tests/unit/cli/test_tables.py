"""What stands in the table of repetitions beside one that went wrong."""

from __future__ import annotations

from dataclasses import replace

from handtrack.cli.tables import repetitions_table
from handtrack.events import Action, Reason, Status
from handtrack.scoring.results import Note
from handtrack.scoring.score import score
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style
from tests.helpers.frozen_exercises import frozen


def reasons(*notes: Note) -> str:
    """The last column beside a rejected repetition with these notes."""
    scored = score(perform(frozen("34"), Style(amplitudes=[1.0] * 2)), frozen("34")).result
    first = replace(scored.repetitions[0], status=Status.REJECTED, notes=notes)
    result = replace(scored, repetitions=(first,))
    (text,) = repetitions_table(result, 200).columns[-1].cells
    return str(text)


def test_of_several_reasons_the_first_has_its_figures_and_each_kind_is_said_once() -> None:
    bent = Note(Reason.FINGERS_BENT, Action.REJECT, "the fingers bent (bend 172°, at most 60°)")
    again = Note(Reason.FINGERS_BENT, Action.REJECT, "the fingers bent (middle 0.5, at most 0.3)")
    small = Note(Reason.TOO_SMALL, Action.REJECT, "smaller than your own (0.4 of it)")
    assert reasons(bent) == bent.sentence
    assert reasons(bent, again, small) == f"{bent.sentence}; smaller than your own"
    assert reasons(small, bent, again) == f"{small.sentence}; the fingers bent"
