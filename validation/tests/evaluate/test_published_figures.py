"""What was published still holds: the short set must not come out worse than it says."""

from pathlib import Path

from validation.evaluate.report_values import read_json
from validation.evaluate.short_set import score_short, worse

PUBLISHED = read_json(Path(__file__).parents[3] / "docs/accuracy/validation.json").short


def test_the_short_set_is_no_worse_than_published() -> None:
    assert PUBLISHED is not None
    now = score_short()
    assert now.total.clips == PUBLISHED.total.clips
    assert now.total.reps > 0
    assert worse(now, PUBLISHED) == []
