"""The camera step: the next picture, the hands tracked in it, and the hand that exercises."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf

import cv2
import numpy as np

import handtrack
from handtrack.landmarks.hand import Finger, Hand, Side
from handtrack.landmarks.handedness import LabelVotes
from handtrack.landmarks.recording import TrackedFrame
from handtrack.landmarks.recording_header import Header
from handtrack.live.camera_guidance import Observation, Observer
from handtrack.rendering.text import Image
from handtrack.sources.feed import Feed, Snapshot
from handtrack.sources.video import Frame
from handtrack.tracking.tracker import Tracker

WAIT_S = 0.2
"""Longest wait for a picture."""


@dataclass(frozen=True, slots=True)
class SelectedHand:
    """The hand that exercises in one picture.

    Parameters
    ----------
    image_bgr : ndarray of uint8, shape (height, width, 3)
    tracked : TrackedFrame
        All hands.
    hand : Hand
        The one that exercises.
    label : Side or None
        Its label in this picture; None where no hand is tracked.
    """

    image_bgr: Image
    tracked: TrackedFrame
    hand: Hand
    label: Side | None


class CameraStep:
    """Takes pictures, tracks the hands in them and selects one by its labels so far, as for a file.

    Parameters
    ----------
    feed : Feed

    Attributes
    ----------
    size_px : tuple of int
        Width and height of the last picture.
    observer : Observer
        Observes the selected hand.
    """

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._votes: LabelVotes | None = None
        self.size_px = (1, 1)
        self.observer = Observer()

    def take(self) -> Snapshot | None:
        """Take the next picture; None where none comes in `WAIT_S`."""
        snapshot = self._feed.take(WAIT_S)
        if snapshot is not None:
            height, width = snapshot.image_bgr.shape[:2]
            self.size_px = (width, height)
        return snapshot

    def forget(self) -> None:
        """Drop the labels so far: another hand may come."""
        self._votes = None

    def restart(self, tracker: Tracker) -> float | None:
        """Start the feed and the tracker anew, so that the same pictures give the same landmarks.

        Parameters
        ----------
        tracker : Tracker

        Returns
        -------
        float or None
            When a clip began to play; None for a camera.
        """
        self.forget()
        tracker.reset()
        self._feed.play()
        return self._feed.starts_s

    def header(self, tracker: Tracker) -> Header:
        """Make the header of a recording of this feed with this tracker."""
        return Header(
            frame_size_px=self.size_px,
            slots=tracker.slots,
            source=self._feed.name,
            handtrack=handtrack.__version__,
            engine=tracker.engine,
            model_sha256=tracker.model_sha256,
            presences=tracker.has_presence,
        )

    def select(
        self,
        tracker: Tracker,
        snapshot: Snapshot,
        side: Side | None = None,
        longest_px: float = inf,
        without: tuple[Finger, ...] = (),
    ) -> SelectedHand:
        """Track one picture and select the hand that exercises.

        Parameters
        ----------
        tracker : Tracker
        snapshot : Snapshot
        side : Side, optional
            The hand that exercises, where it is known.
        longest_px : float
            Longest side of the picture that the tracker gets; a larger picture is reduced.
        without : tuple of Finger
            Missing fingers of that hand.

        Returns
        -------
        SelectedHand
        """
        image, (width, height) = snapshot.image_bgr, self.size_px
        scale = min(1.0, longest_px / max(width, height))
        if scale < 1.0:
            size = (round(width * scale), round(height * scale))
            image = cv2.resize(image, size, interpolation=cv2.INTER_AREA).view(dtype=np.uint8)
        rgb = cv2.cvtColor(image, cv2.COLOR_BGR2RGB).view(dtype=np.uint8)
        tracked = tracker.track(Frame(snapshot.index, snapshot.captured_s, rgb, self.size_px))
        if self._votes is None:
            self._votes = LabelVotes(len(tracked.is_right))
        self._votes.add(tracked.is_right, tracked.side_score)
        slot, side = self._votes.choose(side)
        right = int(tracked.is_right[slot])
        label = None if right < 0 else Side.RIGHT if right else Side.LEFT
        hand = replace(tracked.hand(slot, side, self.size_px), without=without)
        return SelectedHand(snapshot.image_bgr, tracked, hand, label)

    def observe(self, selected: SelectedHand) -> Observation:
        """Observe the selected hand: what to change about the picture, stillness, open palm."""
        light = brightness(selected.image_bgr)
        return self.observer.observe(selected.hand, selected.label, light)


def brightness(image: Image) -> float:
    """Compute the mean level of a picture, 0 to 255, from every eighth row and column."""
    return float(np.mean(image[::8, ::8]))
