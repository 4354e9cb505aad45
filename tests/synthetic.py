"""A hand of 21 points that moves as it is told: joint angles in, landmarks out.

It is exact where a tracker is not, so a test knows what must be read. Angles are degrees, each a
number or an array over time (all arrays of one length)::

    <finger>_mcp, <finger>_pip, <finger>_dip    flexion; straight = 0
    <finger>_abd                                away from the middle ray (middle: to the thumb)
    thumb_radial, thumb_palmar                  metacarpal against wrist-to-index-knuckle, in the
                                                palm's plane and out of it
    thumb_mcp, thumb_ip                         flexion, toward the palm
    wrist_flexion, wrist_deviation              + flexion, + ulnar
    forearm_rotation                            + pronation, added to where the view stands: palm
                                                to the camera 0, thumb edge 90, back 180
    right, down                                 where the hand is on the screen, in hand lengths
                                                from its usual place

What is left out is taken from `OPEN`. Axes and units of the results are those of
`handtrack.landmarks.hand`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
from scipy.optimize import least_squares

from handtrack.landmarks.hand import FINGERS, LANDMARKS, PALM, Finger, Floats, Hand, Landmark, Side
from handtrack.landmarks.recording import Header, Recording
from handtrack.landmarks.views import View

Angles = Mapping[str, float | Floats]

# Metres in the hand's own axes (ulnar, distal, palmar), wrist at the origin: an adult's hand.
_KNUCKLES = {
    Finger.INDEX: (-0.02332, 0.086, 0.0),
    Finger.MIDDLE: (0.0, 0.088, 0.0),
    Finger.RING: (0.018, 0.082, 0.0),
    Finger.LITTLE: (0.033, 0.073, 0.0),
}
_PHALANGES = {
    Finger.INDEX: (0.043, 0.025, 0.022),
    Finger.MIDDLE: (0.047, 0.029, 0.023),
    Finger.RING: (0.043, 0.027, 0.023),
    Finger.LITTLE: (0.034, 0.020, 0.020),
}
_THUMB_BASE = (-0.024, 0.022, 0.006)
_THUMB = (0.044, 0.033, 0.027)
_CURL = np.array([0.85, 0.0, 0.53])
"""Where a bending thumb goes: across the palm and out of it."""
_CONTACT_M = 0.006
"""Tips are inside the fingers: at touch they stay this far apart."""

OPEN: Angles = MappingProxyType(
    {f"{finger}_{joint}": 0.0 for finger in FINGERS for joint in ("mcp", "pip", "dip")}
    | {"index_abd": 6.0, "middle_abd": 0.0, "ring_abd": 4.0, "little_abd": 12.0}
    | {"thumb_radial": 35.0, "thumb_palmar": 15.0, "thumb_mcp": 10.0, "thumb_ip": 5.0}
    | {"wrist_flexion": 0.0, "wrist_deviation": 0.0, "forearm_rotation": 0.0}
)
"""A flat open hand, fingers a little apart."""

PLACE: Angles = MappingProxyType({"right": 0.0, "down": 0.0})
"""In the usual place. These two are lengths: they are in hand lengths."""

FIST: Angles = MappingProxyType(
    {
        f"{finger}_{joint}": bend
        for finger in FINGERS
        for joint, bend in (("mcp", 80.0), ("pip", 95.0), ("dip", 60.0))
    }
    | {"index_abd": 0.0, "ring_abd": 0.0, "little_abd": 0.0}
    | {"thumb_radial": 15.0, "thumb_palmar": 35.0, "thumb_mcp": 30.0, "thumb_ip": 40.0}
)
"""What to lay over `OPEN` for a full fist."""


@dataclass(frozen=True, slots=True)
class Camera:
    """Where the camera stands, seen from the hand.

    Parameters
    ----------
    rotation_deg : float
        Turn of the hand about its length: 0 palm to the lens, 90 thumb edge, 180 back of it.
    pitch_deg : float
        Tilt of the fingertips toward the lens.
    roll_deg : float
        Where the fingers point on the screen: 0 up, 90 right; clockwise.
    distance_m : float
        From lens to wrist.
    perspective : bool
        False: weak perspective, in which 3D angles of the image points are exact.
    """

    rotation_deg: float = 0.0
    pitch_deg: float = 0.0
    roll_deg: float = 0.0
    distance_m: float = 0.5
    perspective: bool = False


CAMERAS: Mapping[View, Camera] = MappingProxyType(
    {
        View.PALM: Camera(),
        View.BODY: Camera(distance_m=1.0),
        View.DORSAL: Camera(rotation_deg=180.0),
        View.TOP: Camera(rotation_deg=180.0),
        View.SIDE: Camera(rotation_deg=90.0, roll_deg=90.0),
        View.OBLIQUE: Camera(rotation_deg=40.0),
        View.END: Camera(pitch_deg=70.0),
    }
)


def synthetic_hand(
    angles: Angles,
    side: Side = Side.RIGHT,
    view: View | Camera = View.PALM,
    frame_size_px: tuple[int, int] = (640, 480),
) -> tuple[Floats, Floats]:
    """Give `image_px` and `world_m`, each (21, 3), or (N, 21, 3) where an angle has N values."""
    camera = view if isinstance(view, Camera) else CAMERAS[view]
    joints = {name: angle for name, angle in angles.items() if name not in PLACE}
    points, camera_from_hand = _posed(joints, camera)
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
    length_px = focal_px * _KNUCKLES[Finger.MIDDLE][1] / camera.distance_m
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


def blend(start: Angles, end: Angles, share: float | Floats) -> dict[str, float | Floats]:
    """Give the angles on the way from one pose (share 0) to another (share 1), over `OPEN`."""
    a, b = {**OPEN, **start}, {**OPEN, **end}
    return {name: a[name] + (b[name] - a[name]) * share for name in a}


def repetitions(
    peaks: Sequence[float],
    fps: float = 30.0,
    still_s: float = 1.5,
    move_s: float = 1.0,
    hold_s: float = 0.4,
    rest_s: float = 0.6,
) -> Floats:
    """Give a time course from 0 to each peak and back, after a still start.

    Use it as the share of `blend`, or scaled as an angle. Each way is half a cosine.
    """
    swing = (1 - np.cos(np.pi * np.arange(1, 1 + round(move_s * fps)) / round(move_s * fps))) / 2
    parts = [np.zeros(round(still_s * fps))]
    for peak in peaks:
        hold, rest = np.full(round(hold_s * fps), peak), np.zeros(round(rest_s * fps))
        parts += [peak * swing, hold, peak * (1 - swing), rest]
    return np.concatenate([*parts, np.zeros(round(still_s * fps))])


@cache
def touching(finger: Finger) -> Angles:
    """Give a pose in which the thumb's tip touches this fingertip, the other fingers open."""
    names = ["thumb_radial", "thumb_palmar", "thumb_mcp", "thumb_ip"]
    names += [f"{finger}_{joint}" for joint in ("mcp", "pip", "dip")]
    natural = np.array([20.0, 45.0, 20.0, 25.0, 45.0, 50.0, 25.0])
    low = np.array([-30.0, 0.0, -5.0, -5.0, 0.0, 0.0, 0.0])
    high = np.array([60.0, 75.0, 70.0, 80.0, 90.0, 110.0, 70.0])

    def residual(values: Floats) -> Floats:
        points, _ = _posed(dict(zip(names, values, strict=True)), Camera())
        gap = points[Landmark.THUMB_TIP] - points[finger.tip]
        miss_m = np.sqrt((gap**2).sum()) - _CONTACT_M
        return np.append(0.002 * (values - natural) / 30.0, 10.0 * miss_m)

    solution = least_squares(residual, natural, bounds=(low, high)).x
    return MappingProxyType(dict(zip(names, map(float, solution), strict=True)))


