"""Initialise the colour model of an object from a clip, by a point prompt or a demonstration."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from handtrack.errors import ObjectError
from handtrack.landmarks.hand import Floats
from handtrack.landmarks.tracked_object import MOST_PIECES, ObjectKind, PointPrompt, ShowPrompt
from handtrack.sources.video import Frame, VideoSource
from handtrack.tracking.objects.appearance import ColourModel, learn_from_point
from handtrack.tracking.objects.colour import Image
from handtrack.tracking.objects.demonstration import learn_from_demonstration
from handtrack.tracking.objects.follow import ObjectTracker
from handtrack.tracking.tracker import Tracker

MOST_PICTURES = 15
"""Of a demonstration: its neighbouring pictures are nearly the same."""


def initialise(path: Path, tracker: Tracker, prompt: PointPrompt | ShowPrompt) -> ColourModel:
    """Learn the colour model of an object.

    Parameters
    ----------
    path : Path
        The clip, which is read up to the time of the prompt.
    tracker : Tracker
        Finds the hand, whose skin is a distractor. Reset before and after.
    prompt : PointPrompt or ShowPrompt

    Returns
    -------
    ColourModel

    Raises
    ------
    ObjectError
        The clip ends before that time, or the object does not differ enough from its surroundings.
    SourceError, TrackerError
        As in `tracking.track_video`.
    """
    tracker.reset()
    try:
        if isinstance(prompt, PointPrompt):
            return _pointed(path, tracker, prompt)
        return learn_from_demonstration(_thinned(list(_hands(path, tracker, prompt))), prompt.kind)
    finally:
        tracker.reset()


def _pointed(path: Path, tracker: Tracker, prompt: PointPrompt) -> ColourModel:
    with VideoSource(path) as video:
        frame = next((f for f in video if f.time_s >= prompt.time_s), None)
        if frame is None:
            raise ObjectError(
                f"{path} ends before {prompt.time_s:g} s, where the object was to be pointed at."
            )
        scale = _scale(frame)
        width, height = frame.size_px
        for x, y in prompt.points_px:
            if not (0 <= x < width and 0 <= y < height):
                raise ObjectError(
                    f"The point {x:g},{y:g} is outside the picture of {path}, which is "
                    f"{width} by {height} pixels."
                )
        points = [(x * scale, y * scale) for x, y in prompt.points_px]
        hands_px = tracker.track(frame).image_px * scale
        look = learn_from_point(frame.image_rgb, points, prompt.kind, hands_px)
    if prompt.kind is ObjectKind.PIECES:
        _refuse_everywhere(look, frame, prompt)
    return look


def _refuse_everywhere(look: ColourModel, frame: Frame, prompt: PointPrompt) -> None:
    """Refuse pieces that fill the picture: the pattern of the table would be counted."""
    if np.isfinite(ObjectTracker(look).track(frame)).all():
        ((x, y), *_) = prompt.points_px
        raise ObjectError(
            f"What is at {x:g},{y:g} does not stand out: {MOST_PIECES} places or more in the "
            "picture look like it; use pieces of another colour, or another background."
        )


def _hands(path: Path, tracker: Tracker, prompt: ShowPrompt) -> Iterator[tuple[Image, Floats]]:
    """The pictures of the interval in which a hand is seen, with its landmarks."""
    with VideoSource(path) as video:
        for frame in video:
            if frame.time_s >= prompt.end_s:
                return
            hands = tracker.track(frame).image_px  # all of them: the first frames are the worst
            hand = next((h for h in hands if np.isfinite(h).all()), None)
            if frame.time_s >= prompt.start_s and hand is not None:
                yield frame.image_rgb, hand * _scale(frame)


def _thinned(pictures: list[tuple[Image, Floats]]) -> list[tuple[Image, Floats]]:
    return pictures[:: max(1, len(pictures) // MOST_PICTURES)]


def _scale(frame: Frame) -> float:
    """Factor from pixels of the full picture to those of the frame's image."""
    return float(frame.image_rgb.shape[1] / frame.size_px[0])
