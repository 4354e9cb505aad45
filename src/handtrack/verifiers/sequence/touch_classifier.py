"""How likely the thumb is on each finger, told from all four gaps at once.

The nearest fingertip alone misleads: trackers take the one bent finger for its neighbour, so that a
touch of the middle finger shows the ring finger's tip nearest, and the middle one's not far away,
as it never is when the ring finger is touched. A line a finger through the logarithms of the four
gaps, put through a softmax against "on none", knows such patterns. In logarithms a tip that is much
nearer than the others tells most, as real hands, which bend their other fingers along, need it.
The 20 numbers are in `touch_weights.toml`, written by `validation/touch/train.py`;
`docs/accuracy/touch.md` says how well they read hands they never saw.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from handtrack.files import packaged_toml
from handtrack.landmarks.hand import FINGERS, Finger, Floats

WEIGHTS = "touch_weights.toml"
FAR = 1.5
"""A gap of so many times the open hand's tells no more than this."""
LEAST = 0.1
"""Added to every gap, in the same unit: a tip that touches is seen so far away now and then."""


def closeness(share: Floats) -> Floats:
    """What the lines go through, shape of `share`: smaller is nearer."""
    result: Floats = np.log(np.minimum(share, FAR) + LEAST)
    return result


def likely_on(share: Floats, asked: Sequence[Finger] = FINGERS) -> Floats:
    """How likely the thumb is on each finger.

    Parameters
    ----------
    share : ndarray, shape (..., 4)
        Thumb-to-fingertip gaps over those of the person's open hand, in the order of `FINGERS`.
    asked : sequence of Finger
        The fingers that can be touched. Any other, a finger that is missing or splinted, is taken
        to be as far away as on the open hand wherever its tip was seen: a tracker invents it.

    Returns
    -------
    ndarray, shape (..., 4)
        From 0 to 1; what is missing to 1 in sum is how likely it is on none. NaN where any gap is;
        0 for a finger that is not asked.
    """
    weights = learned()
    others = fingers_not_asked(tuple(asked))
    if others is not None:
        share = np.where(others & ~np.isnan(share), 1.0, share)
    near = closeness(share)[..., None]
    # `@` rounds by the number of rows.
    lines = np.add.reduce(near * weights[:-1], -2) + weights[-1]
    if others is not None:
        lines = np.where(others & ~np.isnan(lines), -np.inf, lines)
    odds = np.exp(lines)  # never too large: what the lines go through is bounded
    # Of a single frame the sum is a number, and divides faster than an array of one.
    result: Floats = (odds.T / (np.add.reduce(odds, -1) + 1.0).T).T
    return result


@cache
def fingers_not_asked(asked: tuple[Finger, ...]) -> NDArray[np.bool_] | None:
    """Which of the four fingers are not among these, shape (4,); None where all are."""
    others = np.array([finger not in asked for finger in FINGERS])
    return others if others.any() else None


@cache
def learned() -> Floats:
    """Give the weights, shape (5, 4): a column for each finger touched.

    A row for each finger's gap and one for the rest.
    """
    table = packaged_toml(f"verifiers/sequence/{WEIGHTS}")
    rows = [table["gap"][finger] for finger in FINGERS]
    weights = np.array([*rows, table["rest"]], dtype=float)
    weights.setflags(write=False)
    return weights
