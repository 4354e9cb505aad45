"""Answers to the questions about pain and effort: typed, or shown with fingers."""

from __future__ import annotations

from dataclasses import replace

from handtrack.live.flow.states import FlowInputs, State

ANSWER_S = 1.5
"""Provisional: how long a number of fingers is held up to answer."""


def answered(state: State, inputs: FlowInputs) -> tuple[State, int | None]:
    """Read the answer that is typed or held up, to the question that is asked.

    A hand that merely rests in the picture answers nothing: fingers count once the hand has been
    away, or has shown another number, since the question came up.

    Parameters
    ----------
    state : State
    inputs : FlowInputs

    Returns
    -------
    state : State
        With what the hand has shown so far.
    answer : int or None
        0 to 10; None where there is none yet.
    """
    observation = inputs.observation
    if inputs.digit is not None:
        return state, inputs.digit
    if not inputs.hands_free:
        return state, None
    if not observation.seen:
        return replace(state, resting_fingers=-1), None
    if state.resting_fingers is None:
        state = replace(state, resting_fingers=observation.fingers)
    elif observation.fingers != state.resting_fingers:
        state = replace(state, resting_fingers=-1)
    held_s = min(observation.fingers_s, observation.time_s - state.since_s)
    if state.resting_fingers != -1 or observation.fingers is None or held_s < ANSWER_S:
        return state, None
    return state, 2 * observation.fingers  # five fingers and eleven steps: each finger counts two
