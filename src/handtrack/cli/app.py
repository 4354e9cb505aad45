"""The command line of all commands, with its handling of errors and Ctrl-C."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import handtrack
from handtrack.cli.commands import app as browser
from handtrack.cli.commands import (
    doctor,
    exercises,
    live,
    measure,
    measurements,
    protocols,
    recognise,
    schema,
    score,
    tapping,
    track,
)
from handtrack.cli.commands.records import agreement, db, patient, plan, report, sessions, trend
from handtrack.cli.terminal import guarded
from handtrack.cli.usage_errors import reworded, with_advice
from handtrack.errors import HandtrackError


def build() -> typer.Typer:
    """Build the command line."""
    app = typer.Typer(
        name="handtrack",
        cls=_Commands,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
        rich_markup_mode=None,  # plain help loads in half the time
        pretty_exceptions_enable=False,
    )
    app.callback()(_root)
    app.command()(score.score)
    app.command()(recognise.recognise)
    app.command()(tapping.tapping)
    app.command()(measure.measure)
    app.command()(trend.trend)
    app.command()(track.track)
    app.command()(live.live)
    app.command()(browser.app)
    app.add_typer(sessions.build(), name="sessions")
    app.add_typer(exercises.build(), name="exercises")
    app.add_typer(measurements.build(), name="measurements")
    app.add_typer(protocols.build(), name="protocols")
    app.add_typer(patient.build(), name="patient")
    app.add_typer(plan.build(), name="plan")
    app.command()(report.report)
    app.command()(agreement.agreement)
    app.add_typer(db.build(), name="db")
    app.command()(schema.schema)
    app.command()(doctor.doctor)
    return app


class _Commands(TyperGroup):
    """Commands whose errors are sentences, and which Ctrl-C ends with a line."""

    def main(self, *args: Any, **options: Any) -> Any:
        with guarded():
            return super().main(*args, **options)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except typer.BadParameter as e:
            raise reworded(e) from e.__cause__
        except HandtrackError as e:
            typer.echo(str(e), err=True)
            raise typer.Exit(1) from e
        except KeyboardInterrupt:
            typer.echo("Stopped.", err=True)
            raise typer.Exit(130) from None
        except Exception as e:
            raise with_advice(e) from e.__cause__


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"handtrack {handtrack.__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version and stop.", is_eager=True, callback=_version
        ),
    ] = False,
) -> None:
    """Verify hand-therapy exercises in videos of a hand.

    Research and education software. Not a medical device.
    """
    from handtrack.files import remove_leftovers

    remove_leftovers()
