"""How hands are found, and what is taken for one: the tables of docs/accuracy/finding.md.

    python -m validation.studies.detection [--people 60] [--objects] [--real VIDEOS]

Hands of the family `test`, each in a pose, view, light and room of its own, stand before the camera
for half a second at several distances; and so do their rooms without them (half an hour). With
`--objects`, clips of the test set in which the palm is hidden; with `--real`, real clips made
smaller and smaller, each before a blurred copy of itself. Each by three trackers. The packages of
the extra `render` are needed.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

import cv2
import numpy as np
from typing_extensions import override

from handtrack.landmarks.hand import PALM, Floats, Landmark
from handtrack.landmarks.recording import TrackedFrame
from handtrack.sources.video import Frame, VideoSource
from handtrack.tracking import mediapipe_hands
from handtrack.tracking.litert_hands import LiteRTTracker
from handtrack.tracking.mediapipe_hands import MediaPipeTracker
from handtrack.tracking.model_file import find_model
from handtrack.tracking.search_window import SearchWindow
from handtrack.tracking.track_video import track_video
from handtrack.tracking.tracker import Tracker
from validation.evaluate.clips import Clip
from validation.evaluate.test_set import rendered
from validation.evaluate.tracks import default_cache
from validation.render.clips.picture import Photo, hold_pose, over
from validation.render.clips.random_hands import RandomHand, random_hand
from validation.render.model.anthropometry import Family
from validation.render.scene.appearance import LIGHTS
from validation.render.scene.sensor import Exposer, Picture
from validation.written_page import table, with_part

FRAMES, REAL_FRAMES = 15, 240
SMALLER = (1.0, 0.5, 0.35, 0.25, 0.2)
MOST_PX, SIDE_PX = 960, 640
"""Longer side of real pictures before they are made smaller, and once they hold the smaller one."""
BLUR_PX = 25
DISTANCES_M = (0.5, 1.0, 1.5, 2.0)
REAL_CLIPS = ("coderenko_hand", "handpose3d_cam0", "handpose3d_cam1", "iwilare_test_small")
RIGHT_PALMS = 0.5
"""A hand is found where its points are off by less than this on average."""

COMMAND = "validation/studies/detection.py"
PAGE = Path(__file__).parents[2] / "docs/accuracy/finding.md"
OBJECT_CLIPS = ("13_*", "19_*", "23_*", "29_*", "34_*")
"""Clips of the test set in which an object or the fingers themselves hide the palm."""


@dataclass(frozen=True, slots=True)
class DetectionOutcome:
    """What became of a clip: whether its hand was found at last, and whether anything else was."""

    found: bool
    mistaken: bool


class WholePicture(MediaPipeTracker):
    """MediaPipe's own search: the whole picture alone."""

    @override
    def track(self, frame: Frame) -> TrackedFrame:
        with patch.object(mediapipe_hands, "TILES", (SearchWindow(),)):
            return super().track(frame)


def trackers() -> dict[str, Tracker]:
    """What is compared, by its name in the tables."""
    model = find_model().path
    return {
        "MediaPipe's own search": WholePicture(model),
        "MediaPipe, and parts of the picture": MediaPipeTracker(model),
        "**LiteRT**": LiteRTTracker(model),
    }


def room(drawn: RandomHand) -> Iterator[Photo]:
    """Look at the room in which the hand would be."""
    width, height = drawn.camera.size_px
    nothing = np.zeros((height, width, 4), np.float32)
    light = over(nothing, drawn.camera, drawn.look, LIGHTS[drawn.look.light])
    exposer = Exposer(drawn.look.sensor, drawn.camera.size_px, drawn.look.seed)
    nowhere = np.full((21, 3), np.nan)
    for i in range(FRAMES):
        yield Photo(exposer.expose(light, i / 30), nowhere, nowhere[:, :2])


def tracked_outcome(tracker: Tracker, photos: Sequence[Photo]) -> DetectionOutcome:
    """Track one clip from its beginning."""
    tracker.reset()
    off = [_off_palms(tracker, i, photo) for i, photo in enumerate(photos)]
    return DetectionOutcome(off[-1] < RIGHT_PALMS, any(np.isfinite(o) and o > 1 for o in off))


def _off_palms(tracker: Tracker, index: int, photo: Photo) -> float:
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


