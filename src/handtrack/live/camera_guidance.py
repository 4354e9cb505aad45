"""What the camera sees right now, and what a person should change about it.

One frame of one hand goes in; out come the first thing that spoils the picture, how long the hand
has been still, how long it shows a still open palm, how many fingers it holds up, and how long it
has been away. All limits are provisional, domain judgement.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np

from handtrack.landmarks.geometry import distance
from handtrack.landmarks.hand import FINGERS, PALM, Floats, Hand, Landmark, Side
from handtrack.landmarks.quality import MIN_HAND_PX, MIN_MARGIN, hand_length_px, keeps_view
from handtrack.landmarks.views import View, palm_orientation, palm_orientations
from handtrack.measurements import MEASUREMENTS
from handtrack.measurements.filters import GAP_S

DARK = 45.0
"""Mean brightness of the picture, 0 to 255."""
BLACK = 8.0
"""A covered lens or a camera switched off."""
LARGEST_HAND = 0.45
"""Wrist to middle knuckle as a share of the picture's height: nearer, and fingers leave it."""
STILL_L = 0.06
"""No point of the palm or fingertip leaves its mean of the last moments by more hand lengths."""
STILL_WINDOW_S = 0.5
UP_L = 1.4
"""A fingertip this many hand lengths from the wrist is held up: straight ones read 1.6 to 2.0,
bent ones 0.9 to 1.1."""
THUMB_OUT_L = 1.0
"""Thumb tip from the little finger's knuckle: 0.4 to 0.95 in a fist, 1.05 to 1.5 held out."""
SIDE_VOTES = 15
"""Frames that vote on which hand it is."""

_FLAT_VIEWS = {View.PALM, View.DORSAL, View.SIDE, View.OBLIQUE}


class PlacementCue(StrEnum):
    """What to change about the picture, the most pressing first."""

    NO_PICTURE = "no_picture"
    LIGHT = "light"
    SHOW_HAND = "show_hand"
    OTHER_HAND = "other_hand"
    CLOSER = "closer"
    FARTHER = "farther"
    MOVE_LEFT = "move_left"
    MOVE_RIGHT = "move_right"
    MOVE_UP = "move_up"
    MOVE_DOWN = "move_down"
    FOREARM = "forearm"
    TURN_PALM = "turn_palm"
    TURN_BACK = "turn_back"
    TURN_SIDE = "turn_side"
    TURN_OBLIQUE = "turn_oblique"


@dataclass(frozen=True, slots=True)
class Observation:
    """What one frame and those before it show of the hand.

    Parameters
    ----------
    time_s : float
    seen : bool
    cue : PlacementCue or None
        The most pressing thing to change; None where the picture is fine.
    side : Side or None
        Which hand it is, by the majority of the last moments.
    still_s, open_palm_s, away_s : float
        For how long the hand has been still, been an open palm held still, been out of sight.
    fingers : int or None
        How many fingers are held up, thumb included; None where no hand is seen.
    fingers_s : float
        For how long it has been that many, held still.
    """

    time_s: float
    seen: bool = False
    cue: PlacementCue | None = PlacementCue.SHOW_HAND
    side: Side | None = None
    still_s: float = 0.0
    open_palm_s: float = 0.0
    away_s: float = 0.0
    fingers: int | None = None
    fingers_s: float = 0.0


class PictureNeeds(Protocol):
    """What an exercise, or a section of an assessment, needs to see."""

    @property
    def views(self) -> tuple[View, ...]:
        """Sides from which the hand may be seen; any, where there is none."""
        ...

    @property
    def needs_forearm(self) -> bool:
        """Whether the forearm has to be in the picture."""
        ...


