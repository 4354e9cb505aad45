"""Repetitions as intervals of the frames of one hand, and statistics of signals within each.

A recording of an hour holds a thousand repetitions, a live session one at a time; the same
functions serve both. Each gives one figure for each repetition, from its own frames alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.geometry import FULL_TURN_DEG
from handtrack.landmarks.hand import Floats

EDGE_SHARE = 0.05
"""The share of wild frames at either end of a signal's range that is left out of it."""

Places = NDArray[np.intp]


class Timed(Protocol):
    """A half-open interval of time."""

    @property
    def start_s(self) -> float:
        """Its first moment."""
        ...

    @property
    def end_s(self) -> float:
        """The one after its last."""
        ...


@dataclass(frozen=True, slots=True)
class Intervals:
    """R intervals of frames that follow each other; one may be empty.

    Parameters
    ----------
    first, last : ndarray of int, shape (R,)
        Half-open: the first frame of each, and the one after its last.
    """

    first: Places
    last: Places

    @classmethod
    def of(cls, time_s: Floats, found: Sequence[Timed]) -> Intervals:
        """Find the frames of half-open intervals of time.

        Parameters
        ----------
        time_s : ndarray, shape (N,)
            Of all frames.
        found : sequence of Timed
            The R intervals of time.

        Returns
        -------
        Intervals
        """
        first, last = (
            np.searchsorted(time_s, [getattr(f, edge) for f in found])
            for edge in ("start_s", "end_s")
        )
        return cls(first, last)

    def __iter__(self) -> Iterator[slice]:
        """One after the other."""
        return map(slice, self.first.tolist(), self.last.tolist())

    def __len__(self) -> int:
        """R."""
        return len(self.first)

    @property
    def size(self) -> Places:
        """How many frames each has, shape (R,)."""
        return self.last - self.first

    def count(self, which: NDArray[np.bool_]) -> Places:
        """How many frames of each are marked in `which`, shape (..., N) to (..., R)."""
        if len(self) == 1:  # as live: a third of the time
            alone: Places = which[..., int(self.first[0]) : int(self.last[0])].sum(
                axis=-1, keepdims=True
            )
            return alone
        before = np.zeros((*which.shape[:-1], which.shape[-1] + 1), dtype=np.intp)
        np.cumsum(which, axis=-1, out=before[..., 1:])
        counted: Places = before[..., self.last] - before[..., self.first]
        return counted

    def share(self, which: NDArray[np.bool_], among: NDArray[np.bool_] | None = None) -> Floats:
        """Share of the frames of each interval that are marked.

        Parameters
        ----------
        which : ndarray of bool, shape (N,)
            Marks frames.
        among : ndarray of bool, shape (N,), optional
            Frames that are looked at; all where left out.

        Returns
        -------
        ndarray, shape (R,)
            0 to 1; NaN for an interval without such frames.
        """
        marked, all_of = (which, self.size) if among is None else (which & among, self.count(among))
        with np.errstate(invalid="ignore"):
            share: Floats = self.count(marked) / all_of
        return share

    def p95_p5_range(self, signals: Floats) -> Floats:
        """P95 - P5 of signals' readings, shapes (..., N) to (..., R); NaN without any."""
        ordered, size = self._ordered(signals)
        skip = (EDGE_SHARE * size).astype(np.intp)
        return self._picked(ordered, size, size - 1 - skip) - self._picked(ordered, size, skip)

    def middle(self, signals: Floats) -> Floats:
        """The middle reading of signals, shapes (..., N) to (..., R); NaN without any."""
        ordered, size = self._ordered(signals)
        return self._picked(ordered, size, size // 2)

    def median(self, signals: Floats) -> Floats:
        """The median of signals' readings, shapes (..., N) to (..., R); NaN without any."""
        ordered, size = self._ordered(signals)
        low, high = (self._picked(ordered, size, place) for place in ((size - 1) // 2, size // 2))
        return (low + high) / 2

    def _ordered(self, signals: Floats) -> tuple[Floats, Places]:
        """The signals with each stretch's readings in order, and how many they are."""
        seen = np.isfinite(signals)
        ordered = np.where(seen, signals, np.nan)  # NaN comes last
        for stretch in self:
            ordered[..., stretch].sort(axis=-1)
        return ordered, self.count(seen)

    def _picked(self, ordered: Floats, size: Places, place: Places) -> Floats:
        """One of each's ordered readings, shape (..., R); NaN where it has none."""
        if not ordered.shape[-1]:
            return np.full(size.shape, np.nan)
        frames = np.where(size > 0, self.first + place, 0)
        rows = np.arange(0, ordered.size, ordered.shape[-1]).reshape(*ordered.shape[:-1], 1)
        return np.where(size > 0, ordered.reshape(-1)[rows + frames], np.nan)

    def unwrapped(self, direction: Floats) -> Floats:
        """A direction in degrees without its jumps by a full turn within each stretch, shape (N,).

        Each stays on the turn of its first reading; frames without one are bridged.
        """
        seen = np.flatnonzero(np.isfinite(direction))
        if not len(seen):
            return direction
        turns = np.zeros(len(direction))
        turns[seen[1:]] = np.rint(np.diff(direction[seen]) / FULL_TURN_DEG)
        turns = np.cumsum(turns)
        begun = seen[np.minimum(np.searchsorted(seen, self.first), len(seen) - 1)]
        for stretch, before in zip(self, turns[begun].tolist(), strict=True):
            turns[stretch] -= before
        unwrapped: Floats = direction - FULL_TURN_DEG * turns
        return unwrapped
