"""A bar is reached or not, and never by having nothing to show."""

from dataclasses import replace

import pytest

from handtrack.definitions.library import find
from handtrack.events import Label
from handtrack.landmarks.views import View
from synthetic_hand.camera import Camera
from synthetic_hand.landmarks import synthetic_recording
from validation.evaluate.acceptance_limits import WITHIN, bars
from validation.evaluate.report_values import AcceptanceLimit, OtherExercises
from validation.evaluate.score_clip import Outcome, score_clip
from validation.evaluate.tables_from_clips import group, verified, without_camera_warning
from validation.tests.helpers.scripted_clips import told_clip


def wrist(view: View | Camera = View.SIDE) -> Outcome:
    clip, hand = told_clip("11", {"wrist_flexion": -30.0}, {"wrist_flexion": 40.0}, view)
    outcome = score_clip(clip, synthetic_recording(hand), find("11"))
    (joint,) = outcome.joints
    sure = tuple(replace(arc, label=Label.VERIFIED) for arc in joint.reps)
    whole = joint.whole and replace(joint.whole, label=Label.VERIFIED)
    return replace(outcome, joints=(replace(joint, reps=sure, whole=whole),))


@pytest.fixture(scope="module")
def found() -> dict[str, AcceptanceLimit]:
    ghost = OtherExercises("free motion", 1, 1, 2.0, 1, 0)
    return {bar.name: bar for bar in bars(group("told", [wrist()]), None, None, [ghost])}


def test_a_figure_within_its_bar_reaches_it(found: dict[str, AcceptanceLimit]) -> None:
    counted, angle = found["clips counted exactly"], found["wrist flexion and extension"]
    assert (counted.found, counted.reached) == (1.0, True)
    assert (angle.at_most, angle.reached) == (4.0, True)


def test_one_ghost_is_one_too_many(found: dict[str, AcceptanceLimit]) -> None:
    bar = found["ghost repetitions"]
    assert (bar.found, bar.reached) == (1.0, False)


def test_what_was_not_measured_is_not_reached(found: dict[str, AcceptanceLimit]) -> None:
    bar = found["finger spread"]
    assert (bar.found, bar.reached) == (None, False)


def test_an_interval_that_always_holds_is_too_wide(found: dict[str, AcceptanceLimit]) -> None:
    bar = found["printed 95 % intervals that hold the truth"]
    assert (bar.found, bar.at_most, bar.reached) == (1.0, 0.99, False)


def test_off_placement_a_third_more_is_allowed() -> None:
    all_ = group("prescribed placement", [wrist()])
    off = group("off placement", [wrist()])
    rows = [b for b in bars(all_, off, off, []) if b.group == "off placement"]
    limits = {b.name: b.at_most for b in rows}
    assert limits["wrist flexion and extension"] == pytest.approx(4 * WITHIN, abs=0.05)
    least = {b.name: b.at_least for b in rows}
    assert least["clips counted exactly"] == pytest.approx(1 - 0.02 * WITHIN, abs=1e-3)


def test_a_warning_takes_a_clip_out_of_what_is_taken_at_its_word() -> None:
    from_the_palm = wrist(View.PALM)
    assert without_camera_warning([from_the_palm]) == []
    assert len(without_camera_warning([wrist()])) == 1


def test_an_estimated_range_is_not_taken_at_its_word() -> None:
    outcome = wrist()
    (joint,) = outcome.joints
    unsure = replace(joint, reps=tuple(replace(arc, label=Label.ESTIMATED) for arc in joint.reps))
    (sure,) = without_camera_warning([replace(outcome, joints=(unsure,))])
    assert sure.joints[0].reps == ()
    assert sure.joints[0].whole == joint.whole


def test_where_every_range_is_an_estimate_its_error_is_shown_as_that() -> None:
    outcome = wrist()
    (joint,) = outcome.joints
    unsure = replace(joint, reps=tuple(replace(arc, label=Label.ESTIMATED) for arc in joint.reps))
    off = group("off placement", [replace(outcome, joints=(unsure,))])
    sure = group("off placement", without_camera_warning([replace(outcome, joints=(unsure,))]))
    rows = {b.name: b for b in bars(off, off, sure, []) if b.group == "off placement"}
    bar = rows["wrist flexion and extension"]
    assert bar.found is not None
    assert bar.of == f"{len(joint.reps)} ranges, all estimates"
    assert (rows["finger spread"].found, rows["finger spread"].of) == (None, "0 ranges")


def test_what_the_verified_ranges_alone_come_to_is_told_where_there_are_others() -> None:
    outcome = wrist()
    (joint,) = outcome.joints
    first, *others = joint.reps
    mixed = replace(joint, reps=(first, *(replace(a, label=Label.ESTIMATED) for a in others)))
    clips = [replace(outcome, joints=(mixed,))]
    assert first.seen is not None
    error = abs(first.seen - first.true)

    def told(verified_ones: list[Outcome]) -> str:
        rows = bars(group("all", clips), None, None, [], group("", verified_ones))
        return next(b.of for b in rows if b.name == "wrist flexion and extension")

    n = len(joint.reps)
    assert told(verified(clips)) == f"{n} ranges; 1 verified: {error:.1f}°"
    assert told(clips) == f"{n} ranges"
    none = replace(joint, reps=tuple(replace(a, label=Label.ESTIMATED) for a in joint.reps))
    assert told(verified([replace(outcome, joints=(none,))])) == f"{n} ranges; none verified"
