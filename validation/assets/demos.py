"""Draw the movement of every exercise for the live window: `python -m validation.assets.demos`.

The synthetic hand of the tests performs one repetition as each exercise file says; its landmarks,
fitted into a square, become `src/handtrack/live/screen/demonstrations.npz`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "src" / "handtrack" / "live" / "demonstrations.npz"
MARGIN = 0.08
LONGEST_S = 8.0


def main() -> None:
    """Write the file."""
    sys.path.insert(0, str(ROOT / "tests"))
    from handtrack.definitions.library import load_all
    from handtrack.live.screen.demo_drawing import RATE_HZ, SCALE
    from synthetic_hand.performances.perform import perform
    from synthetic_hand.performances.style import Style

    tracks = {}
    for exercise in load_all():
        style = Style(fps=RATE_HZ, amplitudes=[1.0], still_s=0.5)
        points = perform(exercise, style).image_px[: round(LONGEST_S * RATE_HZ), 0, :, :2]
        low = np.nanmin(points, axis=(0, 1))
        high = np.nanmax(points, axis=(0, 1))
        side = float((high - low).max())
        shift = low - (side - (high - low)) / 2
        square = MARGIN + (points - shift) / side * (1 - 2 * MARGIN)
        tracks[exercise.id] = np.rint(square * SCALE).astype(np.int16)
    np.savez_compressed(TARGET, **tracks)
    print(f"{TARGET}: {len(tracks)} exercises, {TARGET.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
