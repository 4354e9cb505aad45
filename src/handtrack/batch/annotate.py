"""Draw a clip's hand, signal, thresholds, count and reasons into a video.

The clip is read a second time. Its frames are written at their median rate, each shown for as
long as its time says, so that the drawn video lasts as long as the clip.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np

from handtrack.definitions.exercise import Exercise
from handtrack.errors import OutputError
from handtrack.landmarks.hand import Floats
from handtrack.landmarks.recording import Recording
from handtrack.rendering.overlay import Painter
from handtrack.rendering.text import Image
from handtrack.rendering.video_writer import AnnotatedVideo
from handtrack.scoring.score import Scored
from handtrack.sources.clip_part import part_of
from handtrack.sources.video import Frame, VideoSource

LONGEST_SIDE_PX = 1280
SHORTEST_SIDE_PX = 360
"""Smaller pictures are enlarged, so that text can be read on them."""
USUAL_HZ = 30.0

StageProgress = Callable[[str, int, int | None], None]


def annotate(
    video: Path,
    target: Path,
    scored: Scored,
    recording: Recording,
    exercise: Exercise,
    report: StageProgress,
) -> None:
    """Write the drawn video, replacing what is there.

    Parameters
    ----------
    video : Path
        The clip that was scored.
    target : Path
        An .mp4 in an existing folder.
    report : callable
        Told "drawing" and how many frames of how many are done.

    Raises
    ------
    SourceError
        The clip cannot be read any more.
    OutputError
        The video cannot be written, or would replace the clip.
    """
    if target.exists() and target.samefile(video):
        raise OutputError(f"{target} is the video itself; choose another folder with --out.")
    if not len(recording):
        return
    rate_hz = median_rate_hz(recording.time_s)
    unfinished = target.with_name(f"{target.stem}.unfinished{target.suffix}")
    painter = None
    try:
        part = part_of(recording.header)
        with (
            VideoSource(video, LONGEST_SIDE_PX, part) as source,
            AnnotatedVideo(unfinished, rate_hz) as film,
        ):
            shown = shows(recording.time_s, rate_hz)
            for frame, times in zip(source, shown, strict=False):
                picture = _picture(frame)
                painter = painter or Painter(scored, recording, exercise, picture.shape)
                film.write(painter.paint(picture, frame.index), times)
                report("drawing", frame.index + 1, len(recording))
        os.replace(unfinished, target)
    except OSError as e:
        raise OutputError(f"Cannot write {target}: {e.strerror}.") from e
    finally:
        unfinished.unlink(missing_ok=True)


def median_rate_hz(time_s: Floats) -> float:
    """Compute the frame rate of the median time step, to a hundredth, which any container holds."""
    if len(time_s) < 2:
        return USUAL_HZ
    return max(round(1 / float(np.median(np.diff(time_s))), 2), 1.0)


def shows(time_s: Floats, rate_hz: float) -> Iterator[int]:
    """Count how often each frame is written at a fixed rate: 0, 1 or several times.

    Parameters
    ----------
    time_s : ndarray, shape (N,)
        Times of the frames.
    rate_hz : float
        Frames a second of what is written.
    """
    ends = np.append(time_s[1:], time_s[-1] + 1 / rate_hz) - time_s[0]
    due = np.rint(ends * rate_hz).astype(int)
    yield from np.diff(due, prepend=0).tolist()


def _picture(frame: Frame) -> Image:
    """The frame as OpenCV's colours, with even sides and not too small."""
    height, width = frame.image_rgb.shape[:2]
    grow = max(
        1.0, min(SHORTEST_SIDE_PX / min(height, width), LONGEST_SIDE_PX / max(height, width))
    )
    size = (2 * max(1, round(width * grow / 2)), 2 * max(1, round(height * grow / 2)))
    image = cv2.cvtColor(frame.image_rgb, cv2.COLOR_RGB2BGR)
    return cv2.resize(image, size, interpolation=cv2.INTER_LINEAR).view(dtype=np.uint8)
