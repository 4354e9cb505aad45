"""Prototypes of exercises, and the Mahalanobis distance of a profile to them.

Prototypes are mean profiles of performances by synthetic hands, and by rendered hands where an
object hides a part of the hand; never of footage. The packaged file is written by
`validation/recognition/train_prototypes.py`. The distance (Mahalanobis 1936) weighs each number of
a profile by its variance over hands, cameras and tracker errors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from handtrack.definitions.exercise import Exercise
from handtrack.errors import RecordingError
from handtrack.landmarks.hand import Floats
from handtrack.recognition.families import family_key
from handtrack.recognition.profile import COLUMNS, LEVEL_COLUMNS

NO_EXERCISE = ""
"""Exercise id of a recording without an exercise."""
FILMED = "filmed"
"""Prefix of the kind of an example that was tracked in pictures."""
FREE_FORM = "freely"
"""Prefix of the kind of an example that varies what a family of exercises leaves free: it is a
prototype of each exercise of the family."""
TRACKER_SHARE = 0.3
"""Share of the tracker's error covariance that is added to that of the performances, which contain
simulated tracker error already."""
TRACKER_WHOLE = 0.8
"""Share of that covariance's off-diagonal that is kept: few clips, many numbers."""
FREE_VARIANCE = 10.0
"""Variance added to a number that is to have almost no weight; typical variances are 0.5."""
MIN_VARIANCE = 0.05
"""Least variance of a number of a profile."""


@dataclass(frozen=True, slots=True)
class Example:
    """Profile of one part of one performance.

    Parameters
    ----------
    exercise, movement : str
        Id and `family_key` of the exercise; `NO_EXERCISE` for none.
    kind : str
        Condition that changes the profile of an exercise, as the view: one prototype each.
    row : ndarray, shape (F,)
    """

    exercise: str
    movement: str
    kind: str
    row: Floats


@dataclass(frozen=True, slots=True)
class Prototypes:
    """K prototypes of profiles with F numbers.

    Parameters
    ----------
    exercises, movements, kinds : tuple of str, length K
        As in `Example`.
    means : ndarray, shape (K, F)
    precision : ndarray, shape (F, F)
        Inverse of the covariance within a prototype, shared by all.
    tracker : ndarray, shape (F, F)
        Second moments of the tracker's error in profiles, measured once.
    alike : tuple of (str, str)
        Pairs of movements that their profiles do not distinguish.
    """

    exercises: tuple[str, ...]
    movements: tuple[str, ...]
    kinds: tuple[str, ...]
    means: Floats
    precision: Floats
    tracker: Floats
    alike: tuple[tuple[str, str], ...] = ()

    def indistinguishable(self, movement: str, other: str) -> bool:
        """Whether two movements are the same or have indistinguishable profiles.

        Parameters
        ----------
        movement, other : str
            `family_key` of each.

        Returns
        -------
        bool
        """
        return movement == other or (movement, other) in self.alike

    def prototypes_of(self, exercises: Sequence[Exercise]) -> dict[str, list[int]]:
        """Indices of the prototypes of each exercise, by id; exercises without one are left out.

        An exercise of another library takes the prototypes of its family.
        """
        found = {exercise.id: self._of(exercise) for exercise in exercises}
        return {id: indices for id, indices in found.items() if indices}

    def _of(self, exercise: Exercise) -> list[int]:
        movement = family_key(exercise)
        same = [i for i, known in enumerate(self.movements) if known == movement]
        own = [i for i in same if self.exercises[i] == exercise.id]
        free = [i for i in same if self.kinds[i].startswith(FREE_FORM)]
        return sorted({*own, *free}) if own else same

    @property
    def without_levels(self) -> Prototypes:
        """The same prototypes with almost no weight on levels, so that movement decides.

        Postures and camera views of real hands vary more than those of synthetic ones.
        """
        free = np.zeros(len(COLUMNS))
        free[list(LEVEL_COLUMNS)] = FREE_VARIANCE
        return replace(self, precision=np.linalg.inv(np.linalg.inv(self.precision) + np.diag(free)))

    @property
    def filmed(self) -> list[Example]:
        """Prototypes that were tracked in pictures, as examples."""
        each = zip(self.exercises, self.movements, self.kinds, self.means, strict=True)
        return [Example(*known) for known in each if known[2].startswith(FILMED)]

    def extended_with(self, examples: Sequence[Example]) -> Prototypes:
        """Add one prototype for each kind of example; the covariance is unchanged."""
        kinds = _kinds(examples)
        if not kinds:
            return self
        exercises, movements, names = zip(*kinds, strict=True)
        return replace(
            self,
            exercises=self.exercises + exercises,
            movements=self.movements + movements,
            kinds=self.kinds + names,
            means=np.concatenate([self.means, [np.mean(rows, axis=0) for rows in kinds.values()]]),
        )

    def distances(self, rows: Floats, known: Mapping[str, list[int]]) -> dict[str, Floats]:
        """Squared Mahalanobis distance to the nearest prototype of each exercise and of none.

        Parameters
        ----------
        rows : ndarray, shape (N, F)
            Profiles.
        known : mapping of str to list of int
            From `prototypes_of`.

        Returns
        -------
        dict of str to ndarray, shape (N,)
            By exercise id and `NO_EXERCISE`.
        """
        weighed, means = rows @ self.precision, self.means
        own = np.einsum("kf,kf->k", means @ self.precision, means)
        squared = (weighed * rows).sum(axis=1)[:, None] - 2 * weighed @ means.T + own
        squared = np.maximum(squared, 0.0)
        idle = [i for i, exercise in enumerate(self.exercises) if exercise == NO_EXERCISE]
        return {
            id: squared[:, which].min(axis=1) for id, which in {**known, NO_EXERCISE: idle}.items()
        }


