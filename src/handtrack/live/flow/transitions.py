"""What comes next in a session: a pure state machine.

`advance(state, inputs)` takes where the session stands and what just happened (a key, what the
camera sees, a repetition, a calibration) and says where it stands now. It draws nothing, plays
nothing, saves nothing and reads no clock, so a test can walk through a whole session in a moment.

    QUESTION → PLACE → SHOW → GUIDE or OFFER → READY → WORK → REST → … → QUESTION → SUMMARY → END
                                                        ↕
                                                      PAUSED (go on, repeat, skip, stop)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from handtrack.live.camera_guidance import PlacementCue
from handtrack.live.flow.answers import answered
from handtrack.live.flow.menu import Menu
from handtrack.live.flow.states import (
    AFTER,
    BEFORE,
    CONTINUE,
    MEASURE_AGAIN,
    REPEAT,
    SKIP,
    STOP,
    USE_SAVED,
    FlowInputs,
    Key,
    Screen,
    SetDone,
    State,
)
from handtrack.live.session_plan import SessionPlan

GOOD_S = 1.0
"""Provisional: how long the picture must be good, or the right hand shown, to go on."""
STILL_S = 1.0
"""Provisional: how long the hand is held still to start."""
PALM_PAUSE_S = 3.0
"""Provisional: a still open palm for this long pauses."""
AWAY_PAUSE_S = 3.0
"""Provisional: out of the picture for this long pauses."""
AWAY_STOP_S = 120.0
"""Provisional: who does not come back from a pause has stopped."""
SUMMARY_S = 20.0
"""Provisional: the summary goes when nobody is there any more for this long."""


def begin(plan: SessionPlan, now_s: float, ask: bool = True) -> State:
    """Begin a session.

    Parameters
    ----------
    plan : SessionPlan
    now_s : float
    ask : bool
        Whether pain and effort are asked.

    Returns
    -------
    State
    """
    state = State(plan, Screen.QUESTION, now_s, now_s)
    if not ask:
        skipped = tuple((q, None) for q in (*BEFORE, *AFTER))
        state = replace(state, screen=Screen.PLACE, answers=skipped)
    return state


def advance(state: State, inputs: FlowInputs) -> State:
    """Compute where the session stands after these inputs.

    Parameters
    ----------
    state : State
    inputs : FlowInputs

    Returns
    -------
    State
    """
    if state.screen is Screen.END:
        return state
    if inputs.key is Key.STOP and state.screen is not Screen.SUMMARY:
        return _stopped(state, inputs.time_s)
    return _STEPS[state.screen](state, inputs)


def _to(state: State, screen: Screen, now_s: float, menu: tuple[str, ...] = ()) -> State:
    return replace(
        state,
        screen=screen,
        since_s=now_s,
        good_since_s=None,
        resting_fingers=None,
        menu=Menu(menu, since_s=now_s) if menu else None,
    )


def _lasting(state: State, good: bool, now_s: float) -> tuple[State, float]:
    """Keep since when this has been so; for how long."""
    if not good:
        return replace(state, good_since_s=None), 0.0
    since = now_s if state.good_since_s is None else state.good_since_s
    return replace(state, good_since_s=since), now_s - since


def _question(state: State, inputs: FlowInputs) -> State:
    question = state.question
    assert question
    if inputs.key is Key.BACK and state.may_go_back:
        state = replace(state, answers=state.answers[:-1])
        return _to(state, Screen.QUESTION, inputs.time_s)
    state, answer = answered(state, inputs)
    if answer is None and inputs.key not in (Key.SKIP, Key.GO):
        return state
    state = replace(state, answers=(*state.answers, (question, answer)))
    if question is BEFORE[-1]:
        return _to(state, Screen.PLACE, inputs.time_s)
    if question is AFTER[-1]:
        return _to(state, Screen.SUMMARY, inputs.time_s)
    return _to(state, Screen.QUESTION, inputs.time_s)


def _place(state: State, inputs: FlowInputs) -> State:
    fine = inputs.observation.cue is None or inputs.observation.cue is PlacementCue.OTHER_HAND
    state, good_s = _lasting(state, fine, inputs.time_s)
    if good_s >= GOOD_S or inputs.key is Key.GO:
        return _to(state, Screen.SHOW, inputs.time_s)
    return _skipped(state, inputs.time_s) if inputs.key is Key.SKIP else state


def _show(state: State, inputs: FlowInputs) -> State:
    observation, wanted = inputs.observation, state.current.side
    right = observation.seen and observation.side is not None and wanted in (None, observation.side)
    state, good_s = _lasting(state, right, inputs.time_s)
    if good_s >= GOOD_S:
        if inputs.calibrated:
            return _to(state, Screen.OFFER, inputs.time_s, (USE_SAVED, MEASURE_AGAIN))
        return _to(state, Screen.GUIDE, inputs.time_s)
    return _skipped(state, inputs.time_s) if inputs.key is Key.SKIP else state


def _offer(state: State, inputs: FlowInputs) -> State:
    state, choice = _chosen(state, inputs)
    if choice == MEASURE_AGAIN:
        return _to(state, Screen.GUIDE, inputs.time_s)
    return _to(state, Screen.READY, inputs.time_s) if choice == USE_SAVED else state


def _guide(state: State, inputs: FlowInputs) -> State:
    if inputs.calibrated:
        return _to(state, Screen.READY, inputs.time_s)
    return _skipped(state, inputs.time_s) if inputs.key is Key.SKIP else state


def _ready(state: State, inputs: FlowInputs) -> State:
    observation = inputs.observation
    since_s = min(observation.still_s, observation.time_s - state.since_s)
    if observation.cue is None and since_s >= STILL_S:
        rests_open = observation.open_palm_s > 0.0
        palm_pauses = inputs.hands_free and not rests_open
        state = replace(state, repetitions=(), palm_pauses=palm_pauses)
        return _to(state, Screen.WORK, inputs.time_s)
    return _skipped(state, inputs.time_s) if inputs.key is Key.SKIP else state


def _work(state: State, inputs: FlowInputs) -> State:
    state = replace(state, repetitions=(*state.repetitions, *inputs.repetitions))
    now_s, observation = inputs.time_s, inputs.observation
    if state.valid >= state.current.reps:
        return _set_over(state, now_s, finished=True)
    if inputs.key is Key.REPEAT:
        return _to(state, Screen.READY, now_s)
    if inputs.key is Key.SKIP:
        return _set_over(state, now_s, finished=False)
    palm = state.palm_pauses and observation.open_palm_s >= PALM_PAUSE_S
    if inputs.key is Key.GO or palm or observation.away_s >= AWAY_PAUSE_S:
        return _to(state, Screen.PAUSED, now_s, (CONTINUE, REPEAT, SKIP, STOP))
    return state


def _paused(state: State, inputs: FlowInputs) -> State:
    now_s = inputs.time_s
    state, choice = _chosen(state, inputs)
    if inputs.key is Key.REPEAT or choice == REPEAT:
        return _to(state, Screen.READY, now_s)
    if inputs.key is Key.SKIP or choice == SKIP:
        return _set_over(state, now_s, finished=False)
    if choice == CONTINUE:
        return _to(state, Screen.WORK, now_s)
    if choice == STOP or inputs.observation.away_s >= AWAY_STOP_S:
        return _stopped(state, now_s)
    return state


def _rest(state: State, inputs: FlowInputs) -> State:
    if inputs.key not in (Key.GO, Key.SKIP) and state.rest_left_s(inputs.time_s) > 0.0:
        return state
    return _next(state, inputs.time_s)


def _summary(state: State, inputs: FlowInputs) -> State:
    gone = inputs.observation.away_s >= SUMMARY_S and inputs.time_s - state.since_s >= SUMMARY_S
    return _to(state, Screen.END, inputs.time_s) if inputs.key or gone else state


_STEPS: dict[Screen, Callable[[State, FlowInputs], State]] = {
    Screen.QUESTION: _question,
    Screen.PLACE: _place,
    Screen.SHOW: _show,
    Screen.OFFER: _offer,
    Screen.GUIDE: _guide,
    Screen.READY: _ready,
    Screen.WORK: _work,
    Screen.PAUSED: _paused,
    Screen.REST: _rest,
    Screen.SUMMARY: _summary,
}


def _chosen(state: State, inputs: FlowInputs) -> tuple[State, str | None]:
    """Move the menu on; what was picked from it, if anything was."""
    assert state.menu
    if inputs.option in state.menu.options:
        return state, inputs.option
    if inputs.key is Key.GO:
        return state, state.menu.choice
    if inputs.key is Key.NEXT:
        return replace(state, menu=state.menu.next_option(inputs.time_s)), None
    if not inputs.hands_free:
        return state, None
    observation = inputs.observation
    menu, picked = state.menu.advance(
        observation.time_s, observation.open_palm_s, observation.away_s
    )
    return replace(state, menu=menu), menu.choice if picked else None


def _set_over(state: State, now_s: float, finished: bool) -> State:
    done = SetDone(state.item, state.set, state.repetitions, finished)
    state = replace(state, done=(*state.done, done))
    if now_s - state.started_s >= state.plan.cap_s and not _is_last(state):
        return _closing(replace(state, capped=True), now_s)
    if _is_last(state):
        return _closing(state, now_s)
    return _to(state, Screen.REST, now_s)


def _is_last(state: State) -> bool:
    return state.item == len(state.plan.items) - 1 and state.set >= state.current.sets


def _next(state: State, now_s: float) -> State:
    """The next set of this exercise, or the next exercise."""
    if state.set < state.current.sets:
        return _to(replace(state, set=state.set + 1, repetitions=()), Screen.READY, now_s)
    state = replace(state, item=state.item + 1, set=1, repetitions=())
    return _to(state, Screen.PLACE, now_s)


def _skipped(state: State, now_s: float) -> State:
    """Leave out what was about to begin."""
    return _set_over(replace(state, repetitions=()), now_s, finished=False)


def _stopped(state: State, now_s: float) -> State:
    if state.screen in (Screen.WORK, Screen.PAUSED) and state.repetitions:
        done = SetDone(state.item, state.set, state.repetitions, finished=False)
        state = replace(state, done=(*state.done, done))
    if state.screen is Screen.QUESTION and len(state.answers) >= len(BEFORE):
        rest = (*BEFORE, *AFTER)[len(state.answers) :]
        state = replace(state, answers=(*state.answers, *((q, None) for q in rest)))
        return _to(state, Screen.SUMMARY, now_s)
    if not state.done:
        return _to(state, Screen.END, now_s)
    return _closing(state, now_s)


def _closing(state: State, now_s: float) -> State:
    """The questions after the work, or the summary where none are asked."""
    asks = len(state.answers) < len(BEFORE) + len(AFTER)
    return _to(state, Screen.QUESTION if asks else Screen.SUMMARY, now_s)
