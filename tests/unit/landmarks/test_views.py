import numpy as np
import pytest

from handtrack.landmarks.hand import Finger, Hand, Side
from handtrack.landmarks.views import View, in_front, palm_orientation, view_matches
from synthetic_hand.camera import Camera
from synthetic_hand.landmarks import synthetic_hand, synthetic_track
from synthetic_hand.make import make_hand


def seen_from(camera: Camera | View, side: Side = Side.RIGHT) -> Hand:
    return make_hand(*synthetic_hand({}, side, camera), side)


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize(
    ("rotation_deg", "expected"), [(0.0, 1.0), (60.0, 0.5), (90.0, 0.0), (180.0, -1.0)]
)
def test_facing_is_1_for_the_palm_0_on_edge_and_minus_1_for_the_back(
    side: Side, rotation_deg: float, expected: float
) -> None:
    hand = seen_from(Camera(rotation_deg=rotation_deg), side)
    assert palm_orientation(hand) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("view", "facing", "kept"),
    [
        (View.PALM, 0.95, True),
        (View.PALM, 0.8, False),
        (View.PALM, -1.0, False),
        (View.DORSAL, -0.95, True),
        (View.DORSAL, 0.95, False),
        (View.SIDE, 0.3, True),
        (View.SIDE, -0.3, True),
        (View.SIDE, 0.7, False),
        (View.OBLIQUE, 0.7, True),
        (View.OBLIQUE, -0.7, True),
        (View.OBLIQUE, 1.0, False),
        (View.TOP, -1.0, True),
        (View.END, 0.2, True),
    ],
)
def test_a_view_is_kept_within_30_degrees(view: View, facing: float, kept: bool) -> None:
    assert view_matches(view, np.array(facing)) == kept


@pytest.mark.parametrize("view", View)
def test_no_view_is_kept_where_the_hand_was_not_seen(view: View) -> None:
    assert not view_matches(view, np.array(np.nan))


def test_views_are_judged_for_a_whole_track_at_once() -> None:
    assert view_matches(View.PALM, np.array([1.0, 0.0, np.nan])).tolist() == [True, False, False]


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize(
    ("rotation_deg", "front"),
    [(80.0, Finger.INDEX), (100.0, Finger.INDEX), (-80.0, Finger.LITTLE), (0.0, None)],
)
def test_the_finger_in_front_is_that_of_the_edge_the_camera_sees(
    side: Side, rotation_deg: float, front: Finger | None
) -> None:
    hand = synthetic_track({"wrist_flexion": np.zeros(5)}, side, Camera(rotation_deg))
    assert in_front(hand) is front
