"""A range from the recording itself: what was clean makes it, and whether it is believed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handtrack.definitions.exercise import Exercise
from handtrack.events import Label, Reason, Status
from handtrack.landmarks.recording import Recording
from handtrack.scoring.score import score
from handtrack.scoring.self_calibration import Pass, self_calibrate
from handtrack.verifiers.calibration import LEAST_EXERCISE_SHARE
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Besides, Style
from tests.helpers.concatenation import in_one_go
from tests.helpers.frozen_exercises import frozen

FAN = frozen("33")
CARRIED = Besides({"right": -1.0}, {"right": 1.0})


def spread(times: int, besides: Besides | None = None) -> Recording:
    style = Style(amplitudes=[1.0] * times)
    return perform(FAN, style, besides) if besides else perform(FAN, style)


def passed(exercise: Exercise, recording: Recording) -> Pass:
    side = recording.slot_sides()[0]
    assert side
    return self_calibrate(exercise, recording.hand(0, side), None, None)


@pytest.mark.parametrize(("good", "bad"), [(3, 1), (2, 2), (3, 0)])
def test_a_recording_that_mostly_shows_the_exercise_is_believed(good: int, bad: int) -> None:
    parts = [spread(good), *([spread(bad, CARRIED)] if bad else [])]
    found = passed(FAN, in_one_go(parts))
    assert found.exercise_share == pytest.approx(good / (good + bad))
    assert found.resolved.calibration.believed
    assert sum(r.status is Status.VALID for r in found.repetitions) == good


def test_where_most_was_something_else_nothing_is_verified_and_no_upper_bound_is_told() -> None:
    result = score(in_one_go([spread(1), spread(4, CARRIED)]), FAN).result
    share = result.calibration.exercise_share
    assert share is not None
    assert share < LEAST_EXERCISE_SHARE
    assert result.summary.valid == 0
    (unsure,) = result.with_status(Status.UNVERIFIABLE)
    assert [n.reason for n in unsure.notes] == [Reason.RANGE_UNKNOWN]
    assert "20% of the movements were the exercise" in unsure.notes[0].sentence
    assert {r.label for r in result.repetitions} == {Label.ESTIMATED}
    assert result.summary.bounds is not None
    assert result.summary.bounds.words == "0 or more"


def test_a_range_taken_beforehand_is_always_believed() -> None:
    taken = passed(FAN, spread(3)).resolved.calibration
    asked = replace(taken, exercise_share=None)
    result = score(in_one_go([spread(1), spread(4, CARRIED)]), FAN, None, asked).result
    assert result.summary.valid == 1


def test_one_movement_alone_is_its_own_measure_and_so_an_estimate() -> None:
    (lone,) = score(spread(1), FAN).result.repetitions
    assert (lone.status, lone.label) == (Status.VALID, Label.ESTIMATED)
    assert {r.label for r in score(spread(2), FAN).result.repetitions} == {Label.VERIFIED}
