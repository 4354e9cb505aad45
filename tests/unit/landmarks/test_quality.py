"""What may be trusted, frame by frame."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from handtrack.landmarks.hand import Hand, Side
from handtrack.landmarks.quality import MAX_JUMP_L, hand_length_px, in_view, keeps_view, quality
from handtrack.landmarks.views import View, palm_orientations
from synthetic_hand.camera import CAMERAS, Camera
from synthetic_hand.landmarks import synthetic_track

SIZE = (640, 480)
PALM = CAMERAS[View.PALM]


def resting(frames: int = 10, camera: Camera = PALM, fps: float = 30.0) -> Hand:
    return synthetic_track({"index_mcp": np.zeros(frames)}, Side.RIGHT, camera, SIZE, fps)


def moved(hand: Hand, frame: int, x: float = 0.0, y: float = 0.0) -> Hand:
    """The hand from this frame on so many pixels further."""
    image = hand.image_px.copy()
    image[frame:, :, 0] += x
    image[frame:, :, 1] += y
    return replace(hand, image_px=image)


def test_a_hand_in_the_middle_of_the_picture_is_good() -> None:
    found = quality(resting())
    assert found.seen.all()
    assert found.good.all()
    for wrong in (found.near_edge, found.too_small, found.unsteady, found.settling):
        assert not wrong.any()


def test_a_frame_without_a_hand_is_neither_seen_nor_good_nor_wrong() -> None:
    hand = resting()
    image = hand.image_px.copy()
    image[3] = np.nan
    found = quality(replace(hand, image_px=image))
    expected = [i != 3 for i in range(10)]
    assert found.seen.tolist() == found.good.tolist() == expected
    assert not (found.near_edge | found.too_small | found.unsteady).any()


@pytest.mark.parametrize("edge", ["left", "right", "top", "bottom"])
def test_a_landmark_near_any_edge_is_noticed(edge: str) -> None:
    hand = resting(1)
    xy = hand.image_px[0, :, :2]
    inner, outer = 0.031, 0.029
    for margin, expected in ((inner, False), (outer, True)):
        shift = {
            "left": {"x": margin * 640 - xy[:, 0].min()},
            "right": {"x": (1 - margin) * 640 - xy[:, 0].max()},
            "top": {"y": margin * 480 - xy[:, 1].min()},
            "bottom": {"y": (1 - margin) * 480 - xy[:, 1].max()},
        }[edge]
        found = quality(moved(hand, 0, **shift))
        assert found.near_edge.tolist() == [expected]
        assert found.good.tolist() == [not expected]


def test_a_small_hand_is_noticed() -> None:
    hand = resting(1)
    length = float(hand_length_px(hand)[0])
    for wanted, expected in ((61.0, False), (59.0, True)):
        middle = np.array([320.0, 240.0, 0.0])
        small = middle + (hand.image_px - middle) * wanted / length
        assert quality(replace(hand, image_px=small)).too_small.tolist() == [expected]


def test_the_hand_length_counts_depth() -> None:
    hand = resting(1, Camera(pitch_deg=60.0))
    flat = resting(1)
    assert hand_length_px(hand) == pytest.approx(hand_length_px(flat))


def test_a_jump_is_noticed_in_the_frame_it_happens() -> None:
    hand = resting()
    length = float(hand_length_px(hand)[0])
    for share, expected in ((MAX_JUMP_L * 0.98, []), (MAX_JUMP_L * 1.02, [4])):
        found = quality(moved(hand, 4, x=share * length))
        assert np.flatnonzero(found.unsteady).tolist() == expected


def test_more_time_between_frames_allows_more_way() -> None:
    length = float(hand_length_px(resting(1))[0])
    for fps, allowed in ((15.0, 2.0), (10.0, 3.0), (60.0, 1.0)):
        for share, expected in ((0.98, False), (1.02, True)):
            way = share * allowed * MAX_JUMP_L * length
            found = quality(moved(resting(3, fps=fps), 1, y=way))
            assert found.unsteady[1] == expected


def test_the_first_frame_and_the_first_after_a_gap_are_not_called_jumps() -> None:
    hand = moved(resting(), 5, x=200.0)
    image = hand.image_px.copy()
    image[4] = np.nan
    assert not quality(replace(hand, image_px=image)).unsteady.any()


def test_settling_frames_are_not_good() -> None:
    hand = replace(resting(4), settling=np.array([True, True, False, False]))
    assert quality(hand).good.tolist() == [False, False, True, True]


# --- views


def kept(*views: View) -> list[str]:
    turned = {"palm": 1.0, "oblique": 0.7, "side": 0.0, "oblique back": -0.7, "back": -1.0}
    inside = in_view(views, np.array(list(turned.values())))
    return [name for name, ok in zip(turned, inside, strict=True) if ok]


def test_any_of_the_views_is_enough() -> None:
    assert kept(View.PALM) == ["palm"]
    assert kept(View.DORSAL) == ["back"]
    assert kept(View.SIDE) == ["side"]
    assert kept(View.PALM, View.DORSAL) == ["palm", "back"]


def test_oblique_lies_on_the_side_of_the_hand_that_is_asked_for() -> None:
    assert kept(View.OBLIQUE) == ["oblique", "oblique back"]
    assert kept(View.PALM, View.OBLIQUE) == ["palm", "oblique"]
    assert kept(View.DORSAL, View.OBLIQUE) == ["oblique back", "back"]
    assert kept(View.PALM, View.DORSAL, View.OBLIQUE) == ["palm", "oblique", "oblique back", "back"]
    assert kept(View.SIDE, View.OBLIQUE) == ["oblique", "side", "oblique back"]


def test_without_views_every_frame_with_a_hand_is_right() -> None:
    assert in_view((), np.array([1.0, 0.0, -1.0, np.nan])).tolist() == [True, True, True, False]


def test_a_frame_without_a_hand_shows_no_view() -> None:
    for views in ((View.PALM,), (View.SIDE, View.OBLIQUE), (View.TOP,)):
        assert in_view(views, np.array([np.nan])).tolist() == [False]


@pytest.mark.parametrize(
    ("by_landmarks", "as_learned", "kept"),
    [(0.9, 0.95, True), (0.8, 0.95, True), (0.9, 0.6, True), (0.8, 0.6, False)],
)
def test_a_view_is_wrong_where_both_readings_say_so(
    by_landmarks: float, as_learned: float, kept: bool
) -> None:
    assert keeps_view((View.PALM,), np.array([by_landmarks, as_learned])) == kept
    assert keeps_view((), np.array([by_landmarks, as_learned]))


def test_nobody_keeps_a_view_who_is_not_seen() -> None:
    assert not keeps_view((View.PALM,), np.array([np.nan, np.nan]))
    assert keeps_view((View.PALM,), np.array([0.95, np.nan]))


@pytest.mark.parametrize("view", [View.PALM, View.DORSAL, View.SIDE])
def test_both_readings_see_an_open_hand_from_where_the_camera_stands(view: View) -> None:
    found = palm_orientations(resting(camera=CAMERAS[view]))
    assert found.shape == (10, 2)
    assert in_view((view,), found).all()
