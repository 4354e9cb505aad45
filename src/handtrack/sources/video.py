"""A video file as upright, unmirrored frames with strictly increasing times."""

from __future__ import annotations

import hashlib
import math
import stat
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from types import TracebackType
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from handtrack.environment import variable
from handtrack.errors import SourceError
from handtrack.sources.ahead import ahead
from handtrack.sources.mp4 import played_s
from handtrack.sources.times import StrictTimes

INFERENCE_SIDE_PX = 1280
"""Larger pictures cost time to move about and tell a 224-pixel network nothing more."""

Image = NDArray[np.uint8]

_DECODED_AHEAD = 4
_STRIP_PX = 1 << 15
_USUAL_STEP_S = 1 / 30
_MISSING_AT_END_S = 0.5
"""Sound often runs on this much longer than the pictures, and some containers count both."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a source.

    Parameters
    ----------
    index : int
        Counted from 0 in presentation order.
    time_s : float
        Presentation time, strictly increasing.
    image_rgb : ndarray of uint8, shape (height, width, 3)
        Upright, unmirrored, contiguous; no side longer than the source was asked for.
    size_px : tuple of int
        Width and height of the full upright picture, before that scaling.
    """

    index: int
    time_s: float
    image_rgb: Image
    size_px: tuple[int, int]


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """What is known of a video before it is read.

    Parameters
    ----------
    frame_size_px : tuple of int
        Width and height of the full upright picture, with square pixels.
    rotation_deg : int
        By how much the stored pictures are turned clockwise to stand upright.
    container_fps : float or None
        What the container claims; the times of the frames may say otherwise.
    frame_count : int or None
        What the container announces; an estimate in some formats.
    sha256 : str
        Hash of the file.
    """

    frame_size_px: tuple[int, int]
    rotation_deg: int
    container_fps: float | None
    frame_count: int | None
    sha256: str


class VideoSource:
    """Any video file that OpenCV's FFmpeg reads; a context manager, iterated once.

    Parameters
    ----------
    path : Path
    longest_side_px : int or None
        Pictures with a longer side are scaled down to it; None leaves them as they are.

    Attributes
    ----------
    info : VideoInfo
        From entering on.
    complete : bool
        After iteration: whether the file gave as much as it announces.
    note : str
        Why it is not complete, in a sentence; "" otherwise.

    Raises
    ------
    SourceError
        On entering: the file is missing, a folder, empty, unreadable, or holds no picture.
    """

    info: VideoInfo

    def __init__(self, path: Path, longest_side_px: int | None = INFERENCE_SIDE_PX) -> None:
        self.path = path
        self.complete = False
        self.note = "It was not read to the end."
        self._longest_side_px = longest_side_px
        self._frames: Generator[Frame, None, None] | None = None

    def __enter__(self) -> Self:
        sha256 = _fingerprint(self.path)
        self._capture = _open(self.path)
        first = self._grab()
        if first is None:
            self._capture.release()
            raise _no_video(self.path)
        self._shape = first[1].shape
        self._pixel_aspect = self._read_pixel_aspect()
        fps = self._capture.get(cv2.CAP_PROP_FPS)
        count = self._capture.get(cv2.CAP_PROP_FRAME_COUNT)
        self.info = VideoInfo(
            frame_size_px=self._full_size(),
            rotation_deg=round(self._capture.get(cv2.CAP_PROP_ORIENTATION_META)) % 360,
            container_fps=fps if math.isfinite(fps) and 1 <= fps <= 1000 else None,
            frame_count=int(count) if 1 <= count <= 1e9 else None,
            sha256=sha256,
        )
        self._times = StrictTimes(1 / (self.info.container_fps or 1 / _USUAL_STEP_S))
        self._frames = ahead(self._decode(first), _DECODED_AHEAD)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._frames is not None:
            self._frames.close()
        self._capture.release()

    def __iter__(self) -> Iterator[Frame]:
        if self._frames is None:
            raise RuntimeError("A VideoSource is read inside its 'with' block.")
        return self._frames

    @property
    def times_repaired(self) -> int:
        """How many frame times so far had to be moved to keep them strictly increasing."""
        return self._times.moved

    def _decode(self, grabbed: tuple[float, Image] | None) -> Iterator[Frame]:
        """Everything that happens in the background thread."""
        index, time_s = 0, 0.0
        while grabbed is not None:
            time_s = self._times.next(grabbed[0])
            yield Frame(index, time_s, self._prepare(grabbed[1]), self.info.frame_size_px)
            index += 1
            grabbed = self._grab()
        self.note = self._what_is_missing(index, time_s)
        self.complete = not self.note

    def _grab(self) -> tuple[float, Image] | None:
        """Return the next picture that decodes and its time in seconds; None at the end."""
        try:
            while self._capture.grab():
                time_s = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
                fine, image = self._capture.retrieve()
                if fine and image.dtype == np.uint8 and image.ndim == 3:
                    return time_s, image.view(dtype=np.uint8)
        except cv2.error:  # damage that claims pictures larger than memory
            return None
        return None

    def _prepare(self, image: Image) -> Image:
        width, height = self.info.frame_size_px
        shrink = min(1.0, (self._longest_side_px or math.inf) / max(width, height))
        size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
        if size != (image.shape[1], image.shape[0]):
            image = cv2.resize(image, size, interpolation=cv2.INTER_AREA).view(dtype=np.uint8)
        return _rgb(image)

    def _read_pixel_aspect(self) -> float:
        """Width of a stored pixel by its height; old camcorders have others than 1."""
        wide = self._capture.get(cv2.CAP_PROP_SAR_NUM)
        high = self._capture.get(cv2.CAP_PROP_SAR_DEN)
        return wide / high if wide > 0 and high > 0 and 0.25 <= wide / high <= 4 else 1.0

    def _full_size(self) -> tuple[int, int]:
        height, width = self._shape[:2]
        if self._capture.get(cv2.CAP_PROP_ORIENTATION_META) % 180 == 90:
            return width, round(height * self._pixel_aspect)
        return round(width * self._pixel_aspect), height

    def _what_is_missing(self, frames: int, last_s: float) -> str:
        announced, fps = self.info.frame_count, self.info.container_fps
        if announced is None or fps is None or frames >= announced - 2:
            return ""
        expected_s = min(announced / fps, played_s(self.path) or math.inf)
        read_s = last_s + 1 / fps
        if expected_s - read_s <= min(_MISSING_AT_END_S, 0.1 * expected_s):
            return ""
        return (
            f"Decoding stopped at {read_s:.1f} s of {expected_s:.1f} s: it is damaged or cut off."
        )


