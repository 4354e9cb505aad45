"""Small video files made on the spot: a drawn hand, coloured corners, and edited MP4 boxes."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import av
import cv2
import numpy as np
from av.stream import Disposition
from numpy.typing import NDArray

from handtrack.tracking.open_tracker import LandmarkEngine, TrackerChoice, open_tracker
from handtrack.tracking.tracker import Tracker
from handtrack.tracking.warmup_image import warmup_image

Image = NDArray[np.uint8]

_PARENTS = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts")
_CODECS = {".mp4": "mp4v", ".avi": "MJPG", ".mkv": "mp4v", ".webm": "VP80", ".mpg": "MPG1"}


@cache
def shared_tracker(slots: int = 1, engine: LandmarkEngine | None = None) -> Tracker:
    """One tracker of its kind a process: a landmarker of MediaPipe never gives back its memory."""
    return open_tracker(TrackerChoice(chosen=engine), slots)


def write_clip(path: Path, pictures: Iterable[Image], fps: float = 30) -> Path:
    """Encode RGB pictures; the suffix decides container and codec."""
    writer: cv2.VideoWriter | None = None
    for picture in pictures:
        if writer is None:
            size = (picture.shape[1], picture.shape[0])
            codec = cv2.VideoWriter.fourcc(*_CODECS[path.suffix])
            writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, codec, fps, size)
            assert writer.isOpened()
        writer.write(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    assert writer is not None
    writer.release()
    return path


def moving_hand(frames: int, size: tuple[int, int] = (320, 240)) -> Iterator[Image]:
    """Let the drawn left hand sway from side to side."""
    hand = warmup_image()
    for i in range(frames):
        shift = np.array([[1, 0, 40 * math.sin(i / 8)], [0, 1, 0]], np.float32)
        swayed = cv2.warpAffine(hand, shift, (640, 480), borderMode=cv2.BORDER_REPLICATE)
        yield cv2.resize(swayed, size, interpolation=cv2.INTER_AREA).view(dtype=np.uint8)


def red_corner(frames: int, size: tuple[int, int] = (320, 240)) -> Iterator[Image]:
    """Black pictures with a red quarter at the top left."""
    picture = np.zeros((size[1], size[0], 3), np.uint8)
    picture[: size[1] // 2, : size[0] // 2] = (255, 0, 0)
    return iter([picture] * frames)


def edit_box(data: bytes, kind: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Replace the body of every box of a kind; the index must stand behind the pictures."""
    out, at = b"", 0
    while at < len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        assert size >= 8, "not the MP4 that OpenCV writes"
        body = data[at + 8 : at + size]
        if name == kind:
            body = change(body)
        elif name in _PARENTS:
            body = edit_box(body, kind, change)
        out += struct.pack(">I4s", len(body) + 8, name) + body
        at += size
    return out


def _patch(path: Path, kind: bytes, change: Callable[[bytes], bytes]) -> Path:
    path.write_bytes(edit_box(path.read_bytes(), kind, change))
    return path


def turn(path: Path, clockwise_deg: int) -> Path:
    """Say that the stored pictures must be turned to stand upright."""
    cos = round(math.cos(math.radians(clockwise_deg)))
    sin = round(math.sin(math.radians(clockwise_deg)))
    matrix = struct.pack(">9i", cos << 16, sin << 16, 0, -sin << 16, cos << 16, 0, 0, 0, 1 << 30)
    return _patch(path, b"tkhd", lambda body: body[:40] + matrix + body[76:])


def retime(path: Path, steps_ms: Sequence[int]) -> Path:
    """Give each picture its own duration; OpenCV writes 15360 ticks a second at 30 frames/s."""
    ticks = [round(ms * 15.36) for ms in steps_ms]
    table = struct.pack(">II", 0, len(ticks)) + b"".join(struct.pack(">II", 1, t) for t in ticks)
    _patch(path, b"elst", lambda _: _edits(sum(steps_ms), 0))
    return _patch(path, b"stts", lambda _: table)


def trim(path: Path, start_ms: int, duration_ms: int) -> Path:
    """Play a part only, as a phone does that trims a clip."""
    return _patch(path, b"elst", lambda _: _edits(duration_ms, round(start_ms * 15.36)))


def _edits(duration_ms: int, start: int) -> bytes:
    return struct.pack(">IIIiI", 0, 1, duration_ms, start, 1 << 16)


def stretch_pixels(path: Path, wide: int, high: int) -> Path:
    """Say that pixels are not square."""

    def change(body: bytes) -> bytes:
        (size,) = struct.unpack_from(">I", body, 8)
        aspect = struct.pack(">I4sII", 16, b"pasp", wide, high)
        return body[:8] + struct.pack(">I", size + 16) + body[12:] + aspect

    return _patch(path, b"stsd", change)


def index_first(path: Path) -> Path:
    """Move the index before the pictures, so that a clip cut short can still be opened."""
    data, at, parts = path.read_bytes(), 0, {}
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        parts[kind] = data[at : at + size]
        at += size
    shift = len(parts[b"moov"])

    def change(body: bytes) -> bytes:
        offsets = struct.iter_unpack(">I", body[8:])
        return body[:8] + b"".join(struct.pack(">I", o + shift) for (o,) in offsets)

    index = edit_box(parts.pop(b"moov"), b"stco", change)
    path.write_bytes(parts.pop(b"ftyp") + index + b"".join(parts.values()))
    return path


def cut(path: Path, share: float) -> Path:
    """Keep only the first part of the bytes."""
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def code_clip(
    path: Path,
    pictures: Iterable[Image],
    fps: int = 30,
    codec: str = "libx264",
    *,
    streams: int = 1,
    sound_s: float = 0.0,
    cover: bool = False,
    pixels: str = "yuv420p",
    options: dict[str, str] | None = None,
    container: dict[str, str] | None = None,
) -> Path:
    """Encode RGB pictures with FFmpeg itself; the suffix decides the container.

    Parameters
    ----------
    streams : int
        How many streams show the pictures.
    sound_s : float
        Seconds of silence beside them.
    cover : bool
        Whether the (one) picture is the cover of the sound.
    """
    with av.open(str(path), "w", options=container or {}) as out:
        shown = list(pictures)
        height, width = shown[0].shape[:2]
        video = []
        for _ in range(streams):
            stream = out.add_stream(codec, rate=fps, options=options or {})
            stream.width, stream.height, stream.pix_fmt = width, height, pixels
            video.append(stream)
            if cover:
                stream.disposition = Disposition.attached_pic
        audio = out.add_stream("aac", rate=8000) if sound_s else None
        for picture in shown:
            for stream in video:
                frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
                out.mux(stream.encode(frame))
        for i in range(round(sound_s * 8000 / 1024)):
            silence = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
            silence.sample_rate, silence.pts = 8000, i * 1024
            assert audio
            out.mux(audio.encode(silence))
        for stream in [*video, *([audio] if audio else [])]:
            out.mux(stream.encode(None))
    return path
