from __future__ import annotations

import json
import math

from typer.testing import CliRunner

from handtrack.cli.app import build
from handtrack.measurements import MEASUREMENTS


def shown(*arguments: str, columns: int = 80) -> str:
    command = ["measurements", "list", *arguments]
    result = CliRunner().invoke(build(), command, env={"COLUMNS": str(columns)})
    assert result.exit_code == 0
    return result.stdout


def test_every_measurement_is_listed_with_unit_range_views_and_source() -> None:
    blocks = shown(columns=400).split("\n\n")
    by_name = {block.partition("\n")[0]: " ".join(block.split()) for block in blocks}
    for name, measurement in MEASUREMENTS.items():
        text = by_name[name]
        assert " unit " in text
        assert " range " in text
        assert f"views {', '.join(measurement.views)}" in text
        assert f"source {' '.join(measurement.source.split())}" in text


def test_it_fits_the_terminal() -> None:
    assert max(map(len, shown().splitlines())) <= 80


def test_as_json_an_open_end_is_null() -> None:
    rows = {row["name"]: row for row in json.loads(shown("--json"))}
    assert list(rows) == list(MEASUREMENTS)
    for name, row in rows.items():
        for key in ("low", "high"):
            end = getattr(MEASUREMENTS[name], key)
            assert row[key] == (end if math.isfinite(end) else None)
