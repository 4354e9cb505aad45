"""Follow a hand that is found back into the frames before, in which it was not.

A hand seen from its edge, far away or in poor light may be in the picture for seconds before it is
found; once found it is followed easily, also against the time. In a recording those frames are at
hand. Live they are over.
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
"""Provisional: so much of pictures without a hand waits for one. Of 640 x 480 that are 128, two
seconds of the fastest webcams; of 1280 x 720 it is a second and a half of the usual ones."""


@runtime_checkable
class HasSecondary(Protocol):
    """A tracker that has another one like itself beside it."""

    def another(self) -> Tracker:
        """Give that one; it may have seen anything, and is to be reset."""
        ...


class BackwardTracker:
    """Keeps frames without a hand back until one is found, and follows it through them.

    A frame is filled as long as the hand is followed and called the same one, left or right, as
    where it was found; the rest stays as it was. Of two hands one is mostly being followed: there,
    and with a tracker that has no other beside it, every frame is done at once.

    Parameters
    ----------
    tracker : Tracker
        Finds the hands; the one beside it is asked for where a hand is to be followed back.
    """

    def __init__(self, tracker: Tracker) -> None:
        self._owner: HasSecondary | None = None
        if tracker.slots == 1 and isinstance(tracker, HasSecondary):
            self._owner = tracker
        self._waiting: list[tuple[Frame, TrackedFrame]] = []

    def add(self, frame: Frame, tracked: TrackedFrame) -> list[TrackedFrame]:
        """Take the next frame and what was found in it; give those that are done, in order."""
        hand = _hand(tracked)
        if self._owner is None or hand is not None:
            return [*self._followed(frame, hand), tracked]
        self._waiting.append((frame, tracked))
        too_many = len(self._waiting) * frame.image_rgb.nbytes > MOST_BYTES
        return [self._waiting.pop(0)[1]] if too_many else []

    def rest(self) -> list[TrackedFrame]:
        """Give those that wait still, when the clip is over."""
        waiting, self._waiting = self._waiting, []
        return [tracked for _, tracked in waiting]

    def _followed(self, frame: Frame, hand: Detection | None) -> list[TrackedFrame]:
        waiting, self._waiting = self._waiting, []
        done = [before for _, before in waiting]
        if not waiting or self._owner is None or hand is None:
            return done
        back = self._owner.another()
        back.reset()
        again = _called(back.track(frame), hand)
        if again is None or again.apart_px(hand) >= ALIKE_PALMS * hand.palm_px:
            return done
        for i in reversed(range(len(waiting))):
            found = back.track(waiting[i][0])
            if _called(found, hand) is None:
                break
            done[i] = replace(found, object_px=done[i].object_px, forearm=done[i].forearm)
        return done


def _hand(tracked: TrackedFrame) -> Detection | None:
    """The hand in the one slot there is, if one was found."""
    if tracked.is_right[0] < 0:
        return None
    label, score = bool(tracked.is_right[0]), float(tracked.side_score[0])
    return Detection(tracked.image_px[0], tracked.world_m[0], label, score)


def _called(tracked: TrackedFrame, like: Detection) -> Detection | None:
    """The hand that was found, if it is called left or right as another one is."""
    hand = _hand(tracked)
    return hand if hand is not None and hand.is_right is like.is_right else None
