"""Drawn movements, looped: of an exercise, or into a pose of an assessment.

Made from the synthetic hand, which performs it (`python -m validation.assets.demos` and
`…pose_demos`), and kept as packaged files. What is one's own has none until these are run.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from handtrack.landmarks.hand import Floats, Side

RATE_HZ = 15.0
"""Pictures a second of the kept drawings."""
FILE, POSE_FILE = "demonstrations.npz", "pose_demonstrations.npz"
SCALE = 1000
"""Coordinates are kept as thousandths of the square."""


def drawn_points(exercise: str, side: Side) -> Floats | None:
    """Load the points of a demonstration, as in a mirror: a right hand on the right.

    Parameters
    ----------
    exercise : str
        Its id.
    side : Side

    Returns
    -------
    ndarray, shape (N, 22, 3), or None
        At `RATE_HZ`: 21 landmarks in a square of side 1, and a point of the forearm, one hand
        length from the wrist, which may lie outside; depth away from the viewer. None without one.
    """
    return _mirrored(_tracks(FILE).get(exercise), side)


def drawn_pose(protocol: str, pose: str, side: Side) -> Floats | None:
    """Load the points of the movement into a pose, as `drawn_points` does.

    Parameters
    ----------
    protocol, pose : str
        Their ids.
    side : Side

    Returns
    -------
    ndarray, shape (N, 22, 3), or None
    """
    return _mirrored(_tracks(POSE_FILE).get(f"{protocol}.{pose}"), side)


def _mirrored(track: Floats | None, side: Side) -> Floats | None:
    if track is None:
        return None
    points: Floats = track / SCALE
    if side is Side.RIGHT:  # kept as the camera sees a right hand
        points = points * [-1.0, 1.0, 1.0] + [1.0, 0.0, 0.0]
    return points


def has_demonstration(exercise: str) -> bool:
    """Whether there is a demonstration of the exercise with this id."""
    return exercise in _tracks(FILE)


def has_pose_drawing(protocol: str, pose: str) -> bool:
    """Whether there is a drawing of a pose.

    Parameters
    ----------
    protocol, pose : str
        Their ids.
    """
    return f"{protocol}.{pose}" in _tracks(POSE_FILE)


@cache
def _tracks(file: str) -> dict[str, Floats]:
    path = Path(str(files("handtrack.live.browser.demonstrations") / file))
    with np.load(path) as data:
        return {name: data[name].astype(np.float64) for name in data.files}
