"""A choice by one key or one hand."""

from __future__ import annotations

from handtrack.live.menu import PICK_S, STEP_S, Menu

OPTIONS = ("a", "b", "c")


def test_options_light_up_in_turn() -> None:
    menu, picked = Menu(OPTIONS).pass_time(STEP_S + 0.1, 0.0)
    assert (menu.choice, picked) == ("b", False)
    for _ in range(2):
        menu = menu.on(0.0)
    assert menu.choice == "a"


def test_the_palm_that_brought_the_menu_up_picks_nothing() -> None:
    menu, picked = Menu(OPTIONS).pass_time(1.0, 10.0)
    assert not picked
    menu, _ = menu.pass_time(1.1, 0.0)
    _, picked = menu.pass_time(2.2, PICK_S)
    assert picked


def test_the_lit_option_waits_for_a_palm_that_is_being_shown() -> None:
    menu, _ = Menu(OPTIONS).pass_time(0.1, 0.0)
    menu, picked = menu.pass_time(STEP_S + 1.0, PICK_S / 2)
    assert (menu.choice, picked) == ("a", False)
