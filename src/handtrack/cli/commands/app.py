"""`handtrack app`: exercises in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from handtrack.cli.options import (
    Db,
    HandModel,
    Language,
    Library,
    NoBrowser,
    Port,
    TrackerOption,
    Without,
    left_out,
    tracker_choice,
)
from handtrack.cli.plan_options import missing_fingers_by_item
from handtrack.cli.session_records import patient_of
from handtrack.cli.session_tools import check_language


def app(
    patient: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="Keep sessions for this patient, and offer what is prescribed for today.",
        ),
    ] = None,
    plan: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A plan to offer for today.")
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option(metavar="CLIP", help="A recorded clip that plays instead of the camera."),
    ] = None,
    language: Language = None,
    questions: Annotated[bool, typer.Option(help="Ask about pain and effort.")] = True,
    stats: Annotated[bool, typer.Option("--stats", help="Show speed and delay.")] = False,
    model: HandModel = None,
    tracker: TrackerOption = None,
    library: Library = None,
    without: Without = None,
    db: Db = None,
    no_browser: NoBrowser = False,
    port: Port = 0,
    set_password: Annotated[
        bool,
        typer.Option(
            "--set-password",
            help="Only set the password of the therapist's desk; also where it was forgotten.",
        ),
    ] = False,
) -> None:
    """Open handtrack in the browser: today's exercises, or any of the list.

    Everything stays on this computer: the pages come from it, and the camera's pictures go no
    further. It ends with Ctrl-C, from the start page, or a minute after its last page was closed.
    """
    from handtrack.cli.app_tools import AppOptions, ask_password, run_app
    from handtrack.cli.assessment_tools import AssessmentOptions
    from handtrack.files import data_folder

    if set_password:
        ask_password()
        return
    check_language(language)
    choice = tracker_choice(model, tracker)
    known = patient_of(patient, db, data_folder() / "sessions")
    missing = missing_fingers_by_item(left_out(without), patient, db)
    measuring = AssessmentOptions(patient, db, left_out(without))
    options = AppOptions(
        *(choice, known, db, library, missing, plan, None, questions, stats), assessments=measuring
    )
    run_app(options, source, language, not no_browser, port, None)
