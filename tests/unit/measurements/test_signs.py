"""Each measurement on a hand posed by hand: the right angle with the right sign, on both sides."""

from dataclasses import replace

import numpy as np
import pytest

from handtrack.landmarks.geometry import forearm_line, palm_normal
from handtrack.landmarks.hand import FINGERS, Finger, Floats, Hand, Side
from handtrack.landmarks.views import View
from handtrack.measurements import MEASUREMENTS
from synthetic_hand.camera import Camera
from synthetic_hand.landmarks import synthetic_hand
from synthetic_hand.make import make_hand
from synthetic_hand.pose import FIST, OPEN, Angles
from synthetic_hand.skeleton import touching

both_sides = pytest.mark.parametrize("side", Side)


def posed(angles: Angles, side: Side, view: View | Camera) -> Hand:
    return make_hand(*synthetic_hand(angles, side, view), side)


def read(
    name: str,
    angles: Angles,
    side: Side = Side.RIGHT,
    view: View | Camera = View.PALM,
    finger: Finger | None = None,
) -> Floats:
    m = MEASUREMENTS[name]
    forearm = forearm_line(posed({}, side, view)) if m.needs_forearm else None
    return m.read(posed(angles, side, view), finger, forearm)


@both_sides
@pytest.mark.parametrize("angle", [-60.0, -5.0, 40.0, 75.0])
@pytest.mark.parametrize("rotation_deg", [90.0, -90.0])
def test_wrist_flexion_is_positive_and_extension_negative(
    side: Side, angle: float, rotation_deg: float
) -> None:
    camera = Camera(rotation_deg=rotation_deg, roll_deg=77.0)
    assert read("wrist_flexion", {"wrist_flexion": angle}, side, camera) == pytest.approx(angle)


@both_sides
@pytest.mark.parametrize("angle", [-20.0, 35.0])
@pytest.mark.parametrize("view", [View.PALM, View.DORSAL])
def test_ulnar_deviation_is_positive_and_radial_negative(
    side: Side, angle: float, view: View
) -> None:
    assert read("wrist_deviation", {"wrist_deviation": angle}, side, view) == pytest.approx(angle)


@both_sides
@pytest.mark.parametrize("roll_deg", [0.0, 90.0, -135.0])
def test_the_hands_direction_is_where_it_points_on_the_screen(side: Side, roll_deg: float) -> None:
    up_turned = Camera(roll_deg=roll_deg if side is Side.RIGHT else -roll_deg)
    wanted = np.array(roll_deg - 90.0)
    direction = read("hand_direction", {}, side, up_turned)
    assert MEASUREMENTS["hand_direction"].difference(direction, wanted) == pytest.approx(0.0)


@both_sides
@pytest.mark.parametrize("angle", [0.0, 30.0, 90.0, 150.0, 180.0])
@pytest.mark.parametrize("way", [1.0, -1.0])
def test_forearm_rotation_goes_from_palm_to_back_whichever_way_it_turns(
    side: Side, angle: float, way: float
) -> None:
    turned = {"forearm_rotation": angle * way}
    assert read("forearm_rotation", turned, side) == pytest.approx(angle, abs=1.5)
    assert read("palm_facing", turned, side) == pytest.approx(np.cos(np.radians(angle)))


@both_sides
@pytest.mark.parametrize("finger", FINGERS)
@pytest.mark.parametrize("angle", [-30.0, 0.0, 45.0, 85.0])
def test_a_knuckle_bends_positive_and_overstretches_negative(
    side: Side, finger: Finger, angle: float
) -> None:
    bent = {f"{f}_abd": 0.0 for f in FINGERS} | {f"{finger}_mcp": angle}
    # Off the middle ray the metacarpal and the finger are not in one line, by up to 24 degrees.
    found = read("mcp_flexion", bent, side, View.SIDE, finger)
    assert found == pytest.approx(angle, abs=1e-6 if finger is Finger.MIDDLE else 4.0)


@both_sides
@pytest.mark.parametrize("finger", FINGERS)
@pytest.mark.parametrize("joint", ["pip", "dip"])
def test_finger_joints_read_their_bend_from_the_side(
    side: Side, finger: Finger, joint: str
) -> None:
    bent = {f"{finger}_abd": 0.0, f"{finger}_{joint}": 70.0}
    assert read(f"{joint}_flexion", bent, side, View.SIDE, finger) == pytest.approx(70.0)


def test_a_whole_fingers_bend_is_the_sum_of_its_joints() -> None:
    bent = {"middle_mcp": 60.0, "middle_pip": 80.0, "middle_dip": 30.0}
    total = read("finger_flexion", bent, view=View.SIDE, finger=Finger.MIDDLE)
    assert total == pytest.approx(170.0)


def test_the_composite_is_the_mean_of_the_four_fingers() -> None:
    fist = {**OPEN, **FIST}
    each = [read("finger_flexion", fist, view=View.SIDE, finger=f) for f in FINGERS]
    assert read("composite_flexion", fist, view=View.SIDE) == pytest.approx(np.mean(each))


@both_sides
@pytest.mark.parametrize("view", [View.PALM, View.DORSAL])
def test_the_gap_between_neighbours_is_the_difference_of_their_directions(
    side: Side, view: View
) -> None:
    fan = {"index_abd": 12.0, "middle_abd": -2.0, "ring_abd": 9.0, "little_abd": 25.0}
    gaps = [read("finger_abduction", fan, side, view, f) for f in FINGERS[:-1]]
    np.testing.assert_allclose(gaps, [14.0, 7.0, 16.0], atol=1e-6)
    assert read("finger_spread", fan, side, view) == pytest.approx(37.0)


