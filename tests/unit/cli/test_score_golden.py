"""What `score` prints and keeps, to the letter; how to write it anew: `tests/golden/README.md`."""

from __future__ import annotations

import csv
import json
import math
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from handtrack import __version__
from handtrack.cli.app import build
from tests.helpers.paths import GOLDEN

WRITE = bool(os.environ.get("HANDTRACK_WRITE_GOLDEN"))
CALLS: dict[str, list[str]] = {
    "wrist": ["wrist.npz", "-e", "wrist.toml", "--neutral", "0-0.4"],
    "opposition": ["opposition.npz", "-e", "opposition.toml", "--hand", "right"],
}


@pytest.fixture(autouse=True)
def _among_the_golden_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(GOLDEN)


def score(*arguments: str | Path, columns: int = 80) -> str:
    command = ["score", *map(str, arguments)]
    result = CliRunner().invoke(build(), command, env={"COLUMNS": str(columns)})
    assert result.exit_code == 0, result.output
    return result.stdout


def golden(name: str, text: str) -> str:
    """The kept text; with HANDTRACK_WRITE_GOLDEN this one is kept from now on."""
    path = GOLDEN / name
    if WRITE:
        path.write_text(text, encoding="utf-8", newline="")
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("name", CALLS)
def test_the_table(name: str, columns: int) -> None:
    printed = score(*CALLS[name], columns=columns)
    lines = [line.rstrip() for line in printed.splitlines()]
    assert max(map(len, lines)) <= columns
    text = "\n".join(lines) + "\n"
    assert text == golden(f"{name}-{columns}.txt", text)
    assert "\x1b" not in printed


@pytest.mark.parametrize("name", CALLS)
def test_the_result(name: str) -> None:
    printed = score(*CALLS[name], "--json")
    result = json.loads(printed)
    assert result["made_by"]["handtrack"] == __version__
    result["made_by"]["handtrack"] = "this one"
    kept = json.loads(golden(f"{name}-result.json", json.dumps(result, indent=2) + "\n"))
    assert differences(result, kept) == []


@pytest.mark.parametrize("name", CALLS)
def test_the_result_keeps_to_its_published_schema(name: str) -> None:
    schema = json.loads(CliRunner().invoke(build(), ["schema", "result"]).stdout)
    jsonschema.validate(json.loads(score(*CALLS[name], "--json")), schema)


@pytest.mark.parametrize("name", CALLS)
def test_the_calibration_keeps_to_its_published_schema(name: str, tmp_path: Path) -> None:
    kept = tmp_path / "own.json"
    score(*CALLS[name], "--save-calibration", kept)
    schema = json.loads(CliRunner().invoke(build(), ["schema", "calibration"]).stdout)
    jsonschema.validate(json.loads(kept.read_text("utf-8")), schema)


@pytest.mark.parametrize("name", CALLS)
def test_the_tables_of_repetitions_and_signals(name: str, tmp_path: Path) -> None:
    score(*CALLS[name], "--out", tmp_path)
    with (tmp_path / name / "reps.csv").open(encoding="utf-8", newline="") as file:
        repetitions = file.read()
    assert repetitions == golden(f"{name}-reps.csv", repetitions)
    with (tmp_path / name / "signals.csv").open(encoding="utf-8", newline="") as file:
        signals = file.read()
    header = signals.partition("\r\n")[0] + "\r\n"
    assert header == golden(f"{name}-signals-header.csv", header)


def test_what_is_kept_is_what_is_printed(tmp_path: Path) -> None:
    printed = score(*CALLS["wrist"], "--json", "--out", tmp_path)
    kept = (tmp_path / "wrist/result.json").read_bytes()
    assert kept.decode() == printed


def test_signals_have_a_row_a_frame_and_no_false_figures(tmp_path: Path) -> None:
    score(*CALLS["wrist"], "--out", tmp_path)
    with (tmp_path / "wrist/signals.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 170
    assert {row["repetition"] for row in rows} == {"", "1", "2", "3"}
    assert {value for row in rows for value in row.values()} & {"nan", "None", "inf"} == set()
    assert {row["hand_seen"] for row in rows} == {"true"}


def differences(found: Any, wanted: Any, trail: str = "") -> list[str]:
    """Where two JSON values differ; figures may by rounding alone."""
    if isinstance(wanted, dict) and isinstance(found, dict) and wanted.keys() == found.keys():
        return [d for k in wanted for d in differences(found[k], wanted[k], f"{trail}.{k}")]
    if isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        pairs = zip(found, wanted, strict=True)
        return [d for i, pair in enumerate(pairs) for d in differences(*pair, f"{trail}[{i}]")]
    if isinstance(wanted, float) and isinstance(found, float | int):
        same = math.isclose(found, wanted, rel_tol=1e-6, abs_tol=1e-9)
    else:
        same = found == wanted
    return [] if same else [f"{trail}: {found!r} instead of {wanted!r}"]
