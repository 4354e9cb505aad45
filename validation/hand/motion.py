"""Movements: poses at times, with what is true of each repetition.

A motion is a row of poses and when they are reached; between two the hand moves as smoothly as a
hand does (least jerk). Repetitions are built from a `Course`: where the movement rests, which poses
it goes through, and what else a person may do instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from handtrack.hand import Finger, Floats

from .pose import OPEN, Pose, blend, full


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


@dataclass(frozen=True, slots=True)
class Course:
    """How one movement is done, and how it can go wrong.

    Parameters
    ----------
    rest : Pose
        Where every repetition begins and ends.
    through : tuple of Pose
        The far end, or several poses in order.
    touches : tuple of Finger
        The finger the thumb touches in each of them, where the movement is a row of touches; the
        hand opens to `rest` between two.
    spoils : mapping of Spoil to tuple of Pose
        What is gone through instead of `through` in a spoiled repetition. `OUT_OF_FRAME` and
        `NO_RETURN` need none: the whole arm leaves the picture, or the return stops short.
    spoil_touches : mapping of Spoil to tuple of Finger
        Fingers of such poses, where they are touches.
    begin : Pose, optional
        Where the hand waits before the first repetition, if not at rest.
    hold_s : tuple of float, optional
        How long the far end is held, where the exercise asks for it.
    """

    rest: Pose
    through: tuple[Pose, ...]
    touches: tuple[Finger, ...] = ()
    spoils: Mapping[Spoil, tuple[Pose, ...]] = field(default_factory=dict)
    spoil_touches: Mapping[Spoil, tuple[Finger, ...]] = field(default_factory=dict)
    begin: Pose | None = None
    hold_s: tuple[float, float] | None = None

    @property
    def spoilable(self) -> tuple[Spoil, ...]:
        """The ways in which it can go wrong."""
        back = () if self.touches else (Spoil.NO_RETURN,)
        held = () if self.hold_s is None else (Spoil.SHORT_HOLD,)
        return (*self.spoils, *back, *held, Spoil.OUT_OF_FRAME)


@dataclass(frozen=True, slots=True)
class Turn:
    """One repetition to be done.

    Parameters
    ----------
    amplitude : float
        Share of the movement; of a row of touches, of its fingers.
    spoil : Spoil, optional
    """

    amplitude: float = 1.0
    spoil: Spoil | None = None


@dataclass(frozen=True, slots=True)
class Tempo:
    """Ranges that durations are drawn from, in seconds.

    Parameters
    ----------
    move_s : tuple of float
        One way of the movement; half of it to or from a touch.
    hold_s, pause_s : tuple of float
        The stay at the far end, and at rest between two repetitions.
    still_s : float
        The stay at rest before the first and after the last.
    """

    move_s: tuple[float, float] = (0.6, 1.0)
    hold_s: tuple[float, float] = (0.15, 0.5)
    pause_s: tuple[float, float] = (0.25, 0.6)
    still_s: float = 1.2


SLOW = Tempo(move_s=(1.1, 1.8), hold_s=(0.5, 1.2), pause_s=(0.5, 1.2))
BRISK = Tempo(move_s=(0.45, 0.65), hold_s=(0.1, 0.2), pause_s=(0.15, 0.35))

GONE_M = 0.9
"""How far the arm goes to be out of any picture."""
_SHORT_S = (0.1, 0.25)
_STOPS_SHORT = 0.65
"""Share of the movement that is still there when it is not brought back."""


def repeat(course: Course, turns: Sequence[Turn], tempo: Tempo, seed: int) -> Motion:
    """Do a movement some times.

    A repetition that is not brought back is followed by the next one from where it stopped.
    """
    row = _Row(np.random.default_rng([seed, 61]), tempo)
    if course.begin is not None:
        row.go(0.0, course.begin)
        row.stay(tempo.still_s)
        row.go(row.draw(tempo.move_s), course.rest)
    else:
        row.go(0.0, course.rest)
    row.stay(tempo.still_s)
    for turn in turns:
        if turn.spoil is Spoil.OUT_OF_FRAME:
            row.leave(course)
        elif course.touches:
            row.touch(course, turn)
        else:
            row.move(course, turn)
    if course.begin is not None:
        row.go(row.draw(tempo.move_s), course.begin)
    row.stay(tempo.still_s)
    return Motion(np.array(row.times_s), tuple(row.poses), tuple(row.done), Sway(seed))


class _Row:
    """A motion in the making."""

    def __init__(self, random: np.random.Generator, tempo: Tempo) -> None:
        self.random, self.tempo = random, tempo
        self.now_s = 0.0
        self.times_s: list[float] = []
        self.poses: list[Pose] = []
        self.done: list[Repetition] = []

    def draw(self, between: tuple[float, float]) -> float:
        return float(self.random.uniform(*between))

    def go(self, seconds: float, pose: Pose) -> None:
        self.now_s += seconds
        self.times_s.append(self.now_s)
        self.poses.append(full(pose))

    def stay(self, seconds: float) -> None:
        self.go(seconds, self.poses[-1])

    def move(self, course: Course, turn: Turn) -> None:
        """Out and back."""
        through = course.spoils.get(turn.spoil, course.through) if turn.spoil else course.through
        start_s = self.now_s
        peak_s = start_s
        for pose in through:
            self.go(self.draw(self.tempo.move_s), blend(course.rest, pose, turn.amplitude))
            hold_s = self._hold_s(course, turn)
            self.stay(hold_s)
            peak_s = self.now_s - hold_s / 2
        if turn.spoil is Spoil.NO_RETURN:
            self.go(self.draw(self.tempo.move_s) / 2, blend(course.rest, through[-1], _STOPS_SHORT))
            self._told(start_s, peak_s, turn)
            return
        self.go(self.draw(self.tempo.move_s), course.rest)
        self._told(start_s, peak_s, turn)
        self.stay(self.draw(self.tempo.pause_s))

    def _hold_s(self, course: Course, turn: Turn) -> float:
        if turn.spoil is Spoil.SHORT_HOLD:
            return self.draw(_SHORT_S)
        return self.draw(course.hold_s or self.tempo.hold_s)

    def touch(self, course: Course, turn: Turn) -> None:
        """Thumb to one finger after the other, opening between two."""
        poses, fingers = course.through, course.touches
        if turn.spoil is not None:
            poses, fingers = course.spoils[turn.spoil], course.spoil_touches[turn.spoil]
        count = max(1, round(turn.amplitude * len(fingers)))
        start_s, touches = self.now_s, []
        for pose, finger in list(zip(poses, fingers, strict=True))[:count]:
            self.go(self.draw(self.tempo.move_s) / 2, pose)
            began_s = self.now_s
            self.stay(self.draw(self.tempo.hold_s))
            touches.append(Touch(finger, began_s, self.now_s))
            # On to the next from a hand that has opened for the most part.
            self.go(self.draw(self.tempo.move_s) / 2, blend(pose, course.rest, 0.85))
        self.go(self.draw(self.tempo.move_s) / 3, course.rest)
        self._told(start_s, (start_s + self.now_s) / 2, turn, tuple(touches))
        self.stay(self.draw(self.tempo.pause_s))

    def leave(self, course: Course) -> None:
        """Half way through, the arm leaves the picture for a while and comes back."""
        start_s = self.now_s
        first = course.through[0]
        self.go(self.draw(self.tempo.move_s), first)
        way = GONE_M if self.random.random() < 0.5 else -GONE_M
        self.go(0.7, {**full(first), "arm_x": way})
        self.stay(self.draw((1.2, 1.8)))
        peak_s = self.now_s
        self.go(0.7, first)
        self.go(self.draw(self.tempo.move_s), course.rest)
        self._told(start_s, peak_s, Turn(spoil=Spoil.OUT_OF_FRAME))
        self.stay(self.draw(self.tempo.pause_s))

    def _told(
        self, start_s: float, peak_s: float, turn: Turn, touches: tuple[Touch, ...] = ()
    ) -> None:
        spoiled = turn.spoil is not None
        small = turn.amplitude < PARTIAL_BELOW
        status = Status.SPOILED if spoiled else Status.PARTIAL if small else Status.FULL
        self.done.append(
            Repetition(start_s, peak_s, self.now_s, turn.amplitude, status, turn.spoil, touches)
        )


PARTIAL_BELOW = 0.6
"""A smaller share of the movement is meant to be partial; none is made between this and 0.85."""


def random_turns(course: Course, count: int, seed: int, spoils: int = 2) -> list[Turn]:
    """Draw what a person does: mostly whole repetitions, some small, some spoiled.

    The first one is whole, so that a clip shows the person's own range before it falls short; the
    last one is too, so that none is cut off.
    """
    random = np.random.default_rng([seed, 71])
    inner = [Turn(float(random.uniform(0.88, 1.0))) for _ in range(count)]
    kinds = list(course.spoilable)
    random.shuffle(kinds)
    places = [int(i) for i in random.permutation(np.arange(1, max(count - 1, 1)))]
    for place in places[:spoils]:
        inner[place] = Turn(spoil=kinds[place % len(kinds)])
    for place in places[spoils : spoils + max(1, count // 4)]:
        inner[place] = Turn(float(random.uniform(0.35, 0.5)))
    return inner


def still(pose: Pose, seconds: float, seed: int = 0) -> Motion:
    """Hold a pose."""
    return Motion(np.array([0.0, seconds]), (full(pose), full(pose)), (), Sway(seed))
