"""What is true of a clip: its truth file, read and checked.

A clip is three files of one name: `NAME.mp4`, `NAME.json` (who moves how, seen from where, and
every repetition) and `NAME.npz` (the joints, frame by frame). A clip without a hand has no joints.
`NAME.track.npz`, a landmark recording, may stand for the video.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import LANDMARKS, Finger, Floats, Landmark, Side

MOVEMENTS: Mapping[str, tuple[str, ...]] = {
    "deviation": ("12",),
    "fist_palm": ("34",),
    "fist_side": ("34",),
    "opposition": ("18",),
    "prosup": ("10",),
    "spread": ("33",),
    "thumb_flex": ("2",),
    "wrist_flexext": ("11", "1"),
}
"""Exercises of a movement whose truth does not name them; a movement that is not here is no
exercise of the library."""
USUAL_FPS = 25.0
USUAL_DIST_M = 0.65
"""A slower camera or a farther one is off placement, where the truth does not say."""


def track_beside(video: Path) -> Path:
    """The recording that may stand for a video."""
    return video.with_suffix(".track.npz")


class Made(StrEnum):
    """How a repetition was made."""

    FULL = "full"
    PARTIAL = "partial"
    SPOILED = "spoiled"
    FLAGGED = "flagged"
    """With a fault that this exercise counts and tells of."""
    HIDDEN = "hidden"
    """Whole, in an exercise that hides the movement from the camera."""


class Placement(StrEnum):
    """What the camera sees, and from where."""

    PRESCRIBED = "prescribed"
    """The exercise, as its file asks the camera to stand."""
    OFF = "off"
    """The exercise, with the camera turned away, farther off or slower."""
    MODEL = "model"
    """As prescribed, by a hand of another model than those that something is learned from."""
    NEGATIVE = "negative"
    """No exercise of the library: no hand, a still hand, free motion."""


class TruthError(Exception):
    """A truth file that cannot be used: which, what is wrong with it, and what to do."""


@dataclass(frozen=True, slots=True)
class TrueTouch:
    """The thumb on one finger."""

    finger: Finger
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class TrueRep:
    """One repetition as it was made, in half-open seconds.

    Parameters
    ----------
    made : Made
    spoiled : str
        In what way, for a spoiled one; "" otherwise.
    touches : tuple of TrueTouch
        For a sequence.
    """

    start_s: float
    end_s: float
    made: Made
    spoiled: str = ""
    touches: tuple[TrueTouch, ...] = ()

    @property
    def middle_s(self) -> float:
        """Half way."""
        return (self.start_s + self.end_s) / 2


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip and its truth.

    Parameters
    ----------
    name : str
    video : Path
    exercises : tuple of str
        Ids of the exercises it shows; empty for none.
    placement : Placement
    movement : str
        What the hand does, as the renderer calls it.
    side : Side
    subject : str
        Whose hand: readings of one hand are not independent of each other.
    factors : mapping of str to str
        What the results are broken down by: side, skin, light, background, distance, fps, view.
    fps : float
    reps : tuple of TrueRep
    joints_m : ndarray, shape (N, 21, 3)
        In the camera's axes: x right, y down, z forward. NaN where no hand is in the scene.
    px : ndarray, shape (N, 21, 2)
    commanded : mapping of str to ndarray, shape (N,)
        What the model's joints were set to, in degrees, by name; empty where nobody told.
    """

    name: str
    video: Path
    exercises: tuple[str, ...]
    placement: Placement
    movement: str
    side: Side
    subject: str
    factors: Mapping[str, str]
    fps: float
    reps: tuple[TrueRep, ...]
    joints_m: Floats
    px: Floats
    size_px: tuple[int, int]
    commanded: Mapping[str, Floats]

    @property
    def inside(self) -> NDArray[np.bool_]:
        """Shape (N,): whether the whole hand is in the picture."""
        low, high = self.px.min(axis=(-2, -1)), self.px.max(axis=-2)
        with np.errstate(invalid="ignore"):
            return np.asarray((low >= 0) & (high < np.array(self.size_px)).all(axis=-1))

    def count(self, *made: Made) -> int:
        """How many repetitions were made in one of these ways."""
        return sum(rep.made in made for rep in self.reps)


def read_folder(folder: Path) -> list[Clip]:
    """Read every clip of a folder, by name.

    Raises
    ------
    TruthError
        There is none, or one of them cannot be used.
    """
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise TruthError(f"{folder} holds no clip (NAME.mp4 with NAME.json and NAME.npz).")
    return [read_clip(path) for path in paths]


