"""What may be said about where an object is, and what is answered where it makes no sense."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from handtrack.cli.object_options import interval, object_prompt, of_exercise
from handtrack.definitions.exercise import Exercise
from handtrack.definitions.exercise_tables import FollowedObject
from handtrack.definitions.library import find
from handtrack.landmarks.tracked_object import ObjectKind, PointPrompt, ShowPrompt

BALL, ROD = ObjectKind.BALL, ObjectKind.ROD


@pytest.fixture
def with_pen() -> Exercise:
    pen = FollowedObject(kind=ROD, name="pen")
    return find("34").model_copy(update={"object": pen})


def test_a_place_is_pixels_and_a_second() -> None:
    assert object_prompt(BALL, ["320,240@0.5"], None) == PointPrompt(BALL, ((320, 240),), 0.5)
    assert object_prompt(BALL, ["320,240"], None) == PointPrompt(BALL, ((320, 240),), 0.0)
    both = object_prompt(ROD, ["1,2@3", "4.5,6@3"], None)
    assert both == PointPrompt(ROD, ((1, 2), (4.5, 6)), 3.0)


def test_an_object_may_be_shown_or_not_told_of() -> None:
    assert object_prompt(BALL, None, "0-1.5") == ShowPrompt(BALL, 0, 1.5)
    assert object_prompt(BALL, None, None) is None
    assert interval("2-3", "--neutral") == (2, 3)


@pytest.mark.parametrize(
    ("kind", "points", "show", "sentence"),
    [
        (BALL, ["here"], None, "is no place"),
        (BALL, ["1;2@0"], None, "is no place"),
        (BALL, ["-1,2@0"], None, "is no place"),
        (BALL, ["1,nan@0"], None, "is no place"),
        (BALL, ["1,2@inf"], None, "is no place"),
        (BALL, ["1,2", "3,4"], None, "known by 1 point; found 2"),
        (ROD, ["1,2"] * 3, None, "known by 2 points; found 3"),
        (ROD, ["1,2@0", "3,4@1"], None, "at one time"),
        (BALL, ["1,2"], "0-1", "not both"),
        (BALL, None, "1", "is no interval"),
        (BALL, None, "2-1", "is no interval"),
    ],
)
def test_what_makes_no_sense_is_said(
    kind: ObjectKind, points: list[str] | None, show: str | None, sentence: str
) -> None:
    with pytest.raises(typer.BadParameter, match=sentence):
        object_prompt(kind, points, show)


def test_the_exercise_says_what_kind_of_object_it_is(with_pen: Exercise) -> None:
    clips = [Path("a.mp4")]
    assert of_exercise(with_pen, None, None, clips) is None
    assert of_exercise(with_pen, ["1,2"], None, clips) == PointPrompt(ROD, ((1, 2),))
    assert of_exercise(with_pen, None, "0-1", clips * 3) == ShowPrompt(ROD)


def test_an_object_where_there_is_none_or_one_place_for_many_clips_is_refused(
    with_pen: Exercise,
) -> None:
    with pytest.raises(typer.BadParameter, match="judged by the hand alone"):
        of_exercise(find("34"), ["1,2"], None, [Path("a.mp4")])
    with pytest.raises(typer.BadParameter, match="there are 2; use --show-object"):
        of_exercise(with_pen, ["1,2"], None, [Path("a.mp4"), Path("b.mp4")])
