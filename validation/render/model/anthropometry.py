"""Hands of many people: size, proportions and thickness, drawn by seed.

Two families never mix: what is drawn for `train` can never be drawn for `test`, because each family
has a random stream of its own. Corrections are learned on the first and judged on the second.

Sizes are those of adults. Hand length and breadth are drawn around the means of women and men
(NATICK/TR-91/040, 1988 survey: length 180.5 and 193.8 mm, breadth 79.4 and 90.4 mm; standard
deviations 5 %). Fingers differ by 7 % between people (10.5115/acb.23.310), of which 5 % goes with
the hand and the rest is drawn for each finger and bone. Nothing lies outside two standard
deviations.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

import numpy as np

from handtrack.landmarks.hand import FINGERS, Finger, Floats, Landmark
from validation.render.model.mesh import BONE, BONES, DIGITS, Mesh, Model, load
from validation.render.model.rig import Rig, rig

PLAIN_LENGTH_M, PLAIN_BREADTH_M = 0.190, 0.0847
"""Wrist to middle fingertip, and across the knuckles, of the plain hand's skin."""


class Family(StrEnum):
    """Whose hands: to learn from, or to judge with."""

    TRAIN = "train"
    TEST = "test"


_STREAM = {Family.TRAIN: 1, Family.TEST: 2}


@dataclass(frozen=True, slots=True)
class Shape:
    """How a hand differs from the plain one; every figure is a ratio to it.

    Parameters
    ----------
    size : float
        All lengths.
    palm_breadth, palm_length, palm_depth : float
        The palm across, along, and through; times `size`.
    bones : tuple of tuple of float
        Per digit (thumb first) the length of its three bones; times `size`.
    girth : tuple of float
        Per digit its thickness; times `size`.
    forearm : float
        Thickness of the forearm; times `size`.
    family, seed
        Where it was drawn from; None for a shape made by hand.
    model : Model
        Which plain hand that is.
    """

    size: float = 1.0
    palm_breadth: float = 1.0
    palm_length: float = 1.0
    palm_depth: float = 1.0
    bones: tuple[tuple[float, float, float], ...] = ((1.0, 1.0, 1.0),) * 5
    girth: tuple[float, ...] = (1.0,) * 5
    forearm: float = 1.0
    family: Family | None = None
    seed: int | None = None
    model: Model = Model.WEBXR


PLAIN = Shape()


def random_shape(family: Family, seed: int, model: Model = Model.WEBXR) -> Shape:
    """Draw the hand of one adult."""
    random = np.random.default_rng([_STREAM[family], seed])

    def ratio(sd: float) -> float:
        while abs(far := float(random.normal())) > 2:
            pass
        return 1.0 + sd * far

    length_m, breadth_m = ((0.1805, 0.0794), (0.1938, 0.0904))[int(random.integers(2))]
    size = length_m / PLAIN_LENGTH_M * ratio(0.05)
    breadth = breadth_m / length_m * PLAIN_LENGTH_M / PLAIN_BREADTH_M * ratio(0.045)
    digits = [ratio(0.035) for _ in DIGITS]
    build = ratio(0.07)
    return Shape(
        size=size,
        palm_breadth=breadth,
        palm_length=ratio(0.03),
        palm_depth=breadth * ratio(0.06),
        bones=tuple((d * ratio(0.03), d * ratio(0.03), d * ratio(0.03)) for d in digits),
        girth=tuple(breadth * build * ratio(0.03) for _ in DIGITS),
        forearm=breadth * ratio(0.08),
        family=family,
        seed=seed,
        model=model,
    )


@lru_cache(maxsize=64)
def shaped(shape: Shape) -> Rig:
    """Give the posable hand of a shape."""
    return rig(_reshape(load(shape.model), shape), shape.model)


def _reshape(mesh: Mesh, shape: Shape) -> Mesh:
    """Stretch every bone about its own joint and carry what hangs on it along."""
    stretch = np.broadcast_to(np.eye(3) * shape.size, (len(BONES), 3, 3)).copy()
    palm = shape.size * np.array([shape.palm_breadth, shape.palm_length, shape.palm_depth])
    stretch[BONE["palm"]] = np.diag(palm)
    for bone in ("forearm", "forearm_end"):
        stretch[BONE[bone]] *= [[shape.forearm], [1.0], [shape.forearm]]
    old = np.zeros((len(BONES), 3))
    new = np.zeros((len(BONES), 3))
    joints = mesh.joints @ stretch[BONE["palm"]]
    starts = (Landmark.THUMB_CMC, *(finger.mcp for finger in FINGERS))
    for digit, start, lengths, girth in zip(DIGITS, starts, shape.bones, shape.girth, strict=True):
        for i, length in enumerate(lengths):
            b = BONE[f"{digit}_{i}"]
            along = mesh.joints[start + i + 1] - mesh.joints[start + i]
            unit = along / np.linalg.norm(along)
            across = np.eye(3) - np.outer(unit, unit)
            stretch[b] = shape.size * (girth * across + length * np.outer(unit, unit))
            old[b], new[b] = mesh.joints[start + i], joints[start + i]
            joints[start + i + 1] = new[b] + stretch[b] @ along
    return replace(mesh, vertices=_carried(mesh, stretch, old, new), joints=joints)


def _carried(mesh: Mesh, stretch: Floats, old: Floats, new: Floats) -> Floats:
    shift = new - np.einsum("bij,bj->bi", stretch, old)
    ways = np.concatenate([stretch, shift[..., None]], axis=-1).reshape(len(BONES), 12)
    blended = (mesh.weights @ ways).reshape(-1, 3, 4)
    moved: Floats = np.einsum("nij,nj->ni", blended[..., :3], mesh.vertices) + blended[..., 3]
    return moved


def bone_lengths_mm(shape: Shape) -> dict[str, tuple[float, float, float]]:
    """Give each digit's three bones (metacarpal first for the thumb), joint centre to centre."""
    joints = shaped(shape).mesh.joints
    lengths: dict[str, tuple[float, float, float]] = {}
    for digit in DIGITS:
        start = Landmark.THUMB_CMC if digit == "thumb" else Finger(digit).mcp
        steps = np.diff(joints[start : start + 4], axis=0)
        a, b, c = (float(x) for x in 1000 * np.sqrt(np.vecdot(steps, steps)))
        lengths[digit] = (a, b, c)
    return lengths
