"""What a person does: a movement repeated, small, whole and spoiled, at some tempo.

Repetitions are built from a `Course`: where the movement rests, which poses it goes through, and
what else a person may do instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from handtrack.landmarks.hand import Finger
from validation.render.acts.motion import (
    PARTIAL_BELOW,
    Motion,
    Repetition,
    Spoil,
    Status,
    Sway,
    Touch,
)
from validation.render.model.pose import Pose, blend, full


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
_STOPS_SHORT = 0.38
"""Share of the movement that is still there when it is not brought back: clearly above the quarter
that is rest, and below the half from which on exercise files call it a turn."""
_SMALL = (0.53, 0.57)
"""Shares of a small movement: from half of the way on it is called a partial one."""

Part = Callable[[Pose, Pose, float], Pose]
"""The pose at which a movement, from one pose to another, shows some share of itself."""


def repeat(
    course: Course, turns: Sequence[Turn], tempo: Tempo, seed: int, part: Part = blend
) -> Motion:
    """Do a movement some times.

    A repetition that is not brought back is followed by the next one from where it stopped.

    Parameters
    ----------
    part : callable
        What a share of the movement is; of its angles otherwise. A person who is asked to close the
        hand half way halves what is seen of it.
    """
    row = _Row(np.random.default_rng([seed, 61]), tempo, part)
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

    def __init__(self, random: np.random.Generator, tempo: Tempo, part: Part) -> None:
        self.random, self.tempo, self.part = random, tempo, part
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
            self.go(self.draw(self.tempo.move_s), self.part(course.rest, pose, turn.amplitude))
            hold_s = self._hold_s(course, turn)
            self.stay(hold_s)
            peak_s = self.now_s - hold_s / 2
        if turn.spoil is Spoil.NO_RETURN:
            stop = self.part(course.rest, through[-1], _STOPS_SHORT)
            self.go(self.draw(self.tempo.move_s) / 2, stop)
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
        inner[place] = Turn(float(random.uniform(*_SMALL)))
    for place, turn in enumerate(inner[:-1]):
        if turn.spoil is Spoil.NO_RETURN:  # what begins half way up cannot be small
            inner[place + 1] = Turn(1.0)
    return inner
