"""Where a session stands, and what can happen to it: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from handtrack.events import Status
from handtrack.live.camera_guidance import Observation
from handtrack.live.flow.menu import Menu
from handtrack.live.session_plan import PlannedExercise, SessionPlan
from handtrack.scoring.results import Repetition


class Screen(StrEnum):
    """Where the session stands."""

    QUESTION = "question"
    PLACE = "place"
    SHOW = "show"
    OFFER = "offer"
    GUIDE = "guide"
    READY = "ready"
    WORK = "work"
    PAUSED = "paused"
    REST = "rest"
    SUMMARY = "summary"
    END = "end"


class Key(StrEnum):
    """The large keys."""

    GO = "go"
    REPEAT = "repeat"
    SKIP = "skip"
    STOP = "stop"
    NEXT = "next"
    BACK = "back"


class Pressed(NamedTuple):
    """What the person chose on the screen since the last picture.

    Parameters
    ----------
    key : Key or None
    digit : int or None
        An answer, 0 to 10.
    option : str or None
        Of a menu, by its name.
    """

    key: Key | None = None
    digit: int | None = None
    option: str | None = None


class Question(StrEnum):
    """What is asked, 0 to 10."""

    PAIN_BEFORE = "pain_before"
    EFFORT_BEFORE = "effort_before"
    PAIN_AFTER = "pain_after"
    EFFORT_AFTER = "effort_after"


BEFORE = (Question.PAIN_BEFORE, Question.EFFORT_BEFORE)
AFTER = (Question.PAIN_AFTER, Question.EFFORT_AFTER)
CONTINUE, REPEAT, SKIP, STOP = "continue", "repeat", "skip", "stop"
USE_SAVED, MEASURE_AGAIN = "use_saved", "measure_again"


@dataclass(frozen=True, slots=True)
class SetDone:
    """How one set went.

    Parameters
    ----------
    item, number : int
        Which of the plan's items, from 0, and which of its sets, from 1.
    repetitions : tuple of Repetition
    finished : bool
        Whether the dose was reached.
    """

    item: int
    number: int
    repetitions: tuple[Repetition, ...]
    finished: bool

    def count(self, status: Status) -> int:
        """How many repetitions ended so."""
        return sum(r.status is status for r in self.repetitions)


@dataclass(frozen=True, slots=True)
class ExerciseTotal:
    """What one of the plan's items came to.

    Parameters
    ----------
    item : PlannedExercise
    sets : int
        That were done, whole or not.
    valid, reps : int
        Repetitions that counted, and that were planned, over all sets of the plan.
    finished : bool
        Whether every set reached its dose.
    """

    item: PlannedExercise
    sets: int
    valid: int
    reps: int
    finished: bool


@dataclass(frozen=True, slots=True)
class FlowInputs:
    """What happened since the last one.

    Parameters
    ----------
    observation : Observation
    key : Key or None
    digit : int or None
        A number typed, 0 to 10.
    repetitions : tuple of Repetition
        That ended now.
    calibrated : bool
        Whether there is a calibration to work with: after the guided movements, or a saved one.
    option : str or None
        Of the menu, pointed at.
    hands_free : bool
        Whether an open palm or fingers held up choose, pause and answer.
    """

    observation: Observation
    key: Key | None = None
    digit: int | None = None
    repetitions: tuple[Repetition, ...] = ()
    calibrated: bool = False
    option: str | None = None
    hands_free: bool = True

    @property
    def time_s(self) -> float:
        """Now."""
        return self.observation.time_s


@dataclass(frozen=True, slots=True)
class State:
    """Where the session stands.

    Parameters
    ----------
    plan : SessionPlan
    screen : Screen
    since_s : float
        When this screen came up.
    started_s : float
        When the session began.
    item, set : int
        What is being done: the plan's item, from 0, and the set, from 1.
    repetitions : tuple of Repetition
        Of this set so far.
    done : tuple of SetDone
    answers : tuple of (Question, int or None)
        None: not answered.
    menu : Menu or None
        What can be chosen here.
    palm_pauses : bool
        Whether a still open palm pauses; not where the exercise rests with an open hand.
    good_since_s : float or None
        Since when what this screen waits for has been so.
    capped : bool
        Whether the session was ended for its length.
    resting_fingers : int or None
        How many fingers the hand showed when the question came up; -1 once it has been away or
        shown another number; None before it was seen.
    """

    plan: SessionPlan
    screen: Screen
    since_s: float
    started_s: float
    item: int = 0
    set: int = 1
    repetitions: tuple[Repetition, ...] = ()
    done: tuple[SetDone, ...] = ()
    answers: tuple[tuple[Question, int | None], ...] = ()
    menu: Menu | None = None
    palm_pauses: bool = True
    good_since_s: float | None = None
    capped: bool = False
    resting_fingers: int | None = None

    @property
    def current(self) -> PlannedExercise:
        """The exercise being done."""
        return self.plan.items[self.item]

    @property
    def valid(self) -> int:
        """Repetitions of this set that counted."""
        return sum(r.status is Status.VALID for r in self.repetitions)

    @property
    def question(self) -> Question | None:
        """What is being asked."""
        asked = len(self.answers)
        return (*BEFORE, *AFTER)[asked] if self.screen is Screen.QUESTION else None

    @property
    def may_go_back(self) -> bool:
        """Whether the last answer can be taken back: the question before belongs to this one."""
        return self.question is not None and self.question not in (BEFORE[0], AFTER[0])

    def total(self, item: int) -> ExerciseTotal:
        """What one of the plan's items came to, so far."""
        planned = self.plan.items[item]
        sets = [done for done in self.done if done.item == item]
        valid = sum(done.count(Status.VALID) for done in sets)
        finished = sum(done.finished for done in sets) >= planned.sets
        return ExerciseTotal(planned, len(sets), valid, planned.sets * planned.reps, finished)

    def rest_left_s(self, now_s: float) -> float:
        """Until the rest is over."""
        return max(0.0, self.current.rest_s - (now_s - self.since_s))
