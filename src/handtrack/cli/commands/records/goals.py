"""`handtrack patient goal`: what is to be reached, and by when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from handtrack.cli.options import AsJson, Db, KeyArgument, Library, day, side, store_at

if TYPE_CHECKING:
    from handtrack.landmarks.hand import Side
    from handtrack.records.patient import Patient


def build() -> typer.Typer:
    """The group of commands."""
    group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    group.callback()(_group)
    group.command("set")(set_goal)
    group.command("list")(list_goals)
    group.command()(remove)
    return group


def _group() -> None:
    """What is to be reached: a motion, or repetitions of an exercise in one day, by a date."""


def set_goal(
    patient: KeyArgument,
    what: Annotated[
        str,
        typer.Argument(
            metavar="MOTION|EXERCISE",
            help="As wrist.extension ('handtrack protocols motions' lists them), or an exercise.",
            show_default=False,
        ),
    ],
    to: Annotated[
        float,
        typer.Option(
            metavar="NUMBER",
            help="Degrees (or the motion's own unit); for an exercise valid repetitions in a day.",
            show_default=False,
        ),
    ],
    until: Annotated[
        str, typer.Option(metavar="DAY", help="By which day, as 2026-12-24.", show_default=False)
    ],
    hand: Annotated[
        str | None,
        typer.Option(metavar="left|right", help="Which hand. Default: the affected one, if known."),
    ] = None,
    library: Library = None,
    db: Db = None,
) -> None:
    """Set a goal; it replaces the one for the same motion or exercise and hand."""
    from handtrack.errors import PlanError
    from handtrack.records.plan_file import named_goal
    from handtrack.records.review import Goal
    from handtrack.records.store import reviews

    try:
        name, unit = named_goal(what, library)
    except PlanError as e:
        raise typer.BadParameter(str(e), param_hint="MOTION|EXERCISE") from e
    last = day(until, "--until")
    with store_at(db) as store:
        chosen = side(hand) if hand else _affected(store.patient(patient))
        goal = Goal(name, chosen, to, unit, last)
        number = reviews.set_goal(store, patient, goal)
    from handtrack.cli.output.review_tables import goal_words

    typer.echo(f"Goal {number} of {patient}: {goal_words(goal)}.")


def _affected(patient: Patient) -> Side | None:
    """The affected hand; None if it is not exactly one."""
    from handtrack.landmarks.hand import Side
    from handtrack.records.patient import Affected

    hands = {Affected.LEFT: Side.LEFT, Affected.RIGHT: Side.RIGHT}
    return hands.get(patient.affected) if patient.affected else None


def list_goals(patient: KeyArgument, as_json: AsJson = False, db: Db = None) -> None:
    """List the goals, the nearest first."""
    with store_at(db) as store:
        goals = store.history(patient).goals
    if as_json:
        from handtrack.cli.output.format import json_text

        typer.echo(json_text(goals))
        return
    from handtrack.cli.output.console import stdout
    from handtrack.cli.output.review_tables import goals_table

    stdout().print(goals_table(goals))


def remove(
    patient: KeyArgument,
    number: Annotated[
        int, typer.Argument(metavar="GOAL", help="The goal's number.", show_default=False)
    ],
    db: Db = None,
) -> None:
    """Remove a goal."""
    from handtrack.records.store.reviews import remove_goal

    with store_at(db) as store:
        remove_goal(store, patient, number)
    typer.echo(f"Removed goal {number} of {patient}.")
