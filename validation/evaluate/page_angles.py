"""The page's tables of joint angles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from validation.evaluate.agreement import Agreement
from validation.evaluate.group_values import (
    Angles,
    Factor,
)
from validation.evaluate.page_format import (
    NONE,
    ci,
    deg,
    interval,
    num,
    share,
    table,
    words,
)


def arc_table(rows: Iterable[Angles]) -> str:
    """Table of ranges of motion, a row for each joint and view."""
    return table(
        "movement | joint | view | ranges | refused | bias | MAE | RMSE | "
        "limits of agreement | ICC(A,1) | printed ± | truth inside ±",
        [
            (
                row.exercise,
                _joint(row),
                row.view,
                str(row.reps.n),
                share(row.refused),
                *_agreement(row.reps),
                deg(row.error_deg),
                interval(row.covered_reps),
            )
            for row in rows
        ],
    )


def frame_table(rows: Iterable[Angles]) -> str:
    """Table of single readings, a row for each joint and view."""
    return table(
        "movement | joint | view | readings | bias | MAE | RMSE | limits of agreement | ICC(A,1)",
        [
            (row.exercise, _joint(row), row.view, str(row.frames.n), *_agreement(row.frames))
            for row in rows
        ],
    )


def _agreement(a: Agreement) -> tuple[str, ...]:
    low, high = a.limits
    limits = NONE if low is None or high is None else f"{low:+.0f}° to {high:+.0f}°"
    return (
        deg(a.bias, signed=True),
        deg(a.mae) + ci(a.mae_ci, 1),
        deg(a.rmse),
        limits,
        num(a.icc, 2) + ci(a.icc_ci, 2),
    )


def factor_table(rows: Sequence[Factor]) -> str:
    """Table of what makes errors larger or counts wrong, a row for each value of a factor."""
    several = {f for f in (r.factor for r in rows) if sum(r.factor == f for r in rows) > 1}
    kept = [row for row in rows if row.factor in several]
    if not kept:
        return "The clips differ in nothing else."
    return table(
        " |  | clips | hand found | exact count | event F1 | MAE of ranges | than usual"
        " | ranges | truth inside ±",
        [
            (
                row.factor,
                row.level,
                str(row.counting.clips),
                share(row.counting.detected),
                share(row.counting.exact),
                num(row.counting.f1, 2),
                deg(row.reps.mae) + ci(row.reps.mae_ci, 1),
                deg(row.more_deg, signed=True),
                str(row.reps.n),
                interval(row.covered),
            )
            for row in kept
        ],
    )


def _joint(row: Angles) -> str:
    return f"{words(row.measure)}, {row.finger}" if row.finger else words(row.measure)
