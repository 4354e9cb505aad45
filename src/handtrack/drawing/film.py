"""A video being written, with the best codec that this OpenCV can write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import cv2

from handtrack.drawing.ink import Image
from handtrack.errors import OutputError

CODECS = ("avc1", "mp4v")
"""H.264 plays everywhere; not every build of OpenCV can write it. MPEG-4 is in all of them."""


class Film:
    """Writes pictures of one size at a fixed rate; a context manager.

    Parameters
    ----------
    path : Path
        An .mp4 in an existing folder.
    rate_hz : float

    Raises
    ------
    OutputError
        With the first picture: the file cannot be written.
    """

    def __init__(self, path: Path, rate_hz: float) -> None:
        self._path, self._rate_hz = path, rate_hz
        self._writer: cv2.VideoWriter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Finish the file; nothing can be written after that."""
        if self._writer is not None:
            self._writer.release()

    def write(self, image: Image, times: int) -> None:
        """Add a picture so many times."""
        if self._writer is None:
            self._writer = self._open((image.shape[1], image.shape[0]))
        for _ in range(times):
            self._writer.write(image)

    def _open(self, size_px: tuple[int, int]) -> cv2.VideoWriter:
        for codec in CODECS:
            fourcc = cv2.VideoWriter.fourcc(*codec)
            with _quiet():
                writer = cv2.VideoWriter(
                    str(self._path.resolve()), cv2.CAP_FFMPEG, fourcc, self._rate_hz, size_px
                )
            if writer.isOpened():
                return writer
        raise OutputError(
            f"Cannot write {self._path.parent}: no room, no permission, or this OpenCV writes "
            "neither H.264 nor MPEG-4; 'handtrack doctor' tells."
        )


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep OpenCV from announcing every codec it does not have."""
    level = cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    try:
        yield
    finally:
        cv2.utils.logging.setLogLevel(level)
