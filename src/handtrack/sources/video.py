"""A video file as upright, unmirrored frames with strictly increasing times."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import cv2
import numpy as np
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter

from handtrack.errors import SourceError
from handtrack.sources.clip_part import WHOLE, ClipPart
from handtrack.sources.completeness import PicturesRead, expected_pictures, missing_parts
from handtrack.sources.container import Opened, codec_name, convert, open_video, still, undecodable
from handtrack.sources.deinterlace import deinterlace
from handtrack.sources.file_check import fingerprint
from handtrack.sources.orientation_tag import Image, orientation_of
from handtrack.sources.picture_content import Content
from handtrack.sources.prefetch import prefetch
from handtrack.sources.timestamps import MonotonicTimestamps

__all__ = ["INFERENCE_SIDE_PX", "Frame", "Image", "VideoInfo", "VideoSource"]

INFERENCE_SIDE_PX = 1280
"""Larger pictures cost time to move about and tell a 224-pixel network nothing more."""

_DECODED_AHEAD = 4
_USUAL_STEP_S = 1 / 30
_LAST_PACKETS = 8
"""A packet that is cut off marks a few before the end of the pictures, which come out of order."""
_BACK_SHARE = 0.02
"""Provisional: times are worth a word where more of them had to be moved."""


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
    """Any video file that FFmpeg reads; a context manager, iterated once.

    Parameters
    ----------
    path : Path
    longest_side_px : int or None
        Pictures with a longer side are scaled down to it; None leaves them as they are.
    part : ClipPart
        Which pictures are wanted, and by how much their times are stretched.

    Attributes
    ----------
    info : VideoInfo
        From entering on.
    content : Content
        What the pictures so far show.
    complete : bool
        After iteration: whether the file gave as much as it announces.
    note : str
        Why it is not complete, in a sentence; "" otherwise.

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
        self._damaged = self._decoded = 0
        self._since_broken = _LAST_PACKETS
        self._end_s = self._reached_s = 0.0

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
        """Decode two pictures, for one alone is no clip, and say what is known of the file."""
        container, stream = self._opened.container, self._opened.stream
        self._promise = expected_pictures(self.path, container, stream)
        self._times = MonotonicTimestamps(1 / (self._promise.fps or 1 / _USUAL_STEP_S))
        pictures = self._pictures()
        first = next(pictures, None)
        second = next(pictures, None)
        if first is None or second is None:
            raise SourceError(self._too_few())
        self._upright = orientation_of(first[1], stream.sample_aspect_ratio)
        self._size_px = self._upright.size_px(first[1].width, first[1].height)
        self.info = VideoInfo(
            frame_size_px=self._size_px,
            rotation_deg=self._upright.rotation_deg,
            container_fps=self._promise.fps,
            frame_count=self._promise.announced,
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
        """How many frame times so far had to be moved to keep them strictly increasing."""
        return self._times.moved

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a user should know of what was read so far; complete after iteration."""
        moved = self._times.moved
        if moved <= max(1, _BACK_SHARE * self._decoded):
            return self._opened.warnings
        return (
            *self._opened.warnings,
            f"The times of {moved} of {self._decoded} pictures ran backwards, stood still or were "
            "missing, and were put in order: how long things took is uncertain.",
        )

    def refuse_if_empty(self) -> None:
        """Refuse a clip that was read and shows nothing.

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
        announced = self._promise.announced or 0
        if not self._decoded:
            return undecodable(self.path, codec_name(self._opened.container, self._opened.stream))
        if not self._part.whole and self._decoded > 1:
            return self._part.empty(str(self.path), self._end_s)
        of = f", of {announced} that it announces" if announced > 1 else ""
        if of or self._damaged or self._promise.cut:
            return (
                f"Only one picture of {self.path} could be decoded{of}: it is damaged or cut off; "
                "copy it again from the camera."
            )
        return still(self.path)

    def _pictures(self) -> Iterator[tuple[float, VideoFrame]]:
        """Give the pictures of the part and their times, as a player shows them."""
        for frame in deinterlace(self._whole_frames(), self._opened.stream):
            self._decoded += 1
            time_s = self._times.next(self._shown_s(frame))
            if time_s >= self._part.end_s:
                return
            self._end_s = time_s + (1 / self._promise.fps if self._promise.fps else _USUAL_STEP_S)
            if time_s >= self._part.start_s:
                yield time_s, frame

    def _whole_frames(self) -> Iterator[VideoFrame]:
        """Give what decodes; damage is counted, and what follows it is read on."""
        for packet in self._packets():
            self._reached_s = max(self._reached_s, _end_s(packet))
            if packet.stream is not self._opened.stream:
                continue
            self._since_broken = 0 if packet.is_corrupt else self._since_broken + 1
            try:
                frames = packet.decode()
            except av.EOFError:
                return
            except (av.FFmpegError, MemoryError, ValueError):
                self._damaged += 1
                continue
            for frame in frames:
                if isinstance(frame, VideoFrame):
                    self._damaged += frame.is_corrupt
                    yield frame

    def _packets(self) -> Iterator[Packet[Stream]]:
        """Give what the container holds, up to where it breaks off."""
        try:
            yield from self._opened.container.demux(*self._read_streams())
        except (av.FFmpegError, MemoryError):
            self._damaged += 1
            self._since_broken = 0

    def _read_streams(self) -> list[Stream]:
        """The pictures; also the sound where only both together say how long the file is."""
        sound = () if self._promise.of_pictures else self._opened.container.streams.audio
        return [self._opened.stream, *sound]

    def _shown_s(self, frame: VideoFrame) -> float:
        if frame.pts is None or frame.time_base is None:
            return math.nan
        stream = self._opened.stream
        start = (stream.start_time or 0) * (stream.time_base or 0)
        return float(frame.pts * frame.time_base - start)

    def _decode(
        self,
        first: tuple[float, VideoFrame],
        second: tuple[float, VideoFrame],
        others: Iterator[tuple[float, VideoFrame]],
    ) -> Iterator[Frame]:
        """Everything that happens in the background thread."""
        index = 0
        for picture in (first, second):
            yield self._frame(index, *picture)
            index += 1
        for picture in others:
            yield self._frame(index, *picture)
            index += 1
        broken_end = self._since_broken < _LAST_PACKETS
        read = PicturesRead(
            self._decoded,
            self._end_s,
            self._damaged,
            broken_end,
            self._reached_s,
            self._part.end_s,
        )
        self.note = missing_parts(self._promise, read)
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
        image = np.ascontiguousarray(self._upright.turned(rgb.view(dtype=np.uint8)))
        if size != (image.shape[1], image.shape[0]):
            image = cv2.resize(image, size, interpolation=cv2.INTER_AREA).view(dtype=np.uint8)
        return image


def _end_s(packet: Packet[Stream]) -> float:
    """When a packet is over, by the file's own clock; 0 where it does not say."""
    if packet.pts is None or packet.time_base is None:
        return 0.0
    start = packet.stream.start_time or 0
    return float((packet.pts - start + (packet.duration or 0)) * packet.time_base)
