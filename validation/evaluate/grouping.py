"""Outcomes by group, and means that may be missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

import numpy as np

from validation.evaluate.agreement import Proportion, figure
from validation.evaluate.score_clip import Arc, Outcome


def grouped(outcomes: Iterable[Outcome], key: Callable[[Outcome], str]) -> list[list[Outcome]]:
    """Lists of outcomes that share a key, in the order of the keys."""
    return [list(some) for _, some in groupby(sorted(outcomes, key=key), key)]


def exercise_of(outcome: Outcome) -> str:
    """Id of an outcome's exercise, padded so that ids sort as numbers."""
    return outcome.exercise.id.zfill(4)


def mean_or_none(values: Sequence[float]) -> float | None:
    """Mean; None of no values."""
    return figure(float(np.mean(values))) if values else None


def covered_arcs(arcs: Iterable[Arc]) -> Proportion:
    """How many error bars cover the true range, of those that have one."""
    return Proportion.count(bool(arc.covers) for arc in arcs if arc.covers is not None)
