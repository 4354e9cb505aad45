"""A patient's records as a FHIR R4 bundle, for a clinic's own system.

Patient, Device, a Procedure a session, an Observation a range-of-motion figure and a self-report,
a DiagnosticReport that groups them and may carry the PDF. Codes are only those that were seen in a
published value set with a valid check digit; where none was found (no LOINC code names the motion
of a wrist, thumb or finger) a local code and a text stand instead.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from handtrack.assessment.notation import error_in_words, rounded
from handtrack.assessment.rom_result import MotionFigure
from handtrack.events import Label, Status
from handtrack.landmarks.hand import Side
from handtrack.measurements.number_format import UNITS
from handtrack.records.patient import SelfReport
from handtrack.records.review import VerdictCorrection
from handtrack.records.values import AssessmentRecord, ExerciseRecord, History, SessionRecord

LOCAL = "urn:handtrack:codes"
SNOMED, UCUM = "http://snomed.info/sct", "http://unitsofmeasure.org"
LOINC = "http://loinc.org"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"

RANGE_OF_MOVEMENT, EXERCISE_THERAPY = "364564000", "229065009"
PAIN_SCORE = "225908003"
PAIN_SEVERITY = "72514-3"
SITES: dict[tuple[str, Side], str] = {
    ("wrist", Side.LEFT): "5951000",
    ("wrist", Side.RIGHT): "9736006",
    ("hand", Side.LEFT): "85151006",
    ("hand", Side.RIGHT): "78791008",
    ("forearm", Side.LEFT): "66480008",
    ("forearm", Side.RIGHT): "64262003",
    ("thumb", Side.LEFT): "734143007",
    ("thumb", Side.RIGHT): "734144001",
    ("index", Side.LEFT): "770841009",
    ("index", Side.RIGHT): "770842002",
    ("middle", Side.LEFT): "770884005",
    ("middle", Side.RIGHT): "770885006",
    ("ring", Side.LEFT): "770882009",
    ("ring", Side.RIGHT): "770883004",
    ("little", Side.LEFT): "762101005",
    ("little", Side.RIGHT): "762102003",
}
"""SNOMED CT body structures."""
METHOD = "single-camera landmark estimate"
Resource = dict[str, Any]


def bundle(history: History, at: datetime, pdf: bytes | None, anonymous: bool) -> Resource:
    """Make a bundle of everything of one patient.

    Parameters
    ----------
    at : datetime
        When this is written.
    pdf : bytes, optional
        The report, to travel inside.
    anonymous : bool
        Whether name, birth year and free texts stay out.
    """
    patient = history.patient
    made = _Maker(patient.pseudonym if anonymous else patient.key)
    resources = [_patient(made, history, anonymous), _device(made)]
    observations: list[Resource] = []
    for session in history.sessions:
        resources.append(_procedure(made, session, anonymous))
        for number, report in enumerate(session.reports):
            observations += _said(made, f"session-{session.id}-{number}", report, anonymous)
    for number, report in enumerate(history.reports):
        observations += _said(made, f"report-{number}", report, anonymous)
    for assessment in history.assessments:
        observations += _measured(made, assessment)
    resources += observations
    resources.append(_diagnostic(made, at, observations, pdf))
    entries = [{"fullUrl": f"urn:uuid:{r['id']}", "resource": r} for r in resources]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": at.isoformat(),
        "entry": entries,
    }


class _Maker:
    """Maker of ids that are the same each time a resource is written."""

    def __init__(self, key: str) -> None:
        self.key = key

    def id(self, what: str) -> str:
        return str(uuid5(NAMESPACE_URL, f"{LOCAL}/{self.key}/{what}"))

    def reference(self, what: str) -> Resource:
        return {"reference": f"urn:uuid:{self.id(what)}"}


def _patient(made: _Maker, history: History, anonymous: bool) -> Resource:
    patient = history.patient
    resource: Resource = {
        "resourceType": "Patient",
        "id": made.id("patient"),
        "identifier": [{"system": "urn:handtrack:patient", "value": made.key}],
    }
    if not anonymous and patient.name:
        resource["name"] = [{"text": patient.name}]
    if not anonymous and patient.birth_year:
        resource["birthDate"] = str(patient.birth_year)
    return resource


def _device(made: _Maker) -> Resource:
    return {
        "resourceType": "Device",
        "id": made.id("device"),
        "deviceName": [{"name": "handtrack", "type": "user-friendly-name"}],
        "note": [{"text": "Research and education software. Not a medical device."}],
    }


def _procedure(made: _Maker, session: SessionRecord, anonymous: bool) -> Resource:
    done = [
        f"{e.title}, {e.side} hand: {e.ended(Status.VALID)} counted of {len(e.reviewed)} seen"
        for e in session.exercises
    ]
    corrected = [
        _correction(e, r.status, r.correction, anonymous)
        for e in session.exercises
        for r in e.repetitions
        if r.correction
    ]
    return {
        "resourceType": "Procedure",
        "id": made.id(f"session-{session.id}"),
        "status": "completed",
        "code": _snomed(EXERCISE_THERAPY, "Exercise therapy"),
        "subject": made.reference("patient"),
        "performedDateTime": session.at.isoformat(),
        "note": [{"text": line} for line in done] + corrected,
    }


def _correction(
    done: ExerciseRecord, machine: Status, made: VerdictCorrection, anonymous: bool
) -> Resource:
    """A person's verdict as an annotation; its author and reason stay out if anonymous."""
    text = f"{done.title}, repetition {made.number}: corrected from {machine} to {made.verdict}"
    if anonymous:
        return {"text": text, "time": made.at.isoformat()}
    return {"authorString": made.by, "time": made.at.isoformat(), "text": f"{text}: {made.why}"}


