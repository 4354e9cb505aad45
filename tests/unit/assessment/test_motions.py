"""Every motion says what it is read from, and which way is which."""

from __future__ import annotations

import pytest

from handtrack.assessment.motions import MOTIONS, MotionKind, motion_of, title_of
from handtrack.measurements import MEASUREMENTS


@pytest.mark.parametrize("motion", MOTIONS.values(), ids=list(MOTIONS))
def test_a_motion_is_read_in_its_unit_or_computed(motion) -> None:  # type: ignore[no-untyped-def]
    if not motion.measure:
        assert motion.kind in (MotionKind.TOTAL, MotionKind.SCORE)
        return
    measurement = MEASUREMENTS[motion.measure]
    assert measurement.unit == motion.unit
    assert measurement.per_finger == (motion.finger is not None)
    assert motion.reading.measurement is measurement


@pytest.mark.parametrize("motion", [m for m in MOTIONS.values() if m.opposite], ids=lambda m: m.key)
def test_two_directions_of_a_joint_are_one_measurement_with_opposite_signs(motion) -> None:  # type: ignore[no-untyped-def]
    other = MOTIONS[motion.opposite]
    assert other.opposite == motion.key
    assert (other.measure, other.finger, other.plane) == (
        motion.measure,
        motion.finger,
        motion.plane,
    )
    assert other.sign == -motion.sign
    assert other.joint == motion.joint


def test_a_key_may_name_the_pose_it_was_taken_in() -> None:
    assert motion_of("index.pip.flexion@hook") is MOTIONS["index.pip.flexion"]
    assert title_of("index.pip.flexion@straight_fist") == "index PIP flexion (straight fist)"
    assert title_of("wrist.ulnar_deviation") == "wrist ulnar deviation"


def test_what_is_no_motion_is_none() -> None:
    with pytest.raises(KeyError):
        motion_of("knee.flexion")