def fit_prototypes(examples: Sequence[Example], tracker: Floats) -> Prototypes:
    """Fit prototypes and their shared covariance to examples.

    Parameters
    ----------
    examples : sequence of Example
    tracker : ndarray, shape (F, F)
        Second moments of the tracker's error, as in `Prototypes`.

    Returns
    -------
    Prototypes
    """
    kinds = _kinds(examples)
    means = np.array([np.mean(rows, axis=0) for rows in kinds.values()])
    spreads = [
        np.mean([np.outer(row - mean, row - mean) for row in rows], axis=0)
        for rows, mean in zip(kinds.values(), means, strict=True)
    ]
    error = TRACKER_WHOLE * tracker + (1 - TRACKER_WHOLE) * np.diag(np.diag(tracker))
    covariance = (
        np.mean(spreads, axis=0) + TRACKER_SHARE * error + MIN_VARIANCE * np.eye(len(COLUMNS))
    )
    return Prototypes(
        tuple(exercise for exercise, _, _ in kinds),
        tuple(movement for _, movement, _ in kinds),
        tuple(kind for _, _, kind in kinds),
        means,
        np.linalg.inv(covariance),
        tracker,
    )


def _kinds(examples: Sequence[Example]) -> dict[tuple[str, str, str], list[Floats]]:
    """Profiles of each exercise, movement and kind."""
    kinds: dict[tuple[str, str, str], list[Floats]] = {}
    for example in examples:
        kinds.setdefault((example.exercise, example.movement, example.kind), []).append(example.row)
    return kinds


def write(path: Path, prototypes: Prototypes) -> None:
    """Write a file of prototypes.

    Parameters
    ----------
    path : Path
        NumPy archive (.npz); an existing file is replaced.
    prototypes : Prototypes
    """
    np.savez_compressed(
        path,
        columns=np.array(COLUMNS),
        exercises=np.array(prototypes.exercises),
        movements=np.array(prototypes.movements),
        kinds=np.array(prototypes.kinds),
        means=prototypes.means.astype(np.float32),
        precision=prototypes.precision.astype(np.float32),
        tracker=prototypes.tracker.astype(np.float32),
        alike=np.array(prototypes.alike, dtype=str).reshape(-1, 2),
    )


def read(path: Path) -> Prototypes:
    """Read a file of prototypes.

    Raises
    ------
    RecordingError
        Its profiles have other columns than `COLUMNS`.
    """
    with np.load(path, allow_pickle=False) as data:
        if tuple(data["columns"].tolist()) != COLUMNS:
            raise RecordingError(
                f"{path} holds prototypes of another version of handtrack; make them anew with "
                "'python -m validation.recognition.train_prototypes'."
            )
        return Prototypes(
            tuple(data["exercises"].tolist()),
            tuple(data["movements"].tolist()),
            tuple(data["kinds"].tolist()),
            data["means"].astype(np.float64),
            data["precision"].astype(np.float64),
            data["tracker"].astype(np.float64),
            tuple((str(a), str(b)) for a, b in data["alike"]),
        )


def packaged_path() -> Path:
    """Path of the packaged prototypes."""
    return Path(str(files("handtrack.recognition") / "prototypes.npz"))


@cache
def packaged() -> Prototypes:
    """Packaged prototypes, read once."""
    return read(packaged_path())
