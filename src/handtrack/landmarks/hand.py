"""The hand: its landmarks, fingers, sides and frames.

This module is the only home of the landmark numbers 0 to 20. Everywhere else a landmark is a
`Landmark` and a finger is a `Finger`.

Coordinates
-----------
`image_px`
    x right, y down, z away from the camera, all in pixels of the upright, unmirrored image (z is
    relative to the wrist). Angles taken from it are right at any aspect ratio.
`world_m`
    metres, same axes, origin near the middle of the hand, by MediaPipe's hand model.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
"""An array of real numbers; shapes are given where it is used."""

LANDMARKS = 21
BLOCK = 2048
"""Frames computed at a time: one megabyte of points. What comes between then stays in the
processor's cache, where arrays of a long recording take fresh memory, which costs far more."""


class Landmark(IntEnum):
    """The 21 points of MediaPipe's hand model, in its order."""

    WRIST = 0
    THUMB_CMC = 1
    THUMB_MCP = 2
    THUMB_IP = 3
    THUMB_TIP = 4
    INDEX_MCP = 5
    INDEX_PIP = 6
    INDEX_DIP = 7
    INDEX_TIP = 8
    MIDDLE_MCP = 9
    MIDDLE_PIP = 10
    MIDDLE_DIP = 11
    MIDDLE_TIP = 12
    RING_MCP = 13
    RING_PIP = 14
    RING_DIP = 15
    RING_TIP = 16
    LITTLE_MCP = 17
    LITTLE_PIP = 18
    LITTLE_DIP = 19
    LITTLE_TIP = 20


class Finger(StrEnum):
    """The four fingers, thumb side first. The thumb is not one: its joints have other names."""

    INDEX = "index"
    MIDDLE = "middle"
    RING = "ring"
    LITTLE = "little"

    @property
    def mcp(self) -> Landmark:
        """The knuckle (metacarpophalangeal joint)."""
        return _JOINTS[self, "MCP"]

    @property
    def pip(self) -> Landmark:
        """The middle joint (proximal interphalangeal)."""
        return _JOINTS[self, "PIP"]

    @property
    def dip(self) -> Landmark:
        """The end joint (distal interphalangeal)."""
        return _JOINTS[self, "DIP"]

    @property
    def tip(self) -> Landmark:
        """The fingertip."""
        return _JOINTS[self, "TIP"]


_JOINTS = {
    (finger, joint): Landmark[f"{finger.name}_{joint}"]
    for finger in Finger
    for joint in ("MCP", "PIP", "DIP", "TIP")
}
FINGERS = tuple(Finger)


def fingers_but(without: Container[Finger]) -> tuple[Finger, ...]:
    """List all fingers but these, thumb side first."""
    return tuple(finger for finger in FINGERS if finger not in without)


def fingers_words(fingers: Sequence[Finger]) -> str:
    """Write fingers in words: "ring finger", "ring and little finger"; empty for none."""
    if not fingers:
        return ""
    *first, last = fingers
    return f"{', '.join(first)} and {last} finger" if first else f"{last} finger"


def without_words(fingers: Sequence[Finger]) -> str:
    """Write missing fingers in words: "without the ring finger"; empty for none."""
    return f"without the {fingers_words(fingers)}" if fingers else ""


MCPS = tuple(f.mcp for f in Finger)
PIPS = tuple(f.pip for f in Finger)
DIPS = tuple(f.dip for f in Finger)
TIPS = tuple(f.tip for f in Finger)


@cache
def mcps_of(fingers: tuple[Finger, ...]) -> NDArray[np.intp]:
    """The knuckles of some fingers, to take them from points."""
    return np.array([finger.mcp for finger in fingers])


@cache
def tips_of(fingers: tuple[Finger, ...]) -> NDArray[np.intp]:
    """The tips of some fingers, to take them from points."""
    return np.array([finger.tip for finger in fingers])


BONES: tuple[tuple[Landmark, Landmark], ...] = (
    (Landmark.WRIST, Landmark.THUMB_CMC),
    (Landmark.THUMB_CMC, Landmark.THUMB_MCP),
    (Landmark.THUMB_MCP, Landmark.THUMB_IP),
    (Landmark.THUMB_IP, Landmark.THUMB_TIP),
    *((Landmark.WRIST, f.mcp) for f in Finger),
    *((f.mcp, f.pip) for f in Finger),
    *((f.pip, f.dip) for f in Finger),
    *((f.dip, f.tip) for f in Finger),
)
"""Pairs of landmarks joined by bone, wrist to tips."""

PALM = (
    Landmark.WRIST,
    Landmark.INDEX_MCP,
    Landmark.MIDDLE_MCP,
    Landmark.RING_MCP,
    Landmark.LITTLE_MCP,
)
"""The points of the palm, whose distances do not change with the fingers."""

HAND_AXIS = (Landmark.WRIST, Landmark.MIDDLE_MCP)
"""Where the hand's long axis begins and ends; its length is the hand length."""


