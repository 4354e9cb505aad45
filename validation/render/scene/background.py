"""What stands behind the hand: walls, rooms, people, heaps of things; drawn from a seed."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import cv2
import numpy as np

from handtrack.landmarks.hand import Floats
from validation.render.scene.appearance import Colour

Random = np.random.Generator


@lru_cache(maxsize=16)
def background(kind: str, size_px: tuple[int, int], seed: int) -> Floats:
    """Give linear light, shape (height, width, 3); `kind` is one of `look.BACKGROUNDS`."""
    random = np.random.default_rng([seed, 31])
    width, height = size_px
    canvas = _KINDS[kind](random, 2 * width, 2 * height)
    picture = cv2.resize(canvas, size_px, interpolation=cv2.INTER_AREA)
    result: Floats = np.maximum(picture, 0).astype(np.float32)
    return result


def linear(srgb: Floats) -> Floats:
    """Linear light of sRGB values, 0 to 1."""
    result: Floats = np.where(srgb < 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    return result


def _plain(random: Random, width: int, height: int) -> Floats:
    bright = random.uniform(0.12, 0.45)
    tint = 1 + random.uniform(-0.06, 0.06, 3)
    return np.full((height, width, 3), bright * tint, np.float32)


def _gradient(random: Random, width: int, height: int) -> Floats:
    x, y = _grid(width, height)
    slope = random.uniform(-0.35, 0.35)
    tint = 1 + random.uniform(-0.1, 0.1, 3)
    light = 0.3 + slope * (x - 0.5) + random.uniform(-0.1, 0.1) * y
    return np.asarray(light[..., None] * tint, np.float32)


def _room(random: Random, width: int, height: int) -> Floats:
    canvas = _wall(random, width, height)
    _window(random, canvas)
    _shelf(random, canvas)
    _frames(random, canvas)
    _plant(random, canvas)
    return _finished(random, canvas)


def _with_person(random: Random, width: int, height: int) -> Floats:
    canvas = _wall(random, width, height)
    _window(random, canvas)
    _shelf(random, canvas)
    _frames(random, canvas)
    _person(random, canvas)
    return _finished(random, canvas)


def _clutter(random: Random, width: int, height: int) -> Floats:
    """Many overlapping patches, some of them the colour of skin."""
    canvas = _wall(random, width, height)
    for _ in range(int(random.integers(60, 110))):
        x, y = (int(v) for v in random.uniform(0, 1, 2) * (width, height))
        a, b = (int(v) for v in random.uniform(0.01, 0.11, 2) * width)
        turn = float(random.uniform(0, 180))
        skin_like = random.random() < 0.2
        paint = _skin_paint(random) if skin_like else _paint(random)
        if random.random() < 0.5:
            cv2.ellipse(canvas, (x, y), (a, b), turn, 0, 360, paint, -1, cv2.LINE_AA)
        else:
            box = cv2.boxPoints(((x, y), (2 * a, 2 * b), turn)).astype(np.int32)
            cv2.fillPoly(canvas, [box], paint, cv2.LINE_AA)
    return _finished(random, canvas)


def _desk(random: Random, width: int, height: int) -> Floats:
    """A table from above: wood, sheets of paper, pens, a mug."""
    x, y = _grid(width, height)
    wood = linear(np.array([0.55, 0.42, 0.30]) * random.uniform(0.6, 1.3)) * 0.7
    rings = np.sin(60 * (y + 0.08 * np.sin(5 * x + random.uniform(0, 6))) + 12 * x)
    canvas = np.asarray(
        (1 + 0.12 * rings * _mottle(random, width, height))[..., None] * wood, np.float32
    )
    for _ in range(int(random.integers(1, 4))):
        box = _turned_box(random, width, height, (0.10, 0.22), (0.14, 0.30))
        cv2.fillPoly(canvas, [box], _grey(float(random.uniform(0.4, 0.75))), cv2.LINE_AA)
    for _ in range(int(random.integers(1, 5))):
        box = _turned_box(random, width, height, (0.004, 0.007), (0.08, 0.14))
        cv2.fillPoly(canvas, [box], _paint(random), cv2.LINE_AA)
    centre = tuple(int(v) for v in random.uniform(0.05, 0.95, 2) * (width, height))
    cv2.circle(canvas, centre, int(0.05 * width), _paint(random), -1, cv2.LINE_AA)
    cv2.circle(canvas, centre, int(0.042 * width), (0.03, 0.02, 0.01), -1, cv2.LINE_AA)
    return _finished(random, canvas)


_KINDS: dict[str, Callable[[Random, int, int], Floats]] = {
    "plain": _plain,
    "gradient": _gradient,
    "room": _room,
    "person": _with_person,
    "clutter": _clutter,
    "desk": _desk,
}


def _grid(width: int, height: int) -> tuple[Floats, Floats]:
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    return x, y


def _wall(random: Random, width: int, height: int) -> Floats:
    """A wall, lit from one side, above a floor or a desk."""
    x, y = _grid(width, height)
    walls = [(0.78, 0.76, 0.72), (0.68, 0.72, 0.74), (0.80, 0.74, 0.66), (0.60, 0.62, 0.58)]
    paint = linear(np.array(walls[int(random.integers(len(walls)))])) * 0.55
    lit = 1.25 - 0.85 * (x if random.random() < 0.5 else 1 - x) + 0.10 * np.cos(5 * y)
    canvas = np.asarray(lit[..., None] * paint, np.float32)
    edge = int(height * random.uniform(0.80, 0.90))
    floor = linear(np.array([0.45, 0.33, 0.24]) * random.uniform(0.7, 1.1)) * 0.6
    canvas[edge:] = (1.2 - 0.7 * x[edge:])[..., None] * floor
    return canvas


def _window(random: Random, canvas: Floats) -> None:
    height, width = canvas.shape[:2]
    if random.random() > 0.8:
        return
    right, top, bottom = int(width * random.uniform(0.10, 0.18)), height // 20, int(height * 0.62)
    canvas[top:bottom, :right] = linear(np.array([0.93, 0.96, 1.0])) * 1.4
    cv2.line(canvas, (right // 2, top), (right // 2, bottom), (0.35, 0.35, 0.36), 10)
    cv2.rectangle(canvas, (0, top), (right, bottom), (0.50, 0.49, 0.47), 18)


def _shelf(random: Random, canvas: Floats) -> None:
    height, width = canvas.shape[:2]
    left = int(width * random.uniform(0.52, 0.66))
    right = width - int(width * random.uniform(0, 0.06))
    level = int(height * 0.62 / 4)
    wood = tuple(float(v) for v in linear(np.array([0.40, 0.28, 0.19])) * 0.5)
    dark = tuple(float(v) for v in linear(np.array([0.22, 0.16, 0.12])) * 0.4)
    cv2.rectangle(canvas, (left, int(height * 0.04)), (right, int(height * 0.70)), wood, -1)
    for k in range(4):
        top = int(height * 0.06) + k * level
        floor = top + level - 16
        cv2.rectangle(canvas, (left + 14, top), (right - 14, floor), dark, -1)
        x = left + 18
        while x < right - 50:
            if random.random() < 0.15:
                x += int(random.uniform(20, 90))
                continue
            wide, high = int(random.uniform(14, 44)), int((level - 20) * random.uniform(0.6, 0.97))
            cv2.rectangle(canvas, (x, floor - high), (x + wide, floor), _paint(random), -1)
            x += wide + 2


def _frames(random: Random, canvas: Floats) -> None:
    height, width = canvas.shape[:2]
    for _ in range(int(random.integers(1, 4))):
        x, y = int(width * random.uniform(0.20, 0.45)), int(height * random.uniform(0.06, 0.35))
        a, b = (int(v) for v in random.uniform(60, 150, 2))
        cv2.rectangle(canvas, (x, y), (x + a, y + b), (0.03, 0.03, 0.03), -1)
        cv2.rectangle(canvas, (x + 8, y + 8), (x + a - 8, y + b - 8), _paint(random), -1)
        cv2.circle(canvas, (x + a // 2, y + b // 2), min(a, b) // 4, _paint(random), -1)


def _plant(random: Random, canvas: Floats) -> None:
    height, width = canvas.shape[:2]
    x, y = int(width * random.uniform(0.25, 0.5)), int(height * 0.72)
    for _ in range(60):
        turn, reach = random.uniform(-2.6, -0.5), random.uniform(60, 190)
        leaf = linear(np.array([0.15, 0.35 * random.uniform(0.6, 1.2), 0.12])) * 0.6
        at = (int(x + np.cos(turn) * reach), int(y + np.sin(turn) * reach))
        paint = tuple(float(v) for v in leaf)
        cv2.ellipse(canvas, at, (34, 10), float(np.degrees(turn)), 0, 360, paint, -1, cv2.LINE_AA)


def _person(random: Random, canvas: Floats) -> None:
    """Head and shoulders of whoever sits before the camera."""
    height, width = canvas.shape[:2]
    x = int(width * random.uniform(0.35, 0.62))
    shirt = np.array(_paint(random))
    paint = tuple(float(v) for v in shirt)
    cv2.ellipse(
        canvas,
        (x, int(height * 1.12)),
        (int(width * 0.26), int(height * 0.52)),
        0,
        0,
        360,
        paint,
        -1,
        cv2.LINE_AA,
    )
    for _ in range(14):
        start = (int(x + random.uniform(-0.2, 0.2) * width), int(height * random.uniform(0.66, 1)))
        end = (start[0] + int(random.uniform(-90, 90)), start[1] + int(random.uniform(40, 140)))
        fold = tuple(float(v) for v in shirt * random.uniform(0.6, 1.25))
        cv2.line(canvas, start, end, fold, int(random.uniform(6, 24)), cv2.LINE_AA)
    skin = np.array(_skin_paint(random))
    neck, face = (tuple(float(v) for v in skin * share) for share in (0.7, 1.0))
    cv2.rectangle(canvas, (x - 60, int(height * 0.46)), (x + 60, int(height * 0.66)), neck, -1)
    head = (x, int(height * 0.34))
    cv2.ellipse(
        canvas, head, (int(width * 0.085), int(height * 0.175)), 0, 0, 360, face, -1, cv2.LINE_AA
    )
    hair = tuple(float(v) for v in random.uniform(0.01, 0.12) * np.array([1.0, 0.75, 0.55]))
    top = (x, int(height * 0.24))
    cv2.ellipse(
        canvas, top, (int(width * 0.09), int(height * 0.11)), 0, 180, 360, hair, -1, cv2.LINE_AA
    )
    for way in (-50, 50):
        cv2.circle(canvas, (x + way, int(height * 0.33)), 9, (0.03, 0.02, 0.02), -1, cv2.LINE_AA)
    mouth = tuple(float(v) for v in skin * [0.8, 0.45, 0.45])
    cv2.ellipse(canvas, (x, int(height * 0.43)), (38, 8), 0, 0, 360, mouth, -1, cv2.LINE_AA)


def _finished(random: Random, canvas: Floats) -> Floats:
    """Uneven light, and out of focus."""
    height, width = canvas.shape[:2]
    canvas *= (1 + 0.05 * _mottle(random, width, height))[..., None].astype(np.float32)
    return np.asarray(cv2.GaussianBlur(canvas, (0, 0), float(random.uniform(2.0, 6.0))), np.float32)


def _mottle(random: Random, width: int, height: int) -> Floats:
    coarse = random.standard_normal((60, 80)).astype(np.float32)
    fine = random.standard_normal((240, 320)).astype(np.float32)
    wide = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(wide + 0.5 * cv2.resize(fine, (width, height)), np.float32)


def _turned_box(
    random: Random, width: int, height: int, wide: tuple[float, float], long: tuple[float, float]
) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    centre = (float(random.uniform(0, width)), float(random.uniform(0, height)))
    size = (float(random.uniform(*wide)) * width, float(random.uniform(*long)) * width)
    return cv2.boxPoints((centre, size, float(random.uniform(0, 180)))).astype(np.int32)


def _paint(random: Random) -> Colour:
    srgb = np.clip(random.uniform(0.1, 0.85) * random.uniform(0.4, 1.0, 3) + 0.05, 0, 1)
    red, green, blue = (float(v) for v in linear(srgb) * 0.55)
    return red, green, blue


def _skin_paint(random: Random) -> Colour:
    red, green, blue = (
        float(v) for v in linear(np.array([0.78, 0.58, 0.48])) * random.uniform(0.2, 0.9)
    )
    return red, green, blue


def _grey(bright: float) -> Colour:
    return bright, bright, bright
