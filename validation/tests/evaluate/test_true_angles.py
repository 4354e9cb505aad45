"""True angles, read off a hand that moves as it is told."""

import numpy as np
import pytest

from handtrack.landmarks.hand import Side
from handtrack.landmarks.views import View
from handtrack.measurements.reading import Reading
from synthetic_hand.camera import Camera
from synthetic_hand.pose import FIST, OPEN, Angles
from validation.evaluate.true_angles import arc_deg, true_angle
from validation.tests.helpers.scripted_clips import told_clip

SIDES = pytest.mark.parametrize("side", list(Side))
TURNED = [Camera(rotation_deg=90, roll_deg=90), Camera(rotation_deg=60, roll_deg=70, pitch_deg=15)]


@SIDES
@pytest.mark.parametrize("camera", TURNED, ids=["side", "turned away"])
def test_a_wrist_s_range_is_the_same_wherever_the_camera_stands(camera: Camera, side: Side) -> None:
    clip, _ = told_clip("11", {"wrist_flexion": -30.0}, {"wrist_flexion": 40.0}, camera, side=side)
    flexion = true_angle(Reading(measure="wrist_flexion"), clip)
    assert arc_deg(flexion) == pytest.approx(70.0, abs=0.5)
    assert flexion[np.argmax(np.abs(flexion))] > 0


@SIDES
def test_deviation_to_the_little_finger_s_side_is_positive(side: Side) -> None:
    clip, _ = told_clip("12", {}, {"wrist_deviation": 25.0}, View.PALM, side=side)
    deviation = true_angle(Reading(measure="wrist_deviation"), clip)
    assert deviation.max() == pytest.approx(25.0, abs=0.5)
    assert deviation.min() == pytest.approx(0.0, abs=0.5)


@SIDES
@pytest.mark.parametrize("view", [View.PALM, Camera(rotation_deg=25)], ids=["palm", "turned"])
def test_rotation_is_the_palm_s_roll_and_starts_where_it_faces(
    view: View | Camera, side: Side
) -> None:
    clip, _ = told_clip("10", {}, {"forearm_rotation": 140.0}, view, side=side)
    rotation = true_angle(Reading(measure="forearm_rotation"), clip)
    at_rest = view.rotation_deg if isinstance(view, Camera) else 0.0
    assert rotation[0] == pytest.approx(at_rest, abs=1.0)
    assert arc_deg(rotation) == pytest.approx(140.0, abs=1.0)


@pytest.mark.parametrize(("measure", "wanted"), [("pip_flexion", 95.0), ("dip_flexion", 60.0)])
def test_a_finger_s_joints_are_the_angles_it_was_told(measure: str, wanted: float) -> None:
    fist: Angles = {**OPEN, **FIST}
    clip, _ = told_clip("34", {}, fist, View.SIDE)
    for finger in ("index", "little"):
        angle = true_angle(Reading.model_validate({"measure": measure, "finger": finger}), clip)
        assert arc_deg(angle) == pytest.approx(wanted, abs=0.5)


def test_an_unknown_frame_makes_the_range_unknown() -> None:
    assert np.isnan(arc_deg(np.array([1.0, np.nan, 2.0])))
    assert np.isnan(arc_deg(np.array([])))
