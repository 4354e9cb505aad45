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
from handtrack.live.flow.menu import Menu

MESSAGE_S = 3.0
"""Provisional: how long the reason stands why a still hand was not accepted."""
STILL_S = 0.4
"""Provisional: a shorter stillness is not counted down."""
START_S = 2.0
"""Provisional: how long a hand is held still to say that the camera stands."""


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
    free : bool
        Whether the hand may choose: it has been away since the camera is to be placed.
    menu : Menu or None
        What can be chosen in a pause.
    """

    request: PoseRequest
    done: int
    of: int
    left_s: int | None
    still_s: float
    whole_s: float
    rejected: RejectionReason | None
    placing: bool
    free: bool = False
    menu: Menu | None = None


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
    free : bool
        Whether the hand may say that the camera stands: the first time, and once it was away.
    starts_s : float
        For how long it has been held still to say so.
    menu : Menu or None
        What can be chosen in a pause.
    stopped : bool
        Whether the person ended it.
    """

    protocol: Protocol
    requests: tuple[PoseRequest, ...]
    detector: HoldDetectorState = field(default_factory=HoldDetectorState)
    held: tuple[PoseHeld, ...] = ()
    rejected: RejectionReason | None = None
    rejected_s: float = float("-inf")
    placing: bool = False
    places: bool = False
    free: bool = True
    starts_s: float = 0.0
    menu: Menu | None = None
    stopped: bool = False

    @property
    def index(self) -> int:
        """Number of the pose that is asked for, from 0."""
        return self.detector.pose_index

    @property
    def over(self) -> bool:
        """Whether no pose is left, or no more is wanted."""
        return self.stopped or self.index >= len(self.requests)


def moved_on(state: AssessmentState, detector: HoldDetectorState) -> AssessmentState:
    """Ask for another pose; the camera is placed first where it is to stand elsewhere.

    Parameters
    ----------
    state : AssessmentState
    detector : HoldDetectorState
        Of that pose.
    """
    moved = replace(state, detector=detector, rejected=None)
    if not state.places or state.over or moved.over:
        return moved
    before, now = (one.requests[one.index].section for one in (state, moved))
    elsewhere = before.placement != now.placement
    return replace(
        moved, placing=state.placing or elsewhere, free=state.free and not elsewhere, starts_s=0.0
    )


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
    if state.placing or state.over or state.menu is not None:
        return state, ()
    detector, events = step(state.protocol, state.requests, state.detector, sample)
    if detector.pose_index == state.index:
        state = replace(state, detector=detector)
    else:
        state = moved_on(state, detector)
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
    if state.placing:
        whole_s, still_s, silent = START_S, state.starts_s, False
    else:
        whole_s = protocol.settle_s.value + protocol.hold_s.value
        still_s = state.detector.still_s(time_s)
        silent = state.detector.decided or request.pose.ladder or state.menu is not None
    counts = STILL_S <= still_s < whole_s and not silent
    return AssessmentPrompt(
        request=request,
        done=state.index,
        of=len(state.requests),
        left_s=ceil(whole_s - still_s) if counts else None,
        still_s=still_s if counts else 0.0,
        whole_s=whole_s,
        rejected=state.rejected if time_s - state.rejected_s < MESSAGE_S else None,
        placing=state.placing,
        free=state.free,
        menu=state.menu,
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
