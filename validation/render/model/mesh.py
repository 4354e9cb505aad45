"""The skin at rest: vertices, faces and bone weights, smoothed and with normals.

The data files are made by `import_webxr.py` from the MIT-licensed WebXR generic hand, whose notice
lies beside them, and by `import_makehuman.py` from the MakeHuman base mesh (CC0). Axes of the rest
pose, of a right hand: x to the thumb's side, y from the wrist to the middle knuckle, z out of the
palm; metres, origin at the wrist.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from handtrack.landmarks.hand import FINGERS, Floats


class Model(StrEnum):
    """Whose model a hand is shaped from."""

    WEBXR = "webxr"
    MAKEHUMAN = "makehuman"


_FOLDER = Path(__file__).with_name("data")
DATAS = {Model.WEBXR: _FOLDER / "hand.npz", Model.MAKEHUMAN: _FOLDER / "makehuman.npz"}
DIGITS = ("thumb", *FINGERS)
BONES = ("forearm", "forearm_end", "palm", *(f"{digit}_{i}" for digit in DIGITS for i in range(3)))
"""Bones the skin hangs on; `forearm_end` is the wrist's end of the twisting forearm."""
BONE = {name: i for i, name in enumerate(BONES)}

Faces = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Mesh:
    """A skin with its skeleton, at rest.

    Attributes
    ----------
    vertices : ndarray, shape (n, 3)
    faces : ndarray of int, shape (m, 3)
        Counter-clockwise seen from outside.
    weights : ndarray, shape (n, 18)
        Share of each bone of `BONES` in each vertex; rows add up to 1.
    joints : ndarray, shape (21, 3)
        Joint centres and fingertips, in the order of `handtrack.landmarks.hand.Landmark`.
    axes : ndarray, shape (5, 3)
        Per digit of `DIGITS` the unit vector its joints turn about; right-handed turns flex. All
        bones of a digit stand square to it, so that each of its joints is a pure hinge.
    """

    vertices: Floats
    faces: Faces
    weights: Floats
    joints: Floats
    axes: Floats


@cache
def load(model: Model = Model.WEBXR) -> Mesh:
    """Read a plain hand."""
    with np.load(DATAS[model]) as data:
        weights = data["weights"].astype(float)
        return Mesh(
            vertices=data["vertices"].astype(float),
            faces=data["faces"].astype(np.int32),
            weights=weights / weights.sum(axis=1, keepdims=True),
            joints=data["joints"].astype(float),
            axes=data["axes"].astype(float),
        )


@dataclass(frozen=True, slots=True)
class Surface:
    """One level of Loop subdivision, and what adds up face normals at vertices.

    Attributes
    ----------
    refine : sparse matrix, shape (n', n)
        Smooth vertices from coarse ones.
    faces : ndarray of int, shape (m', 3)
    gather : sparse matrix, shape (n', m')
        Sums over the faces around a vertex.
    """

    refine: sparse.csr_matrix
    faces: Faces
    gather: sparse.csr_matrix

    def normals(self, vertices: Floats) -> Floats:
        """Unit normals of smooth vertices, shape (n', 3), out of the skin."""
        a, b, c = (vertices[self.faces[:, i]] for i in range(3))
        sums = self.gather @ np.cross(b - a, c - a)
        length = np.sqrt(np.vecdot(sums, sums))[:, None]
        result: Floats = sums / np.maximum(length, 1e-12)
        return result


def subdivide(faces: Faces, count: int) -> Surface:
    """Loop's scheme (1987) for a mesh of `count` vertices, with its rules for open borders."""
    edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    opposite = np.concatenate([faces[:, 2], faces[:, 0], faces[:, 1]])
    unique, inverse, uses = np.unique(edges, axis=0, return_inverse=True, return_counts=True)
    inverse, border = inverse.ravel(), uses != 2
    refine = sparse.vstack(
        [_moved(unique, border, count), _halved(unique, border, inverse, opposite, count)]
    )
    middle = count + inverse.reshape(3, -1).T
    corners = [np.c_[faces[:, i], middle[:, i], middle[:, i - 1]] for i in range(3)]
    smaller = np.concatenate([*corners, middle]).astype(np.int32)
    size = len(smaller)
    around = (np.ones(3 * size, np.float32), (smaller.T.ravel(), np.tile(np.arange(size), 3)))
    gather = sparse.csr_matrix(around, shape=(count + len(unique), size))
    return Surface(sparse.csr_matrix(refine).astype(np.float32), smaller, gather)


def _moved(edges: NDArray[np.int64], border: NDArray[np.bool_], count: int) -> sparse.csr_matrix:
    """Where the old vertices go."""
    neighbours = _symmetric(edges, count)
    degree = np.maximum(neighbours.sum(axis=1).A1, 1)
    beta = (5 / 8 - (3 / 8 + np.cos(2 * np.pi / degree) / 4) ** 2) / degree
    on_border = np.zeros(count, bool)
    on_border[edges[border]] = True
    inner = sparse.diags(np.where(on_border, 0.0, beta)) @ neighbours
    outer = sparse.diags(np.where(on_border, 1 / 8, 0.0)) @ _symmetric(edges[border], count)
    kept = np.where(on_border, 0.75, 1 - degree * beta)
    return sparse.csr_matrix(sparse.diags(kept) + inner + outer)


def _symmetric(edges: NDArray[np.int64], count: int) -> sparse.csr_matrix:
    rows, columns = np.concatenate([edges, edges[:, ::-1]]).T
    return sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(count, count))


def _halved(
    edges: NDArray[np.int64],
    border: NDArray[np.bool_],
    inverse: NDArray[np.int64],
    opposite: NDArray[np.int32],
    count: int,
) -> sparse.csr_matrix:
    """Where the new vertices on the edges come to stand."""
    number = np.arange(len(edges))
    share = np.where(border, 1 / 2, 3 / 8)
    inner = ~border[inverse]
    rows = np.concatenate([number, number, inverse[inner]])
    columns = np.concatenate([edges[:, 0], edges[:, 1], opposite[inner]])
    values = np.concatenate([share, share, np.full(int(inner.sum()), 1 / 8)])
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(edges), count))
