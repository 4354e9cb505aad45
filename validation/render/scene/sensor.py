"""From light to a picture: what the camera behind the lens does."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import Floats
from validation.render.scene.appearance import Sensor

Picture = NDArray[np.uint8]
"""Red, green and blue, shape (height, width, 3)."""

_VIGNETTE = 0.16
_READ_NOISE, _SHOT_NOISE, _FIXED_NOISE = 0.000012, 0.00022, 0.0015
"""Variances of linear light, and a standard deviation: a webcam by day, judged by eye."""


class Exposer:
    """One camera: it keeps its fixed noise and lets its exposure wander.

    Parameters
    ----------
    sensor : Sensor
    size_px : tuple of int
        Width and height.
    seed : int
    """

    def __init__(self, sensor: Sensor, size_px: tuple[int, int], seed: int) -> None:
        self._sensor, self._size_px = sensor, size_px
        self._random = np.random.default_rng([seed, 21])
        self._fixed = _FIXED_NOISE * self._grain()[..., :1]
        self._tempo_hz = self._random.uniform(0.05, 0.2)
        self._phase = self._random.uniform(0, 2 * np.pi)

    def expose(self, light: NDArray[Any], time_s: float = 0.0) -> Picture:
        """Take a picture of linear light, shape (height, width, 3)."""
        sensor = self._sensor
        wander = np.sin(2 * np.pi * self._tempo_hz * time_s + self._phase)
        exposure = sensor.exposure * (1 + sensor.drift * wander)
        gain = (exposure * np.array(sensor.white)).astype(np.float32)
        x = light.astype(np.float32, copy=False) * _vignette(self._size_px) * gain
        x = cv2.GaussianBlur(x, (0, 0), sensor.blur_px).astype(np.float32, copy=False)
        x *= np.float32(1.22) * (1 + x * np.float32(0.08)) / (1 + x * np.float32(0.42))
        if sensor.noise > 0:
            deviation = np.sqrt(x * np.float32(_SHOT_NOISE) + np.float32(_READ_NOISE))
            x += np.float32(sensor.noise) * (self._grain() * deviation + self._fixed)
        return _srgb(x)

    def _grain(self) -> Floats:
        """Noise of deviation 1 for one frame: a window of a field that is larger than a frame."""
        width, height = self._size_px
        x, y = (int(v) for v in self._random.integers(0, _SPARE_PX, 2))
        field = _field(self._size_px)[y : y + height, x : x + width]
        return field[:: 1 - 2 * int(self._random.integers(2))]


_SPARE_PX = 256


@lru_cache(maxsize=4)
def _field(size_px: tuple[int, int]) -> Floats:
    """Noise as sensors have it after their own smoothing; making it costs as much as drawing."""
    width, height = size_px
    shape = (height + _SPARE_PX, width + _SPARE_PX, 3)
    white = np.random.default_rng(22).standard_normal(shape, np.float32)
    smooth: Floats = cv2.GaussianBlur(white, (0, 0), 0.6).astype(np.float32)
    smooth /= smooth.std()
    return smooth


@lru_cache(maxsize=4)
def _vignette(size_px: tuple[int, int]) -> Floats:
    width, height = size_px
    x, y = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    return (1 - _VIGNETTE * (x**2 + y**2))[..., None].astype(np.float32)


_STEPS = 4096


def _srgb_table() -> Picture:
    x = np.arange(_STEPS + 1) / _STEPS
    curve = np.where(x < 0.0031308, 12.92 * x, 1.055 * np.maximum(x, 1e-9) ** (1 / 2.4) - 0.055)
    return (curve * 255 + 0.5).astype(np.uint8)


_TABLE = _srgb_table()


def _srgb(linear: Floats) -> Picture:
    """Linear light to 8-bit sRGB, by table: a power of every pixel costs as much as drawing."""
    steps = np.clip(linear * np.float32(_STEPS), 0, _STEPS).astype(np.uint16)
    picture: Picture = _TABLE.take(steps)
    return picture