def _posed(angles: Angles, camera: Camera) -> tuple[Floats, Floats]:
    """Points in the hand's own axes, (..., 21, 3), and the turn of those axes into the camera's."""
    unknown = set(angles) - set(OPEN)
    if unknown:
        raise KeyError(f"the synthetic hand has no angles named {sorted(unknown)}")
    values = np.broadcast_arrays(*({**OPEN, **angles}.values()))
    a = {name: np.radians(v) for name, v in zip({**OPEN, **angles}, values, strict=True)}
    points = np.zeros((*values[0].shape, LANDMARKS, 3))
    for finger in FINGERS:
        outward = -a[f"{finger}_abd"] if finger in FINGERS[:2] else a[f"{finger}_abd"]
        along = _in_palm(outward)
        points[..., finger.mcp, :] = _KNUCKLES[finger]
        bends = np.cumsum([a[f"{finger}_{joint}"] for joint in ("mcp", "pip", "dip")], axis=0)
        _grow(points, finger.mcp, along, _PALMAR, bends, _PHALANGES[finger])
    _place_thumb(points, a)
    view = (
        _turn(2, np.radians(camera.roll_deg))
        @ _turn(0, np.radians(camera.pitch_deg))
        @ _turn(1, np.radians(camera.rotation_deg) + a["forearm_rotation"])
        @ _PALM_TO_CAMERA
    )
    wrist = _turn(2, -a["wrist_deviation"]) @ _turn(0, a["wrist_flexion"])
    return points, view @ wrist


