"""Patients, plans and the care of records on the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from handtrack.cli.app import build
from tests.helpers.patients import HOSTILE


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "records/handtrack.db"


def run(db: Path, *arguments: str | Path | int | date, typed: str = "") -> Result:
    # The user's own folder holds what tests beside this one have there for a moment.
    data = str(db.parent.parent / "data")
    environment = {"COLUMNS": "100", "HANDTRACK_DB": str(db), "HANDTRACK_DATA": data}
    return CliRunner().invoke(build(), [str(a) for a in arguments], input=typed, env=environment)


def done(db: Path, *arguments: str | Path | int | date, typed: str = "") -> str:
    """Run what must succeed."""
    result = run(db, *arguments, typed=typed)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(db: Path, *arguments: str | Path | int | date, typed: str = "") -> str:
    """Run what must fail, with a sentence and no traceback."""
    result = run(db, *arguments, typed=typed)
    assert result.exit_code in (1, 2), result.output
    assert "Traceback" not in result.output
    assert result.stdout == ""
    return result.stderr


def listed(db: Path) -> list[str]:
    return [line["patient"]["key"] for line in json.loads(done(db, "patient", "list", "--json"))]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("M. K.", "mk"),
        ("Maria Kowalska", "mk"),
        ("Zoë", "zoe"),
        ("anna-maria de la Cruz", "amdlc"),
        ("קשה", "p"),
        ("<script>alert('x')</script>", "saxs"),
        ("B" * 300, "bbbbbbbbbbbb"),
    ],
)
def test_a_patient_gets_an_id_from_the_initials(name: str, key: str, db: Path) -> None:
    assert done(db, "patient", "add", name).startswith(f"Added {key}. The records are in {db}.")
    assert done(db, "patient", "add", name).startswith(f"Added {key}2.")
    assert listed(db) == [key, f"{key}2"]


def test_an_id_suffices(db: Path) -> None:
    done(db, "patient", "add", "--id", "P-07")
    assert listed(db) == ["p-07"]
    assert "give a name, initials or an --id" in refused(db, "patient", "add")


def test_everything_known_of_a_patient_is_shown_and_can_be_changed(db: Path) -> None:
    done(db, "patient", "add", "M. K.", "--birth-year", 1958, "--dominant", "Right",
         "--affected", "left", "--goal", "knead dough")  # fmt: skip
    text = done(db, "patient", "show", "mk")
    assert [word in text for word in ("1958", "right", "left", "knead dough")] == [True] * 4
    done(db, "patient", "edit", "mk", "--affected", "both", "--goal", "")
    patient = json.loads(done(db, "patient", "show", "mk", "--json"))["patient"]
    assert (patient["affected"], patient["goal"], patient["birth_year"]) == ("both", "", 1958)
    assert "give at least one thing" in refused(db, "patient", "edit", "mk")


def test_a_hostile_name_is_shown_as_it_is(db: Path) -> None:
    done(db, "patient", "add", HOSTILE, "--id", "x")
    shown = done(db, "patient", "show", "x").replace("\n", "")
    assert "<script>alert('x')</script>" in shown
    assert json.loads(done(db, "patient", "show", "x", "--json"))["patient"]["name"] == HOSTILE


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--affected", "foot"], "'foot' is none of: left, right, both, none."),
        (["--dominant", "both"], "'both' is neither left nor right."),
        (["--birth-year", "1800"], "A birth year lies between"),
        (["--id", "M K"], "'m k' is no patient id"),
        (["--goal", "x" * 2001], "goal is 2001 letters long"),
        (["--goal", "a\x1b[31m"], "which is no letter"),
    ],
)
def test_what_cannot_be_kept_is_refused(options: list[str], sentence: str, db: Path) -> None:
    assert sentence in refused(db, "patient", "add", "M. K.", *options)


def test_deleting_asks_first(db: Path) -> None:
    done(db, "patient", "add", "M. K.")
    assert "for good?" in run(db, "patient", "delete", "mk", typed="n\n").stderr
    assert run(db, "patient", "delete", "mk").exit_code == 1
    assert listed(db) == ["mk"]
    assert "Deleted mk" in done(db, "patient", "delete", "mk", typed="y\n")
    assert listed(db) == []
    done(db, "patient", "add", "M. K.")
    assert "Deleted mk" in done(db, "patient", "delete", "MK", "--yes")


def test_a_patient_travels_as_one_file(db: Path, tmp_path: Path) -> None:
    done(db, "patient", "add", "M. K.")
    done(db, "patient", "say", "mk", "--pain", 4, "--words", "it clicks")
    target = tmp_path / "mk.zip"
    done(db, "patient", "export", "mk", "-o", target)
    assert "exists already" in refused(db, "patient", "export", "mk", "-o", target)
    assert "already; give another --id" in refused(db, "patient", "import", target)
    assert done(db, "patient", "import", target, "--id", "copy") == "Took in copy.\n"
    assert "it clicks" in done(db, "patient", "show", "copy")


def test_what_is_said_is_0_to_10_and_not_to_come(db: Path) -> None:
    done(db, "patient", "add", "M. K.")
    assert "--pain" in refused(db, "patient", "say", "mk", "--pain", 11)
    assert "nothing to keep" in refused(db, "patient", "say", "mk")
    tomorrow = (datetime.now() + timedelta(days=3)).date().isoformat()
    assert "still to come" in refused(db, "patient", "say", "mk", "--pain", 1, "--date", tomorrow)
    assert "is no date" in refused(db, "patient", "say", "mk", "--pain", 1, "--date", "yesterday")
    done(db, "patient", "say", "mk", "--pain", 1, "--date", "2026-09-01T10:30+02:00")
    assert "2026-09-01 10:30  pain 1" in done(db, "patient", "show", "mk")


def test_plans_are_prescribed_listed_and_ended(db: Path) -> None:
    done(db, "patient", "add", "M. K.")
    text = done(db, "plan", "add", "mk", "-e", "11", "--hand", "left", "--per-day", 3, "--sets", 2,
                "--from", "2026-09-01", "--resistance", "red putty")  # fmt: skip
    assert text.endswith("to mk, as plan 1.\n")
    _, _, row, *remarks = done(db, "plan", "list", "mk").splitlines()
    assert [w in row for w in ("2 x 10", "3 a day", "2026-09-01")] == [True] * 3
    assert remarks == ["plan 1: red putty"]
    done(db, "plan", "end", "mk", 1, "--until", "2026-09-30")
    (plan,) = json.loads(done(db, "plan", "list", "mk", "--json"))
    assert (plan["until_day"], plan["reps"]) == ("2026-09-30", 10)
    assert "mk has no plan 5" in refused(db, "plan", "end", "mk", 5)
    assert "is no day" in refused(db, "plan", "end", "mk", 1, "--until", "soon")
    assert "There is no exercise '99'" in refused(db, "plan", "add", "mk", "-e", "99")
    assert "sets of a plan" in refused(db, "plan", "add", "mk", "-e", "11", "--sets", 0)


def test_records_are_checked_backed_up_and_brought_back(db: Path, tmp_path: Path) -> None:
    done(db, "patient", "add", "M. K.")
    assert done(db, "db", "check") == f"{db}: OK, 1 patient, 0 files.\n"
    target = tmp_path / "backup.zip"
    assert done(db, "db", "backup", target) == f"1 patient written to {target}\n"
    assert "with --replace" in refused(db, "db", "restore", target)
    db.write_bytes(b"gone " * 1000)
    assert "is damaged" in refused(db, "db", "check")
    assert "1 patient brought back" in done(db, "db", "restore", target, "--replace")
    assert listed(db) == ["mk"]


def test_without_records_every_command_says_how_to_begin(db: Path) -> None:
    for command in (("patient", "list"), ("patient", "show", "mk"), ("db", "check")):
        assert "Add a patient first: handtrack patient add." in refused(db, *command)
    assert not db.exists()


def test_no_internet_library_is_loaded_for_the_records(db: Path) -> None:
    code = (
        "import sys\nfrom handtrack.cli import main\n"
        "sys.argv = ['handtrack', 'patient', 'add', 'M. K.']\n"
        "try:\n    main()\nfinally:\n    print(*sys.modules, file=sys.stderr)\n"
    )
    environment = os.environ | {"HANDTRACK_DB": str(db)}
    process = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert {"ai_edge_litert", "mediapipe", "cv2", "matplotlib"} & set(
        process.stderr.split()
    ) == set()


def test_fingers_that_a_patient_lacks_are_kept_shown_and_changed(db: Path) -> None:
    done(db, "patient", "add", "M. K.", "--without", "little", "--without", "ring")
    assert "ring and little finger" in done(db, "patient", "show", "mk")
    known = json.loads(done(db, "patient", "show", "mk", "--json"))["patient"]
    assert known["without"] == ["ring", "little"]
    said = done(db, "patient", "edit", "mk", "--without", "none")
    assert said == "Changed left-out fingers of mk.\n"
    assert "ring" not in done(db, "patient", "show", "mk")
    assert "'thumb' is none of" in refused(db, "patient", "edit", "mk", "--without", "thumb")
