"""Flow of a guided assessment: which pose is asked for, whether it is held, what was rejected.

Pure and without a clock. The hold detector is that of recorded clips (`hold_detector.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import ceil

from handtrack.assessment.poses.hold_detector import (
    HoldDetectorState,
    HoldEvent,
    PoseHeld,
    PoseRejected,
    RejectionReason,
    finish,
    step,
)
from handtrack.assessment.poses.hold_samples import HandSample
from handtrack.assessment.protocol import PoseRequest, Protocol
from handtrack.live.flow.states import Key

MESSAGE_S = 3.0
"""Provisional: how long the reason stands why a still hand was not accepted."""
STILL_S = 0.4
"""Provisional: a shorter stillness is not counted down."""


@dataclass(frozen=True, slots=True)
class AssessmentPrompt:
    """What a person is asked for now.

    Parameters
    ----------
    request : PoseRequest
        The next pose.
    done, of : int
        Poses held or left out, and poses requested.
    left_s : int or None
        Whole seconds until the pose is held; None while the hand moves.
    still_s, whole_s : float
        How long the hand has been still, 0 where it is not counted, and how long it must be.
    rejected : RejectionReason or None
        Why a still hand was not accepted just now.
    placing : bool
        Whether the camera is to be placed first.
    """

    request: PoseRequest
    done: int
    of: int
    left_s: int | None
    still_s: float
    whole_s: float
    rejected: RejectionReason | None
    placing: bool


@dataclass(frozen=True, slots=True)
class AssessmentState:
    """State of a guided assessment.

    Parameters
    ----------
    protocol : Protocol
    requests : tuple of PoseRequest
        The poses in their order.
    detector : HoldDetectorState
        Its `pose_index` is the pose that is asked for.
    held : tuple of PoseHeld
    rejected : RejectionReason or None
    rejected_s : float
        When.
    placing : bool
        Whether poses wait until the person says that the camera stands.
    places : bool
        Whether they wait again where the camera is to stand elsewhere.
    """

    protocol: Protocol
    requests: tuple[PoseRequest, ...]
    detector: HoldDetectorState = field(default_factory=HoldDetectorState)
    held: tuple[PoseHeld, ...] = ()
    rejected: RejectionReason | None = None
    rejected_s: float = float("-inf")
    placing: bool = False
    places: bool = False

    @property
    def index(self) -> int:
        """Number of the pose that is asked for, from 0."""
        return self.detector.pose_index

    @property
    def over(self) -> bool:
        """Whether no pose is left."""
        return self.index >= len(self.requests)


def press(state: AssessmentState, key: Key | None) -> AssessmentState:
    """Take a key: leave the pose out, take the last one again, or say that the camera stands.

    Parameters
    ----------
    state : AssessmentState
    key : Key or None

    Returns
    -------
    AssessmentState
    """
    if state.over:
        return state
    if state.placing:
        return _placed(state, key)
    if key in (Key.SKIP, Key.GO, Key.NEXT):
        last = state.detector.last_pose
        return _moved_on(state, HoldDetectorState(state.index + 1, last_pose=last))
    if key is Key.REPEAT and state.index:
        return _again(state)
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
        return replace(state, placing=False, detector=HoldDetectorState(state.index))
    if key is Key.SKIP:
        section = state.requests[state.index].section
        later = range(state.index, len(state.requests))
        rest = (at for at in later if state.requests[at].section != section)
        return _moved_on(state, HoldDetectorState(next(rest, len(state.requests))))
    return state


def _moved_on(state: AssessmentState, detector: HoldDetectorState) -> AssessmentState:
    """Ask for another pose; the camera is placed first where it is to stand elsewhere."""
    moved = replace(state, detector=detector, rejected=None)
    if not state.places or state.over or moved.over:
        return moved
    before, now = (one.requests[one.index].section for one in (state, moved))
    return replace(moved, placing=state.placing or before.placement != now.placement)


def observe(
    state: AssessmentState, sample: HandSample
) -> tuple[AssessmentState, tuple[HoldEvent, ...]]:
    """Take one frame into the hold detector.

    Parameters
    ----------
    state : AssessmentState
    sample : HandSample

    Returns
    -------
    tuple of (AssessmentState, tuple of HoldEvent)
    """
    if state.placing or state.over:
        return state, ()
    detector, events = step(state.protocol, state.requests, state.detector, sample)
    if detector.pose_index == state.index:
        state = replace(state, detector=detector)
    else:
        state = _moved_on(state, detector)
    for event in events:
        match event:
            case PoseHeld():
                state = replace(state, held=(*state.held, event))
            case PoseRejected(reason=reason):
                state = replace(state, rejected=reason, rejected_s=sample.time_s)
    return state, events


def close(state: AssessmentState) -> tuple[PoseHeld, ...]:
    """All poses held, with a Kapandji test that the end cut short."""
    last = finish(state.requests, state.detector)
    return (*state.held, *(one for one in last if isinstance(one, PoseHeld)))


def prompt(state: AssessmentState, time_s: float) -> AssessmentPrompt:
    """Compute what a person is asked for at this time.

    Parameters
    ----------
    state : AssessmentState
        Not over.
    time_s : float
    """
    request, protocol = state.requests[state.index], state.protocol
    whole_s = protocol.settle_s.value + protocol.hold_s.value
    still_s = state.detector.still_s(time_s)
    counts = STILL_S <= still_s < whole_s and not (
        state.detector.decided or request.pose.ladder or state.placing
    )
    return AssessmentPrompt(
        request=request,
        done=state.index,
        of=len(state.requests),
        left_s=ceil(whole_s - still_s) if counts else None,
        still_s=still_s if counts else 0.0,
        whole_s=whole_s,
        rejected=state.rejected if time_s - state.rejected_s < MESSAGE_S else None,
        placing=state.placing,
    )


def begin(protocol: Protocol, requests: Sequence[PoseRequest], places: bool) -> AssessmentState:
    """Begin by placing the camera for the first pose.

    Parameters
    ----------
    protocol : Protocol
    requests : sequence of PoseRequest
        The poses in their order.
    places : bool
        Whether it is placed again where it is to stand elsewhere.
    """
    return AssessmentState(protocol, tuple(requests), placing=True, places=places)
