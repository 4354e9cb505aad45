"""The poses of a clip: what a person's hand does for each kind of movement."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from handtrack.landmarks.hand import FINGERS, Finger, Floats
from validation.render.model.anthropometry import Shape, shaped
from validation.render.model.pose import (
    FIST,
    FLAT_FIST,
    HOOK,
    LIMITS,
    OPEN,
    TABLE_TOP,
    Pose,
    blend,
    full,
    random_pose,
)
from validation.render.model.self_contact import collides

_TRIES = 60


def key_poses(random: np.random.Generator, kind: str, shape: Shape) -> list[Pose]:
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
