"""Does MediaPipe find these hands? Detection on random pictures, by skin, light, room and view."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from mediapipe import Image, ImageFormat
from mediapipe.tasks.python import BaseOptions, vision

from handtrack.landmarks.geometry import palm_normal
from handtrack.landmarks.hand import Landmark, Side
from handtrack.tracking.model_file import find_model
from validation.render.clips.picture import Photo, hold_pose
from validation.render.clips.random_hands import RandomHand, random_hand
from validation.render.model.anthropometry import Family

VIEWS = ((0.82, "palm"), (0.5, "palm, oblique"), (-0.5, "edge"), (-0.82, "back, oblique"))
LOOKS = 3
"""Frames a hand is looked at: what a video tracker does in a tenth of a second."""


@dataclass(frozen=True, slots=True)
class Detection:
    """What MediaPipe made of one picture.

    Parameters
    ----------
    groups : tuple of str
        What the picture belongs to: its skin, light, room and view.
    seen, right_side : bool
    error : float
        Mean distance of the landmarks from the true ones, in hand lengths; NaN unseen.
    """

    groups: tuple[str, ...]
    seen: bool
    right_side: bool
    error: float


def detections(family: Family, count: int) -> Iterator[Detection]:
    """Show MediaPipe random hands."""
    options = vision.HandLandmarkerOptions(
        BaseOptions(model_asset_path=str(find_model().path)),
        running_mode=vision.RunningMode.IMAGE,
    )
    landmarker = vision.HandLandmarker.create_from_options(options)
    for seed in range(count):
        drawn = random_hand(family, seed)
        yield _best(drawn, [_found(landmarker, drawn, photo) for photo in hold_pose(drawn, LOOKS)])


def _best(drawn: RandomHand, tries: list[Detection]) -> Detection:
    return next((found for found in tries if found.seen), tries[0])


def _found(landmarker: vision.HandLandmarker, drawn: RandomHand, photo: Photo) -> Detection:
    facing = -palm_normal(photo.joints_m, drawn.side)[2]
    view = next((name for least, name in VIEWS if facing >= least), "back")
    groups = (drawn.look.skin, drawn.look.light, drawn.look.background, view, str(drawn.side))
    result = landmarker.detect(Image(ImageFormat.SRGB, np.ascontiguousarray(photo.image)))
    if not result.hand_landmarks:
        return Detection(groups, seen=False, right_side=False, error=float("nan"))
    size = np.array(drawn.camera.size_px)
    px = np.array([[p.x, p.y] for p in result.hand_landmarks[0]]) * size
    length = float(np.linalg.norm(photo.px[Landmark.MIDDLE_MCP] - photo.px[Landmark.WRIST]))
    length = max(length, float(np.ptp(photo.px, axis=0).max()) / 2)  # seen end-on it is short
    error = float(np.linalg.norm(px - photo.px, axis=1).mean()) / length
    side = Side(result.handedness[0][0].category_name.lower())
    return Detection(groups, seen=True, right_side=side is drawn.side, error=error)


def table(found: list[Detection]) -> str:
    """Give the shares found, of all and by group."""
    groups: dict[str, list[Detection]] = defaultdict(list)
    for one in found:
        for name in ("all", *one.groups):
            groups[name].append(one)
    lines = [f"{'':14} pictures  found  side right  error (hand lengths)"]
    for name, members in groups.items():
        seen = [one for one in members if one.seen]
        share = len(seen) / len(members)
        right = np.mean([one.right_side for one in seen]) if seen else np.nan
        error = np.median([one.error for one in seen]) if seen else np.nan
        lines.append(f"{name:14} {len(members):8} {share:6.1%} {right:11.1%} {error:21.3f}")
    return "\n".join(lines)
