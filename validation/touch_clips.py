"""Thumbs that touch fingers, rendered and tracked: what reading touches is learned from.

    python validation/touch_clips.py FOLDER --first 200 --clips 260
    python validation/touch_clips.py FOLDER --clips 100 --gliding
    python validation/touch_clips.py FOLDER --family test --clips 24 --turned 0 22 50
    python validation/touch_clips.py FOLDER --family test --clips 24 --turned 0 22 50 --gliding

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
from hand.camera import Camera, middle_of, place
from hand.contact import collides
from hand.gl import Canvas
from hand.look import LIGHTS, Look, random_look
from hand.mesh import BONE
from hand.parts import SkinPart
from hand.picture import dressed, over
from hand.pose import FIST, OPEN, Pose, blend, full
from hand.rig import Rig, Skeleton
from hand.sensor import Exposer
from hand.shapes import Family, Shape, random_shape, shaped
from numpy.typing import NDArray
from scipy.optimize import least_squares

from handtrack.landmarks.hand import FINGERS, Finger, Floats, Landmark, Side
from handtrack.sources.video import Frame
from handtrack.tracking.mediapipe_hands import MediaPipeTracker
from handtrack.tracking.model_file import find_model

SIZE_PX = (320, 240)
VISITS = 5
NEAR = 0.3
"""How many of the visits only come near."""
NEAR_MM = (13.0, 32.0)
MISS_MM = 2.0
APART_MM = 20.0
_STREAM = {Family.TRAIN: 301, Family.TEST: 302}
_GLIDING_STREAM = {Family.TRAIN: 303, Family.TEST: 304}
GLIDES = 7
FISTS = 0.5
"""How many of the gliding hands make a fist in between."""
_TRIES = 20

# Natural value at the index, change from finger to finger, limits, stiffness, spread of people.
_FREE: Mapping[str, tuple[float, float, float, float, float, float]] = {
    "thumb_radial": (-2.0, -9.0, -45.0, 50.0, 0.03, 8.0),
    "thumb_palmar": (50.0, -3.0, 20.0, 72.0, 0.04, 7.0),
    "thumb_opposition": (15.0, 6.0, -20.0, 75.0, 0.03, 8.0),
    "thumb_mcp": (14.0, 6.0, -5.0, 55.0, 0.05, 8.0),
    "thumb_ip": (10.0, 5.0, -10.0, 65.0, 0.05, 12.0),
    "mcp": (42.0, 3.0, 5.0, 85.0, 0.05, 12.0),
    "pip": (40.0, 4.0, 5.0, 95.0, 0.05, 14.0),
    "dip": (22.0, 0.0, 0.0, 50.0, 0.06, 8.0),
    "abd": (2.0, 0.0, -12.0, 16.0, 0.08, 3.0),
}
_ALONG: Mapping[Finger, Mapping[Finger, float]] = {
    Finger.INDEX: {Finger.MIDDLE: 0.25, Finger.RING: 0.12, Finger.LITTLE: 0.08},
    Finger.MIDDLE: {Finger.INDEX: 0.12, Finger.RING: 0.40, Finger.LITTLE: 0.22},
    Finger.RING: {Finger.INDEX: 0.08, Finger.MIDDLE: 0.35, Finger.LITTLE: 0.50},
    Finger.LITTLE: {Finger.INDEX: 0.05, Finger.MIDDLE: 0.20, Finger.RING: 0.55},
}
"""How much of a finger's bend the others follow at most; after the enslavement of fingers, which
is strongest for the ring and little finger (Zatsiorsky, 2000)."""


@dataclass(frozen=True, slots=True)
class Pad:
    """The place of a fingertip that touches: the bone it moves with, the point and its normal."""

    bone: int
    point: Floats
    normal: Floats

    def at(self, bones: Skeleton) -> tuple[Floats, Floats]:
        """Point and normal in a pose."""
        turn = bones.turns[..., self.bone, :, :]
        return turn @ self.point + bones.shifts[..., self.bone, :], turn @ self.normal


def pad(hand: Rig, digit: str, share: float = 0.78) -> Pad:
    """Find the pad's skin on the resting hand, `share` of the end bone's length out."""
    mesh, bone = hand.mesh, BONE[f"{digit}_2"]
    joint = Landmark.THUMB_IP if digit == "thumb" else Finger(digit).dip
    lateral, along, palmar = hand.rest[f"{digit}_2"].T
    length = float(np.linalg.norm(mesh.joints[joint + 1] - mesh.joints[joint]))
    own = mesh.vertices[mesh.weights.argmax(axis=1) == bone] - mesh.joints[joint]
    out = own @ along / length
    near = (np.abs(out - share) < 0.22) & (np.abs(own @ lateral) < 0.004)
    depth = float((own[near] @ palmar).max())
    return Pad(bone, mesh.joints[joint] + share * length * along + depth * palmar, palmar)


@dataclass(frozen=True, slots=True)
class Person:
    """One hand and its ways."""

    shape: Shape
    rest: Pose
    lean: Mapping[Finger, Floats]  # what is natural to this person, one value each of _FREE
    along: float  # how much the other fingers follow, 0 to 1
    back: float  # how far the hand opens between two fingers
    thumb: Pad
    pads: Mapping[Finger, Pad]
    face: float  # how squarely the pads face each other


def random_person(
    random: np.random.Generator, family: Family, seed: int, along: float = 1.1
) -> Person:
    """Draw one, whose other fingers follow up to so much."""
    shape = random_shape(family, seed)
    hand = shaped(shape)
    natural = np.array([v[0] for v in _FREE.values()])
    step = np.array([v[1] for v in _FREE.values()])
    spread = np.array([v[5] for v in _FREE.values()])
    mine = random.normal(0, 1, len(natural))
    lean = {
        f: natural + i * step + spread * (mine + 0.6 * random.normal(0, 1, len(natural)))
        for i, f in enumerate(FINGERS)
    }
    return Person(
        shape,
        _open_hand(random),
        lean,
        along=float(random.uniform(0, along)),
        back=float(random.uniform(0.5, 1.0)),
        thumb=pad(hand, "thumb", float(random.uniform(0.65, 0.95))),
        pads={f: pad(hand, f, float(random.uniform(0.65, 0.95))) for f in FINGERS},
        face=float(random.uniform(0.2, 0.9)),
    )


def _open_hand(random: np.random.Generator) -> Pose:
    stiff = random.random() < 0.3
    own: dict[str, float | Floats] = dict(full(OPEN))
    for finger in FINGERS:
        own[f"{finger}_mcp"] = random.normal(7, 7)
        own[f"{finger}_pip"] = abs(random.normal(8, 18 if stiff else 8))
        own[f"{finger}_dip"] = abs(random.normal(4, 6))
        own[f"{finger}_abd"] = full(OPEN)[f"{finger}_abd"] * random.uniform(0.2, 1.3)
    own["thumb_radial"] = random.uniform(15, 50)
    own["thumb_palmar"] = random.uniform(8, 40)
    own["thumb_mcp"] = abs(random.normal(10, 7))
    own["thumb_ip"] = abs(random.normal(5, 7))
    return own


def touching(person: Person, finger: Finger) -> tuple[Pose, float]:
    """Give the pose that brings the pads together, and by how many mm they still miss."""
    hand = shaped(person.shape)
    names = [n if n.startswith("thumb") else f"{finger}_{n}" for n in _FREE]
    low, high, stiff = (np.array([v[i] for v in _FREE.values()]) for i in (2, 3, 4))
    natural = np.clip(person.lean[finger], low + 0.1, high - 0.1)

    def pose(values: Floats) -> Pose:
        return _followed(person, finger, dict(zip(names, values, strict=True)))

    def misses(values: Floats) -> Floats:
        bones = hand.pose(pose(values))
        (a, out_a), (b, out_b) = person.thumb.at(bones), person.pads[finger].at(bones)
        facing = person.face * (out_a + out_b)
        return np.concatenate([(a - b) / 0.001, facing, stiff * (values - natural)])

    best = least_squares(misses, natural, bounds=(low, high), max_nfev=40)
    return pose(best.x), float(np.linalg.norm(misses(best.x)[:3]))


def _followed(person: Person, finger: Finger, bent: Pose) -> Pose:
    """Let the other fingers follow."""
    pose = {**person.rest, **bent}
    for other, share in _ALONG[finger].items():
        for joint in ("mcp", "pip", "dip"):
            way = np.maximum(pose[f"{finger}_{joint}"] - person.rest[f"{finger}_{joint}"], 0.0)
            pose[f"{other}_{joint}"] = person.rest[f"{other}_{joint}"] + person.along * share * way
    return pose


def gaps_mm(person: Person, pose: Pose) -> Floats:
    """How far the thumb's pad is from each finger's, shape (..., 4)."""
    bones = shaped(person.shape).pose(pose)
    thumb = person.thumb.at(bones)[0]
    away = [thumb - person.pads[f].at(bones)[0] for f in FINGERS]
    result: Floats = 1000 * np.linalg.norm(np.stack(away, axis=-2), axis=-1)
    return result


def near(person: Person, finger: Finger, touch: Pose, gap_mm: float) -> Pose:
    """Stop on the way to a touch."""
    i, low, high = FINGERS.index(finger), 0.0, 1.0
    for _ in range(24):
        middle = (low + high) / 2
        short = gaps_mm(person, blend(touch, person.rest, middle))[i] < gap_mm
        low, high = (middle, high) if short else (low, middle)
    return blend(touch, person.rest, high)


@dataclass(frozen=True, slots=True)
class Clip:
    """One clip before it is drawn.

    Attributes
    ----------
    pose : mapping
        Every angle, frame by frame.
    visit, finger : ndarray of int, shape (N,)
        Number of the visit and the finger, on the frames at the finger; -1 elsewhere.
    """

    person: Person
    pose: Pose
    visit: NDArray[np.int64]
    finger: NDArray[np.int64]
    camera: Camera
    look: Look
    side: Side


def random_clip(
    family: Family, seed: int, turned_deg: float | None = None, gliding: bool = False
) -> Clip:
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
    clip = Clip(
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


def _possible(person: Person, finger: Finger, touch: Pose, miss_mm: float) -> bool:
    """Whether the pads meet, no other finger is in the way, and the hand stays out of itself."""
    others = np.delete(gaps_mm(person, touch), FINGERS.index(finger))
    on_the_way = shaped(person.shape).pose(blend(touch, person.rest, 0.2)).joints
    apart = not collides(on_the_way, person.shape)
    return bool(miss_mm < MISS_MM and others.min() > APART_MM and apart)


Key = tuple[int, Pose, int, int]
"""Within so many frames to this pose; the number of the visit and the finger, or -1."""
Course = tuple[Pose, NDArray[np.int64], NDArray[np.int64]]


def _gliding_course(
    random: np.random.Generator, person: Person, touches: Mapping[Finger, Pose]
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


def _course(random: np.random.Generator, person: Person, touches: Mapping[Finger, Pose]) -> Course:
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


def make(clip: Clip, canvas: Canvas, tracker: MediaPipeTracker) -> dict[str, NDArray[np.generic]]:
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
    tracker = MediaPipeTracker(find_model(None).path)
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
