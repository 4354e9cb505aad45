from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handtrack.tracking.search_window import NEARER, TILES, SearchWindow

SHARE = st.floats(0, 1)
PICTURE = np.arange(48 * 64 * 3, dtype=np.uint8).reshape(48, 64, 3)


def span(window: SearchWindow, place: float) -> tuple[float, float]:
    start = place * (1 - window.size)
    return start, start + window.size


def test_the_whole_picture_is_handed_on_as_it_is() -> None:
    cut, corner = SearchWindow().cut(PICTURE)
    assert cut is PICTURE
    assert corner == (0, 0)


@given(SHARE, SHARE, st.floats(0.3, 0.99))
def test_what_is_cut_out_stands_where_it_says(across: float, down: float, size: float) -> None:
    cut, (left, top) = SearchWindow(size, across, down).cut(PICTURE)
    height, width = cut.shape[:2]
    assert (height, width) == (round(48 * size), round(64 * size))
    assert np.array_equal(cut, PICTURE[top : top + height, left : left + width])
    assert cut.flags.c_contiguous


@given(st.floats(0.01, 0.5), SHARE, SHARE)
def test_a_hand_up_to_half_the_picture_lies_whole_in_a_part(
    size: float, across: float, down: float
) -> None:
    ends = [(place * (1 - size), place * (1 - size) + size) for place in (across, down)]
    assert any(
        all(
            low - 1e-9 <= start and end <= high + 1e-9
            for (low, high), (start, end) in zip(
                (span(part, part.across), span(part, part.down)), ends, strict=True
            )
        )
        for part in TILES
    )


@given(SHARE, SHARE)
def test_a_nearer_look_holds_its_place_and_stays_in_the_picture(across: float, down: float) -> None:
    near = SearchWindow.around(across, down)
    assert near.size == NEARER
    for place, at in ((near.across, across), (near.down, down)):
        low, high = span(near, place)
        assert -1e-9 <= low <= at + 1e-9
        assert at - 1e-9 <= high <= 1 + 1e-9
        if NEARER / 2 <= at <= 1 - NEARER / 2:
            assert (low + high) / 2 == pytest.approx(at)


def test_it_grows_to_the_whole_within_half_a_second_at_30_pictures() -> None:
    window, pictures = SearchWindow.around(0.1, 0.9), 0
    while window != SearchWindow():
        window, pictures = window.grown(), pictures + 1
    assert 10 < pictures <= 15
