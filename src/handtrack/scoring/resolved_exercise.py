"""An exercise as one person does it: with the object, fingers and range of a calibration."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.missing_fingers import without_fingers
from handtrack.landmarks.geometry import ForearmLine
from handtrack.landmarks.hand import Floats, Hand
from handtrack.verifiers.calibration import Calibration
from handtrack.verifiers.interface import Counter
from handtrack.verifiers.registry import counter_for
from handtrack.verifiers.signals import in_blocks


@dataclass(frozen=True, slots=True)
class ResolvedExercise:
    """An exercise with all that depends on the person decided.

    Parameters
    ----------
    exercise : Exercise
        Counted by the object that was followed, if any; without the fingers that are left out, and
        done with the finger that was chosen.
    calibration : Calibration
        Decides these, and holds the person's own range.
    counter : Counter
        Counts the exercise.
    """

    exercise: Exercise
    calibration: Calibration
    counter: Counter

    @classmethod
    def of(cls, exercise: Exercise, calibration: Calibration) -> ResolvedExercise:
        """Resolve an exercise by a calibration.

        Parameters
        ----------
        exercise : Exercise
            As its file has it.
        calibration : Calibration
            Of this exercise.

        Returns
        -------
        ResolvedExercise

        Raises
        ------
        ExerciseError
            It cannot be done without the fingers that are left out, or with the finger chosen.
        """
        exercise = without_fingers(
            exercise.with_followed_object(calibration.object), calibration.without
        )
        if calibration.finger:
            exercise = exercise.with_finger(calibration.finger)
        return cls(exercise, calibration, counter_for(exercise))

    def calibrated(self, calibration: Calibration) -> ResolvedExercise:
        """The same with another range, of the same object and fingers."""
        return replace(self, calibration=calibration)

    @property
    def forearm(self) -> ForearmLine | None:
        """The forearm's line that angles of the wrist are measured against; None without one."""
        return self.calibration.forearm.line if self.calibration.forearm else None


@dataclass(frozen=True, slots=True)
class Readings:
    """What an exercise is counted by, read off a whole recording.

    Parameters
    ----------
    resolved : ResolvedExercise
        With the range that these readings show, or one taken beforehand.
    raw, signal : ndarray, shape (N,) or (N, K)
        As it was read, and filtered.
    """

    resolved: ResolvedExercise
    raw: Floats
    signal: Floats

    @classmethod
    def of(cls, resolved: ResolvedExercise, hand: Hand) -> Readings:
        """Read what an exercise is counted by.

        Parameters
        ----------
        resolved : ResolvedExercise
        hand : Hand
            Through time, N frames.

        Returns
        -------
        Readings
        """
        parts = [resolved.counter.read(block, resolved.forearm) for block in in_blocks(hand)]
        raw = np.concatenate(parts)
        return cls(resolved, raw, resolved.counter.filtered(np.asarray(hand.time_s), raw))

    @property
    def own(self) -> Calibration:
        """The person's own range."""
        return self.resolved.calibration

    def calibrated(self, calibration: Calibration) -> Readings:
        """The same with another range."""
        return replace(self, resolved=self.resolved.calibrated(calibration))
