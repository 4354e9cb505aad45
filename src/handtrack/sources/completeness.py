"""Completeness of a video: what its container announces, and what is missing after reading it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from av.container import InputContainer
from av.video.stream import VideoStream

from handtrack.sources.truncation import why_truncated

_SLACK_S = 0.5
"""Sound is often longer than the pictures by this, and some containers count both."""
_SLACK_SHARE = 0.1
_FEW = 2
"""Difference in the number of pictures that a container's rounding explains."""
_DAMAGED_SHARE = 0.02
"""Provisional: a larger share of damaged pictures is worth a note."""


@dataclass(frozen=True, slots=True)
class ExpectedPictures:
    """What a container states of its pictures before they are read.

    Parameters
    ----------
    duration_s : float or None
        How long the pictures are played.
    frames : int or None
        Their number, where the container states it; with an edit list fewer are played.
    fps : float or None
    of_pictures : bool
        Whether the duration is that of the pictures and not of the sound.
    cut : str
        What shows that the file itself ends too early; "" for nothing.
    """

    duration_s: float | None
    frames: int | None
    fps: float | None
    of_pictures: bool = True
    cut: str = ""

    @property
    def announced(self) -> int | None:
        """The approximate number of frames; None where the container states nothing."""
        if self.frames is not None:
            return self.frames
        if self.duration_s is None or self.fps is None:
            return None
        return max(1, round(self.duration_s * self.fps))


@dataclass(frozen=True, slots=True)
class PicturesRead:
    """What was read of a video.

    Parameters
    ----------
    frames : int
        Number of pictures.
    end_s : float
        End of the last picture.
    damaged : int
        Pictures that could not be decoded, or only in part.
    broken_end : bool
        Whether one of the last packets is not whole.
    reached_s : float
        Time up to which the file was read, sound included.
    wanted_end_s : float
        Time up to which pictures were wanted.
    """

    frames: int
    end_s: float
    damaged: int = 0
    broken_end: bool = False
    reached_s: float = 0.0
    wanted_end_s: float = math.inf


def expected_pictures(
    path: Path, container: InputContainer, stream: VideoStream
) -> ExpectedPictures:
    """Read the duration and the number of pictures from a container.

    Parameters
    ----------
    path : Path
        The file, whose end is read too.
    container : InputContainer
    stream : VideoStream
        The pictures.

    Returns
    -------
    ExpectedPictures
    """
    fps = float(stream.average_rate or stream.guessed_rate or 0)
    known_fps = fps if math.isfinite(fps) and 1 <= fps <= 1000 else None
    frames = stream.frames if 1 <= stream.frames <= 1e9 else None
    own_s = _own_s(stream)
    duration_s = own_s or _known((container.duration or 0) / 1e6)
    if frames and known_fps and "mp4" not in container.format.name:  # no list plays fewer of them
        duration_s = max(duration_s or 0.0, frames / known_fps)
    return ExpectedPictures(
        duration_s=duration_s,
        frames=frames,
        fps=known_fps,
        of_pictures=own_s is not None or frames is not None,
        cut=why_truncated(path, container.format.name, stream.id),
    )


def missing_parts(expected: ExpectedPictures, read: PicturesRead) -> str:
    """Compare what was read with what was expected.

    Parameters
    ----------
    expected : ExpectedPictures
    read : PicturesRead

    Returns
    -------
    str
        What is missing, in a sentence; "" for nothing.
    """
    expected_s = min(expected.duration_s or 0.0, read.wanted_end_s)
    read_s = max(read.end_s, 0.0 if expected.of_pictures else read.reached_s)
    if expected_s - read_s > min(_SLACK_S, _SLACK_SHARE * expected_s) and _fewer(expected, read):
        return (
            f"Decoding stopped at {read.end_s:.1f} s of {expected_s:.1f} s: it is damaged or cut "
            "off, and what came after was not seen."
        )
    cut = expected.cut or ("its last packet is not whole" if read.broken_end else "")
    if cut and read.wanted_end_s > read.end_s:
        return (
            f"It is cut off after {read.end_s:.1f} s ({cut}), and what came after was not seen; "
            "copy it again from the camera."
        )
    if read.damaged > max(1, _DAMAGED_SHARE * (read.frames + read.damaged)):
        return (
            f"{read.damaged} of {read.frames + read.damaged} pictures are damaged, and what they "
            "showed was not seen; copy it again from the camera."
        )
    return ""


def _fewer(expected: ExpectedPictures, read: PicturesRead) -> bool:
    """Whether fewer pictures were read than announced; True where only a part was wanted."""
    announced = expected.announced
    part = read.wanted_end_s < (expected.duration_s or 0.0)
    return part or announced is None or read.frames < announced - _FEW


def _own_s(stream: VideoStream) -> float | None:
    """Duration of the pictures themselves; None where the container states none."""
    if stream.duration is not None and stream.time_base is not None:
        return _known(float(stream.duration * stream.time_base))
    return _known(_tagged_s(stream.metadata.get("DURATION", "")) or 0.0)


def _known(seconds: float) -> float | None:
    return seconds if math.isfinite(seconds) and seconds > 0 else None


def _tagged_s(text: str) -> float | None:
    """Seconds of "00:00:05.500000000", the duration of a stream in a Matroska file."""
    try:
        hours, minutes, seconds = (float(part) for part in text.split(":"))
    except ValueError:
        return None
    return 3600 * hours + 60 * minutes + seconds
