"""Whether the forearm in the picture is a better zero for the wrist than a still hold, or nothing.

    python -m validation.studies.forearm CLIPS

CLIPS holds rendered clips with their truth (`NAME.mp4`, `NAME.json`, `NAME.npz`). Prints the
tables of `docs/accuracy/forearm.md`: how far the line found in the picture is from the true one,
clip by clip; how far off the wrist's angle is with each zero, with the arm at rest and with the
whole picture slowly turned by 20 degrees, as a moving arm would turn it; and what a look costs as a
multiple of finding the hand.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from handtrack.landmarks.geometry import wrap_deg
from handtrack.landmarks.hand import Floats, Landmark
from handtrack.landmarks.recording import TrackedFrame
from handtrack.sources.video import Frame, VideoSource
from handtrack.tracking.forearm_line import forearm_direction
from handtrack.tracking.open_tracker import open_tracker
from handtrack.tracking.tracker import Tracker

SWAY_DEG = 20.0
NEUTRAL_DEG = 3.0
HOLD_FRAMES = 15
WRIST = {"wr_dev": "deviation", "wr_flex": "flexion"}


@dataclass(frozen=True, slots=True)
class Run:
    """One clip tracked: angles in degrees, shape (N,), and costs in seconds a frame."""

    hand_deg: Floats
    forearm_deg: Floats
    hand_s: float
    forearm_s: float


def swayed(frame: Frame, share: float) -> Frame:
    """The picture turned about its middle, from one side to the other through the clip."""
    height, width = frame.image_rgb.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), _sway_deg(share), 1.0)
    turned = cv2.warpAffine(frame.image_rgb, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return replace(frame, image_rgb=turned.astype(np.uint8))


def _sway_deg(share: float) -> float:
    return float(-SWAY_DEG * np.sin(np.pi * share) ** 2)


def run(path: Path, tracker: Tracker, sway: bool) -> Run:
    """Track a clip and look for the forearm in every frame."""
    tracker.reset()
    hands, lines, hand_s, forearm_s = [], [], [], []
    with VideoSource(path) as video:
        count = video.info.frame_count or 1
        for frame in video:
            seen = swayed(frame, frame.index / count) if sway else frame
            began_s = time.process_time()
            tracked: TrackedFrame = tracker.track(seen)
            hand_s.append(time.process_time() - began_s)
            began_s = time.process_time()
            lines.append(forearm_direction(seen.image_rgb, tracked.image_px[0]))
            forearm_s.append(time.process_time() - began_s)
            hands.append(tracked.image_px[0])
    return Run(
        direction_deg(np.array(hands)),
        np.degrees(np.arctan2(*np.array(lines, float).T[::-1])),
        float(np.median(hand_s)),
        float(np.median(forearm_s)),
    )


def direction_deg(points: Floats) -> Floats:
    """Where the hand points on the screen, shape (N, 21, 2 or more) to (N,)."""
    axis = points[:, Landmark.MIDDLE_MCP] - points[:, Landmark.WRIST]
    angle: Floats = np.degrees(np.arctan2(axis[:, 1], axis[:, 0]))
    return angle


def true_line_deg(path: Path) -> tuple[float, Floats, bool]:
    """The true direction of the forearm, that of the hand, and whether the wrist moves.

    With the wrist neutral the forearm points where the hand does.
    """
    with np.load(path.with_suffix(".npz")) as truth:
        keys = [str(key) for key in truth["cmd_keys"]]
        bend = np.abs(np.array([truth["cmd"][:, keys.index(key)] for key in WRIST])).max(axis=0)
        hand = direction_deg(truth["px"])
    neutral = bend < NEUTRAL_DEG
    if not neutral.any():
        raise SystemExit(f"{path} never shows a neutral wrist.")
    return float(np.median(hand[neutral])), hand, bool(bend.max() > 10)


def off(angle: Floats, truth: Floats | float) -> Floats:
    """Absolute difference of directions, in degrees."""
    return np.abs(wrap_deg(angle - truth))


def rows(folder: Path, tracker: Tracker) -> Iterator[str]:
    """The tables, line by line."""
    paths = [p for p in sorted(folder.glob("*.mp4")) if p.with_suffix(".npz").exists()]
    runs = {path: run(path, tracker, sway=False) for path in paths}
    yield "| clip | frames with a line | middle error | half of the frames within | nine in ten |"
    yield "|---|---|---|---|---|"
    middles = []
    for path, found in runs.items():
        line, _, _ = true_line_deg(path)
        error = wrap_deg(found.forearm_deg - line)
        seen = np.isfinite(error)
        if seen.sum() < 3:
            yield f"| {path.stem} | {seen.mean():.0%} | | | |"
            continue
        middle = float(np.median(error[seen]))
        middles.append(abs(middle))
        half, nine = np.percentile(np.abs(error[seen]), [50, 90])
        yield (f"| {path.stem} | {seen.mean():.0%} | {middle:+.1f}° | {half:.1f}° | {nine:.1f}° |")
    yield f"\nLargest middle error: {max(middles):.1f}°.\n"
    yield "| clip | arm | still hold | picture, whole clip | picture, each frame | nothing |"
    yield "|---|---|---|---|---|---|"
    for path in paths:
        line, true_hand, moves = true_line_deg(path)
        if moves:
            yield wrist_row(path.stem, "at rest", runs[path], true_hand - line)
            moving = run(path, tracker, sway=True)
            yield wrist_row(path.stem, "turned by 20°", moving, true_hand - line)
    ratio = np.median([r.forearm_s / r.hand_s for r in runs.values()])
    yield f"\nA look costs {ratio:.1f} times as much as finding the hand in a frame.\n"


def wrist_row(name: str, arm: str, found: Run, truth: Floats) -> str:
    """Mean absolute error of the wrist's angle with each zero."""
    neutral = np.flatnonzero(np.abs(wrap_deg(truth)) < NEUTRAL_DEG)[:HOLD_FRAMES]
    held = float(np.median(found.hand_deg[neutral]))
    zeros = (
        held,
        float(np.nanmedian(found.forearm_deg)),
        found.forearm_deg,
        float(np.median(found.hand_deg)),
    )
    errors = [np.nanmean(off(wrap_deg(found.hand_deg - zero), truth)) for zero in zeros]
    return f"| {name} | {arm} | " + " | ".join(f"{e:.1f}°" for e in errors) + " |"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("clips", type=Path)
    arguments = parser.parse_args()
    tracker = open_tracker()
    for row in rows(arguments.clips, tracker):
        print(row)


if __name__ == "__main__":
    main()
