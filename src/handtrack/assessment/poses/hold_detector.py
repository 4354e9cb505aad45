"""Detector of static poses: a pose is held when the hand has been still for long enough.

Algorithm
---------
1. The **rest** is a moving average of the hand's shape in the picture relative to the palm's
   centre: a free arm drifts, and no pose is defined by the hand's position.
2. The hand is still while the mean distance of the four points farthest from the rest is below
   `Protocol.still` hand lengths, and the rest is within `MAX_DRIFT` times `Protocol.moved` of the
   **anchor**. The anchor is the rest at the start of the stillness, and again after `settle_s`.
3. If the distance exceeds the threshold for `AWAY_S`, or the drift exceeds its limit, the hold
   timer restarts.
4. After `settle_s` of stillness the plateau begins; after `hold_s` more the requested pose is held,
   and the next one is requested.
5. The pose is rejected if the view is not one of the section's, or if the shape is within
   `Protocol.moved` of the previous pose and was not `MOVED_AWAY_L` from it in between.

The Kapandji test (`Pose.ladder`) is no hold: it lasts from the end of the previous pose to the next
stillness with the thumb away from every level.

`step` is pure and has no clock: it serves a live camera and a recorded clip.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from handtrack.assessment.poses.hold_samples import HandSample, samples, shape_distance
from handtrack.assessment.protocol import PoseRequest, Protocol
from handtrack.landmarks.hand import Floats, Hand
from handtrack.landmarks.quality import keeps_view

AVERAGE_S = 0.15
"""Provisional: time constant of the moving average."""
AWAY_S = 0.2
"""Provisional: time beyond the threshold that ends a hold; a single outlier does not."""
LOST_S = 0.5
"""Provisional: time without a detected hand that ends a hold."""
LEAST_LADDER_S = 2.0
"""Provisional: least duration of a Kapandji test."""
OPEN_L = 0.35
"""Provisional: distance of the thumb to every level, in hand lengths, that ends a Kapandji test."""
MAX_DRIFT = 1.5
"""Provisional, times `Protocol.moved`: occluded fingertips drift by less in a still hand, and
flexion of the end joints alone moves the tips by more."""
MOVED_AWAY_L = 0.5
"""Provisional: shape distance of an open hand from a fist, in hand lengths. Two poses in a row may
look alike (fists that differ by occluded end joints); the hand then opens in between."""


class RejectionReason(StrEnum):
    """Reason why a still hand is not a requested pose."""

    WRONG_VIEW = "seen from another side than asked"
    NOT_MOVED = "still in the pose before"
    ALL_DONE = "after the last pose"


@dataclass(frozen=True, slots=True)
class PoseHeld:
    """Pose that was held: half-open interval of its plateau, or of the Kapandji test."""

    request: PoseRequest
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class PoseRejected:
    """Stillness that was not the requested pose: half-open interval of its plateau."""

    start_s: float
    end_s: float
    reason: RejectionReason


HoldEvent = PoseHeld | PoseRejected


@dataclass(frozen=True, slots=True)
class HoldDetectorState:
    """State of the detector.

    Parameters
    ----------
    pose_index : int
        Number of poses held; the requested one is `requests[pose_index]`.
    rest : ndarray or None
        Moving average of the shape, in pixels; None before a hand was detected.
    still_from_s : float
        Start of the stillness.
    anchor, settled : ndarray or None, bool
        Reference of the drift, and whether it was taken after `settle_s`.
    away_from_s, last_seen_s : float
        Start of the time beyond the threshold (NaN if below it), and time of the last detection.
    decided : bool
        Whether this stillness has been accepted or rejected.
    last_pose : ndarray or None
        Shape of the last pose held.
    moved_away : bool
        Whether the shape has been `MOVED_AWAY_L` from it since.
    ladder_from_s : float
        Start of a Kapandji test, should one be requested.
    """

    pose_index: int = 0
    rest: Floats | None = None
    still_from_s: float = float("nan")
    anchor: Floats | None = None
    settled: bool = False
    away_from_s: float = float("nan")
    last_seen_s: float = float("nan")
    decided: bool = False
    last_pose: Floats | None = None
    moved_away: bool = False
    ladder_from_s: float = float("nan")

    def still_s(self, now_s: float) -> float:
        """Duration of the stillness up to `now_s`, in seconds; 0 without a hand."""
        return 0.0 if self.rest is None else now_s - self.still_from_s


def step(
    protocol: Protocol,
    requests: Sequence[PoseRequest],
    state: HoldDetectorState,
    sample: HandSample,
) -> tuple[HoldDetectorState, tuple[HoldEvent, ...]]:
    """Advance the detector by one frame.

    Parameters
    ----------
    protocol : Protocol
    requests : sequence of PoseRequest
        Poses in their order.
    state : HoldDetectorState
    sample : HandSample

    Returns
    -------
    tuple of (HoldDetectorState, tuple of HoldEvent)
    """
    now_s = sample.time_s
    if state.rest is not None and now_s - state.last_seen_s > LOST_S:
        state = replace(state, rest=None, anchor=None)
    if not np.isfinite(sample.shape_px).all():
        return state, ()
    state = _tracked_rest(protocol, state, sample)
    whole_s = protocol.settle_s.value + protocol.hold_s.value
    if state.decided or state.still_s(now_s) < whole_s:
        return state, ()
    start_s = state.still_from_s + protocol.settle_s.value
    return _decided(protocol, requests, state, sample, start_s, start_s + protocol.hold_s.value)


def _tracked_rest(
    protocol: Protocol, state: HoldDetectorState, sample: HandSample
) -> HoldDetectorState:
    """Update the moving average, and restart the hold timer if the hand has moved."""
    now_s = sample.time_s
    if state.rest is None or state.anchor is None:
        from_s = now_s if np.isnan(state.ladder_from_s) else state.ladder_from_s
        return _restarted(
            replace(state, rest=sample.shape_px, last_seen_s=now_s, ladder_from_s=from_s),
            float("nan"),
        )
    away = shape_distance(sample, sample.shape_px, state.rest) > protocol.still.value
    if (
        state.last_pose is not None
        and shape_distance(sample, state.rest, state.last_pose) >= MOVED_AWAY_L
    ):
        state = replace(state, moved_away=True)
    share = (now_s - state.last_seen_s) / (now_s - state.last_seen_s + AVERAGE_S)
    assert state.rest is not None
    rest = state.rest + share * (sample.shape_px - state.rest)
    state = replace(state, rest=rest, last_seen_s=now_s)
    left_s = (
        float("nan") if not away else now_s if np.isnan(state.away_from_s) else state.away_from_s
    )
    assert state.anchor is not None
    drifted = shape_distance(sample, rest, state.anchor) >= MAX_DRIFT * protocol.moved.value
    if drifted or now_s - left_s >= AWAY_S:
        return _restarted(state, left_s)
    if not state.settled and state.still_s(now_s) >= protocol.settle_s.value:
        state = replace(state, anchor=rest, settled=True)
    return replace(state, away_from_s=left_s)


def _restarted(state: HoldDetectorState, left_s: float) -> HoldDetectorState:
    """Restart the hold timer."""
    fresh = replace(
        state, still_from_s=state.last_seen_s, anchor=state.rest, settled=False, decided=False
    )
    return replace(fresh, away_from_s=left_s)


def _decided(
    protocol: Protocol,
    requests: Sequence[PoseRequest],
    state: HoldDetectorState,
    sample: HandSample,
    start_s: float,
    end_s: float,
) -> tuple[HoldDetectorState, tuple[HoldEvent, ...]]:
    done = replace(state, decided=True)
    if state.pose_index >= len(requests):
        return done, (PoseRejected(start_s, end_s, RejectionReason.ALL_DONE),)
    request = requests[state.pose_index]
    if request.pose.ladder:
        return _opposition_end(request, done, sample)
    assert state.rest is not None
    near = state.last_pose is not None and (
        shape_distance(sample, state.rest, state.last_pose) < protocol.moved.value
        and not state.moved_away
    )
    if near:
        return done, (PoseRejected(start_s, end_s, RejectionReason.NOT_MOVED),)
    if not bool(keeps_view(request.section.views, np.asarray(sample.palm_orientations))):
        return done, (PoseRejected(start_s, end_s, RejectionReason.WRONG_VIEW),)
    taken = replace(
        done,
        pose_index=state.pose_index + 1,
        last_pose=state.rest,
        moved_away=False,
        ladder_from_s=end_s,
    )
    return taken, (PoseHeld(request, start_s, end_s),)


def _opposition_end(
    request: PoseRequest, state: HoldDetectorState, sample: HandSample
) -> tuple[HoldDetectorState, tuple[HoldEvent, ...]]:
    """End of a Kapandji test, unless it was too short or the thumb is near a level."""
    if state.still_from_s - state.ladder_from_s < LEAST_LADDER_S or sample.nearest_gap < OPEN_L:
        return state, ()
    taken = replace(state, pose_index=state.pose_index + 1, last_pose=state.rest, moved_away=False)
    return replace(taken, ladder_from_s=sample.time_s), (
        PoseHeld(request, state.ladder_from_s, state.still_from_s),
    )


def finish(requests: Sequence[PoseRequest], state: HoldDetectorState) -> tuple[HoldEvent, ...]:
    """Flush at the end of the clip: an unfinished Kapandji test ends there.

    Parameters
    ----------
    requests : sequence of PoseRequest
    state : HoldDetectorState

    Returns
    -------
    tuple of HoldEvent
    """
    if state.pose_index >= len(requests) or not requests[state.pose_index].pose.ladder:
        return ()
    if not state.last_seen_s - state.ladder_from_s >= LEAST_LADDER_S:
        return ()
    return (PoseHeld(requests[state.pose_index], state.ladder_from_s, state.last_seen_s),)


def detect_holds(
    protocol: Protocol, requests: Sequence[PoseRequest], hand: Hand
) -> list[HoldEvent]:
    """Held and rejected poses of a recorded clip.

    Parameters
    ----------
    protocol : Protocol
    requests : sequence of PoseRequest
        Poses in their order.
    hand : Hand
        Through the whole clip.

    Returns
    -------
    list of HoldEvent
        In order of time.
    """
    state = HoldDetectorState()
    events: list[HoldEvent] = []
    for sample in samples(hand):
        state, found = step(protocol, requests, state, sample)
        events += found
    return [*events, *finish(requests, state)]
