"""Whether real hands are counted worse than was published."""

from __future__ import annotations

from collections.abc import Sequence

from validation.real_hands.acceptance_limits import counting_bars, ghost_bars
from validation.real_hands.report_values import Counted, FalsePositives, FigureLimit

HIGHER = ("exact", "f1", "f1_seen", "bounds", "certain")
LOWER = ("not_there", "ghosts_verified", "ghosts_estimated")
SLACK = 1e-3
"""NumPy of another version may round otherwise; one repetition more or less is larger."""


def worse(
    rows: Sequence[Counted], ghosts: FalsePositives, published: Sequence[FigureLimit]
) -> list[str]:
    """What has become worse, a sentence each."""
    before = {bar.key: bar for bar in published}
    now = {bar.key: bar for bar in (*counting_bars(rows, None), *ghost_bars(ghosts))}
    return [
        f"{now[key].name}: {now[key].found} ({now[key].of}) instead of "
        f"{before[key].found} ({before[key].of})"
        for keys, sign in ((HIGHER, 1.0), (LOWER, -1.0))
        for key in keys
        if _fell(now[key].found, before[key].found, sign)
    ]


def _fell(now: float | None, before: float | None, sign: float) -> bool:
    if before is None:
        return False
    return now is None or sign * now < sign * before - SLACK
