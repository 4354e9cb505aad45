"""An assessment without some trials is what it would have been without them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handtrack.assessment.motion_figures import OPPOSITION, total_motion_figure
from handtrack.assessment.removed_trials import without_trials
from handtrack.assessment.rom_result import Assessment, MotionFigure
from handtrack.assessment.total_active_motion import JOINTS
from handtrack.landmarks.hand import Finger
from tests.helpers.patients import assessment


def index_finger() -> Assessment:
    """Six motions of the index finger in three trials, and their total."""
    model = assessment()
    single = {}
    for joint in JOINTS:
        for way, value in (("flexion", 80.0), ("extension", -10.0)):
            key = f"index.{joint}.{way}"
            (figure,) = assessment(value, motion=key, spread_deg=5.0).figures
            single[key] = figure
    total = total_motion_figure(Finger.INDEX, "fist", single)
    return replace(model, figures=(*single.values(), total))


def figure(of: Assessment, motion: str) -> MotionFigure:
    found = of.figure(motion)
    assert found
    return found


def test_nothing_removed_changes_nothing() -> None:
    measured = index_finger()
    assert without_trials(measured, ()) is measured
    assert without_trials(measured, {("wrist.flexion", 1)}) == measured


def test_a_total_follows_its_joints() -> None:
    measured = index_finger()
    assert figure(measured, "index.total").value == 210.0
    left = without_trials(measured, {("index.pip.flexion", 1)})
    assert figure(left, "index.pip.flexion").value == 82.5
    assert figure(left, "index.dip.flexion") == figure(measured, "index.dip.flexion")
    total = figure(left, "index.total")
    assert [t.number for t in total.trials] == [2, 3]
    assert total.value == pytest.approx((210.0 + 240.0) / 2)
    none = without_trials(measured, {("index.pip.flexion", n) for n in (1, 2, 3)})
    assert figure(none, "index.pip.flexion").value is None
    assert figure(none, "index.total").value is None


def test_an_outlier_widens_the_interval_no_more_once_it_is_removed() -> None:
    (base,) = assessment(50.0, spread_deg=1.0).figures
    low, middle, high = base.trials
    outlier = replace(base, trials=(low, middle, replace(high, value=90.0)), error=40.0)
    measured = replace(assessment(), figures=(outlier,))
    left = figure(without_trials(measured, {("wrist.extension", 3)}), "wrist.extension")
    assert left.error is not None
    assert left.error < 40.0
    assert left.value == 49.5
    assert "trial 3 removed by a person" in left.note


def test_one_trial_alone_is_not_surer_than_three() -> None:
    measured = assessment(50.0, spread_deg=1.0)
    left = without_trials(measured, {("wrist.extension", 1), ("wrist.extension", 2)})
    assert figure(left, "wrist.extension").value == 51.0
    assert figure(left, "wrist.extension").error == figure(measured, "wrist.extension").error


def test_the_best_of_the_remaining_opposition_tests_is_the_score() -> None:
    (base,) = assessment(7.0, spread_deg=1.0).figures
    score = replace(base, motion=OPPOSITION, unit="1", value=8.0, error=1.0)
    measured = replace(assessment(), figures=(score,))
    left = figure(without_trials(measured, {(OPPOSITION, 3)}), OPPOSITION)
    assert (left.value, left.error) == (7.0, 1.0)
