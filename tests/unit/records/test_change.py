"""Better and worse are said only beyond what could be an error of measurement."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handtrack.assessment.accuracy import mdc95, most_verified, repeatability, sem, smallest_change
from handtrack.assessment.motions import MOTIONS, title_of
from handtrack.assessment.norms import load_norms
from handtrack.assessment.notation import rounded
from handtrack.assessment.rom_result import Assessment, AssessmentMode, MotionFigure
from handtrack.landmarks.hand import Side
from handtrack.landmarks.views import View
from handtrack.records.change import ChangeVerdict, change, compare
from handtrack.records.values import AssessmentRecord
from tests.helpers.patients import assessment, day


def figure(value: float | None, motion: str = "wrist.extension", spread: float = 1.0) -> Any:
    made = assessment(0.0 if value is None else value, motion=motion, spread_deg=spread)
    return replace(made.figures[0], value=value)


def judged(before: float | None, after: float | None, motion: str, spread: float = 1.0) -> Any:
    made_by = assessment().made_by
    return change(figure(before, motion, spread), figure(after, motion, spread), (made_by, made_by))


def test_the_error_of_measurement_is_the_pooled_deviation_of_trials() -> None:
    sets = [[48.0, 50.0, 52.0], [60.0, 62.0], [70.0]]
    squares = 2 * np.var(sets[0], ddof=1) + np.var(sets[1], ddof=1)
    assert sem(sets) == pytest.approx(sqrt(squares / 3))
    assert sem([[50.0], []]) is None


def test_the_smallest_change_is_never_below_its_floor() -> None:
    assert mdc95(None, 12.0) == 12.0
    assert mdc95(1.0, 12.0) == 12.0
    assert mdc95(10.0, 12.0) == pytest.approx(27.72, abs=0.01)


@pytest.mark.parametrize("motion", MOTIONS)
def test_every_motion_has_a_smallest_change_with_its_source(motion: str) -> None:
    found = repeatability(motion)
    assert found.smallest_change > 0
    assert found.source
    assert smallest_change(motion) >= found.smallest_change


LEAST = {
    motion: smallest_change(motion)
    for motion in ("wrist.extension", "index.pip.flexion", "index.pip.extension", "index.total")
}


@pytest.mark.parametrize(
    ("motion", "before", "after", "verdict"),
    [
        ("wrist.extension", 30, 30 + LEAST["wrist.extension"], ChangeVerdict.NO_CHANGE),
        ("wrist.extension", 30, 30.4 + LEAST["wrist.extension"], ChangeVerdict.NO_CHANGE),
        ("wrist.extension", 30, 31 + LEAST["wrist.extension"], ChangeVerdict.BETTER),
        ("wrist.extension", 31 + LEAST["wrist.extension"], 30, ChangeVerdict.WORSE),
        ("index.pip.flexion", 60, 60 + LEAST["index.pip.flexion"], ChangeVerdict.NO_CHANGE),
        ("index.pip.flexion", 60, 61 + LEAST["index.pip.flexion"], ChangeVerdict.BETTER),
        ("index.pip.flexion@hook", 60, 61 + LEAST["index.pip.flexion"], ChangeVerdict.BETTER),
        ("index.pip.extension", -30, -29 + LEAST["index.pip.extension"], ChangeVerdict.BETTER),
        ("index.pip.extension", -10, -11 - LEAST["index.pip.extension"], ChangeVerdict.WORSE),
        ("index.mcp.extension", -40, 15, ChangeVerdict.BETTER),
        ("index.mcp.extension", 5, 60, ChangeVerdict.CHANGED),
        ("index.mcp.extension", 60, 5, ChangeVerdict.CHANGED),
        ("index.total", 180, 180 + LEAST["index.total"], ChangeVerdict.NO_CHANGE),
        ("index.total", 180, 181 + LEAST["index.total"], ChangeVerdict.BETTER),
        ("index.tip_to_palm", 0.7, 0.3, ChangeVerdict.BETTER),
        ("index.tip_to_palm", 0.3, 0.7, ChangeVerdict.WORSE),
        ("thumb.opposition", 6, 7, ChangeVerdict.NO_CHANGE),
        ("thumb.opposition", 6, 8, ChangeVerdict.BETTER),
    ],
)
def test_a_change_has_a_word_only_beyond_the_error(
    motion: str, before: float, after: float, verdict: ChangeVerdict
) -> None:
    found = judged(before, after, motion, spread=0.01)
    assert found.verdict is verdict
    assert found.delta == pytest.approx(after - before)


def test_scattered_trials_need_a_larger_change() -> None:
    assert judged(30, 50, "wrist.extension", spread=1.0).verdict is ChangeVerdict.BETTER
    wide = judged(30, 50, "wrist.extension", spread=10.0)
    assert wide.mdc == pytest.approx(1.96 * sqrt(2) * 10, abs=1.0)
    assert wide.mdc >= 1.96 * sqrt(2) * 10
    assert wide.verdict is ChangeVerdict.NO_CHANGE


@given(st.floats(0, 90), st.floats(0, 90), st.floats(0, 20))
def test_forth_and_back_are_opposites(a: float, b: float, spread: float) -> None:
    there = judged(a, b, "wrist.flexion", spread).verdict
    back = judged(b, a, "wrist.flexion", spread).verdict
    opposite = {
        ChangeVerdict.BETTER: ChangeVerdict.WORSE,
        ChangeVerdict.WORSE: ChangeVerdict.BETTER,
    }
    assert back is opposite.get(there, there)


@given(st.sampled_from(sorted(MOTIONS)), st.floats(-40, 120), st.floats(-40, 120), st.floats(0, 20))
def test_nothing_is_better_or_worse_that_prints_as_the_smallest_change_or_less(
    motion: str, a: float, b: float, spread: float
) -> None:
    said = judged(a, b, motion, spread)
    larger = abs(rounded(motion, b - a)) > said.mdc
    assert (said.verdict is not ChangeVerdict.NO_CHANGE) == larger, title_of(motion)
    assert said.mdc >= smallest_change(motion)


@given(st.floats(0, 40), st.floats(0.5, 30))
def test_only_what_is_exact_enough_is_compared_with_norms(value: float, error: float) -> None:
    made = assessment(value)
    seen = replace(made, figures=(replace(made.figures[0], error=error),))
    one = record(1, seen)
    found = compare([one], one, "wrist.extension", None, load_norms().values())
    assert found is not None
    assert bool(found.norms) == (error <= most_verified("wrist.extension"))


@pytest.mark.parametrize(
    ("altered", "reason"),
    [
        ({"model_sha256": "other"}, "another hand model"),
        ({"engine": "litert 2.3.0"}, "with mediapipe 1.2.2 then, litert 2.3.0 now"),
    ],
)
def test_an_upgrade_cannot_look_like_recovery(altered: dict[str, str], reason: str) -> None:
    then = assessment().made_by
    now = replace(then, **altered)  # type: ignore[arg-type]
    found = change(figure(10.0), figure(60.0), (then, now))
    assert found.verdict is ChangeVerdict.NOT_COMPARABLE
    assert reason in found.reason
    assert found.delta is None


def test_another_view_is_not_compared() -> None:
    made_by = assessment().made_by
    seen = replace(figure(60.0), view=View.OBLIQUE)
    found = change(figure(10.0), seen, (made_by, made_by))
    assert found.verdict is ChangeVerdict.NOT_COMPARABLE
    assert found.reason == "seen from another side: side view then, oblique view now"


def test_what_was_not_measured_is_no_change_of_zero() -> None:
    found = judged(30, None, "wrist.extension")
    assert (found.verdict, found.delta) == (ChangeVerdict.NOT_COMPARABLE, None)


def record(number: int, made: Assessment) -> AssessmentRecord:
    return AssessmentRecord(number, day(number), None, made, ())


def test_comparators_come_in_order_other_hand_baseline_norms() -> None:
    records = [
        record(1, assessment(30.0, Side.LEFT)),
        record(2, assessment(64.0, Side.RIGHT)),
        record(8, assessment(48.0, Side.LEFT)),
    ]
    found = compare(records, records[2], "wrist.extension", Side.RIGHT, load_norms().values())
    assert found is not None
    assert found.other_hand is not None
    assert found.other_hand.name == "right"
    assert found.other_hand.percent == pytest.approx(75.0)
    assert found.baseline is not None
    assert (found.baseline.before, found.baseline.verdict) == (30.0, ChangeVerdict.BETTER)
    percents = {norm.name: norm.percent for norm in found.norms}
    assert percents["AAOS"] == pytest.approx(100 * 48 / 70)
    assert percents["AMA"] == pytest.approx(80.0)


def test_the_healthy_hand_measured_nearest_in_time_is_taken() -> None:
    records = [
        record(1, assessment(60.0, Side.RIGHT)),
        record(7, assessment(66.0, Side.RIGHT)),
        record(8, assessment(33.0, Side.LEFT)),
    ]
    found = compare(records, records[2], "wrist.extension", Side.RIGHT)
    assert found is not None
    assert found.other_hand is not None
    assert found.other_hand.percent == pytest.approx(50.0)


def test_a_first_assessment_has_no_baseline_and_the_healthy_hand_no_other() -> None:
    first = record(1, assessment(60.0, Side.RIGHT))
    found = compare([first], first, "wrist.extension", Side.RIGHT)
    assert found is not None
    assert (found.other_hand, found.baseline) == (None, None)


def test_assisted_motion_is_not_compared_with_active() -> None:
    helped = replace(assessment(70.0, Side.LEFT), manner=AssessmentMode.ASSISTED)
    records = [record(1, helped), record(2, assessment(40.0, Side.LEFT))]
    found = compare(records, records[1], "wrist.extension", None)
    assert found is not None
    assert found.baseline is None


def test_inside_a_norm_that_is_a_range_is_all_of_it() -> None:
    one = record(1, assessment(65.0, Side.LEFT))
    found = compare([one], one, "wrist.extension", None, [load_norms()["AMA"]])
    assert found is not None
    assert (found.norms[0].low, found.norms[0].high, found.norms[0].percent) == (60, 70, 100)


def test_a_lack_of_extension_has_no_percentage() -> None:
    one = record(1, assessment(-20.0, Side.LEFT, "index.pip.extension"))
    other = record(2, assessment(-5.0, Side.RIGHT, "index.pip.extension"))
    found = compare([one, other], one, "index.pip.extension", Side.RIGHT)
    assert found is not None
    assert found.other_hand is not None
    assert found.other_hand.percent is None


def test_a_figure_that_is_missing_is_compared_with_nothing() -> None:
    made = assessment(30.0)
    gone: tuple[MotionFigure, ...] = (replace(made.figures[0], value=None),)
    one = record(1, replace(made, figures=gone))
    assert compare([one], one, "wrist.extension") is None
    assert compare([one], one, "wrist.flexion") is None
