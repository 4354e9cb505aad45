"""Evidence of stretches of recordings, real ones and synthetic ones, with what they truly show."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import load_all
from handtrack.landmarks.hand import Floats
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.recording_file import read
from handtrack.recognition.confidence import evidence_rows
from handtrack.recognition.evidence import Stretch, gather_evidence
from handtrack.recognition.families import family_key
from handtrack.recognition.prototypes import packaged as prototypes
from handtrack.recognition.segments import searchable_exercises
from handtrack.recognition.windows import change_points, profile_windows
from validation.recognition.performances import NONE, Take, idle_takes, takes_of
from validation.render.model.anthropometry import Family

SEED, EACH, IDLE = 5, 2, 12
"""Synthetic performances of each exercise and of each kind of none: others than those of which the
prototypes are made."""


@dataclass(frozen=True, slots=True)
class CountedRecording:
    """A real recording and what an eye saw in it; no exercise for none."""

    name: str
    person: str
    track: Path
    exercises: tuple[str, ...]
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Case:
    """A stretch to learn from: the weighed numbers of each answer, which are right, and its weight.

    Parameters
    ----------
    rows : ndarray, shape (K, len(WEIGHTS))
    right : ndarray, shape (K,)
    """

    person: str
    rows: Floats
    right: np.ndarray
    weight: float


def counted_recordings(folder: Path) -> list[CountedRecording]:
    """Read what an eye saw."""
    entries = json.loads((folder / "counts.json").read_text(encoding="utf-8"))
    known = {exercise.id for exercise in load_all()}
    return [
        CountedRecording(
            entry["name"],
            entry["person"],
            folder / "tracks" / entry["track"],
            tuple(id for id in entry["exercise"] if id in known),
            -np.inf if entry["start_s"] is None else float(entry["start_s"]),
            np.inf if entry["end_s"] is None else float(entry["end_s"]),
        )
        for entry in entries
    ]


def real_cases(told: CountedRecording) -> list[Case]:
    """The stretches of a recording of which it is known what they show."""
    found = []
    for stretch in stretches(read(told.track), load_all()):
        both_s = min(stretch.end_s, told.end_s) - max(stretch.start_s, told.start_s)
        if both_s > (stretch.end_s - stretch.start_s) / 2:
            found.append(_case(f"{told.person}\n{told.name}", stretch, told.exercises))
    return found


def synthetic_cases(exercise: Exercise | None) -> list[Case]:
    """Stretches of synthetic performances of an exercise, or of none."""
    if exercise is None:
        takes: list[Take] = list(idle_takes(IDLE, SEED, Family.TRAIN))
    else:
        takes = list(takes_of(exercise, 1, SEED, Family.TRAIN))
        chosen = np.random.default_rng(SEED).permutation(len(takes))[:EACH]
        takes = [takes[i] for i in sorted(chosen)]
    found = []
    for take in takes:
        shown = () if take.exercise == NONE else (take.exercise,)
        found += [_case("", s, shown) for s in stretches(take.recording, load_all())]
    return found


def stretches(recording: Recording, exercises: Sequence[Exercise]) -> list[Stretch]:
    """The evidence in each stretch into which a recording is cut."""
    looked_for = searchable_exercises(recording, exercises, prototypes())
    windows = profile_windows(recording, prototypes(), prototypes().prototypes_of(looked_for))
    if windows is None or not windows.moving.any():
        return []
    found = change_points(recording, windows, looked_for)
    return [gather_evidence(recording, windows, looked_for, *cut) for cut in found]


def _case(person: str, stretch: Stretch, exercises: Iterable[str]) -> Case:
    known = {exercise.id: exercise for exercise in load_all()}
    shown = {family_key(known[id]) for id in exercises}
    right = [family_key(tried.exercise) in shown for tried in stretch.candidates]
    return Case(person, np.array(evidence_rows(stretch)), np.array([*right, not shown]), 1.0)


def synthetic_jobs() -> list[Exercise | None]:
    """Every exercise several times, and None for hands that do none."""
    return [None, *load_all()]