_PALMAR = np.array([0.0, 0.0, 1.0])
_PALM_TO_CAMERA = np.diag([-1.0, -1.0, -1.0])
"""A right hand, fingers up, palm to the lens: ulnar is left, distal up, palmar to the camera."""


def _in_palm(ulnarward: Floats) -> Floats:
    """Direction in the palm's plane, turned from distal toward the little finger."""
    return np.stack([np.sin(ulnarward), np.cos(ulnarward), np.zeros_like(ulnarward)], axis=-1)


def _grow(
    points: Floats,
    start: Landmark,
    along: Floats,
    bent: Floats,
    bends: Floats,
    lengths: Sequence[float],
) -> None:
    """Set the three points after `start`, turning from `along` toward `bent`."""
    for step, (bend, length) in enumerate(zip(bends, lengths, strict=True), start=1):
        bone = np.cos(bend)[..., None] * along + np.sin(bend)[..., None] * bent
        points[..., start + step, :] = points[..., start + step - 1, :] + length * bone


def _place_thumb(points: Floats, a: Mapping[str, Floats]) -> None:
    ulnar, distal, _ = _KNUCKLES[Finger.INDEX]
    flat = _in_palm(np.arctan2(ulnar, distal) - a["thumb_radial"])
    palmar = a["thumb_palmar"][..., None]
    along = np.cos(palmar) * flat + np.sin(palmar) * _PALMAR
    curl = _CURL - (along @ _CURL)[..., None] * along
    curl /= np.sqrt((curl**2).sum(axis=-1, keepdims=True))
    bends = np.cumsum([np.zeros_like(a["thumb_mcp"]), a["thumb_mcp"], a["thumb_ip"]], axis=0)
    points[..., Landmark.THUMB_CMC, :] = _THUMB_BASE
    _grow(points, Landmark.THUMB_CMC, along, curl, bends, _THUMB)


def _turn(axis: int, angle: float | Floats) -> Floats:
    """Rotation matrix about one axis, shape (..., 3, 3), right-handed."""
    angle = np.asarray(angle, float)
    i, j = (axis + 1) % 3, (axis + 2) % 3
    matrix = np.zeros((*angle.shape, 3, 3))
    matrix[..., axis, axis] = 1.0
    matrix[..., i, i] = matrix[..., j, j] = np.cos(angle)
    matrix[..., i, j], matrix[..., j, i] = -np.sin(angle), np.sin(angle)
    return matrix


def _wrist_on_screen(camera: Camera, focal_px: float) -> Floats:
    """Where to put the wrist so that an open hand stands in the middle of the picture."""
    points, camera_from_hand = _posed({}, camera)
    fingers = camera_from_hand @ points[Landmark.MIDDLE_TIP]
    wrist: Floats = -focal_px * fingers[:2] / camera.distance_m / 2
    return wrist
