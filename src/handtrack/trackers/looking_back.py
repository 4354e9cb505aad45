"""Follow a hand that is found back into the frames before, in which it was not.

A hand seen from its edge, far away or in poor light may be in the picture for seconds before it is
found; once found it is followed easily, also against the time. In a recording those frames are at
hand. Live they are over.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from handtrack.geometry import distance
from handtrack.hand import Landmark
from handtrack.recording import TrackedFrame
from handtrack.trackers import Tracker

if TYPE_CHECKING:  # the video source needs OpenCV, this module does not
    from handtrack.sources.video import Frame

MOST_FRAMES = 128
"""Provisional: so many pictures without a hand wait for one, two seconds of the fastest webcams;
120 MB of small ones."""
ALIKE = 0.3
"""How near in palms the points of a hand must lie where it is found both ways: those of true hands
do (docs/finding.md)."""


@runtime_checkable
class HasAnother(Protocol):
    """A tracker that can make another one like itself, which has seen nothing."""

    def another(self) -> Tracker:
        """Make it."""
        ...


class LookingBack:
    """Keeps frames without a hand back until one is found, and follows it through them.

    A frame is filled as long as the hand is followed and called the same one, left or right, as
    where it was found; the rest stays as it was. Of two hands one is mostly being followed: there,
    and with a tracker that cannot make another, every frame is done at once.

    Parameters
    ----------
    tracker : Tracker
        Finds the hands; is asked for another one where the first is to be followed back.
    """

    def __init__(self, tracker: Tracker) -> None:
        self._maker: HasAnother | None = None
        if tracker.slots == 1 and isinstance(tracker, HasAnother):
            self._maker = tracker
        self._back: Tracker | None = None
        self._waiting: list[tuple[Frame, TrackedFrame]] = []

    def add(self, frame: Frame, tracked: TrackedFrame) -> list[TrackedFrame]:
        """Take the next frame and what was found in it; give those that are done, in order."""
        if self._maker is None or _found(tracked):
            return [*self._followed(frame, tracked), tracked]
        self._waiting.append((frame, tracked))
        return [self._waiting.pop(0)[1]] if len(self._waiting) > MOST_FRAMES else []

    def rest(self) -> list[TrackedFrame]:
        """Give those that wait still, when the clip is over."""
        waiting, self._waiting = self._waiting, []
        return [tracked for _, tracked in waiting]

    def _followed(self, frame: Frame, tracked: TrackedFrame) -> list[TrackedFrame]:
        waiting, self._waiting = self._waiting, []
        done = [before for _, before in waiting]
        if not waiting or self._maker is None:
            return done
        if self._back is None:
            self._back = self._maker.another()
        self._back.reset()
        if not _alike(self._back.track(frame), tracked):
            return done
        for i in reversed(range(len(waiting))):
            found = self._back.track(waiting[i][0])
            if not _found(found) or found.is_right[0] != tracked.is_right[0]:
                break
            done[i] = replace(found, object_px=done[i].object_px, forearm=done[i].forearm)
        return done


def _found(tracked: TrackedFrame) -> bool:
    return bool((tracked.is_right >= 0).any())


def _alike(a: TrackedFrame, b: TrackedFrame) -> bool:
    """Whether both are the same hand, in the same place."""
    if not _found(a) or a.is_right[0] != b.is_right[0]:
        return False
    one, other = a.image_px[0], b.image_px[0]
    palm_px = distance(other[Landmark.MIDDLE_MCP], other[Landmark.WRIST])
    return bool(np.mean(distance(one[:, :2], other[:, :2])) < ALIKE * palm_px)
