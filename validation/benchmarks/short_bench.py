"""The short bench: fails where handtrack takes more work than its page says.

    python -m validation.benchmarks.short_bench

Counts what is watched and compares it with docs/accuracy/performance.json, which `just bench
watched` writes. What is counted is the processor's instructions, and how often the tracker runs its
networks, which is nearly all of its time. It needs Valgrind, and no quiet machine.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from unittest.mock import patch

from handtrack.sources.video import VideoSource
from handtrack.tracking.litert.networks import HandNetworks
from handtrack.tracking.open_tracker import cores, open_tracker
from validation.benchmarks.clip_pairs import CLIP, EMPTY
from validation.benchmarks.instructions import compile_as_installed, instructions_of
from validation.benchmarks.published import WATCHED, Published

MOST_FALL = 0.2
"""A ratio may be lower than published by this share: a fifth."""
OURS, YARDSTICK, RATIO = "ours", "compared with", "ratio"
WORK = ("-m", "validation.benchmarks.watched_work")
LIBRARY = "import asyncio, decimal, email.message, http.client, sqlite3, unittest.mock, xml.dom"
TRACKER = "from handtrack.tracking.open_tracker import open_tracker; open_tracker(threads=1)"
PROGRAMS: Mapping[str, tuple[str, ...]] = {
    "start of the tracker": ("-c", TRACKER),
    "handtrack --help": ("-m", "handtrack", "--help"),
}
"""Counted as a whole, against the import of a piece of Python's library."""
TRACKED = {"followed": CLIP, "without a hand": EMPTY}
TRACKED_FRAMES = 90


def watched_figures() -> dict[str, dict[str, float]]:
    """Count everything that is watched, and what it is compared with: instructions, or runs."""
    with ThreadPoolExecutor(cores()) as pool:
        runs = pool.map(
            lambda words: instructions_of(*words), [WORK, ("-c", LIBRARY), *PROGRAMS.values()]
        )
        (parts, said), ([library], _), *programs = runs
    names = said.split("\n")[:-1]
    # Before each pair there is what prepares it, and after the last the program's end.
    counts = dict(zip(names, zip(parts[1::3], parts[2::3], strict=True), strict=True))
    counts |= {name: (ours, library) for name, ([ours], _) in zip(PROGRAMS, programs, strict=True)}
    found = {
        f"{name}, millions of instructions": _figures(ours / 1e6, other / 1e6)
        for name, (ours, other) in counts.items()
    }
    runs_of = {name: network_runs(clip) for name, clip in TRACKED.items()}
    return found | {
        f"frames {name}, runs of the networks": _figures(count, TRACKED_FRAMES)
        for name, count in runs_of.items()
    }


def _figures(ours: float, yardstick: float) -> dict[str, float]:
    return {OURS: ours, YARDSTICK: yardstick, RATIO: yardstick / ours}


def network_runs(clip: Path) -> int:
    """How often the tracker runs a network in the first frames of a clip."""
    with (
        patch.object(HandNetworks, "palms", autospec=True, side_effect=HandNetworks.palms) as palms,
        patch.object(
            HandNetworks, "landmarks", autospec=True, side_effect=HandNetworks.landmarks
        ) as landmarks,
        VideoSource(clip) as video,
    ):
        tracker = open_tracker(threads=1)
        for frame in islice(video, TRACKED_FRAMES):
            tracker.track(frame)
        return palms.call_count + landmarks.call_count


def heavier(
    found: Mapping[str, Mapping[str, float]], published: Mapping[str, Mapping[str, float]]
) -> list[str]:
    """Tell which ratios fell, in a sentence each, and what is only on one side.

    Parameters
    ----------
    found, published : mapping of str to mapping
        As of `watched_figures`.
    """
    wrong = []
    for name in {**published, **found}:
        if name not in published:
            wrong.append(f"{name}: no ratio is published; run `just bench watched`.")
        elif name not in found:
            wrong.append(f"{name}: is published, and no longer measured; run `just bench watched`.")
        elif found[name][RATIO] < (1 - MOST_FALL) * published[name][RATIO]:
            more = published[name][RATIO] / found[name][RATIO] - 1
            wrong.append(f"{name}: {more:.0%} more instructions or runs than published.")
    return wrong


def main() -> None:
    """Compare everything that is watched; a sentence and exit code 1 where something fell."""
    compile_as_installed()
    published, found = Published.read().figures(WATCHED), watched_figures()
    for name, figures in found.items():
        before = published.get(name, {}).get(RATIO, float("nan"))
        print(f"{name}: {figures[RATIO]:.3f}, published {before:.3f}")
    if wrong := heavier(found, published):
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
