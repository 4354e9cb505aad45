"""A choice by one key or one hand."""

from __future__ import annotations

from handtrack.live.flow.menu import GONE_S, PICK_S, STEP_S, Menu

OPTIONS = ("a", "b", "c")


def test_options_light_up_in_turn_once_the_hand_was_away() -> None:
    menu, picked = Menu(OPTIONS).advance(1.0, 0.0, GONE_S)
    menu, picked = menu.advance(1.1 + STEP_S, 0.0, 0.0)
    assert (menu.choice, picked) == ("b", False)
    for _ in range(2):
        menu = menu.next_option(0.0)
    assert menu.choice == "a"


def test_a_hand_that_rests_in_the_picture_neither_picks_nor_moves_the_light() -> None:
    """Open and still for minutes, or found only in the second picture, or moving in between."""
    menu = Menu(OPTIONS)
    for tenth in range(1, 1200):
        now_s = tenth / 10
        open_s = 0.0 if tenth == 1 or tenth % 100 < 5 else now_s % 10
        menu, picked = menu.advance(now_s, open_s, 0.1 if tenth == 1 else 0.0)
        assert not picked
        assert menu.choice == "a"


def test_a_hand_that_was_away_and_comes_back_picks_what_is_lit() -> None:
    menu, picked = Menu(OPTIONS).advance(1.0, 10.0, 0.0)
    assert not picked
    menu, _ = menu.advance(2.1, 0.0, GONE_S)
    menu, picked = menu.advance(2.3, PICK_S / 2, 0.0)
    assert not picked
    _, picked = menu.advance(2.8, PICK_S, 0.0)
    assert picked


def test_the_lit_option_waits_for_a_palm_that_is_being_shown() -> None:
    menu, _ = Menu(OPTIONS).advance(0.1, 0.0, GONE_S)
    menu, picked = menu.advance(STEP_S + 1.0, PICK_S / 2, 0.0)
    assert (menu.choice, picked) == ("a", False)
