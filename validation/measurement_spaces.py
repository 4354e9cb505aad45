"""Which landmarks serve each measurement best? Image points with z, world points, or the plane.

    python validation/measurement_spaces.py CLIPS RECORDINGS [--calibration FOLDER]

CLIPS holds rendered clips with their truth (`NAME.json`, `NAME.npz`), RECORDINGS the landmark
recordings of the same names (`handtrack track CLIPS/*.mp4 --out RECORDINGS`). With `--calibration`
the stereo pair of a real hand is added as a reference (`stereo.py`). Prints the tables of
`docs/accuracy/measurement-spaces.md`.

Every figure is the difference between a measurement taken on the tracked landmarks and the same
measurement taken on the true joints (wrist angles: on their projection, rotation: on their palm
plane). Only clips in which the measurement moves are used: joints that keep still flatter.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import stereo
from hand.record import rotation_by_normal
from numpy.typing import NDArray
from truth import (
    VIEWS,
    Clip,
    excursions,
    load_clip,
    rest_frames,
    touched,
)

from handtrack.landmarks.geometry import forearm_line, palm_normal
from handtrack.landmarks.hand import Finger, Floats, Hand
from handtrack.landmarks.views import View, view_matches
from handtrack.measurements import MEASUREMENTS, Measurement, Space

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


def true_values(m: Measurement, clip: Clip, finger: Finger | None) -> Floats:
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


def compare(m: Measurement, clip: Clip, space: Space, finger: Finger | None) -> Errors | None:
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


def made_for(m: Measurement, clip: Clip) -> bool:
    """Whether the clip's movement is one this measurement is meant for."""
    prefixes = next(clips for name, clips in MADE_FOR.items() if m.name.startswith(name))
    return clip.name.startswith(prefixes)


