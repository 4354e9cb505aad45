"""Things taken up and put down one by one, by their number on the table."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from handtrack.definitions.handling_tables import Items
from handtrack.events import Candidate, Reason, Status
from handtrack.landmarks.hand import Floats
from handtrack.verifiers.transport.piece_machine import ENGINE, TABLE, PieceChange
from tests.helpers.machines import followed, table

OUT = table(Items)
IN = table(Items, mode="collect", items=5)
BOTH = table(Items, mode="collect and dispense", items=3)


def run(rule: Items, time_s: Floats, progress: Floats) -> list[Candidate]:
    return followed(ENGINE, rule, time_s, progress)


def counts(
    *steps: tuple[float, float], fps: float = 30.0, late_s: float = 0.0
) -> tuple[Floats, Floats]:
    """So many for so long, one after the other, each change known later than it was."""
    values = [np.full(round(seconds * fps), count) for count, seconds in steps]
    whole = np.concatenate(values)
    time_s = np.arange(len(whole)) / fps
    starts = np.cumsum([0, *map(len, values[:-1])])
    changed_s = np.repeat(time_s[starts], [len(v) for v in values]) - late_s
    return time_s, np.stack([whole, changed_s], axis=-1)


def outcome(rule: Items, *steps: tuple[float, float], fps: float = 30.0) -> list[str]:
    return [
        " ".join([c.status, *(f.reason for f in c.findings)])
        for c in run(rule, *counts(*steps, fps=fps))
    ]


def test_coins_put_down_one_by_one_count() -> None:
    steps = [(n, 1.0) for n in range(9)]
    for fps in (15.0, 30.0, 60.0):
        assert outcome(OUT, *steps, fps=fps) == ["valid"] * 8


def test_each_coin_takes_the_time_since_the_one_before() -> None:
    found = list(run(OUT, *counts((0, 2), (1, 3), (2, 1))))
    times = [(round(c.start_s, 2), round(c.end_s, 2)) for c in found]
    assert times == [(0.0, 2.0), (2.0, 5.0)]
    slow = list(run(OUT, *counts((0, 30), (1, 1))))
    assert slow[0].start_s == pytest.approx(20.0, abs=0.05)


def test_a_coins_time_is_without_the_time_in_which_the_hand_was_away() -> None:
    nan = float("nan")
    found = list(run(OUT, *counts((0, 2), (1, 1), (nan, 3), (1, 2), (2, 1))))
    valid = [c for c in found if c.status is Status.VALID]
    assert [(round(c.start_s, 2), round(c.end_s, 2)) for c in valid] == [(0.0, 2.0), (6.0, 8.0)]
    glimpsed = list(run(OUT, *counts((0, 2), (1, 1), (nan, 0.9), (1, 2), (2, 1))))
    assert [round(c.start_s, 2) for c in glimpsed] == [0.0, 2.0]


def test_a_coin_that_came_while_the_hand_was_away_took_that_time() -> None:
    found = list(run(OUT, *counts((0, 2), (float("nan"), 3), (1, 2))))
    assert [(round(c.start_s, 2), round(c.end_s, 2)) for c in found] == [(0.0, 5.0)]


def test_a_coin_that_is_known_late_was_put_down_before() -> None:
    found = list(run(OUT, *counts((0, 2), (1, 3), (2, 1), late_s=0.3)))
    assert [(round(c.start_s, 2), round(c.end_s, 2)) for c in found] == [(0.0, 1.7), (1.7, 4.7)]
    before = list(run(OUT, *counts((0, 2), (1, 1), (2, 1), late_s=1.5)))
    assert [round(c.end_s, 2) for c in before] == [0.5, 1.5]


def test_while_the_hand_is_away_it_is_not_known_what_it_does() -> None:
    nan = float("nan")
    steps = [(0, 2), (1, 1), (nan, 3), (1, 4), (2, 1)]
    found = list(run(OUT, *counts(*steps)))
    assert [c.status for c in found] == [Status.VALID, Status.UNVERIFIABLE, Status.VALID]
    assert (round(found[1].start_s, 2), round(found[1].end_s, 2)) == (3.0, 6.0)
    assert [f.reason for f in found[1].findings] == [Reason.HAND_LEFT_VIEW]
    assert round(found[2].start_s, 2) == 6.0
    assert outcome(OUT, (0, 2), (1, 1), (nan, 0.9), (1, 4)) == ["valid"]  # a glimpse is no pause
    assert outcome(OUT, (0, 2), (nan, 3), (0, 4)) == []  # nothing has been done yet
    assert outcome(OUT, (0, 2), (1, 1), (nan, 0.9)) == ["valid"]
    (_, gone) = run(OUT, *counts((0, 2), (1, 1), (nan, 3)))  # it never came back
    assert (gone.status, round(gone.start_s, 1), round(gone.end_s, 1)) == ("unverifiable", 3.0, 6.0)
    (_, late) = run(OUT, *counts((0, 2), (1, 1), (nan, 3), (1, 0.2)))
    assert (late.status, round(late.start_s, 1), round(late.end_s, 1)) == ("unverifiable", 3.0, 6.0)
    done = table(Items, items=1)
    assert outcome(done, (0, 2), (1, 1), (nan, 3), (1, 4)) == ["valid"]


def test_coins_let_fall_together_count_for_nothing() -> None:
    assert outcome(OUT, (0, 1), (3, 1), (4, 1)) == ["rejected more_than_one", "valid"]
    assert outcome(OUT, (0, 1), (1, 0.1), (2, 0.1), (3, 1)) == ["rejected more_than_one"]
    found = list(run(OUT, *counts((0, 1), (3, 1))))
    assert "3 at once" in found[0].findings[0].sentence


def test_a_coin_taken_back_and_put_down_again_is_one() -> None:
    assert outcome(OUT, (0, 1), (1, 1), (2, 1), (1, 1), (2, 1), (3, 1)) == ["valid"] * 3


def test_a_flicker_is_no_change() -> None:
    assert outcome(OUT, (0, 1), (1, 0.2), (0, 1), (2, 0.1), (0, 1)) == []


def test_beans_picked_up_one_by_one_count() -> None:
    assert outcome(IN, *[(n, 1.0) for n in (5, 4, 3, 2, 1, 0)]) == ["valid"] * 5
    assert outcome(IN, (5, 1), (3, 1), (2, 1)) == ["rejected more_than_one", "valid"]


def test_a_bean_set_down_before_all_are_in_the_hand_is_said() -> None:
    assert outcome(IN, (5, 1), (4, 1), (5, 1), (4, 1), (3, 1)) == [
        "valid",
        "rejected put_down_early",
        "valid",
    ]


def test_first_all_in_then_all_out() -> None:
    down, up = [(n, 1.0) for n in (5, 4, 3, 2)], [(n, 1.0) for n in (3, 4, 5)]
    assert outcome(BOTH, *down, *up) == ["valid"] * 6
    assert outcome(BOTH, *down, *up, (6, 1.0)) == ["valid"] * 6  # when all is done nothing counts


def test_fewer_beans_than_asked_are_all_in_when_none_is_left() -> None:
    assert outcome(BOTH, (2, 1), (1, 1), (0, 1), (1, 1), (2, 1)) == ["valid"] * 4


def test_an_unknown_number_is_no_number() -> None:
    nan = float("nan")
    assert outcome(OUT, (nan, 2), (0, 1), (nan, 3), (1, 1), (nan, 1)) == ["valid"]
    assert outcome(OUT, (nan, 5)) == []
    assert list(run(OUT, np.empty(0), np.empty((0, 2)))) == []


def test_a_number_that_does_not_change_is_no_event() -> None:
    assert outcome(OUT, (3, 30)) == []


def test_a_change_at_the_very_end_is_believed_only_if_it_stayed() -> None:
    assert outcome(OUT, (0, 1), (1, 0.3)) == []
    assert outcome(OUT, (0, 1), (1, 0.5)) == ["valid"]


def test_any_numbers_whatever_give_whole_or_frame_by_frame_the_same() -> None:
    random = np.random.default_rng(1)
    for _ in range(30):
        count = np.repeat(random.integers(0, 5, 40), random.integers(1, 30, 40)).astype(float)
        count[random.random(len(count)) < 0.05] = np.nan
        time_s = np.arange(len(count)) / 30
        seen = np.stack([count, time_s - random.uniform(-1, 3, len(count))], axis=-1)
        whole = run(BOTH, time_s, seen)
        for a, b in pairwise(whole):
            assert a.start_s <= a.end_s <= b.start_s + 1e-9
        assert all((c.status is Status.VALID) == (not c.findings) for c in whole)


def test_the_table_says_what_becomes_of_every_change_in_every_mode() -> None:
    assert {mode for mode, _ in TABLE} == {"collect", "dispense"}
    assert len(TABLE) == 2 * len(PieceChange)
