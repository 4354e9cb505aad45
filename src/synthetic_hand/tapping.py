"""Finger tapping played by the synthetic hand: the tips part and meet, as often as told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from handtrack.landmarks.hand import Finger, Floats, Hand, Side
from handtrack.landmarks.views import View
from synthetic_hand.camera import Camera
from synthetic_hand.landmarks import synthetic_track
from synthetic_hand.pose import Angles
from synthetic_hand.skeleton import touching
from synthetic_hand.time_course import blend

SPREAD: Angles = {"index_mcp": -10.0, "thumb_radial": 45.0, "thumb_palmar": 40.0}
"""Thumb and index as wide apart as they go; the other fingers as they are."""


def opened(time_s: Floats, moments_s: Sequence[float], widths: Sequence[float]) -> Floats:
    """How far the tips are apart, 0 closed and 1 open: closed at each moment, half a wave between.

    `widths` are the openings before each closing. Before the first opening and after the last
    closing the tips stay closed.
    """
    share = np.zeros_like(time_s)
    begun = np.concatenate([[2 * moments_s[0] - moments_s[1]], moments_s[:-1]])
    for start, end, width in zip(begun, moments_s, widths, strict=True):
        inside = (time_s >= start) & (time_s < end)
        phase = (time_s[inside] - start) / (end - start)
        share[inside] = width * (1 - np.cos(2 * np.pi * phase)) / 2
    return share


def tapping(
    moments_s: Sequence[float],
    fps: float = 30.0,
    widths: Sequence[float] | None = None,
    side: Side = Side.RIGHT,
    view: View | Camera = View.OBLIQUE,
    noise: float = 0.0,
    seed: int = 0,
    rest_s: float = 0.5,
) -> Hand:
    """Give a hand that closes its tips at each of these moments, and rests to the end."""
    time_s = np.arange(round((moments_s[-1] + rest_s) * fps)) / fps
    share = opened(time_s, moments_s, widths or [1.0] * len(moments_s))
    closed = touching(Finger.INDEX)
    return synthetic_track(
        blend(closed, {**closed, **SPREAD, "index_pip": 20.0, "index_dip": 5.0}, share),
        side,
        view,
        fps=fps,
        noise_L=noise,
        seed=seed,
    )


def evenly(rate_hz: float, count: int, start_s: float = 1.0) -> list[float]:
    """Moments at one tempo."""
    return [start_s + (k + 1) / rate_hz for k in range(count)]


def repeated(hand: Hand, times: int) -> Hand:
    """Each picture so many times, in as many times the frames, as a converted clip has them."""
    step_s = float(np.diff(hand.time_s).mean()) / times
    return replace(
        hand,
        time_s=np.arange(len(hand.image_px) * times) * step_s,
        image_px=np.repeat(hand.image_px, times, axis=0),
        world_m=np.repeat(hand.world_m, times, axis=0),
        settling=np.repeat(hand.settling, times),
    )