def hands_table(people: int) -> str:
    """Rendered hands at several distances, and their rooms without them."""
    seen: dict[tuple[str, float | None], list[DetectionOutcome]] = {}
    compared = trackers()
    for person in range(people):
        drawn = random_hand(Family.TEST, person)
        clips: dict[float | None, list[Photo]] = {
            m: list(hold_pose(replace(drawn, camera=replace(drawn.camera, distance_m=m)), FRAMES))
            for m in DISTANCES_M
        }
        clips[None] = list(room(drawn))
        for distance, photos in clips.items():
            for name, tracker in compared.items():
                seen.setdefault((name, distance), []).append(tracked_outcome(tracker, photos))
    rows = []
    for name in compared:
        found = [_share([s.found for s in seen[name, m]]) for m in DISTANCES_M]
        with_one = [s.mistaken for m in DISTANCES_M for s in seen[name, m]]
        empty = [s.mistaken for s in seen[name, None]]
        rows.append([name, *found, *(f"{sum(m)} of {len(m)}" for m in (with_one, empty))])
    away = [f"found at {m:g} m" for m in DISTANCES_M]
    head = ["tracker", *away, "taken for a hand, in rooms with one", "in empty ones"]
    return f"{people} hands.\n\n{table(head, rows)}"


def objects_table(cache: Path) -> str:
    """Clips of the test set with a hidden palm: frames in which the hand is found, and rightly."""
    compared = trackers()
    head = ["exercise", "clips"]
    for name in compared:
        head += [f"{name}: found", "rightly"]
    rows = []
    for pattern in OBJECT_CLIPS:
        clips = rendered(cache / "clips", pattern)
        shares = [
            np.mean([_found_and_right(clip, tracker) for clip in clips], axis=0)
            for tracker in compared.values()
        ]
        cells = [f"{100 * share:.1f} %" for pair in shares for share in pair]
        rows.append([pattern.partition("_")[0].lstrip("0"), str(len(clips)), *cells])
    return table(head, rows)


def _found_and_right(clip: Clip, tracker: Tracker) -> tuple[float, float]:
    """Shares of the frames with a whole hand in them."""
    found = track_video(clip.video, tracker)
    n = min(len(found), len(clip.px))
    points, true = found.image_px[:n, 0, :, :2], clip.px[:n]
    palm = np.linalg.norm(true[:, Landmark.MIDDLE_MCP] - true[:, Landmark.WRIST], axis=-1)
    off = np.linalg.norm(points - true, axis=-1).mean(axis=-1)
    inside = clip.inside[:n]
    right = off < RIGHT_PALMS * np.nanmedian(palm)
    return float(np.isfinite(off)[inside].mean()), float(right[inside].mean())


def real_table(folder: Path) -> str:
    """In how many frames of each real clip a hand is found, the smaller it is made."""
    compared, rows = trackers(), []
    for path in sorted(p for p in folder.glob("*.mp4") if p.stem in REAL_CLIPS):
        with VideoSource(path) as video:
            frames = [
                _at_most(f.image_rgb) for f, _ in zip(video, range(REAL_FRAMES), strict=False)
            ]
        for name, tracker in compared.items():
            rows.append([path.stem, name, *(_found(tracker, frames, size) for size in SMALLER)])
    return table(["clip", "tracker", *(f"at {100 * size:.0f} %" for size in SMALLER)], rows)


def _found(tracker: Tracker, frames: Sequence[Picture], size: float) -> str:
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
    """Write the tables that are asked for into the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--people", type=int, default=0, help="rendered hands: 60 on the page")
    parser.add_argument("--objects", action="store_true", help="clips of hands round objects")
    parser.add_argument("--real", type=Path, metavar="VIDEOS", help="real clips made smaller")
    parser.add_argument("--cache", type=Path, default=default_cache())
    options = parser.parse_args()
    page = PAGE.read_text(encoding="utf-8")
    if options.people:
        page = with_part(page, "hands", COMMAND, hands_table(options.people))
    if options.objects:
        page = with_part(page, "objects", COMMAND, objects_table(options.cache))
    if options.real:
        page = with_part(page, "real", COMMAND, real_table(options.real))
    PAGE.write_text(page, encoding="utf-8")


def _share(hits: Sequence[bool]) -> str:
    return f"{np.mean(hits):.0%}".replace("%", " %")


if __name__ == "__main__":
    main()
