"""Simple objects: in the hand, on the table, and handed over between the two.

An object is a body (its surface at the origin, long axis along y) and a course: what holds it when.
Between two holds that differ it glides from one to the other, so a ball rolls across the palm by
two holds in the palm, and a coin is put down by a hold in the pinch and one on the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from handtrack.landmarks.hand import Finger, Floats, Landmark
from validation.render.acts.motion import least_jerk
from validation.render.model.mesh import BONE
from validation.render.model.rig import Rig, Skeleton
from validation.render.scene.appearance import Colour
from validation.render.scene.camera import Placing
from validation.render.scene.drawables import ThingPart
from validation.render.scene.object_shapes import Body


class Holder(StrEnum):
    """What a thing can be held by."""

    TABLE = "table"
    PALM = "palm"
    PINCH = "pinch"
    """Between the thumb's tip and a fingertip."""
    FINGERTIP = "fingertip"


@dataclass(frozen=True, slots=True)
class Hold:
    """Where a thing is while something holds it.

    Parameters
    ----------
    by : Holder
    at : tuple of float
        Metres. On the table: across, away from the elbow, above the top, from under the wrist. In
        the palm: from the wrist to the thumb's side, to the fingers, out of the palm. In a pinch or
        at a fingertip: along the palm's axes from there.
    along : tuple of float
        Direction of the thing's long axis, in the same axes.
    finger : Finger
        Of a pinch or a fingertip.
    """

    by: Holder
    at: tuple[float, float, float] = (0.0, 0.0, 0.0)
    along: tuple[float, float, float] = (0.0, 0.0, 1.0)
    finger: Finger = Finger.INDEX


@dataclass(frozen=True, slots=True)
class Thing:
    """An object in a clip.

    Parameters
    ----------
    name : str
        Its name in the truth.
    body : Body
    course : sequence of (float, Hold)
        When each hold is taken, growing; between two the thing glides.
    """

    name: str
    body: Body
    course: Sequence[tuple[float, Hold]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table's top, in the axes of the forearm at rest.

    Parameters
    ----------
    normal : tuple of float
        Out of the top.
    depth_m : float
        How far the top lies below the wrist, against the normal.
    reach_m : float
        How far it goes on beyond the wrist; negative where the hand hangs over the edge.
    colour : Colour
    """

    normal: tuple[float, float, float] = (0.0, 0.0, -1.0)
    depth_m: float = 0.031
    reach_m: float = 0.6
    colour: Colour = (0.30, 0.19, 0.11)


@dataclass(frozen=True, slots=True)
class Where:
    """A thing at one moment, in the camera's axes: its middle (3,) and axes (3, 3) in columns."""

    middle: Floats
    axes: Floats


def where(
    thing: Thing,
    time_s: float,
    rig: Rig,
    bones: Skeleton,
    hand: Placing,
    home: Placing,
    table: Table,
) -> Where:
    """Find a thing at one moment.

    Parameters
    ----------
    rig, bones : Rig, Skeleton
        The hand that may hold it, posed at that moment.
    hand, home : Placing
        Where its forearm is then, and where it is at rest: the table stays at home.
    """
    times_s = np.array([t for t, _ in thing.course])
    before = int(np.clip(np.searchsorted(times_s, time_s, side="right") - 1, 0, len(times_s) - 1))
    after = min(before + 1, len(times_s) - 1)
    here, there = (
        _held(thing.course[i][1], rig, bones, hand, home, table) for i in (before, after)
    )
    gap_s = max(times_s[after] - times_s[before], 1e-9)
    share = float(least_jerk(np.array((time_s - times_s[before]) / gap_s)))
    middle = here[0] + share * (there[0] - here[0])
    along = here[1] + share * (there[1] - here[1])
    return Where(middle, _axes(along))


def _held(
    hold: Hold, rig: Rig, bones: Skeleton, hand: Placing, home: Placing, table: Table
) -> tuple[Floats, Floats]:
    """Middle and long axis of a thing in one hold, in the camera's axes."""
    at, along = np.array(hold.at), np.array(hold.along)
    if hold.by is Holder.TABLE:
        axes, origin = _table_axes(table)
        return _point(home, origin + axes @ at), _direction(home, axes @ along)
    palm = bones.turns[BONE["palm"]]
    tips = bones.joints[[Landmark.THUMB_TIP, hold.finger.tip]]
    middle = {
        Holder.PALM: palm @ at,
        Holder.PINCH: tips.mean(axis=0) + palm @ at,
        Holder.FINGERTIP: tips[1] + palm @ at,
    }[hold.by]
    return _point(hand, middle), _direction(hand, palm @ along)


def _point(placing: Placing, point: Floats) -> Floats:
    result: Floats = placing(point[None])[0]
    return result


def _direction(placing: Placing, direction: Floats) -> Floats:
    result: Floats = (placing.turn @ direction) * placing.mirror
    return result


def _table_axes(table: Table) -> tuple[Floats, Floats]:
    """Axes of the table's top in columns (right, away, up) and the point under the wrist."""
    up = np.array(table.normal) / np.linalg.norm(table.normal)
    away = np.array([0.0, 1.0, 0.0]) - up * up[1]
    if np.linalg.norm(away) < 0.1:
        away = np.array([0.0, 0.0, -1.0]) + up * up[2]
    away = away / np.linalg.norm(away)
    return np.stack([np.cross(away, up), away, up], axis=1), -table.depth_m * up


def _axes(along: Floats) -> Floats:
    """Any right-handed axes whose y runs along a direction, steady while it turns a little."""
    y = along / max(float(np.linalg.norm(along)), 1e-9)
    aside = np.array([1.0, 0.0, 0.0]) if abs(y[0]) < 0.8 else np.array([0.0, 0.0, 1.0])
    z = np.cross(aside, y)
    z /= np.linalg.norm(z)
    return np.stack([np.cross(y, z), y, z], axis=1)


def part(body: Body, place: Where) -> ThingPart:
    """Make a body ready to be drawn where it is."""
    vertices = body.vertices @ place.axes.T + place.middle
    normals = body.normals @ place.axes.T
    return ThingPart(vertices, normals, body.colours, body.faces, body.gloss, body.grain)


def table_part(table: Table, home: Placing, size_m: float = 3.0) -> ThingPart:
    """Make the table's top ready to be drawn."""
    axes, origin = _table_axes(table)
    n = 24
    x, y = np.meshgrid(
        np.linspace(-size_m / 2, size_m / 2, n), np.linspace(-size_m / 2, table.reach_m, n)
    )
    flat = np.stack([x.ravel(), y.ravel(), np.zeros(n * n)], axis=1)
    vertices = home(origin + flat @ axes.T)
    normals = np.broadcast_to(_direction(home, axes[:, 2]), vertices.shape)
    i = (np.arange(n - 1)[:, None] * n + np.arange(n - 1)).ravel()
    faces = np.concatenate([np.c_[i, i + 1, i + n], np.c_[i + 1, i + n + 1, i + n]]).astype(
        np.int32
    )
    colours = np.broadcast_to(np.array(table.colour), vertices.shape)
    return ThingPart(vertices, normals, colours, faces, gloss=0.3, grain=0.25)
