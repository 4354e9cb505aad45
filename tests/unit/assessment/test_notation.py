"""Angles are read in words, never as a bare plus or minus."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handtrack.assessment.motions import MOTIONS
from handtrack.assessment.notation import (
    error_in_words,
    in_words,
    joints_in_sftr,
    sftr,
    value_in_words,
)
from handtrack.assessment.rom_result import MotionFigure
from tests.helpers.patients import assessment


def figure(motion: str, value: float | None, **change: object) -> MotionFigure:
    unit = MOTIONS[motion.partition("@")[0]].unit
    one = replace(assessment().figures[0], motion=motion, value=value, unit=unit)
    return replace(one, **change)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("motion", "value", "words"),
    [
        ("wrist.extension", 52.4, "52°"),
        ("wrist.extension", -12.0, "lacks 12°"),
        ("index.pip.extension", -20.3, "lag 20°"),
        ("index.pip.extension", 5.0, "hyperextension 5°"),
        ("index.pip.extension", 0.3, "0°"),
        ("index.pip.extension", -0.3, "0°"),
        ("index.pip.flexion@hook", 95.0, "95°"),
        ("index.tip_to_palm", 0.413, "0.41 hand lengths"),
        ("thumb.opposition", 7.0, "7 of 10"),
        ("index.total", 212.0, "212°"),
    ],
)
def test_a_value_is_told_in_words(motion: str, value: float, words: str) -> None:
    assert in_words(figure(motion, value)) == words


@given(st.sampled_from(sorted(MOTIONS)), st.floats(-180, 180))
def test_there_is_never_a_bare_sign(motion: str, value: float) -> None:
    if MOTIONS[motion].unit == "deg":
        assert "-" not in value_in_words(motion, value)
        assert "+" not in value_in_words(motion, value)


def test_what_is_missing_is_said_and_what_is_implausible_is_shown() -> None:
    assert in_words(figure("wrist.extension", None)) == "not measured"
    odd = tuple(
        replace(t, value=143.0 + i, implausible=True)
        for i, t in enumerate(assessment().figures[0].trials)
    )
    shown = in_words(figure("wrist.extension", None, trials=odd))
    assert shown == "implausible (143°, 144°, 145°)"


def test_an_error_is_told_in_the_figures_unit() -> None:
    assert error_in_words(figure("wrist.extension", 50.0, error=6.6)) == "± 7°"
    assert error_in_words(figure("hand.span", 1.2, error=0.034)) == "± 0.03"
    assert error_in_words(figure("wrist.extension", 50.0, error=None)) == ""
    assert error_in_words(figure("wrist.extension", None, error=6.6)) == ""


@pytest.mark.parametrize(
    ("plane", "away", "toward", "text"),
    [
        ("S", 60.0, 70.0, "S 60-0-70"),
        ("S", -20.0, 90.0, "S 0-20-90"),
        ("S", 50.0, -20.0, "S 50-20-0"),
        ("F", 20.4, 34.6, "F 20-0-35"),
        ("R", 80.0, 80.0, "R 80-0-80"),
        ("S", 5.0, 100.0, "S 5-0-100"),
        ("S", -0.2, 90.0, "S 0-0-90"),
    ],
)
def test_sftr_is_plane_away_middle_toward(
    plane: str, away: float, toward: float, text: str
) -> None:
    assert sftr(plane, away, toward) == text


def test_a_joint_of_which_both_ways_are_known_is_told_in_sftr() -> None:
    pairs = {
        "wrist.extension": 55.0, "wrist.flexion": 60.0, "wrist.radial_deviation": 18.0,
        "wrist.ulnar_deviation": 30.0, "forearm.supination": 80.0, "forearm.pronation": 75.0,
        "index.pip.extension": -20.0, "index.pip.flexion": 90.0,
        "index.pip.flexion@hook": 95.0, "middle.pip.flexion": 90.0, "thumb.ip.flexion": 50.0,
        "thumb.ip.extension": 0.0,
    }  # fmt: skip
    made = replace(assessment(), figures=tuple(figure(k, v) for k, v in pairs.items()))
    assert joints_in_sftr(made) == (
        ("wrist", "S 55-0-60"),
        ("wrist", "F 18-0-30"),
        ("forearm", "R 80-0-75"),
        ("index.pip", "S 0-20-90"),
    )
