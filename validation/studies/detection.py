"""How far away a hand is found, and what is taken for one: the tables of docs/accuracy/finding.md.

    python -m validation.studies.detection [--real VIDEOS]

Hands of the family `test`, each in a pose, view, light and room of its own, stand before the camera
for half a second at several distances; and so do their rooms without them. Each clip is tracked
with the whole picture alone, with parts of it, and with parts and a nearer look. Takes a quarter of
an hour with the packages of the extra `render`. With `--real`, real clips in which a hand is found
are made smaller and smaller instead, each before a blurred copy of itself.
"""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

import cv2
import numpy as np

from handtrack.landmarks.hand import PALM, Floats, Landmark
from handtrack.sources.video import Frame, VideoSource
from handtrack.tracking import identity, mediapipe_hands, search_window
from handtrack.tracking.mediapipe_hands import MediaPipeTracker
from handtrack.tracking.model_file import find_model
from validation.render.clips.picture import Photo, hold_pose, over
from validation.render.clips.random_hands import RandomHand, random_hand
from validation.render.model.anthropometry import Family
from validation.render.scene.appearance import LIGHTS
from validation.render.scene.sensor import Exposer, Picture

FRAMES, REAL_FRAMES = 15, 240
SMALLER = (1.0, 0.5, 0.35, 0.25, 0.2)
MOST_PX, SIDE_PX = 960, 640
"""Longer side of real pictures before they are made smaller, and once they hold the smaller one."""
BLUR_PX = 25
DISTANCES_M = (0.5, 1.0, 1.5, 2.0)
RIGHT_PALMS = 0.5
"""A hand is found where its points are off by less than this on average."""

WAYS = ("the whole picture alone", "parts, found twice", "**parts, and a nearer look**")


@dataclass(frozen=True, slots=True)
class DetectionOutcome:
    """What became of a clip: whether its hand was found at last, and whether anything else was."""

    found: bool
    mistaken: bool


@contextlib.contextmanager
def searching(way: str) -> Iterator[None]:
    """Search as one of `WAYS` does."""
    with contextlib.ExitStack() as stack:
        if way == WAYS[0]:
            stack.enter_context(
                patch.object(mediapipe_hands, "TILES", (search_window.SearchWindow(),))
            )
        if way == WAYS[1]:
            stack.enter_context(patch.object(search_window, "NEARER", search_window.PART))
            stack.enter_context(patch.object(identity, "ALIKE_PALMS", np.inf))
        yield


def room(drawn: RandomHand) -> Iterator[Photo]:
    """Look at the room in which the hand would be."""
    width, height = drawn.camera.size_px
    nothing = np.zeros((height, width, 4), np.float32)
    light = over(nothing, drawn.camera, drawn.look, LIGHTS[drawn.look.light])
    exposer = Exposer(drawn.look.sensor, drawn.camera.size_px, drawn.look.seed)
    nowhere = np.full((21, 3), np.nan)
    for i in range(FRAMES):
        yield Photo(exposer.expose(light, i / 30), nowhere, nowhere[:, :2])


def tracked_outcome(
    tracker: MediaPipeTracker, photos: Sequence[Photo], way: str
) -> DetectionOutcome:
    """Track one clip from its beginning."""
    with searching(way):
        tracker.reset()
        off = [_off_palms(tracker, i, photo) for i, photo in enumerate(photos)]
    return DetectionOutcome(off[-1] < RIGHT_PALMS, any(np.isfinite(o) and o > 1 for o in off))


def _off_palms(tracker: MediaPipeTracker, index: int, photo: Photo) -> float:
    """How far off the points are on average; NaN without a find, infinite without a hand."""
    size = (photo.image.shape[1], photo.image.shape[0])
    (points,) = tracker.track(Frame(index, index / 30, photo.image, size)).image_px
    if np.isnan(points).any():
        return np.nan
    if np.isnan(photo.px).any():
        return np.finfo(float).max
    palm = np.linalg.norm(photo.px[Landmark.MIDDLE_MCP] - photo.px[Landmark.WRIST])
    across = np.linalg.norm(photo.px[PALM[1]] - photo.px[PALM[-1]])
    off: Floats = np.linalg.norm(points[:, :2] - photo.px, axis=1)
    return float(off.mean() / max(palm, across, 1.0))


