"""Hand reader: the hands in a frame, from its palms or from a region where one should be."""

from __future__ import annotations

import numpy as np

from handtrack.sources.video import Frame
from handtrack.tracking.identity import Detection, same_hand
from handtrack.tracking.litert.networks import HandNetworks
from handtrack.tracking.litert.palm_detector import LEAST_SCORE, Palm, detect_palms
from handtrack.tracking.litert.region import Region
from handtrack.tracking.search_window import SearchWindow

WHOLE = SearchWindow()


class HandReader:
    """Reads hands with both networks; it keeps nothing from frame to frame.

    Parameters
    ----------
    networks : HandNetworks
    """

    def __init__(self, networks: HandNetworks) -> None:
        self._networks = networks

    def read(self, frame: Frame, region: Region) -> Detection:
        """Read the landmarks in a region, whether a hand is there or not.

        Parameters
        ----------
        frame : Frame
        region : Region
            In pixels of the full picture.
        """
        raw = self._networks.landmarks(region.crop(frame.image_rgb, _scale(frame)))
        return Detection(
            image_px=region.to_picture(raw.points_px).astype(np.float32),
            world_m=region.vectors_to_picture(raw.world_m).astype(np.float32),
            is_right=raw.right >= 0.5,
            side_score=max(raw.right, 1 - raw.right),
            presence=raw.presence,
        )

    def read_again(self, frame: Frame, hand: Detection) -> Detection:
        """Read a hand in the region of its own landmarks, in its own frame or in the next.

        Parameters
        ----------
        frame : Frame
        hand : Detection
        """
        return self.read(frame, Region.around_landmarks(hand.image_px))

    def palms(
        self, frame: Frame, window: SearchWindow = WHOLE, least_score: float = LEAST_SCORE
    ) -> list[Palm]:
        """Find the palms in a window of the picture, the likeliest first.

        Parameters
        ----------
        frame : Frame
        window : SearchWindow
        least_score : float
            Least chance of a palm, 0 to 1.
        """
        part, corner = window.cut(frame.image_rgb)
        return detect_palms(self._networks, part, corner, _scale(frame), least_score)

    def hands(self, frame: Frame, window: SearchWindow = WHOLE) -> list[Detection]:
        """Find the hands in a window of the picture, each once.

        Parameters
        ----------
        frame : Frame
        window : SearchWindow
        """
        return self.hands_of(frame, self.palms(frame, window))

    def hands_of(self, frame: Frame, palms: list[Palm]) -> list[Detection]:
        """Read the hands of those palms that score as a palm, each once.

        Parameters
        ----------
        frame : Frame
        palms : list of Palm
        """
        hands: list[Detection] = []
        for palm in palms:
            if palm.score < LEAST_SCORE:
                continue
            hand = self.read(frame, palm.region)
            if hand.sure and not any(same_hand(hand, other) for other in hands):
                hands.append(hand)
        return hands


def _scale(frame: Frame) -> tuple[float, float]:
    """Pixels of the full picture for one of the frame's image, across and down."""
    height, width = frame.image_rgb.shape[:2]
    return frame.size_px[0] / width, frame.size_px[1] / height
