"""What was published still holds: the short set must not come out worse than it says."""

from pathlib import Path

from audit.short import score_short, worse
from audit.tables import read_json

PUBLISHED = read_json(Path(__file__).parents[2] / "docs/accuracy/validation.json").short


def test_the_short_set_is_no_worse_than_published() -> None:
    assert PUBLISHED is not None
    now = score_short()
    assert now.total.clips == PUBLISHED.total.clips
    assert now.total.reps > 0
    assert worse(now, PUBLISHED) == []
