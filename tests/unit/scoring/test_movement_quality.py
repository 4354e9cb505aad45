"""How well a movement went: figures whose values are known beforehand."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from handtrack.events import Status
from handtrack.landmarks.hand import Floats
from handtrack.scoring.movement_quality import MovementQuality, decrement, steadiness
from handtrack.scoring.results import Repetition
from handtrack.scoring.score import score
from handtrack.verifiers.kinematics import LEAST_FRAMES, SPARC, sparc
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style
from tests.helpers.frozen_exercises import frozen


def bell(seconds: float, rate_hz: float) -> Floats:
    """The speed of one smooth movement: minimum jerk."""
    share = np.arange(0, seconds, 1 / rate_hz) / seconds
    return 30 * share**2 * (1 - share) ** 2


@pytest.mark.parametrize("rate_hz", [15.0, 30.0, 60.0])
@pytest.mark.parametrize("seconds", [0.6, 1.0, 3.0])
def test_a_single_smooth_movement_has_the_published_value(seconds: float, rate_hz: float) -> None:
    assert sparc(bell(seconds, rate_hz), rate_hz) == pytest.approx(-1.40, abs=0.02)


@pytest.mark.parametrize("factor", [0.01, 7.0])
def test_it_does_not_depend_on_the_size(factor: float) -> None:
    speed = bell(1.0, 30) + 0.3 * bell(1.0, 30)[::-1] ** 2
    assert sparc(factor * speed, 30) == pytest.approx(sparc(speed, 30))


def test_every_stop_on_the_way_makes_it_less_smooth() -> None:
    values = [sparc(np.tile(bell(2 / parts, 30), parts), 30) for parts in (1, 2, 3, 4)]
    assert values == sorted(values, reverse=True)
    assert values[0] - values[-1] > 1


@pytest.mark.parametrize(
    "speed", [np.zeros(30), np.ones(LEAST_FRAMES - 1), np.append(bell(1, 30), np.nan)]
)
def test_what_has_no_spectrum_has_no_smoothness(speed: Floats) -> None:
    assert np.isnan(sparc(speed, 30))


def played(
    amplitudes: list[float], number: str = "34", **style: float
) -> tuple[MovementQuality, tuple[Repetition, ...]]:
    exercise = frozen(number)
    recording = perform(exercise, replace(Style(), amplitudes=amplitudes, **style))  # type: ignore[arg-type]
    result = score(recording, exercise).result
    assert result.movement
    return result.movement, result.repetitions


def test_every_repetition_of_a_cycle_gets_its_smoothness() -> None:
    found, repetitions = played([1.0, 1.0, 0.5, 1.0])
    smoothness = [r.smoothness for r in repetitions]
    assert len(smoothness) == 4
    assert found.sparc == SPARC
    # Half a cosine from pose to pose: nearly as smooth as can be.
    assert all(s is not None and -1.7 < s < -1.3 for s in smoothness)
    full = [smoothness[i] or np.nan for i in (0, 1, 3)]
    assert found.median_smoothness == pytest.approx(np.median(full))


def test_a_trembling_hand_is_less_smooth() -> None:
    steady, _ = played([1.0] * 3)
    trembling, _ = played([1.0] * 3, noise_L=0.03)
    assert steady.median_smoothness is not None
    assert trembling.median_smoothness is not None
    assert trembling.median_smoothness < steady.median_smoothness - 0.02


def test_a_sequence_has_no_way_out_and_no_smoothness() -> None:
    found, repetitions = played([1.0], "18")
    assert [r.smoothness for r in repetitions] == [None]
    assert found.median_smoothness is None


@cache
def one() -> Repetition:
    return played([1.0])[1][0]


def repetition(size: float | None, took_s: float, status: Status = Status.VALID) -> Repetition:
    return replace(one(), status=status, range_share=size, duration_s=took_s)


def test_a_set_that_gets_smaller_and_slower_is_seen() -> None:
    found = decrement([repetition(1.0 - 0.05 * i, 2.0 + 0.1 * i) for i in range(9)])
    assert found.per_repetition == pytest.approx(-0.05)
    assert found.seconds_per_repetition == pytest.approx(0.1)
    assert found.last_to_first == pytest.approx(0.65 / 0.95)
    assert found.tired


def test_an_even_set_is_not_tired() -> None:
    found = decrement([repetition(0.9, 2.0)] * 9)
    assert found.per_repetition == pytest.approx(0.0)
    assert found.last_to_first == pytest.approx(1.0)
    assert not found.tired


def test_rejected_repetitions_say_nothing_of_the_set() -> None:
    even = [repetition(0.9, 2.0)] * 6
    wild = repetition(0.1, 9.0, Status.REJECTED)
    assert decrement([*even, wild]) == decrement(even)


def test_one_rejected_repetition_after_a_good_set_is_no_fatigue() -> None:
    good = [repetition(float(size), 2.0) for size in np.linspace(1.0, 0.9, 8)]
    found = decrement([*good, repetition(0.0, 2.0, Status.REJECTED)])
    assert found.last_to_first == pytest.approx(0.913, abs=0.001)
    assert not found.tired


def test_two_repetitions_are_no_trend() -> None:
    found = decrement([repetition(1.0, 2.0), repetition(0.5, 2.0)])
    assert (found.per_repetition, found.last_to_first, found.tired) == (None, None, False)


def test_a_size_that_is_missing_is_no_size_of_zero() -> None:
    found = decrement([repetition(None, 2.0)] * 6)
    assert (found.per_repetition, found.last_to_first, found.tired) == (None, None, False)
    assert found.seconds_per_repetition == pytest.approx(0.0)


def test_a_hold_is_as_steady_as_it_is() -> None:
    time_s = np.arange(31) / 30
    found = steadiness(time_s, 40.0 + 3.0 * time_s)
    assert found is not None
    assert found.drift_per_s == pytest.approx(3.0)
    assert found.spread == pytest.approx(3.0)
    assert found.band_share == 1.0
    wild = steadiness(time_s, np.where(np.arange(31) % 2, 30.0, 50.0))
    assert wild is not None
    assert wild.band_share == 0.0
    assert wild.drift_per_s == pytest.approx(0.0, abs=1e-9)


def test_unread_frames_are_left_out_of_a_hold_and_too_few_give_nothing() -> None:
    time_s = np.arange(6) / 30
    values = np.array([10.0, np.nan, 11.0, 12.0, np.nan, np.nan])
    found = steadiness(time_s, values)
    assert found is not None
    assert found.spread == 2.0
    assert steadiness(time_s, np.where(time_s > 0.05, np.nan, values)) is None
