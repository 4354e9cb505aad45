"""An hour of landmarks is scored and recognised in little memory, with a short one's digits."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from handtrack.definitions.library import find
from handtrack.landmarks import recording_file
from handtrack.landmarks.hand import BLOCK, Side
from handtrack.landmarks.pose.learned_pose import estimate_palm, estimate_pose
from handtrack.landmarks.recording import Recording
from handtrack.recognition.profile import profile_signals
from handtrack.recognition.prototypes import packaged
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style
from tests.helpers.peak_memory import peak_mb

pytestmark = pytest.mark.slow

HOUR_FRAMES = 3600 * 30
MOST_MB = 500
SCORE = """
import sys
from pathlib import Path
from handtrack.landmarks import recording_file
from handtrack.definitions.library import find
from handtrack.scoring.score import score
print(score(recording_file.read(Path(sys.argv[1])), find(sys.argv[2])).result.summary)
"""


def long(exercise: str, frames: int) -> Recording:
    """A performance over and over, each a little different in where the hand is."""
    style = Style(amplitudes=[1.0, 0.6, 1.0, 1.0], noise_L=0.003, rest_s=0.5)
    short = perform(find(exercise), style)
    again = -(-frames // len(short))
    arrays: dict[str, Any] = {
        name: np.concatenate([getattr(short, name)] * again)[:frames]
        for name in short.header.arrays
    }
    drift = np.linspace(0, 9, frames, dtype=np.float32)[:, None, None, None]
    arrays |= {"time_s": np.arange(frames) / 30, "image_px": arrays["image_px"] + drift}
    return replace(short, **arrays)


@pytest.mark.parametrize("exercise", ["34", "12"])
def test_an_hour_is_scored_in_little_memory(exercise: str, tmp_path: Path) -> None:
    path = tmp_path / "hour.npz"
    recording_file.write(path, long(exercise, HOUR_FRAMES))
    assert peak_mb(SCORE, path, exercise) < MOST_MB


def test_windows_of_an_hour_are_compared_in_little_memory() -> None:
    prototypes = packaged()
    rows = np.random.default_rng(1).normal(size=(3600, prototypes.means.shape[1]))
    known = prototypes.prototypes_of([find("34"), find("33")])
    tracemalloc.start()
    together = prototypes.distances(rows, known)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200 << 20
    for i in (0, 63, 64, 3599):
        alone = prototypes.distances(rows[i : i + 1], known)
        for key, values in together.items():
            np.testing.assert_allclose(values[i], alone[key][0], rtol=1e-9)


@pytest.mark.parametrize("side", list(Side))
def test_pieces_of_time_give_the_digits_of_the_whole(side: Side) -> None:
    hand = long("34", 2 * BLOCK + 100).hand(0, side)
    fitted, palm, track = estimate_pose(hand), estimate_palm(hand), profile_signals(hand)
    np.testing.assert_array_equal(fitted.palm.palmar, palm.palmar)
    for part in (slice(0, 50), slice(BLOCK - 20, BLOCK + 30), slice(2 * BLOCK, 2 * BLOCK + 100)):
        alone = estimate_pose(hand.at(part))
        np.testing.assert_array_equal(fitted.flexions.deg[part], alone.flexions.deg)
        np.testing.assert_array_equal(fitted.flexions.sd_deg[part], alone.flexions.sd_deg)
        np.testing.assert_array_equal(fitted.palm.sd_deg[part], alone.palm.sd_deg)
        np.testing.assert_array_equal(fitted.palm.distal[part], alone.palm.distal)
    assert track.readings.shape[0] == 2 * BLOCK + 100
