"""`handtrack measure`: range of motion from still poses."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handtrack.cli.clip_options import tell_source
from handtrack.cli.options import (
    AsJson,
    Camera,
    Db,
    HandModel,
    TrackerOption,
    When,
    Without,
    left_out,
    moment,
    side,
    store_at,
    tracker_choice,
)
from handtrack.landmarks.free_text import printable_name

if TYPE_CHECKING:
    from handtrack.assessment.poses.find_poses import Mark
    from handtrack.assessment.poses.hold_detector import PoseHeld
    from handtrack.assessment.protocol import Protocol, Section
    from handtrack.assessment.rom_result import Assessment
    from handtrack.landmarks.hand import Hand, Side
    from handtrack.landmarks.recording import Recording
    from handtrack.records.store.store import Store
    from handtrack.records.values import AssessmentRecord, History
    from handtrack.tracking.open_tracker import TrackerChoice


def measure(
    source: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A recorded clip, or its landmarks (.npz). Default: you are guided at the camera.",
            show_default=False,
        ),
    ] = None,
    patient: Annotated[
        str | None, typer.Option(metavar="ID", help="Keep the assessment for this patient.")
    ] = None,
    protocol: Annotated[
        str, typer.Option(metavar="ID", help="Which protocol: an id, or a .toml file.")
    ] = "hand-basic",
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="SECTION", help="Only this section; may be given several times."),
    ] = None,
    mark: Annotated[
        list[str] | None,
        typer.Option(
            metavar="POSE=FROM-TO",
            help="Seconds in which a pose is held, as full_fist=4-5; once a trial. Default: poses "
            "are found by stillness and order.",
        ),
    ] = None,
    hand: Annotated[
        str | None,
        typer.Option(metavar="left|right", help="Whose hand: the subject's own. Default: as seen."),
    ] = None,
    without: Without = None,
    assisted: Annotated[
        bool, typer.Option("--assisted", help="The joints were moved with help, not actively.")
    ] = False,
    when: When = None,
    pain: Annotated[
        int | None, typer.Option(min=0, max=10, metavar="0-10", help="Pain during it.")
    ] = None,
    norms: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Norms to compare with: e-hand, AAOS, AMA."),
    ] = None,
    strickland: Annotated[
        bool,
        typer.Option("--strickland", help="Grade whole fingers (ASSH, Strickland): for tendons."),
    ] = False,
    model: HandModel = None,
    tracker: TrackerOption = None,
    live: Annotated[
        bool, typer.Option("--live", help="Be guided; with --source the clip plays the camera.")
    ] = False,
    camera: Camera = None,
    language: Annotated[
        str, typer.Option(metavar="en|de", help="Of what is said and shown, when guided.")
    ] = "en",
    sound: Annotated[bool, typer.Option(help="Tones and spoken words, when guided.")] = True,
    as_json: AsJson = False,
    db: Db = None,
) -> None:
    """Measure range of motion from still poses, guided at the camera or in a clip.

    A protocol says which poses, from which side, how often. Each is held still for 3 seconds, the
    healthy hand first.
    """
    from handtrack.assessment.assess import assess
    from handtrack.assessment.norms import select_norm_sets
    from handtrack.assessment.poses.find_poses import find_still_poses as find_poses
    from handtrack.assessment.poses.order_check import order_faults
    from handtrack.assessment.protocol import find_protocol
    from handtrack.assessment.rom_result import AssessmentMode
    from handtrack.landmarks.recording import choose_slot

    guided = live or source is None
    if guided and mark:
        wrong = "poses are marked in a clip; when you are guided they are found."
        raise typer.BadParameter(wrong, param_hint="--mark")
    from handtrack.files import temporary_folder

    at = moment(when)
    wanted = find_protocol(protocol)
    sections = wanted.select_sections(only or [])
    marks = [_mark(text) for text in mark or []]
    sets = select_norm_sets(norms or ["e-hand"])
    own = side(hand) if hand is not None else None
    lacks = left_out(without)
    choice = tracker_choice(model, tracker)
    with contextlib.ExitStack() as stack:
        store = stack.enter_context(store_at(db)) if patient is not None else None
        key = store.patient(patient or "").key if store else ""
        place = stack.enter_context(temporary_folder())
        taken: list[PoseHeld] = []
        if guided:
            landmarks = place / "recording.npz"
            recording, taken = _guided(
                stack, source, camera, sound, language, choice, wanted, sections, own, landmarks
            )
        else:
            assert source
            recording, landmarks = _landmarks(source, place, choice)
            tell_source(str(source), recording)
        slot, used = choose_slot(recording, own)
        if lacks is None:
            lacks = store.patient(key).lacks(used) if store else ()
        moving = replace(recording.hand(slot, used), without=lacks)
        if guided or marks:
            taken = taken if guided else _marked(wanted, sections, marks, moving)
            for text in order_faults(wanted, moving, taken):
                typer.echo(f"Are these the right poses? {text}", err=True)
        else:
            taken = find_poses(wanted, sections, moving)
        manner = AssessmentMode.ASSISTED if assisted else AssessmentMode.ACTIVE
        found = assess(recording, moving, wanted, taken, manner)
        empty = all(figure.value is None for figure in found.figures)
        history, record = _kept(
            None if empty else store,
            key,
            at,
            found,
            pain,
            landmarks,
            printable_name(source.name) if source else "camera",
        )
    if as_json:
        from handtrack.cli.output.format import json_text

        typer.echo(json_text(found))
    else:
        from handtrack.cli.output.assessment_tables import assessment_view
        from handtrack.cli.output.console import stdout

        stdout().print(assessment_view(found, history, record, sets, strickland))
    if empty:
        raise typer.Exit(1)


def _guided(
    stack: contextlib.ExitStack,
    source: Path | None,
    camera: int | None,
    sound: bool,
    language: str,
    choice: TrackerChoice,
    protocol: Protocol,
    sections: tuple[Section, ...],
    hand: Side | None,
    path: Path,
) -> tuple[Recording, list[PoseHeld]]:
    """Take the person through the poses."""
    from handtrack.assessment.protocol import pose_requests
    from handtrack.cli.session_tools import open_feed, spoken
    from handtrack.live.audio.sound import Sound
    from handtrack.live.guided_assessment import GuidedAssessment
    from handtrack.live.screen.window import Window
    from handtrack.tracking.open_tracker import open_tracker

    said = spoken(language)
    tracker = open_tracker(choice)
    feed, _ = open_feed(stack, source, camera)
    size_px = (1280, 720)
    window = Window(size_px, full_screen=False)
    stack.callback(window.close)
    noise = Sound(sound, sound, language)
    stack.callback(noise.close)
    wanted = pose_requests(protocol, sections)
    return GuidedAssessment(
        feed, tracker, window, noise, protocol, wanted, hand, path, said, size_px
    ).run()


def _mark(text: str) -> Mark:
    from handtrack.assessment.poses.find_poses import Mark
    from handtrack.cli.object_options import interval

    pose, there, times = text.partition("=")
    if not there:
        wrong = f"'{text}' marks no pose; write POSE=FROM-TO, as full_fist=4-5."
        raise typer.BadParameter(wrong, param_hint="--mark")
    return Mark(pose.strip(), *interval(times, "--mark"))


def _landmarks(source: Path, place: Path, choice: TrackerChoice) -> tuple[Recording, Path]:
    """The landmarks of a clip, and the file that holds them."""
    from handtrack.batch.jobs import RECORDING_SUFFIXES
    from handtrack.landmarks.recording_file import read

    if source.suffix in RECORDING_SUFFIXES:
        return read(source), source
    from handtrack.cli.output.progress import frames_bar
    from handtrack.tracking.open_tracker import open_tracker
    from handtrack.tracking.track_video import track_video

    target = place / "recording.npz"
    tracker = open_tracker(choice)
    with frames_bar(source.name) as progress:
        return track_video(source, tracker, target, progress), target


def _marked(
    protocol: Protocol, sections: tuple[Section, ...], marks: list[Mark], hand: Hand
) -> list[PoseHeld]:
    from handtrack.assessment.poses.find_poses import marked_poses
    from handtrack.errors import AssessmentError

    taken = marked_poses(protocol, marks, hand)
    wanted = {section.id for section in sections}
    other = next((one.request for one in taken if one.request.section.id not in wanted), None)
    if other:
        raise AssessmentError(
            f"{other.pose.id} is marked, but belongs to the section {other.section.id}, which "
            "--only leaves out."
        )
    return taken


def _kept(
    store: Store | None,
    key: str,
    at: datetime,
    found: Assessment,
    pain: int | None,
    landmarks: Path,
    name: str,
) -> tuple[History | None, AssessmentRecord | None]:
    """Keep the assessment; the patient's history with it, and its record."""
    if store is None:
        return None, None
    from handtrack.records.values import FileKind, NewFile

    files = [NewFile(landmarks, FileKind.LANDMARKS, name)]
    number = store.add_assessment(key, at, found, pain, files)
    history = store.history(key)
    return history, next(record for record in history.assessments if record.id == number)
