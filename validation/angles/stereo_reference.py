"""A three-dimensional reference for a real hand, from two calibrated cameras in step.

Both cameras' image points (their x and y only, which is where MediaPipe is at its best) are
undistorted and triangulated. What is left over when the result is projected back says how good it
is. The reference shares MediaPipe's idea of where a joint is, so it judges depth and view, not the
definition of a landmark.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from handtrack.landmarks.hand import Floats, Hand
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.recording_file import read

NAMES = ("handpose3d_cam0", "handpose3d_cam1")
MAX_RESIDUAL_PX = 8.0


@dataclass(frozen=True, slots=True)
class CalibratedCamera:
    """One calibrated camera: x = K (R X + t), with lens distortion."""

    matrix: Floats
    distortion: Floats
    rotation: Floats
    translation: Floats

    @property
    def projection(self) -> Floats:
        """Shape (3, 4), into undistorted coordinates of focal length 1."""
        return np.column_stack([self.rotation, self.translation])


def load_camera(folder: Path, number: int) -> CalibratedCamera:
    """Read `cN.dat` and `rot_trans_cN.dat`."""
    inner = _blocks(folder / f"c{number}.dat")
    outer = _blocks(folder / f"rot_trans_c{number}.dat")
    return CalibratedCamera(
        inner["intrinsic"], inner["distortion"].ravel(), outer["R"], outer["T"].ravel()
    )


def _blocks(path: Path) -> dict[str, Floats]:
    """Headings and the numbers below each; of two blocks with one heading the first."""
    rows: dict[str, list[list[float]]] = {}
    current: list[list[float]] = []
    for line in path.read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line[0].isalpha():
            current = []
            rows.setdefault(line.strip().rstrip(":"), current)
        else:
            current.append([float(x) for x in line.split()])
    return {name: np.array(numbers) for name, numbers in rows.items()}


def triangulate(cameras: list[CalibratedCamera], points_px: list[Floats]) -> tuple[Floats, Floats]:
    """Give points in the world, (N, 21, 3), and the worst residual of each frame in pixels, (N,).

    NaN where either camera did not see the hand.
    """
    flat = []
    for camera, px in zip(cameras, points_px, strict=True):
        pairs = np.nan_to_num(px).reshape(-1, 1, 2)
        undistorted = cv2.undistortPoints(pairs, camera.matrix, camera.distortion)
        flat.append(undistorted.reshape(-1, 2))
    rows = [
        xy[:, axis, None] * c.projection[2] - c.projection[axis]
        for xy, c in zip(flat, cameras, strict=True)
        for axis in (0, 1)
    ]
    solution = np.linalg.svd(np.stack(rows, axis=1))[2][:, -1]
    points = solution[:, :3] / solution[:, 3:]
    residual = np.zeros(len(points))
    for xy, camera in zip(flat, cameras, strict=True):
        seen = points @ camera.rotation.T + camera.translation
        miss = seen[:, :2] / seen[:, 2:] - xy
        residual = np.fmax(residual, np.hypot(*miss.T) * camera.matrix[0, 0])
    shape = points_px[0].shape[:-1]
    missing = np.isnan(points_px[0] + points_px[1]).any(axis=(-2, -1))
    worst = np.where(missing, np.nan, residual.reshape(shape).max(axis=-1))
    return points.reshape(*shape, 3), worst


def usable(calibration: Path, recordings: Path) -> Iterator[tuple[Hand, Floats]]:
    """The frames of `reference` with a reference, in which the hand was seen and had settled."""
    for hand, points in reference(calibration, recordings):
        good = np.isfinite(points[:, 0, 0]) & hand.seen & ~np.asarray(hand.settling)
        used = np.flatnonzero(good)
        yield hand.at(used), points[used]


def reference(calibration: Path, recordings: Path) -> list[tuple[Hand, Floats]]:
    """For each camera: its hand through time, and the reference points in that camera's axes.

    Frames with a residual above `MAX_RESIDUAL_PX` are NaN.
    """
    cameras = [load_camera(calibration, i) for i in (0, 1)]
    tracks: list[Recording] = [read(recordings / f"{name}.npz") for name in NAMES]
    hands = []
    for track in tracks:
        side = track.slot_sides()[0]
        if side is None:
            raise SystemExit(f"no hand in {track.header.source}")
        hands.append(track.hand(0, side))
    points, residual = triangulate(cameras, [h.image_px[..., :2] for h in hands])
    points[~(residual <= MAX_RESIDUAL_PX)] = np.nan
    return [
        (hand, points @ camera.rotation.T + camera.translation)
        for hand, camera in zip(hands, cameras, strict=True)
    ]
