"""`handtrack tapping`: what it prints and keeps; how to write it anew: `tests/golden/README.md`."""

from __future__ import annotations

import csv
import json
import os
import shutil
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from typer.testing import CliRunner, Result

from handtrack.assessment.tapping.tapping_result import from_json
from handtrack.cli.app import build
from handtrack.definitions.library import find
from handtrack.landmarks.recording_file import write
from synthetic_hand.landmarks import synthetic_recording
from synthetic_hand.performances.perform import still
from synthetic_hand.tapping import evenly, tapping
from tests.helpers.paths import GOLDEN

WRITE = bool(os.environ.get("HANDTRACK_WRITE_GOLDEN"))


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(build(), [str(a) for a in arguments], env={"COLUMNS": "80"})


def golden(name: str, text: str) -> str:
    path = GOLDEN / name
    if WRITE:
        path.write_text(text, encoding="utf-8", newline="")
    return path.read_text("utf-8")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with two recordings: tapping that tires, and a hand that rests."""
    monkeypatch.chdir(tmp_path)
    widths = np.linspace(1.0, 0.7, 12).tolist()
    hand = tapping(evenly(3.0, 12), 30.0, widths, noise=0.005)
    write(Path("taps.npz"), synthetic_recording(hand))
    write(Path("rest.npz"), still(find("34"), 3.0))


def test_the_table() -> None:
    result = run("tapping", "taps.npz")
    assert result.exit_code == 0, result.output
    lines = [line.rstrip() for line in result.stdout.splitlines()]
    assert max(map(len, lines)) <= 80
    text = "\n".join(lines) + "\n"
    assert text == golden("tapping-80.txt", text)
    assert "\x1b" not in text


def test_the_result_as_json() -> None:
    printed = run("tapping", "taps.npz", "--json").stdout
    result = from_json(printed)
    assert result.bout is not None
    assert result.bout.bounds.certain
    assert len(result.bout.taps) == 12
    plain = json.loads(printed)
    keys = sorted({*plain, *plain["bout"], *plain["bout"]["taps"][0]})
    assert "\n".join(keys) + "\n" == golden("tapping-keys.txt", "\n".join(keys) + "\n")


def test_the_result_keeps_to_its_published_schema() -> None:
    schema = json.loads(run("schema", "tapping").stdout)
    for name in ("taps.npz", "rest.npz"):
        jsonschema.validate(json.loads(run("tapping", name, "--json").stdout), schema)


def test_a_hand_that_does_not_tap_is_a_result() -> None:
    result = run("tapping", "rest.npz")
    assert result.exit_code == 0
    assert "No tapping. The tips came together not once" in result.stdout
    assert json.loads(run("tapping", "rest.npz", "--json").stdout)["bout"] is None


def test_several_files_as_one_line_each_and_one_bad_file_stops_no_other() -> None:
    result = run("tapping", "taps.npz", "none.npz", "rest.npz", "--json")
    assert result.exit_code == 1
    first, second, third = map(json.loads, result.stdout.splitlines())
    assert len(first["result"]["bout"]["taps"]) == 12
    assert "There is no file" in second["error"]
    assert third["result"]["bout"] is None


def test_what_is_kept() -> None:
    result = run("tapping", "taps.npz", "--out", "out")
    assert result.exit_code == 0, result.output
    assert result.stdout.endswith(f"\nWritten to {Path('out/taps')}\n")
    folder = Path("out/taps")
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["gap.csv", "recording.npz", "result.json", "taps.csv"]
    assert (folder / "result.json").read_text("utf-8") == run(
        "tapping", "taps.npz", "--json"
    ).stdout
    with (folder / "taps.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 12
    assert rows[0]["interval_s"] == ""
    assert float(rows[1]["interval_s"]) == pytest.approx(1 / 3, abs=0.02)
    with (folder / "gap.csv").open(newline="") as file:
        assert len(list(csv.reader(file))) > 100


def test_keeping_a_recording_in_its_own_place_leaves_it() -> None:
    Path("out/taps").mkdir(parents=True)
    shutil.copy("taps.npz", "out/taps/recording.npz")
    before = Path("out/taps/recording.npz").read_bytes()
    assert run("tapping", "out/taps/recording.npz", "--out", "out").exit_code == 0
    assert Path("out/taps/recording.npz").read_bytes() == before


def test_the_users_word_on_the_hand_is_kept() -> None:
    assert (
        json.loads(run("tapping", "taps.npz", "--json", "--hand", "left").stdout)["side"] == "left"
    )
    wrong = run("tapping", "taps.npz", "--hand", "third")
    assert wrong.exit_code == 2


@pytest.mark.parametrize("name", ["finger-tapping", "Finger Tapping", "tapping"])
def test_score_points_to_the_test(name: str) -> None:
    result = run("score", "taps.npz", "--exercise", name)
    assert result.exit_code == 2
    said = " ".join(result.stderr.replace("│", " ").split())
    assert "none of the exercises: give the same files to `handtrack tapping`" in said
