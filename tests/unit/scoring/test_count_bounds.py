"""What a count may truly be follows from the labels of the repetitions behind it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handtrack.events import Label, Status
from handtrack.scoring.count_interval import CountInterval, count_interval


@dataclass(frozen=True)
class Rep:
    """As much of a repetition as is asked for."""

    status: Status
    label: Label


SURE, DOUBTED = Label.VERIFIED, Label.ESTIMATED
REPS = st.lists(st.builds(Rep, st.sampled_from(Status), st.sampled_from(Label)))


@pytest.mark.parametrize(
    ("reps", "hand_share", "bounds", "words"),
    [
        ([], 1.0, CountInterval(0, 0), "exactly 0"),
        ([Rep(Status.VALID, SURE)] * 3, 0.8, CountInterval(3, 3), "exactly 3"),
        ([Rep(Status.VALID, SURE), Rep(Status.VALID, DOUBTED)], 1.0, CountInterval(1, 2), "1 to 2"),
        ([Rep(Status.PARTIAL, SURE), Rep(Status.REJECTED, SURE)], 1.0, CountInterval(0, 0), ""),
        (
            [Rep(Status.PARTIAL, DOUBTED), Rep(Status.REJECTED, DOUBTED)],
            1.0,
            CountInterval(0, 2),
            "",
        ),
        ([Rep(Status.UNVERIFIABLE, SURE)], 1.0, CountInterval(0, 1), "0 to 1"),
        ([Rep(Status.VALID, SURE)], 0.79, CountInterval(1, None), "1 or more"),
        ([Rep(Status.VALID, SURE)], None, CountInterval(1, None), "1 or more"),
    ],
)  # fmt: skip
def test_bounds_follow_from_labels(
    reps: list[Rep], hand_share: float | None, bounds: CountInterval, words: str
) -> None:
    found = count_interval(reps, hand_share)
    assert found == bounds
    assert not words or found.words == words


@given(REPS, st.floats(0, 1))
def test_what_was_counted_lies_between_them(reps: list[Rep], hand_share: float) -> None:
    bounds = count_interval(reps, hand_share)
    counted = sum(rep.status is Status.VALID for rep in reps)
    assert bounds.holds(counted)
    assert not bounds.holds(bounds.at_least - 1)
    assert bounds.at_most is None or not bounds.holds(bounds.at_most + 1)


@given(REPS, REPS)
def test_more_repetitions_make_no_count_more_certain(reps: list[Rep], more: list[Rep]) -> None:
    few, all_ = count_interval(reps, 1.0), count_interval(reps + more, 1.0)
    assert few.at_most is not None
    assert all_.at_most is not None
    assert all_.at_most - all_.at_least >= few.at_most - few.at_least
