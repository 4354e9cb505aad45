"""Writes the figures in `docs/clinical/finger-tapping.md`: `just validate-tapping [FOLDER]`.

The synthetic hand taps at many tempos before cameras of many frame rates. With the folder of
counted recordings of real hands (`counts.json`, `tracks/`) their table is written anew, too.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from handtrack.assessment.tapping.score_tapping import score_tapping
from handtrack.assessment.tapping.tapping_result import TappingResult
from handtrack.landmarks.recording_file import read
from synthetic_hand.landmarks import synthetic_recording
from synthetic_hand.tapping import evenly, tapping
from validation.written_page import table, with_part

PAGE = Path(__file__).parents[2] / "docs/clinical/finger-tapping.md"
COMMAND = "validation/studies/finger_tapping.py"
SYNTHETIC, REAL = "synthetic", "real"
RATES_HZ = (0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0)
CAMERAS_FPS = (10.0, 12.5, 15.0, 25.0, 30.0, 60.0)
TAPS = 12
SEEDS = 6
NOISE = 0.02
"""Hand lengths: nearly twice the jitter in the median of 100 recordings of real hands."""
SLOWER = 0.98
"""Off the nominal tempo, so that no tap keeps its phase among the pictures for ever."""


def synthetic_table() -> str:
    """What is told at each tempo and frame rate, of a few performances each."""
    head = ["taps a second", *(f"{fps:g} pictures/s" for fps in CAMERAS_FPS)]
    rows = [[f"{rate:g}", *(_cell(rate, fps) for fps in CAMERAS_FPS)] for rate in RATES_HZ]
    return table(head, rows)


def _cell(rate_hz: float, fps: float) -> str:
    results = [_synthetic(rate_hz, fps, seed) for seed in range(SEEDS)]
    bouts = [result.bout for result in results if result.bout]
    exact = sum(len(bout.taps) == TAPS for bout in bouts)
    false = sum(bout.bounds.certain and not bout.bounds.holds(TAPS) for bout in bouts)
    certain = sum(bout.bounds.certain for bout in bouts)
    cv = [b.interval_cv.value for b in bouts if b.interval_cv.value is not None]
    wide = [b.amplitude_hand_lengths.value for b in bouts]
    told = [w for w in wide if w is not None]
    parts = [f"{exact} of {SEEDS}", f"{certain} certain" if certain else "estimates"]
    parts.append(f"{false} falsely" if false else "")
    parts.append(f"CV {100 * np.mean(cv):.1f} %" if cv else "")
    parts.append(f"{np.mean(told):.2f} L" if told else "")
    return ", ".join(filter(None, parts))


def _synthetic(rate_hz: float, fps: float, seed: int) -> TappingResult:
    moments = evenly(SLOWER * rate_hz, TAPS, start_s=1.0 + 0.013 * seed)
    hand = tapping(moments, fps, noise=NOISE, seed=seed)
    return score_tapping(synthetic_recording(hand)).result


def real_table(folder: Path) -> str:
    """Every counted recording in which tapping is found, and how many in which it is not."""
    rows, silent = [], {"video": 0, "negative": 0}
    for row in json.loads((folder / "counts.json").read_text("utf-8")):
        result = score_tapping(read(folder / "tracks" / row["track"])).result
        if result.bout is None:
            silent[row["kind"]] += 1
            continue
        rows.append([row["name"], row["shows"], *_counted(row), result.summary])
    head = ["recording", "what an eye saw", "counted by eye", "told"]
    none, other = (f"{silent[kind]} of {_of(kind, folder)}" for kind in ("negative", "video"))
    return (
        f"{table(head, rows)}\n\nNo tapping is told of {none} recordings without an exercise, and "
        f"of {other} with one."
    )


def _counted(row: dict[str, object]) -> Iterator[str]:
    """Counted by eye as what: what is not tapping has no number of taps."""
    exercises = row["exercise"]
    assert isinstance(exercises, list)
    pinches = {"finger-tapping", "28"} & set(exercises)
    yield str(row["reps"]) if pinches else "no tapping"


def _of(kind: str, folder: Path) -> int:
    rows = json.loads((folder / "counts.json").read_text("utf-8"))
    return sum(row["kind"] == kind for row in rows)


def main() -> None:
    """Write the page."""
    page = with_part(PAGE.read_text("utf-8"), SYNTHETIC, COMMAND, synthetic_table())
    if len(sys.argv) > 1:
        page = with_part(page, REAL, COMMAND, real_table(Path(sys.argv[1])))
    PAGE.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
