"""`handtrack patient goal`: what is to be reached, and by when."""

from __future__ import annotations

from typing import Annotated

import typer

from handtrack.cli.options import AsJson, Db, KeyArgument, Library, day, side, store_at


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
        affected = store.patient(patient).affected
        chosen = side(hand) if hand else affected.side if affected else None
        goal = Goal(name, chosen, to, unit, last)
        number = reviews.set_goal(store, patient, goal)
    from handtrack.cli.output.review_tables import goal_words

    typer.echo(f"Goal {number} of {patient}: {goal_words(goal)}.")


def list_goals(patient: KeyArgument, as_json: AsJson = False, db: Db = None) -> None:
    """List the goals, the nearest first."""
    with store_at(db) as store:
        goals = store.history(patient).goals
    from handtrack.cli.output.console import print_value
    from handtrack.cli.output.review_tables import goals_table

    print_value(goals, goals_table, as_json)


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
