"""Finds the poses of a protocol: waits until the hand is still, then takes the plateau.

How it works
------------
The **rest** is a moving average of the hand's shape as it lies in the picture, about the middle of
its palm: an arm held in the air wanders, and no pose asks the hand to be elsewhere. The hand is
still while the four points that are farthest from the rest are, in the mean, nearer than
`Protocol.still` hand lengths, and while the rest stays within `CREEP` times `Protocol.moved` of the
**anchor**: where it was when the stillness began, and again when it had settled. Farther for
`AWAY_S`, or crept away, and stillness counts anew. After `settle_s` of it the plateau begins, and
after `hold_s` more it is taken for the pose that is asked for, unless the hand is seen from a side
the section does not allow, or is still within `Protocol.moved` of the pose before and was not
`WENT_L` away from it in between. Then the next pose is asked for.

A ladder is no hold: it lasts from the end of the pose before to the next stillness with the thumb
away from everything it can touch.

The step is pure and knows no clock, so the same one guides a person in front of a camera and finds
the poses of a recorded clip.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from handtrack.assessment.kapandji import level_gaps
from handtrack.assessment.protocol import PoseRequest, Protocol
from handtrack.landmarks.geometry import distance
from handtrack.landmarks.hand import FINGERS, Floats, Hand, Landmark
from handtrack.landmarks.quality import hand_length_px, keeps_view
from handtrack.landmarks.views import palm_orientations

AVERAGE_S = 0.15
"""Provisional: time constant of the moving average."""
AWAY_S = 0.2
"""Provisional: one wild frame does not end a hold, this long away does."""
LOST_S = 0.5
"""Provisional: a hand out of sight for longer has left its hold."""
LEAST_LADDER_S = 2.0
"""Provisional: a shorter one is a rest before it has begun."""
OPEN_L = 0.35
"""Provisional: with the thumb farther than this from every station, a ladder is over."""
MAX_DRIFT = 1.5
"""Provisional, of `Protocol.moved`: fingertips that other fingers hide wander so far in a still
hand, while bending the end joints alone moves tips by more."""
MOVED_AWAY_L = 0.5
"""Provisional: so far, in hand lengths, an opened hand is from a fist. A pose may look like the one
before (fists that differ by hidden end joints); then the hand opens in between."""
_PALM = [Landmark.WRIST, *(finger.mcp for finger in FINGERS)]
_FARTHEST = 4
"""How many of the points decide about movement: one finger has that many."""


@dataclass(frozen=True, slots=True)
class HandSample:
    """One frame.

    Parameters
    ----------
    shape_px : ndarray, shape (21, 2)
        Points in the picture, from the middle of the palm; NaN where no hand was seen.
    length_px : float
        The hand's length.
    palm_orientations : list of float
        How the palm is turned to the camera: see `handtrack.landmarks.views.palm_orientations`.
    reach : float
        From the thumb's tip to the nearest thing it can touch, in hand lengths.
    """

    time_s: float
    shape_px: Floats
    length_px: float
    palm_orientations: list[float]
    nearest_gap: float


class RejectionReason(StrEnum):
    """Why a still hand was not taken for a pose."""

    WRONG_VIEW = "seen from another side than asked"
    NOT_MOVED = "still in the pose before"
    ALL_DONE = "after the last pose"


@dataclass(frozen=True, slots=True)
class PoseHeld:
    """A pose was held; half-open interval of its plateau, or of a ladder."""

    request: PoseRequest
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class PoseRejected:
    """The hand was still, but it is not taken for the pose asked for."""

    start_s: float
    end_s: float
    reason: RejectionReason


HoldEvent = PoseHeld | PoseRejected


@dataclass(frozen=True, slots=True)
class HoldDetectorState:
    """What the finder remembers.

    Parameters
    ----------
    place : int
        How many poses are done: the next one is `asks[place]`.
    rest : ndarray or None
        The moving average, in pixels; None before a hand was seen.
    since_s : float
        Since when it is still.
    anchor, settled : ndarray or None, bool
        What the rest must stay near, and whether that is the settled rest.
    left_s, seen_s : float
        Since when it is away from the rest (NaN while it is not), and when it was last seen.
    judged : bool
        Whether this hold has been taken or refused.
    last : ndarray or None
        The shape of the last pose taken.
    went : bool
        Whether the hand has been far from it since.
    from_s : float
        Where a ladder would begin.
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
        """For how long the hand has been still."""
        return 0.0 if self.rest is None else now_s - self.still_from_s


def samples(hand: Hand) -> Iterable[HandSample]:
    """The frames of a hand through time."""
    figures = (
        np.asarray(hand.time_s),
        hand_length_px(hand),
        palm_orientations(hand),
        level_gaps(hand).min(axis=-1),
    )
    each = zip(_about_palm(hand), *(f.tolist() for f in figures), strict=True)
    return (HandSample(t, shape, length, f, reach) for shape, t, length, f, reach in each)


def _about_palm(hand: Hand) -> Floats:
    """Points from the middle of wrist and knuckles, shape (..., 21, 2)."""
    points: Floats = hand.image_px[..., :2]
    middle: Floats = points[..., _PALM, :].mean(axis=-2, keepdims=True)
    return points - middle


