"""The tables of a study of assessments, and the file of its errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from handtrack.assessment.accuracy import motion_class, wanted_deg
from handtrack.events import Label
from handtrack.records.change import ChangeVerdict


@dataclass(frozen=True, slots=True)
class Taken:
    """One figure of one assessment, and what is true of it."""

    motion: str
    hand: int
    value: float | None
    error: float | None
    label: Label
    true: float


def error_table(figures: Sequence[Taken]) -> str:
    """One row a sort of figure."""
    rows = ["| motion | figures | true | bias | mean error | wanted | within its own error | "
            "verified | refused |"]  # fmt: skip
    rows += ["|---|---|---|---|---|---|---|---|---|"]
    for sort in dict.fromkeys(motion_class(f.motion) for f in figures):
        own = [f for f in figures if motion_class(f.motion) == sort]
        known = [f for f in own if f.value is not None]
        low, high = min(f.true for f in own), max(f.true for f in own)
        true = f"{low:.0f} to {high:.0f}°"
        wanted = wanted_deg(own[0].motion)
        missing = f"{1 - len(known) / len(own):.0%}"
        if not known:
            rows.append(f"| {sort} | {len(own)} | {true} | | | {wanted:.0f}° | | | {missing} |")
            continue
        off = np.array([(f.value or 0.0) - f.true for f in known])
        within = np.mean([abs(o) <= (f.error or 0.0) for o, f in zip(off, known, strict=True)])
        sure = np.mean([f.label is Label.VERIFIED for f in known])
        rows.append(
            f"| {sort} | {len(own)} | {true} | {off.mean():+.1f}° | {np.abs(off).mean():.1f}° "
            f"| {wanted:.0f}° | {within:.0%} | {sure:.0%} | {missing} |"
        )
    return "\n".join(rows)


def held_file(figures: Sequence[Taken], hands: int) -> str:
    """The mean error of each sort of figure, for the program to know."""
    lines = [
        "# Written by validation/studies/assessments.py --write; do not edit by hand. Provisional:",
        f"# the mean error of poses that {hands} rendered hands of the test family held.",
    ]
    for sort in dict.fromkeys(motion_class(f.motion) for f in figures):
        known = [f for f in figures if motion_class(f.motion) == sort and f.value is not None]
        if known:
            mae_deg = np.mean([abs((f.value or 0.0) - f.true) for f in known])
            lines += ["", "[[held]]", f'motion = "{sort}"']
            lines += [f"mae_deg = {mae_deg:.1f}", f"figures = {len(known)}"]
    return "\n".join(lines) + "\n"


def change_table(changes: Sequence[tuple[str, ChangeVerdict]]) -> str:
    """How often nothing was said to have changed, where nothing had."""
    rows = ["| motion | pairs | no change | wrongly better or worse | not comparable |"]
    rows += ["|---|---|---|---|---|"]
    for sort in dict.fromkeys(sort for sort, _ in changes):
        own = [verdict for name, verdict in changes if name == sort]
        same = own.count(ChangeVerdict.NO_CHANGE)
        apart = own.count(ChangeVerdict.NOT_COMPARABLE)
        wrong = len(own) - same - apart
        rows.append(f"| {sort} | {len(own)} | {same} | {wrong} | {apart} |")
    return "\n".join(rows)
