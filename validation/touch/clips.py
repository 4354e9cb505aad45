"""Thumbs that touch fingers, rendered and tracked: what reading touches is learned from.

    python -m validation.touch.clips FOLDER --first 200 --clips 260
    python -m validation.touch.clips FOLDER --clips 100 --gliding
    python -m validation.touch.clips FOLDER --family test --clips 24 --turned 0 22 50
    python -m validation.touch.clips FOLDER --family test --clips 24 --turned 0 22 50 --gliding

A clip is one person's hand in one light before one camera, which goes from finger to finger and
opens in between; now and then the thumb only comes near. A hand that is *gliding* goes to the next
finger without opening, its other fingers bend along up to twice as much, and between the touches
comes a fist. People differ in how far the thumb goes to meet the finger, how much the other fingers
bend along, where the pads meet, and how far the hand opens. What is kept is what the tracker says,
frame by frame, and how far the pads really are apart.

A clip that exists is not made again, so the work may be cut short and continued, or shared by two
processes; a clip is the same whoever makes it.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import FINGERS, Finger, Floats, Side
from handtrack.sources.video import Frame
from handtrack.tracking.open_tracker import open_tracker
from handtrack.tracking.tracker import Tracker
from validation.render.clips.picture import dressed, over
from validation.render.model.anthropometry import Family, shaped
from validation.render.model.pose import FIST, Pose, blend, full
from validation.render.model.self_contact import collides
from validation.render.scene.appearance import LIGHTS, Look, random_look
from validation.render.scene.camera import Camera, middle_of, place
from validation.render.scene.drawables import SkinPart
from validation.render.scene.gl import Canvas
from validation.render.scene.sensor import Exposer
from validation.touch.hands import (
    APART_MM,
    MISS_MM,
    TouchingHand,
    gaps_mm,
    near,
    random_person,
    touching,
)

SIZE_PX = (320, 240)
VISITS = 5
NEAR = 0.3
"""How many of the visits only come near."""
NEAR_MM = (13.0, 32.0)
_STREAM = {Family.TRAIN: 301, Family.TEST: 302}
_GLIDING_STREAM = {Family.TRAIN: 303, Family.TEST: 304}
GLIDES = 7
FISTS = 0.5
"""How many of the gliding hands make a fist in between."""
_TRIES = 20


@dataclass(frozen=True, slots=True)
class TouchClip:
    """One clip before it is drawn.

    Attributes
    ----------
    pose : mapping
        Every angle, frame by frame.
    visit, finger : ndarray of int, shape (N,)
        Number of the visit and the finger, on the frames at the finger; -1 elsewhere.
    """

    person: TouchingHand
    pose: Pose
    visit: NDArray[np.int64]
    finger: NDArray[np.int64]
    camera: Camera
    look: Look
    side: Side


def random_clip(
    family: Family, seed: int, turned_deg: float | None = None, gliding: bool = False
) -> TouchClip:
    """Draw a clip; the same family and seed give the same, but for how far the hand is turned."""
    random = np.random.default_rng([(_GLIDING_STREAM if gliding else _STREAM)[family], seed])
    for _ in range(_TRIES):
        person = random_person(random, family, seed, along=2.2 if gliding else 1.1)
        touches = {f: touching(person, f) for f in FINGERS}
        if all(_possible(person, f, p, miss) for f, (p, miss) in touches.items()):
            break
    else:
        raise RuntimeError(f"no way in {_TRIES} to touch all fingers, {family} {seed}")
    course = _gliding_course if gliding else _course
    pose, visit, finger = course(random, person, {f: p for f, (p, _) in touches.items()})
    clip = TouchClip(
        person,
        {**pose, **_sway(random, len(visit))},
        visit,
        finger,
        camera=_camera(random),
        look=random_look(random),
        side=Side.RIGHT if random.random() < 0.5 else Side.LEFT,
    )
    if turned_deg is None:
        return clip
    return replace(clip, camera=replace(clip.camera, rotation_deg=turned_deg))


def _possible(person: TouchingHand, finger: Finger, touch: Pose, miss_mm: float) -> bool:
    """Whether the pads meet, no other finger is in the way, and the hand stays out of itself."""
    others = np.delete(gaps_mm(person, touch), FINGERS.index(finger))
    on_the_way = shaped(person.shape).pose(blend(touch, person.rest, 0.2)).joints
    apart = not collides(on_the_way, person.shape)
    return bool(miss_mm < MISS_MM and others.min() > APART_MM and apart)


Key = tuple[int, Pose, int, int]
"""Within so many frames to this pose; the number of the visit and the finger, or -1."""
Course = tuple[Pose, NDArray[np.int64], NDArray[np.int64]]


def _gliding_course(
    random: np.random.Generator, person: TouchingHand, touches: Mapping[Finger, Pose]
) -> Course:
    """Go up and down the fingers, the thumb never far from them."""
    keys: list[Key] = [(6, person.rest, -1, -1)]
    number, way = int(random.integers(0, 4)), 1
    fist_at = int(random.integers(1, GLIDES)) if random.random() < FISTS else -1
    for visit in range(GLIDES):
        pose = {n: v + random.normal(0, 0.8) for n, v in touches[FINGERS[number]].items()}
        if visit == fist_at:
            fist = {n: v + random.normal(0, 6) for n, v in FIST.items()}
            keys += [(3, full(fist), -1, -1), (1, full(fist), -1, -1)]
        keys.append((int(random.integers(2, 5)), pose, -1, -1))
        keys.append((2, pose, visit, number))
        way = -way if not 0 <= number + way < len(FINGERS) else way
        number += way
    return _followed_keys(person.rest, [*keys, (4, person.rest, -1, -1), (4, person.rest, -1, -1)])


def _course(
    random: np.random.Generator, person: TouchingHand, touches: Mapping[Finger, Pose]
) -> Course:
    order = [FINGERS[i] for i in random.permutation(4)]
    order += [FINGERS[i] for i in random.integers(0, 4, VISITS - 4)]
    keys: list[Key] = [(6, person.rest, -1, -1)]
    for number, finger in enumerate(order):
        pose = touches[finger]
        if random.random() < NEAR:
            pose = near(person, finger, pose, float(random.uniform(*NEAR_MM)))
        shaken = {n: v + random.normal(0, 0.8) for n, v in pose.items()}
        keys.append((int(random.integers(2, 4)), shaken, -1, -1))
        keys.append((2, shaken, number, FINGERS.index(finger)))
        keys.append((2, blend(shaken, person.rest, person.back), -1, -1))
    keys.append((2, person.rest, -1, -1))
    return _followed_keys(person.rest, keys)


def _followed_keys(before: Pose, keys: Sequence[Key]) -> Course:
    """Every frame on the way from pose to pose."""
    frames: list[Pose] = []
    visit: list[int] = []
    at: list[int] = []
    for count, pose, number, finger_number in keys:
        t = (np.arange(count) + 1) / count
        frames += [blend(before, pose, float(s)) for s in t**3 * (10 - 15 * t + 6 * t**2)]
        visit += [number] * count
        at += [finger_number] * count
        before = pose
    course: dict[str, float | Floats] = {n: np.array([p[n] for p in frames]) for n in before}
    return course, np.array(visit), np.array(at)


def _sway(random: np.random.Generator, frames: int) -> dict[str, float | Floats]:
    t = np.arange(frames) / frames
    sway: dict[str, float | Floats] = {}
    for name, amount in (("arm_x", 0.008), ("arm_y", 0.008), ("arm_z", 0.01), ("arm_swing", 2.0)):
        a, b = random.normal(0, amount, 2)
        sway[name] = a * np.sin(2 * np.pi * t) + b * np.cos(3.4 * np.pi * t)
    return sway


def _rotation_deg(random: np.random.Generator) -> float:
    """Mostly where the exercise wants it, and where touches are misread most."""
    low, high = ((8.0, 40.0), (-45.0, 8.0), (40.0, 60.0))[random.choice(3, p=(0.55, 0.25, 0.2))]
    return float(random.uniform(low, high))


def _camera(random: np.random.Generator) -> Camera:
    """Draw a view of the palm or of its thumb side, now and then of the other one."""
    length_px = float(np.exp(random.uniform(np.log(45), np.log(90))))
    distance_m = float(random.uniform(0.3, 0.9))
    focal_px = length_px * distance_m / 0.09
    return Camera(
        rotation_deg=_rotation_deg(random),
        pitch_deg=float(random.normal(0, 13)),
        roll_deg=float(random.normal(0, 20) + random.choice([-90, 0, 90], p=(0.05, 0.9, 0.05))),
        distance_m=distance_m,
        shift=(float(random.uniform(-0.08, 0.08)), float(random.uniform(-0.08, 0.08))),
        view_deg=float(np.degrees(2 * np.arctan(SIZE_PX[0] / 2 / focal_px))),
        size_px=SIZE_PX,
    )


def make(clip: TouchClip, canvas: Canvas, tracker: Tracker) -> dict[str, NDArray[np.generic]]:
    """Draw and track a clip: arrays over its frames."""
    look, camera, hand = clip.look, clip.camera, shaped(clip.person.shape)
    exposer = Exposer(look.sensor, camera.size_px, look.seed)
    middle = middle_of(hand.pose(clip.pose).joints)
    tracker.reset()
    images, worlds, joints_m, settling, gaps = [], [], [], [], []
    for i in range(len(clip.visit)):
        pose = {name: float(np.asarray(v)[i]) for name, v in clip.pose.items()}
        bones = hand.pose(pose)
        placing = place(camera, clip.side, pose, middle)
        skin, joints = placing(hand.skin(bones)), placing(bones.joints)
        part = dressed(SkinPart(clip.person.shape, clip.side, skin, joints, look.shade), look)
        light = LIGHTS[look.light]
        picture = exposer.expose(
            over(canvas.draw([part], camera, light), camera, look, light), i / 30
        )
        found = tracker.track(Frame(i, i / 30, np.ascontiguousarray(picture), SIZE_PX))
        images.append(found.image_px[0])
        worlds.append(found.world_m[0])
        settling.append(bool(found.settling[0]))
        joints_m.append(joints.astype(np.float32))
        gaps.append(gaps_mm(clip.person, pose))
    return {
        "image_px": np.array(images),
        "world_m": np.array(worlds),
        "joints_m": np.array(joints_m),
        "settling": np.array(settling),
        "gap_mm": np.array(gaps, np.float32),
        "visit": clip.visit,
        "finger": clip.finger,
        "left": np.array(clip.side is Side.LEFT),
        "rotation_deg": np.array(camera.rotation_deg),
        "back": np.array(clip.person.back),
    }


def main() -> None:
    """Make clips from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--family", type=Family, choices=list(Family), default=Family.TRAIN)
    parser.add_argument("--clips", type=int, default=400)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--gliding", action="store_true")
    parser.add_argument("--turned", type=float, nargs="*", help="degrees; each clip once for each")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    canvas = Canvas(SIZE_PX, samples=0)
    tracker = open_tracker()
    turns = arguments.turned or [None]
    numbers = range(arguments.first, arguments.clips, arguments.step)
    for number, turned_deg in product(numbers, turns):
        end = "-gliding" if arguments.gliding else ""
        end += "" if turned_deg is None else f"-{turned_deg:g}"
        path = arguments.folder / f"{arguments.family}-{number:04d}{end}.npz"
        if path.exists():
            continue
        clip = random_clip(arguments.family, number, turned_deg, arguments.gliding)
        made = make(clip, canvas, tracker)
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            np.savez_compressed(file, allow_pickle=False, **made)
        os.replace(part, path)
        seen = np.isfinite(made["image_px"][:, 0, 0].astype(float)).mean()
        print(path.name, f"{seen:.2f} seen", flush=True)


if __name__ == "__main__":
    main()
