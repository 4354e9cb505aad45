"""What is true of a clip, written beside it: `NAME.json` and `NAME.npz`.

The truth is worked out from the poses alone and needs no drawing. Angles are those the project's
measurements read off the true joints; what the joints were set to is there as well (`cmd`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from handtrack.landmarks.geometry import ForearmLine, arctan2_deg, palm_frame, unit
from handtrack.landmarks.hand import Finger, Floats, Landmark, Side
from handtrack.measurements import MEASUREMENTS
from handtrack.measurements.measurement import Measurement, Space
from validation.render.acts.motion import PARTIAL_BELOW, Repetition, Status
from validation.render.clips.clip import ClipSpec, Performer
from validation.render.model.anthropometry import Shape, bone_lengths_mm
from validation.render.model.mesh import Model

LICENCE = "MIT (WebXR Input Profiles generic hand, Copyright (c) 2019 Amazon)"


def write_truth(clip: ClipSpec, path: Path) -> None:
    """Write both files; `path` is that of either."""
    path.with_suffix(".json").write_text(json.dumps(about(clip), indent=1) + "\n", "utf-8")
    np.savez_compressed(path.with_suffix(".npz"), **arrays(clip))


def about(clip: ClipSpec) -> dict[str, Any]:
    """Give what one number a clip can say."""
    camera = clip.camera
    told: dict[str, Any] = {
        "exercise": clip.exercise,
        "placement": clip.placement,
        "turned_deg": clip.turned_deg,
        "fps": clip.fps,
        "frames": len(clip.times_s),
        "width": camera.size_px[0],
        "height": camera.size_px[1],
        "fx": camera.focal_px,
        "cx": camera.centre_px[0],
        "cy": camera.centre_px[1],
        "distortion": camera.distortion,
        "light": clip.look.light,
        "background": clip.look.background,
        "seed": clip.look.seed,
        "sensor": asdict(clip.look.sensor),
        "quality": clip.quality,
        "landmarks": [landmark.name for landmark in Landmark],
        "things": [thing.name for thing in clip.things],
        "others": [_whose(performer) for performer in clip.performers[1:]],
        "licence": LICENCE,
    }
    if clip.performers:
        hand = clip.performers[0]
        told |= _whose(hand)
        told["reps"] = [_repetition(r, clip.fps) for r in hand.motion.repetitions]
        told["n_reps"] = len(told["reps"])
        told["n_valid"] = sum(r["valid"] for r in told["reps"])
    else:
        told |= {"side": None, "reps": [], "n_reps": 0, "n_valid": 0}
    return told


def _whose(hand: Performer) -> dict[str, Any]:
    """Whose hand and how it stands to the lens."""
    view = asdict(hand.camera)
    del view["size_px"], view["view_deg"], view["distortion"]
    return {
        "side": str(hand.side),
        "skin": hand.look.skin,
        "shape": _shape(hand.shape),
        "bones_mm": bone_lengths_mm(hand.shape),
        "distance_m": hand.camera.distance_m,
        "view": {**view, "dist": hand.camera.distance_m},
    }


def _shape(shape: Shape) -> dict[str, Any]:
    """Where a hand was drawn from; its model where that is not the usual one."""
    drawn = {"family": shape.family, "seed": shape.seed}
    return drawn if shape.model is Model.WEBXR else {**drawn, "model": str(shape.model)}


def _repetition(repetition: Repetition, fps: float) -> dict[str, Any]:
    """Times in frames, as floats; `amp` is the share of the whole movement."""
    return {
        "start": repetition.start_s * fps,
        "peak": repetition.peak_s * fps,
        "end": repetition.end_s * fps,
        "amp": repetition.amplitude,
        "partial": repetition.amplitude < PARTIAL_BELOW,
        "valid": repetition.status is Status.FULL,
        "status": str(repetition.status),
        "spoiled": None if repetition.spoiled is None else str(repetition.spoiled),
        "touches": [
            [str(touch.finger), touch.start_s * fps, touch.end_s * fps]
            for touch in repetition.touches
        ],
    }


def arrays(clip: ClipSpec) -> dict[str, Any]:
    """Give what has a value each frame.

    Keys: `joints3d` (n, 21, 3) metres in the camera's axes; `px` (n, 21, 2); `cmd` (n, k) with
    `cmd_keys`; `ang_MEASUREMENT` or `ang_MEASUREMENT_FINGER` (n,); of further hands
    `other1_joints3d` and `other1_px`; of things `thing_NAME` (n, 3, 3) and `thing_NAME_px`
    (n, 3, 2): first end, middle, second end of its long axis.
    """
    times_s = clip.times_s
    found: dict[str, Any] = {"time_s": times_s}
    for number, hand in enumerate(clip.performers):
        course, bones, placing = hand.at(times_s)
        joints = placing(bones.joints)
        prefix = f"other{number}_" if number else ""
        found[f"{prefix}joints3d"] = joints.astype(np.float32)
        found[f"{prefix}px"] = clip.camera.project(joints).astype(np.float32)
        if number == 0:
            found["cmd"] = np.stack(list(course.values()), axis=1).astype(np.float32)
            found["cmd_keys"] = np.array(list(course))
            line = _forearm(hand, joints, placing.turn @ _ALONG * placing.mirror)
            found |= {k: v.astype(np.float32) for k, v in angles(joints, hand.side, line)}
    for thing, course_of in zip(clip.things, clip.things_at(times_s), strict=True):
        low, high = thing.body.ends_m
        steps = np.array([low, (low + high) / 2, high])[:, None]
        points = np.array([w.middle + steps * w.axes[:, 1] for w in course_of])
        found[f"thing_{thing.name}"] = points.astype(np.float32)
        found[f"thing_{thing.name}_px"] = clip.camera.project(points).astype(np.float32)
    return found


_ALONG = np.array([0.0, 1.0, 0.0])


def angles(joints: Floats, side: Side, line: ForearmLine) -> Iterator[tuple[str, Floats]]:
    """Give every measurement of true joints (n, 21, 3) by its key.

    What is learned from the tracker's points has no meaning on true joints.
    """
    for name, measurement in MEASUREMENTS.items():
        if measurement.needs_object or measurement.space is Space.FITTED:
            continue
        for finger in measurement.fingers or (None,):
            key = f"ang_{name}" if finger is None else f"ang_{name}_{finger}"
            yield key, _read(measurement, joints, side, finger, line)


def _read(
    measurement: Measurement, joints: Floats, side: Side, finger: Finger | None, line: ForearmLine
) -> Floats:
    if measurement.name == "forearm_rotation":
        return rotation_by_normal(joints, side)
    asked: tuple[Any, ...] = () if finger is None else (finger,)
    if measurement.needs_forearm:
        asked = (line,)
    return np.asarray(measurement.function(joints, side, *asked))


def rotation_by_normal(points: Floats, side: Side) -> Floats:
    """Forearm rotation by the palm's normal, seen along the hand: exact on true joints."""
    palm = palm_frame(points, side)
    return arctan2_deg(np.abs(palm.ulnar[..., 2]), -palm.palmar[..., 2])


def _forearm(hand: Performer, joints: Floats, along: Floats) -> ForearmLine:
    """The true forearm's line on the screen in every frame, and which turns bend the wrist."""
    palm = palm_frame(joints, hand.side)
    direction = unit(along[..., :2])
    turns = []
    for axis in (palm.palmar, palm.ulnar):
        lean = direction[..., 0] * axis[..., 1] - direction[..., 1] * axis[..., 0]
        turns.append(float(np.sign(np.median(lean))))
    return ForearmLine(direction, *turns)
