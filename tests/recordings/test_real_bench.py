"""Real hands that an eye counted are not counted worse than was published."""

from __future__ import annotations

from pathlib import Path

import pytest
from real_bench.building import Bench
from real_bench.clips import COUNTS
from real_bench.evaluate import counted, ghosts
from real_bench.regress import worse
from real_bench.tables import read_json
from real_hands import REAL

PUBLISHED = read_json(Path(__file__).parents[2] / "docs/accuracy/real-hands.json")

pytestmark = pytest.mark.skipif(
    not (REAL / COUNTS).exists(), reason=f"no counted recordings of real hands in {REAL}"
)


def test_counts_and_ghosts_are_not_worse_than_published() -> None:
    bench = Bench.of(REAL)
    rows = [counted(scoring) for scoring in bench.scorings()]
    found = ghosts(bench.clips, bench.few())
    assert [row.name for row in rows] == [row.name for row in PUBLISHED.counted]
    assert found.negatives == PUBLISHED.ghosts.negatives
    assert worse(rows, found, PUBLISHED.bars) == []
