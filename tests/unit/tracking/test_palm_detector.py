"""Palms out of what the palm network says of its 2016 anchors."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from handtrack.landmarks.hand import Floats
from handtrack.tracking.litert import palm_detector
from handtrack.tracking.litert.networks import PALM_PX, HandNetworks
from handtrack.tracking.litert.palm_detector import LEAST_SCORE, Palm, detect_palms

ANCHORS = palm_detector._anchors()
SIZE = 40.0
"""Of the palms that are made up, in pixels of the network's square."""


class Told(HandNetworks):
    """A palm network that says what it is told: at an anchor a palm of `SIZE`, with a chance."""

    def __init__(self, *palms: tuple[int, float, tuple[float, float]]) -> None:
        self._palms = palms
        self.seen: NDArray[np.uint8] | None = None

    def palms(self, picture: NDArray[np.uint8]) -> tuple[Floats, Floats]:
        self.seen = picture
        boxes, logits = np.zeros((len(ANCHORS), 18)), np.full(len(ANCHORS), -20.0)
        for anchor, score, middle in self._palms:
            offset = np.array(middle) - ANCHORS[anchor]
            boxes[anchor, :2], boxes[anchor, 2:4] = offset, SIZE
            for point, up in enumerate([SIZE / 2, 0, -SIZE / 2, 0, 0, 0, 0]):  # wrist, middle MCP
                boxes[anchor, 4 + 2 * point : 6 + 2 * point] = offset + (0, up)
            logits[anchor] = np.log(score / (1 - score))
        return boxes, logits


def palms(
    told: Told,
    shape: tuple[int, int] = (PALM_PX, PALM_PX),
    corner: tuple[int, int] = (0, 0),
    scale: tuple[float, float] = (1.0, 1.0),
    least: float = LEAST_SCORE,
) -> list[Palm]:
    picture = np.full((*shape, 3), 200, np.uint8)
    return detect_palms(told, picture, corner, scale, least)


def nearest(x: float, y: float) -> int:
    return int(np.linalg.norm(ANCHORS - (x, y), axis=1).argmin())


def test_there_are_2016_anchors_spread_over_the_square() -> None:
    assert ANCHORS.shape == (2016, 2)
    assert (ANCHORS > 0).all()
    assert (ANCHORS < PALM_PX).all()
    fine, coarse = ANCHORS[: 24 * 24 * 2], ANCHORS[24 * 24 * 2 :]
    assert len(np.unique(fine, axis=0)) == 24 * 24
    assert len(np.unique(coarse, axis=0)) == 12 * 12
    assert fine[:3].tolist() == [[4, 4], [4, 4], [12, 4]]  # the first row from left to right


def test_a_palm_is_where_its_anchor_says() -> None:
    told = Told((nearest(100, 60), 0.9, (103.0, 57.0)))
    (palm,) = palms(told)
    assert palm.score == pytest.approx(0.9, abs=1e-6)
    assert (palm.region.x_px, palm.region.turn_rad) == pytest.approx((103, 0))
    assert palm.region.y_px < 57  # the fingers are above the palm
    assert palm.region.size_px == pytest.approx(2.6 * SIZE)


def test_boxes_that_overlap_are_one_palm_between_them() -> None:
    where = ((97.0, 0.9), (107.0, 0.6))
    told = Told(*((nearest(x, 60), score, (x, 60.0)) for x, score in where))
    (palm,) = palms(told)
    assert palm.score == pytest.approx(0.9, abs=1e-6)
    mean = np.average([x for x, _ in where], weights=[score for _, score in where])
    assert palm.region.x_px == pytest.approx(mean, abs=1e-4)


def test_boxes_apart_are_palms_of_their_own_the_likeliest_first() -> None:
    told = Told((nearest(40, 60), 0.7, (40.0, 60.0)), (nearest(150, 60), 0.9, (150.0, 60.0)))
    assert [round(palm.region.x_px) for palm in palms(told)] == [150, 40]


def test_nothing_below_the_least_score_is_a_palm() -> None:
    told = Told((nearest(100, 60), 0.4, (100.0, 60.0)))
    assert palms(told) == []
    assert len(palms(told, least=0.1)) == 1
    assert palms(Told()) == []


def test_a_part_of_a_picture_is_shown_whole_and_its_palms_are_where_they_are() -> None:
    told = Told((nearest(96, 96), 0.9, (96.0, 96.0 - SIZE / 2)))
    (palm,) = palms(told, shape=(200, 400), corner=(30, 50), scale=(2.0, 2.0))
    assert told.seen is not None
    assert told.seen.shape == (PALM_PX, PALM_PX, 3)
    bars = told.seen[:, PALM_PX // 2, 0] == 0
    assert bars.sum() == pytest.approx(PALM_PX / 2, abs=2)  # half of it, above and below
    shrink = PALM_PX / 400
    wrist_px = (np.array([200, 100]) + (30, 50)) * 2
    assert palm.region.x_px == pytest.approx(wrist_px[0])
    up_px = (0.5 + 0.5) * SIZE / shrink * 2  # the box's middle, then half a box to the fingers
    assert palm.region.y_px == pytest.approx(wrist_px[1] - up_px)
