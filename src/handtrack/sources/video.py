"""A video file as upright, unmirrored frames with strictly increasing times."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter

from handtrack.errors import SourceError
from handtrack.sources.clip_part import WHOLE, ClipPart
from handtrack.sources.completeness import PicturesRead, expected_pictures, missing_parts
from handtrack.sources.container import Opened, codec_name, convert, open_video, still, undecodable
from handtrack.sources.decoder import Decoder
from handtrack.sources.file_check import fingerprint
from handtrack.sources.orientation_tag import Image, orientation_of
from handtrack.sources.picture_content import Content
from handtrack.sources.prefetch import prefetch
from handtrack.sources.timestamps import MonotonicTimestamps

__all__ = ["INFERENCE_SIDE_PX", "Frame", "Image", "VideoInfo", "VideoSource"]

INFERENCE_SIDE_PX = 1280
"""Larger pictures cost time and give a network of 224 pixels nothing more."""

_DECODED_AHEAD = 4
_USUAL_STEP_S = 1 / 30
_BACK_SHARE = 0.02
"""Provisional: a larger share of moved times is worth a warning."""


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
    """What a container states of a video before its frames are read.

    Parameters
    ----------
    frame_size_px : tuple of int
        Width and height of the full upright picture, with square pixels.
    rotation_deg : int
        Clockwise rotation that makes the stored pictures upright.
    container_fps : float or None
        As the container states; the times of the frames may differ.
    frame_count : int or None
        As the container announces; an estimate in some formats.
    sha256 : str
        Hash of the file.
    """

    frame_size_px: tuple[int, int]
    rotation_deg: int
    container_fps: float | None
    frame_count: int | None
    sha256: str


class VideoSource:
    """Any video file that FFmpeg reads; a context manager, iterated once.

    Parameters
    ----------
    path : Path
    longest_side_px : int or None
        Pictures with a longer side are scaled down to it; None: no scaling.
    part : ClipPart
        The interval that is read, and the divisor of its times.

    Attributes
    ----------
    info : VideoInfo
        Set on entering.
    content : Content
        Statistics of the pictures so far.
    complete : bool
        After iteration: whether the file held all that its container announces.
    note : str
        Why it is incomplete, in a sentence; "" otherwise.

    Raises
    ------
    SourceError
        On entering: the file is missing, a folder, empty, unreadable, no video, or a still picture;
        or the part lies outside of it.
    """

    info: VideoInfo

    def __init__(
        self,
        path: Path,
        longest_side_px: int | None = INFERENCE_SIDE_PX,
        part: ClipPart = WHOLE,
    ) -> None:
        self.path = path
        self.complete = False
        self.note = "It was not read to the end."
        self.content = Content()
        self._part = part
        self._longest_side_px = longest_side_px
        self._frames: Generator[Frame, None, None] | None = None
        self._reformatter = VideoReformatter()
        self._decoded = 0
        self._end_s = 0.0

    def __enter__(self) -> Self:
        sha256 = fingerprint(self.path)
        self._opened: Opened = open_video(self.path)
        try:
            self._start(sha256)
        except BaseException:
            self._opened.container.close()
            raise
        return self

    def _start(self, sha256: str) -> None:
        """Decode two pictures, because one alone is no clip, and set `info`."""
        container, stream = self._opened.container, self._opened.stream
        self._expected = expected_pictures(self.path, container, stream)
        self._times = MonotonicTimestamps(1 / (self._expected.fps or 1 / _USUAL_STEP_S))
        self._decoder = Decoder(self._opened, with_sound=not self._expected.of_pictures)
        pictures = self._pictures()
        first = next(pictures, None)
        second = next(pictures, None)
        if first is None or second is None:
            raise SourceError(self._too_few())
        self._orientation = orientation_of(first[1], stream.sample_aspect_ratio)
        self._size_px = self._orientation.size_px(first[1].width, first[1].height)
        self.info = VideoInfo(
            frame_size_px=self._size_px,
            rotation_deg=self._orientation.rotation_deg,
            container_fps=self._expected.fps,
            frame_count=self._expected.announced,
            sha256=sha256,
        )
        self._frames = prefetch(self._decode(first, second, pictures), _DECODED_AHEAD)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._frames is not None:
            self._frames.close()
        self._opened.container.close()

    def __iter__(self) -> Iterator[Frame]:
        if self._frames is None:
            raise RuntimeError("A VideoSource is read inside its 'with' block.")
        return self._frames

    @property
    def times_repaired(self) -> int:
        """The number of frame times so far that were moved to keep them strictly increasing."""
        return self._times.moved

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences for the user about what was read so far; complete after iteration."""
        moved = self._times.moved
        if moved <= max(1, _BACK_SHARE * self._decoded):
            return self._opened.warnings
        return (
            *self._opened.warnings,
            f"The times of {moved} of {self._decoded} pictures ran backwards, stood still or were "
            "missing, and were put in order: how long things took is uncertain.",
        )

    def refuse_if_empty(self) -> None:
        """Refuse a clip whose pictures, all of them read, show nothing.

        Raises
        ------
        SourceError
            Nearly all of its pictures are of one colour, or all of them are the same picture.
        """
        seen, empty = self.content.frames, self.content.empty
        if self.content.shows_nothing:
            codec = codec_name(self._opened.container, self._opened.stream)
            raise SourceError(
                f"{empty} of {seen} pictures of {self.path} are of one colour and show nothing: "
                f"the lens was covered, or its pictures ({codec}) are not decoded rightly. "
                f"{convert(self.path)}"
            )
        if self.content.stands_still:
            raise SourceError(
                f"All {seen} pictures of {self.path} are the same one: a still picture is no clip. "
                "Give a video that shows the exercise."
            )

    def _too_few(self) -> str:
        announced = self._expected.announced or 0
        if not self._decoded:
            return undecodable(self.path, codec_name(self._opened.container, self._opened.stream))
        if not self._part.whole and self._decoded > 1:
            return self._part.empty(str(self.path), self._end_s)
        of = f", of {announced} that it announces" if announced > 1 else ""
        if of or self._decoder.damaged or self._expected.cut:
            return (
                f"Only one picture of {self.path} could be decoded{of}: it is damaged or cut off; "
                "copy it again from the camera."
            )
        return still(self.path)

    def _pictures(self) -> Iterator[tuple[float, VideoFrame]]:
        """The pictures of the part and their times, as a player shows them."""
        for frame in self._decoder:
            self._decoded += 1
            time_s = self._times.next(self._decoder.time_s(frame))
            if time_s >= self._part.end_s:
                return
            self._end_s = time_s + (1 / self._expected.fps if self._expected.fps else _USUAL_STEP_S)
            if time_s >= self._part.start_s:
                yield time_s, frame

    def _decode(
        self,
        first: tuple[float, VideoFrame],
        second: tuple[float, VideoFrame],
        others: Iterator[tuple[float, VideoFrame]],
    ) -> Iterator[Frame]:
        """All frames, and what is missing at the end; runs in the background thread."""
        index = 0
        for picture in (first, second):
            yield self._frame(index, *picture)
            index += 1
        for picture in others:
            yield self._frame(index, *picture)
            index += 1
        read = PicturesRead(
            frames=self._decoded,
            end_s=self._end_s,
            damaged=self._decoder.damaged,
            broken_end=self._decoder.broken_end,
            reached_s=self._decoder.reached_s,
            wanted_end_s=self._part.end_s,
        )
        self.note = missing_parts(self._expected, read)
        self.complete = not self.note

    def _frame(self, index: int, time_s: float, frame: VideoFrame) -> Frame:
        image = self._prepare(frame)
        life_s = self._part.life_s(time_s)
        self.content.add(life_s, image)
        return Frame(index, life_s, image, self._size_px)

    def _prepare(self, frame: VideoFrame) -> Image:
        rgb = self._reformatter.reformat(frame, format="rgb24").to_ndarray()
        width, height = self._size_px
        shrink = min(1.0, (self._longest_side_px or math.inf) / max(width, height))
        size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
        image = np.ascontiguousarray(self._orientation.turned(rgb.view(dtype=np.uint8)))
        if size != (image.shape[1], image.shape[0]):
            image = cv2.resize(image, size, interpolation=cv2.INTER_AREA).view(dtype=np.uint8)
        return image
