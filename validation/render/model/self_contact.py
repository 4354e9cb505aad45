"""What touches what: whether a hand runs into itself."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from handtrack.landmarks.hand import Floats
from validation.render.model.anthropometry import Shape
from validation.render.model.skin_detail import limbs

OVERLAP = 0.7
"""Skin gives way: limbs whose axes are nearer than this share of their radii have collided."""


def collides(joints: Floats, shape: Shape) -> bool:
    """Whether bones of different digits, or a digit and the palm, are inside one another.

    Parameters
    ----------
    joints : ndarray, shape (21, 3)
    shape : Shape
    """
    starts, ends, radii = limbs(joints)
    first, second = _PAIRS
    gap = _distance(starts[first], ends[first], starts[second], ends[second])
    girth = shape.size * float(np.mean(shape.girth))
    return bool((gap < OVERLAP * girth * (radii[first] + radii[second])).any())


def _digits() -> list[int]:
    """Which digit each limb belongs to; -1 is the palm."""
    order = [0, 0, 0, 0, *[-1] * 4, *range(1, 5), *range(1, 5), *range(1, 5), -1]
    order[0] = -1  # wrist to the thumb's base
    return order


def _pairs() -> tuple[np.ndarray[tuple[int], np.dtype[np.intp]], ...]:
    """Limbs that may not meet: of two digits, or of a digit's outer bones and the palm."""
    digit = _digits()
    outer = set(range(12, 20)) | {2, 3}
    found = [
        (a, b)
        for a, b in combinations(range(len(digit)), 2)
        if digit[a] != digit[b] and ((digit[a] >= 0 and digit[b] >= 0) or a in outer or b in outer)
    ]
    first, second = zip(*found, strict=True)
    return np.array(first), np.array(second)


_PAIRS = _pairs()


def _distance(a: Floats, b: Floats, c: Floats, d: Floats) -> Floats:
    """Between the segments a-b and c-d, shapes (n, 3); Ericson, Real-Time Collision Detection."""
    u, v, w = b - a, d - c, a - c
    uu, uv, vv = np.vecdot(u, u), np.vecdot(u, v), np.vecdot(v, v)
    uw, vw = np.vecdot(u, w), np.vecdot(v, w)
    flat = np.maximum(uu * vv - uv * uv, 1e-15)
    s = np.clip((uv * vw - uw * vv) / flat, 0, 1)
    t = np.clip((uv * s + vw) / vv, 0, 1)
    s = np.clip((uv * t - uw) / uu, 0, 1)
    gap = w + s[:, None] * u - t[:, None] * v
    result: Floats = np.sqrt(np.vecdot(gap, gap))
    return result
