"""Performances of hands that do an exercise as people do, where the exercise leaves them free.

An exercise file says what moves and what is kept as it is; of the rest people do as they like. A
wrist bends with the hand open, half closed or in a fist; a thumb closes with the fist or stays out
of it; a neighbour bends along with the finger that is asked for. The hand is seen from any side
round its length, and sways, tilts and comes nearer meanwhile, more in one person than in another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from handtrack.definitions.exercise import Exercise
from handtrack.landmarks.hand import FINGERS, Finger, Floats, Landmark
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.views import View
from handtrack.recognition.prototypes import FREELY
from synthetic_hand.camera import CAMERAS
from synthetic_hand.performances.exercise_poses import kept_pose, moved, peak_pose, rest_pose
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Besides
from synthetic_hand.pose import FIST, OPEN, Angles
from validation.recognition.performances import NONE, Take, disturbed, recorded, style_of
from validation.render.clips.negatives import negative
from validation.render.model.anthropometry import Family

SIDES_DEG = (0, 40, 90, 140, 180, 220, 320)
"""How far the hand is turned about its length: palm to the lens 0, back of it 180. Of 270, the edge
of the little finger, trackers make nothing that could be compared."""
IDLE_KINDS = ("still", "free", "waving")
SWAY_L, SWAY_FACTOR = 0.12, 2.0
"""Half the way of the hand across the picture, in hand lengths: usual, and by what factor one
standard deviation of people and rooms differs."""
TILT_DEG = 6.0
"""Half the way of each of the hand's turns meanwhile, the standard deviation."""

Draw = Callable[[np.random.Generator], Besides]


def takes_freely(exercise: Exercise, count: int, seed: int) -> Iterator[Take]:
    """Perform one exercise `count` times in each way that it leaves free, from each side.

    Only what is counted by a movement is recognisable from anywhere.
    """
    if exercise.verifier not in ("cycle", "sequence"):
        return
    random = np.random.default_rng([seed, 11, sum(map(ord, exercise.id))])
    for finger in exercise.choice.fingers if exercise.choice else (None,):
        done = exercise.with_finger(finger) if finger else exercise
        for way, besides in ways(done).items():
            for side_deg in SIDES_DEG:
                camera = replace(CAMERAS[View.PALM], rotation_deg=float(side_deg))
                for _ in range(count):
                    style = replace(style_of(done, View.PALM, random), view=camera)
                    recording = swayed(perform(done, style, besides(random)), random)
                    kind = f"{FREELY} {way} {side_deg} {finger}"
                    yield Take(exercise.id, kind, disturbed(recording, random))


def idle_freely(count: int, seed: int, family: Family) -> Iterator[Take]:
    """Hands that do no exercise, from each side."""
    random = np.random.default_rng([seed, 13])
    for kind in IDLE_KINDS:
        for side_deg in SIDES_DEG:
            for _ in range(count):
                clip = negative(family, kind, kind, int(random.integers(1_000_000)))
                recording = swayed(turned(recorded(clip), side_deg), random)
                yield Take(NONE, f"{FREELY} {kind} {side_deg}", disturbed(recording, random))


def ways(exercise: Exercise) -> dict[str, Draw]:
    """What the joints do that an exercise leaves free, by name."""
    found: dict[str, Draw] = {"open": lambda random: Besides()}
    if exercise.verifier != "cycle":
        return found
    moving = moved(exercise)
    taken = moving | set(kept_pose(exercise))
    free = {joint: angle for joint, angle in FIST.items() if joint not in taken}
    thumb = {joint: angle for joint, angle in free.items() if joint.startswith("thumb")}
    bends = [f for f in FINGERS if f"{f}_pip" in moving]
    if any(j.endswith("_pip") for j in free) and not any(j.endswith("_abd") for j in moving):
        found["fist"] = lambda random: Besides.always(_bent(free, random.uniform(0.8, 1.0)))
        found["curled"] = lambda random: Besides.always(_bent(free, random.uniform(0.25, 0.5)))
    if thumb and len(bends) > 1:
        found["thumb in"] = lambda random: Besides.always(_bent(thumb, random.uniform(0.7, 1.1)))
        found["thumb along"] = lambda random: _at_peak(_bent(thumb, random.uniform(0.7, 1.1)))
    if len(bends) == 1:
        found["neighbours along"] = lambda random: _along(exercise, bends[0], taken, random)
        if any(joint.startswith("thumb") for joint in moving):
            found["thumb leads"] = lambda random: _thumb_leads(exercise, bends[0], random)
    return found


