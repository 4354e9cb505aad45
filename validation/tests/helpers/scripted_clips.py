"""Clips whose truth is a synthetic hand that does what it is told; no video behind them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from handtrack.landmarks.hand import Hand, Side
from handtrack.landmarks.views import View
from synthetic_hand.camera import Camera
from synthetic_hand.landmarks import synthetic_track
from synthetic_hand.pose import Angles
from synthetic_hand.time_course import blend, repetitions
from validation.evaluate.clips import Clip, Made, Placement, TrueRep

FPS = 30.0
STILL_S, MOVE_S, HOLD_S, REST_S = 1.5, 1.0, 0.4, 0.6


def told_clip(
    exercise: str,
    start: Angles,
    end: Angles,
    view: View | Camera,
    shares: Sequence[float] = (1.0, 1.0, 0.45, 1.0),
    made: Sequence[Made] = (Made.FULL, Made.FULL, Made.PARTIAL, Made.FULL),
    spoiled: str = "",
    side: Side = Side.RIGHT,
    name: str = "told",
    hold_s: float = HOLD_S,
) -> tuple[Clip, Hand]:
    """Give a clip of repetitions from one pose to another, and what a perfect tracker sees."""
    way = repetitions(shares, FPS, STILL_S, MOVE_S, hold_s, REST_S)
    hand = synthetic_track(blend(start, end, way), side, view, fps=FPS)
    one_s = 2 * MOVE_S + hold_s
    starts = [STILL_S + number * (one_s + REST_S) for number in range(len(shares))]
    reps = tuple(
        TrueRep(s, s + one_s, kind, spoiled if kind is Made.SPOILED else "")
        for s, kind in zip(starts, made, strict=True)
    )
    clip = Clip(
        name=name,
        video=Path(f"{name}.mp4"),
        exercises=(exercise,),
        placement=Placement.PRESCRIBED,
        movement="told",
        side=side,
        subject=name,
        factors={"side": side.value, "camera turned": "+0°"},
        fps=FPS,
        reps=reps,
        joints_m=np.asarray(hand.world_m),
        px=hand.image_px[..., :2],
        size_px=hand.frame_size_px,
        commanded={},
    )
    return clip, hand
