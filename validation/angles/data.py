"""Tracked frames with known joints, as the shards of `clips.py` hold them.

Left hands are mirrored here, so that everything after speaks of right ones.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.geometry import palm_frame
from handtrack.landmarks.hand import FINGERS, PALM, Floats, Hand, Side
from handtrack.landmarks.pose.learned_pose import (
    AXIS_DEG,
    JOINTS,
    THUMB_JOINTS,
)
from handtrack.landmarks.pose.pose_features import (
    NormalisedHand,
    normalise_hand,
    rotate_in_image_plane,
)
from handtrack.measurements import MEASUREMENTS

FRAME_PX = (448, 336)
TEXTS = ("kind", "model", "skin", "light", "background")


@dataclass(frozen=True, slots=True)
class AngleFrames:
    """Frames in which the tracker saw the hand and had settled; N of them.

    Attributes
    ----------
    hand : Hand
        As tracked, right hands all.
    joints_m : ndarray, shape (N, 21, 3)
        The true joints in the camera's axes.
    clip : ndarray of int, shape (N,)
        One number a clip: one person.
    peak : ndarray of int, shape (N,)
        Which pose is held: even at rest, odd at a peak, -1 between.
    kind, model, skin, light, background : ndarray of str, shape (N,)
    """

    hand: Hand
    joints_m: Floats
    clip: NDArray[np.int64]
    peak: NDArray[np.int64]
    kind: NDArray[np.str_]
    model: NDArray[np.str_]
    skin: NDArray[np.str_]
    light: NDArray[np.str_]
    background: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.clip)

    def cut(self, places: NDArray[np.intp]) -> AngleFrames:
        """Some of the frames."""
        rest = {f.name: getattr(self, f.name)[places] for f in fields(self) if f.name != "hand"}
        return AngleFrames(hand=self.hand.at(places), **rest)


def read_frames(folder: Path, family: str, model: str = "*") -> AngleFrames:
    """Read the shards of a family, with hands of one model or of all.

    Parameters
    ----------
    folder : Path
    family : str
    model : str
        A pattern of file names.
    """
    paths = sorted(folder.glob(f"{family}-{model}-*.npz"))
    if not paths:
        raise SystemExit(f"{folder} holds no {family} shards of {model}; make them with clips.py.")
    columns: dict[str, list[NDArray[np.generic]]] = {}
    for path in paths:
        with np.load(path) as data:
            for name in data.files:
                columns.setdefault(name, []).append(data[name])
    table = {name: np.concatenate(parts) for name, parts in columns.items()}
    used = np.isfinite(table["image_px"][:, 0, 0]) & ~table["settling"]
    table = {name: values[used] for name, values in table.items()}
    mirror = np.where(table["left"][:, None, None], [-1.0, 1.0, 1.0], 1.0)
    points = {name: table[name] * mirror for name in ("image_px", "world_m", "joints_m")}
    hand = Hand(
        time_s=np.arange(len(mirror)) / 30,
        image_px=points["image_px"],
        world_m=points["world_m"],
        settling=np.zeros(len(mirror), bool),
        side=Side.RIGHT,
        frame_size_px=FRAME_PX,
    )
    texts = {name: table[name].astype(str) for name in TEXTS}
    _, person = np.unique(
        np.char.add(texts["model"], table["clip"].astype(str)), return_inverse=True
    )
    return AngleFrames(
        hand,
        points["joints_m"],
        person.astype(np.int64),
        table["peak"].astype(np.int64),
        **texts,
    )


def toward_camera(joints_m: Floats) -> Floats:
    """Turn joints (N, 21, 3) so that the line of sight to the palm is the camera's axis.

    A hand at the edge of the picture is seen from another side than the camera's axis tells; how it
    is seen is what landmarks show.
    """
    middle = joints_m[:, PALM].mean(axis=1)
    sight = middle / np.linalg.norm(middle, axis=-1, keepdims=True)
    axis = np.cross(sight, [0.0, 0.0, 1.0])
    skew = np.zeros((len(sight), 3, 3))
    for i, j, k in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        skew[:, k, j], skew[:, j, k] = axis[:, i], -axis[:, i]
    way = np.eye(3) + skew + skew @ skew / (1 + sight[:, 2])[:, None, None]
    turned_to: Floats = joints_m @ np.swapaxes(way, 1, 2)
    return turned_to


def true_bends(joints_m: Floats) -> Floats:
    """What `LearnedPose.flexions.deg` should be, shape (N, 4, 3)."""
    each = [
        MEASUREMENTS[name].function(joints_m, Side.RIGHT, finger)
        for finger in FINGERS
        for name in JOINTS
    ]
    bends: Floats = np.stack(each, axis=-1).reshape(len(joints_m), len(FINGERS), len(JOINTS))
    return bends


def true_thumb(joints_m: Floats) -> Floats:
    """What `LearnedPose.thumb.deg` should be, shape (N, 3)."""
    each = [MEASUREMENTS[name].function(joints_m, Side.RIGHT) for name in THUMB_JOINTS]
    angles: Floats = np.stack(each, axis=-1)
    return angles


def true_axes(joints_m: Floats, seen: NormalisedHand) -> Floats:
    """What the palm's network should answer, shape (N, 6)."""
    palm = palm_frame(toward_camera(joints_m), Side.RIGHT)
    axes = np.stack([palm.distal.T, palm.ulnar.T])
    turned = rotate_in_image_plane(axes, seen.turn)
    result: Floats = AXIS_DEG * turned.reshape(-1, turned.shape[-1]).T
    return result


def normalised_hands(frames: AngleFrames) -> NormalisedHand:
    """The frames as the networks see them."""
    return normalise_hand(frames.hand)