class Observer:
    """Observes one hand, frame by frame.

    Parameters
    ----------
    needs : PictureNeeds or None
        Of the exercise; None asks for a visible hand only.
    side : Side or None
        Which hand is asked for.
    """

    def __init__(self, needs: PictureNeeds | None = None, side: Side | None = None) -> None:
        self._needs, self._side = needs, side
        self._recent: deque[tuple[float, Floats]] = deque()
        self._votes: deque[Side] = deque(maxlen=SIDE_VOTES)
        self._since: dict[str, float] = {}
        self._fingers: int | None = None
        self._seen_s: float | None = None

    def observe(self, hand: Hand, label: Side | None, brightness: float) -> Observation:
        """Observe one frame.

        Parameters
        ----------
        hand : Hand
            At one moment, later than the one before.
        label : Side or None
            What the tracker calls this hand in this frame.
        brightness : float
            Mean of the picture, 0 to 255.

        Returns
        -------
        Observation
        """
        now_s = float(hand.time_s)
        seen = bool(hand.seen)
        if self._seen_s is None:
            self._seen_s = now_s
        if not seen:
            if now_s - self._seen_s > GAP_S:
                self._recent.clear()
                self._votes.clear()
                self._since.clear()
            return Observation(
                now_s, cue=_light(brightness) or PlacementCue.SHOW_HAND, away_s=now_s - self._seen_s
            )
        self._seen_s = now_s
        if label is not None:
            self._votes.append(label)
        still = self._still(now_s, hand)
        fingers = fingers_up(hand)
        if fingers != self._fingers:
            self._since.pop("fingers", None)
        self._fingers = fingers
        side = max(set(self._votes), key=self._votes.count) if self._votes else None
        return Observation(
            now_s,
            True,
            self._cue(hand, side, brightness),
            side,
            self._lasting("still", still, now_s),
            self._lasting("open", still and _open_palm(hand, fingers), now_s),
            0.0,
            fingers,
            self._lasting("fingers", still, now_s),
        )

    def _lasting(self, what: str, holds: bool, now_s: float) -> float:
        if not holds:
            self._since.pop(what, None)
            return 0.0
        return now_s - self._since.setdefault(what, now_s)

    def _still(self, now_s: float, hand: Hand) -> bool:
        length = float(hand_length_px(hand))
        points = hand.image_px[_watched(hand), :2] / max(length, 1.0)
        self._recent.append((now_s, points))
        while now_s - self._recent[0][0] > STILL_WINDOW_S:
            self._recent.popleft()
        if now_s - self._recent[0][0] < STILL_WINDOW_S / 2:
            return False
        track = np.array([p for _, p in self._recent])
        wander = distance(track, track.mean(axis=0))
        return bool(np.median(wander, axis=0).max() <= STILL_L)

    def _cue(self, hand: Hand, side: Side | None, brightness: float) -> PlacementCue | None:
        dark = _light(brightness)
        if dark is PlacementCue.NO_PICTURE:
            return dark
        if self._side and side and side is not self._side:
            return PlacementCue.OTHER_HAND
        return dark or _size(hand) or _edge(hand) or self._forearm(hand) or self._view(hand)

    def _forearm(self, hand: Hand) -> PlacementCue | None:
        """Half a hand length of forearm must be in the picture where it is measured against."""
        if self._needs is None or not self._needs.needs_forearm:
            return None
        wrist, knuckle = (hand.image_px[p, :2] for p in (Landmark.WRIST, Landmark.MIDDLE_MCP))
        arm = wrist + 0.5 * (wrist - knuckle)
        inside = (arm >= 0).all() and (arm <= np.array(hand.frame_size_px)).all()
        return None if inside else PlacementCue.FOREARM

    def _view(self, hand: Hand) -> PlacementCue | None:
        views = self._needs.views if self._needs else ()
        if not _FLAT_VIEWS.intersection(views) or keeps_view(views, palm_orientations(hand)):
            return None
        first = next(view for view in views if view in _FLAT_VIEWS)
        return {
            View.PALM: PlacementCue.TURN_PALM,
            View.DORSAL: PlacementCue.TURN_BACK,
            View.SIDE: PlacementCue.TURN_SIDE,
            View.OBLIQUE: PlacementCue.TURN_OBLIQUE,
        }[first]


def _watched(hand: Hand) -> list[Landmark]:
    """What must be still: palm and fingertips, of a finger that is left out only its knuckle."""
    ends = (f.mcp if f in hand.without else f.tip for f in FINGERS)
    return [*PALM, *ends, Landmark.THUMB_TIP]


def _light(brightness: float) -> PlacementCue | None:
    if brightness < BLACK:
        return PlacementCue.NO_PICTURE
    return PlacementCue.LIGHT if brightness < DARK else None


def _size(hand: Hand) -> PlacementCue | None:
    length = float(hand_length_px(hand))
    if length < MIN_HAND_PX:
        return PlacementCue.CLOSER
    return PlacementCue.FARTHER if length > LARGEST_HAND * hand.frame_size_px[1] else None


def _edge(hand: Hand) -> PlacementCue | None:
    """Which way to move, as the person sees it in a mirror and feels it."""
    size = np.array(hand.frame_size_px)
    low = (hand.image_px[..., :2] / size).min(axis=0)
    high = (hand.image_px[..., :2] / size).max(axis=0)
    # A camera's left is the right of the person who faces it.
    if low[0] < MIN_MARGIN:
        return PlacementCue.MOVE_LEFT
    if high[0] > 1 - MIN_MARGIN:
        return PlacementCue.MOVE_RIGHT
    if low[1] < MIN_MARGIN:
        return PlacementCue.MOVE_DOWN
    return PlacementCue.MOVE_UP if high[1] > 1 - MIN_MARGIN else None


def _open_palm(hand: Hand, fingers: int) -> bool:
    return fingers == len(hand.fingers) + 1 and abs(float(palm_orientation(hand))) > 0.7


def fingers_up(hand: Hand) -> int:
    """How many fingers are held up, thumb included, of one hand at one moment that is seen.

    One that is left out is never up.
    """
    reach, across = MEASUREMENTS["tip_to_wrist"], MEASUREMENTS["opposition_distance"]
    up = sum(float(reach.read(hand, finger)) > UP_L for finger in FINGERS)
    return up + int(float(across.read(hand)) > THUMB_OUT_L)
