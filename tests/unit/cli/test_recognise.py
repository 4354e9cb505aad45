from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from handtrack.cli.app import build
from handtrack.definitions.library import exercise_files, find
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.recording_file import write
from synthetic_hand.performances.perform import perform, still
from synthetic_hand.performances.style import Style
from tests.helpers.concatenation import in_one_go

FOUR = Style(amplitudes=[1.0] * 4)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(build(), [str(a) for a in arguments], env={"COLUMNS": "120"})


@pytest.fixture
def fist(tmp_path: Path) -> Path:
    return kept(tmp_path / "fist.npz", perform(find("34"), FOUR))


@pytest.fixture
def routine(tmp_path: Path) -> Path:
    takes = [perform(find(id), FOUR) for id in ("34", "10")]
    return kept(tmp_path / "routine.npz", in_one_go(takes))


def kept(path: Path, recording: Recording) -> Path:
    write(path, recording)
    return path


def test_a_clip_is_named_with_what_it_could_be(fist: Path) -> None:
    result = run("recognise", fist)
    assert result.exit_code == 0
    shown = " ".join(result.stdout.split())
    assert "Could be 13, 19, 23, 29 or 34: they differ by the object" in shown
    assert "Not looked for: 3 and 4. Exercises of both hands need --hands 2." in shown


def test_a_routine_as_json(routine: Path) -> None:
    found = json.loads(run("recognise", routine, "--json").stdout)
    first, second = found["segments"]
    assert "34" in first["could_be"]
    assert second["exercise"] == "10"
    assert first["end_s"] <= second["start_s"]
    assert found["not_looked_for"] == ["3", "4"]


def test_a_hand_that_does_nothing_is_said_so(tmp_path: Path) -> None:
    path = kept(tmp_path / "still.npz", still(find("34"), 5.0))
    assert "no hand that moves" in run("recognise", path).stdout
    assert json.loads(run("recognise", path, "--json").stdout)["segments"] == []


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    result = run("recognise", tmp_path / "none.npz")
    assert result.exit_code == 1
    assert result.stderr == f"There is no file {tmp_path / 'none.npz'}.\n"


def test_each_exercise_of_a_routine_is_scored_and_kept(routine: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run("score", routine, "--exercise", "auto", "--out", out)
    assert result.exit_code == 0, result.output
    folders = sorted(path.name for path in (out / "routine").iterdir())
    assert [name[:3] for name in folders] == ["01-", "02-"]
    assert folders[1] == "02-palm-up-down"
    results = [json.loads((out / "routine" / n / "result.json").read_text()) for n in folders]
    assert [r["summary"]["valid"] for r in results] == [4, 4]


def test_a_routine_scored_as_json(routine: Path) -> None:
    (line,) = run("score", routine, "-e", "auto", "--json").stdout.splitlines()
    scored = json.loads(line)
    assert [r["summary"]["valid"] for r in scored["results"]] == [4, 4]
    assert len(scored["segments"]) == 2


def test_one_bad_file_does_not_stop_the_others(fist: Path, tmp_path: Path) -> None:
    result = run("score", tmp_path / "none.npz", fist, "-e", "auto", "--json")
    assert result.exit_code == 1
    assert "There is no file" in result.stderr
    assert len(result.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    "option", [["--finger", "index"], ["--neutral", "0-1"], ["--patient", "p"], ["--annotate"]]
)
def test_what_needs_the_exercise_beforehand_is_refused(fist: Path, option: list[str]) -> None:
    result = run("score", fist, "-e", "auto", *option)
    assert result.exit_code == 2
    assert option[0] in result.stderr
    assert "name it instead of 'auto'" in " ".join(result.stderr.replace("│", " ").split())


def test_dropping_a_file_into_a_folder_adds_an_exercise(fist: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    for path in exercise_files():
        if path.name.startswith(("12-", "33-")):
            (folder / path.name).write_text(path.read_text("utf-8"), "utf-8")
    before = run("exercises", "list", "--library", folder, "--json")
    assert [row["id"] for row in json.loads(before.stdout)] == ["12", "33"]

    (own,) = (path for path in exercise_files() if path.name.startswith("34-"))
    text = own.read_text("utf-8").replace('id = "34"', 'id = "my-fist"')
    (folder / "my-fist.toml").write_text(text, "utf-8")

    listed = run("exercises", "list", "--library", folder, "--json")
    assert "my-fist" in [row["id"] for row in json.loads(listed.stdout)]
    assert "my-fist" in run("exercises", "show", "my-fist", "--library", folder).stdout
    scored = run("score", fist, "-e", "my-fist", "--library", folder, "--json")
    assert json.loads(scored.stdout)["summary"]["valid"] == 4
    (segment,) = json.loads(run("recognise", fist, "--library", folder, "--json").stdout)[
        "segments"
    ]
    assert segment["could_be"] == ["my-fist"]
