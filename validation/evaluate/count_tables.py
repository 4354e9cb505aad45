"""How well a group of clips was counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from validation.evaluate.agreement import Proportion, figure
from validation.evaluate.clips import landmark_error_l
from validation.evaluate.expected_reasons import COUNTS
from validation.evaluate.group_values import Counting
from validation.evaluate.grouping import mean_or_none
from validation.evaluate.score_clip import Outcome

MISPLACED_L = 0.5
"""Landmarks this many hand lengths from the true ones, on average, are on something else."""


def counting(name: str, outcomes: Sequence[Outcome]) -> Counting:
    """Count how repetitions were counted."""
    return Counting(
        name=name,
        clips=len(outcomes),
        reps=sum(o.clip.count(*COUNTS) for o in outcomes),
        minutes=_minutes(outcomes),
        detected=_detected(outcomes),
        sided=Proportion.count(o.scored.result.side is o.clip.side for o in outcomes),
        exact=Proportion.count(o.miscount == 0 for o in outcomes),
        near=Proportion.count(abs(o.miscount) <= 1 for o in outcomes),
        f1=_pooled_f1(outcomes),
        edges_s=mean_or_none([e for o in outcomes for e in o.edge_errors_s]),
        ghosts=sum(o.ghosts for o in outcomes),
    )


def _minutes(outcomes: Iterable[Outcome]) -> float:
    return round(sum(o.scored.result.duration_s for o in outcomes) / 60, 2)


def _pooled_f1(outcomes: Iterable[Outcome]) -> float | None:
    found = [o.counted for o in outcomes]
    pairs = sum(len(m.pairs) for m in found)
    events = 2 * pairs + sum(len(m.missed) + len(m.extra) for m in found)
    return figure(2 * pairs / events) if events else None


def _detected(outcomes: Iterable[Outcome]) -> Proportion:
    """Frames with landmarks on the hand, of those that show all of it."""
    hits = of = 0
    for o in outcomes:
        hand = o.scored.signals.hand
        frames = len(np.asarray(hand.time_s))
        inside = o.clip.inside[:frames]
        with np.errstate(invalid="ignore"):
            near = landmark_error_l(o.clip, hand.image_px) < MISPLACED_L
        hits, of = hits + int((near & inside).sum()), of + int(inside.sum())
    return Proportion.given(hits, of)
