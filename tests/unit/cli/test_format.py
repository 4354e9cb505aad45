from __future__ import annotations

import math

import pytest

from handtrack.cli.format import (
    MISSING,
    count,
    degrees,
    duration,
    in_unit,
    number,
    range_in_words,
    seconds,
    share,
    titles,
    with_unit,
)
from handtrack.landmarks.hand import Finger
from handtrack.measurements.reading import Reading


@pytest.mark.parametrize("value", [None, math.nan, math.inf])
@pytest.mark.parametrize("show", [seconds, degrees, share, lambda v: in_unit(v, "L")])
def test_what_is_missing_is_a_dash(show, value) -> None:  # type: ignore[no-untyped-def]
    assert show(value) == MISSING


def test_nothing_is_ever_minus_zero() -> None:
    assert number(-0.001, 2) == "0.00"
    assert degrees(-0.4) == "0°"


def test_units() -> None:
    assert in_unit(42.6, "deg") == "43°"
    assert in_unit(0.456, "L") == "0.46"
    assert with_unit(0.25, "L") == "0.25 hand lengths"
    assert with_unit(45.0, "deg") == "45°"
    assert with_unit(0.6, "1") == "0.6"


def test_a_share_says_all_and_none_only_when_it_is() -> None:
    assert [share(v) for v in (0, 0.001, 0.5, 0.999, 1)] == ["0%", "<1%", "50%", ">99%", "100%"]


def test_how_long_something_is() -> None:
    assert [duration(v) for v in (0.0, 9.46, 99.94, 99.96, 200.4)] == [
        "0.0 s", "9.5 s", "99.9 s", "1 min 40 s", "3 min 20 s",
    ]  # fmt: skip


def test_one_frame_and_two_frames() -> None:
    assert (count(1, "frame"), count(2, "frame")) == ("1 frame", "2 frames")


def test_ranges() -> None:
    assert range_in_words(0, 180, "deg") == "0 to 180 degrees"
    assert range_in_words(-1, 1, "1") == "-1 to 1"
    assert range_in_words(0, math.inf, "L") == "0 and more hand lengths"
    assert range_in_words(-math.inf, math.inf, "L") == "any number of hand lengths"


def test_fingers_of_one_measurement_are_gathered() -> None:
    readings = [
        Reading(measure="pip_flexion", finger=Finger.INDEX),
        Reading(measure="pip_flexion", finger=Finger.RING),
        Reading(measure="mcp_flexion", finger=Finger.LITTLE),
        Reading(measure="span"),
    ]
    assert titles(readings) == ["PIP flexion (index, ring)", "MCP flexion, little finger", "span"]
