"""Hands that move, rendered and tracked: what corrected angles are learned from and judged on.

    python -m validation.angles.clips FOLDER --family train --shards 84
    python -m validation.angles.clips FOLDER --family test --shards 28 --model makehuman

Each shard holds short clips: one person's hand in one light before one camera, which does an
exercise or goes through poses at random. What is kept is what the tracker says, frame by frame,
and the true joints. A shard that exists is not made again, so the work may be cut short and
continued, or shared by two processes; a shard is the same whoever makes it.

Skins, lights and backgrounds in `UNSEEN` never occur in the train family.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import Floats, Side
from handtrack.sources.video import Frame
from handtrack.tracking.open_tracker import open_tracker
from handtrack.tracking.tracker import Tracker
from validation.angles.poses import key_poses
from validation.render.clips.picture import dressed, over
from validation.render.model.anthropometry import Family, Shape, random_shape, shaped
from validation.render.model.mesh import Model
from validation.render.model.pose import (
    Pose,
    blend,
)
from validation.render.scene.appearance import LIGHTS, Look, random_look
from validation.render.scene.camera import Camera, middle_of, place
from validation.render.scene.drawables import SkinPart
from validation.render.scene.gl import Canvas
from validation.render.scene.sensor import Exposer, Picture

CLIPS = 6
FRAMES = 60
SIZE_PX = (448, 336)
HAND_M = 0.09
"""Wrist to middle knuckle of the plain hand."""
UNSEEN: Mapping[str, tuple[str, ...]] = {
    "skin": ("brown",),
    "light": ("lamp",),
    "background": ("desk",),
}
"""Never shown to what learns."""

KINDS: Mapping[str, float] = {
    "fist": 0.14,
    "flat_fist": 0.05,
    "hook": 0.10,
    "table_top": 0.06,
    "fingers": 0.11,
    "spread": 0.06,
    "thumb": 0.14,
    "oppose": 0.07,
    "flexion": 0.09,
    "deviation": 0.05,
    "rotation": 0.10,
    "any": 0.03,
}
"""What a clip shows, and how often. Twice in a clip, from rest to a peak and back, except `any`:
poses at random."""

_STREAM = {Family.TRAIN: 201, Family.TEST: 202}
_OF_MODEL = {Model.WEBXR: 0, Model.MAKEHUMAN: 10}
_FIRST_HOLD, _MOVE, _HOLD = 12, 9, 3


@dataclass(frozen=True, slots=True)
class Scene:
    """One clip before it is drawn: a pose for each frame, and everything that does not move.

    Attributes
    ----------
    peak : ndarray, shape (FRAMES,)
        Number of the pose that is held, even numbers resting and odd ones at a peak; -1 between.
    """

    kind: str
    pose: Pose
    peak: NDArray[np.int64]
    shape: Shape
    camera: Camera
    look: Look
    side: Side


def random_scene(
    family: Family, seed: int, model: Model = Model.WEBXR, kinds: Sequence[str] = tuple(KINDS)
) -> Scene:
    """Draw a clip of one of some kinds; the same arguments give the same.

    Parameters
    ----------
    family : Family
    seed : int
    model : Model
        Which plain hand is shaped.
    kinds : sequence of str
    """
    random = np.random.default_rng([_STREAM[family] + _OF_MODEL[model], seed])
    share = np.array([KINDS[kind] for kind in kinds])
    kind = str(random.choice(list(kinds), p=share / share.sum()))
    shape = random_shape(family, seed, model)
    keys = key_poses(random, kind, shape)
    share, peak = _course(len(keys) - 1)
    whole = np.minimum(share.astype(int), len(keys) - 2)
    poses = [blend(keys[k], keys[k + 1], s) for k, s in zip(whole, share - whole, strict=True)]
    pose: dict[str, float | Floats] = {n: np.array([p[n] for p in poses]) for n in poses[0]}
    pose |= _sway(random)
    return Scene(
        kind=kind,
        pose=pose,
        peak=peak,
        shape=shape,
        camera=_camera(random, kind),
        look=_look(random, family),
        side=Side.RIGHT if random.random() < 0.6 else Side.LEFT,
    )


def _course(steps: int) -> tuple[Floats, NDArray[np.int64]]:
    """How far the clip is, frame by frame, in key poses; and which of them is held."""
    share, peak = [0.0] * _FIRST_HOLD, [0] * _FIRST_HOLD
    for k in range(steps):
        t = (np.arange(_MOVE) + 1) / (_MOVE + 1)
        share += list(k + t**3 * (10 - 15 * t + 6 * t**2)) + [k + 1.0] * _HOLD
        peak += [-1] * _MOVE + [k + 1] * _HOLD
    return np.array(share), np.array(peak)


def _sway(random: np.random.Generator) -> dict[str, float | Floats]:
    """No arm is still: slow wandering by a centimetre and a few degrees."""
    t = np.arange(FRAMES) / FRAMES
    sway: dict[str, float | Floats] = {}
    for name, amount in (("arm_x", 0.008), ("arm_y", 0.008), ("arm_z", 0.01), ("arm_swing", 2.0)):
        a, b = random.normal(0, amount, 2)
        sway[name] = a * np.sin(2 * np.pi * t) + b * np.cos(3.4 * np.pi * t)
    return sway


_VIEWS = {
    "palm": 0.0,
    "thumb edge": 90.0,
    "back": 180.0,
    "little edge": 270.0,
}
_VIEW_SHARES = {
    "spread": (0.55, 0.05, 0.35, 0.05),
    "deviation": (0.45, 0.05, 0.45, 0.05),
    "rotation": (0.7, 0.3, 0.0, 0.0),
    "flexion": (0.05, 0.6, 0.05, 0.3),
    "thumb": (0.5, 0.25, 0.2, 0.05),
    "oppose": (0.6, 0.25, 0.1, 0.05),
}
_USUAL_SHARES = (0.25, 0.4, 0.15, 0.2)


def _camera(random: np.random.Generator, kind: str) -> Camera:
    """Draw a view near one of four, now and then any; a near or a far hand."""
    centre = random.choice(list(_VIEWS.values()), p=_VIEW_SHARES.get(kind, _USUAL_SHARES))
    any_view = kind == "any" or random.random() < 0.2
    across = random.random() < (0.6 if kind == "flexion" else 0.2)
    roll = random.choice([-90, 90]) + random.normal(0, 20) if across else random.normal(0, 30)
    distance = random.uniform(0.3, 1.0)
    length_px = np.exp(random.uniform(np.log(55), np.log(125)))
    focal = length_px * distance / HAND_M
    return Camera(
        rotation_deg=float(random.uniform(-90, 270) if any_view else centre + random.normal(0, 16)),
        pitch_deg=float(random.normal(0, 16)),
        roll_deg=float(random.uniform(-180, 180) if random.random() < 0.1 else roll),
        distance_m=float(distance),
        shift=(float(random.uniform(-0.08, 0.08)), float(random.uniform(-0.08, 0.08))),
        view_deg=float(np.degrees(2 * np.arctan(SIZE_PX[0] / 2 / focal))),
        size_px=SIZE_PX,
    )


def _look(random: np.random.Generator, family: Family) -> Look:
    while True:
        look = random_look(random)
        seen = all(getattr(look, name) not in values for name, values in UNSEEN.items())
        if seen or family is Family.TEST:
            return look


def pictures(scene: Scene, canvas: Canvas) -> Iterator[tuple[Picture, Floats]]:
    """Draw a clip, frame by frame, with its true joints (21, 3) in the camera's axes."""
    look, camera, hand = scene.look, scene.camera, shaped(scene.shape)
    exposer = Exposer(look.sensor, camera.size_px, look.seed)
    middle = middle_of(hand.pose(scene.pose).joints)
    for i in range(FRAMES):
        pose = {name: float(np.asarray(v)[i]) for name, v in scene.pose.items()}
        bones = hand.pose(pose)
        placing = place(camera, scene.side, pose, middle)
        skin, joints = placing(hand.skin(bones)), placing(bones.joints)
        part = dressed(SkinPart(scene.shape, scene.side, skin, joints, look.shade), look)
        light = LIGHTS[look.light]
        drawn = canvas.draw([part], camera, light)
        yield exposer.expose(over(drawn, camera, look, light), i / 30), joints


