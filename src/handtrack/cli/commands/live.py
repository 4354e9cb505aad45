"""`handtrack live`: a session at the webcam."""

from __future__ import annotations

from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handtrack.cli.options import (
    Camera,
    Db,
    HandModel,
    Library,
    Port,
    TrackerOption,
    Without,
    left_out,
    moment,
    store_at,
    tracker_choice,
)
from handtrack.cli.options import side as side_of
from handtrack.cli.plan_options import about, missing_fingers_by_item, planned, without_fingers
from handtrack.cli.session_records import keep_session, note_folder, patient_of
from handtrack.cli.session_tools import open_feed, shared_trackers, spoken, tools_for

if TYPE_CHECKING:
    from handtrack.live.language.texts import Texts
    from handtrack.records.patient import Patient


class Dock(StrEnum):
    """Where the words stand."""

    LEFT = "left"
    RIGHT = "right"


def _size(text: str) -> tuple[int, int]:
    wide, _, high = text.lower().partition("x")
    if not (wide.isdecimal() and high.isdecimal() and int(wide) >= 640 and int(high) >= 360):
        wrong = f"'{text}' is no size of a window; write it as 1280x720, at least 640x360."
        raise typer.BadParameter(wrong, param_hint="--size")
    return int(wide), int(high)


def live(
    exercise: Annotated[
        str | None,
        typer.Argument(
            metavar="EXERCISE", help="Id, name or .toml file. Default: you choose from the list."
        ),
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
    camera: Camera = None,
    calibration: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The own range, kept before; it is offered for use."),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(
            metavar="en|de",
            help="Of everything said and written. Default: en; in the browser, as before.",
        ),
    ] = None,
    dock: Annotated[
        Dock, typer.Option(metavar="left|right", help="On which side the words stand.")
    ] = Dock.RIGHT,
    text_size: Annotated[
        float, typer.Option(min=0.5, max=2.0, metavar="X", help="Times the usual size.")
    ] = 1.0,
    size: Annotated[str, typer.Option(metavar="WxH", help="Of the window.")] = "1280x720",
    full_screen: Annotated[bool, typer.Option("--full-screen", help="Fill the screen.")] = False,
    sound: Annotated[bool, typer.Option(help="Tones.")] = True,
    voice: Annotated[bool, typer.Option(help="Spoken words.")] = True,
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
    browser: Annotated[
        bool | None,
        typer.Option(
            "--browser/--no-browser",
            help="Show the session in the browser; with --no-browser only print its address. "
            "Default: in a window.",
        ),
    ] = None,
    port: Port = 0,
) -> None:
    """Run a guided session at the webcam and save the results.

    With --patient it goes through what is prescribed for today ('handtrack plan add'). Large keys:
    SPACE starts, goes on and pauses; R again, S skip, Q stop, N next. Without keys: hold still to
    start, show a still open palm or leave the picture to pause.
    """
    from datetime import datetime

    from handtrack.cli.app_tools import AppOptions, run_app
    from handtrack.definitions.library import load_all
    from handtrack.files import data_folder
    from handtrack.live.audio.sound import Sound
    from handtrack.live.exercise_picker import choose_exercise
    from handtrack.live.loop import Session
    from handtrack.live.screen.stage import Stage
    from handtrack.live.screen.window import Window
    from handtrack.live.screen.window_output import WindowOutput
    from handtrack.live.session_display import SessionDisplay
    from handtrack.live.session_folder.session_writer import SessionWriter
    from handtrack.live.session_plan import single
    from handtrack.measurements.number_format import count

    said = spoken(language or "en")
    if exercise and plan:
        raise typer.BadParameter("give an exercise or a plan, not both.", param_hint="--plan")
    side = side_of(hand) if hand else None
    size_px = _size(size)
    choice = tracker_choice(model, tracker)
    folder = data_folder()
    known = patient_of(patient, db, folder / "sessions")
    missing = missing_fingers_by_item(left_out(without), patient, db)
    told = planned(exercise, plan, patient, db, side, sets, reps, pace, library)
    told = without_fingers(told, missing) if told else None
    if record and not _consent(folder, said, known, db):
        record = False
    if browser is not None:
        asked = (questions, stats, record)
        options = AppOptions(choice, known, db, library, missing, plan, calibration, *asked)
        run_app(options, source, language, browser, port, told)
        return
    with ExitStack() as stack:
        tools = tools_for(shared_trackers(choice), told, calibration, folder, known)
        feed, origin = open_feed(stack, source, camera)
        stage = Stage(said, size_px, dock.value, text_size)
        window = Window(size_px, full_screen)
        stack.callback(window.close)
        if told is None:
            wanted = choose_exercise(load_all(library), feed, tools.tracker_for(1), window, stage)
            if wanted is None:
                raise typer.Exit
            told = without_fingers(single(wanted, side, sets, reps, pace), missing)
        noise = Sound(sound, voice, said.language)
        stack.callback(noise.close)
        whose = {"identity": known.identity} if known else {}
        keeper = SessionWriter(folder / "sessions", origin | about(told) | whose, datetime.now())
        note_folder(known, keeper.folder, db)
        display = SessionDisplay(WindowOutput(window, stage), noise, said, stats)
        session = Session(feed, told, keeper, display, tools, questions, record=record)
        try:
            state = session.run()
        except KeyboardInterrupt:
            typer.echo(f"Stopped. What was done is in {keeper.folder}", err=True)
            raise typer.Exit(130) from None
        finally:
            keep_session(known, keeper.folder, library, db)
    counted = sum(r.status == "valid" for done in state.done for r in done.repetitions)
    typer.echo(f"{count(counted, 'repetition')} counted. The session is in {keeper.folder}")


def _consent(folder: Path, said: Texts, patient: Patient | None, db: str | None) -> bool:
    """Ask each person once whether videos may be kept, and remember a yes."""
    from dataclasses import replace

    from handtrack.files import make_private

    given = folder / "video-consent.txt"
    if patient.video_consent is not None if patient else given.exists():
        return True
    if not typer.confirm(said.say("consent", "video"), default=False):
        return False
    now = moment(None)
    if patient:
        with store_at(db) as store:
            store.edit_patient(replace(store.patient(patient.key), video_consent=now))
        return True
    make_private(folder)
    given.write_text(f"Videos may be kept: yes, {now.isoformat()}\n", encoding="utf-8")
    return True
