"""What comes next in a session: a pure state machine.

`advance(state, moment)` takes where the session stands and what just happened (a key, what the
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
    Question,
    Screen,
    SetDone,
    State,
)
from handtrack.live.session_plan import SessionPlan
from handtrack.scoring.movement_quality import decrement

GOOD_S = 1.0
"""Provisional: how long the picture must be good, or the right hand shown, to go on."""
STILL_S = 1.0
"""Provisional: how long the hand is held still to start."""
ANSWER_S = 1.5
"""Provisional: how long a number of fingers is held up to answer."""
PALM_PAUSE_S = 3.0
"""Provisional: a still open palm for this long pauses."""
AWAY_PAUSE_S = 3.0
"""Provisional: out of the picture for this long pauses."""
AWAY_STOP_S = 120.0
"""Provisional: who does not come back from a pause has stopped."""
SUMMARY_S = 20.0
"""Provisional: the summary goes when nobody is there any more for this long."""
PAIN_UP = 2
"""A rest and a word to the therapist are suggested when pain rose by this much: the smallest
change that patients call one (doi:10.1016/S0304-3959(01)00349-9)."""


def begin(plan: SessionPlan, now_s: float, ask: bool = True) -> State:
    """Start of a session; without questions where nobody is there to answer them."""
    state = State(plan, Screen.QUESTION, now_s, now_s)
    if not ask:
        skipped = tuple((q, None) for q in (*BEFORE, *AFTER))
        state = replace(state, screen=Screen.PLACE, answers=skipped)
    return state


def advance(state: State, moment: FlowInputs) -> State:
    """Where the session stands after this moment."""
    if state.screen is Screen.END:
        return state
    if moment.key is Key.STOP and state.screen is not Screen.SUMMARY:
        return _stopped(state, moment.time_s)
    return _STEPS[state.screen](state, moment)


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


def _question(state: State, moment: FlowInputs) -> State:
    question = state.question
    assert question
    state, answer = _shown(state, moment)
    if answer is None and moment.key not in (Key.SKIP, Key.GO):
        return state
    state = replace(state, answers=(*state.answers, (question, answer)))
    if question is BEFORE[-1]:
        return _to(state, Screen.PLACE, moment.time_s)
    if question is AFTER[-1]:
        return _to(state, Screen.SUMMARY, moment.time_s)
    return _to(state, Screen.QUESTION, moment.time_s)


def _shown(state: State, moment: FlowInputs) -> tuple[State, int | None]:
    """The answer typed or held up.

    A hand that merely rests in the picture answers nothing: fingers count once the hand has been
    away, or has shown another number, since the question came up.
    """
    sight = moment.sight
    if moment.digit is not None:
        return state, moment.digit
    if not sight.seen:
        return replace(state, resting_fingers=-1), None
    if state.resting_fingers is None:
        state = replace(state, resting_fingers=sight.fingers)
    elif sight.fingers != state.resting_fingers:
        state = replace(state, resting_fingers=-1)
    held_s = min(sight.fingers_s, sight.time_s - state.since_s)
    if state.resting_fingers != -1 or sight.fingers is None or held_s < ANSWER_S:
        return state, None
    return state, 2 * sight.fingers  # five fingers and eleven steps: each finger counts two


def _place(state: State, moment: FlowInputs) -> State:
    fine = moment.sight.cue is None or moment.sight.cue is PlacementCue.OTHER_HAND
    state, good_s = _lasting(state, fine, moment.time_s)
    if good_s >= GOOD_S or moment.key is Key.GO:
        return _to(state, Screen.SHOW, moment.time_s)
    return _skipped(state, moment.time_s) if moment.key is Key.SKIP else state


def _show(state: State, moment: FlowInputs) -> State:
    sight, wanted = moment.sight, state.current.side
    right = sight.seen and sight.side is not None and wanted in (None, sight.side)
    state, good_s = _lasting(state, right, moment.time_s)
    if good_s >= GOOD_S:
        if moment.calibrated:
            return _to(state, Screen.OFFER, moment.time_s, (USE_SAVED, MEASURE_AGAIN))
        return _to(state, Screen.GUIDE, moment.time_s)
    return _skipped(state, moment.time_s) if moment.key is Key.SKIP else state


def _offer(state: State, moment: FlowInputs) -> State:
    state, choice = _chosen(state, moment)
    if choice == MEASURE_AGAIN:
        return _to(state, Screen.GUIDE, moment.time_s)
    return _to(state, Screen.READY, moment.time_s) if choice == USE_SAVED else state


def _guide(state: State, moment: FlowInputs) -> State:
    if moment.calibrated:
        return _to(state, Screen.READY, moment.time_s)
    return _skipped(state, moment.time_s) if moment.key is Key.SKIP else state


def _ready(state: State, moment: FlowInputs) -> State:
    sight = moment.sight
    since_s = min(sight.still_s, sight.time_s - state.since_s)
    if sight.cue is None and since_s >= STILL_S:
        rests_open = sight.open_palm_s > 0.0
        state = replace(state, repetitions=(), palm_pauses=not rests_open)
        return _to(state, Screen.WORK, moment.time_s)
    return _skipped(state, moment.time_s) if moment.key is Key.SKIP else state


def _work(state: State, moment: FlowInputs) -> State:
    state = replace(state, repetitions=(*state.repetitions, *moment.repetitions))
    now_s, sight = moment.time_s, moment.sight
    if state.valid >= state.current.reps:
        return _set_over(state, now_s, finished=True)
    if moment.key is Key.REPEAT:
        return _to(state, Screen.READY, now_s)
    if moment.key is Key.SKIP:
        return _set_over(state, now_s, finished=False)
    palm = state.palm_pauses and sight.open_palm_s >= PALM_PAUSE_S
    if moment.key is Key.GO or palm or sight.away_s >= AWAY_PAUSE_S:
        return _to(state, Screen.PAUSED, now_s, (CONTINUE, REPEAT, SKIP, STOP))
    return state


def _paused(state: State, moment: FlowInputs) -> State:
    now_s = moment.time_s
    state, choice = _chosen(state, moment)
    if moment.key is Key.REPEAT or choice == REPEAT:
        return _to(state, Screen.READY, now_s)
    if moment.key is Key.SKIP or choice == SKIP:
        return _set_over(state, now_s, finished=False)
    if choice == CONTINUE:
        return _to(state, Screen.WORK, now_s)
    if choice == STOP or moment.sight.away_s >= AWAY_STOP_S:
        return _stopped(state, now_s)
    return state


def _rest(state: State, moment: FlowInputs) -> State:
    if moment.key not in (Key.GO, Key.SKIP) and state.rest_left_s(moment.time_s) > 0.0:
        return state
    return _next(state, moment.time_s)


def _summary(state: State, moment: FlowInputs) -> State:
    gone = moment.sight.away_s >= SUMMARY_S and moment.time_s - state.since_s >= SUMMARY_S
    return _to(state, Screen.END, moment.time_s) if moment.key or gone else state


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


def _chosen(state: State, moment: FlowInputs) -> tuple[State, str | None]:
    """Move the menu on; what was picked from it, if anything was."""
    assert state.menu
    if moment.key is Key.GO:
        return state, state.menu.choice
    if moment.key is Key.NEXT:
        return replace(state, menu=state.menu.on(moment.time_s)), None
    sight = moment.sight
    menu, picked = state.menu.pass_time(sight.time_s, sight.open_palm_s, sight.away_s)
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


def suggests_rest(state: State) -> bool:
    """Whether the movements of the last set shrank, or pain rose, so that a rest is wise."""
    return pain_rose(state) or (bool(state.done) and decrement(state.done[-1].repetitions).tired)


def pain_rose(state: State) -> bool:
    """Whether pain is up by `PAIN_UP` or more."""
    answers = dict(state.answers)
    before, after = answers.get(Question.PAIN_BEFORE), answers.get(Question.PAIN_AFTER)
    return before is not None and after is not None and after - before >= PAIN_UP
