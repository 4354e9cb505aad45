"""What the count owes to single decisions: the tables of docs/accuracy/counting.md.

    python -m validation.studies.counting_ablation [--cache FOLDER]

The clips of the test set are scored again with one decision left out at a time, and once on their
true joints; then every clip that is not counted exactly is told with what the result says of it.
Clips and tracks are those of `validate.py`, which keeps them.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from unittest.mock import patch

import numpy as np

from validation.evaluate import exact_joints
from validation.evaluate.clips import Clip, Placement
from validation.evaluate.count_tables import counting
from validation.evaluate.page_format import num, so_many, table
from validation.evaluate.run import NAMES, outcomes_of
from validation.evaluate.score_clip import Outcome
from validation.evaluate.test_set import rendered
from validation.evaluate.tracks import Tracks, default_cache

LEFT_OUT: Mapping[str, Callable[[], AbstractContextManager[object]]] = {
    "rare frames with the other hand's name are read": lambda: patch(
        "handtrack.landmarks.handedness.MISREAD_SHARE", 0.0
    ),
    "the forearm's turn is judged by all frames, whatever the hand is called": lambda: patch(
        "handtrack.landmarks.recording.handedness_doubtful",
        lambda names, score, side: np.zeros(len(names), np.bool_),
    ),
    "the forearm's turn is judged by the frames with the hand's own name": lambda: patch(
        "handtrack.scoring.criteria.repetition_signals.MIN_GOOD_SHARE", 0.0
    ),
    "a range is believed whatever else was done": lambda: patch(
        "handtrack.verifiers.calibration.LEAST_EXERCISE_SHARE", 0.0
    ),
    "a movement that the recording cuts off never counts": lambda: patch(
        "handtrack.verifiers.cycle.machine._familiar", lambda rule, whole: False
    ),
    "what lies beyond two limits, neither for sure, counts as an estimate": lambda: patch(
        "handtrack.scoring.criteria.decision_rule.TOO_MANY_UNDECIDED", 10**6
    ),
}
"""One decision each, replaced by none."""


def rows(
    usual: Sequence[Outcome], clips: Sequence[Clip], tracks: Tracks
) -> Iterator[tuple[str, ...]]:
    """Exact counts and event F1 by placement: as it is, and with something left out."""
    yield "as it is", *_figures(usual)
    for name, without in LEFT_OUT.items():
        with without():
            yield name, *_figures(_scored(clips, tracks))
    exact = [outcome for clip in clips for outcome in exact_joints.outcomes_of(clip)]
    yield "true joints instead of the tracker's", *_figures(exact)


def _scored(clips: Sequence[Clip], tracks: Tracks) -> list[Outcome]:
    return outcomes_of(clips, tracks, lambda text: None)


def _figures(outcomes: Sequence[Outcome]) -> Iterator[str]:
    for placement in NAMES:
        some = counting("", [o for o in outcomes if o.clip.placement is placement])
        yield so_many(some.exact)
        yield num(some.f1, 2)


def inexact(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, ...]]:
    """Clips that are not counted exactly, and what the result says of its count."""
    for o in outcomes:
        summary = o.scored.result.summary
        if o.miscount and summary.bounds:
            true = summary.valid - o.miscount
            seen = f"{summary.hand_share:.0%}"
            yield o.clip.name, str(true), str(summary.valid), summary.bounds.words, seen


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cache", type=Path, default=default_cache())
    cache = parser.parse_args().cache
    tracks = Tracks(cache / "tracks")
    clips = [c for c in rendered(cache / "clips") if c.placement is not Placement.NEGATIVE]
    titles = " | ".join(f"{name}: exact | F1" for name in NAMES.values())
    usual = _scored(clips, tracks)
    print(table(f"what is left out | {titles}", rows(usual, clips, tracks)))
    print("\n" + table("clip | true | counted | said to be | hand seen", inexact(usual)))


if __name__ == "__main__":
    main()
