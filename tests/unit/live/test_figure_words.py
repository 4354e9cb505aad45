"""Figures of an assessment in plain words, in every language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handtrack.assessment.assess import assess
from handtrack.assessment.motion_figures import opposition_figure, total_motion_figure
from handtrack.assessment.motions import MOTIONS
from handtrack.assessment.poses.find_poses import Mark, marked_poses
from handtrack.assessment.protocol import find_protocol
from handtrack.assessment.rom_result import MotionFigure, Trial
from handtrack.events import Label
from handtrack.landmarks.hand import Finger, Side
from handtrack.landmarks.views import View
from handtrack.live.assessment.figure_words import (
    error_words,
    label_words,
    motion_title,
    reason_words,
    value_words,
)
from handtrack.live.language.texts import languages, load
from tests.helpers.held_poses import FINGER_POSES, WRIST, held

PROTOCOL = find_protocol("hand-basic")
ENGLISH, GERMAN = load("en"), load("de")


def figure(motion: str, value: float | None, error: float | None = 7.0) -> MotionFigure:
    unit = MOTIONS[motion].unit
    return MotionFigure(motion, unit, value, error, Label.VERIFIED, None, "hook", (), "")


@pytest.mark.parametrize("language", languages())
def test_every_figure_of_a_protocol_has_a_name_of_its_own(language: str) -> None:
    keys = {key for section in PROTOCOL.sections for pose in section.poses for key in pose.keys}
    totals = {f"{finger}.total" for finger in ("index", "middle", "ring", "little")}
    every = keys | totals | MOTIONS.keys()
    titles = {motion_title(key, PROTOCOL, load(language)) for key in every}
    assert len(titles) == len(every)
    assert not any("{" in title or "_" in title for title in titles)


def test_motions_are_named_by_the_part_that_moves() -> None:
    assert motion_title("index.pip.flexion", PROTOCOL, ENGLISH) == (
        "Index finger, middle joint (PIP): bent"
    )
    assert motion_title("index.pip.flexion@hook", PROTOCOL, GERMAN) == (
        "Zeigefinger, Mittelgelenk (PIP): gebeugt (Haken)"
    )
    assert motion_title("thumb.ip.extension", PROTOCOL, ENGLISH) == (
        "Thumb, end joint (IP): straight"
    )


@pytest.mark.parametrize(
    ("motion", "value", "english", "german"),
    [
        ("wrist.extension", 44.6, "45°", "45°"),
        ("wrist.extension", -12.0, "12° short of the middle", "12° fehlen bis zur Mitte"),
        ("index.pip.extension", -20.0, "20° short of straight", "20° fehlen bis gestreckt"),
        ("index.pip.extension", 5.0, "5° beyond straight", "5° über gestreckt hinaus"),
        ("index.pip.extension", 0.2, "0°", "0°"),
        ("hand.span", 0.414, "0.41 hand lengths", "0,41 Handlängen"),
        ("thumb.opposition", 7.0, "7 of 10", "7 von 10"),
        ("wrist.flexion", None, "not measured", "nicht gemessen"),
    ],
)
def test_values_have_no_signs(motion: str, value: float | None, english: str, german: str) -> None:
    assert value_words(figure(motion, value), ENGLISH) == english
    assert value_words(figure(motion, value), GERMAN) == german


def test_the_error_and_how_sure_it_is_stand_beside_a_value() -> None:
    assert error_words(figure("wrist.flexion", 60.0), ENGLISH) == "± 7°"
    assert error_words(figure("hand.span", 0.4, 0.1), GERMAN) == "± 0,10"
    assert label_words(figure("wrist.flexion", 60.0), ENGLISH) == "well seen"
    assert label_words(figure("wrist.flexion", None), ENGLISH) == ""
    assert error_words(figure("wrist.flexion", None), ENGLISH) == ""


def test_what_no_joint_can_do_is_told_as_that() -> None:
    odd = Trial(1, 0.0, 1.0, 150.0, True, Label.ESTIMATED, None)
    told = replace(figure("wrist.flexion", None), trials=(odd,))
    assert value_words(told, ENGLISH) == "not measured: more than a joint can do"


def unmeasured() -> list[MotionFigure]:
    """Figures that the engine could not measure, each for a reason of its own."""
    found = [total_motion_figure(Finger.INDEX, "full_fist", {}), opposition_figure("ladder", [])]
    for view, poses, marks in (
        *((view, FINGER_POSES, ("straight=1-2", "hook=5-6")) for view in View),
        (View.SIDE, WRIST, ("wrist_flexion=9-10",)),
        (View.SIDE, FINGER_POSES, ("straight=1-1.03",)),
    ):
        recording = held([*poses], view=view)
        hand = recording.hand(0, Side.RIGHT)
        told = [
            Mark(name, *map(float, at.split("-"))) for name, at in (m.split("=") for m in marks)
        ]
        taken = marked_poses(PROTOCOL, told, hand)
        found += [f for f in assess(recording, hand, PROTOCOL, taken).figures if f.value is None]
    return found


def test_every_reason_why_a_figure_is_missing_is_told_in_every_language() -> None:
    figures = unmeasured()
    assert len({figure.note for figure in figures}) >= 5
    for said in (ENGLISH, GERMAN):
        words = {reason_words(figure, PROTOCOL, said) for figure in figures}
        assert words <= {
            said.say(
                "unmeasured", key, pose="Wrist straight" if said is ENGLISH else "Handgelenk gerade"
            )
            for key in said.tables["unmeasured"]
        }
    assert "" not in {reason_words(figure, PROTOCOL, GERMAN) for figure in figures}


def test_a_measured_figure_and_an_implausible_one_give_no_reason() -> None:
    odd = Trial(1, 0.0, 1.0, 150.0, True, Label.ESTIMATED, None)
    assert reason_words(figure("wrist.flexion", 60.0), PROTOCOL, ENGLISH) == ""
    told = replace(
        figure("wrist.flexion", None), trials=(odd,), note="beyond what the joint can do"
    )
    assert reason_words(told, PROTOCOL, ENGLISH) == ""
    new = replace(figure("wrist.flexion", None), note="something else")
    assert [reason_words(new, PROTOCOL, said) for said in (ENGLISH, GERMAN)] == [
        "something else",
        "",
    ]
