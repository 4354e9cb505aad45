"""Movements: poses at times, with what is true of each repetition.

A motion is a row of poses and when they are reached; between two the hand moves as smoothly as a
hand does (least jerk). What a person goes through is in `course.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from handtrack.landmarks.hand import Finger, Floats
from validation.render.model.pose import OPEN, Pose, full


class Status(StrEnum):
    """What a repetition was meant to be."""

    FULL = "full"
    PARTIAL = "partial"
    SPOILED = "spoiled"


class Spoil(StrEnum):
    """How a repetition was spoiled."""

    WRONG_FINGER = "wrong_finger"
    SKIPPED_FINGER = "skipped_finger"
    IDLE_FINGER = "idle_finger"
    FINGERS_BEND = "fingers_bend"
    FOREARM_MOVES = "forearm_moves"
    FOREARM_TURNS = "forearm_turns"
    HALF_TURN = "half_turn"
    """The forearm, which should turn all the way, turns half of it."""
    WRIST_BENDS = "wrist_bends"
    THUMB_MOVES = "thumb_moves"
    OTHER_FINGERS_MOVE = "other_fingers_move"
    PALM_WRONG_WAY = "palm_wrong_way"
    SHORT_HOLD = "short_hold"
    OUT_OF_FRAME = "out_of_frame"
    NO_RETURN = "no_return"


@dataclass(frozen=True, slots=True)
class Touch:
    """The thumb's tip on a fingertip."""

    finger: Finger
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Repetition:
    """What is true of one repetition.

    Parameters
    ----------
    start_s, peak_s, end_s : float
        When it leaves the resting pose, the middle of its stay at the far end, and when it is back
        (where it is: after `NO_RETURN` the end is the turn to the next repetition).
    amplitude : float
        Share of the whole movement; of a row of touches, the share of its fingers.
    status : Status
    spoiled : Spoil or None
    touches : tuple of Touch
    """

    start_s: float
    peak_s: float
    end_s: float
    amplitude: float = 1.0
    status: Status = Status.FULL
    spoiled: Spoil | None = None
    touches: tuple[Touch, ...] = ()


@dataclass(frozen=True, slots=True)
class Motion:
    """Poses of a hand over time.

    Parameters
    ----------
    times_s : ndarray, shape (k,)
        When each pose is reached, growing.
    poses : tuple of Pose, length k
    repetitions : tuple of Repetition
    sway : Sway
    """

    times_s: Floats
    poses: tuple[Pose, ...]
    repetitions: tuple[Repetition, ...] = ()
    sway: Sway | None = None

    @property
    def lasts_s(self) -> float:
        """When the last pose is reached."""
        return float(self.times_s[-1])

    def at(self, time_s: Floats) -> dict[str, Floats]:
        """Give the pose at each of some times, shape (n,) an angle."""
        before = np.searchsorted(self.times_s, time_s, side="right") - 1
        before = np.clip(before, 0, len(self.times_s) - 2)
        step_s = np.maximum(np.diff(self.times_s), 1e-9)
        share = least_jerk((time_s - self.times_s[before]) / step_s[before])
        course: dict[str, Floats] = {}
        for name in OPEN:
            values = np.array([full(pose)[name] for pose in self.poses], float)
            course[name] = values[before] + share * (values[before + 1] - values[before])
        return course if self.sway is None else self.sway.added(course, time_s)


@dataclass(frozen=True, slots=True)
class Sway:
    """No hand is still: slow wandering of arm and fingers, and a tremor.

    Parameters
    ----------
    seed : int
    arm_m, turn_deg, finger_deg : float
        About how far the arm, the forearm's rotation and the fingers wander.
    tremor_deg : float
        Of all fingers and the wrist, at 5 to 7 Hz.
    """

    seed: int = 0
    arm_m: float = 0.003
    turn_deg: float = 1.2
    finger_deg: float = 0.8
    tremor_deg: float = 0.0

    def added(self, course: Mapping[str, Floats], time_s: Floats) -> dict[str, Floats]:
        """Lay the wandering over a course."""
        random = np.random.default_rng([self.seed, 51])
        swayed = {}
        for name, values in course.items():
            size = self._size(name)
            tempo_hz, phase = random.uniform(0.1, 0.5, 3), random.uniform(0, 2 * np.pi, 3)
            waves = np.sin(2 * np.pi * tempo_hz * time_s[:, None] + phase).sum(axis=1) / 1.7
            shake = np.sin(2 * np.pi * random.uniform(5, 7) * time_s + random.uniform(0, 6.28))
            trembles = not name.startswith("arm") and name != "forearm_rotation"
            swayed[name] = values + size * waves + self.tremor_deg * shake * trembles
        return swayed

    def _size(self, name: str) -> float:
        if name in ("arm_x", "arm_y", "arm_z"):
            return self.arm_m
        return self.turn_deg if name in ("forearm_rotation", "arm_swing") else self.finger_deg


def least_jerk(share: Floats) -> Floats:
    """Way done after a share of the time, 0 to 1 (Flash and Hogan, 1985)."""
    t = np.clip(share, 0, 1)
    result: Floats = t**3 * (10 - 15 * t + 6 * t * t)
    return result


PARTIAL_BELOW = 0.6
"""A smaller share of the movement is meant to be partial; none is made between this and 0.85."""


def still(pose: Pose, seconds: float, seed: int = 0) -> Motion:
    """Hold a pose."""
    return Motion(np.array([0.0, seconds]), (full(pose), full(pose)), (), Sway(seed))
