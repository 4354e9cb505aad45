"""What every model of a hand needs before it can be posed: an arm, and points under its fingertips.

A model's mesh ends at the wrist, closed or cut. Its edge there is grown into a forearm that always
leaves the picture; fingertips are set under the skin, and the joint centres of a digit are moved
into one plane, so that its joints are pure hinges.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from handtrack.landmarks.geometry import palm_axes
from handtrack.landmarks.hand import FINGERS, Floats, Landmark
from validation.render.model.mesh import BONE, BONES, DIGITS, Faces

_TIP_DEPTH_M = 0.004
"""How far a fingertip's landmark lies under the skin."""
_FOREARM_M, _RINGS, _WAIST_M = 0.34, 19, 0.15
_RUN_ON = 4.0
"""Beyond `_WAIST_M` the arm is stretched so far that it always leaves the picture."""


def starts() -> list[tuple[str, int]]:
    """Each digit and the landmark its chain begins with."""
    firsts = (Landmark.THUMB_CMC, *(finger.mcp for finger in FINGERS))
    return list(zip(DIGITS, firsts, strict=True))


def canonical(joints: Floats) -> Floats:
    """Rows: to the thumb's side, to the middle knuckle, out of the palm."""
    distal, ulnar = palm_axes(joints)
    return np.stack([-ulnar, distal, np.cross(-ulnar, distal)])


def set_tips(joints: Floats, vertices: Floats, weights: Floats) -> None:
    """Move each tip along its last bone to just under the skin."""
    owner = weights.argmax(axis=1)
    for digit, first in starts():
        start = joints[first + 2]
        along = unit(joints[first + 3] - start)
        reach = ((vertices[owner == BONE[f"{digit}_2"]] - start) @ along).max()
        joints[first + 3] = start + along * (reach - _TIP_DEPTH_M)


def hinged(joints: Floats, first: int, axis: Floats) -> Floats:
    """Square an axis to the chain of joints from `first` on, and move these into its plane."""
    points = joints[first : first + 4]
    line = np.linalg.svd(points[1:] - points[0])[2][0]
    axis = unit(axis - line * (axis @ line))
    joints[first : first + 4] = points - ((points - points[0]) @ axis)[:, None] * axis
    return axis


def with_forearm(
    vertices: Floats, faces: NDArray[np.int64], weights: Floats, cut_m: float
) -> tuple[Floats, Faces, Floats]:
    """Cut off what lies below `cut_m` along the arm and grow an arm from the hole."""
    cut = vertices[:, 1] < cut_m
    faces = faces[~cut[faces].any(axis=1)]
    loop = _border(faces)
    rim = vertices[loop]
    centre = rim.mean(axis=0)
    count, base = len(loop), len(vertices)
    rings = [_ring(rim - centre, centre, k / _RINGS) for k in range(1, _RINGS + 1)]
    indices = [np.array(loop), *(base + count * k + np.arange(count) for k in range(_RINGS))]
    sides = []
    for upper, lower in pairwise(indices):
        after_u, after_l = np.roll(upper, -1), np.roll(lower, -1)
        sides += [np.c_[upper, lower, after_u], np.c_[after_u, lower, after_l]]
    vertices = np.concatenate([vertices, *rings])
    weights = np.concatenate([weights, np.zeros((count * _RINGS, len(BONES)))])
    weights[base:, BONE["palm"]] = 1.0
    if not _outward(faces, loop):
        sides = [side[:, ::-1] for side in sides]
    grown = np.concatenate([faces, *sides]).astype(np.int32)
    vertices = _smoothed(vertices, grown, centre[1])
    _share_with_forearm(vertices, weights)
    far = vertices[:, 1] < -_WAIST_M
    vertices[far, 1] = -_WAIST_M + _RUN_ON * (vertices[far, 1] + _WAIST_M)
    return vertices, grown, weights


