"""The work whose instructions are watched, and what each is compared with.

    python -m validation.benchmarks.watched_work

does it, part by part, and prints the names; `instructions.py` runs this program and counts. The
inputs are performances by the synthetic hand, the same ones always.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from functools import partial

import numpy as np

from handtrack.definitions.library import find
from handtrack.landmarks.hand import Side
from handtrack.scoring.score import score
from validation.benchmarks.engine import EXERCISES, moments, performed, repeated, stream
from validation.benchmarks.instructions import mark
from validation.benchmarks.pairs import Pair
from validation.benchmarks.yardsticks import arithmetic, steps_of_arithmetic

WHOLE_FRAMES, STREAMED_FRAMES = 2_000, 300


def watched_work() -> Iterator[Pair]:
    """Scoring without a video, against arithmetic on as many points."""
    for number in EXERCISES:
        exercise = find(number)
        short = performed(exercise)
        whole = repeated(short, WHOLE_FRAMES)
        yield Pair(
            f"exercise {number}, a whole recording",
            partial(score, whole, exercise),
            partial(arithmetic, whole.hand(0, Side.RIGHT).image_px),
        )
        scored = score(short, exercise)
        frames = moments(short, scored)[:STREAMED_FRAMES]
        yield Pair(
            f"exercise {number}, frame by frame",
            partial(stream, exercise, scored.result.calibration, frames),
            partial(steps_of_arithmetic, np.array([f.image_px for f in frames])),
        )


def main() -> None:
    """Do each piece and its yardstick, once to load what they need and once between marks."""
    gc.disable()
    for pair in watched_work():
        pair.ours()
        pair.yardstick()
        mark()
        pair.ours()
        mark()
        pair.yardstick()
        mark()
        print(pair.name, flush=True)


if __name__ == "__main__":
    main()
