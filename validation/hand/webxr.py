"""Make `data/hand.npz` from the WebXR generic hand; needed once, and to see how it was made.

    npm pack @webxr-input-profiles/assets && tar xf webxr-input-profiles-assets-*.tgz
    python -m validation.hand.webxr package/dist/profiles/generic-hand/right.glb

The model's nodes have no hierarchy and its mesh ends at the wrist. Here the seams of its texture
are merged, a forearm is grown from the wrist, fingertip points are set under the skin, and the
joint centres of each digit are moved into one plane (by 0.2 to 2.2 mm), so that its joints are pure
hinges.
"""

from __future__ import annotations

import argparse
import json
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from handtrack.hand import FINGERS, LANDMARKS, Finger, Floats, Landmark

from .mesh import BONE, BONES, DATA, DIGITS, Faces

_TYPES = {5121: np.uint8, 5123: np.uint16, 5125: np.uint32, 5126: np.float32}
_COMPONENTS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}

_TIP_DEPTH_M = 0.004
"""How far a fingertip's landmark lies under the skin."""
_CAP_M = 0.004
"""What is cut off the wrist's closed end."""
_FOREARM_M, _RINGS, _WAIST_M = 0.34, 19, 0.15
_RUN_ON = 4.0
"""Beyond `_WAIST_M` the arm is stretched so far that it always leaves the picture."""

_JOINT_NAMES = {
    "phalanx-proximal": 0,
    "phalanx-intermediate": 1,
    "phalanx-distal": 2,
    "tip": 3,
}


@dataclass(frozen=True, slots=True)
class _Model:
    """The file's mesh and nodes, in its own axes."""

    vertices: Floats
    faces: NDArray[np.int64]
    weights: Floats
    nodes: tuple[str, ...]
    at: dict[str, Floats]
    right: dict[str, Floats]


def convert(path: Path, target: Path = DATA) -> None:
    """Read the model and write the array file."""
    model = _merged(_read(path))
    axes = _canonical(model)
    vertices: Floats = (model.vertices - model.at["wrist"]) @ axes.T
    weights: Floats = np.zeros((len(vertices), len(BONES)))
    for i, node in enumerate(model.nodes):
        weights[:, BONE[_bone(node)]] += model.weights[:, i]
    joints = _joints(model, axes)
    _set_tips(joints, vertices, weights)
    vertices, faces, weights = _with_forearm(vertices, model.faces, weights)
    hinges = _hinges(model, axes, joints)
    np.savez_compressed(
        target,
        vertices=vertices.astype(np.float32),
        faces=faces.astype(np.uint16),
        weights=weights.astype(np.float16),
        joints=joints.astype(np.float32),
        axes=hinges.astype(np.float32),
    )


def _read(path: Path) -> _Model:
    """Parse a binary glTF file with one skinned mesh."""
    data = path.read_bytes()
    (size,) = struct.unpack_from("<I", data, 12)
    about = json.loads(data[20 : 20 + size])
    blob = data[28 + size :]

    def values(index: int) -> NDArray[Any]:
        entry = about["accessors"][index]
        view = about["bufferViews"][entry["bufferView"]]
        start = view.get("byteOffset", 0) + entry.get("byteOffset", 0)
        width = _COMPONENTS[entry["type"]]
        kind = _TYPES[entry["componentType"]]
        return np.frombuffer(blob, kind, entry["count"] * width, start).reshape(-1, width)

    shape = about["meshes"][0]["primitives"][0]
    names = tuple(about["nodes"][i]["name"] for i in about["skins"][0]["joints"])
    bones = values(shape["attributes"]["JOINTS_0"]).astype(int)
    shares = values(shape["attributes"]["WEIGHTS_0"]).astype(float)
    weights = np.zeros((len(bones), len(names)))
    for k in range(4):
        np.add.at(weights, (np.arange(len(bones)), bones[:, k]), shares[:, k])
    nodes = [n for n in about["nodes"] if n.get("name") in names]
    return _Model(
        vertices=values(shape["attributes"]["POSITION"]).astype(float),
        faces=values(shape["indices"]).reshape(-1, 3).astype(np.int64),
        weights=weights,
        nodes=names,
        at={n["name"]: np.array(n["translation"]) for n in nodes},
        right={n["name"]: _x_axis(n["rotation"]) for n in nodes},
    )


def _x_axis(quaternion: list[float]) -> Floats:
    x, y, z, w = quaternion
    return np.array([1 - 2 * (y * y + z * z), 2 * (x * y + z * w), 2 * (x * z - y * w)])


def _merged(model: _Model) -> _Model:
    """One vertex where the texture's seams made several."""
    rounded, inverse = np.unique(np.round(model.vertices, 6), axis=0, return_inverse=True)
    inverse = inverse.ravel()
    first = np.zeros(len(rounded), int)
    first[inverse] = np.arange(len(model.vertices))
    faces = inverse[model.faces]
    real = (faces != np.roll(faces, 1, axis=1)).all(axis=1)
    return _Model(
        model.vertices[first],
        faces[real],
        model.weights[first],
        model.nodes,
        model.at,
        model.right,
    )


