"""Lists as tables for the terminal: scored files, exercises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from handtrack.batch.jobs import Outcome
from handtrack.cli.output.console import number_column, plain_table, word_column
from handtrack.definitions.exercise import Exercise
from handtrack.events import Status
from handtrack.measurements.number_format import MISSING, count, degrees, share
from handtrack.scoring.count_interval import CountInterval
from handtrack.scoring.results import ExerciseResult
from handtrack.verifiers.registry import counter_for

ROOMY = 120
"""Columns of a terminal that is wide enough for all that is said of an exercise."""


def outcomes_view(outcomes: Sequence[Outcome], width: int) -> RenderableType:
    """List scored files; below them, which ones to look at and why.

    How well the hand was seen, and the range of motion, only where there is room.

    Parameters
    ----------
    outcomes : sequence of Outcome
    width : int
        Columns of the terminal.
    """
    roomy = width >= ROOMY
    counts = ("valid", "of", "may be", *(str(status) for status in Status if status != "valid"))
    seen = (*map(number_column, ("seen", "view")), word_column("range of motion"))
    table = plain_table(
        "file",
        word_column("hand"),
        *map(number_column, counts),
        *(seen if roomy else ()),
        word_column("outcome"),
        gap=1,  # so many numbers leave little room for the name
    )
    plain = Counter(outcome.job.path.name for outcome in outcomes)
    for outcome in outcomes:
        path = outcome.job.path
        name = Text(path.name if plain[path.name] == 1 else str(path), overflow="fold")
        table.add_row(name, *_outcome_cells(outcome, roomy))
    failed = [outcome.error for outcome in outcomes if outcome.result is None]
    total = f"{count(len(outcomes) - len(failed), 'file')} scored, {len(failed)} failed."
    look = [f"{o.job.path}: {o.look}" for o in outcomes if o.result and o.look]
    title = [f"{count(len(look), 'file')} to look at:"] * bool(look)
    return Group(table, "", total, *map(Text, [*failed, *title, *look]))


def _outcome_cells(outcome: Outcome, roomy: bool) -> list[str | Text]:
    result = outcome.result
    if result is None:
        return [MISSING] * (10 if roomy else 7) + [Text("failed", style="bold red")]
    summary, bounds = result.summary, result.summary.bounds
    hand = str(result.side) if summary.hand_share or result.side_source == "given" else MISSING
    cells: list[str | Text] = [hand, str(summary.valid), str(summary.dose), _may_be(bounds)]
    cells += [str(n) for n in (summary.partial, summary.rejected, summary.unverifiable)]
    if roomy:
        cells += [share(summary.hand_share), share(summary.view_share), _first_range(result)]
    if not result.complete:
        return [*cells, Text("incomplete", style="bold")]
    return [*cells, Text("look", style="bold yellow") if outcome.look else "scored"]


def _may_be(bounds: CountInterval | None) -> str:
    """What the true number lies between: "3", "3-4", "3+"."""
    if bounds is None:
        return MISSING
    if bounds.at_most is None:
        return f"{bounds.at_least}+"
    return str(bounds.at_least) + ("" if bounds.certain else f"-{bounds.at_most}")


def _first_range(result: ExerciseResult) -> str:
    known = next((r for r in result.ranges if r.arc_deg is not None), None)
    if known is None:
        return MISSING
    return f"{known.title} {degrees(known.arc_deg)} ± {degrees(known.error_deg)}"


def exercises_table(exercises: Iterable[Exercise], width: int) -> Table:
    """List exercises; how they are counted and seen only where there is room.

    Parameters
    ----------
    exercises : iterable of Exercise
    width : int
        Columns of the terminal.
    """
    roomy = width >= ROOMY
    names = (Column("in the article", ratio=2), Column("clinical name", ratio=3))
    how = (word_column("counted by"), "views") if roomy else ()
    last = (number_column("dose"), word_column("grade"))
    table = plain_table(number_column("id"), *names, *how, *last)
    for e in exercises:
        what = counter_for(e).what
        amount = str(e.dose.reps) if what == "repetition" else count(e.dose.reps, what)
        dose = f"{amount}{'' if e.dose.source == 'article' else '*'}"
        seen = (e.verifier, ", ".join(e.views) or "any") if roomy else ()
        table.add_row(e.id, e.title_article, e.title_clinical, *seen, dose, e.grade)
    table.caption = "* our default; the article gives no number"
    table.caption_justify = "left"
    return table
