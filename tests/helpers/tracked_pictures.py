"""Pictures of a drawn hand put through a tracker, and what comes out of it."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.recording import TrackedFrame
from handtrack.sources.video import Frame
from handtrack.tracking.tracker import Tracker
from handtrack.tracking.warmup_image import warmup_image
from tests.helpers.video_files import Image, moving_hand

EMPTY = np.zeros((240, 320, 3), np.uint8)


def frames(pictures: Iterable[Image], step_s: float = 1 / 30) -> list[Frame]:
    """The frames of a clip that shows these pictures."""
    return [
        Frame(i, i * step_s, np.ascontiguousarray(p), (p.shape[1], p.shape[0]))
        for i, p in enumerate(pictures)
    ]


def track(tracker: Tracker, clip: Iterable[Frame]) -> list[TrackedFrame]:
    """Track a clip from its beginning."""
    tracker.reset()
    return [tracker.track(frame) for frame in clip]


def points(tracked: list[TrackedFrame]) -> NDArray[np.floating]:
    """Image points and world points of all frames."""
    return np.concatenate([np.stack([t.image_px, t.world_m]) for t in tracked])


def found(tracked: list[TrackedFrame]) -> list[bool]:
    """In which frames the first slot holds a hand."""
    return [bool(t.is_right[0] >= 0) for t in tracked]


def settling(tracked: list[TrackedFrame]) -> list[bool]:
    """In which frames the hand of the first slot settles."""
    return [bool(t.settling[0]) for t in tracked]


def same(a: list[TrackedFrame], b: list[TrackedFrame]) -> bool:
    """Whether two runs gave the same to the last bit."""
    labels = all(
        np.array_equal(x.is_right, y.is_right)
        and np.array_equal(x.side_score, y.side_score, equal_nan=True)
        and np.array_equal(x.settling, y.settling)
        for x, y in zip(a, b, strict=True)
    )
    return labels and np.array_equal(points(a), points(b), equal_nan=True)


def two_hands(count: int) -> list[Image]:
    """A left hand, and right of it its mirror image."""
    return [np.hstack([p, p[:, ::-1]]) for p in moving_hand(count)]


def far_hand(left: int, top: int) -> Image:
    """The drawn hand, 96 pixels wide with all around it, somewhere in a picture of 640 x 480."""
    picture = np.empty_like(warmup_image())
    picture[:] = warmup_image()[0, 0]
    picture[top : top + 72, left : left + 96] = cv2.resize(
        warmup_image(), (96, 72), interpolation=cv2.INTER_AREA
    )
    return picture
