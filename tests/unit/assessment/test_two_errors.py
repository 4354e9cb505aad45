"""Accuracy and smallest detectable change are two things, and each has its own bound."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handtrack.assessment.accuracy import (
    accurate_enough,
    held_error,
    least_error,
    most_verified,
    smallest_change,
)
from handtrack.assessment.motion_figures import TrialReading, motion_figure
from handtrack.assessment.motions import MOTIONS
from handtrack.assessment.notation import error_in_words
from handtrack.assessment.rom_result import MotionFigure, Trial
from handtrack.events import Label
from handtrack.landmarks.views import View

READ = sorted(key for key, motion in MOTIONS.items() if motion.measure)
TRIAL = Trial(1, 0.0, 1.0, 45.0, False, Label.VERIFIED, None)


def figure(motion: str, values: list[float], view: View | None = None) -> MotionFigure:
    seen = view or MOTIONS[motion].reading.measurement.views[0]
    trials = [replace(TRIAL, number=n, value=value) for n, value in enumerate(values, 1)]
    return motion_figure(motion, "pose", [TrialReading(trial, seen) for trial in trials])


VALUES = st.lists(st.floats(-30, 110), min_size=1, max_size=4)


@given(st.sampled_from(READ), VALUES, st.sampled_from(list(View)))
def test_no_figure_beyond_the_bound_is_verified_and_each_says_why(
    motion: str, values: list[float], view: View
) -> None:
    found = figure(motion, values, view)
    if found.value is None or found.error is None:
        return
    if found.error > most_verified(motion):
        assert found.label is Label.ESTIMATED
        assert "less exact than ±" in found.note
        assert "not compared with norms" in found.note
    else:
        assert "less exact" not in found.note


@given(st.sampled_from(READ), VALUES)
def test_no_figure_is_more_exact_than_repeats_of_one_hand(motion: str, values: list[float]) -> None:
    found = figure(motion, values)
    assert found.error is not None
    assert found.error >= least_error(motion)
    assert error_in_words(found) not in ("± 0°", "± 0.00")


@pytest.mark.parametrize("motion", MOTIONS)
def test_the_least_accuracy_belongs_to_the_smallest_change(motion: str) -> None:
    assert 0 < least_error(motion) <= smallest_change(motion) / sqrt(2)


def test_an_unknown_accuracy_is_not_enough() -> None:
    assert not accurate_enough("wrist.flexion", None)
    assert accurate_enough("wrist.flexion", most_verified("wrist.flexion"))


def test_the_bound_of_a_total_is_that_of_its_six_angles() -> None:
    assert most_verified("index.total") == pytest.approx(
        sqrt(6) * most_verified("index.pip.flexion")
    )


def test_trials_that_scatter_ask_for_a_larger_change() -> None:
    scattered = [[20.0, 40.0, 60.0]]
    assert smallest_change("wrist.flexion", scattered) > smallest_change("wrist.flexion")
    alike = [[40.0, 40.0, 40.0]]
    assert smallest_change("wrist.flexion", alike) == smallest_change("wrist.flexion")


def test_a_held_pose_has_an_accuracy_of_its_own_only_where_it_shows() -> None:
    held = held_error("wrist.flexion")
    assert held is not None
    assert held_error("index.pip.flexion") is None
    seen, aside = (figure("wrist.flexion", [50.0], view) for view in (View.SIDE, View.DORSAL))
    assert seen.error is not None
    assert seen.error == pytest.approx(max(held, least_error("wrist.flexion")))
    assert aside.error is None or aside.error > seen.error
