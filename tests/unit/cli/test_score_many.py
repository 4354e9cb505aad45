"""`score` for many clips, called rightly and wrongly, on recordings."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from handtrack.cli.app import build
from tests.helpers.paths import GOLDEN

WRIST = GOLDEN / "wrist.npz"
OPPOSITION = GOLDEN / "opposition.npz"


def score(*arguments: str | Path) -> Result:
    return CliRunner().invoke(build(), ["score", *map(str, arguments)], env={"COLUMNS": "100"})


def called_wrongly(*arguments: str | Path) -> str:
    result = score(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    return result.stderr.splitlines()[-1]


def rows(out: Path) -> list[dict[str, str]]:
    with (out / "summary.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    clips = tmp_path / "clips"
    (clips / "sub").mkdir(parents=True)
    for name in ("a.npz", "b.npz", "sub/c.npz"):
        shutil.copy(WRIST, clips / name)
    (clips / "notes.txt").write_text("x")
    return clips


def test_a_folder_says_what_it_passed_over(folder: Path) -> None:
    run = score(folder, "-e", "11", "--json")
    assert run.stderr == f"Passed over in {folder}: 1 neither video nor recording.\n"
    files = [json.loads(line)["file"] for line in run.stdout.splitlines()]
    assert files == [str(folder / name) for name in ("a.npz", "b.npz", "sub/c.npz")]


@pytest.mark.parametrize("text", ["0/3", "4/3", "3", "1/0", "a/b", "-1/3", "1/3/5", "\u0663/3", ""])
def test_a_part_that_is_none(text: str, tmp_path: Path) -> None:
    line = called_wrongly(WRIST, "-e", "11", "--out", tmp_path, f"--shard={text}")
    assert f"'{text}' is no part; write the third of forty as 3/40" in line


def test_parts_are_all_clips_once(folder: Path, tmp_path: Path) -> None:
    done = []
    for number in (1, 2):
        run = score(folder, "-e", "11", "--out", tmp_path / "out", "--shard", f"{number}/2")
        assert run.exit_code == 0
        done.append([row["outcome"] for row in rows(tmp_path / "out")])
    assert done == [["scored", "not done", "scored"], ["scored"] * 3]
    nothing_left = score(folder, "-e", "11", "--out", tmp_path / "out", "--shard", "9/9")
    assert nothing_left.exit_code == 0


@pytest.mark.parametrize("option", [["--resume"], ["--shard", "1/2"]])
def test_what_needs_a_folder_of_results(option: list[str]) -> None:
    assert "name that with --out" in called_wrongly(WRIST, "-e", "11", *option)


def test_neither_clips_nor_exercise() -> None:
    assert "Invalid value for PATH: name a video or a folder" in called_wrongly("-e", "11")
    assert "Invalid value for --exercise: name the exercise" in called_wrongly(WRIST)


def test_a_list_stands_alone(tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text(f"file,exercise\n{WRIST},11\n")
    assert "--manifest with PATH" in called_wrongly(WRIST, "--manifest", listed)
    line = called_wrongly("--manifest", listed, "--patient", "anna")
    assert "--manifest with --patient" in line


def test_bad_rows_of_a_list_are_told_before_anything_is_scored(tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    exercises = ["11", "", "auto", "tapping", "nothing-like-it"]
    listed.write_text("\n".join(["file,exercise", *(f"{WRIST},{e}" for e in exercises)]))
    run = score("--manifest", listed, "--out", tmp_path / "out")
    assert (run.exit_code, run.stdout) == (1, "")
    lines = run.stderr.splitlines()
    assert lines[0] == f"{listed} cannot be used; nothing was scored:"
    assert lines[1] == "  line 3: no exercise is named, neither here nor with --exercise."
    assert [line.split(":")[0].strip() for line in lines[2:5]] == ["line 4", "line 5", "line 6"]
    assert not (tmp_path / "out").exists()


def test_a_list_may_leave_the_exercise_to_the_command(tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text(f"file,exercise\n{WRIST},\n{OPPOSITION},34\n")
    run = score("--manifest", listed, "-e", "11", "--out", tmp_path / "out")
    assert (run.exit_code, run.stderr) == (0, "")
    assert {row["folder"]: row["exercise"] for row in rows(tmp_path / "out")} == {
        "opposition": "34",
        "wrist": "11",
    }


def test_a_part_of_a_clip_that_does_not_exist_is_said(tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text(f"file,exercise,start\n{WRIST},11,500\n")
    run = score("--manifest", listed, "--out", tmp_path / "out")
    assert run.exit_code == 1
    (row,) = rows(tmp_path / "out")
    assert (row["outcome"], row["valid"], row["start_s"]) == ("failed", "", "500.0")
    assert row["look"] in run.stderr


def test_labels_that_change_are_kept_without_scoring_again(tmp_path: Path) -> None:
    listed, out = tmp_path / "list.csv", tmp_path / "out"
    listed.write_text(f"file,exercise,patient\n{WRIST},11,anna\n")
    score("--manifest", listed, "--out", out)
    result = out / "wrist/result.json"
    before = result.stat().st_mtime_ns
    listed.write_text(f"file,exercise,patient\n{WRIST},11,otto\n")
    run = score("--manifest", listed, "--out", out, "--resume")
    assert run.stderr == "1 of 1 done already.\n"
    assert rows(out)[0]["patient"] == "otto"
    assert result.stat().st_mtime_ns == before


@pytest.mark.parametrize("lost", ["result.json", "reps.csv", "signals.csv", "recording.npz"])
def test_what_was_lost_is_made_again(lost: str, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    score(folder / "a.npz", "-e", "11", "--out", out)
    before = (out / "a" / lost).read_bytes()
    (out / "a" / lost).unlink()
    assert score(folder / "a.npz", "-e", "11", "--out", out, "--resume").stderr == ""
    assert (out / "a" / lost).read_bytes() == before


def test_a_clip_that_fails_keeps_no_figures_of_before(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    score(folder / "a.npz", "-e", "11", "--out", out)
    (folder / "a.npz").write_bytes(b"no recording")
    assert score(folder / "a.npz", "-e", "11", "--out", out).exit_code == 1
    assert not {"result.json", "reps.csv"} & {path.name for path in (out / "a").iterdir()}
    (row,) = rows(out)
    assert (row["outcome"], row["valid"]) == ("failed", "")


def test_without_dask_a_sentence_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "dask", None)
    run = score(WRIST, "-e", "11", "--out", tmp_path / "out", "--scheduler", "local")
    assert (run.exit_code, run.stdout) == (1, "")
    assert run.stderr == (
        "Dask is not installed, which --scheduler needs; install it with "
        'pip install "handtrack-therapy[cluster]".\n'
    )


def test_a_far_cluster_has_the_workers_it_has() -> None:
    line = called_wrongly(WRIST, "-e", "11", "--scheduler", "tcp://a:1", "--workers", "2")
    assert "--workers with --scheduler" in line
