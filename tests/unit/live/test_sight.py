"""What the camera sees, and what it asks the person to change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from handtrack.definitions.library import find
from handtrack.landmarks.hand import Finger, Hand, Side
from handtrack.landmarks.views import View
from handtrack.live.camera_guidance import Observation, Observer, PlacementCue, fingers_up
from synthetic_hand.camera import Camera
from synthetic_hand.landmarks import synthetic_hand
from synthetic_hand.make import make_hand
from synthetic_hand.pose import FIST, OPEN, Angles

SIZE = (640, 480)
BRIGHT = 120.0
FAR = Camera(distance_m=1.2)
CLOSED = {**FIST, "thumb_radial": 5.0, "thumb_palmar": 40.0, "thumb_mcp": 50.0, "thumb_ip": 50.0}
"""A fist with the thumb across the palm, as people hold it."""


def hand(
    time_s: float = 0.0,
    angles: Angles = OPEN,
    view: View | Camera = View.PALM,
    side: Side = Side.RIGHT,
    shift_px: tuple[float, float] = (0.0, 0.0),
) -> Hand:
    image, world = synthetic_hand({**OPEN, **angles}, side, view, SIZE)
    image = image + np.array([*shift_px, 0.0])
    return make_hand(image, world, side, time_s=time_s, frame_size_px=SIZE)


def gone(time_s: float) -> Hand:
    nothing = np.full((21, 3), np.nan)
    return make_hand(nothing, nothing, time_s=time_s, frame_size_px=SIZE)


def look(what: Hand, exercise: str | None = "33", side: Side | None = None, light: float = BRIGHT,
         label: Side | None = None) -> PlacementCue | None:  # fmt: skip
    watcher = Observer(find(exercise) if exercise else None, side)
    return watcher.observe(what, label, light).cue


def watch(watcher: Observer, seconds: float, start_s: float, **how: Any) -> Observation:
    observation = Observation(0.0)
    for step in range(round(seconds * 30)):
        observation = watcher.observe(hand(start_s + step / 30, **how), Side.RIGHT, BRIGHT)
    return observation


def test_a_good_picture_asks_for_nothing() -> None:
    assert look(hand()) is None


@pytest.mark.parametrize(
    ("what", "cue"),
    [
        (gone(0.0), PlacementCue.SHOW_HAND),
        (hand(view=FAR), PlacementCue.CLOSER),
        (hand(view=Camera(distance_m=0.25), shift_px=(0.0, 100.0)), PlacementCue.FARTHER),
        (hand(shift_px=(-330.0, 0.0)), PlacementCue.MOVE_LEFT),
        (hand(shift_px=(330.0, 0.0)), PlacementCue.MOVE_RIGHT),
        (hand(shift_px=(0.0, -200.0)), PlacementCue.MOVE_DOWN),
        (hand(shift_px=(0.0, 200.0)), PlacementCue.MOVE_UP),
        (hand(view=View.SIDE), PlacementCue.TURN_PALM),
    ],
)
def test_each_fault_of_placement_has_its_cue(what: Hand, cue: PlacementCue) -> None:
    assert look(what) is cue


def test_light_comes_before_placement_and_black_before_all() -> None:
    assert look(hand(view=FAR), light=30.0) is PlacementCue.LIGHT
    assert look(hand(), light=2.0) is PlacementCue.NO_PICTURE
    assert look(gone(0.0), light=2.0) is PlacementCue.NO_PICTURE
    assert look(gone(0.0), light=30.0) is PlacementCue.LIGHT


def test_the_wrong_hand_is_named() -> None:
    assert look(hand(), side=Side.LEFT, label=Side.RIGHT) is PlacementCue.OTHER_HAND
    assert look(hand(), side=Side.RIGHT, label=Side.RIGHT) is None


def test_the_forearm_is_asked_for_where_it_is_measured_against() -> None:
    cut = hand(shift_px=(0.0, 100.0))
    assert look(cut, "12") is PlacementCue.FOREARM
    assert look(cut, "33") is None


def test_stillness_begins_when_the_hand_comes_to_rest() -> None:
    watcher = Observer()
    assert watch(watcher, 2.0, 0.0).still_s == pytest.approx(2.0 - 0.25, abs=0.1)
    moving = [
        watcher.observe(hand(2.0 + k / 30, shift_px=(4.0 * k, 0.0)), None, BRIGHT)
        for k in range(30)
    ]
    assert moving[-1].still_s == 0.0


def test_an_open_palm_is_told_from_a_fist_and_from_the_side() -> None:
    assert watch(Observer(), 2.0, 0.0).open_palm_s > 1.0
    assert watch(Observer(), 2.0, 0.0, angles=dict(FIST)).open_palm_s == 0.0
    assert watch(Observer(), 2.0, 0.0, view=View.SIDE).open_palm_s == 0.0


def test_fingers_held_up_are_counted() -> None:
    assert fingers_up(hand(angles=CLOSED)) == 0
    one = {**CLOSED, "index_mcp": 0.0, "index_pip": 0.0, "index_dip": 0.0}
    assert fingers_up(hand(angles=one)) == 1
    assert fingers_up(hand()) == 5
    assert fingers_up(hand(side=Side.LEFT)) == 5


def test_another_number_of_fingers_starts_its_time_anew() -> None:
    watcher = Observer()
    assert watch(watcher, 2.0, 0.0).fingers_s > 1.0
    observation = watch(watcher, 0.1, 2.0, angles=CLOSED)
    assert (observation.fingers, observation.fingers_s) == (0, 0.0)


def test_away_time_runs_and_a_short_gap_forgets_nothing() -> None:
    watcher = Observer()
    watch(watcher, 2.0, 0.0)
    assert watcher.observe(gone(2.1), None, BRIGHT).away_s == pytest.approx(2.1 - 59 / 30)
    back = watcher.observe(hand(2.15), Side.RIGHT, BRIGHT)
    assert (back.away_s, back.side) == (0.0, Side.RIGHT)
    assert back.still_s > 1.0
    observation = watcher.observe(gone(7.0), None, BRIGHT)
    assert observation.away_s == pytest.approx(7.0 - 2.15)
    assert watcher.observe(hand(7.1), None, BRIGHT).still_s == 0.0


def test_a_single_wrong_label_does_not_change_the_hand() -> None:
    watcher = Observer(None, Side.RIGHT)
    watch(watcher, 1.0, 0.0)
    observation = watcher.observe(replace(hand(1.0)), Side.LEFT, BRIGHT)
    assert (observation.side, observation.cue) == (Side.RIGHT, None)


def test_a_finger_that_is_left_out_needs_not_be_still_or_straight() -> None:
    rng, bent = np.random.default_rng(3), {"little_mcp": 80.0, "little_pip": 90.0}
    lacking, whole = Observer(), Observer()
    for frame in range(60):
        shown = hand(frame / 30, angles=bent)
        points = shown.image_px.copy()
        points[Finger.LITTLE.tip, :2] += rng.normal(0, 30, 2)
        shown = replace(shown, image_px=points)
        seen = whole.observe(shown, Side.RIGHT, BRIGHT)
        left_out = lacking.observe(replace(shown, without=(Finger.LITTLE,)), Side.RIGHT, BRIGHT)
    assert (seen.still_s, seen.open_palm_s) == (0.0, 0.0)
    assert left_out.still_s > 1.0
    assert left_out.open_palm_s > 1.0
    assert left_out.fingers == 4
