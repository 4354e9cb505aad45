import numpy as np
import pytest

from handtrack.landmarks.geometry import palm_axes
from handtrack.landmarks.hand import BONES, FINGERS, Finger, Floats, Landmark, Side
from handtrack.measurements import MEASUREMENTS
from validation.render.clips.random_hands import possible_pose, random_hand
from validation.render.model.anthropometry import PLAIN, Family, Shape, random_shape, shaped
from validation.render.model.mesh import Model
from validation.render.model.pose import FIST, HOOK, OPEN, RELAXED, TABLE_TOP, Pose, blend
from validation.render.model.self_contact import collides

IN_CAMERA = np.array([1.0, -1.0, -1.0])
"""From the axes of a right forearm to a camera's that sees its palm, fingers up."""

SHAPES = (
    PLAIN,
    random_shape(Family.TRAIN, 3),
    random_shape(Family.TEST, 4),
    random_shape(Family.TEST, 4, Model.MAKEHUMAN),
)
every_shape = pytest.mark.parametrize("shape", SHAPES, ids=["plain", "train 3", "test 4", "model"])


def poses(shape: Shape, count: int = 60) -> dict[str, Floats]:
    random = np.random.default_rng(5)
    drawn = [possible_pose(random, shape) for _ in range(count)]
    return {name: np.array([pose[name] for pose in drawn]) for name in drawn[0]}


def measured(
    name: str, pose: Pose, shape: Shape, finger: Finger | None = None, side: Side = Side.RIGHT
) -> Floats:
    joints = shaped(shape).pose(pose).joints * IN_CAMERA * [side.sign, 1.0, 1.0]
    asked = () if finger is None else (finger,)
    return MEASUREMENTS[name].function(joints, side, *asked)


@every_shape
@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("finger", FINGERS)
def test_a_finger_measures_the_angles_it_is_set_to(
    shape: Shape, side: Side, finger: Finger
) -> None:
    pose = poses(shape)
    for joint in ("mcp", "pip", "dip"):
        found = measured(f"{joint}_flexion", pose, shape, finger, side)
        np.testing.assert_allclose(found, pose[f"{finger}_{joint}"], atol=1e-3)


@every_shape
@pytest.mark.parametrize("side", Side)
def test_a_thumb_measures_the_angles_it_is_set_to(shape: Shape, side: Side) -> None:
    pose = poses(shape)
    for name in ("radial", "palmar"):
        found = measured(f"thumb_{name}_abduction", pose, shape, side=side)
        np.testing.assert_allclose(found, pose[f"thumb_{name}"], atol=1e-3)
    for joint in ("mcp", "ip"):
        found = measured(f"thumb_{joint}_flexion", pose, shape, side=side)
        # What is measured has no sign: hyperextension reads like flexion.
        np.testing.assert_allclose(found, np.abs(pose[f"thumb_{joint}"]), atol=1e-3)


@every_shape
def test_abduction_turns_a_finger_away_from_the_middle_ray(shape: Shape) -> None:
    joints = shaped(shape).pose(OPEN).joints * IN_CAMERA
    distal, ulnar = palm_axes(joints)
    for finger in FINGERS:
        bone = joints[finger.pip] - joints[finger.mcp]
        found = np.degrees(np.arctan2(np.vecdot(bone, ulnar), np.vecdot(bone, distal)))
        outward = -found if finger in FINGERS[:2] else found
        assert outward == pytest.approx(OPEN[f"{finger}_abd"], abs=1e-6)


@every_shape
def test_bones_keep_their_lengths_in_every_pose(shape: Shape) -> None:
    hand = shaped(shape)
    moved = hand.pose(poses(shape)).joints
    for a, b in BONES:
        rest = np.linalg.norm(hand.mesh.joints[b] - hand.mesh.joints[a])
        length = np.linalg.norm(moved[:, b] - moved[:, a], axis=1)
        np.testing.assert_allclose(length, rest, rtol=1e-9)


def test_the_skin_follows_the_bones() -> None:
    hand = shaped(PLAIN)
    bones = hand.pose(FIST)
    skin = hand.skin(bones)
    for finger in FINGERS:
        near = np.linalg.norm(skin - bones.joints[finger.tip], axis=1).min()
        assert near < 0.012


def test_wrist_and_forearm_turn_the_way_their_signs_say() -> None:
    hand = shaped(PLAIN)
    flexed = hand.pose({"wrist_flexion": 40.0}).joints[Landmark.MIDDLE_MCP]
    assert np.degrees(np.arctan2(flexed[2], flexed[1])) == pytest.approx(40.0)
    ulnar = hand.pose({"wrist_deviation": 25.0}).joints[Landmark.MIDDLE_MCP]
    assert np.degrees(np.arctan2(-ulnar[0], ulnar[1])) == pytest.approx(25.0)
    turned = hand.pose({"forearm_rotation": 90.0}).joints[Landmark.INDEX_MCP]
    plain = hand.pose({}).joints[Landmark.INDEX_MCP]
    # Pronation takes the thumb's side to where the palm looked.
    np.testing.assert_allclose(turned, [-plain[2], plain[1], plain[0]], atol=1e-9)


def test_a_course_over_time_is_the_poses_of_its_moments() -> None:
    hand = shaped(SHAPES[1])
    share = np.linspace(0, 1, 7)
    course = hand.pose(blend(OPEN, FIST, share)).joints
    for i, moment in enumerate(share):
        np.testing.assert_allclose(
            course[i], hand.pose(blend(OPEN, FIST, float(moment))).joints, atol=1e-12
        )


def test_an_angle_the_hand_does_not_have_is_refused() -> None:
    with pytest.raises(KeyError, match="no angles named \\['pinky_mcp'\\]"):
        shaped(PLAIN).pose({"pinky_mcp": 10.0})


@pytest.mark.parametrize("pose", [OPEN, HOOK, TABLE_TOP, RELAXED, FIST])
def test_named_poses_do_not_run_the_hand_into_itself(pose: Pose) -> None:
    assert not collides(shaped(PLAIN).pose(pose).joints, PLAIN)


def test_a_thumb_through_a_finger_is_a_collision() -> None:
    through = {**OPEN, "thumb_radial": -10.0, "thumb_palmar": 0.0}
    assert collides(shaped(PLAIN).pose(through).joints, PLAIN)


def test_a_draw_is_decided_by_its_seed_and_differs_between_families() -> None:
    assert random_hand(Family.TRAIN, 7) == random_hand(Family.TRAIN, 7)
    assert random_hand(Family.TRAIN, 7) != random_hand(Family.TRAIN, 8)
    assert random_hand(Family.TRAIN, 7).pose != random_hand(Family.TEST, 7).pose
