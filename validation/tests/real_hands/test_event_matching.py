"""Which repetition found is which one seen, by either rule."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handtrack.events import Touch
from handtrack.landmarks.hand import Finger
from handtrack.scoring.results import Repetition
from synthetic_hand.make import make_repetition
from validation.real_hands.event_matching import OUTSIDE_S, match_peaks, match_within, moment_s


def between(start_s: float, end_s: float, peak_s: float | None = None) -> Repetition:
    return make_repetition(start_s=start_s, end_s=end_s, peak_s=peak_s)


def test_a_repetition_that_spans_the_moment_is_the_one_seen_wherever_its_peak_lies() -> None:
    long = between(0.0, 4.0, peak_s=3.5)
    assert match_within([1.0], [long]).pairs == ((0, 0),)
    assert match_peaks([1.0], [long], "34").pairs == ()


@pytest.mark.parametrize(("event_s", "pairs"), [(2.0 + OUTSIDE_S - 0.01, 1), (2.6, 0)])
def test_a_moment_may_lie_a_little_outside(event_s: float, pairs: int) -> None:
    assert len(match_within([event_s], [between(1.0, 2.0)]).pairs) == pairs


def test_one_repetition_is_one_event_however_many_it_spans() -> None:
    found = match_within([1.0, 2.0, 3.0], [between(0.0, 4.0)])
    assert (len(found.pairs), len(found.missed), found.extra) == (1, 2, ())


def test_what_holds_no_event_is_left_over() -> None:
    found = match_within([1.0], [between(0.5, 1.5), between(6.0, 7.0)])
    assert (found.pairs, found.extra) == (((0, 0),), (1,))


def test_as_many_pairs_as_possible_are_made_though_others_were_closer() -> None:
    both, first = (
        between(0.0, 3.0, peak_s=1.0),
        between(0.5, 1.5, peak_s=1.4),
    )
    assert sorted(match_within([1.0, 2.8], [both, first]).pairs) == [(0, 1), (1, 0)]


def test_of_equal_numbers_of_pairs_the_closest_are_made() -> None:
    near, far = (
        between(0.0, 2.0, peak_s=1.0),
        between(0.0, 2.0, peak_s=1.8),
    )
    assert match_within([1.1], [far, near]).pairs == ((0, 1),)


@pytest.mark.parametrize(("exercise", "pairs"), [("34", 0), ("1", 1)])
def test_where_a_repetition_has_two_ends_either_may_be_the_far_one(
    exercise: str, pairs: int
) -> None:
    found = match_peaks([2.0], [between(0.0, 4.0, peak_s=2.8)], exercise)
    assert len(found.pairs) == pairs


def test_nothing_matches_nothing() -> None:
    assert match_within([], []).pairs == match_peaks([1.0], [], "34").pairs == ()


def test_the_far_end_is_the_last_touch_or_the_peak_or_the_middle() -> None:
    plain = between(1.0, 3.0)
    assert moment_s(plain) == 2.0
    assert moment_s(replace(plain, peak_s=2.5)) == 2.5
    touches = (Touch(Finger.INDEX, 1.1, 1.2), Touch(Finger.LITTLE, 2.1, 2.2))
    assert moment_s(replace(plain, peak_s=2.5, touches=touches)) == 2.1
