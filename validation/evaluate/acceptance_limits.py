"""What was promised, and whether it was reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from validation.evaluate.agreement import Figure, Proportion, figure
from validation.evaluate.group_values import Angles, Group
from validation.evaluate.report_values import AcceptanceLimit, OtherExercises

WITHIN = 4 / 3
"""Off placement the same bars hold within a third, or the product says that the view is wrong."""


@dataclass(frozen=True, slots=True)
class AngleBar:
    """A limit on the mean absolute error of a repetition's range."""

    name: str
    measure: str
    limit_deg: float
    exercise: str = ""
    view: str = ""

    def rows(self, group: Group) -> list[Angles]:
        """The rows of the table it is about."""
        return [
            row
            for row in group.angles
            if row.measure == self.measure
            and row.exercise.startswith(self.exercise)
            and self.view in ("", row.view)
        ]


ANGLES = (
    AngleBar("wrist flexion and extension", "wrist_flexion", 4.0),
    AngleBar("wrist deviation", "wrist_deviation", 4.0),
    AngleBar("finger spread", "finger_spread", 4.0),
    AngleBar("PIP of a full fist, from the side", "pip_flexion", 6.0, "34.", "side"),
    AngleBar("MCP of a full fist, from the side", "mcp_flexion", 6.0, "34.", "side"),
    AngleBar("forearm rotation", "forearm_rotation", 8.0),
)


def bars(
    prescribed: Group,
    off: Group | None,
    sure: Group | None,
    negatives: Iterable[OtherExercises],
    verified: Group | None = None,
) -> tuple[AcceptanceLimit, ...]:
    """Hold the figures against what was promised.

    Parameters
    ----------
    off, sure : Group or None
        All clips off placement, and what of them a reader would take at its word.
    verified : Group or None
        The prescribed clips with those ranges alone that are labelled verified.
    """
    ghosts = sum(n.ghosts for n in negatives) + prescribed.total.ghosts
    minutes = sum(n.minutes for n in negatives) + prescribed.total.minutes
    found = [
        *_counting(prescribed, "", 1.0),
        *_bounds(prescribed, "", 1.0),
        _most("", "ghost repetitions", "1", 0.0, float(ghosts), f"{minutes:.0f} minutes"),
        *_rest(prescribed, "", 1.0, verified=verified),
    ]
    if off and sure:
        told = f"{off.warned.hits} of {off.warned.of} clips warned of"
        found += [replace(b, of=f"{b.of}; {told}") for b in _counting(sure, off.name, WITHIN)]
        found += _bounds(off, off.name, WITHIN)
        found += _rest(sure, off.name, WITHIN, unsure=off)
    return tuple(found)


def _counting(group: Group, where: str, within: float) -> tuple[AcceptanceLimit, ...]:
    total = group.total
    reps = f"{total.reps} repetitions"
    return (
        _share(where, "clips counted exactly", total.exact, 0.98, within, "clips"),
        _least(where, "event F1", "score", _eased(0.98, within), total.f1, reps),
    )


def _bounds(group: Group, where: str, within: float) -> tuple[AcceptanceLimit, ...]:
    """Counts that are no more certain than they are said to be."""
    held, certain = group.bounded.held, group.bounded.certain
    return (
        _share(where, "bounds of a count that hold the true one", held, 0.98, within, "clips"),
        _share(where, "counts said to be certain that are right", certain, 0.98, within, "clips"),
    )


def _rest(
    group: Group,
    where: str,
    within: float,
    unsure: Group | None = None,
    verified: Group | None = None,
) -> tuple[AcceptanceLimit, ...]:
    spoiled = [v.right_reason for v in group.verdicts if v.made == "spoiled" and v.right_reason]
    # Cameras that watch touches stand at 22 to 35 degrees already.
    touched = [t.right for t in group.touches]
    low, high = (1 - (1 - 0.9) * within, 0.99)
    covered = group.covered
    return (
        _share(
            where,
            "spoiled repetitions turned down for the right reason",
            _sum(spoiled),
            0.9,
            within,
            "repetitions",
        ),
        *(_angle(group, bar, where, within, unsure, verified) for bar in ANGLES),
        _share(where, "touches given to the right finger", _sum(touched), 0.95, within, "touches"),
        AcceptanceLimit(
            where,
            "printed 95 % intervals that hold the truth",
            "share",
            figure(low),
            figure(high),
            figure(covered.share) if covered.share is not None else None,
            f"{covered.of} ranges",
            covered.share is not None and low <= covered.share <= high,
        ),
    )


def _sum(parts: Sequence[Proportion]) -> Proportion:
    return Proportion.given(sum(p.hits for p in parts), sum(p.of for p in parts))


def _eased(least: float, within: float) -> float:
    """A share that may be missed by a third more."""
    return 1 - (1 - least) * within


def _share(
    where: str, name: str, found: Proportion, least: float, within: float, what: str
) -> AcceptanceLimit:
    of = f"{found.hits} of {found.of} {what}"
    return _least(where, name, "share", _eased(least, within), found.share, of)


def _least(
    where: str, name: str, unit: Literal["share", "score"], least: float, found: Figure, of: str
) -> AcceptanceLimit:
    value = None if found is None else figure(found)
    reached = value is not None and value >= figure(least)  # type: ignore[operator]
    return AcceptanceLimit(where, name, unit, figure(least), None, value, of, reached)


def _most(
    where: str, name: str, unit: Literal["deg", "1"], most: float, found: Figure, of: str
) -> AcceptanceLimit:
    value = None if found is None else figure(found)
    reached = value is not None and value <= most
    return AcceptanceLimit(where, name, unit, None, figure(most), value, of, reached)


def _angle(
    group: Group,
    bar: AngleBar,
    where: str,
    within: float,
    unsure: Group | None = None,
    verified: Group | None = None,
) -> AcceptanceLimit:
    """Of the ranges of `group`; of the estimates in `unsure` where there is no other.

    What the `verified` ones alone come to is told beside it.
    """
    mae, n = _mean_error(group, bar)
    refused = sum(row.refused.hits for row in bar.rows(group))
    if not n and unsure:
        found = _angle(unsure, bar, where, within)
        return found if found.found is None else replace(found, of=f"{found.of}, all estimates")
    of = f"{n} ranges" + (f", {refused} more refused" if refused else "")
    sure_mae, sure_n = _mean_error(verified, bar) if verified else (None, n)
    if sure_n < n:
        alone = f": {sure_mae:.1f}°" if sure_mae is not None else ""
        of += f"; {sure_n or 'none'} verified{alone}"
    return _most(where, bar.name, "deg", round(bar.limit_deg * within, 1), mae, of)


def _mean_error(group: Group, bar: AngleBar) -> tuple[Figure, int]:
    """Mean absolute error of a bar's ranges, and how many there are."""
    told = [(r.reps.mae, r.reps.n) for r in bar.rows(group) if r.reps.mae is not None]
    n = sum(count for _, count in told)
    return (sum(mae * count for mae, count in told) / n if n else None), n
