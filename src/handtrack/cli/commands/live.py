"""`handtrack live`: a session in the browser, begun at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
    moment,
    store_at,
    tracker_choice,
)
from handtrack.cli.options import side as side_of
from handtrack.cli.plan_options import missing_fingers_by_item, planned, without_fingers
from handtrack.cli.session_records import patient_of
from handtrack.cli.session_tools import check_language

if TYPE_CHECKING:
    from handtrack.records.patient import Patient


def live(
    exercise: Annotated[
        str | None,
        typer.Argument(metavar="EXERCISE", help="Id, name or .toml file. Default: the start page."),
    ] = None,
    hand: Annotated[
        str | None,
        typer.Option(
            metavar="left|right", help="Which hand. Default: the one that is shown first."
        ),
    ] = None,
    reps: Annotated[
        int | None,
        typer.Option(
            min=1, max=1000, metavar="N", help="Repetitions a set. Default: the exercise's dose."
        ),
    ] = None,
    sets: Annotated[int, typer.Option(min=1, max=20, metavar="N", help="Sets.")] = 1,
    pace: Annotated[
        float | None,
        typer.Option(
            min=2,
            max=8,
            metavar="S",
            help="Seconds of one up and down, sounded. Default: your own.",
        ),
    ] = None,
    plan: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="A plan: exercises, hands, sets, repetitions, holds, rest, pace."
        ),
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option(
            metavar="CLIP", help="A recorded clip instead of the camera, at its own pace."
        ),
    ] = None,
    calibration: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The own range, kept before; it is offered for use."),
    ] = None,
    language: Language = None,
    questions: Annotated[bool, typer.Option(help="Ask about pain and effort.")] = True,
    stats: Annotated[bool, typer.Option("--stats", help="Show speed and delay.")] = False,
    record: Annotated[
        bool,
        typer.Option("--record", help="Save the video too; you will be asked for consent first."),
    ] = False,
    model: HandModel = None,
    tracker: TrackerOption = None,
    library: Library = None,
    without: Without = None,
    patient: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="Keep the session for this patient, and do what is prescribed for today.",
        ),
    ] = None,
    db: Db = None,
    no_browser: NoBrowser = False,
    port: Port = 0,
) -> None:
    """Open a guided session in the browser and save the results.

    It begins with the exercise that is named, or with what is prescribed for today ('handtrack plan
    add'); without both, with the start page. Large keys: SPACE starts, goes on and pauses; R again,
    S skip, Q stop, N next. Without keys: hold still to start, show a still open palm or leave the
    picture to pause.
    """
    from handtrack.cli.app_tools import AppOptions, run_app
    from handtrack.cli.assessment_tools import AssessmentOptions
    from handtrack.files import data_folder

    check_language(language)
    if exercise and plan:
        raise typer.BadParameter("give an exercise or a plan, not both.", param_hint="--plan")
    side = side_of(hand) if hand else None
    choice = tracker_choice(model, tracker)
    folder = data_folder()
    known = patient_of(patient, db, folder / "sessions")
    missing = missing_fingers_by_item(left_out(without), patient, db)
    told = planned(exercise, plan, patient, db, side, sets, reps, pace, library)
    told = without_fingers(told, missing) if told else None
    if record and not _consent(folder, language or "en", known, db):
        record = False
    asked = (questions, stats, record)
    measuring = AssessmentOptions(patient, db, left_out(without))
    options = AppOptions(
        *(choice, known, db, library, missing, plan, calibration, *asked), assessments=measuring
    )
    run_app(options, source, language, not no_browser, port, told)


def _consent(folder: Path, language: str, patient: Patient | None, db: str | None) -> bool:
    """Ask each person once whether videos may be kept, and remember a yes."""
    from dataclasses import replace

    from handtrack.files import make_private
    from handtrack.live.language import texts

    given = folder / "video-consent.txt"
    if patient.video_consent is not None if patient else given.exists():
        return True
    if not typer.confirm(texts.load(language).say("consent", "video"), default=False):
        return False
    now = moment(None)
    if patient:
        with store_at(db) as store:
            store.edit_patient(replace(store.patient(patient.key), video_consent=now))
        return True
    make_private(folder)
    given.write_text(f"Videos may be kept: yes, {now.isoformat()}\n", encoding="utf-8")
    return True
