import numpy as np
import pytest

from handtrack.landmarks.geometry import palm_normal
from handtrack.landmarks.hand import Floats, Landmark, Side
from validation.render.model.anthropometry import PLAIN, shaped
from validation.render.model.pose import OPEN
from validation.render.scene.camera import ELBOW_M, Camera, bend, middle_of, place

MIDDLE = np.array([0.0, 0.08, 0.0])


def seen(camera: Camera, side: Side = Side.RIGHT, **arm: float) -> Floats:
    joints = shaped(PLAIN).pose(OPEN).joints
    return place(camera, side, {**OPEN, **arm}, middle_of(joints))(joints)


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("rotation_deg", [0.0, 30.0, 90.0, 150.0, 180.0])
def test_rotation_turns_the_palm_away_from_the_lens(side: Side, rotation_deg: float) -> None:
    facing = -palm_normal(seen(Camera(rotation_deg=rotation_deg), side), side)[2]
    assert facing == pytest.approx(np.cos(np.radians(rotation_deg)), abs=1e-6)


def test_at_a_quarter_turn_the_thumb_s_edge_faces_the_lens() -> None:
    points = seen(Camera(rotation_deg=90.0))
    assert points[Landmark.INDEX_MCP, 2] < points[Landmark.LITTLE_MCP, 2]


def test_a_hand_stands_upright_in_the_middle_of_the_picture() -> None:
    camera = Camera()
    px = camera.project(seen(camera))
    assert px[Landmark.MIDDLE_TIP, 1] < px[Landmark.WRIST, 1]
    assert px[Landmark.THUMB_TIP, 0] > px[Landmark.LITTLE_MCP, 0]
    assert np.ptp(px[:, 1]) > 200
    np.testing.assert_allclose((px.max(axis=0) + px.min(axis=0)) / 2, [320, 240], atol=25)


def test_a_left_hand_is_the_mirror_image() -> None:
    camera = Camera(rotation_deg=40.0, roll_deg=20.0, pitch_deg=10.0)
    left, right = seen(camera, Side.LEFT), seen(camera, Side.RIGHT)
    np.testing.assert_allclose(left, right * [-1.0, 1.0, 1.0], atol=1e-12)


def test_roll_points_the_fingers_to_the_right_and_pitch_to_the_lens() -> None:
    points = seen(Camera(roll_deg=90.0))
    along = points[Landmark.MIDDLE_MCP] - points[Landmark.WRIST]
    assert along[0] > 0.9 * np.linalg.norm(along)
    points = seen(Camera(pitch_deg=60.0))
    along = points[Landmark.MIDDLE_MCP] - points[Landmark.WRIST]
    assert along[2] == pytest.approx(-np.sin(np.radians(60)) * np.linalg.norm(along))


def test_distance_and_lens_decide_the_size() -> None:
    near, far = Camera(distance_m=0.4), Camera(distance_m=0.8)
    size = [np.ptp(c.project(seen(c))[:, 1]) for c in (near, far)]
    assert size[0] / size[1] == pytest.approx(2.0, rel=0.02)
    assert Camera(view_deg=90.0).focal_px == pytest.approx(320.0)
    assert seen(near)[Landmark.WRIST, 2] == pytest.approx(0.4)


def test_shift_moves_the_hand_by_shares_of_the_picture_s_height() -> None:
    plain, moved = Camera(), Camera(shift=(0.25, -0.1))
    way = moved.project(seen(moved)) - plain.project(seen(plain))
    np.testing.assert_allclose(way.mean(axis=0), [120.0, -48.0], rtol=0.05)


@pytest.mark.parametrize("side", Side)
def test_the_arm_moves_in_the_picture(side: Side) -> None:
    camera = Camera()
    way = seen(camera, side, arm_x=0.03, arm_y=-0.02, arm_z=0.01) - seen(camera, side)
    np.testing.assert_allclose(way, np.broadcast_to([0.03, -0.02, 0.01], way.shape), atol=1e-12)


def test_the_arm_swings_about_its_elbow() -> None:
    wrist = seen(Camera())[Landmark.WRIST]
    swung = seen(Camera(), arm_swing=30.0)[Landmark.WRIST]
    elbow = wrist + [0.0, ELBOW_M, 0.0]
    way = swung - elbow
    assert np.linalg.norm(way) == pytest.approx(ELBOW_M)
    assert np.degrees(np.arctan2(way[0], -way[1])) == pytest.approx(30.0)


def test_a_course_of_the_arm_is_placed_moment_by_moment() -> None:
    joints = shaped(PLAIN).pose(OPEN).joints
    course = place(Camera(), Side.RIGHT, {"arm_swing": np.array([0.0, 10.0])}, MIDDLE)
    still = place(Camera(), Side.RIGHT, {"arm_swing": 10.0}, MIDDLE)
    both = course(np.stack([joints, joints]))
    np.testing.assert_allclose(both[1], still(joints))


def test_what_is_behind_the_lens_has_no_place_in_the_picture() -> None:
    assert np.isnan(Camera().project(np.array([0.0, 0.0, -1.0]))).all()


def test_the_lens_bends_a_picture_as_it_bends_points() -> None:
    camera = Camera(distortion=-0.2)
    points = np.array([[0.15, -0.10, 0.5], [-0.2, 0.12, 0.5], [0.0, 0.0, 0.5]])
    straight = Camera().project(points)
    picture = np.zeros((480, 640, 3), np.float32)
    for x, y in straight:
        picture[round(y) - 2 : round(y) + 3, round(x) - 2 : round(x) + 3] = 1.0
    bent = bend(picture, camera)[..., 0]
    for x, y in camera.project(points):
        rows, columns = np.nonzero(
            bent[round(y) - 6 : round(y) + 7, round(x) - 6 : round(x) + 7] > 0.5
        )
        assert abs(rows.mean() - 6) < 1.2
        assert abs(columns.mean() - 6) < 1.2
