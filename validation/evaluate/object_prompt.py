"""How the object of a clip is made known: as a user points at it, here by the truth.

Exercises that handle something are scored with it made known, as `docs/using/objects.md` asks. The
place to point at is where it lies clear of the hand for the first time, beside it or in front of
it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.verifier_tables import Cycle
from handtrack.landmarks.geometry import distance
from handtrack.landmarks.hand import BONES, Floats, Landmark
from handtrack.landmarks.tracked_object import ObjectKind, PointPrompt
from validation.evaluate.clips import Clip

CLEAR_L, CLEAR_END_L = 0.3, 0.12
"""So many hand lengths from every bone the hand hides nothing of a piece, or of a pen's end."""
IN_FRONT_M = 0.008
"""So much nearer to the lens than a bone it is in front of the skin: half a finger."""
_ENDS = np.array(BONES)
INWARD = 0.15
"""A pen is pointed at so far from each end, in shares of half its length."""
EDGE_PX = 8.0
STAYS_S, STILL_PX = 0.3, 4.0
"""Whoever points waits until it has stayed so long within so little."""


def object_prompt(clip: Clip, exercise: Exercise) -> PointPrompt | None:
    """Where to point in a clip, and when.

    Returns
    -------
    Pointed or None
        None where the exercise is counted alike without its object, or counts something else
        with it; where the object never lies clear of the hand; and where pieces lie so near to each
        other that nobody can count them.
    """
    things, depths_m = things_of(clip)
    if exercise.object is None or exercise.followed is None or not len(things):
        return None
    if isinstance(exercise.followed.method, Cycle):
        return None  # what is then one repetition is several of those that the truth tells
    kind = exercise.object.kind
    if kind is ObjectKind.ROD:
        ends, middle = things[:1, :, [0, 2]], things[:1, :, 1:2]
        points = (ends + INWARD * (middle - ends))[0].swapaxes(0, 1)
        depth_m = depths_m[0][:, [0, 2]].T
        frames = np.flatnonzero(_clear(clip, points, depth_m, CLEAR_END_L).all(axis=0))
        chosen = np.arange(len(points))
    else:
        points = things[:, :, 1]
        clear = _clear(clip, points, depths_m[:, :, 1], CLEAR_L)
        frames = np.flatnonzero(clear.any(axis=0))
        if _heaped(clip, points, clear):
            return None
        chosen = np.flatnonzero(clear[:, frames[0]])[:1] if len(frames) else np.arange(0)
    if not len(frames):
        return None
    places = tuple((float(x), float(y)) for x, y in points[chosen, frames[0]])
    return PointPrompt(kind, places, float(frames[0] / clip.fps))


def things_of(clip: Clip) -> tuple[Floats, Floats]:
    """Both ends and the middle of each: pixels (things, N, 3, 2) and depths (things, N, 3)."""
    path = clip.video.with_suffix(".npz")
    if not path.exists():
        return np.empty((0, len(clip.px), 3, 2)), np.empty((0, len(clip.px), 3))
    with np.load(path, allow_pickle=False) as data:
        names = sorted(name for name in data if name.startswith("thing_") and name.endswith("_px"))
        px = np.array([data[name].astype(float) for name in names])
        return px, np.array(
            [data[name.removesuffix("_px")][..., 2].astype(float) for name in names]
        )


def _length_px(clip: Clip) -> Floats:
    return distance(clip.px[:, Landmark.WRIST], clip.px[:, Landmark.MIDDLE_MCP])


def _clear(
    clip: Clip,
    points: Floats,
    depth_m: Floats,
    clear_L: float,  # noqa: N803  L is the unit
) -> NDArray[np.bool_]:
    """Whether points (K, N, 2) are in the picture, at rest and in sight, shape (K, N)."""
    bones_px = np.concatenate([clip.px, clip.px[:, _ENDS].mean(axis=2)], axis=1)
    bones_m = np.concatenate([clip.joints_m, clip.joints_m[:, _ENDS].mean(axis=2)], axis=1)[..., 2]
    beside = distance(points[:, :, None], bones_px[None]) > clear_L * _length_px(clip)[:, None]
    before = depth_m[..., None] + IN_FRONT_M < bones_m
    off = (beside | before).all(axis=-1)
    inside = (points > EDGE_PX) & (points < np.array(clip.size_px) - EDGE_PX)
    later = np.roll(points, -round(STAYS_S * clip.fps), axis=1)
    stays = distance(points, later) < STILL_PX
    return np.asarray(off & inside.all(axis=-1) & stays)


def _heaped(clip: Clip, points: Floats, clear: NDArray[np.bool_]) -> bool:
    """Whether two pieces that are clear of the hand are ever seen as one."""
    gaps = distance(points[:, None], points[None])
    both = clear[:, None] & clear[None] & ~np.eye(len(points), dtype=bool)[..., None]
    return bool((np.where(both, gaps, np.inf) < CLEAR_L / 2 * _length_px(clip)).any())
