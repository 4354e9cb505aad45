"""Where the bench points at an object, so that it can be followed."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from handtrack.definitions.handling_tables import Items
from handtrack.definitions.library import find
from handtrack.landmarks.hand import Floats, Landmark
from handtrack.landmarks.tracked_object import ObjectKind
from handtrack.landmarks.views import View
from synthetic_hand.pose import FIST
from validation.evaluate.clips import Clip, Made
from validation.evaluate.object_prompt import object_prompt
from validation.evaluate.true_onsets import true_edges
from validation.tests.helpers.scripted_clips import FPS, told_clip

LIES = (20.0, 30.0)
COMES_S = 2.0


@pytest.fixture
def clip(tmp_path: Path) -> Clip:
    told, _ = told_clip("17", {}, FIST, View.PALM)
    return replace(told, video=tmp_path / "told.mp4")


def at(clip: Clip, place: tuple[float, float]) -> Floats:
    """A thing that is in the palm until it lies there, shape (N, 3, 2)."""
    palm = clip.px[:, Landmark.MIDDLE_MCP].copy()
    palm[round(COMES_S * FPS) :] = place
    return palm[:, None] + np.zeros((3, 1))


def told(clip: Clip, nearer_m: float = 0.0, **things: Floats) -> None:
    """Say where the things are in the picture, and how much nearer to the lens than the hand."""
    depth_m = float(clip.joints_m[..., 2].max()) - nearer_m
    named = {f"thing_{name}_px": points for name, points in things.items()}
    for name, points in things.items():
        named[f"thing_{name}"] = np.insert(points, 2, depth_m, axis=-1)
    np.savez(clip.video.with_suffix(".npz"), **named)  # type: ignore[arg-type]


def test_a_piece_is_pointed_at_once_it_lies_clear_of_the_hand(clip: Clip) -> None:
    told(clip, coin1=at(clip, LIES))
    pointed = object_prompt(clip, find("17"))
    assert pointed
    assert pointed.kind is ObjectKind.PIECES
    assert pointed.points_px == (LIES,)
    assert pointed.time_s == pytest.approx(COMES_S)


def test_a_heap_of_pieces_is_not_pointed_at(clip: Clip) -> None:
    x, y = LIES
    told(clip, coin1=at(clip, LIES), coin2=at(clip, (x + 2, y)))
    assert object_prompt(clip, find("17")) is None


def test_what_stays_in_the_hand_is_not_pointed_at(clip: Clip) -> None:
    told(clip, coin1=np.repeat(clip.px[:, Landmark.MIDDLE_MCP, None], 3, axis=1))
    assert object_prompt(clip, find("17")) is None


def test_a_pen_is_pointed_at_both_ends(clip: Clip) -> None:
    pen = np.array([[20.0, 30.0], [60.0, 30.0], [100.0, 30.0]])
    told(clip, pen=np.repeat(pen[None], len(clip.px), axis=0))
    pointed = object_prompt(clip, find("36"))
    assert pointed
    assert (pointed.points_px, pointed.time_s) == (((26.0, 30.0), (94.0, 30.0)), 0.0)


@pytest.mark.parametrize("number", ["16", "24", "34"])
def test_an_exercise_that_is_counted_alike_needs_none(clip: Clip, number: str) -> None:
    told(clip, coin1=at(clip, LIES))
    assert object_prompt(clip, find(number)) is None


def test_a_clip_without_things_shows_none(clip: Clip) -> None:
    assert object_prompt(clip, find("17")) is None


def test_a_piece_lasts_from_the_whole_one_before(clip: Clip) -> None:
    followed = find("17").followed
    assert followed
    assert isinstance(followed.method, Items)
    edges = true_edges(clip, followed, np.arange(len(clip.px)) / FPS)
    whole = [i for i, rep in enumerate(clip.reps) if rep.made is Made.FULL]
    ends = [clip.reps[i].end_s for i in whole]
    assert [edges[i][1] for i in whole] == ends
    looked_s = followed.method.item_s.value
    before = [max(b, e - looked_s) for b, e in zip([0.0, *ends], ends, strict=False)]
    assert [edges[i][0] for i in whole] == before


def test_a_pieces_time_is_without_that_before_the_hand_came_back(clip: Clip) -> None:
    followed = find("17").followed
    assert followed
    last = max(i for i, rep in enumerate(clip.reps) if rep.made is Made.FULL)
    gone = round((clip.reps[last].end_s - 1.0) * FPS)
    px = clip.px.copy()
    px[gone - 15 : gone] += 10_000.0
    edges = true_edges(replace(clip, px=px), followed, np.arange(len(px)) / FPS)
    assert edges[last][0] == pytest.approx(gone / FPS)


def test_a_pen_in_front_of_the_hand_is_pointed_at_and_one_behind_it_is_not(clip: Clip) -> None:
    palm = clip.px[:, Landmark.MIDDLE_MCP, None]
    pen = palm + np.array([(-4.0, 0), (0, 0), (4, 0)])
    told(clip, nearer_m=0.5, pen=pen)
    pointed = object_prompt(clip, find("36"))
    assert pointed
    assert len(pointed.points_px) == 2
    told(clip, nearer_m=-0.5, pen=pen)
    assert object_prompt(clip, find("36")) is None