def _node(finger: Finger, part: str) -> str:
    return f"{'pinky' if finger is Finger.LITTLE else finger}-finger-{part}"


def _canonical(model: _Model) -> Floats:
    """Rows: to the thumb's side, to the middle knuckle, out of the palm."""
    knuckle = {f: model.at[_node(f, "phalanx-proximal")] for f in FINGERS}
    distal = _unit(knuckle[Finger.MIDDLE] - model.at["wrist"])
    across = knuckle[Finger.INDEX] - knuckle[Finger.LITTLE]
    radial = _unit(across - distal * (across @ distal))
    return np.stack([radial, distal, np.cross(radial, distal)])


def _bone(node: str) -> str:
    """Which of our bones a node's weights belong to."""
    if node == "wrist" or (node.endswith("metacarpal") and not node.startswith("thumb")):
        return "palm"
    if node.startswith("thumb"):
        part = node.removeprefix("thumb-")
        order = {"metacarpal": 0, "phalanx-proximal": 1, "phalanx-distal": 2, "tip": 2}
        return f"thumb_{order[part]}"
    finger, part = node.split("-finger-")
    return f"{'little' if finger == 'pinky' else finger}_{min(_JOINT_NAMES[part], 2)}"


def _joints(model: _Model, axes: Floats) -> Floats:
    joints = np.zeros((LANDMARKS, 3))
    parts = ("metacarpal", "phalanx-proximal", "phalanx-distal", "tip")
    for i, part in enumerate(parts):
        joints[Landmark.THUMB_CMC + i] = model.at[f"thumb-{part}"]
    for finger in FINGERS:
        for part, i in _JOINT_NAMES.items():
            joints[finger.mcp + i] = model.at[_node(finger, part)]
    joints[Landmark.WRIST] = model.at["wrist"]
    moved: Floats = (joints - model.at["wrist"]) @ axes.T
    return moved


def _starts() -> list[tuple[str, int]]:
    """Each digit and the landmark its chain begins with."""
    firsts = (Landmark.THUMB_CMC, *(finger.mcp for finger in FINGERS))
    return list(zip(DIGITS, firsts, strict=True))


def _set_tips(joints: Floats, vertices: Floats, weights: Floats) -> None:
    """Move each tip along its last bone to just under the skin."""
    owner = weights.argmax(axis=1)
    for digit, first in _starts():
        start = joints[first + 2]
        along = _unit(joints[first + 3] - start)
        reach = ((vertices[owner == BONE[f"{digit}_2"]] - start) @ along).max()
        joints[first + 3] = start + along * (reach - _TIP_DEPTH_M)


def _hinges(model: _Model, axes: Floats, joints: Floats) -> Floats:
    """Give each digit's axis, and move its joints into the plane square to it."""
    found = []
    for digit, first in _starts():
        points = joints[first : first + 4]
        axis = (
            _thumb_axis(model, axes)
            if digit == "thumb"
            else _finger_axis(model, axes, joints, Finger(digit))
        )
        line = np.linalg.svd(points[1:] - points[0])[2][0]
        axis = _unit(axis - line * (axis @ line))
        joints[first : first + 4] = points - ((points - points[0]) @ axis)[:, None] * axis
        found.append(axis)
    return np.array(found)


def _thumb_axis(model: _Model, axes: Floats) -> Floats:
    """Mean of the model's own axes; its x points the other way."""
    names = ("thumb-metacarpal", "thumb-phalanx-proximal", "thumb-phalanx-distal")
    return _unit(-sum(axes @ model.right[name] for name in names))


def _finger_axis(model: _Model, axes: Floats, joints: Floats, finger: Finger) -> Floats:
    """Half the model's own axis, half the line of the neighbouring knuckles."""
    across = {
        Finger.INDEX: (Finger.INDEX, Finger.MIDDLE),
        Finger.MIDDLE: (Finger.INDEX, Finger.RING),
        Finger.RING: (Finger.MIDDLE, Finger.LITTLE),
        Finger.LITTLE: (Finger.RING, Finger.LITTLE),
    }
    a, b = across[finger]
    knuckles = _unit(joints[a.mcp] - joints[b.mcp])
    own = -axes @ model.right[_node(finger, "phalanx-proximal")]
    return _unit(knuckles + own)


def _with_forearm(
    vertices: Floats, faces: NDArray[np.int64], weights: Floats
) -> tuple[Floats, Faces, Floats]:
    """Cut the wrist's cap off and grow an arm from the hole."""
    cut = vertices[:, 1] < vertices[:, 1].min() + _CAP_M
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


def _unit(v: Any) -> Floats:
    result: Floats = np.asarray(v) / np.linalg.norm(v)
    return result


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Make the hand's array file from the WebXR model.")
    parser.add_argument("model", type=Path)
    parser.add_argument("--out", type=Path, default=DATA)
    arguments = parser.parse_args()
    convert(arguments.model, arguments.out)
