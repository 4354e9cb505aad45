"""How many pieces lie on a table, also under the hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from handtrack.landmarks.hand import Floats
from handtrack.landmarks.tracked_object import MOST_PIECES
from handtrack.verifiers.transport.piece_tracker import (
    COLUMNS,
    PieceTracker,
    readings,
)
from synthetic_hand.make import make_hand
from tests.helpers.table_pictures import hand_at

AWAY = (500.0, 400.0)
SPOTS = [(60.0, 60.0), (90.0, 60.0), (120.0, 60.0)]
SURE_S, HINDSIGHT_S = 0.5, 5.0
FPS = 30.0
Point = tuple[float, float]


def frame(wrist: Point | None, pieces: Sequence[Point], other_wrist: Point | None = None) -> Floats:
    """What is read where the hands are there and these pieces are in sight."""
    image, other = points(wrist), points(other_wrist)
    seen = np.full((MOST_PIECES, 3), np.nan)
    for place, (x, y) in enumerate(pieces):
        seen[place] = x, y, 9.0
    hand = make_hand(image, image, object_px=seen, other_px=other)
    return readings(hand)


def points(wrist: Point | None) -> Floats:
    image: Floats = np.full((21, 3), np.nan)
    if wrist is not None:
        image[:, :2], image[:, 2] = hand_at(wrist), 0.0
    return image


def counted(frames: Sequence[Floats]) -> list[float]:
    counter = PieceTracker(SURE_S, HINDSIGHT_S)
    return [counter.push(number / FPS, row)[0] for number, row in enumerate(frames)]


def changed_s(frames: Sequence[Floats]) -> float:
    counter = PieceTracker(SURE_S, HINDSIGHT_S)
    return [counter.push(number / FPS, row)[1] for number, row in enumerate(frames)][-1]


def after(seconds: float) -> int:
    return round(seconds * FPS) + 2


def test_a_reading_has_the_hand_and_every_place() -> None:
    assert frame(AWAY, SPOTS).shape == (COLUMNS,)


def test_pieces_that_stay_are_there() -> None:
    found = counted([frame(AWAY, SPOTS)] * 20)
    assert found[0] == 0
    assert found[after(SURE_S) :] == [3.0] * (20 - after(SURE_S))


def test_before_the_hand_is_seen_the_number_is_not_known() -> None:
    found = counted([frame(None, SPOTS)] * 10)
    assert np.isnan(found).all()


def test_a_piece_under_the_hand_is_still_there() -> None:
    seen = [frame(AWAY, SPOTS)] * 20
    covering = [frame((90.0, 150.0), [])] * 60
    assert counted([*seen, *covering])[-1] == 3


def test_a_piece_under_the_forearm_is_still_there_and_a_light_on_it_is_none() -> None:
    beyond = hand_at((90.0, -140.0))
    assert (beyond[:, 1] < 0).all()  # the fingers are above the picture, the forearm in it
    seen, over = [frame(AWAY, SPOTS)] * 20, [frame((90.0, -140.0), [])] * 60
    assert counted([*seen, *over])[-1] == 3
    assert counted([frame((90.0, -140.0), [(90.0, 60.0)])] * 60)[-1] == 0
    aside = (300.0, 60.0)
    assert counted([frame((90.0, -140.0), [aside])] * 60)[-1] == 1


def test_a_piece_under_the_other_hand_is_still_there() -> None:
    seen = [frame(AWAY, SPOTS)] * 20
    assert counted([*seen, *[frame(AWAY, [], (90.0, 150.0))] * 60])[-1] == 3
    assert counted([*seen, *[frame(AWAY, [], (400.0, 300.0))] * 60])[-1] == 0


def test_a_piece_that_is_gone_while_its_place_is_in_sight_is_gone() -> None:
    frames = [frame(AWAY, SPOTS)] * 20 + [frame(AWAY, SPOTS[:2])] * 20
    found = counted(frames)
    assert found[21] == 3
    assert found[20 + after(SURE_S)] == 2


def test_a_flicker_changes_nothing() -> None:
    frames = [frame(AWAY, SPOTS)] * 20
    frames += [frame(AWAY, SPOTS[:2])] * 3 + [frame(AWAY, SPOTS)] * 10
    frames += [frame(AWAY, [*SPOTS, (300.0, 60.0)])] * 3 + [frame(AWAY, SPOTS)] * 10
    assert set(counted(frames)[after(SURE_S) :]) == {3.0}


def test_a_piece_in_the_fingers_does_not_lie_on_the_table() -> None:
    held = hand_at(AWAY)[8]
    frames = [frame(AWAY, [*SPOTS, (float(held[0]), float(held[1]))])] * 30
    assert counted(frames)[-1] == 3


def test_while_the_hand_is_out_of_sight_nothing_changes() -> None:
    frames = [frame(AWAY, SPOTS)] * 20 + [frame(None, [])] * 30 + [frame(AWAY, SPOTS)] * 2
    found = counted(frames)
    assert np.isnan(found[20:50]).all()
    assert found[50:] == [3, 3]


def test_a_piece_went_between_its_last_sight_and_the_first_of_its_empty_place() -> None:
    seen, cover = [frame(AWAY, SPOTS)] * 30, [frame((90.0, 150.0), [])] * 60
    after = [frame(AWAY, SPOTS[:2])] * 30
    assert changed_s([*seen, *cover, *after]) == pytest.approx((29 + 90) / 2 / FPS)
    assert changed_s([*seen, *after]) == pytest.approx((29 + 30) / 2 / FPS)
    long = [frame((90.0, 150.0), [])] * 600
    assert changed_s([*seen, *long, *after]) == pytest.approx(630 / FPS - HINDSIGHT_S / 2)


def test_a_piece_came_between_the_last_sight_of_its_empty_place_and_its_first() -> None:
    seen, cover = [frame(AWAY, SPOTS[:2])] * 30, [frame((120.0, 150.0), SPOTS[:1])] * 60
    after = [frame(AWAY, SPOTS)] * 30
    assert changed_s([*seen, *cover, *after]) == pytest.approx((29 + 90) / 2 / FPS)
    assert changed_s([*seen, *after]) == pytest.approx((29 + 30) / 2 / FPS)
    assert changed_s([*cover, *after]) == pytest.approx(60 / FPS)  # the place was never in sight
