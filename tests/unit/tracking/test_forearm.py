"""The forearm's line is where it was drawn, and nowhere where none can be seen."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from handtrack.landmarks.geometry import wrap_deg
from handtrack.landmarks.hand import LANDMARKS, Floats, Side
from handtrack.landmarks.recording import TrackedFrame
from handtrack.sources.video import Frame
from handtrack.tracking.forearm_line import LOOK_EVERY_S, ForearmTracker, forearm_direction
from handtrack.tracking.track_video import track_video
from tests.helpers.paths import SAMPLE_VIDEOS
from tests.helpers.table_pictures import DARK, SKIN, WHITE, WOOD, Rgb, Table, draw_hand, hand_at
from tests.helpers.video_files import shared_tracker

BROWN: Rgb = (120, 78, 55)


def bent(hand: Floats, degrees: float) -> Floats:
    """The hand turned about its wrist, clockwise on the screen."""
    a = math.radians(degrees)
    matrix = np.array([[math.cos(a), -math.sin(a)], [math.sin(a), math.cos(a)]])
    turned: Floats = (hand - hand[0]) @ matrix.T + hand[0]
    return turned


def arm(
    wrist_deg: float,
    skin: Rgb = SKIN,
    cloth: Rgb = WOOD,
    arm_deg: float = 0.0,
    side: Side = Side.RIGHT,
    length_px: float = 110.0,
    sleeve: Rgb | None = None,
) -> tuple[NDArray[np.uint8], Floats]:
    """A hand on an arm that comes from below, the picture turned by `arm_deg` about the wrist.

    Gives the picture and the landmarks; the line from elbow to wrist points up before turning.
    """
    table = Table(cloth, size_px=(640, 640))
    picture = table.empty()
    picture[:128] = cloth
    wrist = np.array([320.0, 330.0])
    hand = bent(hand_at((320, 330), length_px, side), wrist_deg)
    along = np.array([math.sin(math.radians(arm_deg)), -math.cos(math.radians(arm_deg))])
    across = np.array([-along[1], along[0]])
    half = 0.28 * length_px
    quad = [
        wrist + half * across,
        wrist - half * across,
        wrist - 420 * along - 1.4 * half * across,
        wrist - 420 * along + 1.4 * half * across,
    ]
    cv2.fillConvexPoly(picture, np.rint(quad).astype(np.int32), sleeve or skin, cv2.LINE_AA)
    hand = bent(hand, arm_deg)
    draw_hand(picture, hand, skin)
    return table.frame(picture).image_rgb, hand


def found_deg(picture: NDArray[np.uint8], hand: Floats) -> float:
    """Clockwise from straight up."""
    x, y = forearm_direction(picture, hand)
    return math.degrees(math.atan2(x, -y))


@pytest.mark.parametrize("wrist_deg", [-55, -30, 0, 25, 50])
@pytest.mark.parametrize(("skin", "cloth"), [(SKIN, WOOD), (SKIN, DARK), (BROWN, WHITE)])
def test_the_line_is_the_arms_however_the_wrist_is_bent(
    wrist_deg: float, skin: Rgb, cloth: Rgb
) -> None:
    assert found_deg(*arm(wrist_deg, skin, cloth)) == pytest.approx(0, abs=4)


@pytest.mark.parametrize("side", list(Side))
def test_it_turns_with_the_arm(side: Side) -> None:
    for arm_deg in (-140, -60, -20, 30, 90, 170):
        found = found_deg(*arm(20, arm_deg=arm_deg, side=side))
        assert abs(float(wrap_deg(np.array(found - arm_deg)))) < 4


def test_the_size_of_the_hand_does_not_matter() -> None:
    for length_px in (60.0, 90.0, 150.0):
        assert found_deg(*arm(15, length_px=length_px)) == pytest.approx(0, abs=5)


def test_an_arm_that_is_not_there_has_no_line() -> None:
    table = Table()
    picture = table.empty()
    hand = hand_at((320, 330), 110)
    draw_hand(picture, hand)
    assert np.isnan(forearm_direction(table.frame(picture).image_rgb, hand)).all()


def test_an_arm_out_of_the_picture_has_no_line() -> None:
    picture, hand = arm(10)
    cut = picture[:370]
    assert np.isnan(forearm_direction(np.ascontiguousarray(cut), hand)).all()


def test_an_arm_in_a_sleeve_has_no_line_of_skin() -> None:
    picture, hand = arm(10, sleeve=(40, 60, 130))
    assert np.isnan(forearm_direction(picture, hand)).all()


def test_an_arm_like_its_background_has_no_line() -> None:
    picture, hand = arm(10, skin=WOOD, cloth=WOOD)
    assert np.isnan(forearm_direction(picture, hand)).all()


def test_no_hand_no_line() -> None:
    picture, hand = arm(0)
    assert np.isnan(forearm_direction(picture, hand * np.nan)).all()


class Seeing:
    """A tracker that sees the drawn hand, settled from the fourth frame on."""

    slots, engine, model_sha256, has_presence = 2, "seeing", "none", False

    def __init__(self, hand: Floats) -> None:
        self.resets = 0
        self._points = np.full((2, LANDMARKS, 3), np.nan, np.float32)
        self._points[0, :, :2], self._points[0, :, 2] = hand, 0.0

    def reset(self) -> None:
        self.resets += 1

    def track(self, frame: Frame) -> TrackedFrame:
        return TrackedFrame(
            frame.time_s,
            self._points,
            self._points,
            np.array([1, -1], np.int8),
            np.array([0.9, np.nan], np.float32),
            np.array([frame.index < 3, False]),
        )


def test_it_is_looked_for_once_a_second_and_in_settled_frames() -> None:
    picture, hand = arm(20)
    tracker = ForearmTracker(Seeing(hand))
    tracked = [tracker.track(Frame(i, i / 30, picture, (640, 640))) for i in range(90)]
    looked = [i for i, t in enumerate(tracked) if t.forearm is not None]
    assert looked == [3 + round(30 * LOOK_EVERY_S) * n for n in range(3)]
    first = tracked[3].forearm
    assert first is not None
    assert first.shape == (2, 2)
    assert first[0] == pytest.approx([0, -1], abs=0.08)
    assert np.isnan(first[1]).all()
    tracker.reset()
    assert tracker.track(Frame(90, 3.0, picture, (640, 640))).forearm is not None


def test_in_a_sample_clip_the_line_is_the_same_throughout() -> None:
    tracked = track_video(SAMPLE_VIDEOS / "spread.mp4", shared_tracker(), forearms=True)
    assert tracked.header.forearms
    assert tracked.forearm is not None
    looks = tracked.forearm[np.isfinite(tracked.forearm).all(axis=(1, 2)), 0]
    assert 8 <= len(looks) <= 11
    turned = np.degrees(np.arctan2(looks[:, 0], -looks[:, 1]))
    assert np.ptp(turned) < 9
    assert np.median(turned) == pytest.approx(-1.2, abs=3)  # the true one
    assert track_video(SAMPLE_VIDEOS / "spread.mp4", shared_tracker()).forearm is None
