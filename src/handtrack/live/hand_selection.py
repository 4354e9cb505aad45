"""From a camera's picture to the hand that works."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from handtrack.landmarks.hand import Hand, Side
from handtrack.landmarks.recording import TrackedFrame, handedness_doubtful
from handtrack.sources.video import Frame
from handtrack.sources.webcam import Snapshot
from handtrack.tracking.tracker import Tracker


@dataclass(frozen=True, slots=True)
class SelectedHand:
    """What one picture holds.

    Parameters
    ----------
    tracked : TrackedFrame
        All hands.
    hand : Hand
        The one that works.
    label : Side or None
        What the tracker calls it in this picture; None where it sees none.
    """

    tracked: TrackedFrame
    hand: Hand
    label: Side | None


class HandSelector:
    """Finds the hand that works among those in the picture, as for a file: by its labels so far.

    Attributes
    ----------
    size_px : tuple of int
        Width and height of the last picture.
    """

    def __init__(self) -> None:
        self.size_px = (1, 1)
        self._labels = np.zeros((2, 2), dtype=np.int64)  # by slot: how often left, right

    def forget(self) -> None:
        """Another hand may come."""
        self._labels[:] = 0

    def look(
        self, tracker: Tracker, snapshot: Snapshot, wanted: Side | None, side_px: int
    ) -> SelectedHand:
        """Track one picture.

        Parameters
        ----------
        wanted : Side or None
            The hand that works, where that is known.
        side_px : int
            Longest side of the picture that the tracker gets.
        """
        image = snapshot.image_bgr
        height, width = image.shape[:2]
        self.size_px = (width, height)
        shrink = min(1.0, side_px / max(width, height))
        if shrink < 1.0:
            size = (round(width * shrink), round(height * shrink))
            image = cv2.resize(image, size, interpolation=cv2.INTER_AREA).view(dtype=np.uint8)
        rgb = cv2.cvtColor(image, cv2.COLOR_BGR2RGB).view(dtype=np.uint8)
        tracked = tracker.track(Frame(snapshot.index, snapshot.captured_s, rgb, self.size_px))
        slot = self._slot(tracked, wanted)
        right = int(tracked.is_right[slot])
        label = None if right < 0 else Side.RIGHT if right else Side.LEFT
        return SelectedHand(
            tracked, self._hand(tracked, slot, wanted or label or Side.RIGHT), label
        )

    def _slot(self, tracked: TrackedFrame, wanted: Side | None) -> int:
        for slot, right in enumerate(tracked.is_right.tolist()):
            if right >= 0:
                self._labels[slot, right] += 1
        votes = self._labels[: len(tracked.is_right)]
        right = int(wanted is Side.RIGHT)
        fits = votes[:, right] > votes[:, 1 - right] if wanted else votes.any(axis=1)
        return int(np.argmax(votes.sum(axis=1) * (fits if fits.any() else 1)))

    def _hand(self, tracked: TrackedFrame, slot: int, side: Side) -> Hand:
        two = len(tracked.image_px) == 2
        return Hand(
            time_s=tracked.time_s,
            image_px=tracked.image_px[slot].astype(np.float64),
            world_m=tracked.world_m[slot].astype(np.float64),
            settling=bool(tracked.settling[slot]),
            side=side,
            frame_size_px=self.size_px,
            other_px=tracked.image_px[1 - slot].astype(np.float64) if two else None,
            handedness_doubtful=bool(
                handedness_doubtful(tracked.is_right, tracked.side_score, side)[slot]
            ),
        )
