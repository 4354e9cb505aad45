"""An object is found where it was drawn, in other colours and light, and not where it is hidden."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from handtrack.errors import ObjectError
from handtrack.landmarks.hand import LANDMARKS, Floats
from handtrack.landmarks.recording import TrackedFrame
from handtrack.landmarks.tracked_object import (
    MOST_PIECES,
    ObjectKind,
    PointPrompt,
    ShowPrompt,
    visible_count,
)
from handtrack.sources.video import Frame
from handtrack.tracking.objects.appearance import ColourModel, learn_from_point
from handtrack.tracking.objects.demonstration import learn_from_demonstration
from handtrack.tracking.objects.follow import HandAndObjectTracker, ObjectTracker
from handtrack.tracking.objects.initialise import initialise
from tests.helpers.table_pictures import (
    DARK,
    SKIN,
    WHITE,
    WOOD,
    Light,
    Point,
    Rgb,
    Table,
    disc,
    draw_hand,
    hand_at,
    pen,
)
from tests.helpers.video_files import write_clip

NOBODY = np.zeros((0, LANDMARKS, 2))
BLUE, RED, GREEN, YELLOW = (40, 80, 200), (205, 45, 45), (50, 150, 60), (225, 205, 50)
SILVER, COPPER = (188, 190, 196), (150, 85, 50)
Draw = Callable[[NDArray[np.uint8]], None]


def a_disc(at: Point, radius: float, colour: Rgb) -> Draw:
    return lambda picture: disc(picture, at, radius, colour)


def a_pen(ends: tuple[Point, Point], *colours: Rgb) -> Draw:
    return lambda picture: pen(picture, *ends, colours)


def nothing(picture: NDArray[np.uint8]) -> None:
    """An empty table."""


def at_once(table: Table, draw: Draw, points: list[Point], kind: ObjectKind) -> ColourModel:
    """Learn the look of what is drawn where the points are."""
    picture = table.empty()
    draw(picture)
    return learn_from_point(table.frame(picture).image_rgb, points, kind, NOBODY)


def seen(tracker: ObjectTracker, table: Table, draw: Draw, index: int = 0) -> Floats:
    picture = table.empty()
    draw(picture)
    return tracker.track(table.frame(picture, index))


# --- ball


@pytest.mark.parametrize(
    ("colour", "cloth"),
    [(BLUE, WOOD), (RED, WHITE), (GREEN, WOOD), (YELLOW, DARK), (YELLOW, WHITE), (RED, DARK)],
)
def test_a_ball_is_where_it_was_drawn(colour: Rgb, cloth: Rgb) -> None:
    table = Table(cloth)
    look = at_once(table, a_disc((200, 250), 28, colour), [(200, 250)], ObjectKind.BALL)
    tracker = ObjectTracker(look)
    for i in range(20):
        x, y = 200 + 14 * i, 250 + 60 * math.sin(i / 3)
        found = seen(tracker, table, a_disc((x, y), 28, colour), i)
        assert found[0] == pytest.approx((x, y, 28), abs=2.5)


def test_light_that_changes_slowly_is_followed() -> None:
    table = Table()
    look = at_once(table, a_disc((200, 250), 28, BLUE), [(200, 250)], ObjectKind.BALL)
    for bright, warm in ((0.55, 0.0), (1.35, 0.0), (1.0, 0.12), (0.8, -0.12)):
        tracker = ObjectTracker(look)
        for i in range(60):
            share = i / 59
            now = table.in_light(bright=1 + share * (bright - 1), warm=share * warm)
            found = seen(tracker, now, a_disc((200 + 3 * i, 250), 28, BLUE), i)
            assert found[0, :2] == pytest.approx((200 + 3 * i, 250), abs=4)


def test_light_that_was_other_from_the_start_is_borne_a_little() -> None:
    look = at_once(Table(), a_disc((200, 250), 28, RED), [(200, 250)], ObjectKind.BALL)
    for light in (Light(bright=0.8), Light(bright=1.2), Light(warm=0.06), Light(noise=8.0)):
        tracker = ObjectTracker(look)
        found = seen(tracker, Table(light=light), a_disc((400, 300), 28, RED))
        assert found[0, :2] == pytest.approx((400, 300), abs=3)


def test_behind_fingers_a_ball_is_one_and_behind_the_hand_it_is_not_there() -> None:
    table = Table()
    look = at_once(table, a_disc((320, 300), 40, BLUE), [(320, 300)], ObjectKind.BALL)

    def fingers(picture: NDArray[np.uint8]) -> None:
        disc(picture, (320, 300), 40, BLUE)
        for x in (300, 340):
            pen(picture, (x, 230), (x, 370), [SKIN], 16)

    def covered(picture: NDArray[np.uint8]) -> None:
        disc(picture, (320, 300), 40, BLUE)
        draw_hand(picture, hand_at((320, 400), 160))
        disc(picture, (320, 300), 60, SKIN)

    tracker = ObjectTracker(look)
    assert seen(tracker, table, fingers)[0] == pytest.approx((320, 300, 40), abs=4)
    assert np.isnan(seen(tracker, table, covered)).all()
    assert np.isnan(seen(tracker, table, nothing)).all()


def test_a_larger_picture_gives_its_own_pixels() -> None:
    table = Table(size_px=(1920, 1080))
    look = at_once(table, a_disc((600, 700), 70, BLUE), [(600, 700)], ObjectKind.BALL)
    found = seen(ObjectTracker(look), table, a_disc((1500, 500), 70, BLUE))
    assert found[0] == pytest.approx((1500, 500, 70), abs=5)


def test_of_two_patches_the_one_nearby_stays_the_object() -> None:
    table = Table()
    look = at_once(table, a_disc((150, 300), 25, RED), [(150, 300)], ObjectKind.BALL)
    tracker = ObjectTracker(look)
    for i in range(10):

        def both(p: NDArray[np.uint8], i: int = i) -> None:
            disc(p, (150 + 10 * i, 300), 25, RED)
            disc(p, (560, 200), 25, RED)

        assert seen(tracker, table, both, i)[0, 0] == pytest.approx(150 + 10 * i, abs=3)


# --- pen and bottle


def turned(degrees: float, radius: float = 70.0) -> tuple[Point, Point]:
    """The ends of a pen about the middle of the picture."""
    x, y = radius * math.cos(math.radians(degrees)), radius * math.sin(math.radians(degrees))
    return (320 - x, 290 - y), (320 + x, 290 + y)


def direction_deg(ends: Floats) -> float:
    step = ends[1, :2] - ends[0, :2]
    return math.degrees(math.atan2(step[1], step[0]))


@pytest.mark.parametrize("colours", [(RED, BLUE), (YELLOW, GREEN), (BLUE, YELLOW)])
def test_a_pen_with_two_coloured_ends_is_known_all_the_way_round(colours: tuple[Rgb, Rgb]) -> None:
    table = Table()
    places = [(320 - 62.0, 290.0), (320 + 62.0, 290.0)]
    look = at_once(table, a_pen(turned(0), *colours), places, ObjectKind.ROD)
    assert len(look.colours) == 2
    tracker = ObjectTracker(look)
    for i in range(0, 720, 20):
        found = seen(tracker, table, a_pen(turned(i), *colours), i)
        assert (direction_deg(found) - i + 180) % 360 - 180 == pytest.approx(0, abs=3)


def test_the_hidden_end_of_a_pen_is_missing_and_the_other_is_not() -> None:
    table = Table()
    places = [(258.0, 290.0), (382.0, 290.0)]
    look = at_once(table, a_pen(turned(0), RED, BLUE), places, ObjectKind.ROD)

    def half(p: NDArray[np.uint8]) -> None:
        pen(p, *turned(0), (RED, BLUE))
        disc(p, (262, 290), 40, SKIN)

    found = seen(ObjectTracker(look), table, half)
    assert np.isnan(found[0]).all()
    assert found[1, 0] == pytest.approx(375, abs=8)


@pytest.mark.parametrize("kind", [ObjectKind.ROD, ObjectKind.BOTTLE])
def test_a_plain_pen_keeps_its_ends_apart_as_it_turns(kind: ObjectKind) -> None:
    table = Table()
    look = at_once(table, a_pen(turned(0), GREEN), [(320, 290)], kind)
    tracker = ObjectTracker(look)
    first = direction_deg(seen(tracker, table, a_pen(turned(0), GREEN)))
    for i in range(0, 400, 12):
        found = seen(tracker, table, a_pen(turned(i), GREEN), i)
        assert (direction_deg(found) - first - i + 180) % 360 - 180 == pytest.approx(0, abs=4)
        ends = np.array(turned(i))
        assert np.hypot(*(found[1, :2] - found[0, :2])) == pytest.approx(152, abs=10)
        assert np.sort(found[:, 0]) == pytest.approx(np.sort(ends[:, 0]), abs=8)


# --- coins and beans


@pytest.mark.parametrize(
    ("colour", "cloth", "radius"),
    [(SILVER, WOOD, 15), (COPPER, WHITE, 13), (WHITE, DARK, 8), (WHITE, WOOD, 8), (DARK, WHITE, 9)],
)
def test_pieces_are_counted(colour: Rgb, cloth: Rgb, radius: int) -> None:
    table = Table(cloth)

    def laid(count: int) -> Draw:
        def draw(p: NDArray[np.uint8]) -> None:
            for i in range(count):
                disc(p, (60 + 52 * (i % 10), 250 + 70 * (i // 10)), radius, colour)

        return draw

    look = at_once(table, laid(8), [(60, 250)], ObjectKind.PIECES)
    tracker = ObjectTracker(look)
    for count in (0, 1, 2, 7, 8, 10, 13, 3, 0):
        found = seen(tracker, table, laid(count), count)
        assert found.shape == (MOST_PIECES, 3)
        assert visible_count(found) == count


def test_pieces_that_touch_are_two_and_pieces_under_the_hand_are_not_in_sight() -> None:
    table = Table()

    def row(p: NDArray[np.uint8]) -> None:
        for i in range(4):
            disc(p, (200 + 30 * i, 350), 16, SILVER)

    def hand(p: NDArray[np.uint8]) -> None:
        row(p)
        disc(p, (200, 350), 40, SKIN)

    look = at_once(table, a_disc((300, 300), 16, SILVER), [(300, 300)], ObjectKind.PIECES)
    tracker = ObjectTracker(look)
    assert visible_count(seen(tracker, table, row)) == 4
    assert visible_count(seen(tracker, table, hand)) == 2


# --- made known


def test_what_does_not_stand_out_is_said() -> None:
    table = Table()
    for colour in (WOOD, (154, 123, 92)):
        with pytest.raises(ObjectError, match="does not stand out"):
            at_once(table, a_disc((300, 300), 20, colour), [(300, 300)], ObjectKind.BALL)


def test_a_table_is_no_object() -> None:
    table = Table()
    for size in (30, 100):  # what lies there is passed by and the wood beside it pointed at
        with pytest.raises(ObjectError, match="does not stand out"):
            at_once(table, a_disc((150, 150), size, BLUE), [(320, 330)], ObjectKind.BALL)


def test_skin_is_told_from_the_object() -> None:
    table, hand = Table(), hand_at((420, 400), 140)
    picture = table.empty()
    draw_hand(picture, hand)
    disc(picture, (200, 300), 30, (222, 150, 110))  # an orange-brown ball, not far from skin
    frame = table.frame(picture)
    look = learn_from_point(frame.image_rgb, [(200, 300)], ObjectKind.BALL, hand[None])
    assert ObjectTracker(look).track(frame)[0, :2] == pytest.approx((200, 300), abs=4)


def showing(table: Table, draw: Draw, count: int = 12) -> list[tuple[NDArray[np.uint8], Floats]]:
    """A hand that holds what `draw` draws at its fingertips, moving a little."""
    pictures = []
    for i in range(count):
        hand = hand_at((300 + 4 * i, 420), 120)
        picture = table.empty()
        draw_hand(picture, hand)
        tip = (hand[4] + hand[8]) / 2
        shifted = np.zeros_like(picture)
        draw(shifted)
        ink = shifted.any(axis=-1)
        down, right = np.nonzero(ink)
        x, y = right - 320 + round(tip[0]), down - 240 + round(tip[1])
        inside = (x >= 0) & (x < 640) & (y >= 0) & (y < 480)
        picture[y[inside], x[inside]] = shifted[ink][inside]
        pictures.append((table.frame(picture, i).image_rgb, hand))
    return pictures


def test_a_ball_shown_in_the_hand_is_learnt() -> None:
    table = Table()
    look = learn_from_demonstration(showing(table, a_disc((320, 240), 26, GREEN)), ObjectKind.BALL)
    found = seen(ObjectTracker(look), table, a_disc((150, 330), 26, GREEN))
    assert found[0] == pytest.approx((150, 330, 26), abs=4)


def test_a_pen_shown_in_the_hand_is_learnt_with_both_ends() -> None:
    table = Table()
    look = learn_from_demonstration(
        showing(table, a_pen(((250, 240), (390, 240)), RED, BLUE)), ObjectKind.ROD
    )
    found = seen(ObjectTracker(look), table, a_pen(turned(30), RED, BLUE))
    assert direction_deg(found) % 180 == pytest.approx(30, abs=4)


def test_an_empty_hand_shows_nothing() -> None:
    with pytest.raises(ObjectError, match="Nothing in the hand stands out"):
        learn_from_demonstration(showing(Table(), nothing), ObjectKind.BALL)
    with pytest.raises(ObjectError, match="No hand was seen"):
        learn_from_demonstration([], ObjectKind.BALL)


# --- in clips


class Blind:
    """A tracker of hands that sees none."""

    slots, engine, model_sha256, has_presence = 1, "blind", "none", False

    def __init__(self) -> None:
        self.resets = 0

    def reset(self) -> None:
        self.resets += 1

    def track(self, frame: Frame) -> TrackedFrame:
        nowhere = np.full((1, LANDMARKS, 3), np.nan, np.float32)
        score = np.full(1, np.nan, np.float32)
        return TrackedFrame(
            frame.time_s, nowhere, nowhere, np.full(1, -1, np.int8), score, np.zeros(1, bool)
        )


def rolling_ball(folder: Path) -> Path:
    """Two seconds of a blue ball that rolls to the right by 120 pixels a second."""
    pictures = []
    for i in range(60):
        table = Table(size_px=(640, 480))
        picture = table.empty()
        disc(picture, (150 + 4 * i, 300), 25, BLUE)
        pictures.append(table.frame(picture, i).image_rgb)
    return write_clip(folder / "ball.mp4", pictures)


def test_an_object_is_learnt_where_it_is_pointed_at_and_followed_from_the_start(
    tmp_path: Path,
) -> None:
    from handtrack.landmarks import recording_file
    from handtrack.tracking.track_video import track_video

    clip, hands = rolling_ball(tmp_path), Blind()
    told = PointPrompt(ObjectKind.BALL, ((150 + 4 * 30, 300),), 1.0)
    tracked = track_video(clip, hands, tmp_path / "ball.npz", prompt=told)
    assert tracked.object_px is not None
    assert tracked.header.object_kind == "ball"
    assert "Lab" in tracked.header.object_look
    assert tracked.object_px[:, 0, 0] == pytest.approx(150 + 4 * np.arange(60), abs=3)
    back = recording_file.read(tmp_path / "ball.npz")
    np.testing.assert_array_equal(back.object_px, tracked.object_px)
    assert track_video(clip, hands).object_px is None


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (PointPrompt(ObjectKind.BALL, ((320, 240),), 9.0), "ends before 9 s"),
        (PointPrompt(ObjectKind.BALL, ((900, 240),)), "outside the picture"),
        (PointPrompt(ObjectKind.BALL, ((500, 420),)), "does not stand out"),
        (ShowPrompt(ObjectKind.BALL), "No hand was seen"),
    ],
)
def test_what_cannot_be_learnt_from_a_clip_is_one_sentence(
    tmp_path: Path, told: PointPrompt | ShowPrompt, sentence: str
) -> None:
    tracker = Blind()
    with pytest.raises(ObjectError, match=sentence):
        initialise(rolling_ball(tmp_path), tracker, told)
    assert tracker.resets >= 2


@pytest.mark.parametrize(("count", "stands_out"), [(12, True), (60, False)])
def test_a_piece_that_the_cloth_is_full_of_does_not_stand_out(
    tmp_path: Path, count: int, stands_out: bool
) -> None:
    table = Table(size_px=(640, 480))
    picture = table.empty()
    for i in range(count):
        disc(picture, (40 + 60 * (i % 10), 60 + 60 * (i // 10)), 10, BLUE)
    clip = write_clip(tmp_path / "beans.mp4", [table.frame(picture, i).image_rgb for i in range(5)])
    told = PointPrompt(ObjectKind.PIECES, ((40, 60),))
    if stands_out:
        assert initialise(clip, Blind(), told).kind is ObjectKind.PIECES
    else:
        with pytest.raises(ObjectError, match="does not stand out: 32 places or more"):
            initialise(clip, Blind(), told)


def test_a_tracker_with_an_object_forgets_both() -> None:
    table, hands = Table(), Blind()
    look = at_once(table, a_disc((200, 250), 28, BLUE), [(200, 250)], ObjectKind.BALL)
    following = HandAndObjectTracker(hands, look)
    picture = table.empty()
    disc(picture, (200, 250), 28, BLUE)
    frame = table.frame(picture)
    first = following.track(frame)
    assert first.object_px is not None
    assert first.object_px[0] == pytest.approx((200, 250, 28), abs=3)
    following.reset()
    assert hands.resets == 1
    again = following.track(replace(frame, index=1, time_s=1.0))
    np.testing.assert_array_equal(again.object_px, first.object_px)
