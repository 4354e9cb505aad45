"""Choosing an exercise before a session: by one key, or by a still open palm."""

from __future__ import annotations

from dataclasses import replace

from handtrack.definitions.definition import Exercise
from handtrack.live.feed import Feed
from handtrack.live.menu import Menu
from handtrack.live.screen import Stage
from handtrack.live.seeing import Eye
from handtrack.live.sight import Watcher
from handtrack.live.state import Key
from handtrack.live.window import Surface
from handtrack.sources.webcam import brightness
from handtrack.tracking.tracker import Tracker

WAIT_S = 0.2


def choose(
    exercises: list[Exercise], feed: Feed, tracker: Tracker, surface: Surface, stage: Stage
) -> Exercise | None:
    """Let the person choose; None where they stopped instead."""
    eye, watcher, menu = Eye(), Watcher(), Menu(tuple(e.id for e in exercises))
    while True:
        snapshot = feed.take(WAIT_S)
        key, _ = surface.pressed()
        if key is Key.STOP:
            return None
        picked = key is Key.GO
        if snapshot is not None:
            seen = eye.look(tracker, snapshot)
            sight = watcher.look(seen.hand, seen.label, brightness(snapshot.image_bgr))
            if menu.since_s == 0.0:
                menu = replace(menu, since_s=sight.time_s)
            menu, by_hand = menu.pass_time(sight.time_s, sight.open_palm_s, sight.away_s)
            picked = picked or by_hand
            if key is Key.NEXT:
                menu = menu.on(sight.time_s)
            surface.show(stage.paint_list(exercises, menu, snapshot.image_bgr))
        if picked:
            return exercises[menu.lit]
