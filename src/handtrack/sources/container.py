"""Open a video file and choose the stream of pictures that is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import av
import av.logging
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from handtrack.errors import SourceError

_STILLS = ("image2", "_pipe")
"""Endings of FFmpeg's names for formats of single pictures."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An open file and the stream of it that is read.

    Parameters
    ----------
    container : InputContainer
    stream : VideoStream
    warnings : tuple of str
        Sentences for the user about the choice.
    """

    container: InputContainer
    stream: VideoStream
    warnings: tuple[str, ...]


def open_video(path: Path) -> Opened:
    """Open the pictures of a file.

    Raises
    ------
    SourceError
        It holds no moving pictures, or none that this build of FFmpeg can decode.
    """
    try:
        # The absolute path, because FFmpeg takes what stands before a colon for a protocol; and
        # nothing but files, because a playlist may name an address.
        container = av.open(
            str(path.resolve()),
            metadata_errors="replace",
            options={"protocol_whitelist": "file"},
        )
    except (av.FFmpegError, UnicodeError, ValueError, MemoryError):
        raise SourceError(no_video(path)) from None
    try:
        return _chosen(path, container)
    except BaseException:
        container.close()
        raise


def _chosen(path: Path, container: InputContainer) -> Opened:
    if container.format.name.endswith(_STILLS):
        raise SourceError(still(path))
    streams = [s for s in container.streams.video if not _is_cover(s)]
    if not streams:
        raise SourceError(_no_pictures(path, container))
    best = container.streams.best("video")
    stream = next((s for s in streams if best is not None and s.index == best.index), streams[0])
    if stream.codec_context is None:
        raise SourceError(undecodable(path, codec_name(container, stream)))
    # One decoding thread is best, because decoding already runs beside inference.
    stream.codec_context.thread_count = 1
    if len(streams) == 1:
        return Opened(container, stream, ())
    number, context = streams.index(stream) + 1, stream.codec_context
    taken = (
        f"The file holds {len(streams)} streams of pictures; number {number} was read "
        f"({context.width} x {context.height} pixels), the others were not."
    )
    return Opened(container, stream, (taken,))


def _is_cover(stream: VideoStream) -> bool:
    """Whether a stream is a cover picture or a thumbnail."""
    kinds = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
    return bool(stream.disposition & kinds)


def _no_pictures(path: Path, container: InputContainer) -> str:
    if not container.streams.audio:
        return no_video(path)
    cover = " with a cover picture" if container.streams.video else ""
    return f"{path} holds sound{cover} and no moving pictures; give a video of the hand."


def codec_name(container: InputContainer, stream: VideoStream) -> str:
    """Name the codec of the pictures.

    Parameters
    ----------
    container : InputContainer
    stream : VideoStream

    Returns
    -------
    str
        FFmpeg's name, else the four characters in the file, else "something unknown".
    """
    context = stream.codec_context
    if context is not None:
        return str(context.codec.canonical_name)
    line = re.search(rf"Stream #0:{stream.index}\b.*?: Video: (.*)", _described(container))
    words = re.match(r"(\w+)(?:.*?\((\w+) / 0x)?", line[1]) if line else None
    if words is None:
        return "something unknown"
    return words[2] or "something unknown" if words[1] == "none" else words[1]


def _described(container: InputContainer) -> str:
    """FFmpeg's description of a file, which it writes only while its log is on."""
    before = av.logging.get_level()
    av.logging.set_level(av.logging.INFO)
    try:
        return str(container.dumps_format())
    finally:
        av.logging.set_level(before)


def no_video(path: Path) -> str:
    """Write that a file is no video at all."""
    return (
        f"{path} holds no picture that can be decoded: it is not a video, or it is damaged or cut "
        "off; try whether it plays elsewhere, and copy it again from the camera."
    )


def still(path: Path) -> str:
    """Write that a file is a single picture."""
    return (
        f"{path} is a still picture and no clip: movement is counted in a video. Give one that "
        "shows the exercise."
    )


def undecodable(path: Path, codec: str) -> str:
    """Write that a file's pictures cannot be decoded, and how to convert them.

    Parameters
    ----------
    path : Path
    codec : str
        As `codec_name`.
    """
    return (
        f"{path} is a video, but its pictures, coded as {codec}, cannot be decoded: they are "
        f"damaged, protected, or of a kind that is not built in. {convert(path)}"
    )


def convert(path: Path) -> str:
    """Write how to convert a file into one that can be decoded."""
    return (
        f'If it plays elsewhere, convert it with: ffmpeg -i "{path.name}" -c:v libx264 '
        "-pix_fmt yuv420p converted.mp4; and score that."
    )
