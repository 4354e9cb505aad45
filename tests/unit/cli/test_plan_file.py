"""What is prescribed travels as a plan file, which a session plays as it is."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from handtrack.landmarks.hand import Side
from handtrack.live.prescribed_plan import prescribed_plan
from handtrack.live.session_plan import read_plan
from handtrack.records.patient import Prescription
from handtrack.records.plan_file import plan_text, prescriptions, read_plan_file
from handtrack.records.review import Goal
from handtrack.records.store.location import find_location
from handtrack.records.store.store import Store
from tests.unit.cli.test_patient import done, refused, run

TODAY = date.today()
PLAN = """
schema = 1
title = "Monday"
[[item]]
exercise = "33"
hand = "both"
sets = 2
pace_s = 4
days_a_week = 5
note = "slowly"
[[goal]]
what = "wrist.extension"
hand = "left"
to = 60
until = 2099-12-24
"""


@pytest.fixture
def db(tmp_path: Path) -> Path:
    place = tmp_path / "records/handtrack.db"
    for name in ("mk", "ab"):
        done(place, "patient", "add", "--id", name)
    return place


def test_an_exported_plan_prescribes_the_same_to_somebody_else(db: Path, tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    done(db, "plan", "add", "mk", "-e", "34", "--hand", "left", "--reps", 7, "--sets", 2,
         "--per-week", 3, "--per-day", 2, "--note", "Thumb out.\nSlowly.", "--resistance", "red",
         "--until", TODAY + timedelta(days=20))  # fmt: skip
    done(db, "plan", "add", "mk", "-e", "33", "--hold", 5, "--rest", 45, "--pace", 4)
    done(db, "plan", "add", "mk", "-e", "1", "--hold", 5, "--from", TODAY + timedelta(days=3))
    done(db, "plan", "add", "mk", "-e", "18", "--from", "2020-01-01", "--until", "2020-02-01")
    done(db, "patient", "goal", "set", "mk", "34", "--to", 20, "--until", TODAY)
    done(db, "plan", "export", "mk", file)
    assert "Prescribed 3 exercises and 1 goal to ab" in done(db, "plan", "import", "ab", file)
    with Store.open(find_location(str(db))) as store:
        ours, theirs = (
            [
                (p.exercise, p.side, p.sets, p.reps, p.times_a_day, p.days_a_week, p.until_day,
                 p.from_day, p.resistance, p.note, p.rest_s, p.pace_s)
                for p in store.history(key).plans if p.exercise != "18"
            ]
            for key in ("mk", "ab")
        )  # fmt: skip
        assert theirs == ours
        (goal,) = store.history("ab").goals
        assert goal == Goal("34", None, 20, "repetitions", TODAY, goal.id)


def test_a_session_from_the_file_and_from_the_records_are_the_same(
    db: Path, tmp_path: Path
) -> None:
    file = tmp_path / "plan.toml"
    file.write_text(PLAN.replace("pace_s = 4\n", "pace_s = 4\nrest_s = 45\n"))
    done(db, "plan", "import", "mk", file)
    with Store.open(find_location(str(db))) as store:
        prescribed = prescribed_plan(store.history("mk"), TODAY)
    assert prescribed
    assert prescribed.items == read_plan(file).items
    assert [item.side for item in prescribed.items] == [Side.LEFT, Side.RIGHT]


def test_what_only_a_session_uses_is_told(db: Path, tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text(PLAN)
    result = run(db, "plan", "import", "mk", file)
    assert result.exit_code == 0
    assert "Not kept, for only a session from the file uses it: title." in result.stderr


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (PLAN.replace('"33"', '"wave"'), "There is no exercise 'wave'"),
        (PLAN.replace("wrist.extension", "wrist.waving"), "'wrist.waving' is no motion"),
        (PLAN.replace("days_a_week = 5", "days_a_week = 8"), "days_a_week"),
        (PLAN.replace("sets", "rounds"), "rounds"),
        ("", "item"),
    ],
)
def test_a_faulty_file_prescribes_nothing(
    text: str, sentence: str, db: Path, tmp_path: Path
) -> None:
    file = tmp_path / "plan.toml"
    file.write_text(text)
    assert sentence in refused(db, "plan", "import", "mk", file)
    assert done(db, "plan", "list", "mk").strip() == "Nothing is prescribed."


def test_what_is_prescribed_already_is_refused(db: Path, tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text(PLAN)
    done(db, "plan", "import", "mk", file)
    assert "prescribed to mk already, as plan 1; nothing was taken in" in refused(
        db, "plan", "import", "mk", file
    )
    assert "exists already" in refused(db, "plan", "export", "mk", file)
    assert "Nothing is prescribed" in refused(db, "plan", "export", "ab", tmp_path / "ab.toml")


def test_hostile_words_survive_the_file(tmp_path: Path) -> None:
    note = 'quotes " and \\ and \n[[item]]\nexercise = "1"'
    file = tmp_path / "plan.toml"
    file.write_text(plan_text([Prescription("34", TODAY, note=note)], (), TODAY))
    (back,) = prescriptions(read_plan_file(file), TODAY)
    assert back.note == note
