"""Messages between the app and its page: a header before each picture, JSON for all else.

What comes in is checked here; `docs/development/browser_protocol.md` describes each message.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import Any

from handtrack.live.flow.states import Key, Pressed

MOST_PICTURE_BYTES = 2 * 1024 * 1024
MOST_TEXT_BYTES = 4096
OLDEST_S = 60.0
"""A page that claims that its picture is older is wrong."""
_HEADER = struct.Struct("<IIdd")  # number, stream, time_s, age_s


class MessageError(ValueError):
    """A message that is not understood; its text is the name of the error in the protocol."""


class CameraState(StrEnum):
    """State of the camera, as the page tells it; all but `ON` are names of texts."""

    WAITING = "waiting"
    ON = "on"
    REFUSED = "refused"
    MISSING = "missing"
    BUSY = "busy"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class PagePicture:
    """One picture of the page's camera.

    Parameters
    ----------
    number : int
        Counts the pictures that the camera presented, so that gaps are pictures left out.
    stream : int
        Counts the starts of the camera.
    time_s : float
        Of the picture, by a clock of its stream.
    captured_s : float
        The same moment by the server's monotonic clock, as far as the page knows it.
    jpeg : bytes
        Unmirrored.
    """

    number: int
    stream: int
    time_s: float
    captured_s: float
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Drawn:
    """The page drew the screen of a picture.

    Parameters
    ----------
    number : int
        Of the picture.
    delay_s : float or None
        From its capture until then.
    """

    number: int
    delay_s: float | None


@dataclass(frozen=True, slots=True)
class Hidden:
    """The page went to the background, or came back."""

    value: bool


FromPage = Pressed | Drawn | CameraState | Hidden


def read_picture(data: bytes, arrived_s: float) -> PagePicture:
    """Read the message of a picture.

    Parameters
    ----------
    data : bytes
    arrived_s : float
        By the monotonic clock.

    Raises
    ------
    MessageError
    """
    if len(data) > MOST_PICTURE_BYTES:
        raise MessageError("too_large")
    if len(data) <= _HEADER.size:
        raise MessageError("bad_picture")
    number, stream, time_s, age_s = _HEADER.unpack_from(data)
    if not isfinite(time_s) or not 0.0 <= age_s <= OLDEST_S:
        raise MessageError("bad_picture")
    return PagePicture(number, stream, time_s, arrived_s - age_s, data[_HEADER.size :])


def write_picture(number: int, time_s: float, jpeg: bytes) -> bytes:
    """Write the message of a clip's picture.

    Parameters
    ----------
    number : int
    time_s : float
        Of the picture, by the session's clock.
    jpeg : bytes
    """
    return _HEADER.pack(number, 0, time_s, 0.0) + jpeg


def read_text(text: str) -> FromPage:
    """Read a text message.

    Raises
    ------
    MessageError
    """
    if len(text.encode()) > MOST_TEXT_BYTES:
        raise MessageError("too_large")
    try:
        return _read(json.loads(text))
    except (ValueError, RecursionError) as e:
        raise MessageError("not_understood") from e


def _read(message: Any) -> FromPage:
    match message:
        case {"type": "key", "key": str(key)}:
            return Pressed(key=Key(key))
        case {"type": "answer", "value": bool()}:
            pass
        case {"type": "answer", "value": int(value)} if 0 <= value <= 10:
            return Pressed(digit=value)
        case {"type": "choose", "option": str(option)}:
            return Pressed(option=option)
        case {"type": "drawn", "number": int(number), "delay_s": float() | int() | None as delay}:
            return Drawn(number, None if delay is None or not isfinite(delay) else float(delay))
        case {"type": "camera", "state": str(state)}:
            return CameraState(state)
        case {"type": "hidden", "value": bool(value)}:
            return Hidden(value)
    raise MessageError("not_understood")


def write_text(**message: object) -> str:
    """Write a text message from its parts."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