def collect(
    m: Measurement, clips: Iterable[Clip], view: View, space: Space
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
        shares = [_share(e.rom, e.partial) - _share(e.true_rom, e.partial) for e in errors]
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


def _share(rom: Floats, partial: NDArray[np.bool_]) -> float:
    """How large partial repetitions are beside full ones."""
    if not partial.any():
        return float("nan")
    return float(rom[partial].mean() / rom[~partial].mean())


def rows(clips: list[Clip]) -> Iterator[tuple[Measurement, View, Space, Summary]]:
    """Summarise every measurement in every view and space the clips allow."""
    for m in MEASUREMENTS.values():
        for view in VIEWS:
            for space in spaces_of(m):
                errors = [e for e, _ in collect(m, clips, view, space)]
                if errors:
                    yield m, view, space, Summary.of(errors)


def print_rendered(clips: list[Clip]) -> None:
    """Print the table for rendered hands."""
    print(
        "| measurement | view | landmarks | clips | reps | true ROM | ROM bias | ROM RMSE "
        "| partial share off by | frame RMSE | shape MAE | noise | r |\n" + "|---" * 13 + "|"
    )
    for m, view, space, s in rows(clips):
        d = 1 if m.unit == "deg" else 2
        chosen = "**" if space is m.space or (m.needs_forearm and space is Space.PLANE) else ""
        print(
            f"| {m.name} ({m.unit}) | {view} | {chosen}{space}{chosen} | {s.clips} | {s.reps} "
            f"| {s.true_rom:.{d}f} | {s.rom_bias:+.{d}f} | {s.rom_rmse:.{d}f} "
            f"| {s.share_error:.2f} | {s.frame_rmse:.{d}f} | {s.shape_mae:.{d}f} "
            f"| {s.noise:.{d + 1}f} | {s.correlation:.2f} |"
        )


def stereo_errors(
    pairs: list[tuple[Hand, Floats]], m: Measurement, view: View, space: Space
) -> Floats:
    """Differences from the triangulated reference in one view, all fingers and both cameras."""
    found = []
    for hand, points in pairs:
        facing = -palm_normal(points, hand.side)[..., 2]
        inside = view_matches(view, facing)
        truth = replace(hand, image_px=points, world_m=points)
        for finger in m.fingers or (None,):
            true = (
                rotation_by_normal(points, hand.side)
                if m.name == "forearm_rotation"
                else replace(m, space=Space.WORLD).read(truth, finger)
            )
            seen = replace(m, space=space).read(hand, finger)
            found.append(m.difference(seen, true)[inside])
    errors: Floats = np.concatenate(found)
    return errors[np.isfinite(errors)]


def print_stereo(pairs: list[tuple[Hand, Floats]]) -> None:
    """Print the table for the real hand."""
    print("Root mean square error of a frame, and its bias.\n")
    print("| measurement | view | frames | image | world | plane |\n" + "|---" * 6 + "|")
    for m in MEASUREMENTS.values():
        if m.needs_forearm or m.name == "hand_direction":
            continue
        d = 1 if m.unit == "deg" else 2
        for view in VIEWS:
            cells = {space: stereo_errors(pairs, m, view, space) for space in spaces_of(m)}
            frames = len(cells[Space.IMAGE]) // max(len(m.fingers), 1)
            texts = [
                f"{np.sqrt(np.mean(e**2)):.{d}f} ({np.mean(e):+.{d}f})"
                if (e := cells.get(space)) is not None
                else ""
                for space in (Space.IMAGE, Space.WORLD, Space.PLANE)
            ]
            print(f"| {m.name} ({m.unit}) | {view} | {frames} | " + " | ".join(texts) + " |")


def print_rotation(clip: Clip) -> None:
    """Print how proportional each definition of forearm rotation reads a half turn."""
    m = MEASUREMENTS["forearm_rotation"]
    side, true = clip.tracked.side, rotation_by_normal(clip.truth.world_m, clip.truth.side)
    image, world = clip.tracked.image_px, clip.tracked.world_m
    facing = MEASUREMENTS["palm_facing"]
    definitions = {
        "true joints": true,
        "palm's normal, image": rotation_by_normal(image, side),
        "palm's normal, world": rotation_by_normal(world, side),
        "visible width, image (chosen)": m.function(image, side),
        "visible width, world": m.function(world, side),
        "palm_facing, image (no angle)": 90.0 * (1.0 - facing.function(image, side)),
    }
    partial = np.array([r["partial"] for r in clip.reps])
    print(
        "| definition | full turns | partial turn | partial / full | frame RMSE |\n"
        + "|---" * 5
        + "|"
    )
    for name, x in definitions.items():
        rom = excursions(x, clip, None)
        rmse = np.sqrt(np.mean((x - true)[clip.used] ** 2))
        print(
            f"| {name} | {rom[~partial].mean():.0f} | {rom[partial].mean():.0f} "
            f"| {_share(rom, partial):.2f} | {rmse:.1f} |"
        )


def print_facing(clips: list[Clip]) -> None:
    """Print how well the turn of the palm to the camera is read, which the view gate rests on."""
    print("| clip | true turn | read, image | read, world |\n" + "|---" * 4 + "|")
    for clip in clips:
        side, used = clip.tracked.side, clip.used
        turns = [
            np.degrees(np.arccos(-palm_normal(points[used], side)[..., 2]))
            for points in (clip.truth.world_m, clip.tracked.image_px, clip.tracked.world_m)
        ]
        print(f"| {clip.name} | " + " | ".join(f"{np.median(t):.0f}" for t in turns) + " |")


def main() -> None:
    """Run the study from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("clips", type=Path)
    parser.add_argument("recordings", type=Path)
    parser.add_argument("--calibration", type=Path)
    arguments = parser.parse_args()
    clips = [load_clip(p, arguments.recordings) for p in sorted(arguments.clips.glob("*.json"))]
    pairs = (
        stereo.reference(arguments.calibration, arguments.recordings)
        if arguments.calibration
        else []
    )
    print_rendered(clips)
    print()
    for clip in clips:
        if clip.name == "prosup":
            print_rotation(clip)
    print()
    print_facing(clips)
    if pairs:
        print()
        print_stereo(pairs)


if __name__ == "__main__":
    main()
