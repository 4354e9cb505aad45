"""How wrong is an assessment? Films hands held in known poses, tracks and measures them.

    python -m validation.studies.assessments FOLDER [--hands N] [--days N] [--trials N]
        [--only SECTION ...]

Hands are of the test family. Each goes as far as chance says: the poses are a draw between most of
the way and all of it, so that no figure can be right by being the usual one.

Prints two tables: the error of every sort of figure against the commanded angles, beside what it
is wanted to be, and how often repeated assessments of one hand differ by more than the smallest
detectable change. Clips and landmarks stay in FOLDER and are not made again.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path

from handtrack.assessment.accuracy import motion_class
from handtrack.assessment.assess import assess
from handtrack.assessment.motions import motion_of
from handtrack.assessment.poses.find_poses import Mark, find_still_poses, marked_poses
from handtrack.assessment.protocol import find_protocol
from handtrack.assessment.rom_result import Assessment
from handtrack.errors import AssessmentError
from handtrack.landmarks import recording_file
from handtrack.records.change import ChangeVerdict, change
from handtrack.tracking.tracker import Tracker
from validation.render.clips.clip import ClipSpec, Performer
from validation.render.clips.render_clip import write_video
from validation.render.model.anthropometry import Family, random_shape
from validation.render.model.pose import full
from validation.render.scene.appearance import SKINS, Look
from validation.studies.assessment_tables import Taken, change_table, error_table, held_file
from validation.studies.held_poses import ACTS, commanded, course, ends_s, held, side_of

HELD = Path(__file__).parents[2] / "src/handtrack/assessment/accuracy.toml"
FPS = 10.0
HOLD_S, MOVE_S = 3.7, 0.8


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--hands", type=int, default=4)
    parser.add_argument("--days", type=int, default=3, help="another sway and noise, the same hand")
    parser.add_argument("--trials", type=int, default=1, help="how often each pose is held")
    parser.add_argument("--only", nargs="*", choices=ACTS, default=list(ACTS))
    parser.add_argument("--write", action="store_true", help=f"write {HELD.name}, of all")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    figures: list[Taken] = []
    changes: list[tuple[str, ChangeVerdict]] = []
    for section in options.only:
        for number in range(options.hands):
            days = range(options.days)
            made = [assessed(options.folder, section, number, d, options.trials) for d in days]
            for one in made:
                figures += list(truths(section, number, one))
            changes += list(differences(made))
    print(error_table(figures))
    if options.write:
        HELD.write_text(held_file(figures, options.hands), encoding="utf-8")
    print()
    print(change_table(changes))


def assessed(folder: Path, section: str, number: int, day: int, trials: int) -> Assessment:
    """One hand's assessment; poses that are not found are marked, which is said."""
    name = f"{section}-{number}-{day}-x{trials}"
    recording = recording_file.read(_tracked(folder, name, section, number, day, trials))
    side = side_of(number)
    hand = recording.hand(0, side)
    protocol = find_protocol("hand-basic")
    try:
        taken = find_still_poses(protocol, protocol.select_sections([section]), hand)
    except AssessmentError as e:
        print(f"{name}: marked, because: {str(e).partition(chr(10))[0]}")
        taken = marked_poses(protocol, _marks(section, trials), hand)
    return assess(recording, hand, protocol, taken)


def _marks(section: str, trials: int) -> list[Mark]:
    """When the poses are held, as a person who filmed them would mark them."""
    act, (names, *_) = (
        ACTS[section],
        (s.poses for s in find_protocol("hand-basic").select_sections([section])),
    )
    poses = [pose.id for pose in names] * trials
    ends = ends_s(act, len(poses), MOVE_S, HOLD_S)
    return [Mark(p, end_s - 1.4, end_s - 0.4) for p, end_s in zip(poses, ends, strict=True)]


def _tracked(folder: Path, name: str, section: str, number: int, day: int, trials: int) -> Path:
    """Film and track a clip, unless it was."""
    landmarks, video = folder / f"{name}.npz", folder / f"{name}.mp4"
    if landmarks.exists():
        return landmarks
    from handtrack.tracking.track_video import track_video

    if not video.exists():
        part = video.with_name(f"part-{name}.mp4")
        write_video(clip(name, section, number, day, trials), part)
        part.rename(video)
    track_video(video, _tracker(), landmarks)
    print(f"{name} filmed and tracked", flush=True)
    return landmarks


@cache
def _tracker() -> Tracker:
    from handtrack.tracking.open_tracker import open_tracker

    return open_tracker()


def clip(name: str, section: str, number: int, day: int, trials: int) -> ClipSpec:
    """A person who holds the poses, so many times."""
    act, row = ACTS[section], held(section, number)
    motion = course(act, row * trials, MOVE_S, HOLD_S, seed=100 * number + day)
    skin = sorted(SKINS)[number % len(SKINS)]
    look = Look(skin=skin, light="window", background="room", seed=100 * number + day)
    shape = random_shape(Family.TEST, number)
    performer = Performer(motion, act.camera, shape, side_of(number), look)
    return ClipSpec(name, (performer,), look, act.camera, motion.lasts_s, FPS)


def truths(section: str, number: int, found: Assessment) -> Iterable[Taken]:
    """Every angle of an assessment with what was commanded; distances have no truth here."""
    protocol = find_protocol("hand-basic")
    names = [pose.id for s in protocol.select_sections([section]) for pose in s.poses]
    kept = held(section, number)
    poses, zero = dict(zip(names, kept, strict=True)), full(kept[0])
    for figure in found.figures:
        motion = motion_of(figure.motion)
        if motion.unit != "deg" or not motion.measure:
            continue
        true = commanded(motion, full(poses[figure.pose]))
        if motion.relative:
            true -= commanded(motion, zero)
        row = (figure.value, figure.error, figure.label, true)
        yield Taken(figure.motion, number, *row)


def differences(made: Sequence[Assessment]) -> Iterable[tuple[str, ChangeVerdict]]:
    """What is said of each pair of assessments of one hand."""
    for before, after in combinations(made, 2):
        for figure in after.figures:
            other = before.figure(figure.motion)
            if other is None or other.value is None or figure.value is None:
                continue
            by = before.made_by, after.made_by
            yield motion_class(figure.motion), change(other, figure, by).verdict


if __name__ == "__main__":
    main()