@both_sides
@pytest.mark.parametrize("angle", [-20.0, 0.0, 50.0])
def test_the_thumb_abducts_positive_to_its_own_side_and_out_of_the_palm(
    side: Side, angle: float
) -> None:
    radial = {"thumb_radial": angle, "thumb_palmar": 20.0}
    assert read("thumb_radial_abduction", radial, side) == pytest.approx(angle, abs=1e-6)
    palmar = {"thumb_palmar": angle}
    assert read("thumb_palmar_abduction", palmar, side, View.SIDE) == pytest.approx(angle, abs=1e-6)


@both_sides
def test_thumb_joints_read_their_bend(side: Side) -> None:
    bent = {"thumb_mcp": 35.0, "thumb_ip": 60.0}
    assert read("thumb_mcp_flexion", bent, side) == pytest.approx(35.0)
    assert read("thumb_ip_flexion", bent, side) == pytest.approx(60.0)


@both_sides
def test_the_thumbs_tip_goes_ulnar_across_the_palm(side: Side) -> None:
    out, across = ({"thumb_radial": 50.0}, {"thumb_radial": -20.0, "thumb_mcp": 50.0})
    assert read("thumb_ulnar", out, side) < -0.8
    assert read("thumb_ulnar", across, side) > read("thumb_ulnar", out, side) + 0.7
    assert read("thumb_distal", out, side) > 0.5


@both_sides
@pytest.mark.parametrize("finger", FINGERS)
def test_a_touch_closes_the_gap_to_that_finger_alone(side: Side, finger: Finger) -> None:
    gaps = {f: float(read("pinch_gap", touching(finger), side, finger=f)) for f in FINGERS}
    assert gaps[finger] < 0.1
    assert min(gap for f, gap in gaps.items() if f is not finger) > 1.0


def test_opposition_is_closer_to_the_little_finger_than_an_open_hand() -> None:
    opposed = read("opposition_distance", touching(Finger.LITTLE))
    assert opposed < read("opposition_distance", OPEN) - 0.3


@both_sides
@pytest.mark.parametrize("view", [View.PALM, View.SIDE, View.OBLIQUE])
def test_a_fist_brings_the_fingertips_to_the_palm_and_the_wrist(side: Side, view: View) -> None:
    for name in ("fist_gap", "aperture"):
        assert read(name, FIST, side, view) < 0.6 * read(name, OPEN, side, view)
    each = [read("tip_to_palm", FIST, side, view, f) for f in FINGERS]
    assert read("fist_gap", FIST, side, view) == pytest.approx(np.mean(each))


def test_a_wider_fan_has_a_wider_span() -> None:
    fan = {"index_abd": 20.0, "little_abd": 35.0}
    closed = {"index_abd": 0.0, "ring_abd": 0.0, "little_abd": 0.0}
    assert read("span", fan) > read("span", closed) + 0.4


@both_sides
@pytest.mark.parametrize("view", [View.SIDE, View.OBLIQUE])
@pytest.mark.parametrize("finger", FINGERS)
def test_a_fingertip_that_goes_to_the_palms_side_presses(
    side: Side, view: View, finger: Finger
) -> None:
    lengths = {Finger.INDEX: 0.09, Finger.MIDDLE: 0.099, Finger.RING: 0.093, Finger.LITTLE: 0.074}
    down = read("tip_press", {f"{finger}_mcp": 20.0}, side, view, finger)
    assert down == pytest.approx(lengths[finger] * np.sin(np.radians(20.0)) / 0.088, abs=1e-6)
    assert read("tip_press", {f"{finger}_mcp": -20.0}, side, view, finger) == pytest.approx(-down)


@both_sides
@pytest.mark.parametrize("roll_deg", [90.0, -90.0])
def test_a_palm_that_faces_up_in_the_picture_reads_so(side: Side, roll_deg: float) -> None:
    thumb_edge = Camera(rotation_deg=90.0, roll_deg=roll_deg)
    other_edge = Camera(rotation_deg=-90.0, roll_deg=roll_deg)
    one, other = read("palm_up", {}, side, thumb_edge), read("palm_up", {}, side, other_edge)
    assert (one, other) == pytest.approx((np.sign(one), -np.sign(one)), abs=1e-6)
    normal = palm_normal(posed({}, side, thumb_edge).image_px, side)
    assert np.sign(one) == -np.sign(normal[1])  # up in the picture is where y falls


@both_sides
@pytest.mark.parametrize("view", [View.PALM, View.DORSAL])
def test_a_hand_that_goes_forward_travels(side: Side, view: View) -> None:
    here, ahead, aside = (
        read("hand_travel", way, side, view) for way in ({}, {"down": -0.7}, {"right": 0.7})
    )
    assert ahead - here == pytest.approx(0.7, abs=1e-6)
    assert aside == pytest.approx(here)


@both_sides
def test_what_depth_tells_is_not_read_of_a_hand_that_is_taken_for_the_other(side: Side) -> None:
    hand = posed({}, side, View.SIDE)
    other = replace(hand, handedness_doubtful=True)
    assert np.isfinite(MEASUREMENTS["palm_up"].read(hand))
    assert np.isnan(MEASUREMENTS["palm_up"].read(other))
    facing = MEASUREMENTS["palm_facing"]
    assert facing.read(other) == facing.read(hand)


@both_sides
def test_depth_in_a_mirror_turns_up_and_down_about(side: Side) -> None:
    hand = posed({}, side, View.SIDE)
    there = replace(hand, image_px=hand.image_px * [1.0, 1.0, -1.0])
    for name, sign in (("palm_up", -1.0), ("palm_facing", 1.0)):
        m = MEASUREMENTS[name]
        assert m.read(there) == pytest.approx(sign * m.read(hand), abs=1e-9)
