"""Landmark recordings: every hand of every frame as arrays.

Laws
----
1. A recording describes itself: the versions that made it, the source and its hash, rotation,
   times and settling flags are inside it.
2. Landmarks are float32 as soon as they leave the tracker, so that scoring the file again gives the
   same digits as scoring the video.
3. Three channels beside the hands are optional: a followed object, the forearm line, and the
   engine's presence. A recording without them has schema 1, one with presence schema 3, others 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import Floats, Hand, Side
from handtrack.landmarks.handedness import LabelVotes, handedness_doubtful, handedness_mismatch
from handtrack.landmarks.recording_header import Header

SURE_PRESENCE = 0.5
"""Least presence at which the landmarks of a hand are measured, MediaPipe's own limit."""


@dataclass(frozen=True, slots=True)
class TrackedFrame:
    """The hands of one frame; the slot axis has length `Header.slots`.

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
    presence : ndarray, shape (slots,), float32, optional
        Chance that it is a hand, 0 to 1; NaN without one, or where the engine does not tell.
    """

    time_s: float
    image_px: Floats
    world_m: Floats
    is_right: NDArray[np.int8]
    side_score: Floats
    settling: NDArray[np.bool_]
    object_px: Floats | None = None
    forearm: Floats | None = None
    presence: Floats | None = None

    def hand(self, slot: int, side: Side, frame_size_px: tuple[int, int]) -> Hand:
        """Make a `Hand` of one slot.

        Parameters
        ----------
        slot : int
        side : Side
            Of the hand.
        frame_size_px : tuple of int
            Width and height of the upright image.
        """
        return _hand(self, slot, side, frame_size_px)

    def packed(self, row: np.dtype[Any]) -> NDArray[np.void]:
        """Pack the frame into one record of `Header.row`."""
        record = np.zeros((), dtype=row)
        for name in row.names or ():
            value = getattr(self, name)
            record[name] = np.nan if value is None else value
        return record


@dataclass(frozen=True, slots=True)
class Recording:
    """All frames of one clip: the arrays of `TrackedFrame` with a frame axis in front.

    `object_px`, `forearm` and `presence` are None where the header states no such channel.
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
    presence: Floats | None = None

    def __len__(self) -> int:
        return len(self.time_s)

    @classmethod
    def from_frames(cls, header: Header, frames: Iterable[TrackedFrame]) -> Self:
        """Stack tracked frames; no frame gives a recording of length 0.

        Parameters
        ----------
        header : Header
        frames : iterable of TrackedFrame
            In order of time.
        """
        row = header.row
        rows = np.array([frame.packed(row) for frame in frames], dtype=row)
        return cls(header, **{name: rows[name] for name in header.arrays})

    @property
    def duration_s(self) -> float:
        """Time from the first frame to the last; 0 for fewer than two frames."""
        return float(self.time_s[-1] - self.time_s[0]) if len(self) > 1 else 0.0

    def votes(self) -> LabelVotes:
        """Count the labels of all frames."""
        votes = LabelVotes(self.header.slots)
        votes.add(self.is_right, self.side_score)
        return votes

    def slot_sides(self) -> list[Side | None]:
        """Find the side of each slot by the majority of its labels, weighted by confidence."""
        return self.votes().sides

    def between(self, start_s: float, end_s: float) -> Self:
        """Cut out the frames of a half-open interval; their times stay as they are.

        Parameters
        ----------
        start_s, end_s : float
        """
        i, j = np.searchsorted(self.time_s, [start_s, end_s])
        return replace(self, **{name: getattr(self, name)[i:j] for name in self.header.arrays})

    def hand(self, slot: int, side: Side) -> Hand:
        """Make a `Hand` through time of one slot.

        Parameters
        ----------
        slot : int
        side : Side
            Of the hand, in all frames.

        Returns
        -------
        Hand
            NaN in the frames of a `handedness_mismatch`.
        """
        hand = _hand(self, slot, side, self.header.frame_size_px)
        wrong = handedness_mismatch(self.is_right[:, slot], side)
        return hand.masked(wrong) if wrong.any() else hand


def choose_slot(recording: Recording, side: Side | None) -> tuple[int, Side]:
    """Choose the hand that does the exercise, and its side.

    Parameters
    ----------
    recording : Recording
    side : Side or None
        The side that the user states.

    Returns
    -------
    slot : int
    side : Side
        See `LabelVotes.choose`.
    """
    return recording.votes().choose(side)


def _not_settled(source: TrackedFrame | Recording, slot: int) -> NDArray[np.bool_]:
    """Where a slot's landmarks are not measured: just found, or hardly a hand to the engine."""
    if source.presence is None:
        return source.settling[..., slot]
    return np.asarray(source.settling[..., slot] | (source.presence[..., slot] < SURE_PRESENCE))


def _hand(
    source: TrackedFrame | Recording, slot: int, side: Side, frame_size_px: tuple[int, int]
) -> Hand:
    """A `Hand` of one slot of a frame, or of all frames."""
    image_px, object_px, forearm = source.image_px, source.object_px, source.forearm
    two = image_px.shape[-3] == 2
    return Hand(
        time_s=source.time_s,
        image_px=image_px[..., slot, :, :].astype(np.float64),
        world_m=source.world_m[..., slot, :, :].astype(np.float64),
        settling=_not_settled(source, slot),
        side=side,
        frame_size_px=frame_size_px,
        presence=None if source.presence is None else source.presence[..., slot],
        object_px=None if object_px is None else object_px.astype(np.float64),
        other_px=image_px[..., 1 - slot, :, :].astype(np.float64) if two else None,
        forearm=None if forearm is None else forearm[..., slot, :].astype(np.float64),
        handedness_doubtful=handedness_doubtful(
            source.is_right[..., slot], source.side_score[..., slot], side
        ),
    )
