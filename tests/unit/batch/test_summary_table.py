from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from handtrack.batch import summary_table
from handtrack.batch.clip_row import COLUMNS, NOT_DONE
from handtrack.batch.jobs import Job, Request
from handtrack.batch.result_store import OUTCOME, SCHEMA
from handtrack.batch.summary_table import write_summary
from handtrack.definitions.library import find

REQUEST = Request(find("34"))


def keep(folder: Path, **row: object) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    outcome = {"schema": SCHEMA, "made_from": {}, "error": "", "row": row}
    (folder / OUTCOME).write_text(json.dumps(outcome), "utf-8")


def table(out: Path) -> list[dict[str, str]]:
    with (out / "summary.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_all_results_have_a_row_and_clips_of_this_run_that_have_none(tmp_path: Path) -> None:
    keep(tmp_path / "b", file="b.mp4", valid=3)
    keep(tmp_path / "sub/a", file="sub/a.mp4", valid=0)
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / OUTCOME).write_text("[" * 100_000)
    jobs = [Job(Path(f"{n}.mp4"), REQUEST, tmp_path / n) for n in "bc"]
    write_summary(tmp_path, jobs, tmp_path / "b")
    rows = table(tmp_path)
    assert tuple(rows[0]) == COLUMNS
    assert [(r["folder"], r["valid"]) for r in rows] == [("b", "3"), ("c", ""), ("sub/a", "0")]
    assert (rows[1]["outcome"], rows[1]["look"]) == (NOT_DONE, "not scored yet")
    assert {path.name for path in tmp_path.iterdir()} == {"b", "sub", "odd", "summary.csv"}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\uff1d1"])
def test_no_cell_is_a_formula(text: str, tmp_path: Path) -> None:
    keep(tmp_path / "a", file=text, patient=text, look=text, rom_deg=-1.5)
    write_summary(tmp_path, [], tmp_path / "a")
    (row,) = table(tmp_path)
    assert row["file"] == row["patient"] == row["look"] == f"'{text}"
    assert row["rom_deg"] == "-1.5"


def test_a_result_that_comes_while_the_table_is_written_is_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(tmp_path / "a", file="a.mp4")
    made = summary_table.summary_csv

    def another_ends_meanwhile(out: Path, jobs: list[Job]) -> str:
        text = made(out, jobs)
        keep(tmp_path / "b", file="b.mp4")
        return text

    monkeypatch.setattr(summary_table, "summary_csv", another_ends_meanwhile)
    write_summary(tmp_path, [], tmp_path / "a")
    assert [row["file"] for row in table(tmp_path)] == ["a.mp4", "b.mp4"]
