from __future__ import annotations

from dataclasses import replace

import pytest

from handtrack.definitions.library import load_all
from validation.evaluate.clips import Clip, Placement, read_folder
from validation.evaluate.page import _recognised
from validation.evaluate.recognition import label, recognised, recognition_bars
from validation.evaluate.report_values import Recognised
from validation.evaluate.short_set import FOLDER
from validation.evaluate.tracks import Tracks

LIBRARY = load_all()
CLIPS = [
    clip
    for clip in read_folder(FOLDER)
    if {"34", "10", "18"} & {*clip.exercises} and clip.placement is Placement.PRESCRIBED
]


def named(clips: list[Clip]) -> Recognised:
    return recognised(clips, Tracks(FOLDER))


@pytest.fixture(scope="module")
def found() -> Recognised:
    if not CLIPS:
        pytest.skip("the short set holds none of these clips")
    return named(CLIPS)


def test_clips_that_show_what_is_named_are_right(found: Recognised) -> None:
    assert found.right.hits == found.right.of == found.seen.of == len(CLIPS)
    assert sum(row.clips for row in found.named) == len(CLIPS)
    assert all(row.shown == row.named for row in found.named)


def test_a_clip_that_is_told_to_show_something_else_is_wrong(found: Recognised) -> None:
    wrong = named([replace(CLIPS[0], exercises=("22",))])
    assert (wrong.right.hits, wrong.right.of) == (0, 1)
    assert not recognition_bars(wrong)[0].reached


def test_an_exercise_named_in_a_clip_without_one_is_a_claim(found: Recognised) -> None:
    idle = named([replace(CLIPS[0], exercises=(), placement=Placement.NEGATIVE)])
    assert (idle.idle.hits, idle.idle.of) == (0, 1)
    assert recognition_bars(idle)[1].found == 1.0


def test_the_page_tells_it(found: Recognised) -> None:
    text = _recognised(found)
    assert f"{found.right.hits} of {found.right.of} clips" in text
    assert "| the same |" in text
    assert _recognised(None) == ""


def test_exercises_of_one_movement_have_one_label() -> None:
    assert label(LIBRARY, "34") == label(LIBRARY, "29")
    assert label(LIBRARY, None) == "none of these"
