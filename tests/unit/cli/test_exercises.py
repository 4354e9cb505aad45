from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from handtrack.cli.app import build
from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import exercise_files, load_all, matching

EXERCISES = load_all()


def run(*arguments: str | Path, columns: int = 80) -> Result:
    arguments_ = [str(a) for a in arguments]
    return CliRunner().invoke(build(), arguments_, env={"COLUMNS": str(columns)})


def words(text: str) -> str:
    """Text without its line breaks and indents."""
    return " ".join(text.split())


def test_the_list_has_a_row_an_exercise_with_all_that_is_asked() -> None:
    shown = run("exercises", "list", columns=200).stdout
    for exercise in EXERCISES:
        (row,) = [line for line in shown.splitlines() if line.split()[:1] == [exercise.id]]
        assert exercise.title_article in row
        assert exercise.title_clinical in row
        assert exercise.verifier in row
        assert all(view in row for view in exercise.views)
        assert str(exercise.dose.reps) in row
        assert row.rstrip().endswith(exercise.grade)


@pytest.mark.parametrize("columns", [80, 100, 120])
def test_the_list_fits_the_terminal(columns: int) -> None:
    shown = run("exercises", "list", columns=columns).stdout
    assert max(map(len, shown.splitlines())) <= columns


def test_the_list_as_json() -> None:
    rows = json.loads(run("exercises", "list", "--json").stdout)
    assert [row["id"] for row in rows] == [e.id for e in EXERCISES]
    assert rows[0]["dose"] == EXERCISES[0].dose.reps


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: str(e.id))
def test_show_tells_everything_that_the_file_says(exercise: Exercise) -> None:
    shown = words(run("exercises", "show", exercise.id).stdout)
    said = [exercise.title_article, exercise.title_clinical, exercise.placement]
    said += [*exercise.what_to_do, *exercise.report.not_verifiable, *exercise.report.ask]
    said += [str(exercise.dose.reps), exercise.interpretation]
    said += [f"{trail} = {t.value:g}: {t.source}" for trail, t in exercise.thresholds().items()]
    assert [text for text in said if words(text) not in shown] == []
    assert all(entry.readings[0].title.partition(",")[0] in shown for entry in exercise.rom)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: str(e.id))
def test_show_has_a_sentence_for_every_guard(exercise: Exercise) -> None:
    shown = run("exercises", "show", exercise.id, columns=400).stdout
    headings = {
        "flag": "Noted, and still counted, when",
        "reject": "Rejected when",
        "unverifiable": "Unverifiable when",
    }
    for action, heading in headings.items():
        wanted = sum(guard.action == action for guard in exercise.guards)
        assert (heading in shown) == (wanted > 0)
    told = shown.partition("What counts")[2].partition("What a camera cannot tell")[0]
    for guard in exercise.guards:
        for name in ("max", "min", "min_s", "max_s"):
            if hasattr(guard, name):
                limit = getattr(guard, name).value
                assert f"{limit:g}" in told or f"{limit:.0%}" in told


def test_show_as_json_is_the_file_again() -> None:
    plain = json.loads(run("exercises", "show", "18", "--json").stdout)
    assert Exercise.model_validate(plain) == next(e for e in EXERCISES if e.id == "18")


def test_check_says_ok_for_every_file_of_ours() -> None:
    files = exercise_files()
    result = run("exercises", "check", *files)
    assert result.exit_code == 0
    assert result.stdout.count(": OK, ") == len(files) == len(result.stdout.splitlines())


def test_check_takes_a_folder() -> None:
    folder = exercise_files()[0].parent
    assert run("exercises", "check", folder).stdout.count(": OK, ") == len(EXERCISES)


def test_check_tells_every_fault_of_every_file_at_once(tmp_path: Path) -> None:
    text = exercise_files()[0].read_text("utf-8")
    good = tmp_path / "good.toml"
    good.write_text(text, "utf-8")
    bad = tmp_path / "bad.toml"
    bad.write_text(text.replace('grade = "A"', 'grade = "Z"\ncolour = 1'), "utf-8")
    broken = tmp_path / "broken.toml"
    broken.write_text("schema = ", "utf-8")
    missing = tmp_path / "missing.toml"
    result = run("exercises", "check", bad, broken, missing, good)
    assert result.exit_code == 1
    assert "bad.toml has 2 faults:" in result.stdout
    assert "bad.toml → grade: must be 'A', 'B', 'C' or 'D'; found 'Z'" in result.stdout
    assert "bad.toml → colour: is not a key of this file" in result.stdout
    assert "broken.toml is not valid TOML." in result.stdout
    assert f"There is no exercise file {missing}." in result.stdout
    assert f"{good}: OK, 1. Wrist extension and flexion" in result.stdout


def test_check_finds_an_id_given_twice(tmp_path: Path) -> None:
    text = exercise_files()[0].read_text("utf-8")
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(text, "utf-8")
    result = run("exercises", "check", tmp_path)
    assert result.exit_code == 1
    assert f"has the id 1, and so has {tmp_path / 'a.toml'}" in result.stdout


def test_a_name_that_fits_several_says_how_they_differ() -> None:
    shown = words(run("exercises", "show", "wrist").stdout)
    fitting = matching("wrist")
    assert len(fitting) > 2
    assert shown.startswith(f"'wrist' fits {len(fitting)} exercises:")
    for exercise in fitting:
        assert f"{exercise.title} (the article's “{exercise.title_article}”)" in shown
        assert words(exercise.summary or exercise.what_to_do[0]) in shown
    assert [e["id"] for e in json.loads(run("exercises", "show", "wrist", "--json").stdout)] == [
        e.id for e in fitting
    ]
