"""Model `data/hand.npz` from the WebXR generic hand; needed once, and to see how it was made.

    npm pack @webxr-input-profiles/assets && tar xf webxr-input-profiles-assets-*.tgz
    python -m validation.render.model.import_webxr package/dist/profiles/generic-hand/right.glb

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
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import FINGERS, LANDMARKS, Finger, Floats, Landmark
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

_TYPES = {5121: np.uint8, 5123: np.uint16, 5125: np.uint32, 5126: np.float32}
_COMPONENTS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}

_CAP_M = 0.004
"""What is cut off the wrist's closed end."""

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


def convert(path: Path, target: Path) -> None:
    """Read the model and write the array file."""
    model = _merged(_read(path))
    joints = _joints(model)
    axes = canonical(joints)
    joints = (joints - model.at["wrist"]) @ axes.T
    vertices: Floats = (model.vertices - model.at["wrist"]) @ axes.T
    weights: Floats = np.zeros((len(vertices), len(BONES)))
    for i, node in enumerate(model.nodes):
        weights[:, BONE[_bone(node)]] += model.weights[:, i]
    set_tips(joints, vertices, weights)
    vertices, faces, weights = with_forearm(
        vertices, model.faces, weights, cut_m=vertices[:, 1].min() + _CAP_M
    )
    hinges = _hinges(model, axes, joints)
    save(target, vertices, faces, weights, joints, hinges)


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


def _joints(model: _Model) -> Floats:
    """Joint centres, where the file has them."""
    joints = np.zeros((LANDMARKS, 3))
    parts = ("metacarpal", "phalanx-proximal", "phalanx-distal", "tip")
    for i, part in enumerate(parts):
        joints[Landmark.THUMB_CMC + i] = model.at[f"thumb-{part}"]
    for finger in FINGERS:
        for part, i in _JOINT_NAMES.items():
            joints[finger.mcp + i] = model.at[_node(finger, part)]
    joints[Landmark.WRIST] = model.at["wrist"]
    return joints


def _hinges(model: _Model, axes: Floats, joints: Floats) -> Floats:
    """Give each digit's axis, and move its joints into the plane square to it."""
    found = []
    for digit, first in starts():
        axis = (
            _thumb_axis(model, axes)
            if digit == "thumb"
            else _finger_axis(model, axes, joints, Finger(digit))
        )
        found.append(hinged(joints, first, axis))
    return np.array(found)


def _thumb_axis(model: _Model, axes: Floats) -> Floats:
    """Mean of the model's own axes; its x points the other way."""
    names = ("thumb-metacarpal", "thumb-phalanx-proximal", "thumb-phalanx-distal")
    return unit(-sum(axes @ model.right[name] for name in names))


def _finger_axis(model: _Model, axes: Floats, joints: Floats, finger: Finger) -> Floats:
    """Half the model's own axis, half the line of the neighbouring knuckles."""
    across = {
        Finger.INDEX: (Finger.INDEX, Finger.MIDDLE),
        Finger.MIDDLE: (Finger.INDEX, Finger.RING),
        Finger.RING: (Finger.MIDDLE, Finger.LITTLE),
        Finger.LITTLE: (Finger.RING, Finger.LITTLE),
    }
    a, b = across[finger]
    knuckles = unit(joints[a.mcp] - joints[b.mcp])
    own = -axes @ model.right[_node(finger, "phalanx-proximal")]
    return unit(knuckles + own)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Make the hand's array file from the WebXR model.")
    parser.add_argument("model", type=Path)
    parser.add_argument("--out", type=Path, default=DATAS[Model.WEBXR])
    arguments = parser.parse_args()
    convert(arguments.model, arguments.out)
