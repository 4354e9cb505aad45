"""Backfill: follow a hand backward in time from the frame in which it was found.

A hand seen edge-on, far away or in poor light may be in the picture for seconds before it is
detected; after that it is easily followed, also backward. A clip still has those frames; a live
session does not.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from handtrack.landmarks.recording import TrackedFrame
from handtrack.tracking.identity import ALIKE_PALMS, Detection
from handtrack.tracking.tracker import Tracker

if TYPE_CHECKING:  # the video source needs OpenCV, this module does not
    from handtrack.sources.video import Frame

MOST_BYTES = 118_000_000
"""Provisional: memory for the pictures without a hand that wait for one. Of 640 x 480 it holds 128,
two seconds of the fastest webcams; of 1280 x 720 a second and a half of the usual ones."""


@runtime_checkable
class HasSecondary(Protocol):
    """A tracker with a secondary tracker of the same kind."""

    def another(self) -> Tracker:
        """Return the secondary tracker, which has to be reset before use."""
        ...


class BackwardTracker:
    """Delays frames without a hand until one is found, and follows it backward through them.

    A frame is filled as long as the hand is followed and has the same handedness as where it was
    found; earlier frames stay empty. Disabled for two-hand tracking and for trackers without a
    secondary tracker: every frame is then final at once.

    Parameters
    ----------
    tracker : Tracker
        The tracker of the clip; its secondary tracker follows backward.
    """

    def __init__(self, tracker: Tracker) -> None:
        self._owner: HasSecondary | None = None
        if tracker.slots == 1 and isinstance(tracker, HasSecondary):
            self._owner = tracker
        self._waiting: list[tuple[Frame, TrackedFrame]] = []

    def add(self, frame: Frame, tracked: TrackedFrame) -> list[TrackedFrame]:
        """Add the next frame.

        Parameters
        ----------
        frame : Frame
        tracked : TrackedFrame
            The hands that the tracker found in it.

        Returns
        -------
        list of TrackedFrame
            The frames that are now final, in order of time.
        """
        hand = _hand(tracked)
        if self._owner is None or hand is not None:
            return [*self._filled(frame, hand), tracked]
        self._waiting.append((frame, tracked))
        too_many = len(self._waiting) * frame.image_rgb.nbytes > MOST_BYTES
        return [self._waiting.pop(0)[1]] if too_many else []

    def rest(self) -> list[TrackedFrame]:
        """Return the frames that still wait at the end of the clip."""
        waiting, self._waiting = self._waiting, []
        return [tracked for _, tracked in waiting]

    def _filled(self, frame: Frame, hand: Detection | None) -> list[TrackedFrame]:
        """The waiting frames, filled backward from the frame in which the hand was found."""
        waiting, self._waiting = self._waiting, []
        final = [before for _, before in waiting]
        if not waiting or self._owner is None or hand is None:
            return final
        backward = self._owner.another()
        backward.reset()
        again = _same_handedness(backward.track(frame), hand)
        if again is None or again.apart_px(hand) >= ALIKE_PALMS * hand.palm_px:
            return final
        for i in reversed(range(len(waiting))):
            found = backward.track(waiting[i][0])
            if _same_handedness(found, hand) is None:
                break
            final[i] = replace(found, object_px=final[i].object_px, forearm=final[i].forearm)
        return final


def _hand(tracked: TrackedFrame) -> Detection | None:
    """The hand in the single slot, if one was found."""
    if tracked.is_right[0] < 0:
        return None
    label, score = bool(tracked.is_right[0]), float(tracked.side_score[0])
    return Detection(tracked.image_px[0], tracked.world_m[0], label, score)


def _same_handedness(tracked: TrackedFrame, like: Detection) -> Detection | None:
    """The hand that was found, if its label is that of another detection."""
    hand = _hand(tracked)
    return hand if hand is not None and hand.is_right is like.is_right else None
