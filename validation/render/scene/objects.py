"""Simple objects: in the hand, on the table, and handed over between the two.

An object is a body (its surface at the origin, long axis along y) and a course: what holds it when.
Between two holds that differ it glides from one to the other, so a ball rolls across the palm by
two holds in the palm, and a coin is put down by a hold in the pinch and one on the table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from handtrack.landmarks.hand import Finger, Floats, Landmark
from validation.render.acts.motion import least_jerk
from validation.render.model.mesh import BONE, Faces
from validation.render.model.rig import Rig, Skeleton
from validation.render.scene.appearance import Colour
from validation.render.scene.camera import Placing
from validation.render.scene.drawables import ThingPart

_ROUND = 32


@dataclass(frozen=True, slots=True)
class Body:
    """A surface: vertices, normals and colours (n, 3), faces (m, 3); metres."""

    vertices: Floats
    normals: Floats
    colours: Floats
    faces: Faces
    gloss: float = 0.25
    grain: float = 0.06

    @property
    def ends_m(self) -> tuple[float, float]:
        """Where its long axis begins and ends."""
        return float(self.vertices[:, 1].min()), float(self.vertices[:, 1].max())


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


def lathe(outline: Sequence[tuple[float, float]], colour: Callable[[float], Colour]) -> Body:
    """Turn an outline about the y axis.

    Parameters
    ----------
    outline : sequence of (float, float)
        Radius and height of each step, bottom up; metres.
    colour : callable
        Height to colour.
    """
    radius, y = np.array(outline).T
    turn = np.linspace(0, 2 * np.pi, _ROUND, endpoint=False)
    slope = np.arctan2(np.gradient(radius), np.gradient(y))
    rings, normals, colours = [], [], []
    for r, height, lean in zip(radius, y, slope, strict=True):
        flat = np.stack([np.cos(turn), np.zeros(_ROUND), np.sin(turn)], axis=1)
        rings.append(r * flat + [0.0, height, 0.0])
        normals.append(np.cos(lean) * flat + [0.0, -np.sin(lean), 0.0])
        colours.append(np.tile(colour(float(height)), (_ROUND, 1)))
    sides = []
    j = np.arange(_ROUND)
    k = (j + 1) % _ROUND
    for i in range(len(rings) - 1):
        low, high = i * _ROUND, (i + 1) * _ROUND
        sides += [np.c_[low + j, high + j, low + k], np.c_[high + j, high + k, low + k]]
    return Body(
        np.concatenate(rings),
        np.concatenate(normals),
        np.concatenate(colours),
        np.concatenate(sides).astype(np.int32),
    )


def ball(radius_m: float = 0.028, colour: Colour = (0.75, 0.10, 0.08)) -> Body:
    """A therapy ball."""
    way = np.linspace(-np.pi / 2, np.pi / 2, 20)
    return lathe([(radius_m * np.cos(a), radius_m * np.sin(a)) for a in way], lambda _: colour)


def bottle(radius_m: float = 0.030, height_m: float = 0.20) -> Body:
    """A small water bottle: clear blue with a white cap."""
    neck, half = 0.42 * radius_m, height_m / 2
    outline = [(1e-4, -half), (radius_m, -half), (radius_m, -half + 0.001)]
    outline += [(radius_m, 0.55 * half), (neck, 0.80 * half), (neck, 0.86 * half)]
    outline += [(neck * 1.2, 0.86 * half), (neck * 1.2, half), (1e-4, half)]
    return lathe(outline, lambda y: (0.75, 0.76, 0.78) if y > 0.83 * half else (0.16, 0.38, 0.62))


def pen(
    length_m: float = 0.14, ends: tuple[Colour, Colour] = ((0.8, 0.05, 0.04), (0.03, 0.2, 0.75))
) -> Body:
    """A pen whose two ends have different colours, so that a turn of it can be seen."""
    r, half = 0.0048, length_m / 2
    outline = [(1e-4, -half), (r, -half + 0.012), (r, -half + 0.045), (r, half - 0.045)]
    outline += [(r, half - 0.002), (1e-4, half)]
    steps = _between(outline, 0.006)

    def colour(y: float) -> Colour:
        if abs(y) < half - 0.04:
            return (0.72, 0.72, 0.70)
        return ends[0] if y < 0 else ends[1]

    return lathe(steps, colour)


def coin(radius_m: float = 0.0121, colour: Colour = (0.42, 0.29, 0.12)) -> Body:
    """A coin; its long axis is the one it would be spun about."""
    return lathe(
        [(1e-4, -0.001), (radius_m, -0.001), (radius_m, 0.001), (1e-4, 0.001)], lambda _: colour
    )


def bean(length_m: float = 0.014, colour: Colour = (0.55, 0.42, 0.28)) -> Body:
    """A dry bean."""
    way = np.linspace(-np.pi / 2, np.pi / 2, 12)
    half, radius = length_m / 2, 0.29 * length_m
    return lathe([(radius * np.cos(a), half * np.sin(a)) for a in way], lambda _: colour)


def peg(length_m: float = 0.072, colour: Colour = (0.62, 0.42, 0.20)) -> Body:
    """A clothespin: two flat legs that meet at one end."""
    legs = [_box((0.006, length_m, 0.009), (side * 0.005, 0.0, 0.0), colour) for side in (-1, 1)]
    return _joined(legs)


def _box(size: tuple[float, float, float], at: tuple[float, float, float], colour: Colour) -> Body:
    vertices: list[Floats] = []
    normals: list[Floats] = []
    faces: list[tuple[int, int, int]] = []
    for axis in range(3):
        for side in (-1.0, 1.0):
            normal = np.eye(3)[axis] * side
            u, v = np.eye(3)[(axis + 1) % 3] * side, np.eye(3)[(axis + 2) % 3]
            base = len(vertices)
            vertices += [normal + a * u + b * v for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
            normals += [normal] * 4
            faces += [(base, base + 1, base + 2), (base, base + 2, base + 3)]
    corners = np.array(vertices) * np.array(size) / 2 + at
    colours = np.tile(colour, (len(corners), 1))
    return Body(corners, np.array(normals), colours, np.array(faces, np.int32), grain=0.2)


def _joined(bodies: Sequence[Body]) -> Body:
    counts = np.cumsum([0, *(len(b.vertices) for b in bodies)])
    faces = [b.faces + n for b, n in zip(bodies, counts[:-1], strict=True)]
    return Body(
        np.concatenate([b.vertices for b in bodies]),
        np.concatenate([b.normals for b in bodies]),
        np.concatenate([b.colours for b in bodies]),
        np.concatenate(faces).astype(np.int32),
        bodies[0].gloss,
        bodies[0].grain,
    )


def _between(outline: Sequence[tuple[float, float]], step_m: float) -> list[tuple[float, float]]:
    """An outline with steps of at most so much height, for sharp changes of colour."""
    y = np.array([h for _, h in outline])
    fine = np.unique(np.concatenate([y, np.arange(y[0], y[-1], step_m)]))
    radius = np.interp(fine, y, [r for r, _ in outline])
    return list(zip(radius.tolist(), fine.tolist(), strict=True))
