"""`handtrack plan`: what is prescribed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handtrack.cli.options import AsJson, Db, KeyArgument, Library, day, side, store_at

if TYPE_CHECKING:
    from handtrack.records.patient import Prescription


def build() -> typer.Typer:
    """The group of commands."""
    group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    group.callback()(_group)
    group.command()(add)
    group.command("list")(list_plans)
    group.command()(end)
    group.command("export")(export_plan)
    group.command("import")(import_plan)
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
    rest: Annotated[
        float | None, typer.Option(metavar="SECONDS", help="Rest after a set. Default: 30.")
    ] = None,
    pace: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS", help="One repetition in so long, 2 to 8. Default: no pace."
        ),
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
    note: Annotated[str, typer.Option(metavar="TEXT", help="A note to the patient.")] = "",
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
        rest_s=rest,
        pace_s=pace,
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
    from handtrack.cli.output.console import print_value
    from handtrack.cli.output.record_tables import plans_table

    print_value(plans, plans_table, as_json)


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


def export_plan(
    patient: KeyArgument,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The plan file to write.", show_default=False)
    ],
    library: Library = None,
    db: Db = None,
) -> None:
    """Write what is prescribed from today on, and the goals, as a plan file.

    'handtrack live --plan FILE' plays it, and 'handtrack plan import' prescribes it to somebody.
    """
    from handtrack.errors import PlanError
    from handtrack.files import write_text
    from handtrack.records.plan_file import plan_text

    if file.exists():
        raise PlanError(f"{file} exists already; name another file.")
    with store_at(db) as store:
        history = store.history(patient)
    write_text(file, plan_text(history.plans, history.goals, date.today(), library))
    typer.echo(f"Written to {file}")


def import_plan(
    patient: KeyArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A plan file.", show_default=False)],
    from_day: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="DAY", help="First day, where none is given. Default: today."
        ),
    ] = None,
    library: Library = None,
    db: Db = None,
) -> None:
    """Prescribe everything that a plan file says, goals included; all of it or nothing."""
    from handtrack.live.session_plan import read_plan
    from handtrack.measurements.number_format import count
    from handtrack.records.plan_file import goals, prescriptions, read_plan_file
    from handtrack.records.store.reviews import set_goal

    first = day(from_day, "--from") if from_day else date.today()
    read_plan(file, library)  # a plan that no session could play is no plan
    told = read_plan_file(file)
    plans, wanted = prescriptions(told, first, library), goals(told, library)
    with store_at(db) as store:
        _refuse_prescribed(patient, plans, store.history(patient).plans)
        numbers = store.add_plans(patient, plans)
        for goal in wanted:
            set_goal(store, patient, goal)
    named = ", ".join(map(str, numbers))
    more = f" and {count(len(wanted), 'goal')}" if wanted else ""
    typer.echo(f"Prescribed {count(len(plans), 'exercise')}{more} to {patient}: plan {named}.")
    if told.only_played:
        typer.echo(
            f"Not kept, for only a session from the file uses it: {', '.join(told.only_played)}.",
            err=True,
        )


def _refuse_prescribed(
    patient: str, plans: Iterable[Prescription], known: Sequence[Prescription]
) -> None:
    """Refuse what is prescribed already: a session would play it twice."""
    from handtrack.errors import PlanError

    for plan in plans:
        for old in known:
            same = (old.exercise, old.side) == (plan.exercise, plan.side)
            if same and (old.runs_on(plan.from_day) or plan.runs_on(old.from_day)):
                raise PlanError(
                    f"Exercise {plan.exercise} is prescribed to {patient} already, as plan "
                    f"{old.id}; nothing was taken in. End that first: handtrack plan end "
                    f"{patient} {old.id} --until DAY"
                )
