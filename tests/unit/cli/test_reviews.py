"""A therapist's last word on the command line: it counts everywhere, and can be undone."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from handtrack.records.patient import Prescription
from handtrack.records.store.location import find_location
from handtrack.records.store.store import Store
from handtrack.records.values import Source
from tests.helpers.patients import assessment, exercise, patient, result
from tests.unit.cli.test_patient import done, refused

NOW = datetime.now().astimezone()
CORRECT = ("patient", "session", "correct", "mk", 1, "--repetition", 3, "--verdict", "valid")
SAID = ("--why", "the thumb hid it", "--by", "A. Berg")


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """One session of 2 valid and 1 partial repetition, and one assessment."""
    place = tmp_path / "records/handtrack.db"
    with Store.open(find_location(str(place)), create=True) as store:
        store.add_patient(patient())
        store.add_plan("mk", Prescription("34", date.today() - timedelta(days=1)))
        of = replace(result(), exercise="34")
        store.add_session("mk", NOW - timedelta(days=1), Source.LIVE, [exercise(of=of)])
        store.add_assessment("mk", NOW - timedelta(days=1), assessment(50.0, spread_deg=4.0))
    return place


def finals(db: Path) -> list[str | None]:
    (session,) = json.loads(done(db, "patient", "session", "list", "mk", "--json"))
    return [r["final"] for r in session["exercises"][0]["repetitions"]]


def reported(db: Path, folder: Path) -> tuple[list[str], str]:
    """Statuses of the CSV, and the notes of the FHIR bundle."""
    done(db, "report", "--patient", "mk", "--out", folder, "--format", "csv,fhir")
    (table,) = folder.rglob("repetitions.csv")
    (bundle,) = folder.rglob("*fhir*.json")
    with table.open(newline="", encoding="utf-8") as text:
        statuses = [row["status"] for row in csv.DictReader(text)]
    entries = json.loads(bundle.read_text("utf-8"))["entry"]
    notes = [r["resource"]["note"] for r in entries if r["resource"]["resourceType"] == "Procedure"]
    return statuses, json.dumps(notes)


def test_a_correction_counts_everywhere_with_its_author_until_it_is_undone(
    db: Path, tmp_path: Path
) -> None:
    assert finals(db) == ["valid", "valid", "partial"]
    assert "(before: partial). By: A. Berg" in done(db, *CORRECT, *SAID)
    assert finals(db) == ["valid", "valid", "valid"]
    for command in (("session", "list"), ("show",)):
        text = " ".join(done(db, "patient", *command, "mk").split())
        assert "3 valid, 1 corrected" in text
        assert "partial" not in text
    shown = done(db, "patient", "session", "show", "mk", 1)
    assert "correction 1: repetition 3 is valid, by A. Berg on " in shown
    assert "the thumb hid it" in shown
    statuses, notes = reported(db, tmp_path / "after")
    assert statuses == ["valid"] * 3
    for words in ("3 counted of 3 seen", "corrected from partial to valid", "A. Berg"):
        assert words in notes
    assert "A. Berg" not in done(db, "agreement")
    done(db, "patient", "session", "undo", "mk", 1, "--by", "B. Roth")
    assert finals(db) == ["valid", "valid", "partial"]
    assert "(undone by B. Roth on " in " ".join(
        done(db, "patient", "session", "show", "mk", 1).split()
    )
    statuses, notes = reported(db, tmp_path / "undone")
    assert statuses == ["valid", "valid", "partial"]
    assert "corrected" not in notes


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ((*CORRECT, "--why", " "), "A correction needs its reason"),
        ((*CORRECT[:-1], "good", *SAID), "'good' is none of: valid, partial, rejected, other side"),
        ((*CORRECT, *SAID, "--exercise", 2), "there is no exercise 2; session 1 has 1: "),
        ((*CORRECT[:4], 9, *CORRECT[5:], *SAID), "mk has no session 9"),
        ((*CORRECT[:6], 8, *CORRECT[7:], *SAID), "no repetition 8; it has 1 to 3"),
        (("patient", "session", "undo", "mk", 4), "mk has no correction 4"),
        (("patient", "note", "add", "mk", " "), "note is missing"),
        (("patient", "goal", "set", "mk", "wave", "--to", 3, "--until", "2099-01-01"), "no motion"),
        (("patient", "goal", "set", "mk", "34", "--to", 3, "--until", "soon"), "'soon' is no day"),
        (("patient", "goal", "remove", "mk", 3), "mk has no goal 3"),
        (("agreement",), "No repetition has a verdict of a person yet"),
    ],
)
def test_what_is_typed_wrong_is_a_sentence(
    command: tuple[str | int, ...], sentence: str, db: Path
) -> None:
    assert sentence in " ".join(refused(db, *command).split())


def test_a_trial_is_removed_and_restored(db: Path) -> None:
    remove = ("patient", "assessment", "remove-trial", "mk", 1, "--motion", "wrist.extension")
    said = done(db, *remove, "--trial", 1, "--why", "the forearm moved", "--by", "A. Berg")
    assert "now: 52°" in said
    shown = done(db, "patient", "assessment", "show", "mk", 1)
    assert "2: 50, 3: 54" in shown
    assert "trial 1 of wrist.extension (46), by A. Berg" in shown
    assert "1 trial removed" in done(db, "patient", "assessment", "list", "mk")
    assert "removed already, by A. Berg" in refused(db, *remove, "--trial", 1, "--why", "again")
    done(db, "patient", "assessment", "restore-trial", "mk", 1)
    assert "50°" in done(db, "patient", "assessment", "show", "mk", 1)


def test_notes_and_goals_are_shown_with_the_patient(db: Path) -> None:
    done(db, "patient", "note", "add", "mk", "Splint off.")
    done(db, "patient", "goal", "set", "mk", "wrist.extension", "--to", -10, "--until",
         "2099-12-24")  # fmt: skip
    shown = done(db, "patient", "show", "mk")
    assert "Splint off." in shown
    assert "left hand, by 2099-12-24" in shown
    done(db, "patient", "note", "remove", "mk", 1)
    done(db, "patient", "goal", "remove", "mk", 1)
    assert "No note yet" in done(db, "patient", "note", "list", "mk")
    assert "No goal is set" in done(db, "patient", "goal", "list", "mk")


def test_the_list_says_who_needs_attention(db: Path) -> None:
    done(db, "patient", "say", "mk", "--pain", 1, "--date", date.today() - timedelta(days=3))
    done(db, "patient", "say", "mk", "--pain", 6)
    done(db, "patient", "add", "--id", "aa")
    assert [line.split()[0] for line in done(db, "patient", "list").splitlines()[2:4]] == [
        "mk",
        "aa",
    ]
    first, second = json.loads(done(db, "patient", "list", "--json"))
    assert (first["patient"]["key"], first["percent"], first["reasons"]) == ("mk", 100, ["pain up"])
    assert (first["pain"]["now"], first["pain"]["usual"]) == (6, 1.0)
    assert (second["percent"], second["reasons"], second["last_session"]) == (None, [], None)


def test_agreement_is_written_without_image_and_name(db: Path, tmp_path: Path) -> None:
    done(db, *CORRECT, *SAID)
    out = tmp_path / "agreement.csv"
    assert "34" in done(db, "agreement", "--out", out)
    with out.open(newline="", encoding="utf-8") as text:
        (row,) = csv.DictReader(text)
    assert (row["exercise"], row["repetition"]) == ("34", "3")
    assert (row["machine"], row["person"], row["why"]) == ("partial", "valid", "the thumb hid it")
    assert len(row["recording"]) == 64
    assert "Berg" not in out.read_text("utf-8")
