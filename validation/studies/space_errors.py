"""The error of a measurement on each choice of landmarks, clip by clip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.geometry import forearm_line
from handtrack.landmarks.hand import Finger, Floats, Hand
from handtrack.landmarks.views import View
from handtrack.measurements import MEASUREMENTS, Measurement, Space
from validation.render.clips.truth_file import rotation_by_normal
from validation.studies.clip_truth import (
    VIEWS,
    TrackedClip,
    excursions,
    rest_frames,
    touched,
)

MOVES = {"deg": 8.0, "L": 0.12, "1": 0.4}
"""A measurement is judged on a clip when its full repetitions exceed this."""

MADE_FOR = {
    "wrist_flexion": ("wrist_flexext",),
    "wrist_deviation": ("deviation",),
    "hand_direction": ("wrist_flexext", "deviation"),
    "palm_facing": ("prosup",),
    "forearm_rotation": ("prosup",),
    "mcp_flexion": ("fist", "left_fist", "mcp_single"),
    "finger_abduction": ("spread", "left_spread"),
    "finger_spread": ("spread", "left_spread"),
    "span": ("spread", "left_spread"),
    "pinch_gap": ("opposition",),
    "opposition_distance": ("opposition", "thumb_flex"),
    "thumb": ("opposition", "thumb_flex", "fist_side", "left_fist_side"),
    "": ("fist", "left_fist", "hook"),
}
"""Clips whose movement a measurement is meant for, by the first prefix of its name that fits. A
fan angle that changes because one finger bends says nothing about reading a fan."""

NEEDS_DEPTH = {"mcp_flexion", "palm_facing", "forearm_rotation", "thumb_palmar_abduction"}


@dataclass(frozen=True, slots=True)
class Errors:
    """Differences of one measurement on one clip: per repetition and per frame."""

    clip: str
    true_rom: Floats
    rom: Floats
    partial: NDArray[np.bool_]
    frame: Floats
    noise: float
    correlation: float


def true_values(m: Measurement, clip: TrackedClip, finger: Finger | None) -> Floats:
    """Read the measurement off the true joints."""
    if m.name == "forearm_rotation":
        return rotation_by_normal(clip.truth.world_m, clip.truth.side)
    if m.needs_forearm or m.name == "hand_direction":
        return values(m, clip.truth, Space.PLANE, finger, rest_frames(clip))
    return values(m, clip.truth, Space.WORLD, finger, rest_frames(clip))


def values(m: Measurement, hand: Hand, space: Space, finger: Finger | None, rest: slice) -> Floats:
    """Read the measurement off a track in any space, wrist angles against the rest before."""
    if m.needs_forearm:
        plane = hand.world_m if space is Space.WORLD else hand.image_px
        hand = replace(hand, image_px=plane)
        still = replace(hand, image_px=plane[rest])
        return m.read(hand, forearm=forearm_line(still))
    return replace(m, space=space).read(hand, finger)


def spaces_of(m: Measurement) -> tuple[Space, ...]:
    """Where the measurement can be taken at all; the wrist's two are planes."""
    if m.needs_forearm:
        return (Space.PLANE, Space.WORLD)
    if m.name in NEEDS_DEPTH:
        return (Space.IMAGE, Space.WORLD)
    return (Space.IMAGE, Space.WORLD, Space.PLANE)


def compare(
    m: Measurement, clip: TrackedClip, space: Space, finger: Finger | None
) -> Errors | None:
    """Difference from truth on one clip; None where the measurement hardly moves."""
    true = true_values(m, clip, finger)
    seen = values(m, clip.tracked, space, finger, rest_frames(clip))
    keep = np.array(touched(clip, finger)) if finger else np.ones(len(clip.reps), bool)
    true_rom, rom = excursions(true, clip, finger)[keep], excursions(seen, clip, finger)[keep]
    partial = np.array([r["partial"] for r in clip.reps])[keep]
    if not len(rom) or not np.median(np.abs(true_rom[~partial])) >= MOVES[m.unit]:
        return None
    second = np.diff(seen[clip.used], 2)
    noise = 1.4826 * float(np.median(np.abs(second - np.median(second)))) / np.sqrt(6)
    frame = m.difference(seen, true)[clip.used]
    correlation = float(np.corrcoef(seen[clip.used], true[clip.used])[0, 1])
    return Errors(clip.name, true_rom, rom, partial, frame, noise, correlation)


def made_for(m: Measurement, clip: TrackedClip) -> bool:
    """Whether the clip's movement is one this measurement is meant for."""
    prefixes = next(clips for name, clips in MADE_FOR.items() if m.name.startswith(name))
    return clip.name.startswith(prefixes)


def collect(
    m: Measurement, clips: Iterable[TrackedClip], view: View, space: Space
) -> list[tuple[Errors, Finger | None]]:
    """Compare over all clips of a view and all fingers."""
    fingers: tuple[Finger | None, ...] = m.fingers or (None,)
    found = [
        (compare(m, clip, space, finger), finger)
        for clip in clips
        if clip.view is view and made_for(m, clip)
        for finger in fingers
    ]
    return [(errors, finger) for errors, finger in found if errors is not None]


@dataclass(frozen=True, slots=True)
class Summary:
    """One row of the table, in the measurement's unit."""

    clips: int
    reps: int
    true_rom: float
    rom_bias: float
    rom_rmse: float
    share_error: float
    frame_rmse: float
    shape_mae: float
    noise: float
    correlation: float

    @classmethod
    def of(cls, errors: list[Errors]) -> Summary:
        """Pool clips and fingers."""
        rom = np.concatenate([e.rom - e.true_rom for e in errors])
        frame = np.concatenate([e.frame for e in errors])
        shares = [
            partial_share(e.rom, e.partial) - partial_share(e.true_rom, e.partial) for e in errors
        ]
        known = [abs(s) for s in shares if np.isfinite(s)]
        full = np.concatenate([np.abs(e.true_rom[~e.partial]) for e in errors])
        signs = np.concatenate([np.sign(e.true_rom) for e in errors])
        return cls(
            clips=len({e.clip for e in errors}),
            reps=len(rom),
            true_rom=float(full.mean()),
            rom_bias=float((rom * signs).mean()),
            rom_rmse=float(np.sqrt((rom**2).mean())),
            share_error=float(np.mean(known)) if known else float("nan"),
            frame_rmse=float(np.sqrt(np.nanmean(frame**2))),
            shape_mae=float(
                np.mean([np.nanmean(np.abs(e.frame - np.nanmedian(e.frame))) for e in errors])
            ),
            noise=float(np.mean([e.noise for e in errors])),
            correlation=float(np.mean([e.correlation for e in errors])),
        )


def partial_share(rom: Floats, partial: NDArray[np.bool_]) -> float:
    """How large partial repetitions are beside full ones."""
    if not partial.any():
        return float("nan")
    return float(rom[partial].mean() / rom[~partial].mean())


def rows(clips: list[TrackedClip]) -> Iterator[tuple[Measurement, View, Space, Summary]]:
    """Summarise every measurement in every view and space the clips allow."""
    for m in MEASUREMENTS.values():
        for view in VIEWS:
            for space in spaces_of(m):
                errors = [e for e, _ in collect(m, clips, view, space)]
                if errors:
                    yield m, view, space, Summary.of(errors)
