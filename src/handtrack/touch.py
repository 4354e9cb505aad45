"""How likely the thumb is on each finger, told from all four gaps at once.

The nearest fingertip alone misleads: trackers take the one bent finger for its neighbour, so that a
touch of the middle finger shows the ring finger's tip nearest, and the middle one's not far away,
as it never is when the ring finger is touched. A line a finger through the four gaps, put through
a softmax against "on none", knows such patterns. It has 20 numbers, learned on rendered hands with
`validation/learn_touch.py`; `docs/touch.md` says how well it reads hands it never saw.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from handtrack.hand import FINGERS, Finger, Floats

FAR = 1.5
"""A gap of so many times the open hand's tells no more than this."""

WEIGHTS = (
    (-10.55, 8.87, 6.83, 7.01),
    (3.27, -9.10, 4.64, 3.04),
    (-1.04, -0.17, -10.49, 1.90),
    (-2.25, -0.46, 2.27, -7.45),
    (3.14, -3.94, -7.65, -8.92),
)
"""A row for each finger's gap and one for the rest, a column for each finger touched."""


def likely_on(share: Floats, asked: Sequence[Finger] = FINGERS) -> Floats:
    """How likely the thumb is on each finger.

    Parameters
    ----------
    share : ndarray, shape (..., 4)
        Thumb-to-fingertip gaps over those of the person's open hand, in the order of `FINGERS`.
    asked : sequence of Finger
        The fingers that can be touched.

    Returns
    -------
    ndarray, shape (..., 4)
        From 0 to 1; what is missing to 1 in sum is how likely it is on none. NaN where any gap is;
        0 for a finger that is not asked.
    """
    weights = np.array(WEIGHTS)
    near = np.minimum(share, FAR)[..., :, None]
    lines = (near * weights[:-1]).sum(axis=-2) + weights[-1]  # `@` rounds by the number of rows
    can = np.array([finger in asked for finger in FINGERS])
    lines = np.where(can | np.isnan(lines), lines, -np.inf)
    top = np.maximum(lines.max(axis=-1, keepdims=True), 0.0)
    odds = np.exp(lines - top)
    result: Floats = odds / (odds.sum(axis=-1, keepdims=True) + np.exp(-top))
    return result
