"""Draw the movement of every exercise for sessions: `python -m validation.assets.demos`.

The synthetic hand of the tests performs one repetition as each exercise file says; its landmarks,
fitted into a square, and a point of its forearm become
`src/handtrack/live/browser/demonstrations/demonstrations.npz`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

from handtrack.landmarks.geometry import distance
from handtrack.landmarks.hand import Floats, Landmark
from synthetic_hand.camera import Camera

ROOT = Path(__file__).parents[2]
DEMONSTRATIONS = ROOT / "src" / "handtrack" / "live" / "browser" / "demonstrations"
TARGET = DEMONSTRATIONS / "demonstrations.npz"
MARGIN = 0.08
LONGEST_S = 8.0


def main() -> None:
    """Write the file."""
    sys.path.insert(0, str(ROOT / "tests"))
    from handtrack.definitions.library import load_all
    from handtrack.live.browser.demonstrations.drawn_movements import RATE_HZ, SCALE
    from synthetic_hand.camera import CAMERAS
    from synthetic_hand.performances.perform import perform, view_of
    from synthetic_hand.performances.style import Style

    tracks: dict[str, Any] = {}
    for exercise in load_all():
        style = Style(fps=RATE_HZ, amplitudes=[1.0], still_s=0.5)
        hand = perform(exercise, style).image_px[: round(LONGEST_S * RATE_HZ), 0]
        view = view_of(exercise, style)
        camera = view if isinstance(view, Camera) else CAMERAS[view]
        square = fitted(with_forearm(hand, camera))
        tracks[exercise.id] = np.rint(square * SCALE).astype(np.int16)
    np.savez_compressed(TARGET, **tracks)
    print(f"{TARGET}: {len(tracks)} exercises, {TARGET.stat().st_size / 1e3:.0f} kB")


def with_forearm(hand: Floats, camera: Camera) -> Floats:
    """Add a point of the forearm, one hand length from the wrist; it stays where it is.

    Parameters
    ----------
    hand : ndarray, shape (N, 21, 3)
    camera : Camera
    """
    roll, pitch = np.radians(camera.roll_deg), np.radians(camera.pitch_deg)
    to_elbow = [-np.sin(roll) * np.cos(pitch), np.cos(roll) * np.cos(pitch), np.sin(pitch)]
    wrist = hand[:, Landmark.WRIST]
    length_px = np.nanmedian(distance(hand[:, Landmark.MIDDLE_MCP], wrist))
    forearm = wrist + length_px * np.array(to_elbow)
    points: Floats = np.concatenate([hand, forearm[:, None]], axis=1)
    return points


def fitted(points: Floats) -> Floats:
    """Fit the hand into a square of side 1; the forearm's point may lie outside."""
    hand = points[:, :-1]
    low, high = np.nanmin(hand, axis=(0, 1))[:2], np.nanmax(hand, axis=(0, 1))[:2]
    side = float((high - low).max())
    shift = np.append(low - (side - (high - low)) / 2, 0.0)
    square: Floats = (points - shift) / side * (1 - 2 * MARGIN) + [MARGIN, MARGIN, 0.0]
    return square


if __name__ == "__main__":
    main()
