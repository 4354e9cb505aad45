"""Feed of a live session: a camera, or a clip in place of a camera."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2

from handtrack.landmarks.free_text import printable_name
from handtrack.sources.video import Frame, Image, VideoSource

HELD_HZ = 30.0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One picture of a feed.

    Parameters
    ----------
    index : int
        Number of the picture, as the feed counts.
    captured_s : float
        Time of capture by the feed's clock.
    image_bgr : ndarray of uint8, shape (height, width, 3)
        Unmirrored.
    """

    index: int
    captured_s: float
    image_bgr: Image


class Feed(Protocol):
    """A source of pictures with times of its own.

    Attributes
    ----------
    name : str
        Of the camera or the clip.
    starts_s : float or None
        When a clip last began to play; None for a camera.
    waits : bool
        Whether the feed waits for the next `take`, so that no picture is lost.
    """

    name: str
    starts_s: float | None
    waits: bool

    def take(self, timeout_s: float) -> Snapshot | None:
        """Take the next picture; None where none comes in time."""
        ...

    def play(self) -> None:
        """Start a clip from its beginning, because the movement is wanted now."""
        ...

    def hold(self) -> None:
        """Show a clip's first picture until `play`."""
        ...

    @property
    def lost(self) -> bool:
        """Whether no pictures come any more."""
        ...

    @property
    def over(self) -> bool:
        """Whether a clip has come to its end; False for a camera."""
        ...

    @property
    def rate_hz(self) -> float:
        """Pictures a second in the last two seconds."""
        ...

    @property
    def dropped(self) -> int:
        """Pictures that nobody took in time."""
        ...


class ClipFeed:
    """A recorded clip, which shows its first picture until `play`.

    Pictures come as fast as they are taken, with times as if at the clip's own pace. None is left
    out, so that a session on a clip counts what `handtrack score` counts.

    Parameters
    ----------
    path : Path
    """

    def __init__(self, path: Path) -> None:
        self.path, self.name, self.waits = path, printable_name(path.name), True
        with VideoSource(path, None) as video:
            self._first = _snapshot(next(iter(video)), 0, 0.0)
        self._frames: Iterator[Snapshot] | None = None
        self._next: Callable[[], Snapshot | None] = self._still
        self._shown = self._first
        self._index = 0
        self.starts_s: float | None = None
        self._now_s = 0.0
        self.over = False
        self.lost = False
        self.dropped = 0
        self.rate_hz = HELD_HZ

    def take(self, timeout_s: float) -> Snapshot | None:
        """Take the next picture."""
        snapshot = self._next()
        if snapshot is None:
            self.over, self._next, self._frames = True, self._still, None
            snapshot = self._still()
        assert snapshot
        self._now_s, self._shown = snapshot.captured_s, snapshot
        self._index += 1
        return snapshot

    def play(self) -> None:
        """Start from the beginning."""
        self.over = False
        self.starts_s = self._now_s + 1 / HELD_HZ
        self._frames = self._played(self.starts_s)
        self._next = lambda: next(self._frames, None) if self._frames else None

    def hold(self) -> None:
        """Show the first picture until `play`."""
        self._frames, self._shown, self._next = None, self._first, self._still
        self.over = False

    def _still(self) -> Snapshot:
        return Snapshot(self._index, self._now_s + 1 / HELD_HZ, self._shown.image_bgr)

    def _played(self, from_s: float) -> Iterator[Snapshot]:
        with VideoSource(self.path, None) as video:
            for frame in video:
                yield _snapshot(frame, self._index, from_s)


def _snapshot(frame: Frame, index: int, from_s: float) -> Snapshot:
    bgr = cv2.cvtColor(frame.image_rgb, cv2.COLOR_RGB2BGR).view(dtype=frame.image_rgb.dtype)
    return Snapshot(index, from_s + frame.time_s, bgr)
