"""The statistics, on numbers worked out by hand."""

import numpy as np
import pytest

from validation.evaluate.agreement import Proportion, agree, figure

TRUE = [10.0, 20.0, 30.0, 40.0]


def test_known_errors_give_their_known_figures() -> None:
    found = agree([11.0, 21.0, 29.0, 43.0], TRUE, ["a"] * 4, ["x", "x", "y", "y"])
    assert found.n == 4
    assert found.bias == pytest.approx(1.0)
    assert found.mae == pytest.approx(1.5)
    assert found.rmse == pytest.approx(np.sqrt(12 / 4), abs=1e-4)
    assert found.large == 0.0


def test_a_constant_error_is_all_bias_and_has_no_spread() -> None:
    found = agree([t - 3 for t in TRUE], TRUE, ["a", "b", "c", "d"], [""] * 4)
    assert (found.bias, found.mae, found.limits) == (-3.0, 3.0, (-3.0, -3.0))
    assert found.bias_ci == (-3.0, -3.0)


def test_absolute_agreement_is_what_the_correlation_hides() -> None:
    exact = agree(TRUE, TRUE, ["a", "b", "c", "d"], [""] * 4)
    shifted = agree([t + 20 for t in TRUE], TRUE, ["a", "b", "c", "d"], [""] * 4)
    assert exact.icc == 1.0
    # Mean squares: rows 2 * 500 / 3, columns 800, error 0; ICC(A,1) = rows / (rows + 2 * 800 / 4).
    assert shifted.icc == pytest.approx((1000 / 3) / (1000 / 3 + 400), abs=1e-4)


def test_readings_of_one_hand_in_one_clip_have_no_interval() -> None:
    found = agree([11.0, 19.0], TRUE[:2], ["a", "a"], ["x", "x"])
    assert found.subjects == 1
    assert found.mae_ci == (None, None)


def test_one_hand_in_several_clips_is_resampled_by_clip() -> None:
    assert agree(TRUE, TRUE, ["a"] * 4, ["x", "x", "y", "z"]).subjects == 3


def test_no_reading_gives_no_figure_and_not_zero() -> None:
    nothing = agree([], [], [], [])
    assert (nothing.n, nothing.mae, nothing.icc) == (0, None, None)


def test_a_second_run_gives_the_same_numbers() -> None:
    random = np.random.default_rng(3)
    true = random.uniform(0, 90, 40)
    seen = true + random.normal(0, 4, 40)
    subject = [str(i % 5) for i in range(40)]
    one, two = (agree(seen.tolist(), true.tolist(), subject, subject) for _ in range(2))
    assert one == two


def test_a_share_has_the_interval_of_wilson() -> None:
    found = Proportion.count([True] * 9 + [False])
    # Wilson (1927) for 9 of 10: (0.9 + 0.192 ± 0.2117) / 1.384
    assert (found.hits, found.of) == (9, 10)
    assert found.low == pytest.approx(0.596, abs=1e-3)
    assert found.high == pytest.approx(0.982, abs=1e-3)


def test_nothing_of_nothing_is_no_share() -> None:
    none = Proportion.count([])
    assert (none.share, none.low, none.high) == (None, None, None)


def test_what_is_unknown_stays_unknown() -> None:
    assert figure(float("nan")) is None
    assert figure(-0.00001) == 0.0
