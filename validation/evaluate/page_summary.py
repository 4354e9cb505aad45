"""What the published page opens with: what may be trusted, in one minute, and the bars."""

from __future__ import annotations

from collections.abc import Sequence

from validation.evaluate.agreement import Figure
from validation.evaluate.group_values import Group, IntervalTrust
from validation.evaluate.page_format import (
    heading,
    in_unit,
    listed,
    num,
    share,
    so_many,
    table,
    words,
)
from validation.evaluate.report_values import OTHERS, AcceptanceLimit, ValidationReport

FIGURE = "validation.svg"
TRUSTED_DEG = 6.0
"""A joint whose ranges are off by no more on average may be read as they stand."""
ROUGH_DEG = 12.0
"""From twice that on a range says no more than that the joint moved."""
ENOUGH_SHARE = 0.9


def head(report: ValidationReport) -> str:
    """What was measured, and what of it to trust, in a minute."""
    first = report.groups[0]
    total = first.total
    reached = sum(bar.reached for bar in report.bars)
    good, rough, bad = _trust(first)
    lines = [
        "# How wrong is handtrack?",
        "",
        f"Measured on {total.clips} scored clips of {first.hands} rendered hands whose every angle "
        f"and repetition is known, {total.reps} full repetitions. **Figures on rendered hands are "
        "an upper bound on how well it does on real ones**: no rendered hand has swollen joints, "
        "rings or an unsteady webcam, and nobody renders what nobody thought of.",
        *(["", f"**{report.note}**"] if report.note else []),
        "",
        "**In one minute**",
        "",
        f"- Counting: {so_many(total.exact)} clips counted exactly; event F1 {num(total.f1, 2)}; "
        f"{_ghosts(report)}.",
        _bounded_line(first.bounded),
        *map(_elsewhere, report.groups[1:]),
        *[
            f"- Of repetitions counted as *{told.label}*, {so_many(told.counted)} were whole "
            f"({share(told.counted)})."
            for told in first.told
        ],
        f"- Angles you may read as they stand (off by {TRUSTED_DEG:.0f}° or less on average, "
        f"printed for at least {ENOUGH_SHARE:.0%} of repetitions): {good}.",
        f"- Angles that show a trend but not a number (off by up to {ROUGH_DEG:.0f}°): {rough}.",
        f"- Angles not to be trusted, or mostly refused: {bad}.",
        f"- The printed ± holds the truth in {share(first.covered)} of clips' ranges; it promises "
        "95 %.",
        f"- {reached} of {len(report.bars)} bars below are reached.",
    ]
    return "\n".join(lines)


def _elsewhere(group: Group) -> str:
    """How that is where the camera stands otherwise, or the hand is of another model."""
    return (
        f"- {heading(group.name)}: {so_many(group.total.exact)} clips counted exactly, event F1 "
        f"{num(group.total.f1, 2)}; bounds hold in {so_many(group.bounded.held)}; the printed ± "
        f"holds the truth of {share(group.covered_reps)} of {group.covered_reps.of} ranges."
    )


def _bounded_line(found: IntervalTrust) -> str:
    """Whether a count is as certain as it is said to be."""
    return (
        "- A count is printed with what it may truly be, such as 3 to 4. That holds the truth in "
        f"{so_many(found.held)} clips ({share(found.held)}); its ends lie {num(found.apart, 1)} "
        f"apart in the mean, and {so_many(found.open)} have no upper one, for the hand was out of "
        f"sight. Of counts that are said to be certain {so_many(found.certain)} are right."
    )


def _ghosts(report: ValidationReport) -> str:
    told = []
    for others, where in ((False, "without an exercise"), (True, "of another exercise")):
        some = [n for n in report.negatives if (n.name == OTHERS) is others]
        minutes = sum(n.minutes for n in some)
        if minutes:
            really = sum(n.really or 0 for n in some)
            made = f" ({really} are movements that the hand did make)" if really else ""
            told.append(f"{sum(n.ghosts for n in some)} in {minutes:.0f} minutes {where}{made}")
    return (
        f"ghost repetitions: {', '.join(told)}" if told else "no clip without an exercise was tried"
    )


def _trust(group: Group) -> tuple[str, ...]:
    """Joints that may be read, that show a trend, and that may not be trusted."""
    places: tuple[dict[tuple[str, str], dict[str, Figure]], ...] = ({}, {}, {})
    for row in group.angles:
        mostly = (row.refused.share or 0.0) <= 1 - ENOUGH_SHARE
        mae = row.reps.mae if mostly else None
        place = 2 if mae is None else sum(mae > limit for limit in (TRUSTED_DEG, ROUGH_DEG))
        number = row.exercise.partition(".")[0]
        places[place].setdefault((row.measure, row.view), {})[number] = mae
    return tuple(
        listed(
            [
                f"{words(joint)} ({view}, {_off_by([*maes.values()])}; exercise {', '.join(maes)})"
                for (joint, view), maes in rows.items()
            ]
        )
        for rows in places
    )


def _off_by(maes: Sequence[Figure]) -> str:
    known = sorted(mae for mae in maes if mae is not None)
    ends = dict.fromkeys(f"{mae:.0f}°" for mae in known[:1] + known[-1:])
    refused = ["refused"] if len(known) < len(maes) else []
    return " or ".join([*([" to ".join(ends)] if ends else []), *refused])


def bars_reached(bars: Sequence[AcceptanceLimit]) -> str:
    """What was promised, and what was measured."""
    rows = []
    for bar in bars:
        wanted = " to ".join(
            f"{sign}{in_unit(value, bar.unit)}"
            for sign, value in (("≥ ", bar.at_least), ("≤ ", bar.at_most))
            if value is not None
        )
        name = f"{bar.name}, {bar.group}" if bar.group else bar.name
        mark = "reached" if bar.reached else "**not reached**"
        rows.append((name, wanted, in_unit(bar.found, bar.unit), bar.of, mark))
    return (
        "## The bars\n\n" + table("what | bar | measured | on | ", rows) + "\n\nOff placement: "
        "what a reader would take at its word, which are clips without a warning and ranges "
        "labelled verified. Where every range is an estimate, the estimates stand there."
    )


def figure_of_movements() -> str:
    """The figure, and what it shows."""
    return (
        f"![Estimated against true angle through one repetition of each movement]({FIGURE})\n\n"
        "One repetition of each movement: the true angle, and what was read. Shown is the "
        "repetition whose range was off by the median, neither the best nor the worst."
    )
