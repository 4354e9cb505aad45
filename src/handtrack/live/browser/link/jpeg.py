"""Pictures as JPEG: read from the page's camera, written for the page that shows a clip."""

from __future__ import annotations

import struct

import cv2
import numpy as np

from handtrack.rendering.text import Image

MOST_SIDE_PX = 4096
SHOWN_SIDE_PX = 1280
"""A larger picture of a clip is reduced for the page; the engine gets it whole."""
QUALITY = 85
_SIZES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""Markers of segments that hold the size."""
_BARE = {0x01, *range(0xD0, 0xD8)}
"""Markers without a segment."""


def decode(data: bytes) -> Image | None:
    """Decode a picture, BGR; None where it is none, or larger than `MOST_SIDE_PX`.

    Its size is read first: a few bytes can claim a picture that fills the memory.
    """
    size = jpeg_size(data)
    if size is None or not 0 < max(size) <= MOST_SIDE_PX or min(size) == 0:
        return None
    flags = cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION
    image = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    return None if image is None else image.view(dtype=np.uint8)


def jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Read width and height from the headers of a JPEG; None where it is none."""
    if data[:2] != b"\xff\xd8":
        return None
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _SIZES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        if marker in _BARE:
            at += 2
        else:
            at += 2 + max(2, struct.unpack_from(">H", data, at + 2)[0])
    return None


def encode(image: Image) -> bytes:
    """Encode a picture, BGR, reduced to `SHOWN_SIDE_PX`."""
    height, width = image.shape[:2]
    scale = SHOWN_SIDE_PX / max(width, height)
    if scale < 1.0:
        size = (round(width * scale), round(height * scale))
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA).view(dtype=np.uint8)
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return data.tobytes()
