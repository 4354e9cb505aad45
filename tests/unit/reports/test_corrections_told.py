"""What persons corrected: told with author and day, counted, and kept apart from the machine's."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from fhir.resources.R4B.bundle import Bundle

from handtrack.assessment.norms import load_norms
from handtrack.events import Status
from handtrack.records.review import PersonVerdict, TrialRemoval, VerdictCorrection
from handtrack.records.values import History
from handtrack.reports.build import build
from handtrack.reports.exchange.fhir import bundle
from handtrack.reports.exchange.report_tables import tables
from handtrack.reports.view import HandReport, to_json
from tests.helpers.histories import NOW, four_weeks
from tests.helpers.patients import day


def report_of(history: History, anonymous: bool = False) -> HandReport:
    return build(history, load_norms(), NOW, anonymous=anonymous)


def with_verdict(verdict: PersonVerdict, undone: bool = False) -> History:
    """The first repetition of the first session, which the machine took for valid, as told."""
    whole = four_weeks()
    first, *rest = whole.sessions
    (done,) = first.exercises
    told = VerdictCorrection(
        7, 1, verdict, "C. Doe", day(2), "seen on the video",
        *(("D. Roe", day(3)) if undone else ()),
    )  # fmt: skip
    one, *others = done.repetitions
    assert one.status is Status.VALID
    held = replace(one, correction=None if undone else told)
    corrected = replace(done, repetitions=(held, *others), corrections=(told,))
    sessions = (replace(first, exercises=(corrected,)), *rest)
    return replace(whole, sessions=sessions)


@pytest.mark.parametrize(
    ("verdict", "counted", "seen"),
    [
        (PersonVerdict.VALID, 8, 252),
        (PersonVerdict.REJECTED, 7, 252),
        (PersonVerdict.OTHER_SIDE, 7, 251),
        (PersonVerdict.NOT_AN_EXERCISE, 7, 251),
    ],
)
def test_what_a_person_says_counts_in_every_place(
    verdict: PersonVerdict, counted: int, seen: int
) -> None:
    made = report_of(with_verdict(verdict))
    assert made.log[0].done == counted
    assert f"of {seen} repetitions counted" in made.bottom_line[2]
    repetitions = next(table for table in tables(made) if table.name == "repetitions")
    names = [name for name, _ in repetitions.columns]
    first = dict(zip(names, repetitions.rows[0], strict=True))
    status = verdict.status
    assert first["status"] == (str(status) if status else None)
    assert (first["machine_status"], first["corrected_by"]) == ("valid", "C. Doe")
    notes = str(bundle(with_verdict(verdict), NOW, None, anonymous=False))
    assert f"{counted} counted of {12 if status else 11} seen" in notes


def test_an_undone_correction_is_told_and_counts_no_more() -> None:
    made = report_of(with_verdict(PersonVerdict.REJECTED, undone=True))
    assert made.log[0].done == 8
    assert made.log[0].corrected == ""
    assert made.corrections[0] == (
        "1 Sep 2026, Wrist flexion and extension, forearm supported, left, repetition 1: valid by "
        "the machine, rejected, corrected by C. Doe on 3 Sep 2026 (seen on the video) and undone "
        "by D. Roe on 4 Sep 2026"
    )


def test_a_trial_left_out_is_told() -> None:
    whole = four_weeks()
    *others, last = whole.assessments
    gone = TrialRemoval(3, "wrist.extension", 2, "C. Doe", day(26), "the sleeve moved", value=64.0)
    made = report_of(replace(whole, assessments=(*others, replace(last, removed_trials=(gone,)))))
    assert (
        "wrist extension, trial 2 of 26 Sep 2026 left out by C. Doe on 27 Sep 2026 (the sleeve "
        "moved)"
    ) in made.corrections


def test_a_corrected_bundle_is_valid_and_an_anonymous_one_names_no_author() -> None:
    history = with_verdict(PersonVerdict.PARTIAL)
    history = replace(history, patient=replace(history.patient, pseudonym="p-7f3a"))
    whole = json.dumps(bundle(history, NOW, b"%PDF-1.7", anonymous=False))
    Bundle.model_validate_json(whole)
    assert "C. Doe" in whole
    hidden = json.dumps(bundle(history, NOW, None, anonymous=True))
    Bundle.model_validate_json(hidden)
    for text in (hidden, to_json(report_of(history, anonymous=True))):
        for secret in ("C. Doe", "seen on the video", "A. Berg", "hammer"):
            assert secret not in text
