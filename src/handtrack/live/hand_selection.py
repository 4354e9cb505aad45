"""From a camera's picture to the hand that works."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import cv2
import numpy as np

from handtrack.landmarks.hand import Hand, Side
from handtrack.landmarks.handedness import LabelVotes
from handtrack.landmarks.recording import TrackedFrame
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
        self._votes: LabelVotes | None = None

    def forget(self) -> None:
        """Another hand may come."""
        self._votes = None

    def look(
        self,
        tracker: Tracker,
        snapshot: Snapshot,
        wanted: Side | None = None,
        side_px: float = inf,
    ) -> SelectedHand:
        """Track one picture.

        Parameters
        ----------
        wanted : Side or None
            The hand that works, where that is known.
        side_px : int
            Longest side of the picture that the tracker gets; not shrunk where left out.
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
        if self._votes is None:
            self._votes = LabelVotes(len(tracked.is_right))
        self._votes.add(tracked.is_right, tracked.side_score)
        slot, side = self._votes.choose(wanted)
        right = int(tracked.is_right[slot])
        label = None if right < 0 else Side.RIGHT if right else Side.LEFT
        return SelectedHand(tracked, tracked.hand(slot, side, self.size_px), label)