def read_clip(path: Path) -> Clip:
    """Read one clip by its truth file.

    Raises
    ------
    TruthError
        With the file, what is wrong with it, and what to do.
    """
    video = path.with_suffix(".mp4")
    if not video.exists() and not track_beside(video).exists():
        raise TruthError(f"{path} is the truth of {video.name}, which is not beside it.")
    try:
        about: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return _clip(path.stem, video, about)
    except (KeyError, TypeError, ValueError, OSError) as e:
        raise TruthError(f"{path} is no truth of a clip: {e!r}. Render the clip again.") from e


def _clip(name: str, video: Path, about: dict[str, Any]) -> Clip:
    fps, frames = float(about["fps"]), int(about["frames"])
    joints, px, commanded = _series(video.with_suffix(".npz"), frames)
    movement = str(about.get("movement", about.get("exercise")))
    exercises = _exercises(about, movement)
    view = about.get("view") or {}
    dist_m = float(view.get("dist", 0.0))
    slow_or_far = fps < USUAL_FPS or dist_m > USUAL_DIST_M
    usual = Placement.OFF if slow_or_far else Placement.PRESCRIBED
    shape = about.get("shape") or {"hand": "prototype"}
    return Clip(
        name=name,
        video=video,
        exercises=exercises,
        placement=Placement(about.get("placement", usual)) if exercises else Placement.NEGATIVE,
        movement=movement,
        side=Side(about["side"] or Side.RIGHT),
        subject=" ".join(str(part) for part in shape.values()),
        factors={
            "side": str(about["side"]),
            "skin": str(about.get("skin", "unknown")),
            "light": str(about.get("light", "unknown")),
            "background": str(about.get("background", about.get("bg", "unknown"))),
            "distance": f"{round(dist_m, 1):.1f} m",
            "frame rate": f"{fps:g} fps",
            "camera turned": f"{round(float(about.get('turned_deg', view.get('yaw', 0.0)))):+d}°",
        },
        fps=fps,
        reps=tuple(_rep(entry, fps) for entry in about.get("reps", ())),
        joints_m=joints,
        px=px,
        size_px=(int(about["width"]), int(about["height"])),
        commanded=commanded,
    )


def _exercises(about: Mapping[str, Any], movement: str) -> tuple[str, ...]:
    """Ids of the exercises shown: those told, else those of the movement; words are none."""
    told = about.get("exercise", MOVEMENTS.get(movement, ()))
    ids = (told,) if isinstance(told, str) else tuple(told)
    return tuple(i for i in ids if i[:1].isdigit())


def _series(path: Path, frames: int) -> tuple[Floats, Floats, dict[str, Floats]]:
    """Joints, pixels and commands; all NaN for a clip without a hand."""
    nothing = np.full((frames, LANDMARKS, 3), np.nan)
    if not path.exists():
        return nothing, nothing[..., :2], {}
    with np.load(path, allow_pickle=False) as data:
        if "joints3d" not in data:
            return nothing, nothing[..., :2], {}
        joints, px = data["joints3d"].astype(float), data["px"].astype(float)
        keys = data["cmd_keys"].tolist() if "cmd_keys" in data else []
        commanded = {key: data["cmd"][:, i].astype(float) for i, key in enumerate(keys)}
    if joints.shape != (frames, LANDMARKS, 3) or px.shape != (frames, LANDMARKS, 2):
        raise ValueError(f"{path.name} holds {joints.shape} joints for {frames} frames")
    return joints, px, commanded


def _rep(entry: Mapping[str, Any], fps: float) -> TrueRep:
    made = entry.get("status") or ("partial" if entry.get("partial") else "full")
    touches = tuple(
        TrueTouch(Finger({"pinky": "little"}.get(name, name)), start / fps, end / fps)
        for name, start, end in entry.get("touches") or ()
    )
    start_s, end_s = float(entry["start"]) / fps, float(entry["end"]) / fps
    if not 0 <= start_s < end_s:
        raise ValueError(f"a repetition from {start_s:.2f} to {end_s:.2f} s")
    return TrueRep(start_s, end_s, Made(made), str(entry.get("spoiled") or ""), touches)


def landmark_error_l(clip: Clip, image_px: Floats) -> Floats:
    """Mean distance of tracked points from the true ones on the screen, in hand lengths, (N,)."""
    length = np.hypot(*(clip.px[:, Landmark.MIDDLE_MCP] - clip.px[:, Landmark.WRIST]).T)
    gaps = np.hypot(*np.moveaxis(image_px[..., :2] - clip.px, -1, 0))
    error: Floats = gaps.mean(axis=-1) / length
    return error