def _border(faces: NDArray[np.int64]) -> list[int]:
    """The open edge as a loop of vertices."""
    edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    unique, uses = np.unique(edges, axis=0, return_counts=True)
    beside: dict[int, list[int]] = {}
    for a, b in unique[uses == 1].tolist():
        beside.setdefault(a, []).append(b)
        beside.setdefault(b, []).append(a)
    loop = [min(beside)]
    while step := [v for v in beside[loop[-1]] if v not in loop]:
        loop.append(step[0])
    return loop


def _outward(faces: NDArray[np.int64], loop: list[int]) -> bool:
    """Whether new faces on the far side of the loop face outward as they are written."""
    a, b = loop[:2]
    following = {(int(f[i]), int(f[(i + 1) % 3])) for f in faces for i in range(3)}
    return (a, b) in following


def _ring(rim: Floats, centre: Floats, way: float) -> Floats:
    """The arm's outline `way` of the way to its end: from the wrist's own to an ellipse."""
    blend = float(np.clip(2.2 * way, 0, 1))
    blend = blend * blend * (3 - 2 * blend)
    angle = np.arctan2(rim[:, 2], rim[:, 0])
    wide, deep = np.abs(rim[:, 0]).max(), np.abs(rim[:, 2]).max()
    ellipse = np.stack(
        [0.98 * wide * np.cos(angle), 0 * angle, deep * (1 + 0.15 * way) * np.sin(angle)], axis=1
    )
    outline = (1 - blend) * rim * [1.0, 1 - blend, 1.0] + blend * ellipse
    grow = 1 + 0.55 * min(1.0, 1.35 * way) ** 1.5
    y = centre[1] - (_FOREARM_M + centre[1]) * way
    middle = np.array([centre[0] * (1 - 0.3 * way), y, centre[2] * (1 - 0.5 * way)])
    result: Floats = outline * [grow, 1.0, grow] + middle
    return result


def _smoothed(vertices: Floats, faces: Faces, seam: float) -> Floats:
    """Smooth the join, a few steps of each vertex towards its neighbours."""
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    edges = np.unique(np.sort(edges, axis=1), axis=0)
    rows, columns = np.concatenate([edges, edges[:, ::-1]]).T
    size = len(vertices)
    near = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(size, size))
    around = np.maximum(np.asarray(near.sum(axis=1)).ravel(), 1)  # none where the cap was cut off
    mean = sparse.diags(1 / around) @ near
    pull = 0.6 * np.exp(-(((vertices[:, 1] - seam + 0.004) / 0.016) ** 2))
    pull[vertices[:, 1] < -_FOREARM_M + 0.01] = 0
    for _ in range(12):
        vertices = vertices + pull[:, None] * (mean @ vertices - vertices)
    return vertices


def _share_with_forearm(vertices: Floats, weights: Floats) -> None:
    """Let the skin pass from the palm's bone to the forearm's over 30 mm, and twist along it."""
    y = vertices[:, 1]
    way = np.clip((0.008 - y) / 0.030, 0, 1)
    moved = weights[:, BONE["palm"]] * way * way * (3 - 2 * way)
    weights[:, BONE["palm"]] -= moved
    end = np.clip((y + _FOREARM_M) / (_FOREARM_M - 0.03), 0, 1)
    weights[:, BONE["forearm_end"]] += moved * end
    weights[:, BONE["forearm"]] += moved * (1 - end)


def save(
    target: Path, vertices: Floats, faces: Faces, weights: Floats, joints: Floats, axes: Floats
) -> None:
    """Write an array file as `mesh.load` reads it."""
    np.savez_compressed(
        target,
        vertices=vertices.astype(np.float32),
        faces=faces.astype(np.uint16),
        weights=weights.astype(np.float16),
        joints=joints.astype(np.float32),
        axes=axes.astype(np.float32),
    )


def unit(v: Any) -> Floats:
    """The vector at length 1."""
    result: Floats = np.asarray(v) / np.linalg.norm(v)
    return result
