"""Prototypes: what each exercise looks like when it is done, and how near a stretch comes to one.

They are made from performances of synthetic hands, and of rendered ones where a thing in the hand
hides a part of it; never from footage. `validation/prototypes.py` makes the packaged file anew.
Near is measured as Mahalanobis did (1936): a number of the profile weighs as much as it can be
relied upon, after what hands, cameras and trackers do to it.
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
"""Stands for an exercise where none is done."""
FILMED = "filmed"
"""How the kind of an example begins that a tracker read off pictures."""
FREE_FORM = "freely"
"""How the kind of an example begins that shows what exercises of one movement leave free: it speaks
for each of them."""
TRACKER_SHARE = 0.3
"""How much of the tracker's own error is added to the spread of the performances, which are
disturbed already."""
TRACKER_WHOLE = 0.8
"""How much of that error's correlations is believed: few clips tell about many numbers."""
FREE_VARIANCE = 10.0
"""Variance of a number that shall say next to nothing; of those that tell something it is 0.5."""
MIN_VARIANCE = 0.05
"""No number of a profile is relied upon beyond this variance."""


@dataclass(frozen=True, slots=True)
class Example:
    """The profile of one stretch of one performance.

    Parameters
    ----------
    exercise, movement : str
        Id and `family_key` of what is done; `NONE` for none.
    kind : str
        What makes stretches of one exercise look different, as the view: a prototype each.
    row : ndarray, shape (F,)
    """

    exercise: str
    movement: str
    kind: str
    row: Floats


@dataclass(frozen=True, slots=True)
class Prototypes:
    """Of K prototypes, with profiles of F numbers.

    Parameters
    ----------
    exercises, movements, kinds : tuple of str, length K
        Of `Example`.
    means : ndarray, shape (K, F)
    precision : ndarray, shape (F, F)
        Inverse of the covariance within a prototype, shared by all.
    tracker : ndarray, shape (F, F)
        Second moments of what a tracker changes in profiles, as it was measured once.
    alike : tuple of (str, str)
        Pairs of movements that were found not to be told apart by their profiles.
    """

    exercises: tuple[str, ...]
    movements: tuple[str, ...]
    kinds: tuple[str, ...]
    means: Floats
    precision: Floats
    tracker: Floats
    alike: tuple[tuple[str, str], ...] = ()

    def indistinguishable(self, movement: str, other: str) -> bool:
        """Whether two movements are the same, or look the same."""
        return movement == other or (movement, other) in self.alike

    def prototypes_of(self, exercises: Sequence[Exercise]) -> dict[str, list[int]]:
        """Which prototypes speak for each of these exercises, by id, if any do.

        An exercise of another library is known by one that asks for the same movement.
        """
        found = {exercise.id: self._of(exercise) for exercise in exercises}
        return {id: which for id, which in found.items() if which}

    def _of(self, exercise: Exercise) -> list[int]:
        movement = family_key(exercise)
        same = [i for i, known in enumerate(self.movements) if known == movement]
        own = [i for i in same if self.exercises[i] == exercise.id]
        free = [i for i in same if self.kinds[i].startswith(FREE_FORM)]
        return sorted({*own, *free}) if own else same

    @property
    def by_movement(self) -> Prototypes:
        """The same, with hardly a weight on where the hand is: only how it moves counts.

        Real hands hold themselves in more ways than synthetic ones, and are seen from more sides.
        """
        free = np.zeros(len(COLUMNS))
        free[list(LEVEL_COLUMNS)] = FREE_VARIANCE
        return replace(self, precision=np.linalg.inv(np.linalg.inv(self.precision) + np.diag(free)))

    @property
    def filmed(self) -> list[Example]:
        """The prototypes that were read off pictures, as examples."""
        each = zip(self.exercises, self.movements, self.kinds, self.means, strict=True)
        return [Example(*known) for known in each if known[2].startswith(FILMED)]

    def extended_with(self, examples: Sequence[Example]) -> Prototypes:
        """Give these prototypes and one of each kind of some examples; what may vary stays."""
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
        """Squared distances of profiles to the nearest prototype of each exercise and of none.

        Parameters
        ----------
        rows : ndarray, shape (N, F)

        Returns
        -------
        dict of str to ndarray, shape (N,)
            By the exercise's id, and `NONE`.
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
    """Make prototypes of examples.

    Parameters
    ----------
    examples : sequence of Example
    tracker : ndarray, shape (F, F)
        See `Prototypes`.
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
    """The profiles of each exercise, movement and kind."""
    kinds: dict[tuple[str, str, str], list[Floats]] = {}
    for example in examples:
        kinds.setdefault((example.exercise, example.movement, example.kind), []).append(example.row)
    return kinds


def write(path: Path, prototypes: Prototypes) -> None:
    """Write a file of prototypes."""
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
        It is of profiles of another make.
    """
    with np.load(path, allow_pickle=False) as data:
        if tuple(data["columns"].tolist()) != COLUMNS:
            raise RecordingError(
                f"{path} holds prototypes of another version of handtrack; make them anew with "
                "'python validation/prototypes.py'."
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
    """Where handtrack's own prototypes are."""
    return Path(str(files("handtrack.recognition") / "prototypes.npz"))


@cache
def packaged() -> Prototypes:
    """Handtrack's own prototypes, read once."""
    return read(packaged_path())