def shape_distance(sample: HandSample, a_px: Floats, b_px: Floats) -> float:
    """How far apart two shapes are, in hand lengths: the mean of the four farthest points."""
    return float(np.sort(distance(a_px, b_px))[-_FARTHEST:].mean()) / sample.length_px


def step(
    protocol: Protocol, asks: Sequence[PoseRequest], state: HoldDetectorState, sample: HandSample
) -> tuple[HoldDetectorState, tuple[HoldEvent, ...]]:
    """Look at one frame more.

    Parameters
    ----------
    asks : sequence of PoseRequest
        The poses in the order in which they are to come.
    """
    now_s = sample.time_s
    if not np.isfinite(sample.shape_px).all():
        lost = state.rest is not None and now_s - state.last_seen_s > LOST_S
        return (replace(state, rest=None, anchor=None) if lost else state), ()
    state = _settled(protocol, state, sample)
    whole_s = protocol.settle_s.value + protocol.hold_s.value
    if state.decided or state.still_s(now_s) < whole_s:
        return state, ()
    start_s = state.still_from_s + protocol.settle_s.value
    return _judged(protocol, asks, state, sample, start_s, start_s + protocol.hold_s.value)


def _settled(protocol: Protocol, state: HoldDetectorState, sample: HandSample) -> HoldDetectorState:
    """Move the rest along, and count stillness anew where the hand has moved."""
    now_s = sample.time_s
    if state.rest is None or state.anchor is None:
        from_s = now_s if np.isnan(state.ladder_from_s) else state.ladder_from_s
        return _anew(
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
    crept = shape_distance(sample, rest, state.anchor) >= MAX_DRIFT * protocol.moved.value
    if crept or now_s - left_s >= AWAY_S:
        return _anew(state, left_s)
    if not state.settled and state.still_s(now_s) >= protocol.settle_s.value:
        state = replace(state, anchor=rest, settled=True)
    return replace(state, away_from_s=left_s)


def _anew(state: HoldDetectorState, left_s: float) -> HoldDetectorState:
    """Stillness begins now."""
    fresh = replace(
        state, still_from_s=state.last_seen_s, anchor=state.rest, settled=False, decided=False
    )
    return replace(fresh, away_from_s=left_s)


def _judged(
    protocol: Protocol,
    asks: Sequence[PoseRequest],
    state: HoldDetectorState,
    sample: HandSample,
    start_s: float,
    end_s: float,
) -> tuple[HoldDetectorState, tuple[HoldEvent, ...]]:
    done = replace(state, decided=True)
    if state.pose_index >= len(asks):
        return done, (PoseRejected(start_s, end_s, RejectionReason.ALL_DONE),)
    ask = asks[state.pose_index]
    if ask.pose.ladder:
        return _ladder(ask, done, sample)
    assert state.rest is not None
    near = state.last_pose is not None and (
        shape_distance(sample, state.rest, state.last_pose) < protocol.moved.value
        and not state.moved_away
    )
    if near:
        return done, (PoseRejected(start_s, end_s, RejectionReason.NOT_MOVED),)
    if not bool(keeps_view(ask.section.views, np.asarray(sample.palm_orientations))):
        return done, (PoseRejected(start_s, end_s, RejectionReason.WRONG_VIEW),)
    taken = replace(
        done,
        pose_index=state.pose_index + 1,
        last_pose=state.rest,
        moved_away=False,
        ladder_from_s=end_s,
    )
    return taken, (PoseHeld(ask, start_s, end_s),)


def _ladder(
    ask: PoseRequest, state: HoldDetectorState, sample: HandSample
) -> tuple[HoldDetectorState, tuple[HoldEvent, ...]]:
    """The end of a ladder, if this stillness is one; a thumb at rest on a finger is none."""
    if state.still_from_s - state.ladder_from_s < LEAST_LADDER_S or sample.nearest_gap < OPEN_L:
        return state, ()
    taken = replace(state, pose_index=state.pose_index + 1, last_pose=state.rest, moved_away=False)
    return replace(taken, ladder_from_s=sample.time_s), (
        PoseHeld(ask, state.ladder_from_s, state.still_from_s),
    )


def finish(asks: Sequence[PoseRequest], state: HoldDetectorState) -> tuple[HoldEvent, ...]:
    """The end of the clip: a ladder that was under way is over."""
    if state.pose_index >= len(asks) or not asks[state.pose_index].pose.ladder:
        return ()
    if not state.last_seen_s - state.ladder_from_s >= LEAST_LADDER_S:
        return ()
    return (PoseHeld(asks[state.pose_index], state.ladder_from_s, state.last_seen_s),)


def detect_holds(protocol: Protocol, asks: Sequence[PoseRequest], hand: Hand) -> list[HoldEvent]:
    """Every pose of a recorded clip, and every stillness that was none."""
    state = HoldDetectorState()
    events: list[HoldEvent] = []
    for sample in samples(hand):
        state, found = step(protocol, asks, state, sample)
        events += found
    return [*events, *finish(asks, state)]
