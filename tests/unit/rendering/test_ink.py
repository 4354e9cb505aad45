"""Text on a picture."""

from __future__ import annotations

import tracemalloc

import numpy as np

from handtrack.rendering.ink import REMEMBERED, WHITE, Pen


def test_texts_that_come_and_go_do_not_pile_up() -> None:
    """A counter's numbers, in letters as large as a live session has."""
    pen, image = Pen(), np.zeros((300, 700, 3), np.uint8)

    def kept_bytes(numbers: range) -> int:
        for number in numbers:
            pen.write(image, str(number), (10, 250), 170)
            pen.width(f"{number} s", 170)
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        filled = kept_bytes(range(1000, 1000 + REMEMBERED))
        later = kept_bytes(range(2000, 2000 + 2 * REMEMBERED))
    finally:
        tracemalloc.stop()
    assert later < 1.2 * filled
    assert filled < 15e6


def test_a_text_written_again_looks_the_same() -> None:
    pen = Pen()
    first, again = (np.full((60, 200, 3), 90, np.uint8) for _ in range(2))
    for image in (first, again):
        pen.write(image, "Ähre", (10, 45), 32)
    assert (first == again).all()
    assert (first == WHITE).all(axis=-1).any()
    assert (first == 0).all(axis=-1).any()