class Side(StrEnum):
    """Left or right, the subject's own."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def sign(self) -> int:
        """+1 for a right hand, -1 for a left one: what mirroring does to a cross product."""
        return 1 if self is Side.RIGHT else -1


@dataclass(frozen=True, slots=True)
class Hand:
    """One hand at one moment, or one hand through time.

    Parameters
    ----------
    time_s : float or ndarray, shape (...)
        Presentation time of the frame.
    image_px, world_m : ndarray, shape (..., 21, 3)
        Image points and world points; NaN where the hand was not seen.
    settling : bool or ndarray, shape (...)
        True on the frames just after a detection, whose landmarks are several degrees off.
    side : Side
        Fixed for the whole track.
    frame_size_px : tuple of int
        Width and height of the upright image.
    object_px : ndarray, shape (..., places, 3), optional
        The object followed beside the hand: x, y and radius of its points in pixels, NaN where
        hidden (see `handtrack.landmarks.tracked_object`); None where no object was followed.
    other_px : ndarray, shape (..., 21, 3), optional
        Image points of the other hand; None where one hand was tracked.
    forearm : ndarray, shape (..., 2), optional
        Unit vector on the screen from elbow to wrist, found in the picture; NaN in frames without
        one, None where forearms were not looked for.
    handedness_doubtful : bool or ndarray, shape (...)
        True where the tracker calls it the other hand or is unsure. Seen edge-on, left and right
        are confused, and the sign of z is inverted.
    presence : float or ndarray, shape (...), optional
        How sure the engine is of the hand, 0 to 1; None where it does not say.
    without : tuple of Finger
        Fingers that are missing, splinted or bandaged. A tracker invents their landmarks, so no
        measurement reads them; their MCPs are read as part of the palm.
    """

    time_s: float | Floats
    image_px: Floats
    world_m: Floats
    settling: bool | NDArray[np.bool_]
    side: Side
    frame_size_px: tuple[int, int]
    object_px: Floats | None = None
    other_px: Floats | None = None
    forearm: Floats | None = None
    handedness_doubtful: bool | NDArray[np.bool_] = False
    without: tuple[Finger, ...] = ()
    presence: float | Floats | None = None

    @property
    def fingers(self) -> tuple[Finger, ...]:
        """The fingers it has, thumb side first."""
        return FINGERS if not self.without else fingers_but(self.without)

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Whether the hand was detected, shape (...)."""
        return np.isfinite(self.image_px[..., Landmark.WRIST, 0])

    @property
    def picture_shares(self) -> Floats:
        """Image points as shares of the frame's width and height, shape (..., 21, 2)."""
        shares: Floats = self.image_px[..., :2] / np.array(self.frame_size_px)
        return shares

    @property
    def depth_valid(self) -> NDArray[np.bool_]:
        """Whether the hand was detected with the correct handedness, shape (...)."""
        return self.seen & np.logical_not(self.handedness_doubtful)

    def at(self, which: slice | NDArray[np.intp]) -> Hand:
        """Frames of a hand through time, in the order of `which`."""
        doubtful = np.broadcast_to(self.handedness_doubtful, self.image_px.shape[:-2])
        return replace(
            self,
            time_s=np.asarray(self.time_s)[which],
            image_px=self.image_px[which],
            world_m=self.world_m[which],
            settling=np.asarray(self.settling)[which],
            object_px=None if self.object_px is None else self.object_px[which],
            other_px=None if self.other_px is None else self.other_px[which],
            forearm=None if self.forearm is None else self.forearm[which],
            handedness_doubtful=doubtful[which],
            presence=None if self.presence is None else np.asarray(self.presence)[which],
        )

    @classmethod
    def through_time(cls, moments: Sequence[Hand]) -> Hand:
        """Moments of one hand joined in their order, without the forearm's line."""
        first = moments[0]
        return replace(
            first,
            time_s=np.array([float(hand.time_s) for hand in moments]),
            image_px=np.array([hand.image_px for hand in moments]),
            world_m=np.array([hand.world_m for hand in moments]),
            settling=np.array([hand.settling for hand in moments]),
            object_px=None if first.object_px is None else np.array([h.object_px for h in moments]),
            other_px=None if first.other_px is None else np.array([h.other_px for h in moments]),
            forearm=None,
            handedness_doubtful=np.array([hand.handedness_doubtful for hand in moments]),
            presence=None if first.presence is None else np.array([h.presence for h in moments]),
        )

    def masked(self, which: NDArray[np.bool_]) -> Hand:
        """Replace the landmarks of the frames marked in `which`, shape (...), by NaN."""
        image_px, world_m = (
            np.where(which[..., None, None], np.nan, points)
            for points in (self.image_px, self.world_m)
        )
        return replace(self, image_px=image_px, world_m=world_m)


def by_blocks(function: Callable[[Floats], Floats], points: Floats) -> Floats:
    """Apply a function to frames, `BLOCK` at a time.

    Parameters
    ----------
    function : callable
        From points (n, ...) to values (n, ...), each frame by itself.
    points : ndarray, shape (N, ...)
    """
    if len(points) <= BLOCK:
        return function(points)
    parts = [function(points[i : i + BLOCK]) for i in range(0, len(points), BLOCK)]
    return np.concatenate(parts)
