"""Real hands that an eye counted are not counted worse than was published."""

from __future__ import annotations

from pathlib import Path

import pytest

from validation.real_hands.build_report import Bench
from validation.real_hands.clips import COUNTS
from validation.real_hands.regressions import worse
from validation.real_hands.report_values import read_json
from validation.real_hands.score_clips import counted, false_positives
from validation.validate_real import REAL

PUBLISHED = read_json(Path(__file__).parents[3] / "docs/accuracy/real-hands.json")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (REAL / COUNTS).exists(), reason=f"no counted recordings of real hands in {REAL}"
    ),
]


def test_counts_and_ghosts_are_not_worse_than_published() -> None:
    bench = Bench.of(REAL)
    rows = [counted(scoring) for scoring in bench.scorings()]
    found = false_positives(bench.clips, bench.few())
    assert [row.name for row in rows] == [row.name for row in PUBLISHED.counted]
    assert found.negatives == PUBLISHED.ghosts.negatives
    assert worse(rows, found, PUBLISHED.bars) == []
