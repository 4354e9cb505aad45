"""`handtrack measure`: range of motion from still poses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handtrack.cli.clip_options import tell_source
from handtrack.cli.options import (
    AsJson,
    Db,
    HandModel,
    Language,
    NoBrowser,
    Port,
    TrackerOption,
    When,
    Without,
    left_out,
    moment,
    side,
    tracker_choice,
)
from handtrack.landmarks.free_text import printable_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from handtrack.assessment.norms import NormSet
    from handtrack.assessment.poses.find_poses import Mark
    from handtrack.assessment.poses.hold_detector import PoseHeld
    from handtrack.assessment.protocol import Protocol, Section
    from handtrack.cli.assessment_tools import AssessmentOptions
    from handtrack.landmarks.hand import Hand
    from handtrack.landmarks.recording import Recording
    from handtrack.live.assessment.assessment_order import AssessmentOrder, AssessmentOutcome
    from handtrack.tracking.open_tracker import TrackerChoice


def measure(
    source: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A recorded clip, or its landmarks (.npz). Default: the browser guides you.",
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
        bool,
        typer.Option("--live", help="The browser guides you; with --source a clip plays."),
    ] = False,
    language: Language = None,
    as_json: AsJson = False,
    db: Db = None,
    no_browser: NoBrowser = False,
    port: Port = 0,
) -> None:
    """Measure range of motion from still poses, guided in the browser or in a clip.

    A protocol says which poses, from which side, how often. Each is held still for 3 seconds, the
    healthy hand first.
    """
    from handtrack.assessment.norms import select_norm_sets
    from handtrack.assessment.poses.find_poses import find_still_poses as find_poses
    from handtrack.assessment.protocol import find_protocol
    from handtrack.cli.assessment_tools import AssessmentOptions
    from handtrack.files import temporary_folder
    from handtrack.live.assessment.assessment_order import AssessmentOrder

    guided = live or source is None
    if guided and mark:
        wrong = "poses are marked in a clip; when you are guided they are found."
        raise typer.BadParameter(wrong, param_hint="--mark")
    at = moment(when)
    wanted = find_protocol(protocol)
    sections = wanted.select_sections(only or [])
    marks = [_mark(text) for text in mark or []]
    sets = select_norm_sets(norms or ["e-hand"])
    own = side(hand) if hand is not None else None
    choice = tracker_choice(model, tracker)
    options = AssessmentOptions(patient, db, left_out(without), assisted, pain, at)
    options.check()

    tell = _teller(as_json, sets, strickland)
    if guided:
        order = AssessmentOrder(wanted, sections, own)
        _guide(options, choice, order, tell, source, language, not no_browser, port)
        return
    assert source
    with temporary_folder() as place:
        recording, landmarks = _landmarks(source, place, choice)
        tell_source(str(source), recording)
        moving = options.hand(recording, own)
        marked = marks and _marked(wanted, sections, marks, moving)
        held = marked or find_poses(wanted, sections, moving)
        outcome = options.measured(wanted, recording, moving, held)
        outcome = options.kept(outcome, landmarks, printable_name(source.name))
    tell(outcome)
    if outcome.empty:
        raise typer.Exit(1)


def _teller(
    as_json: bool, sets: Sequence[NormSet], strickland: bool
) -> Callable[[AssessmentOutcome], None]:
    """A function that prints what an assessment came to."""

    def tell(outcome: AssessmentOutcome) -> None:
        for text in outcome.doubts:
            typer.echo(f"Are these the right poses? {text}", err=True)
        if as_json:
            from handtrack.cli.output.format import json_text

            typer.echo(json_text(outcome.found))
        else:
            from handtrack.cli.output.assessment_tables import assessment_view
            from handtrack.cli.output.console import stdout

            history, record = outcome.history, outcome.record
            stdout().print(assessment_view(outcome.found, history, record, sets, strickland))

    return tell


def _guide(
    options: AssessmentOptions,
    choice: TrackerChoice,
    order: AssessmentOrder,
    tell: Callable[[AssessmentOutcome], None],
    source: Path | None,
    language: str | None,
    browser: bool,
    port: int,
) -> None:
    """Take the person through the poses on a page, which shows the results, too."""
    from handtrack.cli.app_tools import AppOptions, run_app
    from handtrack.cli.plan_options import missing_fingers_by_item
    from handtrack.cli.session_records import patient_of
    from handtrack.cli.session_tools import check_language
    from handtrack.files import data_folder

    check_language(language)
    known = patient_of(options.patient, options.db, data_folder() / "sessions")
    missing = missing_fingers_by_item(options.without, options.patient, options.db)
    app = AppOptions(choice, known, options.db, None, missing, assessments=options, tell=tell)
    run_app(app, source, language, browser, port, order)


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
