"""Total motion and its grades, each by its own system's rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handtrack.assessment.total_active_motion import (
    JOINTS,
    Grade,
    assh_grade,
    strickland_grade,
    strickland_percent,
    total_motion,
)


def joints(mcp: float, pip: float, dip: float) -> dict[str, float]:
    return dict(zip(JOINTS, (mcp, pip, dip), strict=True))


def test_a_normal_finger_has_260_degrees() -> None:
    assert total_motion(joints(85, 110, 65), joints(0, 0, 0)) == 260


def test_lags_are_taken_off_and_hyperextension_is_not_unless_asked() -> None:
    flexion, extension = joints(80, 90, 60), joints(10, -20, -5)
    assert total_motion(flexion, extension) == 230 - 25
    assert total_motion(flexion, extension, count_hyperextension=True) == 230 - 35


def test_strickland_looks_at_pip_and_dip_over_175_degrees() -> None:
    assert strickland_percent(joints(0, 110, 65), joints(-50, 0, 0)) == pytest.approx(100)
    assert strickland_percent(joints(90, 80, 40), joints(0, -15, 0)) == pytest.approx(60)


@pytest.mark.parametrize(
    ("percent", "assh", "other"),
    [
        (104, Grade.EXCELLENT, Grade.EXCELLENT),
        (100, Grade.EXCELLENT, Grade.EXCELLENT),
        (99.4, Grade.GOOD, Grade.EXCELLENT),
        (85, Grade.GOOD, Grade.EXCELLENT),
        (76, Grade.GOOD, Grade.GOOD),
        (75, Grade.FAIR, Grade.GOOD),
        (70, Grade.FAIR, Grade.GOOD),
        (69, Grade.FAIR, Grade.FAIR),
        (51, Grade.FAIR, Grade.FAIR),
        (50, Grade.POOR, Grade.FAIR),
        (49, Grade.POOR, Grade.POOR),
    ],
)
def test_the_same_finger_is_graded_differently_by_different_systems(
    percent: float, assh: Grade, other: Grade
) -> None:
    assert (assh_grade(percent), strickland_grade(percent)) == (assh, other)


@given(st.tuples(*[st.floats(0, 120)] * 3), st.tuples(*[st.floats(-60, 30)] * 3))
def test_more_lag_is_never_more_motion(
    bent: tuple[float, float, float], straight: tuple[float, float, float]
) -> None:
    flexion, extension = joints(*bent), joints(*straight)
    worse = {joint: value - 10 for joint, value in extension.items()}
    assert total_motion(flexion, worse) <= total_motion(flexion, extension)
