"""Which finger the thumb is on, told from the gaps to all four."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handtrack.landmarks.hand import FINGERS, Finger, Floats
from handtrack.verifiers.sequence.touch_classifier import FAR, learned, likely_on

OPEN_HAND = [1.0, 1.0, 1.0, 1.0]
FIST = [0.35, 0.3, 0.3, 0.35]


def read(share: list[float]) -> Floats:
    return likely_on(np.array(share))


@pytest.mark.parametrize("number", range(4), ids=map(str, FINGERS))
def test_a_plain_touch_is_read(number: int) -> None:
    share = [0.95] * 4
    share[number] = 0.15
    assert read(share)[number] > 0.75


@pytest.mark.parametrize("number", range(4), ids=map(str, FINGERS))
def test_a_touch_is_read_while_the_other_fingers_bend_along(number: int) -> None:
    """As real hands do: the others come to half of the open hand's gap, the neighbours nearer."""
    share = [0.6 - 0.1 * (abs(i - number) == 1) for i in range(4)]
    share[number] = 0.1
    assert read(share)[number] > 0.5


def test_an_open_hand_touches_nothing() -> None:
    assert read(OPEN_HAND).sum() < 0.1


@pytest.mark.parametrize("asked", [FINGERS[:3], FINGERS[1:], (Finger.INDEX, Finger.LITTLE)])
def test_a_finger_that_is_not_asked_is_never_touched_wherever_its_tip_is_seen(
    asked: tuple[Finger, ...],
) -> None:
    for near in (0.05, 0.4, 1.2):
        share = np.array([near if f not in asked else 0.9 for f in FINGERS])
        assert likely_on(share, asked).sum() < 0.15
        for touched in asked:
            on = share.copy()
            on[FINGERS.index(touched)] = 0.12
            likely = likely_on(on, asked)
            assert likely[FINGERS.index(touched)] > 0.6
            assert all(likely[i] == 0 for i, f in enumerate(FINGERS) if f not in asked)


def test_a_fist_touches_nothing() -> None:
    assert read(FIST).sum() < 0.5


def test_the_middle_finger_is_told_where_the_ring_finger_is_as_near() -> None:
    """As measured: a touch of the middle finger (first) and of the ring finger, at 50 degrees."""
    middle, ring = read([0.96, 0.61, 0.45, 0.48]), read([0.92, 0.76, 0.34, 0.50])
    assert middle[1] / middle[2] > ring[1] / ring[2]


def test_what_is_not_seen_is_not_told() -> None:
    assert np.isnan(read([0.2, np.nan, 1.0, 1.0])).all()
    assert np.isnan(likely_on(np.array([0.2, np.nan, 1.0, 1.0]), FINGERS[:1])).all()


def test_one_frame_and_many_read_the_same() -> None:
    share = np.random.default_rng(0).uniform(0, 2, (50, 4))
    assert np.array_equal(likely_on(share), np.array([likely_on(row) for row in share]))


def test_a_gap_beyond_far_says_no_more() -> None:
    assert np.array_equal(read([0.2, FAR, 1.0, 1.0]), read([0.2, 10 * FAR, 1.0, 1.0]))


@given(st.lists(st.floats(0, 1e6), min_size=4, max_size=4))
def test_likelihoods_are_shares_of_a_whole(share: list[float]) -> None:
    likely = read(share)
    assert (likely >= 0).all()
    assert likely.sum() <= 1 + 1e-12


def test_there_is_a_weight_for_every_gap_and_finger() -> None:
    assert learned().shape == (len(FINGERS) + 1, len(FINGERS))
