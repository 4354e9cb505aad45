"""Choosing an exercise before a session: by one key, or by a still open palm."""

from __future__ import annotations

from dataclasses import replace

from handtrack.definitions.exercise import Exercise
from handtrack.live.camera_guidance import Observer
from handtrack.live.flow.menu import Menu
from handtrack.live.flow.states import Key
from handtrack.live.hand_selection import HandSelector
from handtrack.live.screen.stage import Stage
from handtrack.live.screen.window import Surface
from handtrack.sources.feed import Feed
from handtrack.sources.webcam import brightness
from handtrack.tracking.tracker import Tracker

WAIT_S = 0.2


def choose_exercise(
    exercises: list[Exercise], feed: Feed, tracker: Tracker, surface: Surface, stage: Stage
) -> Exercise | None:
    """Let the person choose; None where they stopped instead."""
    selector, watcher, menu = HandSelector(), Observer(), Menu(tuple(e.id for e in exercises))
    while True:
        snapshot = feed.take(WAIT_S)
        key, _ = surface.pressed()
        if key is Key.STOP:
            return None
        picked = key is Key.GO
        if snapshot is not None:
            seen = selector.look(tracker, snapshot)
            observation = watcher.look(seen.hand, seen.label, brightness(snapshot.image_bgr))
            if menu.since_s == 0.0:
                menu = replace(menu, since_s=observation.time_s)
            menu, by_hand = menu.advance(
                observation.time_s, observation.open_palm_s, observation.away_s
            )
            picked = picked or by_hand
            if key is Key.NEXT:
                menu = menu.next_option(observation.time_s)
            surface.show(stage.paint_list(exercises, menu, snapshot.image_bgr))
        if picked:
            return exercises[menu.lit]
