"""Track a video: a clip and a tracker give a landmark recording."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import handtrack
from handtrack.errors import RecordingError, SourceError
from handtrack.landmarks.free_text import printable_name
from handtrack.landmarks.recording import Recording, TrackedFrame
from handtrack.landmarks.recording_file import Writer
from handtrack.landmarks.recording_header import Header
from handtrack.landmarks.tracked_object import PointPrompt, ShowPrompt
from handtrack.sources.clip_part import WHOLE, ClipPart
from handtrack.tracking.backfill import BackwardTracker
from handtrack.tracking.tracker import Tracker

if TYPE_CHECKING:  # the video source needs OpenCV, this module only when it runs
    from handtrack.sources.video import VideoSource
    from handtrack.tracking.objects.appearance import ColourModel

Progress = Callable[[int, int | None], None]
"""Called with the number of frames done, and the number announced, None if unknown."""


def track_video(
    path: Path,
    tracker: Tracker,
    output: Path | None = None,
    progress: Progress | None = None,
    prompt: PointPrompt | ShowPrompt | None = None,
    forearms: bool = False,
    part: ClipPart = WHOLE,
) -> Recording:
    """Track the hands of a clip, and optionally an object and the forearms.

    A single hand is also followed backward from where it was found.

    Parameters
    ----------
    path : Path
        Any video file that FFmpeg reads.
    tracker : Tracker
        Reset first, so that one tracker serves many clips.
    output : Path, optional
        File of the recording, written frame by frame: an interrupted run leaves its `.part`, which
        `recording_file.read` accepts.
    progress : callable, optional
        Called after each frame with the frames done and announced.
    prompt : PointPrompt or ShowPrompt, optional
        Where the object to be followed is, or is shown; None: no object is followed.
    forearms : bool
        Whether forearm lines are looked for, once a second.
    part : ClipPart
        The interval of the clip, and its slow motion.

    Returns
    -------
    Recording
        Of a video that breaks off: the frames up to there, marked as incomplete.

    Raises
    ------
    SourceError
        The video cannot be read at all, or shows nothing.
    RecordingError
        The recording cannot be written.
    ObjectError
        The object does not differ enough from its surroundings.
    TrackerError
        The landmark engine failed.
    """
    from handtrack.sources.video import VideoSource

    if output is not None and output.exists() and output.samefile(path):
        raise RecordingError(f"{output} is the video itself; give the recording another name.")
    frames: list[TrackedFrame] = []
    backward = BackwardTracker(tracker)
    tracker, look = _with_channels(path, tracker, prompt, forearms)
    with VideoSource(path, part=part) as video, contextlib.ExitStack() as stack:
        tracker.reset()
        header = replace(_header(video, tracker, look, part), forearms=forearms)
        writer = stack.enter_context(Writer(output, header)) if output else None
        append = writer.append if writer else frames.append
        for frame in video:
            for final in backward.add(frame, tracker.track(frame)):
                append(final)
            if progress is not None:
                progress(frame.index + 1, video.info.frame_count)
        for final in backward.rest():
            append(final)
        try:
            video.refuse_if_empty()
        except SourceError:
            if writer:
                writer.discard()
            raise
        header = replace(
            header,
            times_repaired=video.times_repaired,
            complete=video.complete,
            note=video.note,
            warnings=video.warnings,
            pictures_hz=video.content.pictures_hz,
        )
        return writer.finish(header) if writer else Recording.from_frames(header, frames)


def _with_channels(
    path: Path, tracker: Tracker, prompt: PointPrompt | ShowPrompt | None, forearms: bool
) -> tuple[Tracker, ColourModel | None]:
    """The tracker extended by forearms and object, and the object's colour model."""
    if forearms:
        from handtrack.tracking.forearm_line import ForearmTracker

        tracker = ForearmTracker(tracker)
    if prompt is None:
        return tracker, None
    from handtrack.tracking.objects.follow import HandAndObjectTracker
    from handtrack.tracking.objects.initialise import initialise

    look = initialise(path, tracker, prompt)
    return HandAndObjectTracker(tracker, look), look


def _header(
    video: VideoSource, tracker: Tracker, look: ColourModel | None, part: ClipPart
) -> Header:
    return Header(
        frame_size_px=video.info.frame_size_px,
        slots=tracker.slots,
        source=printable_name(video.path.name),
        source_sha256=video.info.sha256,
        rotation_deg=video.info.rotation_deg,
        container_fps=video.info.container_fps,
        start_s=part.start_s,
        end_s=None if part.end_s == math.inf else part.end_s,
        slowed=part.slowed,
        handtrack=handtrack.__version__,
        engine=tracker.engine,
        model_sha256=tracker.model_sha256,
        presences=tracker.has_presence,
        object_kind=look.kind if look else "",
        object_look=str(look) if look else "",
    )