def _bent(joints: Angles, share: float) -> Angles:
    """Part of the way from the open hand."""
    return {joint: OPEN[joint] + share * (angle - OPEN[joint]) for joint, angle in joints.items()}


def _at_peak(pose: Angles) -> Besides:
    return Besides({}, pose, pose)


def _along(
    exercise: Exercise, finger: Finger, taken: set[str], random: np.random.Generator
) -> Besides:
    """The other fingers go a part of the way of the one that is asked for."""
    share = {other: float(random.uniform(0.2, 0.6)) for other in FINGERS if other != finger}
    poses = []
    for pose in (rest_pose(exercise), peak_pose(exercise)):
        each = {
            f"{other}_{joint}": part * pose[f"{finger}_{joint}"]
            for other, part in share.items()
            for joint in ("mcp", "pip", "dip")
        }
        poses.append({joint: angle for joint, angle in each.items() if joint not in taken})
    return Besides(poses[0], poses[1], poses[1])


def _thumb_leads(exercise: Exercise, finger: Finger, random: np.random.Generator) -> Besides:
    """The finger that the thumb goes to hardly moves."""
    share = float(random.uniform(0.1, 0.5))
    rest, peak = rest_pose(exercise), peak_pose(exercise)
    joints = [f"{finger}_{joint}" for joint in ("mcp", "pip", "dip")]
    return _at_peak({n: rest[n] + share * (peak[n] - rest[n]) for n in joints if n in peak})


def turned(recording: Recording, side_deg: float) -> Recording:
    """The same hand turned about the vertical through its wrist."""
    return _turned(recording, np.full(len(recording), np.radians(side_deg)), axis=1)


def swayed(recording: Recording, random: np.random.Generator) -> Recording:
    """The same hand, that goes about the picture, tilts and comes nearer meanwhile."""
    for axis in range(3):
        half = np.radians(random.normal(0.0, TILT_DEG))
        recording = _turned(recording, half * _wander(recording.time_s, random), axis)
    points = recording.image_px
    length = points[:, :, Landmark.MIDDLE_MCP] - points[:, :, Landmark.WRIST]
    length_px = np.nanmedian(np.sqrt((length**2).sum(axis=-1)))
    shift = np.zeros((len(recording), 1, 1, 3))
    for axis in range(2):
        half_L = SWAY_L * SWAY_FACTOR ** random.normal()  # noqa: N806  L is the unit
        shift[:, 0, 0, axis] = half_L * length_px * _wander(recording.time_s, random)
    return replace(recording, image_px=(points + shift).astype(np.float32))


def _wander(time_s: Floats, random: np.random.Generator) -> Floats:
    """A slow way to and fro, between about -1 and 1."""
    tempo_hz, phase = random.uniform(0.05, 0.4, 2), random.uniform(0.0, 2 * np.pi, 2)
    result: Floats = np.sin(2 * np.pi * tempo_hz * time_s[:, None] + phase).mean(axis=1) * 1.3
    return result


def _turned(recording: Recording, angles: Floats, axis: int) -> Recording:
    """Turned about the wrist by one angle a frame, about one axis of the camera."""
    i, j = (axis + 1) % 3, (axis + 2) % 3
    turns = np.tile(np.eye(3), (len(angles), 1, 1))
    turns[:, i, i] = turns[:, j, j] = np.cos(angles)
    turns[:, i, j], turns[:, j, i] = -np.sin(angles), np.sin(angles)
    points = []
    for kept in (recording.image_px, recording.world_m):
        wrist = kept[:, :, Landmark.WRIST : Landmark.WRIST + 1]
        turned = np.einsum("nij,nslj->nsli", turns, kept - wrist)
        points.append((wrist + turned).astype(np.float32))
    return replace(recording, image_px=points[0], world_m=points[1])
