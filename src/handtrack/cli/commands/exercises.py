"""`handtrack exercises`: what can be scored, and what an exercise file says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from handtrack.cli.commands import authoring
from handtrack.cli.options import AsJson, Library

if TYPE_CHECKING:
    from handtrack.definitions.exercise import Exercise


def build() -> typer.Typer:
    """The group of commands."""
    group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    group.callback()(_group)
    group.command("list")(list_exercises)
    group.command()(show)
    group.command()(check)
    group.command()(authoring.new)
    group.command()(authoring.learn)
    group.command("try")(authoring.try_)
    return group


def _group() -> None:
    """What can be scored, and files of your own."""


def list_exercises(library: Library = None, as_json: AsJson = False) -> None:
    """List every exercise: id, names, dose and grade.

    In a wide terminal, and as JSON, also how it is counted and from where it is seen.
    """
    from handtrack.definitions.library import load_all

    exercises = load_all(library)
    if as_json:
        from handtrack.cli.output.format import json_text

        typer.echo(json_text([_row(e) for e in exercises]))
        return
    from handtrack.cli.output.console import stdout
    from handtrack.cli.output.list_tables import exercises_table

    console = stdout()
    console.print(exercises_table(exercises, console.width))


def _row(exercise: Exercise) -> dict[str, Any]:
    from handtrack.verifiers.registry import counter_for

    return {
        "id": exercise.id,
        "slug": exercise.slug,
        "title_article": exercise.title_article,
        "title_clinical": exercise.title_clinical,
        "verifier": exercise.verifier,
        "views": list(exercise.views),
        "dose": exercise.dose.reps,
        "dose_source": exercise.dose.source,
        "grade": exercise.grade,
        "what": counter_for(exercise).what,
        "assist": exercise.assist,
        "summary": exercise.summary,
        "version": exercise.version,
    }


def show(
    exercise: Annotated[
        str, typer.Argument(help="Id, name or .toml file.", metavar="ID", show_default=False)
    ],
    library: Library = None,
    as_json: AsJson = False,
) -> None:
    """Tell one exercise in words: what to do, what counts, and where its limits come from.

    A name that fits several exercises lists them and says how they differ.
    """
    from handtrack.definitions.library import matching

    fitting = matching(exercise, library)
    if as_json:
        from handtrack.cli.output.format import json_text

        plain = [e.model_dump(mode="json", by_alias=True) for e in fitting]
        several = plain if len(plain) > 1 else plain[0]
        typer.echo(json_text(several))
        return
    if len(fitting) > 1:
        _differences(exercise, fitting)
        return
    (found,) = fitting
    from handtrack.cli.output.exercise_text import sections
    from handtrack.cli.output.format import heading, paragraph

    typer.echo(heading(f"{found.title} (the article's “{found.title_article}”)"))
    for title, lines in sections(found):
        typer.echo(f"\n{title}")
        for line in lines:
            typer.echo(paragraph(line, indent=2))


def _differences(wanted: str, exercises: list[Exercise]) -> None:
    """Several exercises of one name, each with what is done in it."""
    from handtrack.cli.output.format import paragraph

    typer.echo(f"'{wanted}' fits {len(exercises)} exercises:\n")
    for exercise in exercises:
        typer.echo(f"{exercise.title} (the article's “{exercise.title_article}”)")
        typer.echo(paragraph(exercise.summary or exercise.what_to_do[0], indent=4))
    first = exercises[0].id
    typer.echo(f"\nGive one id for all about it: handtrack exercises show {first}")


def check(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE", help="Exercise files, or folders of them.", show_default=False
        ),
    ],
) -> None:
    """Check exercise files and list all mistakes in them: file → table → key: what is wrong."""
    from handtrack.definitions.exercise import read
    from handtrack.errors import ExerciseError

    faulty = False
    ids: dict[str, Path] = {}
    for file in _each(files):
        try:
            exercise = read(file)
            if exercise.id in ids:
                raise ExerciseError(
                    f"{file} has the id {exercise.id}, and so has {ids[exercise.id]}."
                )
        except ExerciseError as e:
            faulty = True
            typer.echo(str(e))
            continue
        ids[exercise.id] = file
        typer.echo(f"{file}: OK, {exercise.title}")
    if faulty:
        raise typer.Exit(1)


def _each(paths: list[Path]) -> list[Path]:
    from handtrack.definitions.library import exercise_files

    return [file for p in paths for file in (exercise_files(p) if p.is_dir() else [p])]