def real(folder: Path, tracker: MediaPipeTracker) -> None:
    """Print in how many frames of each real clip a hand is found, the smaller it is made."""
    sizes = " | ".join(f"at {100 * size:.0f} %" for size in SMALLER)
    print(f"| clip | looked for in | {sizes} |")
    print("| --- | --- |" + " --- |" * len(SMALLER))
    for path in sorted(folder.glob("*.mp4")):
        with VideoSource(path) as video:
            frames = [
                _at_most(f.image_rgb) for f, _ in zip(video, range(REAL_FRAMES), strict=False)
            ]
        for way in (WAYS[0], WAYS[2]):
            found = [_found(tracker, frames, size, way) for size in SMALLER]
            print(f"| {path.stem} | {way} | {' | '.join(found)} |")


def _found(tracker: MediaPipeTracker, frames: Sequence[Picture], size: float, way: str) -> str:
    with searching(way):
        tracker.reset()
        seen = []
        for i, picture in enumerate(frames):
            image = _smaller(picture, size)
            shape = (image.shape[1], image.shape[0])
            seen.append(bool(tracker.track(Frame(i, i / 30, image, shape)).is_right[0] >= 0))
    return _share(seen)


def _smaller(picture: Picture, size: float) -> Picture:
    """A picture shown smaller, left of the middle, on a blurred copy of itself."""
    height, width = picture.shape[:2]
    canvas = picture.copy()
    if size < 1:
        canvas = cv2.GaussianBlur(picture, (0, 0), BLUR_PX).astype(np.uint8)
        part = cv2.resize(picture, None, fx=size, fy=size, interpolation=cv2.INTER_AREA)
        top, left = int((height - part.shape[0]) * 0.6), int((width - part.shape[1]) * 0.3)
        canvas[top : top + part.shape[0], left : left + part.shape[1]] = part
    return _at_most(canvas, SIDE_PX)


def _at_most(picture: Picture, side_px: int = MOST_PX) -> Picture:
    """A picture whose longer side is no longer than that."""
    share = min(side_px / max(picture.shape[:2]), 1)
    small = cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--people", type=int, default=120)
    parser.add_argument("--real", type=Path, metavar="VIDEOS")
    options = parser.parse_args()
    people = range(options.people)
    tracker = MediaPipeTracker(find_model().path)
    if options.real:
        real(options.real, tracker)
        return
    seen: dict[tuple[str, float | None], list[DetectionOutcome]] = {}
    for person in people:
        drawn = random_hand(Family.TEST, person)
        clips: dict[float | None, list[Photo]] = {
            m: list(hold_pose(replace(drawn, camera=replace(drawn.camera, distance_m=m)), FRAMES))
            for m in DISTANCES_M
        }
        clips[None] = list(room(drawn))
        for distance, photos in clips.items():
            for way in WAYS:
                seen.setdefault((way, distance), []).append(tracked_outcome(tracker, photos, way))
    away = " | ".join(f"found at {m:g} m" for m in DISTANCES_M)
    print(f"| looked for in | {away} | taken for a hand, in rooms with one | in empty ones |")
    print("| --- |" + " --- |" * (len(DISTANCES_M) + 2))
    for way in WAYS:
        found = [_share([s.found for s in seen[way, m]]) for m in DISTANCES_M]
        mistaken = sum(s.mistaken for m in DISTANCES_M for s in seen[way, m])
        empty = sum(s.mistaken for s in seen[way, None])
        print(
            f"| {way} | {' | '.join(found)} | {mistaken} of {len(people) * len(DISTANCES_M)} "
            f"| {empty} of {len(people)} |"
        )


def _share(hits: Sequence[bool]) -> str:
    return f"{np.mean(hits):.0%}".replace("%", " %")


if __name__ == "__main__":
    main()