def _fingerprint(path: Path) -> str:
    """Return the hash of a file that can be read and is not plainly something else."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise SourceError(f"{path} is a folder; give the path of one video file.")
        if not stat.S_ISREG(mode):
            raise SourceError(f"{path} is no ordinary file; give the path of a video file.")
        with path.open("rb") as file:
            if _is_text(file.read(1024)):
                raise SourceError(f"{path} is a text file, not a video; give a video file.")
            file.seek(0)
            return _sha256(path, file)
    except (FileNotFoundError, NotADirectoryError):
        raise SourceError(
            f"There is no file {path}; check its name and the folder you are in."
        ) from None
    except PermissionError:
        raise SourceError(
            f"{path} may not be read: permission denied; change its permissions or copy it."
        ) from None
    except (OSError, ValueError) as e:
        raise SourceError(f"{path} cannot be read: {getattr(e, 'strerror', e)}.") from None


def _sha256(path: Path, file: BufferedReader) -> str:
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    if file.tell() == 0:
        raise SourceError(f"{path} is empty (0 bytes); copy it again from the camera.")
    return sha256


def _is_text(head: bytes) -> bool:
    """Whether this is text, which FFmpeg would gladly show as a film of a terminal."""
    try:
        text = head.decode()
    except UnicodeDecodeError as e:
        if e.end < len(head):
            return False
        text = head[: e.start].decode()
    return bool(text) and all(c.isprintable() or c in "\t\r\n\f\x1b" for c in text)


def _open(path: Path) -> cv2.VideoCapture:
    with _quiet_ffmpeg():
        # The absolute path, because FFmpeg takes what stands before a colon for a protocol.
        # One decoding thread is best, because decoding already runs beside inference.
        capture = cv2.VideoCapture(str(path.resolve()), cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, 1])
    if not capture.isOpened():
        raise _no_video(path)
    return capture


def _rgb(bgr: Image) -> Image:
    """Swap the colours strip by strip.

    For a large picture OpenCV would wake its helper threads, which then spin for a while on the
    very core that inference needs: a whole picture at once costs three times the processor time.
    """
    rgb = np.empty_like(bgr)
    rows = max(1, _STRIP_PX // bgr.shape[1])
    for top in range(0, len(bgr), rows):
        cv2.cvtColor(bgr[top : top + rows], cv2.COLOR_BGR2RGB, rgb[top : top + rows])
    return rgb


def _no_video(path: Path) -> SourceError:
    return SourceError(
        f"{path} holds no picture that can be decoded: it is not a video, or it is damaged or cut "
        "off; try whether it plays elsewhere, and copy it again from the camera."
    )


@contextmanager
def _quiet_ffmpeg() -> Iterator[None]:
    """Keep FFmpeg and OpenCV from writing on the console about damaged files.

    OpenCV reads the variable once, at the first video that a process opens; what goes wrong is
    seen from the frames that come, never from those lines.
    """
    level = cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    try:
        with variable("OPENCV_FFMPEG_LOGLEVEL", "-8"):
            yield
    finally:
        cv2.utils.logging.setLogLevel(level)
