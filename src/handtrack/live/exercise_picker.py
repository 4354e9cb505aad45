"""Choosing an exercise before a session: by one key, or by a still open palm."""

from __future__ import annotations

from dataclasses import replace

from handtrack.definitions.exercise import Exercise
from handtrack.live.camera_step import CameraStep
from handtrack.live.flow.menu import Menu
from handtrack.live.flow.states import Key
from handtrack.live.screen.stage import Stage
from handtrack.live.screen.window import Surface
from handtrack.sources.feed import Feed
from handtrack.tracking.tracker import Tracker


def choose_exercise(
    exercises: list[Exercise], feed: Feed, tracker: Tracker, surface: Surface, stage: Stage
) -> Exercise | None:
    """Let the person choose an exercise.

    Parameters
    ----------
    exercises : list of Exercise
        In the order in which they are listed.
    feed : Feed
    tracker : Tracker
    surface : Surface
        Shows the list and gives the keys.
    stage : Stage
        Paints the list.

    Returns
    -------
    Exercise or None
        None where the person stopped.
    """
    camera, menu = CameraStep(feed), Menu(tuple(e.id for e in exercises))
    while True:
        snapshot = camera.take()
        key, _ = surface.pressed()
        if key is Key.STOP:
            return None
        picked = key is Key.GO
        if snapshot is not None:
            seen = camera.observe(camera.select(tracker, snapshot))
            if menu.since_s == 0.0:
                menu = replace(menu, since_s=seen.time_s)
            menu, by_hand = menu.advance(seen.time_s, seen.open_palm_s, seen.away_s)
            picked = picked or by_hand
            if key is Key.NEXT:
                menu = menu.next_option(seen.time_s)
            surface.show(stage.paint_list(exercises, menu, snapshot.image_bgr))
        if picked:
            return exercises[menu.lit]
