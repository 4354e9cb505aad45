"""A video and a tracker make a landmark recording."""

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
from handtrack.landmarks.recording import Header, Recording, TrackedFrame
from handtrack.landmarks.recording_file import Writer
from handtrack.landmarks.tracked_object import PointPrompt, ShowPrompt
from handtrack.sources.clip_part import WHOLE, ClipPart
from handtrack.tracking.backfill import BackwardTracker
from handtrack.tracking.tracker import Tracker

if TYPE_CHECKING:  # the video source needs OpenCV, this module only when it runs
    from handtrack.sources.video import VideoSource
    from handtrack.tracking.objects.appearance import ColourModel

Progress = Callable[[int, int | None], None]
"""Told how many frames are done, and how many there will be if the container says so."""


def track_video(
    path: Path,
    tracker: Tracker,
    output: Path | None = None,
    progress: Progress | None = None,
    prompt: PointPrompt | ShowPrompt | None = None,
    forearms: bool = False,
    part: ClipPart = WHOLE,
) -> Recording:
    """Track the hands of a whole clip, and what is asked for beside them.

    One hand that is found is followed back into the frames before in which it was not.

    Parameters
    ----------
    path : Path
        Any video file that FFmpeg reads.
    tracker : Tracker
        Is reset first, so that one tracker can serve many clips.
    output : Path, optional
        The recording is also written there, frame by frame: an interrupted run leaves its
        `.part`, which `recording_file.read` understands.
    progress : callable, optional
        Called after each frame with the frames done and announced.
    prompt : PointPrompt or ShowPrompt, optional
        How the object to be followed is made known; none is followed otherwise.
    forearms : bool
        Whether to look for the forearms' lines as well, once a second.
    part : ClipPart
        Which part of the clip, and by how much it is slow motion.

    Raises
    ------
    SourceError
        The video cannot be read at all, or shows nothing. One that stops half way gives what
        decoded, marked as incomplete.
    RecordingError
        The recording cannot be written.
    ObjectError
        The object does not stand out where it is made known.
    TrackerError
        The landmark engine gave up.
    """
    from handtrack.sources.video import VideoSource

    if output is not None and output.exists() and output.samefile(path):
        raise RecordingError(f"{output} is the video itself; give the recording another name.")
    frames: list[TrackedFrame] = []
    back = BackwardTracker(tracker)
    tracker, look = _beside(path, tracker, prompt, forearms)
    with VideoSource(path, part=part) as video, contextlib.ExitStack() as stack:
        tracker.reset()
        header = replace(_header(video, tracker, look, part), forearms=forearms)
        writer = stack.enter_context(Writer(output, header)) if output else None
        keep = writer.append if writer else frames.append
        for frame in video:
            for done in back.add(frame, tracker.track(frame)):
                keep(done)
            if progress is not None:
                progress(frame.index + 1, video.info.frame_count)
        for done in back.rest():
            keep(done)
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


def _beside(
    path: Path, tracker: Tracker, prompt: PointPrompt | ShowPrompt | None, forearms: bool
) -> tuple[Tracker, ColourModel | None]:
    """A tracker that also looks for what is asked for beside the hands, and the object's look."""
    if forearms:
        from handtrack.tracking.forearm_line import ForearmTracker

        tracker = ForearmTracker(tracker)
    if prompt is None:
        return tracker, None
    from handtrack.tracking.objects.follow import Following
    from handtrack.tracking.objects.initialise import initialise

    look = initialise(path, tracker, prompt)
    return Following(tracker, look), look


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
        mediapipe=tracker.engine,
        model_sha256=tracker.model_sha256,
        object_kind=look.kind if look else "",
        object_look=str(look) if look else "",
    )
