"""A recording as another camera, another room or another tracker would have made it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import PALM, Floats, Landmark
from handtrack.landmarks.recording import Recording


def without_hand(recording: Recording, lost: NDArray[np.bool_]) -> Recording:
    """Give the recording as if the hand had not been seen in these frames."""
    gone = lost[:, None, None, None]
    return replace(
        recording,
        image_px=np.where(gone, np.float32(np.nan), recording.image_px),
        world_m=np.where(gone, np.float32(np.nan), recording.world_m),
        is_right=np.where(lost[:, None], np.int8(-1), recording.is_right),
        side_score=np.where(lost[:, None], np.float32(np.nan), recording.side_score),
        settling=recording.settling & ~lost[:, None],
    )


def with_other_hand(recording: Recording, apart_L: float) -> Recording:  # noqa: N803
    """Give the same hand with its mirror image beside it, so many hand lengths away."""
    points = recording.image_px[:, 0]
    length_px = np.sqrt(((points[:, Landmark.MIDDLE_MCP] - points[:, Landmark.WRIST]) ** 2).sum(-1))
    other, world = points.copy(), recording.world_m[:, 0].copy()
    palm_px = points[:, PALM, :1].mean(axis=1, keepdims=True)
    other[..., :1] = 2 * palm_px - other[..., :1] + apart_L * length_px[:, None, None]
    world[..., 0] *= -1
    label = recording.is_right[:, 0]
    swapped = np.where(label >= 0, 1 - label, label).astype(np.int8)
    return replace(
        recording,
        header=replace(recording.header, slots=2),
        image_px=np.stack([points, other], axis=1),
        world_m=np.stack([recording.world_m[:, 0], world], axis=1),
        is_right=np.stack([label, swapped], axis=1),
        side_score=np.repeat(recording.side_score, 2, axis=1),
        settling=np.repeat(recording.settling, 2, axis=1),
    )


def mirrored(recording: Recording) -> Recording:
    """Give what a camera behind a mirror would have recorded."""
    image, world = recording.image_px.copy(), recording.world_m.copy()
    image[..., 0] = recording.header.frame_size_px[0] - image[..., 0]
    world[..., 0] *= -1
    label = recording.is_right
    swapped = np.where(label >= 0, 1 - label, label).astype(np.int8)
    return replace(recording, image_px=image, world_m=world, is_right=swapped)


def resampled(recording: Recording, fps: float) -> Recording:
    """Give the same movement at another frame rate, points on the straight line between frames.

    Where either neighbour has no hand, there is none.
    """
    old_s = recording.time_s
    time_s = np.arange(old_s[0], old_s[-1], 1 / fps)
    after = np.clip(np.searchsorted(old_s, time_s, side="right"), 1, len(old_s) - 1)
    share = (time_s - old_s[after - 1]) / (old_s[after] - old_s[after - 1])
    nearest = np.where(share < 0.5, after - 1, after)

    def between(points: Floats) -> Floats:
        before = points[after - 1].astype(float)
        step = points[after].astype(float) - before
        moved: Floats = (before + share[:, None, None, None] * step).astype(np.float32)
        return moved

    image, world = between(recording.image_px), between(recording.world_m)
    seen = np.isfinite(image[:, :, 0, 0])
    return replace(
        recording,
        time_s=time_s,
        image_px=image,
        world_m=world,
        is_right=np.where(seen, recording.is_right[nearest], -1).astype(np.int8),
        side_score=np.where(seen, recording.side_score[nearest], np.nan).astype(np.float32),
        settling=recording.settling[nearest] & seen,
        forearm=None if recording.forearm is None else recording.forearm[nearest],
    )
