"""Choosing an exercise before a session: by one key, or by a still open palm."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from handtrack.definitions.exercise import Exercise
from handtrack.landmarks.hand import Hand, Side
from handtrack.live.camera_guidance import Observer
from handtrack.live.flow.menu import Menu
from handtrack.live.flow.states import Key
from handtrack.live.screen.stage import Stage
from handtrack.live.screen.window import Surface
from handtrack.sources.feed import Feed
from handtrack.sources.video import Frame
from handtrack.sources.webcam import brightness
from handtrack.tracking.tracker import Tracker

WAIT_S = 0.2


def choose_exercise(
    exercises: list[Exercise], feed: Feed, tracker: Tracker, surface: Surface, stage: Stage
) -> Exercise | None:
    """Let the person choose; None where they stopped instead."""
    watcher, menu = Observer(), Menu(tuple(e.id for e in exercises))
    while True:
        snapshot = feed.take(WAIT_S)
        key, _ = surface.pressed()
        if key is Key.STOP:
            return None
        picked = key is Key.GO
        if snapshot is not None:
            size = (snapshot.image_bgr.shape[1], snapshot.image_bgr.shape[0])
            rgb = np.ascontiguousarray(snapshot.image_bgr[..., ::-1])
            tracked = tracker.track(Frame(snapshot.index, snapshot.captured_s, rgb, size))
            hand = Hand(
                tracked.time_s,
                tracked.image_px[0].astype(np.float64),
                tracked.world_m[0].astype(np.float64),
                bool(tracked.settling[0]),
                Side.RIGHT if tracked.is_right[0] else Side.LEFT,
                size,
            )
            sight = watcher.look(hand, None, brightness(snapshot.image_bgr))
            if menu.since_s == 0.0:
                menu = replace(menu, since_s=sight.time_s)
            menu, by_hand = menu.pass_time(sight.time_s, sight.open_palm_s, sight.away_s)
            picked = picked or by_hand
            if key is Key.NEXT:
                menu = menu.on(sight.time_s)
            surface.show(stage.paint_list(exercises, menu, snapshot.image_bgr))
        if picked:
            return exercises[menu.lit]
