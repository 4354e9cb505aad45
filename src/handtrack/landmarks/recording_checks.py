"""Checks of a landmark recording's header and arrays.

Arrays that do not fit together, or hold values that no camera can have seen, would silently give
wrong counts; a file with such an array is refused as damaged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from math import inf
from pathlib import Path
from typing import Any

import numpy as np

from handtrack.errors import RecordingError
from handtrack.landmarks.hand import Floats
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.recording_header import Header
from handtrack.landmarks.tracked_object import ObjectKind

Shape = tuple[tuple[int, ...], np.dtype[Any]]
"""The shape and the type of an array."""
MOST_FRAMES = 2_000_000
"""More than a recording holds: eighteen hours at 30 frames a second."""
MOST_SHOWN = 5
"""Sizes of an array in a sentence; a damaged file may claim any number of dimensions."""
_FARTHEST_PX, _FARTHEST_M, _ROUNDING = 1e6, 100.0, 1e-3


def check_header(header: Header) -> None:
    """Refuse values of another type or outside the range of their field.

    Raises
    ------
    ValueError
        Naming the field.
    """
    for field in fields(header):
        value, usual = getattr(header, field.name), field.default
        if isinstance(usual, str | int) and type(value) is not type(usual):
            raise ValueError(field.name)
    _check_source(header)
    if not all(isinstance(v, int) and 0 < v <= 100_000 for v in header.frame_size_px):
        raise ValueError("frame_size_px")
    if not 1 <= header.slots <= 8:
        raise ValueError("slots")
    for field in fields(header):
        str(getattr(header, field.name)).encode()  # half a letter cannot be written anywhere
    if header.object_kind:
        ObjectKind(header.object_kind)  # raises where there is no such kind


def _check_source(header: Header) -> None:
    """Refuse values that describe no source."""
    for name in ("container_fps", "pictures_hz", "end_s"):
        if not isinstance(getattr(header, name), float | int | None):
            raise ValueError(name)
    for name, least in (("start_s", 0.0), ("slowed", 1e-3)):
        value = getattr(header, name)
        if not isinstance(value, float | int) or not least <= value < inf:
            raise ValueError(name)
    if not all(isinstance(warning, str) for warning in header.warnings):
        raise ValueError("warnings")


def check_shapes(path: Path, header: Header, shapes: Mapping[str, Shape]) -> None:
    """Refuse arrays of another shape or type than the header states, before they are read.

    Parameters
    ----------
    path : Path
        For the error's text.
    header : Header
    shapes : mapping of str to tuple of (shape, dtype)
        Of each array, by the file's own headers.

    Raises
    ------
    RecordingError
        With what is wrong, and what to do.
    """
    if wrong := _misshapen(header, shapes):
        raise _damaged(path, wrong)


def check_arrays(path: Path, recording: Recording) -> None:
    """Refuse coordinates, times and labels outside their range.

    Parameters
    ----------
    path : Path
        For the error's text.
    recording : Recording

    Raises
    ------
    RecordingError
        With what is wrong, and what to do.
    """
    if wrong := _wrong_hands(recording) or _wrong_channels(recording):
        raise _damaged(path, wrong)


def _damaged(path: Path, wrong: str) -> RecordingError:
    return RecordingError(
        f"{path} is damaged: {wrong}. Make it again with 'handtrack track VIDEO -o FILE.npz'."
    )


def _misshapen(header: Header, shapes: Mapping[str, Shape]) -> str:
    row = header.row
    frames = shapes["time_s"][0][:1]
    for name in row.names or ():
        shape, dtype = shapes[name]
        expected, rest = row[name].subdtype or (row[name], ())
        if dtype != expected or shape != (*frames, *rest):
            sizes = [*map(str, shape[:MOST_SHOWN]), *["…"] * (len(shape) > MOST_SHOWN)]
            return f"'{name}' has shape ({', '.join(sizes)}) of {dtype}"
    if frames[0] > MOST_FRAMES:
        return f"it claims to hold {frames[0]} frames, and {MOST_FRAMES} are the most"
    return ""


def _wrong_hands(r: Recording) -> str:
    if not np.isfinite(r.time_s).all() or (np.diff(r.time_s) <= 0).any():
        return "its times are not strictly increasing"
    if _beyond(r.image_px, _FARTHEST_PX) or _beyond(r.world_m, _FARTHEST_M):
        return "it holds coordinates that no hand has"
    if (r.side_score < 0).any() or (r.side_score > 1 + _ROUNDING).any():
        return "'side_score' is not between 0 and 1"
    if not np.isin(r.is_right, (-1, 0, 1)).all():
        return "'is_right' holds other values than -1, 0 and 1"
    return ""


def _wrong_channels(r: Recording) -> str:
    """What is wrong with the channels beside the hands; "" for nothing."""
    if r.object_px is not None and (
        _beyond(r.object_px, _FARTHEST_PX) or (r.object_px[..., 2] < 0).any()
    ):
        return "it holds an object that is nowhere near the picture"
    if r.forearm is not None and _beyond(r.forearm, 1 + _ROUNDING):
        return "'forearm' holds directions that are no unit vectors"
    if r.presence is not None and ((r.presence < 0).any() or _beyond(r.presence, 1 + _ROUNDING)):
        return "'presence' is not between 0 and 1"
    return ""


def _beyond(values: Floats, limit: float) -> bool:
    return bool((np.abs(values) > limit).any())