def make_shard(
    number: int, scene_of: Callable[[int], Scene], canvas: Canvas, tracker: Tracker
) -> dict[str, Any]:
    """Draw and track the clips of one shard: arrays over frames.

    Parameters
    ----------
    number : int
    scene_of : callable
        The clip of a seed.
    canvas : Canvas
    tracker : Tracker
    """
    rows: dict[str, list[object]] = {name: [] for name in _COLUMNS}
    for clip in range(CLIPS):
        seed = number * CLIPS + clip
        scene = scene_of(seed)
        tracker.reset()
        for i, (image, joints) in enumerate(pictures(scene, canvas)):
            found = tracker.track(Frame(i, i / 30, np.ascontiguousarray(image), SIZE_PX))
            values = (
                found.image_px[0],
                found.world_m[0],
                joints.astype(np.float32),
                bool(found.settling[0]),
                seed,
                int(scene.peak[i]),
                scene.side is Side.LEFT,
                scene.kind,
                str(scene.shape.model),
                scene.look.skin,
                scene.look.light,
                scene.look.background,
            )
            for name, value in zip(_COLUMNS, values, strict=True):
                rows[name].append(value)
    return {name: np.array(values) for name, values in rows.items()}


_COLUMNS = (
    "image_px",
    "world_m",
    "joints_m",
    "settling",
    "clip",
    "peak",
    "left",
    "kind",
    "model",
    "skin",
    "light",
    "background",
)


def main() -> None:
    """Make shards from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--family", type=Family, choices=list(Family), default=Family.TRAIN)
    parser.add_argument("--model", type=Model, choices=list(Model), default=Model.WEBXR)
    parser.add_argument("--shards", type=int, default=84)
    parser.add_argument("--kinds", nargs="+", choices=list(KINDS), default=list(KINDS))
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--step", type=int, default=1)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    canvas = Canvas(SIZE_PX, samples=0)
    tracker = open_tracker()
    scene_of = partial(random_scene, arguments.family, model=arguments.model, kinds=arguments.kinds)
    for number in range(arguments.first, arguments.shards, arguments.step):
        path = arguments.folder / f"{arguments.family}-{arguments.model}-{number:03d}.npz"
        if path.exists():
            continue
        shard = make_shard(number, scene_of, canvas, tracker)
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            np.savez_compressed(file, **shard)
        os.replace(part, path)
        print(path.name, f"{np.isfinite(shard['image_px'][:, 0, 0]).mean():.2f} seen", flush=True)


if __name__ == "__main__":
    main()
