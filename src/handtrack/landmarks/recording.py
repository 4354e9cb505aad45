"""Landmark recordings: every hand of every frame as arrays.

Laws
----
1. A recording describes itself: the versions that made it, the source and its hash, rotation,
   times and settling flags are inside it.
2. Landmarks are float32 from the moment they leave the tracker, so that scoring the file again
   gives the same digits as scoring the video.
3. Two channels beside the hands are optional: an object followed by its look, and the forearm's
   line. A recording without them is written as it always was; one with them says schema 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import LANDMARKS, Floats, Hand, Side
from handtrack.landmarks.tracked_object import PLACES, ObjectKind

MISREAD_SHARE = 0.3
"""Provisional: a hand that is called the other one in a smaller share of its frames is misread in
these. Seen from its edge a hand may be called both by turns, with its points in their places."""
SURE_SCORE = 0.6
"""Provisional: below it a tracker can hardly tell which hand it is, and on hands seen from their
edge how the forearm turns is wrong far more often than above it."""
SCHEMA = 2
"""The newest there is. 1 is a recording of hands alone, 2 one with another channel beside them."""
_ARRAYS = ("time_s", "image_px", "world_m", "is_right", "side_score", "settling")
_OBJECT, _FOREARM = "object_px", "forearm"


@dataclass(frozen=True, slots=True)
class Header:
    """What a recording says of itself.

    Parameters
    ----------
    frame_size_px : tuple of int
        Width and height of the upright image the landmarks refer to.
    slots : int
        How many hands were looked for; a slot is one hand's identity, not a detection order.
    source, source_sha256 : str
        Name of the file or device, and the hash of the file ("" for a device).
    rotation_deg : int
        By how much the frames were turned to stand upright: 0, 90, 180 or 270.
    container_fps : float or None
        What the container claims, for the record only; times come from the frames.
    times_repaired : int
        How many frame times had to be moved to keep them strictly increasing.
    complete : bool
        False where decoding stopped early or the write was interrupted.
    note : str
        Why it is incomplete, in a sentence.
    warnings : tuple of str
        What else a user should know of the source, a sentence each.
    pictures_hz : float or None
        Different pictures a second; fewer than frames where a source repeats them. None where the
        pictures were not looked at.
    start_s, end_s : float, float or None
        Which part of the source it is, as a player shows it; None for its end.
    slowed : float
        By how much the source's times were divided, because it is slow motion.
    object_kind : str
        What was followed beside the hands, a word of `objects.ObjectKind`; "" for nothing.
    object_look : str
        What it was known by, for the record only.
    forearms : bool
        Whether the forearm's line was looked for.
    """

    frame_size_px: tuple[int, int]
    slots: int = 1
    source: str = ""
    source_sha256: str = ""
    rotation_deg: int = 0
    container_fps: float | None = None
    times_repaired: int = 0
    complete: bool = True
    note: str = ""
    warnings: tuple[str, ...] = ()
    pictures_hz: float | None = None
    start_s: float = 0.0
    end_s: float | None = None
    slowed: float = 1.0
    handtrack: str = ""
    mediapipe: str = ""
    model_sha256: str = ""
    object_kind: str = ""
    object_look: str = ""
    forearms: bool = False

    @property
    def schema(self) -> int:
        """The oldest version of the format that can hold such a recording."""
        return 2 if self.object_kind or self.forearms else 1

    @property
    def lacks_part(self) -> bool:
        """Whether part of a file is missing; a live session has no more than was seen."""
        return not self.complete and bool(self.source_sha256)

    @property
    def places(self) -> int:
        """How many points an object is followed by; 0 without one."""
        return PLACES[ObjectKind(self.object_kind)] if self.object_kind else 0

    @property
    def arrays(self) -> tuple[str, ...]:
        """Names of what such a recording holds."""
        return (*_ARRAYS, *(_OBJECT,) * bool(self.places), *(_FOREARM,) * self.forearms)

    @property
    def row(self) -> np.dtype[Any]:
        """The fixed-size record of one frame, little-endian, without padding."""
        points = (self.slots, LANDMARKS, 3)
        channels: dict[str, Any] = {
            _OBJECT: (_OBJECT, "<f4", (self.places, 3)),
            _FOREARM: (_FOREARM, "<f4", (self.slots, 2)),
        }
        return np.dtype(
            [
                ("time_s", "<f8"),
                ("image_px", "<f4", points),
                ("world_m", "<f4", points),
                ("is_right", "i1", (self.slots,)),
                ("side_score", "<f4", (self.slots,)),
                ("settling", "?", (self.slots,)),
                *(channels[name] for name in self.arrays[len(_ARRAYS) :]),
            ]
        )


@dataclass(frozen=True, slots=True)
class TrackedFrame:
    """What the tracker saw in one frame; the slot axis has `Header.slots` places.

    Parameters
    ----------
    time_s : float
    image_px, world_m : ndarray, shape (slots, 21, 3), float32
        NaN where a slot holds no hand.
    is_right : ndarray of int8, shape (slots,)
        1 labelled right, 0 labelled left, -1 no hand.
    side_score : ndarray of float32, shape (slots,)
        The model's confidence in that label; NaN without a hand.
    settling : ndarray of bool, shape (slots,)
    object_px : ndarray, shape (places, 3), float32, optional
        Points of the object: x, y and radius, all in pixels; NaN where a point is hidden.
    forearm : ndarray, shape (slots, 2), float32, optional
        Unit vector in the image from elbow to wrist; NaN where it was not seen or not looked for.
    """

    time_s: float
    image_px: Floats
    world_m: Floats
    is_right: NDArray[np.int8]
    side_score: Floats
    settling: NDArray[np.bool_]
    object_px: Floats | None = None
    forearm: Floats | None = None

    def packed(self, row: np.dtype[Any]) -> NDArray[np.void]:
        """As one record of `Header.row`."""
        record = np.zeros((), dtype=row)
        for name in row.names or ():
            value = getattr(self, name)
            record[name] = np.nan if value is None else value
        return record


@dataclass(frozen=True, slots=True)
class Recording:
    """All frames of one clip: the arrays of `TrackedFrame` with a frame axis in front.

    `object_px` and `forearm` are None where the header does not speak of them.
    """

    header: Header
    time_s: Floats
    image_px: Floats
    world_m: Floats
    is_right: NDArray[np.int8]
    side_score: Floats
    settling: NDArray[np.bool_]
    object_px: Floats | None = None
    forearm: Floats | None = None

    def __len__(self) -> int:
        return len(self.time_s)

    @classmethod
    def from_frames(cls, header: Header, frames: Iterable[TrackedFrame]) -> Self:
        """Stack tracked frames; no frame at all gives a recording of length 0."""
        row = header.row
        rows = np.array([frame.packed(row) for frame in frames], dtype=row)
        return cls(header, **{name: rows[name] for name in header.arrays})

    @property
    def duration_s(self) -> float:
        """From the first frame to the last; 0 for fewer than two frames."""
        return float(self.time_s[-1] - self.time_s[0]) if len(self) > 1 else 0.0

    def slot_sides(self) -> list[Side | None]:
        """The side of each slot by majority of its labels, weighted by their confidence."""
        sides: list[Side | None] = []
        for slot in range(self.header.slots):
            label = self.is_right[:, slot]
            weight = np.where(label >= 0, np.nan_to_num(self.side_score[:, slot]), 0.0)
            if not (label >= 0).any():
                sides.append(None)
            else:
                right = weight[label == 1].sum() >= weight[label == 0].sum()
                sides.append(Side.RIGHT if right else Side.LEFT)
        return sides

    def between(self, start_s: float, end_s: float) -> Self:
        """The frames of a half-open interval, with their own times."""
        i, j = np.searchsorted(self.time_s, [start_s, end_s])
        return replace(self, **{name: getattr(self, name)[i:j] for name in self.header.arrays})

    def hand(self, slot: int, side: Side) -> Hand:
        """One slot as a `Hand` of this side through time; masked where `handedness_mismatch`."""
        two = self.header.slots == 2
        other = self.image_px[:, 1 - slot].astype(np.float64) if two else None
        hand = Hand(
            time_s=self.time_s,
            image_px=self.image_px[:, slot].astype(np.float64),
            world_m=self.world_m[:, slot].astype(np.float64),
            settling=self.settling[:, slot],
            side=side,
            frame_size_px=self.header.frame_size_px,
            object_px=None if self.object_px is None else self.object_px.astype(np.float64),
            other_px=other,
            forearm=None if self.forearm is None else self.forearm[:, slot].astype(np.float64),
        )
        names = self.is_right[:, slot]
        wrong = handedness_mismatch(names, side)
        hand = hand.masked(wrong) if wrong.any() else hand
        return replace(
            hand, handedness_doubtful=handedness_doubtful(names, self.side_score[:, slot], side)
        )


def handedness_mismatch(
    is_right: NDArray[np.int8], side: Side, seen: int = 0, unlike: int = 0
) -> NDArray[np.bool_]:
    """Where a tracker takes a hand for the other one, shape (N,).

    Its landmarks are then those of another hand than is there: off by more than 0.15 hand
    lengths in most such frames, and in few of the others (docs/accuracy/validation.md). A frame is
    judged by itself and those before it alone, so that a live session comes to the same.

    Parameters
    ----------
    is_right : ndarray, shape (N,)
        Its labels in order of time, as in `TrackedFrame`.
    side : Side
        Which hand it is.
    seen, unlike : int
        In how many frames before these it was seen, and in how many of them called the other one.
    """
    other = is_right == int(side is Side.LEFT)
    so_far = unlike + np.cumsum(other)
    return np.asarray(other & (so_far < MISREAD_SHARE * (seen + np.cumsum(is_right >= 0))))


def handedness_doubtful(is_right: NDArray[np.int8], score: Floats, side: Side) -> NDArray[np.bool_]:
    """Where a tracker calls a hand the other one or can hardly tell, shape (N,).

    See `Hand.handedness_doubtful`; `score` is how sure it is, from 0.5 to 1.
    """
    return np.asarray((is_right == int(side is Side.LEFT)) | (score < SURE_SCORE))
