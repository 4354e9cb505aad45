"""`handtrack plan`: what is prescribed."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from handtrack.cli.options import AsJson, Db, KeyArgument, Library, day, side, store_at


def build() -> typer.Typer:
    """The group of commands."""
    group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    group.callback()(_group)
    group.command()(add)
    group.command("list")(list_plans)
    group.command()(end)
    return group


def _group() -> None:
    """What is prescribed: exercises, how many, how often."""


def add(
    patient: KeyArgument,
    exercise: Annotated[
        str,
        typer.Option(
            "--exercise", "-e", metavar="ID", help="Id, name or .toml file.", show_default=False
        ),
    ],
    hand: Annotated[
        str | None, typer.Option(metavar="left|right", help="Which hand. Default: either.")
    ] = None,
    reps: Annotated[
        int | None,
        typer.Option(metavar="N", help="Repetitions a set. Default: the exercise's dose."),
    ] = None,
    sets: Annotated[int, typer.Option(metavar="N", help="Sets a time.")] = 1,
    hold: Annotated[
        float | None, typer.Option(metavar="SECONDS", help="How long to hold each one.")
    ] = None,
    per_day: Annotated[int, typer.Option(metavar="N", help="Times a day.")] = 1,
    per_week: Annotated[int, typer.Option(metavar="N", help="Days a week.")] = 7,
    from_day: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="First day. Default: today.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DAY", help="Last day. Default: until it is ended.")
    ] = None,
    resistance: Annotated[str, typer.Option(metavar="TEXT", help="Putty colour or weight.")] = "",
    note: Annotated[str, typer.Option(metavar="TEXT", help="Anything else.")] = "",
    library: Library = None,
    db: Db = None,
) -> None:
    """Prescribe an exercise."""
    from handtrack.definitions.library import find
    from handtrack.records.patient import Prescription

    chosen = find(exercise, library)
    plan = Prescription(
        exercise=chosen.id,
        from_day=day(from_day, "--from") if from_day else date.today(),
        side=side(hand) if hand else None,
        sets=sets,
        reps=chosen.dose.reps if reps is None else reps,
        hold_s=hold,
        times_a_day=per_day,
        days_a_week=per_week,
        until_day=day(until, "--until") if until else None,
        resistance=resistance,
        note=note,
    )
    with store_at(db) as store:
        number = store.add_plan(patient, plan)
    typer.echo(f"Prescribed {chosen.title} to {patient}, as plan {number}.")


def list_plans(patient: KeyArgument, as_json: AsJson = False, db: Db = None) -> None:
    """List what is prescribed, and what was."""
    with store_at(db) as store:
        plans = store.history(patient).plans
    if as_json:
        from handtrack.cli.output.format import json_text

        typer.echo(json_text(plans))
        return
    from handtrack.cli.output.console import stdout
    from handtrack.cli.output.record_tables import plans_table

    stdout().print(plans_table(plans))


def end(
    patient: KeyArgument,
    number: Annotated[
        int, typer.Argument(metavar="PLAN", help="The plan's number.", show_default=False)
    ],
    until: Annotated[
        str | None, typer.Option(metavar="DAY", help="Its last day. Default: today.")
    ] = None,
    db: Db = None,
) -> None:
    """Let a plan end; it stays in the list."""
    last = day(until, "--until") if until else date.today()
    with store_at(db) as store:
        plan = store.end_plan(patient, number, last)
    typer.echo(f"Plan {number} (exercise {plan.exercise}) ends with {plan.until_day}.")
