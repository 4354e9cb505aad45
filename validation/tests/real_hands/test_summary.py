"""Figures over clips and over people, and what is held against them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handtrack.events import Label
from validation.real_hands.acceptance_limits import GHOSTS as ALLOWED
from validation.real_hands.acceptance_limits import counting_bars, ghost_bars, recognition_bars
from validation.real_hands.recognition import reliability
from validation.real_hands.regressions import worse
from validation.real_hands.report_values import FalsePositive, FigureLimit, RealHandsReport
from validation.real_hands.summary import by_person, counting, f1, share, well_seen
from validation.tests.helpers.real_hands_rows import (
    GHOSTS,
    NAMES,
    PEAKS,
    ROWS,
    name_given,
    report,
    row,
    with_ghosts,
)


def bar(of: RealHandsReport | tuple[FigureLimit, ...], key: str) -> FigureLimit:
    bars = of.bars if isinstance(of, RealHandsReport) else of
    return next(b for b in bars if b.key == key)


def test_a_count_is_exact_where_it_is_a_fair_one() -> None:
    clip = row("", "", true=3, counted=2)
    assert not clip.exact
    assert replace(clip, fair=(2, 3)).exact


def test_it_disagrees_where_the_number_is_right_by_two_faults() -> None:
    clip = row("", "", true=3, counted=3)
    assert clip.agrees
    assert not replace(clip, within=2, not_there=1).agrees


def test_bounds_hold_what_lies_between_them() -> None:
    clip = row("", "", true=3, counted=2)
    assert not clip.held
    assert replace(clip, at_most=3).held
    assert replace(clip, at_most=None).held
    assert not replace(clip, at_least=4, at_most=None).held


def test_f1_is_of_events_and_valid_repetitions() -> None:
    # 4 + 1 + 2 pairs, 9 events, 8 counted.
    assert f1(ROWS) == pytest.approx(14 / 17, abs=1e-4)
    assert f1([]) is None


def test_each_person_weighs_the_same_however_many_clips_show_them() -> None:
    clips = [row(str(i), "many", 1, 1) for i in range(9)] + [row("x", "one", 1, 0)]
    assert counting(clips).exact.share == 0.9
    assert by_person(clips, lambda some: share(r.exact for r in some)) == 0.5


def test_a_person_for_whom_a_figure_is_unknown_is_left_out() -> None:
    clips = [row("a", "a", 0, 0), row("b", "b", 2, 1)]
    assert by_person(clips, f1) == f1(clips[1:])


def test_a_clip_whose_hand_is_rarely_found_is_not_well_seen() -> None:
    assert well_seen([row("a", "a", 1, 1, 0.5), row("b", "a", 1, 1, 0.75)]) == [
        row("b", "a", 1, 1, 0.75)
    ]


def test_only_counts_that_are_said_to_be_certain_can_be_wrongly_so() -> None:
    unsure = replace(ROWS[1], at_most=3)
    found = counting([ROWS[0], unsure]).certain
    assert (found.hits, found.of) == (1, 1)


def test_bars_are_of_all_clips_and_of_people() -> None:
    exact = bar(report(), "exact")
    assert exact.found == pytest.approx(1 / 3)
    assert exact.by_person == pytest.approx(0.25)
    assert exact.yardstick == 0.75
    assert exact.reached is False
    assert bar(report(), "not_there").found == 1


def test_ghosts_are_a_rate_by_label() -> None:
    # One in two scorings of five minutes of clips.
    assert bar(report(), "ghosts_verified").found == pytest.approx(0.1)
    assert bar(report(), "ghosts_verified").by_person == pytest.approx((0 + 1 / 6) / 2, abs=1e-4)
    assert bar(report(), "ghosts_estimated").found == 0


def test_as_many_ghosts_as_allowed_reach_the_bar_and_one_more_does_not() -> None:
    hour = replace(GHOSTS.negatives[0], minutes=57.0 / 2)
    for label, rate in ALLOWED.items():
        ghost = FalsePositive("still", "c", "1", label.value, 0.0, 1.0)
        few = round(rate * 57)
        for more, reached in ((0, True), (1, False)):
            found = replace(GHOSTS, negatives=(hour,), found=(ghost,) * (few + more))
            assert bar(ghost_bars(found), f"ghosts_{label.value}").reached is reached


def test_names_are_held_against_what_is_shown() -> None:
    bars = recognition_bars(NAMES)
    assert bar(bars, "family").of == "1 of 2"
    assert bar(bars, "sure").of == "1 of 2"
    assert bar(bars, "claimed").of == "1 of 2"


def test_what_a_confidence_is_worth_is_counted_in_bins() -> None:
    named = [*NAMES, name_given("b", ("1",), "2", 0.55), name_given("c", ("1",), "1", 1.0)]
    low, high = reliability(named)
    assert (low.low, low.names, low.right) == (0.5, 1, 0)
    assert (high.low, high.names, high.right, high.on_negatives) == (0.95, 3, 2, 1)
    assert high.confidence == pytest.approx((0.95 + 0.97 + 1.0) / 3)


def test_the_same_again_is_not_worse() -> None:
    assert worse(ROWS, GHOSTS, report().bars) == []


def test_one_repetition_less_is_worse() -> None:
    lost = replace(ROWS[0], counted=3, within=3, at_least=3, at_most=4)
    told = worse([lost, *ROWS[1:]], GHOSTS, report().bars)
    assert any("counted exactly" in sentence for sentence in told)
    assert any("event F1" in sentence for sentence in told)
    assert not any("bounds" in sentence for sentence in told)


def test_one_ghost_more_is_worse_and_one_less_is_not() -> None:
    more = FalsePositive("still", "c", "1", Label.ESTIMATED.value, 0.0, 1.0)
    (told,) = worse(ROWS, with_ghosts(*GHOSTS.found, more), report().bars)
    assert told.startswith("ghosts, estimated")
    assert worse(ROWS, with_ghosts(), report().bars) == []


def test_a_yardstick_that_is_absent_leaves_its_column_empty() -> None:
    assert bar(counting_bars(ROWS, None), "exact").yardstick is None
    assert [b.key for b in ghost_bars(GHOSTS)] == ["ghosts_verified", "ghosts_estimated"]
    assert bar(ghost_bars(GHOSTS, PEAKS), "ghosts").yardstick == 14.1
