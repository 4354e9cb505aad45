"""Colours in CIE Lab: how far they vary, which pixels have them, and which of them a region has.

Laws
----
1. Colour is three numbers with three standard deviations, brightness apart from hue (CIE Lab):
   light may change brightness by far more than hue.
2. Everything is computed on pictures scaled to `SIDE_PX`, the size in which an object is followed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import Floats

Image = NDArray[np.uint8]
Mask = NDArray[np.bool_]

SIDE_PX = 480
"""Provisional: the longer side of the picture an object is looked for in. A coin a fortieth of the
picture wide is 12 pixels of it."""
NEAR = 3.5
"""Standard deviations a pixel may be from the object's colour: 0.99 of three normal variables."""
LEAST_SPREAD = np.array([30.0, 8.0, 8.0])
"""Provisional: least variation of brightness and the two hues over a coloured object."""
LEAST_SPREAD_GREY = np.array([14.0, 5.0, 5.0])
"""Provisional: the same for a grey object, which differs from other greys in brightness alone."""
GREY = 15.0
"""Provisional: a colour no farther than this from white, grey or black is called grey."""
LEAST_AREA_PX = 12
"""Fewer pixels are noise of the camera."""
_NEUTRAL, _STEPS, _FINE = 128.0, np.arange(256.0), 256.0


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour in 8-bit CIE Lab with its variation.

    Parameters
    ----------
    lab, spread : tuple of float
        Median and standard deviation of brightness and both hues, 0 to 255.
    """

    lab: tuple[float, float, float]
    spread: tuple[float, float, float]

    @classmethod
    def of(cls, pixels: Floats) -> Colour:
        """Compute the colour of pixels in Lab, shape (N, 3); N at least 1."""
        median = np.median(pixels, axis=0)
        spread = 1.4826 * np.median(np.abs(pixels - median), axis=0)
        grey = np.hypot(*(median[1:] - _NEUTRAL)) <= GREY
        least = LEAST_SPREAD_GREY if grey else LEAST_SPREAD
        return cls(_three(median), _three(np.maximum(spread, least)))

    def distance(self, lab: Image) -> NDArray[np.float32]:
        """Compute squared distances of pixels, (..., 3) to (...), in standard deviations."""
        total = np.zeros(lab.shape[:-1], np.float32)
        for plane, (middle, spread) in enumerate(zip(self.lab, self.spread, strict=True)):
            table = ((_STEPS - middle) / spread) ** 2
            total += table.astype(np.float32)[lab[..., plane]]
        return total

    def near(self, lab: Image) -> Mask:
        """Find the pixels within `NEAR` standard deviations, shape (height, width)."""
        squares = np.zeros(lab.shape[:2], np.uint16)
        for plane, middle, spread in zip(cv2.split(lab), self.lab, self.spread, strict=True):
            table = np.minimum(((_STEPS - middle) / spread) ** 2 * _FINE, 2**14).astype(np.uint16)
            squares += cast(NDArray[np.uint16], cv2.LUT(plane, table))
        return squares < NEAR**2 * _FINE


def scaled(image_rgb: Image) -> tuple[Image, float]:
    """Scale a picture to `SIDE_PX` and convert it to Lab; also return the scale."""
    scale = scale_of(image_rgb)
    return to_lab(image_rgb, scale), scale


def scale_of(image_rgb: Image) -> float:
    """Compute the scale, at most 1, that makes a picture's longer side `SIDE_PX`."""
    return float(min(1.0, SIDE_PX / max(image_rgb.shape[:2])))


def to_lab(image_rgb: Image, scale: float) -> Image:
    """Scale, smooth and convert to Lab a picture, or a part of one.

    Parameters
    ----------
    image_rgb : ndarray of uint8, shape (height, width, 3)
    scale : float
        At most 1.

    Returns
    -------
    ndarray of uint8, shape (scaled height, scaled width, 3)
    """
    if scale < 1.0:
        # Averaging over areas costs ten times as much and pays from half the size down only.
        how = cv2.INTER_LINEAR if scale > 0.5 else cv2.INTER_AREA
        image_rgb = cast(Image, cv2.resize(image_rgb, None, fx=scale, fy=scale, interpolation=how))
    soft = cv2.GaussianBlur(image_rgb, (3, 3), 0)
    return cast(Image, cv2.cvtColor(soft, cv2.COLOR_RGB2LAB))


def belongs(lab: Image, colour: Colour, others: Sequence[Colour]) -> Mask:
    """Find the pixels that are near a colour and nearer to it than to any other.

    Parameters
    ----------
    lab : ndarray of uint8, shape (height, width, 3)
    colour : Colour
    others : sequence of Colour
        The distractors.

    Returns
    -------
    ndarray of bool, shape (height, width)
    """
    mask = colour.near(lab)
    at = np.nonzero(mask)  # mostly few: the distractors are compared at these alone
    pixels = lab[at]
    own = colour.distance(pixels)
    nearest = np.ones(len(pixels), bool)
    for other in others:
        nearest &= own < other.distance(pixels)
    mask[at] = nearest
    return mask


def clusters(pixels: NDArray[np.float32], count: int) -> list[Colour]:
    """Cluster the colours of pixels by k-means.

    Parameters
    ----------
    pixels : ndarray of float32, shape (N, 3)
        In Lab.
    count : int
        Number of clusters.

    Returns
    -------
    list of Colour
        At most `count`; without clusters of fewer than `LEAST_AREA_PX` pixels.
    """
    if len(pixels) < LEAST_AREA_PX * count:
        return [Colour.of(pixels)] if len(pixels) >= LEAST_AREA_PX else []
    cv2.setRNGSeed(0)  # so that the same picture always gives the same colours
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 1.0)
    _, label, _ = cv2.kmeans(pixels, count, np.empty(0), stop, 3, cv2.KMEANS_PP_CENTERS)
    groups = [pixels[label.ravel() == i] for i in range(count)]
    return [Colour.of(group) for group in groups if len(group) >= LEAST_AREA_PX]


def _three(values: Floats) -> tuple[float, float, float]:
    a, b, c = (float(v) for v in values)
    return a, b, c
