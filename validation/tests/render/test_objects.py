import numpy as np
import pytest

from handtrack.landmarks.hand import Finger, Landmark
from validation.render.acts.motion import still
from validation.render.clips.clip import ClipSpec, Performer
from validation.render.clips.truth_file import arrays
from validation.render.model.anthropometry import PLAIN
from validation.render.model.pinch_solver import touching
from validation.render.model.pose import OPEN
from validation.render.scene.appearance import Look
from validation.render.scene.camera import Camera
from validation.render.scene.object_shapes import Body, ball, bean, bottle, coin, peg, pen
from validation.render.scene.objects import Hold, Holder, Table, Thing

MIDDLE = 1
CAMERA = Camera(rotation_deg=180.0)
PALM = Hold(Holder.PALM, (0.0, 0.08, 0.03), (1.0, 0.0, 0.0))
LYING = Hold(Holder.TABLE, (0.10, 0.05, 0.0), (1.0, 0.0, 0.0))


def clip(thing: Thing, **pose: float) -> ClipSpec:
    hand = Performer(still({**OPEN, **pose}, 4.0), CAMERA)
    return ClipSpec("x", (hand,), Look(), CAMERA, 4.0, things=(thing,), table=Table())


@pytest.mark.parametrize("body", [ball(), bottle(), pen(), coin(), bean(), peg()])
def test_a_body_is_round_its_middle_and_its_normals_point_out(body: Body) -> None:
    size = np.ptp(body.vertices, axis=0)
    np.testing.assert_allclose(body.vertices.mean(axis=0) / size.max(), 0, atol=0.25)
    np.testing.assert_allclose(np.linalg.norm(body.normals, axis=1), 1.0, atol=1e-6)
    assert body.faces.max() == len(body.vertices) - 1
    assert (np.vecdot(body.vertices, body.normals) > -0.01).mean() > 0.85


def test_a_held_thing_goes_where_the_hand_goes() -> None:
    here, there = (arrays(clip(Thing("b", ball(), ((0.0, PALM),)), arm_x=x)) for x in (0.0, 0.05))
    np.testing.assert_allclose(
        there["thing_b"] - here["thing_b"], np.broadcast_to([0.05, 0, 0], (120, 3, 3)), atol=1e-6
    )


def test_a_thing_on_the_table_stays_when_the_hand_goes() -> None:
    here, there = (arrays(clip(Thing("b", ball(), ((0.0, LYING),)), arm_x=x)) for x in (0.0, 0.05))
    np.testing.assert_allclose(there["thing_b"], here["thing_b"], atol=1e-6)


def test_a_thing_is_handed_over_at_its_time() -> None:
    thing = Thing("b", bean(), ((0.0, PALM), (1.0, PALM), (1.5, LYING), (4.0, LYING)))
    at = arrays(clip(thing))["thing_b"][:, MIDDLE]
    np.testing.assert_allclose(at[:30], np.broadcast_to(at[0], (30, 3)), atol=0.01)
    assert np.linalg.norm(at[20] - at[60]) > 0.05
    np.testing.assert_allclose(at[50:], np.broadcast_to(at[60], at[50:].shape), atol=1e-6)


def test_a_pinched_thing_is_between_the_tips() -> None:
    hold = Hold(Holder.PINCH, finger=Finger.MIDDLE)
    pose = {k: float(v) for k, v in touching(PLAIN, Finger.MIDDLE).items()}
    truth = arrays(clip(Thing("peg", peg(), ((0.0, hold),)), **pose))
    tips = truth["joints3d"][:, [Landmark.THUMB_TIP, Landmark.MIDDLE_TIP]].mean(axis=1)
    np.testing.assert_allclose(truth["thing_peg"][:, MIDDLE], tips, atol=1e-6)


def test_a_thing_s_long_axis_turns_between_two_holds() -> None:
    across = Hold(Holder.PALM, PALM.at, (0.0, 1.0, 0.0))
    truth = arrays(clip(Thing("pen", pen(), ((0.0, PALM), (3.0, across)))))
    axis = truth["thing_pen"][:, 2] - truth["thing_pen"][:, 0]
    assert abs(axis[0] @ axis[-1]) < 0.05 * 0.14**2
    np.testing.assert_allclose(np.linalg.norm(axis, axis=1), 0.14, atol=1e-5)
