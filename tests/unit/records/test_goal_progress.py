"""How far a goal is: one answer for report and desk."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from handtrack.landmarks.hand import Side
from handtrack.records.change import ChangeVerdict
from handtrack.records.goal_progress import is_reached, way_percent
from handtrack.records.review import Goal

EXTENSION = Goal("wrist.extension", Side.LEFT, 60.0, "deg", date(2026, 12, 1))
TO_PALM = Goal("index.tip_to_palm", Side.LEFT, 0.1, "L", date(2026, 12, 1))


@given(st.floats(0, 59), st.floats(0, 59))
def test_no_way_is_told_of_a_change_that_is_not_better(first: float, now: float) -> None:
    for verdict in (None, *(v for v in ChangeVerdict if v is not ChangeVerdict.BETTER)):
        assert way_percent(EXTENSION, first, now, verdict) is None


def test_half_of_the_way_is_fifty_percent_in_both_directions() -> None:
    assert way_percent(EXTENSION, 40.0, 50.0, ChangeVerdict.BETTER) == 50
    assert way_percent(TO_PALM, 0.5, 0.3, ChangeVerdict.BETTER) == 50


def test_a_reached_goal_is_the_whole_way() -> None:
    assert is_reached(EXTENSION, 60.0)
    assert is_reached(TO_PALM, 0.05)
    assert not is_reached(TO_PALM, 0.2)
    assert way_percent(EXTENSION, 20.0, 63.0, ChangeVerdict.BETTER) == 100
    assert way_percent(EXTENSION, 70.0, 65.0, ChangeVerdict.NO_CHANGE) == 100
