"""The shapes of things: turned about an axis, or a box."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from handtrack.landmarks.hand import Floats
from validation.render.model.mesh import Faces
from validation.render.scene.appearance import Colour

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
