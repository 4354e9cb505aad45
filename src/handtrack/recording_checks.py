"""What a landmark recording must hold before it is believed.

Arrays that do not fit together, or hold what no camera can have seen, would count wrongly in
silence; a file with such an array is called damaged instead.
"""

from __future__ import annotations

from dataclasses import fields
from math import inf
from pathlib import Path

import numpy as np

from handtrack.errors import RecordingError
from handtrack.hand import Floats
from handtrack.objects import ObjectKind
from handtrack.recording import Header, Recording

_FARTHEST_PX, _FARTHEST_M, _ROUNDING = 1e6, 100.0, 1e-3


def check_header(header: Header) -> None:
    """Refuse values of another kind than the field's own.

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
    if header.object_kind:
        ObjectKind(header.object_kind)  # raises where there is no such kind


def _check_source(header: Header) -> None:
    """Refuse what no source says of itself."""
    for name in ("container_fps", "pictures_hz", "end_s"):
        if not isinstance(getattr(header, name), float | int | None):
            raise ValueError(name)
    for name, least in (("start_s", 0.0), ("slowed", 1e-3)):
        value = getattr(header, name)
        if not isinstance(value, float | int) or not least <= value < inf:
            raise ValueError(name)
    if not all(isinstance(warning, str) for warning in header.warnings):
        raise ValueError("warnings")


def check_arrays(path: Path, recording: Recording) -> None:
    """Refuse arrays of another shape or type than its header says, and coordinates nothing has.

    Raises
    ------
    RecordingError
        With what is wrong, and what to do.
    """
    wrong = _misshapen(recording) or _hand(recording) or _beside(recording)
    if wrong:
        raise RecordingError(
            f"{path} is damaged: {wrong}. Make it again with 'handtrack track VIDEO -o FILE.npz'."
        )


def _misshapen(r: Recording) -> str:
    row = r.header.row
    for name in row.names or ():
        array = getattr(r, name)
        expected, shape = row[name].subdtype or (row[name], ())
        if array.dtype != expected or array.shape != (len(r.time_s), *shape):
            return f"'{name}' has shape {array.shape} of {array.dtype}"
    return ""


def _hand(r: Recording) -> str:
    if not np.isfinite(r.time_s).all() or (np.diff(r.time_s) <= 0).any():
        return "its times are not strictly increasing"
    if _beyond(r.image_px, _FARTHEST_PX) or _beyond(r.world_m, _FARTHEST_M):
        return "it holds coordinates that no hand has"
    if (r.side_score < 0).any() or (r.side_score > 1 + _ROUNDING).any():
        return "'side_score' is not between 0 and 1"
    if not np.isin(r.is_right, (-1, 0, 1)).all():
        return "'is_right' holds other values than -1, 0 and 1"
    return ""


def _beside(r: Recording) -> str:
    """What is wrong with the channels beside the hands."""
    if r.object_px is not None and (
        _beyond(r.object_px, _FARTHEST_PX) or (r.object_px[..., 2] < 0).any()
    ):
        return "it holds an object that is nowhere near the picture"
    if r.forearm is not None and _beyond(r.forearm, 1 + _ROUNDING):
        return "'forearm' holds directions that are no unit vectors"
    return ""


def _beyond(values: Floats, limit: float) -> bool:
    return bool((np.abs(values) > limit).any())
