"""From clips to the report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

import numpy as np

import handtrack
from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import load_all
from handtrack.errors import ObjectError
from handtrack.events import Status
from handtrack.landmarks.recording import Recording
from handtrack.scoring.results import ExerciseResult
from handtrack.scoring.score import score
from handtrack.tracking.model_file import MODEL_SHA256
from handtrack.tracking.open_tracker import DEFAULT_TRACKER
from validation.evaluate.acceptance_limits import bars
from validation.evaluate.clips import Clip, Made, Placement
from validation.evaluate.exact_joints import on_exact_joints, recording_of
from validation.evaluate.object_prompt import object_prompt
from validation.evaluate.recognition import hands_to_recognise, recognised, recognition_bars
from validation.evaluate.report_values import OTHERS, Cross, OtherExercises, ValidationReport
from validation.evaluate.score_clip import Outcome, score_clip
from validation.evaluate.tables_from_clips import group, verified, without_camera_warning
from validation.evaluate.tracks import Tracks
from validation.evaluate.trust import handedness_trust

NAMES: Mapping[Placement, str] = {
    Placement.PRESCRIBED: "prescribed placement",
    Placement.OFF: "off placement",
    Placement.MODEL: "hands of another model",
}
Say = Callable[[str], None]


def track_beforehand(clips: Sequence[Clip], folder: Path, workers: int | None = None) -> None:
    """Track clips in all the ways that the report asks for, as many at once as there are cores.

    Parameters
    ----------
    clips : sequence of Clip
    folder : Path
        Of `Tracks`; what lies there already is not tracked again.
    workers : int, optional
        Number of processes.
    """
    with get_context("spawn").Pool(workers) as pool:
        pool.map(partial(_track, folder), clips, 1)


def _track(folder: Path, clip: Clip) -> None:
    tracks, library = Tracks(folder, threads=1), load_all()
    shown = [exercise for exercise in library if exercise.id in clip.exercises]
    for exercise in shown:
        _tracked(clip, exercise, tracks)
    if clip.placement is Placement.PRESCRIBED:
        tracks.of(clip.video)
    if clip.placement is Placement.NEGATIVE:
        for hands in {exercise.hands for exercise in library}:
            tracks.of(clip.video, hands)
    elif shown:
        tracks.of(clip.video, hands_to_recognise(shown))


def outcomes_of(clips: Sequence[Clip], tracks: Tracks, say: Say) -> list[Outcome]:
    """Score every clip as each exercise it shows."""
    library = {exercise.id: exercise for exercise in load_all()}
    found = []
    for number, clip in enumerate(clips, 1):
        wanted = [library[e] for e in clip.exercises if e in library]
        say(f"{number}/{len(clips)} {clip.name}")
        found += [score_clip(clip, _tracked(clip, e, tracks), e) for e in wanted]
    return found


def _tracked(clip: Clip, exercise: Exercise, tracks: Tracks) -> Recording:
    """The clip tracked, its object made known where there is one that stands out."""
    told = object_prompt(clip, exercise)
    if told is not None:
        with suppress(ObjectError):
            return tracks.of(clip.video, exercise.hands, told)
    return tracks.of(clip.video, exercise.hands)


def report(clips: Sequence[Clip], outcomes: Sequence[Outcome], tracks: Tracks) -> ValidationReport:
    """Make all tables but those of real hands and of the short set."""
    placed = {p: [o for o in outcomes if o.clip.placement is p] for p in NAMES}
    groups = {p: group(NAMES[p], some) for p, some in placed.items() if some}
    sure = (
        group("", without_camera_warning(placed[Placement.OFF]))
        if Placement.OFF in groups
        else None
    )
    negative = negatives(clips, tracks)
    cross, crossed = others(clips, tracks)
    named = recognised(clips, tracks)
    alone = group("", verified(placed[Placement.PRESCRIBED]))
    promised = bars(groups[Placement.PRESCRIBED], groups.get(Placement.OFF), sure, negative, alone)
    return ValidationReport(
        schema=1,
        clips=len(clips),
        made_by=made_by(),
        bars=(*promised, *recognition_bars(named)),
        groups=tuple(groups.values()),
        negatives=(*negative, cross),
        cross=crossed,
        real=(),
        short=None,
        recognised=named,
        perfect=on_exact_joints([c for c in clips if c.placement is Placement.PRESCRIBED]),
        called=handedness_trust(outcomes, tracks),
    )


def made_by() -> dict[str, str]:
    """Versions of all that the figures depend on."""
    engine, of_engine = DEFAULT_TRACKER.engine.version.split()
    return {
        "handtrack": handtrack.__version__,
        engine: of_engine,
        "model": MODEL_SHA256[:12],
        "poseaudit": version("poseaudit"),
    }


def negatives(clips: Sequence[Clip], tracks: Tracks) -> tuple[OtherExercises, ...]:
    """Clips without an exercise, scored as every one of the library."""
    kinds: dict[str, list[Clip]] = {}
    for clip in clips:
        if clip.placement is Placement.NEGATIVE:
            kinds.setdefault(clip.movement.replace("_", " "), []).append(clip)
    library = load_all()
    hands = {exercise.hands for exercise in library}

    def results(some: Sequence[Clip]) -> list[ExerciseResult]:
        seen = [{n: tracks.of(clip.video, n) for n in hands} for clip in some]
        return [score(recording[e.hands], e).result for recording in seen for e in library]

    def really(some: Sequence[Clip]) -> int:
        true = [recording_of(clip) for clip in some if np.isfinite(clip.px).any()]
        return sum(score(joints, e).result.summary.valid for joints in true for e in library)

    return tuple(
        replace(_negative(kind, results(some), len(some)), really=really(some))
        for kind, some in sorted(kinds.items())
    )


def others(clips: Sequence[Clip], tracks: Tracks) -> tuple[OtherExercises, tuple[Cross, ...]]:
    """Clips of an exercise, prescribed placement, scored as all the others."""
    results: list[ExerciseResult] = []
    counted: dict[tuple[str, str], list[int]] = {}
    made: dict[str, int] = {}
    library = load_all()
    shown = [c for c in clips if c.placement is Placement.PRESCRIBED]
    for clip in shown:
        recording = tracks.of(clip.video)
        made[clip.movement] = made.get(clip.movement, 0) + clip.count(Made.FULL)
        for exercise in library:
            if exercise.id in clip.exercises:
                continue
            result = score(recording, exercise).result
            results.append(result)
            counted.setdefault((clip.movement, exercise.title), []).append(result.summary.valid)
    rows = tuple(
        Cross(movement, title, len(valid), sum(valid), made[movement])
        for (movement, title), valid in sorted(counted.items())
        if sum(valid)
    )
    return _negative(OTHERS, results, len(shown)), rows


def _negative(name: str, results: Sequence[ExerciseResult], clips: int) -> OtherExercises:
    statuses = [r.status for result in results for r in result.repetitions]
    return OtherExercises(
        name=name,
        clips=clips,
        scorings=len(results),
        minutes=round(sum(r.duration_s for r in results) / 60, 2),
        ghosts=statuses.count(Status.VALID),
        attempts=len(statuses) - statuses.count(Status.VALID),
    )


def write(path: Path, text: str) -> None:
    """Write a text file, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
