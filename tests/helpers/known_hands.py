"""Tracked frames of rendered hands that nothing was learned from, with what is true of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from handtrack.landmarks.hand import Floats, Hand, Side
from tests.helpers.paths import RECORDINGS

DATA = RECORDINGS / "known-hands.npz"


@dataclass(frozen=True, slots=True)
class Known:
    """Right hands (left ones mirrored), one frame of each of N clips.

    Attributes
    ----------
    hand : Hand
    bends_deg : ndarray, shape (N, 4, 3)
        True flexion of knuckle, middle and end joint of each finger.
    facing : ndarray, shape (N,)
        How the palm truly faces the camera.
    """

    hand: Hand
    bends_deg: Floats
    facing: Floats


def known() -> Known:
    """Read them."""
    with np.load(DATA) as data:
        hand = Hand(
            time_s=np.arange(len(data["facing"])) / 30,
            image_px=data["image_px"].astype(np.float64),
            world_m=data["world_m"].astype(np.float64),
            settling=np.zeros(len(data["facing"]), bool),
            side=Side.RIGHT,
            frame_size_px=(448, 336),
        )
        return Known(hand, data["bends_deg"].astype(np.float64), data["facing"].astype(np.float64))
