"""Which landmarks serve each measurement best? Image points with z, world points, or the plane.

    python -m validation.studies.measurement_spaces CLIPS RECORDINGS [--calibration FOLDER]

CLIPS holds rendered clips with their truth (`NAME.json`, `NAME.npz`), RECORDINGS the landmark
recordings of the same names (`handtrack track CLIPS/*.mp4 --out RECORDINGS`). With `--calibration`
the stereo pair of a real hand is added as a reference (`angles/stereo_reference.py`). Prints the
tables of `docs/accuracy/measurement-spaces.md`.

Every figure is the difference between a measurement taken on the tracked landmarks and the same
measurement taken on the true joints (wrist angles: on their projection, rotation: on their palm
plane). Only clips in which the measurement moves are used: joints that keep still flatter.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

from handtrack.landmarks.geometry import palm_normal
from handtrack.landmarks.hand import Floats, Hand
from handtrack.landmarks.views import View, view_matches
from handtrack.measurements import MEASUREMENTS, Measurement, Space
from validation.angles import stereo_reference as stereo
from validation.render.clips.truth_file import rotation_by_normal
from validation.studies.clip_truth import (
    VIEWS,
    TrackedClip,
    excursions,
    load_clip,
)
from validation.studies.space_errors import partial_share, rows, spaces_of


def print_rendered(clips: list[TrackedClip]) -> None:
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


def print_rotation(clip: TrackedClip) -> None:
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
            f"| {partial_share(rom, partial):.2f} | {rmse:.1f} |"
        )


def print_facing(clips: list[TrackedClip]) -> None:
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
