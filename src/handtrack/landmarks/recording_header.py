"""Header of a landmark recording: where it comes from, what made it, and which arrays it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from handtrack.landmarks.hand import LANDMARKS
from handtrack.landmarks.tracked_object import PLACES, ObjectKind

SCHEMA = 3
"""The newest schema. 1: hands alone; 2: with an object or forearm lines; 3: with presence."""
_ARRAYS = ("time_s", "image_px", "world_m", "is_right", "side_score", "settling")
_OBJECT, _FOREARM, _PRESENCE = "object_px", "forearm", "presence"


def engine_name(text: str) -> str:
    """Name the landmark engine of a file, as "litert 2.3.0".

    Files of before there were two have a key "mediapipe" with the bare version of it.
    """
    return f"mediapipe {text}" if text[:1].isdigit() else text


@dataclass(frozen=True, slots=True)
class Header:
    """Provenance of a recording: its source, the versions that made it, and its channels.

    Parameters
    ----------
    frame_size_px : tuple of int
        Width and height of the upright image the landmarks refer to.
    slots : int
        How many hands were looked for; a slot is one hand's identity, not a detection order.
    source, source_sha256 : str
        Name of the file or device, and the hash of the file ("" for a device).
    rotation_deg : int
        Clockwise rotation that made the frames upright: 0, 90, 180 or 270.
    container_fps : float or None
        As the container states, for the record only; times come from the frames.
    times_repaired : int
        How many frame times were moved to keep them strictly increasing.
    complete : bool
        False where decoding stopped early or the write was interrupted.
    note : str
        Why it is incomplete, in a sentence.
    warnings : tuple of str
        Sentences about the source for the user.
    pictures_hz : float or None
        Different pictures a second; fewer than frames where a source repeats them. None where the
        pictures were not compared.
    start_s, end_s : float, float or None
        Interval of the source, as a player shows it; None for its end.
    slowed : float
        Divisor of the source's times, because it is slow motion.
    handtrack, engine, model_sha256 : str
        What made it: versions of handtrack and of the landmark engine, hash of the hand model.
    object_kind : str
        Kind of the followed object, an `ObjectKind`; "" for none.
    object_look : str
        Its colour model in words, for the record only.
    forearms : bool
        Whether forearm lines were looked for.
    presences : bool
        Whether the engine told how sure it is of each hand.
    """

    frame_size_px: tuple[int, int]
    slots: int = 1
    source: str = ""
    source_sha256: str = ""
    rotation_deg: int = 0
    container_fps: float | None = None
    times_repaired: int = 0
    complete: bool = True
    note: str = ""
    warnings: tuple[str, ...] = ()
    pictures_hz: float | None = None
    start_s: float = 0.0
    end_s: float | None = None
    slowed: float = 1.0
    handtrack: str = ""
    engine: str = ""
    model_sha256: str = ""
    object_kind: str = ""
    object_look: str = ""
    forearms: bool = False
    presences: bool = False

    @property
    def schema(self) -> int:
        """The oldest schema that holds such a recording."""
        return 3 if self.presences else 2 if self.object_kind or self.forearms else 1

    @property
    def lacks_part(self) -> bool:
        """Whether part of a source file is missing; never for a live session, which has no file."""
        return not self.complete and bool(self.source_sha256)

    @property
    def places(self) -> int:
        """The number of the object's points; 0 without an object."""
        return PLACES[ObjectKind(self.object_kind)] if self.object_kind else 0

    @property
    def arrays(self) -> tuple[str, ...]:
        """Names of the recording's arrays."""
        return (
            *_ARRAYS,
            *(_OBJECT,) * bool(self.places),
            *(_FOREARM,) * self.forearms,
            *(_PRESENCE,) * self.presences,
        )

    @property
    def row(self) -> np.dtype[Any]:
        """The fixed-size record of one frame, little-endian, without padding."""
        points = (self.slots, LANDMARKS, 3)
        channels: dict[str, Any] = {
            _OBJECT: (_OBJECT, "<f4", (self.places, 3)),
            _FOREARM: (_FOREARM, "<f4", (self.slots, 2)),
            _PRESENCE: (_PRESENCE, "<f4", (self.slots,)),
        }
        return np.dtype(
            [
                ("time_s", "<f8"),
                ("image_px", "<f4", points),
                ("world_m", "<f4", points),
                ("is_right", "i1", (self.slots,)),
                ("side_score", "<f4", (self.slots,)),
                ("settling", "?", (self.slots,)),
                *(channels[name] for name in self.arrays[len(_ARRAYS) :]),
            ]
        )
