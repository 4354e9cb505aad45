"""Tracker by MediaPipe's two networks, run by LiteRT.

Laws
----
1. Frames follow one another: each hand is looked for in the region that its landmarks of the frame
   before give. The palm detector searches the picture only where a hand is missing.
2. A hand is kept as long as the landmark network does not deny it: a presence between `UNSURE` and
   `SURE` keeps it, recorded as such, for the detector does not find a hand round a bottle again.
3. A new hand has to be sure, and its landmarks are read again in their own region, `EXTRA_PASSES`
   times. It is marked as settling until the error is the usual one.
4. While no hand is found, each picture is searched whole and in one tile, the next one each time
   (`search_window`). A hand in a tile counts only if a smaller window confirms it and its size is
   near that of a hand seen before: a person farther behind has smaller hands.
5. Nothing opens a socket, and nothing depends on the times of the frames.
"""

from __future__ import annotations

import copy
from importlib.metadata import version
from pathlib import Path
from typing import Self

import numpy as np
from typing_extensions import override

from handtrack.landmarks.recording import TrackedFrame
from handtrack.sources.video import Frame
from handtrack.tracking.hand_tracks import EXTRA_PASSES, HandTracks
from handtrack.tracking.identity import Detection, alike, distinct, same_hand
from handtrack.tracking.litert.networks import Networks
from handtrack.tracking.litert.palm_detector import detect_palms
from handtrack.tracking.litert.region import Region
from handtrack.tracking.model_file import MODEL_SHA256, check_model
from handtrack.tracking.search_window import TILES, SearchWindow
from handtrack.tracking.tracker import Tracker

SURE, UNSURE = 0.5, 0.1
"""Least presence of a hand that is found, as in MediaPipe, and of one that is kept."""
SECOND_HAND_EVERY = 5
"""Frames from one search for a missing second hand to the next. A search costs as much as tracking
a hand; a hand that comes waits at most a sixth of a second."""
_WHOLE = SearchWindow()


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
        Version of LiteRT.
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
        self.slots, self.model_sha256, self.tells_presence = slots, MODEL_SHA256, True
        self._networks = Networks(check_model(model_path), threads)
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
        self._empty = self._since_search = 0

    @override
    def track(self, frame: Frame) -> TrackedFrame:
        kept = self._follow(frame)
        came = self._search(frame, kept) if len(kept) < self.slots else []
        return self._tracks.add(frame.time_s, [*kept, *came], came)

    def _follow(self, frame: Frame) -> list[Detection]:
        """Read the hands of the frame before where they should be now."""
        regions = [Region.around_landmarks(hand.image_px) for hand in self._tracks.present]
        hands = [self._read(frame, region) for region in regions]
        return distinct([hand for hand in hands if hand.presence >= UNSURE])

    def _search(self, frame: Frame, kept: list[Detection]) -> list[Detection]:
        """Find hands that are not followed yet."""
        if kept:
            self._empty = 0
            self._since_search += 1
            if self._since_search < SECOND_HAND_EVERY:
                return []
        self._since_search = 0
        found = self._detect(frame, _WHOLE, kept)
        if not found and not kept:
            found = self._search_tile(frame)
        return [self._refined(frame, hand) for hand in found[: self.slots - len(kept)]]

    def _search_tile(self, frame: Frame) -> list[Detection]:
        """Search the next tile; a detection counts if a smaller window confirms it.

        A false detection is rarely repeated where it fills more of the view.
        """
        tile = TILES[self._empty % len(TILES)]
        self._empty += 1
        found = self._detect(frame, tile)
        if not found:
            return []
        nearer = SearchWindow.around(*(found[0].centre_px / frame.size_px).tolist())
        again = self._detect(frame, nearer)
        fine = all(any(alike(a, b) for b in found) and self._tracks.fits(a) for a in again)
        return again if fine else []

    def _detect(
        self, frame: Frame, window: SearchWindow, known: list[Detection] | None = None
    ) -> list[Detection]:
        """Find hands in a window of the picture, without those that are known."""
        part, corner = window.cut(frame.image_rgb)
        palms = detect_palms(self._networks, part, corner, _scale(frame))
        hands: list[Detection] = []
        for palm in palms:
            hand = self._read(frame, palm.region)
            if hand.presence >= SURE and not any(same_hand(hand, k) for k in (*(known or ()), *hands)):
                hands.append(hand)
        return hands[: self.slots]

    def _refined(self, frame: Frame, hand: Detection) -> Detection:
        """Read a new hand again, in the region of its own landmarks."""
        for _ in range(EXTRA_PASSES):
            again = self._read(frame, Region.around_landmarks(hand.image_px))
            if again.presence < SURE:
                break
            hand = again
        return hand

    def _read(self, frame: Frame, region: Region) -> Detection:
        """Read the landmarks in a region of the picture."""
        raw = self._networks.landmarks(region.crop(frame.image_rgb, _scale(frame)))
        return Detection(
            image_px=region.to_picture(raw.points_px).astype(np.float32),
            world_m=region.upright_to_picture(raw.world_m).astype(np.float32),
            is_right=raw.right >= 0.5,
            side_score=max(raw.right, 1 - raw.right),
            presence=raw.presence,
        )


def _scale(frame: Frame) -> tuple[float, float]:
    """Pixels of the full picture for one of the frame's image, across and down."""
    height, width = frame.image_rgb.shape[:2]
    return frame.size_px[0] / width, frame.size_px[1] / height
