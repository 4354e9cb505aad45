"""What a perfect tracker sees of the synthetic hand: landmarks, a hand through time, a recording.

Axes and units are those of `handtrack.landmarks.hand`.
"""

from __future__ import annotations

import numpy as np

from handtrack.landmarks.hand import PALM, Finger, Floats, Hand, Landmark, Side
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.recording_header import Header
from handtrack.landmarks.views import View
from synthetic_hand.camera import CAMERAS, Camera
from synthetic_hand.pose import PLACE, Angles
from synthetic_hand.skeleton import KNUCKLES, posed


def synthetic_hand(
    angles: Angles,
    side: Side = Side.RIGHT,
    view: View | Camera = View.PALM,
    frame_size_px: tuple[int, int] = (640, 480),
) -> tuple[Floats, Floats]:
    """Give `image_px` and `world_m`, each (21, 3), or (N, 21, 3) where an angle has N values."""
    camera = view if isinstance(view, Camera) else CAMERAS[view]
    joints = {name: angle for name, angle in angles.items() if name not in PLACE}
    points, camera_from_hand = posed(joints, camera)
    seen = np.einsum("...ij,...kj->...ki", camera_from_hand, points)
    if side is Side.LEFT:
        seen = seen * [-1.0, 1.0, 1.0]
    width, height = frame_size_px
    focal_px = float(max(width, height))
    depth = camera.distance_m + (seen[..., 2:] if camera.perspective else 0.0)
    image = np.concatenate(
        [focal_px * seen[..., :2] / depth, focal_px * seen[..., 2:] / camera.distance_m], axis=-1
    )
    wrist = _wrist_on_screen(camera, focal_px) * (side.sign, 1)
    image[..., :2] += wrist + np.array([width, height]) / 2
    length_px = focal_px * KNUCKLES[Finger.MIDDLE][1] / camera.distance_m
    for axis, name in enumerate(PLACE):
        image[..., axis] += length_px * np.asarray(angles.get(name, 0.0))[..., None]
    world = seen - seen[..., PALM, :].mean(axis=-2, keepdims=True)
    return image, world


def synthetic_track(
    angles: Angles,
    side: Side = Side.RIGHT,
    view: View | Camera = View.PALM,
    frame_size_px: tuple[int, int] = (640, 480),
    fps: float = 30.0,
    noise_L: float = 0.0,  # noqa: N803  L is the unit
    seed: int = 0,
) -> Hand:
    """Give a hand through time; at least one angle is an array, one value a frame.

    `noise_L` is the standard deviation of independent noise on every coordinate, in hand lengths.
    """
    image, world = synthetic_hand(angles, side, view, frame_size_px)
    random = np.random.default_rng(seed)
    for points in (image, world):
        palm = points[..., Landmark.MIDDLE_MCP, :] - points[..., Landmark.WRIST, :]
        length = np.sqrt((palm**2).sum(axis=-1))[..., None, None]
        points += random.normal(size=points.shape) * noise_L * length
    return Hand(
        time_s=np.arange(len(image)) / fps,
        image_px=image,
        world_m=world,
        settling=np.zeros(len(image), bool),
        side=side,
        frame_size_px=frame_size_px,
    )


def synthetic_recording(hand: Hand, source: str = "synthetic") -> Recording:
    """Give the recording a tracker would have made of this hand through time."""
    frames = len(hand.image_px)
    right = np.full((frames, 1), 1 if hand.side is Side.RIGHT else 0, np.int8)
    seen = hand.seen[:, None]
    return Recording(
        Header(frame_size_px=hand.frame_size_px, source=source),
        time_s=np.asarray(hand.time_s, np.float64),
        image_px=hand.image_px[:, None].astype(np.float32),
        world_m=hand.world_m[:, None].astype(np.float32),
        is_right=np.where(seen, right, -1).astype(np.int8),
        side_score=np.where(seen, 0.99, np.nan).astype(np.float32),
        settling=np.asarray(hand.settling, bool)[:, None],
    )


def _wrist_on_screen(camera: Camera, focal_px: float) -> Floats:
    """Where to put the wrist so that an open hand stands in the middle of the picture."""
    points, camera_from_hand = posed({}, camera)
    fingers = camera_from_hand @ points[Landmark.MIDDLE_TIP]
    wrist: Floats = -focal_px * fingers[:2] / camera.distance_m / 2
    return wrist
