"""Hands that move, rendered and tracked: what corrected angles are learned from and judged on.

    python validation/angle_clips.py FOLDER --family train --shards 84
    python validation/angle_clips.py FOLDER --family test --shards 28

Each shard holds short clips: one person's hand in one light before one camera, which does an
exercise or goes through poses at random. What is kept is what the tracker says, frame by frame,
and the true joints. A shard that exists is not made again, so the work may be cut short and
continued, or shared by two processes; a shard is the same whoever makes it.

Skins, lights and backgrounds in `UNSEEN` never occur in the train family.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from hand.camera import Camera, middle_of, place
from hand.contact import collides
from hand.gl import Canvas
from hand.look import LIGHTS, Look, random_look
from hand.parts import SkinPart
from hand.picture import dressed, over
from hand.pose import FIST, FLAT_FIST, HOOK, LIMITS, OPEN, TABLE_TOP, Pose, blend, full, random_pose
from hand.sensor import Exposer, Picture
from hand.shapes import Family, Shape, random_shape, shaped
from numpy.typing import NDArray

from handtrack.landmarks.hand import FINGERS, Finger, Floats, Side
from handtrack.sources.video import Frame
from handtrack.tracking.mediapipe_hands import MediaPipeTracker
from handtrack.tracking.model_file import find_model

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
    "fist": 0.19,
    "flat_fist": 0.06,
    "hook": 0.10,
    "table_top": 0.07,
    "fingers": 0.12,
    "spread": 0.07,
    "thumb": 0.06,
    "oppose": 0.04,
    "flexion": 0.11,
    "deviation": 0.06,
    "rotation": 0.08,
    "any": 0.04,
}
"""What a clip shows, and how often. Twice in a clip, from rest to a peak and back, except `any`:
poses at random."""

_STREAM = {Family.TRAIN: 201, Family.TEST: 202}
_FIRST_HOLD, _MOVE, _HOLD = 12, 9, 3
_TRIES = 60


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


def random_scene(family: Family, seed: int) -> Scene:
    """Draw a clip; the same family and seed give the same."""
    random = np.random.default_rng([_STREAM[family], seed])
    kind = str(random.choice(list(KINDS), p=list(KINDS.values())))
    shape = random_shape(family, seed)
    keys = _keys(random, kind, shape)
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


def _keys(random: np.random.Generator, kind: str, shape: Shape) -> list[Pose]:
    """Give the poses a clip goes through: rest, peak, rest, peak, rest."""
    if kind == "any":
        return [_possible(lambda: random_pose(random), shape) for _ in range(5)]
    own = _own_open_hand(random, kind)
    peaks = [_possible(lambda: _peak(random, kind, own), shape) for _ in range(2)]
    rest = [_shaken(random, own, 1.5) for _ in range(3)]
    if kind in ("flexion", "deviation"):
        rest = [{**r, **_other_end(random, kind)} for r in rest]
    return [rest[0], peaks[0], rest[1], peaks[1], rest[2]]


def _own_open_hand(random: np.random.Generator, kind: str) -> Pose:
    """How this person holds an open hand; some do not get it straight."""
    stiff = random.random() < 0.3
    own: dict[str, float | Floats] = dict(full(OPEN))
    for finger in FINGERS:
        own[f"{finger}_mcp"] = random.normal(2, 8)
        own[f"{finger}_pip"] = abs(random.normal(0, 18 if stiff else 6))
        own[f"{finger}_dip"] = abs(random.normal(0, 8 if stiff else 4))
        # Fingers close to each other at the rest of a spread.
        own[f"{finger}_abd"] = full(OPEN)[f"{finger}_abd"] * (
            random.uniform(-0.3, 0.3) if kind == "spread" else random.uniform(0.2, 1.3)
        )
    own["thumb_radial"] = random.uniform(15, 50)
    own["thumb_palmar"] = random.uniform(8, 40)
    own["thumb_opposition"] = random.normal(0, 8)
    own["thumb_mcp"] = random.normal(12, 8)
    own["thumb_ip"] = random.normal(5, 8)
    own["wrist_flexion"] = random.normal(0, 10)
    own["wrist_deviation"] = random.normal(3, 6)
    return own


def _peak(random: np.random.Generator, kind: str, own: Pose) -> Pose:
    """How far this person gets, this time: rarely all the way."""
    amount = random.uniform(0.35, 1.0)
    if kind in _BENDS:
        chosen = [*FINGERS] if kind != "fingers" else _some_fingers(random)
        target = _BENDS[kind] if kind != "fingers" else list(_BENDS.values())[random.integers(4)]
        pose = blend(own, {**own, **_only(target, chosen)}, amount)
        for finger in chosen:
            # Each joint has its own limit; a stiff finger stays behind.
            behind = random.uniform(0.3, 0.9) if random.random() < 0.15 else 1.0
            for joint in ("mcp", "pip", "dip"):
                name = f"{finger}_{joint}"
                pose[name] = pose[name] * behind * random.uniform(0.8, 1.05)
            pose[f"{finger}_abd"] = pose[f"{finger}_abd"] * (1 - 0.7 * amount)
        if kind in ("fist", "flat_fist") and random.random() < 0.7:
            pose |= {n: v for n, v in blend(own, FIST, amount).items() if n.startswith("thumb")}
        return _shaken(random, pose, 5.0)
    return _shaken(random, {**own, **_MOVES[kind](random, own)}, 3.0)


_BENDS: Mapping[str, Pose] = {
    "fist": FIST,
    "flat_fist": FLAT_FIST,
    "hook": HOOK,
    "table_top": TABLE_TOP,
    "fingers": FIST,
}


def _some_fingers(random: np.random.Generator) -> list[Finger]:
    count = int(random.integers(1, 4))
    return [FINGERS[i] for i in random.choice(4, count, replace=False)]


def _only(pose: Pose, fingers: list[Finger]) -> Pose:
    return {n: v for n, v in pose.items() if n.partition("_")[0] in {str(f) for f in fingers}}


def _spread(random: np.random.Generator, own: Pose) -> Pose:
    wide = random.uniform(0.3, 1.2)
    far = {"index": 19.0, "middle": 3.0, "ring": 13.0, "little": 27.0}
    return {f"{f}_abd": wide * far[f] for f in FINGERS} | {"thumb_radial": random.uniform(25, 58)}


def _thumb(random: np.random.Generator, own: Pose) -> Pose:
    return {
        "thumb_radial": random.uniform(-18, 55),
        "thumb_palmar": random.uniform(5, 55),
        "thumb_opposition": random.uniform(-5, 45),
        "thumb_mcp": random.uniform(0, 58),
        "thumb_ip": random.uniform(-5, 78),
    }


def _oppose(random: np.random.Generator, own: Pose) -> Pose:
    i = int(random.integers(4))
    return {
        "thumb_radial": random.uniform(-12, 20) - 4 * i,
        "thumb_palmar": random.uniform(38, 58),
        "thumb_opposition": random.uniform(15, 55),
        "thumb_mcp": random.uniform(5, 35),
        "thumb_ip": random.uniform(0, 50),
        f"{FINGERS[i]}_mcp": random.uniform(25, 60),
        f"{FINGERS[i]}_pip": random.uniform(20, 60),
        f"{FINGERS[i]}_dip": random.uniform(5, 35),
    }


def _other_end(random: np.random.Generator, kind: str) -> Pose:
    """Where a movement of the wrist begins: now and then at neutral."""
    if kind == "deviation":
        return {"wrist_deviation": random.uniform(-20, 5)}
    return {"wrist_flexion": random.uniform(-65, 5)}


_MOVES: Mapping[str, Callable[[np.random.Generator, Pose], Pose]] = {
    "spread": _spread,
    "thumb": _thumb,
    "oppose": _oppose,
    "flexion": lambda random, own: {"wrist_flexion": random.uniform(20, 74)},
    "deviation": lambda random, own: {"wrist_deviation": random.uniform(10, 34)},
    "rotation": lambda random, own: {"forearm_rotation": random.uniform(40, 170)},
}


def _shaken(random: np.random.Generator, pose: Pose, sd_deg: float) -> dict[str, float | Floats]:
    """The same pose as nobody does it twice, within what a hand can."""
    return {
        name: float(np.clip(v + random.normal(0, sd_deg), *LIMITS[name])) if name in LIMITS else v
        for name, v in pose.items()
    }


def _possible(draw: Callable[[], Pose], shape: Shape) -> Pose:
    """Draw until the hand does not run into itself; then take the last."""
    pose = draw()
    for _ in range(_TRIES):
        if not collides(shaped(shape).pose(pose).joints, shape):
            break
        pose = draw()
    return full(pose)


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
    family: Family, number: int, canvas: Canvas, tracker: MediaPipeTracker
) -> dict[str, Any]:
    """Draw and track the clips of one shard: arrays over frames."""
    rows: dict[str, list[object]] = {name: [] for name in _COLUMNS}
    for clip in range(CLIPS):
        seed = number * CLIPS + clip
        scene = random_scene(family, seed)
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
    "skin",
    "light",
    "background",
)


def main() -> None:
    """Make shards from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--family", type=Family, choices=list(Family), default=Family.TRAIN)
    parser.add_argument("--shards", type=int, default=84)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--step", type=int, default=1)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    canvas = Canvas(SIZE_PX, samples=0)
    tracker = MediaPipeTracker(find_model(None).path)
    for number in range(arguments.first, arguments.shards, arguments.step):
        path = arguments.folder / f"{arguments.family}-{number:03d}.npz"
        if path.exists():
            continue
        shard = make_shard(arguments.family, number, canvas, tracker)
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            np.savez_compressed(file, **shard)
        os.replace(part, path)
        print(path.name, f"{np.isfinite(shard['image_px'][:, 0, 0]).mean():.2f} seen", flush=True)


if __name__ == "__main__":
    main()
