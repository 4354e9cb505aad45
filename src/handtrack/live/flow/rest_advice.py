"""When a rest is wise: after movements that became smaller, or with more pain than before."""

from __future__ import annotations

from handtrack.live.flow.states import Question, State
from handtrack.scoring.movement_quality import decrement

PAIN_UP = 2
"""A rest and a word to the therapist are suggested when pain rose by this much: the smallest
change that patients call one (doi:10.1016/S0304-3959(01)00349-9)."""


def suggests_rest(state: State) -> bool:
    """Whether the movements of the last set shrank, or pain rose, so that a rest is wise."""
    return pain_rose(state) or (bool(state.done) and decrement(state.done[-1].repetitions).tired)


def pain_rose(state: State) -> bool:
    """Whether pain is up by `PAIN_UP` or more."""
    answers = dict(state.answers)
    before, after = answers.get(Question.PAIN_BEFORE), answers.get(Question.PAIN_AFTER)
    return before is not None and after is not None and after - before >= PAIN_UP
