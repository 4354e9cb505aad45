"""What the person chooses in a guided assessment: by keys, on the page, or with the hand.

Pure and without a clock.
"""

from __future__ import annotations

from dataclasses import replace

from handtrack.assessment.poses.hold_detector import HoldDetectorState
from handtrack.live.assessment.assessment_flow import START_S, AssessmentState, moved_on
from handtrack.live.camera_guidance import Observation
from handtrack.live.flow.menu import GONE_S, Menu
from handtrack.live.flow.states import CONTINUE, STOP, Key
from handtrack.live.flow.transitions import AWAY_PAUSE_S

REPEAT_POSE, SKIP_POSE = "repeat_pose", "skip_pose"
_KEY_OF = {REPEAT_POSE: Key.REPEAT, SKIP_POSE: Key.SKIP}


def press(state: AssessmentState, key: Key | None, now_s: float = 0.0) -> AssessmentState:
    """Take a key: leave the pose out, take the last one again, or say that the camera stands.

    Parameters
    ----------
    state : AssessmentState
    key : Key or None
    now_s : float

    Returns
    -------
    AssessmentState
    """
    if state.over:
        return state
    if state.menu is not None:
        return _press_menu(state, state.menu, key, now_s)
    if state.placing:
        return _placed(state, key)
    if key in (Key.SKIP, Key.GO, Key.NEXT):
        last = state.detector.last_pose
        return moved_on(state, HoldDetectorState(state.index + 1, last_pose=last))
    if key is Key.REPEAT and state.index:
        return _again(state)
    return state


def _press_menu(
    state: AssessmentState, menu: Menu, key: Key | None, now_s: float
) -> AssessmentState:
    if key is Key.NEXT:
        return replace(state, menu=menu.next_option(max(now_s, menu.since_s)))
    return choose(state, menu.choice) if key is Key.GO else state


def choose(state: AssessmentState, option: str | None) -> AssessmentState:
    """Take an option of the menu; nothing where that does not offer it.

    Parameters
    ----------
    state : AssessmentState
    option : str or None
    """
    if state.menu is None or option not in state.menu.options:
        return state
    state = replace(state, menu=None)
    if option == STOP:
        return replace(state, stopped=True)
    return press(state, _KEY_OF.get(option))


def choose_by_hand(state: AssessmentState, seen: Observation) -> AssessmentState:
    """Let the hand choose: begin by holding still, pause by leaving the picture, pick by a palm.

    Where the camera is to stand elsewhere, the hand has to be away first: one that still rests in
    the last pose begins nothing.

    Parameters
    ----------
    state : AssessmentState
    seen : Observation
    """
    if state.over:
        return state
    if state.menu is not None:
        menu, picked = state.menu.advance(seen.time_s, seen.open_palm_s, seen.away_s)
        return choose(state, menu.choice) if picked else replace(state, menu=menu)
    if state.placing:
        free = state.free or seen.away_s >= GONE_S
        starts_s = seen.still_s if free and seen.cue is None else 0.0
        held = starts_s >= START_S
        return _placed(replace(state, free=free, starts_s=starts_s), Key.GO if held else None)
    if seen.away_s >= AWAY_PAUSE_S:
        options = (CONTINUE, *((REPEAT_POSE,) if state.index else ()), SKIP_POSE, STOP)
        detector = HoldDetectorState(state.index, last_pose=state.detector.last_pose)
        return replace(state, detector=detector, menu=Menu(options, since_s=seen.time_s))
    return state


def _again(state: AssessmentState) -> AssessmentState:
    """Ask for the last pose once more; the camera still stands there."""
    again = state.requests[state.index - 1]
    kept = tuple(one for one in state.held if one.request != again)
    detector = HoldDetectorState(state.index - 1)
    return replace(state, detector=detector, held=kept, rejected=None, placing=False)


def _placed(state: AssessmentState, key: Key | None) -> AssessmentState:
    """Begin a section, leave it out, or go back to the pose before."""
    if key is Key.REPEAT and state.index:
        return _again(state)
    if key is Key.GO:
        detector = HoldDetectorState(state.index)
        return replace(state, placing=False, starts_s=0.0, detector=detector)
    if key is Key.SKIP:
        section = state.requests[state.index].section
        later = range(state.index, len(state.requests))
        rest = (at for at in later if state.requests[at].section != section)
        return moved_on(state, HoldDetectorState(next(rest, len(state.requests))))
    return state
