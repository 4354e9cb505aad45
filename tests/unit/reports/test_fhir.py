"""The FHIR bundle: valid by somebody else's model, and without a code nobody has seen."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from handtrack.events import Label
from handtrack.landmarks.hand import Side
from handtrack.records.patient import ReportTime, SelfReport
from handtrack.records.values import (
    AssessmentRecord,
    ExerciseRecord,
    History,
    RepetitionRecord,
    SessionRecord,
    Source,
)
from handtrack.reports.exchange.fhir import SITES, bundle
from tests.helpers.patients import HOSTILE, assessment, day, exercise, patient

ALLOWED_SNOMED = {"364564000", "229065009", "225908003", *SITES.values()}
ALLOWED_LOINC = {"72514-3"}


def check_digit_is_right(code: str) -> bool:
    """Verhoeff's check, which every SNOMED CT id passes."""
    multiply = [[(a + b) % 5 if a < 5 and b < 5 else None for b in range(10)] for a in range(10)]
    for a in range(10):
        for b in range(10):
            if a < 5 <= b:
                multiply[a][b] = (a + b) % 5 + 5
            elif b < 5 <= a:
                multiply[a][b] = (a - b) % 5 + 5
            elif a >= 5 and b >= 5:
                multiply[a][b] = (a - b) % 5
    permute = [list(range(10)), [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]]
    for _ in range(6):
        permute.append([permute[1][v] for v in permute[-1]])
    total = 0
    for place, digit in enumerate(reversed(code)):
        total = multiply[total][permute[place % 8][int(digit)]] or 0
    return total == 0


def records(words: str = "", name: str = "M. K.") -> History:
    done = exercise()
    result = done.result
    assert result.movement
    reps = tuple(
        RepetitionRecord(
            r.number, r.status, r.label, tuple(n.reason for n in r.notes), r.start_s,
            r.duration_s, r.peak, r.excursion, r.range_share, r.hold_s, None,
        )
        for r in result.repetitions
    )  # fmt: skip
    record = ExerciseRecord(
        1, result.exercise, result.title, result.side, result.signal, result.signal_unit,
        10, "default", True, 20.0, 1.0, 1.0, result.summary.tempo, True, "red putty", reps,
        result.ranges, result.movement, result.made_by, (),
    )  # fmt: skip
    said = SelfReport(day(0), ReportTime.AFTER, pain=3, effort=5, words=words)
    session = SessionRecord(1, day(0), Source.LIVE, (record,), (said,))
    measured = AssessmentRecord(1, day(1), None, assessment(), ())
    return History(patient(name=name), (), (session,), (measured,), ())


def resources(made: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [e["resource"] for e in made["entry"] if e["resource"]["resourceType"] == kind]


def test_the_bundle_is_valid_and_refers_to_itself_alone() -> None:
    made = bundle(records("stopped because tired"), day(9), b"%PDF-1.7", anonymous=False)
    Bundle.model_validate_json(json.dumps(made))
    ids = {e["fullUrl"] for e in made["entry"]}
    assert len(ids) == len(made["entry"])
    text = json.dumps(made)
    referred = {part.split('"')[0] for part in text.split('"reference": "')[1:]}
    assert referred
    assert referred <= ids


def test_a_range_of_motion_has_value_unit_site_method_and_error() -> None:
    (observed,) = [
        o
        for o in resources(bundle(records(), day(9), None, anonymous=False), "Observation")
        if "extension" in o["code"]["text"]
    ]
    quantity = observed["valueQuantity"]
    assert (quantity["value"], quantity["code"]) == (50.0, "deg")
    assert observed["bodySite"]["coding"][0]["code"] == SITES["wrist", Side.LEFT]
    assert observed["method"] == {"text": "single-camera landmark estimate"}
    assert "± 7°" in observed["note"][0]["text"]


def test_what_was_not_measured_is_absent_and_says_why() -> None:
    history = records()
    (record,) = history.assessments
    (figure,) = record.assessment.figures
    missing = replace(
        figure, value=None, error=None, label=Label.ESTIMATED, trials=(), note="Hand not seen."
    )
    lost = replace(record, assessment=replace(record.assessment, figures=(missing,)))
    made = bundle(replace(history, assessments=(lost,)), day(9), None, anonymous=False)
    Bundle.model_validate_json(json.dumps(made))
    (observed,) = [o for o in resources(made, "Observation") if "dataAbsentReason" in o]
    assert "valueQuantity" not in observed
    assert "Hand not seen." in observed["note"][0]["text"]


def test_only_codes_that_were_seen_are_used_and_their_check_digits_are_right() -> None:
    text = json.dumps(bundle(records(), day(9), None, anonymous=False))
    for system, allowed in (("snomed.info", ALLOWED_SNOMED), ("loinc.org", ALLOWED_LOINC)):
        codes = {c["code"] for c in _codings(json.loads(text)) if system in c["system"]}
        assert codes
        assert codes <= allowed
    assert all(map(check_digit_is_right, ALLOWED_SNOMED))
    assert not check_digit_is_right("65124006")


def _codings(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [c for v in value for c in _codings(v)]
    if not isinstance(value, dict):
        return []
    own = [value] if {"system", "code"} <= set(value) else []
    return own + [c for v in value.values() for c in _codings(v)]


def test_an_anonymous_bundle_names_nobody() -> None:
    text = json.dumps(bundle(records("my daughter Anna"), day(9), None, anonymous=True))
    for secret in ("M. K.", '"mk"', "1958", "Anna", "dough"):
        assert secret not in text


def test_a_hostile_name_harms_nothing() -> None:
    made = bundle(records(name=HOSTILE.replace("\u202e", "")), day(9), None, anonymous=False)
    Bundle.model_validate_json(json.dumps(made))


@pytest.mark.parametrize("again", [1, 2])
def test_the_same_records_give_the_same_bundle(again: int) -> None:
    first = bundle(records(), day(9), None, anonymous=False)
    assert bundle(records(), day(9), None, anonymous=False) == first
