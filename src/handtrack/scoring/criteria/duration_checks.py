"""Criteria that ask how long a repetition or a part of it took, and how much was done in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from handtrack.definitions.criteria import (
    ActivityEventsCriterion,
    HoldCriterion,
    ReturnCriterion,
    TempoCriterion,
)
from handtrack.definitions.exercise import Exercise
from handtrack.definitions.fields import Threshold
from handtrack.events import Action, Reason
from handtrack.landmarks.hand import Floats
from handtrack.scoring.criteria.decision_rule import Check
from handtrack.scoring.criteria.repetition_signals import RepetitionSignals

Checks = Iterator[Check]
PutToRepetitions = Callable[[Any, Exercise, RepetitionSignals], Checks]
"""How a kind of criterion, of an exercise, is put to repetitions."""


def _at_least_s(
    reason: Reason,
    action: Action,
    took_s: Floats,
    least: Threshold,
    reps: RepetitionSignals,
    before: str = "",
) -> Check:
    """A duration of each complete repetition, against the least that is asked."""

    def detail(r: int) -> str:
        return f"{before}{took_s[r]:.2f} s, at least {least.value:g} s"

    excess = least.value - took_s
    return Check(reason, action, excess, detail, least.margin, asked=reps.complete)


def _tempo(guard: TempoCriterion, exercise: Exercise, reps: RepetitionSignals) -> Checks:
    lasted_s, least, most = reps.lasted_s, guard.min_s, guard.max_s
    yield _at_least_s(Reason.TOO_FAST, guard.action, lasted_s, least, reps)
    yield Check(
        Reason.TOO_SLOW, guard.action, lasted_s - most.value,
        lambda r: f"{lasted_s[r]:.2f} s, at most {most.value:g} s", most.margin,
        asked=reps.complete,
    )  # fmt: skip


def _hold(guard: HoldCriterion, exercise: Exercise, reps: RepetitionSignals) -> Checks:
    yield _at_least_s(Reason.SHORT_HOLD, guard.action, reps.held_s, guard.min_s, reps)


def _return(guard: ReturnCriterion, exercise: Exercise, reps: RepetitionSignals) -> Checks:
    yield _at_least_s(Reason.LET_FALL, guard.action, reps.back_s, guard.min_s, reps, "in ")


def _deeds(guard: ActivityEventsCriterion, exercise: Exercise, reps: RepetitionSignals) -> Checks:
    numbers = np.array([sum(c.number for c in done if c.deed is guard.deed) for done in reps.done])
    yield Check(
        Reason.NOTHING_DONE,
        guard.action,
        guard.min.value - numbers,
        lambda r: f"{numbers[r]} {guard.deed}, at least {guard.min.value:g}",
        asked=reps.complete,
    )


DURATION_CHECKS: Mapping[type, PutToRepetitions] = {
    TempoCriterion: _tempo,
    HoldCriterion: _hold,
    ReturnCriterion: _return,
    ActivityEventsCriterion: _deeds,
}
"""The criteria of this module, by kind."""
