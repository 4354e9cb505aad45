"""Which repetition is which, on cases small enough to see the answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validation.evaluate.event_matching import COLLAR_S, Interval, match_edges, match_overlap

TRUE = [(1.0, 2.0), (3.0, 4.5), (6.0, 7.0)]
intervals = st.lists(
    st.tuples(st.floats(0, 60), st.floats(0.5, 3)).map(lambda p: (p[0], p[0] + p[1])), max_size=6
)


def test_the_same_intervals_all_match() -> None:
    found = match_edges(TRUE, TRUE)
    assert found.pairs == ((0, 0), (1, 1), (2, 2))
    assert (found.missed, found.extra, found.f1) == ((), (), 1.0)


def test_both_edges_must_lie_within_the_collar() -> None:
    early = [(1.01 - COLLAR_S, 1.99 + COLLAR_S)]
    assert match_edges(TRUE[:1], early).pairs == ((0, 0),)
    late_end = [(1.0, 2.0 + COLLAR_S + 0.01)]
    assert match_edges(TRUE[:1], late_end).missed == (0,)
    late_start = [(1.0 + COLLAR_S + 0.01, 2.0)]
    assert match_edges(TRUE[:1], late_start).extra == (0,)


def test_a_wider_collar_still_prefers_the_closest() -> None:
    found = match_edges([(1.0, 61.0)], [(4.0, 64.0), (2.0, 62.0)], collar_s=5.0)
    assert (found.pairs, found.extra) == (((0, 1),), (0,))
    assert match_edges([(1.0, 61.0)], [(1.0, 66.1)], collar_s=5.0).missed == (0,)


def test_f1_counts_what_is_missed_and_what_is_extra() -> None:
    found = match_edges(TRUE, [(1.1, 2.1), (6.1, 7.0), (9.0, 10.0)])
    assert found.pairs == ((0, 0), (2, 1))
    assert (found.missed, found.extra) == ((1,), (2,))
    assert found.f1 == pytest.approx(2 * 2 / (3 + 3))


def test_an_event_has_one_partner_only() -> None:
    twice = match_edges([(1.0, 2.0)], [(1.0, 2.0), (1.1, 2.1)])
    assert (twice.pairs, twice.extra) == (((0, 0),), (1,))


def test_as_many_pairs_as_possible_are_made() -> None:
    # The closest partner of the first is also the only one of the second.
    found = match_edges([(1.0, 2.0), (1.25, 2.25)], [(0.8, 1.8), (1.05, 2.05)])
    assert found.pairs == ((0, 0), (1, 1))


def test_nothing_against_nothing_has_no_score() -> None:
    nothing = match_edges([], [])
    assert nothing.pairs == ()
    assert nothing.f1 != nothing.f1
    assert match_edges(TRUE, []).f1 == 0.0
    assert match_edges([], TRUE).extra == (0, 1, 2)


def test_an_attempt_is_known_by_what_it_covers_whatever_its_edges() -> None:
    found = match_overlap(TRUE, [(1.4, 2.1), (3.0, 6.4), (7.5, 8.0)])
    assert found.pairs == ((0, 0), (1, 1))
    assert (found.missed, found.extra) == ((2,), (2,))


def test_an_attempt_that_was_given_up_half_way_is_still_that_attempt() -> None:
    assert match_overlap([(1.0, 6.0)], [(1.2, 2.0)]).pairs == ((0, 0),)


def test_of_two_pieces_of_an_attempt_the_larger_one_stands_for_it() -> None:
    found = match_overlap([(1.0, 6.0)], [(1.2, 2.0), (3.0, 5.5)])
    assert (found.pairs, found.extra) == (((0, 1),), (0,))


def test_a_brush_with_a_neighbour_is_no_match() -> None:
    assert match_overlap([(1.0, 2.0)], [(1.9, 3.0)]).pairs == ()


@given(intervals, intervals)
def test_matching_is_the_same_from_both_ends(a: list[Interval], b: list[Interval]) -> None:
    there, back = match_edges(a, b), match_edges(b, a)
    assert len(there.pairs) == len(back.pairs)
    assert len(there.pairs) + len(there.missed) == len(a)
    assert len(there.pairs) + len(there.extra) == len(b)
