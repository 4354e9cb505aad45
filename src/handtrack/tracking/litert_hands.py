"""Tracker by MediaPipe's two networks, run by LiteRT.

Laws
----
1. Frames follow one another: each hand is looked for in the region that its landmarks of the frame
   before give. Where none is followed, `HandSearch` looks for one.
2. A hand is kept as long as the landmark network does not deny it: down to a presence of `UNSURE`,
   which is recorded, because the palm detector does not find a hand round a bottle again. A hand
   that the palm detector finds elsewhere takes the place of a doubtful one, and of an unsure one
   if no other place is free.
3. The landmarks of a new hand are read again in their own region, `EXTRA_PASSES` times. It is
   marked as settling until the error is the usual one.
4. Nothing opens a socket, and nothing depends on the times of the frames.
"""

from __future__ import annotations

import copy
from importlib.metadata import version
from pathlib import Path
from typing import Self

from typing_extensions import override

from handtrack.landmarks.recording import TrackedFrame
from handtrack.sources.video import Frame
from handtrack.tracking.hand_tracks import EXTRA_PASSES, HandTracks
from handtrack.tracking.identity import Detection, alike, distinct, same_hand
from handtrack.tracking.litert.hand_reader import HandReader
from handtrack.tracking.litert.hand_search import HandSearch
from handtrack.tracking.litert.networks import HandNetworks
from handtrack.tracking.model_file import MODEL_SHA256, check_model
from handtrack.tracking.tracker import Tracker

UNSURE = 0.1
"""Least presence of a hand that is kept. Of hands round a bottle or a ball 90 to 100 % of frames
are above it, of regions without a hand 1 to 3.5 %."""
CHECK_EVERY = 5
"""Frames from one search of the palm detector to the next while a second hand is missing or the
followed one is unsure. A search costs as much as following a hand; who comes waits a sixth of a
second at most."""


class LiteRTTracker(Tracker):
    """Tracks one or two hands and their identity.

    Parameters
    ----------
    model_path : Path
        The model file; see `handtrack.tracking.model_file.find_model`.
    slots : int
        1 or 2 hands.
    threads : int
        Cores that one inference may use; more than one helps only where they are free.

    Attributes
    ----------
    engine : str
        "litert" and its version.
    model_sha256 : str

    Raises
    ------
    ModelError
        The model is missing or not the known one.
    TrackerError
        LiteRT is not installed, could not be started, or failed on a frame.
    """

    def __init__(self, model_path: Path, slots: int = 1, threads: int = 1) -> None:
        if slots not in (1, 2):
            raise ValueError(f"slots is {slots}; it can be 1 or 2")
        self.slots, self.model_sha256, self.has_presence = slots, MODEL_SHA256, True
        self._reader = HandReader(HandNetworks(check_model(model_path), threads))
        self.engine = f"litert {version('ai-edge-litert')}"
        self.reset()

    def another(self) -> Self:
        """Return a secondary tracker on the same networks."""
        other = copy.copy(self)
        other.reset()
        return other

    @override
    def reset(self) -> None:
        self._tracks = HandTracks(self.slots)
        self._search = HandSearch(self._reader)
        self._doubtful, self._since_check = False, 0

    @override
    def track(self, frame: Frame) -> TrackedFrame:
        kept = self._follow(frame)
        if not kept:
            found = self._search.look(frame)
            came, self._doubtful = found.hands[: self.slots], found.doubtful
        else:
            kept, came = self._check(frame, kept)
        came = [self._refined(frame, hand) for hand in came]
        return self._tracks.add(frame.time_s, [*kept, *came], came)

    def _follow(self, frame: Frame) -> list[Detection]:
        """Read the hands of the frame before where they should be now."""
        before = self._tracks.present
        for hand in before:
            if hand.sure and not self._doubtful:
                self._search.follows(hand)
        hands = [(hand, self._reader.read_again(frame, hand)) for hand in before]
        return distinct([now for hand, now in hands if self._keeps(hand, now)])

    def _keeps(self, before: Detection, now: Detection) -> bool:
        """Whether a followed hand is still followed; an unsure one must not jump."""
        if now.sure:
            return True
        return not self._doubtful and now.presence >= UNSURE and alike(now, before)

    def _check(
        self, frame: Frame, kept: list[Detection]
    ) -> tuple[list[Detection], list[Detection]]:
        """Search for a missing hand, or for a better one than an unsure or doubtful hand.

        Returns
        -------
        kept, came : list of Detection
        """
        questionable = self._doubtful or not all(hand.sure for hand in kept)
        free = self.slots - len(kept)
        if not questionable and not free:
            return kept, []
        self._since_check += 1
        if self._since_check < CHECK_EVERY:
            return kept, []
        self._since_check = 0
        look = self._search.look_for_palms if self._doubtful else self._reader.hands
        found = look(frame)
        others = [hand for hand in found if not any(same_hand(hand, k) for k in kept)]
        if len(others) < len(found):
            self._doubtful = False
        elif others and len(kept) == 1 and (self._doubtful or not free):
            kept, free, self._doubtful = [], self.slots, False
        return kept, others[:free]

    def _refined(self, frame: Frame, hand: Detection) -> Detection:
        """Read a new hand again, in the region of its own landmarks."""
        for _ in range(EXTRA_PASSES):
            again = self._reader.read_again(frame, hand)
            if not again.sure:
                break
            hand = again
        return hand
