"""A figure reads the same wherever a person reads it."""

from __future__ import annotations

import math

import pytest

from handtrack.measurements.number_format import (
    MISSING,
    bare_figure,
    count,
    degrees,
    duration,
    figure_words,
    limit_words,
    number,
    range_words,
    seconds,
    share,
)


@pytest.mark.parametrize("value", [None, math.nan, math.inf])
@pytest.mark.parametrize("show", [seconds, degrees, share, lambda v: bare_figure(v, "L")])
def test_what_is_missing_is_a_dash(show, value) -> None:  # type: ignore[no-untyped-def]
    assert show(value) == MISSING


def test_nothing_is_ever_minus_zero() -> None:
    assert number(-0.001, 2) == "0.00"
    assert degrees(-0.4) == "0°"


def test_units() -> None:
    assert degrees(42.6) == "43°"
    assert bare_figure(0.456, "L") == "0.46"
    assert limit_words(0.25, "L") == "0.25 hand lengths"
    assert limit_words(45.0, "deg") == "45°"
    assert limit_words(0.6, "1") == "0.6"


def test_a_share_says_all_and_none_only_when_it_is() -> None:
    assert [share(v) for v in (0, 0.001, 0.5, 0.999, 1)] == ["0%", "<1%", "50%", ">99%", "100%"]


def test_how_long_something_is() -> None:
    assert [duration(v) for v in (0.0, 9.46, 99.94, 99.96, 200.4)] == [
        "0.0 s", "9.5 s", "99.9 s", "1 min 40 s", "3 min 20 s",
    ]  # fmt: skip


def test_one_frame_and_two_frames() -> None:
    assert (count(1, "frame"), count(2, "frame")) == ("1 frame", "2 frames")


def test_ranges() -> None:
    assert range_words(0, 180, "deg") == "0 to 180 degrees"
    assert range_words(-1, 1, "1") == "-1 to 1"
    assert range_words(0, math.inf, "L") == "0 and more hand lengths"
    assert range_words(-math.inf, math.inf, "L") == "any number of hand lengths"


@pytest.mark.parametrize(("value", "words"), [(12.345, "12°"), (0.4, "0°"), (-0.4, "0°")])
def test_an_angle_is_whole_degrees(value: float, words: str) -> None:
    assert figure_words(value, "deg") == bare_figure(value, "deg") == degrees(value) == words


def test_hand_lengths_and_plain_numbers_have_two_decimals() -> None:
    assert figure_words(0.4149, "L") == "0.41 hand lengths"
    assert figure_words(0.4149, "L", short=True) == "0.41 L"
    assert figure_words(0.5, "1") == bare_figure(0.5, "1") == "0.50"


def test_a_limit_is_as_its_author_wrote_it() -> None:
    assert limit_words(7.5, "deg") == "7.5°"
