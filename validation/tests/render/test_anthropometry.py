import numpy as np
import pytest

from handtrack.landmarks.hand import FINGERS, Landmark
from validation.render.model.anthropometry import (
    PLAIN,
    PLAIN_BREADTH_M,
    PLAIN_LENGTH_M,
    Family,
    Shape,
    bone_lengths_mm,
    random_shape,
    shaped,
)
from validation.render.model.mesh import BONE, Model, load, subdivide


def test_no_hand_of_one_family_is_in_the_other() -> None:
    train = {random_shape(Family.TRAIN, seed).size for seed in range(300)}
    test = {random_shape(Family.TEST, seed).size for seed in range(300)}
    assert len(train) == len(test) == 300
    assert not train & test


def test_a_shape_remembers_where_it_was_drawn() -> None:
    shape = random_shape(Family.TEST, 12)
    assert (shape.family, shape.seed) == (Family.TEST, 12)
    assert shape == random_shape(Family.TEST, 12)


def test_hands_are_as_long_and_broad_as_adults() -> None:
    shapes = [random_shape(Family.TRAIN, seed) for seed in range(400)]
    length_m = np.array([s.size * PLAIN_LENGTH_M for s in shapes])
    breadth_m = np.array([s.size * s.palm_breadth * PLAIN_BREADTH_M for s in shapes])
    # Women's 5th to men's 95th percentile and a little on, of the survey named in anthropometry.py.
    assert 0.160 < length_m.min() < length_m.max() < 0.215
    assert 0.064 < breadth_m.min() < breadth_m.max() < 0.109
    assert length_m.mean() == pytest.approx((0.1805 + 0.1938) / 2, abs=0.002)
    assert breadth_m.mean() == pytest.approx((0.0794 + 0.0904) / 2, abs=0.001)


both = pytest.mark.parametrize("model", Model)


@both
def test_plain_hands_are_of_one_length(model: Model) -> None:
    assert load(model).vertices[:, 1].max() == pytest.approx(PLAIN_LENGTH_M, abs=0.001)


def test_plain_breadth_is_that_of_the_mesh() -> None:
    mesh = load()
    x, y, _ = mesh.vertices.T
    thumb = np.isin(mesh.weights.argmax(axis=1), [BONE[f"thumb_{i}"] for i in range(3)])
    knuckles = x[(abs(y - 0.078) < 0.006) & ~thumb]
    assert np.ptp(knuckles) == pytest.approx(PLAIN_BREADTH_M, abs=0.001)


def test_ratios_stretch_what_they_name() -> None:
    plain = bone_lengths_mm(PLAIN)
    longer = Shape(size=1.1, bones=((1.0, 1.0, 1.0), (1.2, 1.0, 1.0), *((1.0, 1.0, 1.0),) * 3))
    lengths = bone_lengths_mm(longer)
    assert lengths["index"][0] == pytest.approx(1.1 * 1.2 * plain["index"][0])
    assert lengths["little"] == pytest.approx([1.1 * x for x in plain["little"]])


def test_a_broader_palm_moves_its_knuckles_and_keeps_the_middle_ray() -> None:
    plain, broad = load().joints, shaped(Shape(palm_breadth=1.1)).mesh.joints
    np.testing.assert_allclose(broad[Landmark.INDEX_MCP, 0], 1.1 * plain[Landmark.INDEX_MCP, 0])
    np.testing.assert_allclose(broad[Landmark.MIDDLE_MCP, 0], 0.0, atol=1e-6)


@both
def test_joints_stay_inside_the_skin_of_every_shape(model: Model) -> None:
    for seed in range(10):
        mesh = shaped(random_shape(Family.TRAIN, seed, model)).mesh
        for finger in FINGERS:
            around = np.linalg.norm(mesh.vertices - mesh.joints[finger.pip], axis=1)
            assert 0.003 < around.min() < 0.015


@both
def test_digits_are_pure_hinges(model: Model) -> None:
    mesh = load(model)
    for start, axis in zip((Landmark.THUMB_CMC, *(f.mcp for f in FINGERS)), mesh.axes, strict=True):
        bones = np.diff(mesh.joints[start : start + 4], axis=0)
        np.testing.assert_allclose(bones @ axis, 0.0, atol=1e-7)


def test_subdividing_a_flat_patch_keeps_it_flat_and_keeps_its_border() -> None:
    square = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0], [0.5, 0.5, 0]], float)
    faces = np.array([[0, 1, 4], [1, 2, 4], [2, 3, 4], [3, 0, 4]], np.int32)
    surface = subdivide(faces, len(square))
    smooth = surface.refine @ square
    assert len(surface.faces) == 16
    np.testing.assert_allclose(smooth[:, 2], 0.0)
    np.testing.assert_allclose(smooth[4], [0.5, 0.5, 0.0])
    np.testing.assert_allclose(surface.normals(smooth), np.tile([0.0, 0.0, 1.0], (len(smooth), 1)))


def test_normals_point_out_of_the_skin() -> None:
    hand = shaped(PLAIN)
    skin = hand.surface.refine @ hand.mesh.vertices
    normals = hand.surface.normals(skin)
    palm = (abs(skin[:, 0]) < 0.02) & (skin[:, 1] > 0.03) & (skin[:, 1] < 0.07)
    assert (normals[palm & (skin[:, 2] > 0.012), 2] > 0).mean() > 0.95
    assert (normals[palm & (skin[:, 2] < -0.008), 2] < 0).mean() > 0.95
