"""The app from options: what its sessions work with, and the browser that shows it."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import typer

from handtrack.cli.options import store_at
from handtrack.cli.plan_options import about, todays_plan, without_fingers
from handtrack.cli.session_records import keep_session, note_folder, own_past
from handtrack.cli.session_tools import read_individual_range, shared_trackers, tools_for

if TYPE_CHECKING:
    from handtrack.assessment.poses.hold_detector import PoseHeld
    from handtrack.cli.assessment_tools import AssessmentOptions
    from handtrack.landmarks.hand import Finger
    from handtrack.landmarks.recording import Recording
    from handtrack.live.assessment.assessment_order import AssessmentOrder, AssessmentOutcome
    from handtrack.live.browser.workplace import Workplace
    from handtrack.live.session_plan import PlannedExercise, SessionPlan
    from handtrack.records.patient import Patient
    from handtrack.tracking.open_tracker import TrackerChoice


@dataclass(frozen=True, slots=True)
class AppOptions:
    """What the user said of sessions in the browser.

    Parameters
    ----------
    choice : TrackerChoice
        The hand model and what runs it.
    known : Patient, optional
        Whose sessions these are.
    db : str, optional
        Where records are.
    library : Path, optional
        Where exercise files are.
    missing : callable
        Gives the fingers of a planned exercise to leave out.
    plan : Path, optional
        A plan's file.
    calibration : Path, optional
        The own range to begin with.
    questions, stats, record : bool
        Whether pain and effort are asked, figures of speed shown, and pictures kept.
    assessments : AssessmentOptions, optional
        Of assessments; by default those of this patient.
    tell : callable
        Is given what an assessment came to.
    """

    choice: TrackerChoice
    known: Patient | None
    db: str | None
    library: Path | None
    missing: Callable[[PlannedExercise], tuple[Finger, ...]]
    plan: Path | None = None
    calibration: Path | None = None
    questions: bool = True
    stats: bool = False
    record: bool = False
    assessments: AssessmentOptions | None = None
    tell: Callable[[AssessmentOutcome], None] = lambda outcome: None


def run_app(
    options: AppOptions,
    source: Path | None,
    language: str | None,
    browser: bool,
    port: int,
    begin: SessionPlan | AssessmentOrder | None,
) -> None:
    """Serve the app until it is closed.

    Parameters
    ----------
    options : AppOptions
    source : Path, optional
        A clip in place of a camera.
    language : str, optional
        Default: the one of the last time.
    browser : bool
        Whether to open the browser.
    port : int
        0 for a free one.
    begin : SessionPlan or AssessmentOrder, optional
        What to begin with at once.
    """
    from handtrack.files import data_folder
    from handtrack.live.browser.app_settings import SettingsFile
    from handtrack.live.browser.web.page_files import PageFiles
    from handtrack.live.browser.web.server import AppServer
    from handtrack.live.session_plan import SessionPlan

    options.choice.check()
    given = begin if isinstance(begin, SessionPlan) else None
    read_individual_range(options.calibration, given)  # what is wrong with it is told here and now
    files = PageFiles()
    settings = SettingsFile(data_folder(), files.codes)
    if language is not None:
        settings.change({"language": language})
    app = AppServer(workplace(options, source, given), settings, files, port)
    if begin is not None:
        app.host.begin(begin)

    def ready() -> None:
        address = app.link()
        typer.echo(f"handtrack is open in the browser: {address}\nCtrl-C here ends it.")
        if browser:
            Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    app.run(ready)


def workplace(options: AppOptions, source: Path | None, first: SessionPlan | None) -> Workplace:
    """Put together what sessions of the app work with and where they go.

    Parameters
    ----------
    options : AppOptions
    source : Path, optional
        A clip in place of a camera.
    first : SessionPlan, optional
        What is begun with, to which the own range that was given belongs.
    """
    from datetime import datetime

    from handtrack.assessment.protocol import load_protocols
    from handtrack.cli.assessment_tools import AssessmentOptions
    from handtrack.definitions.library import load_all
    from handtrack.errors import HandtrackError
    from handtrack.files import data_folder
    from handtrack.live.browser.desk.desk_tools import DeskTools
    from handtrack.live.browser.workplace import AssessmentTools, Today, Workplace
    from handtrack.live.loop import Tools
    from handtrack.live.session_folder.session_writer import SessionWriter

    folder, whose = data_folder(), options.known
    key = whose.key if whose else None
    tracker_for = shared_trackers(options.choice)
    Thread(target=tracker_for, args=(1,), daemon=True).start()  # while the first page is read

    def today() -> Today:
        return Today(*todays_plan(options.plan, key, options.db, options.library))

    def tools(plan: SessionPlan) -> Tools:
        calibration = options.calibration if plan is first else None
        past = partial(own_past, whose, options.library, options.db)
        return tools_for(tracker_for, plan, calibration, folder, whose, past)

    def writer(plan: SessionPlan, name: str) -> SessionWriter:
        identity = {"identity": whose.identity} if whose else {}
        origin = {"source": name} | about(plan) | identity
        opened = SessionWriter(folder / "sessions", origin, datetime.now())
        note_folder(whose, opened.folder, options.db)
        return opened

    measuring = options.assessments or AssessmentOptions(key, options.db)

    def assess(
        order: AssessmentOrder,
        recording: Recording,
        held: list[PoseHeld],
        landmarks: Path,
        name: str,
    ) -> AssessmentOutcome:
        hand = measuring.hand(recording, order.side)
        outcome = measuring.measured(order.protocol, recording, hand, held)
        try:
            outcome = measuring.kept(outcome, landmarks, name)
        except HandtrackError as e:  # the person sees what was measured all the same
            outcome = replace(outcome, unsaved=str(e))
        options.tell(outcome)
        return outcome

    exercises, protocols = tuple(load_all(options.library)), tuple(load_protocols())
    return Workplace(
        exercises=exercises,
        today=today,
        without_fingers=lambda plan: without_fingers(plan, options.missing),
        tools=tools,
        writer=writer,
        keep=lambda kept: keep_session(whose, kept, options.library, options.db),
        patient=whose,
        clip=source,
        ask=options.questions,
        stats=options.stats,
        record=options.record,
        assessment_tools=AssessmentTools(protocols, lambda: tracker_for(1), assess),
        desk=DeskTools(
            lambda: store_at(options.db, create=True),
            folder,
            exercises,
            protocols,
            logged_in(),
            lambda: datetime.now().astimezone(),
        ),
    )


def logged_in() -> str:
    """Name of who is logged in at this computer; "" where it has none."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def ask_password() -> None:
    """Ask for a new password of the therapist's desk, and set it."""
    from handtrack.errors import RecordError
    from handtrack.files import data_folder
    from handtrack.live.browser.desk.web.desk_password import PasswordFile, check_length

    def long_enough(text: str) -> str:
        try:
            check_length(text)
        except RecordError as e:
            raise typer.BadParameter(str(e)) from e
        return text

    kept = PasswordFile(data_folder())
    new = typer.prompt(
        "New password of the therapist's desk",
        hide_input=True,
        confirmation_prompt="Once more",
        value_proc=long_enough,
    )
    kept.set(new)
    typer.echo(f"The password is set. It is kept, salted and hashed, in {kept.path}.")