def _said(made: _Maker, what: str, report: SelfReport, anonymous: bool) -> Iterator[Resource]:
    """Pain and effort as the person said."""
    codes = {
        "pain": {
            "coding": [
                {"system": LOINC, "code": PAIN_SEVERITY},
                {"system": SNOMED, "code": PAIN_SCORE, "display": "Pain score"},
            ],
            "text": "Pain, 0 to 10, as said",
        },
        "effort": {
            "coding": [{"system": LOCAL, "code": "effort-cr10"}],
            "text": "Effort, 0 to 10 (Borg CR10), as said",
        },
    }
    for kind, code in codes.items():
        value = getattr(report, kind)
        if value is None:
            continue
        yield {
            "resourceType": "Observation",
            "id": made.id(f"{what}-{kind}"),
            "status": "final",
            "category": _category("survey"),
            "code": code,
            "subject": made.reference("patient"),
            "effectiveDateTime": report.at.isoformat(),
            "valueInteger": value,
            **({"note": [{"text": report.words}]} if report.words and not anonymous else {}),
        }


def _measured(made: _Maker, record: AssessmentRecord) -> Iterator[Resource]:
    side = record.assessment.side
    for figure in record.assessment.figures:
        part = figure.motion.split(".")[0]
        site = SITES.get((part, side))
        named = f"{side} {figure.motion.replace('.', ' ')}, {record.assessment.manner}"
        yield {
            "resourceType": "Observation",
            "id": made.id(f"assessment-{record.id}-{figure.motion}"),
            "status": "final",
            "category": _category("exam"),
            "code": {
                "coding": [
                    {"system": LOCAL, "code": f"{figure.motion}.{record.assessment.manner}"},
                    {
                        "system": SNOMED,
                        "code": RANGE_OF_MOVEMENT,
                        "display": "Range of joint movement",
                    },
                ],
                "text": named,
            },
            "subject": made.reference("patient"),
            "effectiveDateTime": record.at.isoformat(),
            "bodySite": _snomed(site, f"{side} {part}") if site else {"text": f"{side} {part}"},
            "method": {"text": METHOD},
            "device": made.reference("device"),
            **_value(figure),
        }


def _value(figure: MotionFigure) -> Resource:
    notes = [figure.note] if figure.note else []
    if figure.label is not Label.VERIFIED:
        notes.append(f"This figure is {figure.label.replace('_', ' ')}.")
    if figure.value is None:
        missing: Resource = {
            "dataAbsentReason": {"coding": [{"system": _ABSENT, "code": "error"}]},
        }
        return missing | ({"note": [{"text": " ".join(notes)}]} if notes else {})
    code = "deg" if figure.unit == "deg" else "1"
    unit = UNITS[figure.unit].mark.strip()
    if figure.error is not None:
        notes.insert(0, f"95 % interval: {error_in_words(figure)}")
    value = rounded(figure.motion, figure.value)
    quantity = {"value": value, "unit": unit, "system": UCUM, "code": code}
    return {
        "valueQuantity": {key: value for key, value in quantity.items() if value != ""},
        **({"note": [{"text": " ".join(notes)}]} if notes else {}),
    }


def _diagnostic(
    made: _Maker, at: datetime, observations: list[Resource], pdf: bytes | None
) -> Resource:
    resource: Resource = {
        "resourceType": "DiagnosticReport",
        "id": made.id("report"),
        "status": "final",
        "code": {"coding": [{"system": LOCAL, "code": "hand-report"}], "text": "Hand report"},
        "subject": made.reference("patient"),
        "effectiveDateTime": at.isoformat(),
        "issued": at.isoformat(timespec="milliseconds"),
        "result": [{"reference": f"urn:uuid:{o['id']}"} for o in observations],
    }
    if pdf is not None:
        data = base64.b64encode(pdf).decode()
        resource["presentedForm"] = [{"contentType": "application/pdf", "data": data}]
    return resource


def _category(code: str) -> list[Resource]:
    return [{"coding": [{"system": _CATEGORY, "code": code}]}]


def _snomed(code: str, display: str) -> Resource:
    return {"coding": [{"system": SNOMED, "code": code}], "text": display}
