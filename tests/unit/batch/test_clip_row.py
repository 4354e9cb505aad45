from __future__ import annotations

from dataclasses import replace

import pytest

from handtrack.batch.clip_row import COLUMNS, failed, not_done, scored_row, why_look
from handtrack.batch.jobs import Job, Request
from handtrack.definitions.library import find
from handtrack.events import Action, Label, Reason, Status
from handtrack.landmarks.hand import Side
from handtrack.landmarks.recording_file import read
from handtrack.scoring.count_interval import CountInterval
from handtrack.scoring.results import ExerciseResult, Note, Repetition
from handtrack.scoring.score import score
from tests.helpers.paths import GOLDEN

WRIST = GOLDEN / "wrist.npz"
RECORDING = read(WRIST)
EXERCISE = find("11")
SCORED = score(RECORDING, EXERCISE)


def result(hand: float | None = 1.0, view: float | None = 1.0, **counts: int) -> ExerciseResult:
    """A result with so many repetitions of each status, all that count verified."""
    note = Note(Reason.TOO_SMALL, Action.REJECT, "smaller than your own (0.3, at least 0.6)")
    one = SCORED.result.repetitions[0]
    repetitions: list[Repetition] = []
    for status, number in counts.items():
        notes = () if status == "valid" else (note,)
        many = [replace(one, status=Status(status), label=Label.VERIFIED, notes=notes)] * number
        repetitions += many
    numbers = {str(status): counts.get(status, 0) for status in Status}
    valid = numbers["valid"]
    summary = replace(
        SCORED.result.summary,
        **numbers,  # type: ignore[arg-type]
        hand_share=hand,
        view_share=view,
        bounds=CountInterval(valid, valid),
    )
    return replace(
        SCORED.result, repetitions=tuple(repetitions), summary=summary, complete=True, note=""
    )


def bounded(found: ExerciseResult, low: int, high: int | None) -> ExerciseResult:
    return replace(found, summary=replace(found.summary, bounds=CountInterval(low, high)))


def test_a_good_clip_needs_no_look() -> None:
    assert list(why_look(result(valid=8, rejected=1), "")) == []
    assert list(why_look(bounded(result(valid=8), 7, 9), "")) == []


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (result(hand=0.0, view=None), ["no hand was seen"]),
        (result(hand=None, view=None), ["no hand was seen"]),
        (result(hand=0.43, valid=3), ["the hand was seen in 43% of frames"]),
        (result(hand=0.001, valid=3), ["the hand was seen in <1% of frames"]),
        (
            result(view=0.0, valid=3),
            ["the hand was seen from a fitting side in 0% of these frames"],
        ),
        (result(), ["no repetition was found"]),
        (
            result(rejected=11),
            ["none of 11 is valid (smaller than your own): is it this exercise?"],
        ),
        (result(valid=2, rejected=3), ["3 rejected, 2 valid (smaller than your own)"]),
        (bounded(result(valid=4), 2, None), ["the count is open: 2 or more may be valid"]),
        (bounded(result(valid=4), 2, 9), ["the count is open: 2 to 9 may be valid"]),
        (
            replace(result(valid=4), complete=False, note="It stops at 3 s."),
            ["incomplete: it stops at 3 s"],
        ),
    ],
)
def test_why_a_clip_is_to_be_looked_at(found: ExerciseResult, why: list[str]) -> None:
    assert list(why_look(found, "")) == why


def test_what_is_doubtful_about_the_film_itself_is_a_reason_to_look() -> None:
    found = replace(result(valid=4), warnings=("The hand looks squeezed.",))
    assert list(why_look(found, "")) == ["the hand looks squeezed"]


def test_a_given_side_that_the_camera_contradicts_is_a_reason_to_look() -> None:
    job = Job(WRIST, Request(EXERCISE, Side.LEFT))
    row = scored_row(job, score(RECORDING, EXERCISE, Side.LEFT), RECORDING)
    assert "you said it is the left hand; the camera took it for a right one" in str(row["look"])
    assert (row["hand"], row["hand_from"]) == ("left", "given")


def test_every_row_is_made_of_the_columns_and_claims_no_zero() -> None:
    job = Job(WRIST, Request(EXERCISE), name="wrist.npz", patient="p1", date="2026-09-01")
    row = scored_row(job, SCORED, RECORDING)
    assert set(row) | {"folder"} == set(COLUMNS)
    for other in (not_done(job), failed(job, "It is damaged.")):
        assert set(other) <= set(COLUMNS)
        assert 0 not in other.values()
        assert "valid" not in other
    assert failed(job, "It is damaged.")["look"] == "It is damaged."


def test_figures_are_those_of_the_result() -> None:
    row, summary = scored_row(Job(WRIST, Request(EXERCISE)), SCORED, RECORDING), None
    summary = SCORED.result.summary
    assert [row[str(s)] for s in Status] == [getattr(summary, s) for s in Status]
    first = next(r for r in SCORED.result.ranges if r.arc_deg is not None)
    assert first.error_deg is not None
    assert row["rom_joint"] == first.title
    assert row["rom_deg"] == pytest.approx(first.arc_deg, abs=0.05)
    assert row["rom_error_deg"] == pytest.approx(first.error_deg, abs=0.05)
    assert int(str(row["verified"])) + int(str(row["estimated"])) <= summary.valid


def test_a_clip_without_a_hand_has_no_hand_and_no_figures() -> None:
    empty = RECORDING.between(0, 1)
    unseen = replace(
        empty,
        image_px=empty.image_px * float("nan"),
        world_m=empty.world_m * float("nan"),
        is_right=empty.is_right * 0 - 1,
    )
    row = scored_row(Job(WRIST, Request(EXERCISE)), score(unseen, EXERCISE), unseen)
    assert (row["hand"], row["hand_from"], row["look"]) == ("", "", "no hand was seen")
    assert (row["rom_deg"], row["view_share"], row["at_most"]) == (None, None, None)
