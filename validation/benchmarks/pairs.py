"""Two pieces of work in turns: how many times as fast the one is as the other.

A busy machine slows both alike, so that the ratio holds where seconds do not.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

Clock = Callable[[], float]
Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two pieces of work that are compared.

    Parameters
    ----------
    name : str
        What is compared, as tables have it.
    ours, yardstick : callable
        Each is done once a round.
    rounds : int
        How many tell the ratio well enough; where instructions are counted one does.
    goal : float or None
        The ratio that is aimed at.
    """

    name: str
    ours: Work
    yardstick: Work
    rounds: int = 1
    goal: float | None = None


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as fast, over some rounds: the median, the quartiles, and what is aimed at."""

    median: float
    low: float
    high: float
    goal: float | None = None

    @classmethod
    def of(cls, found: Sequence[float], goal: float | None = None) -> Self:
        """Sum up the ratios of the rounds, two at least."""
        quartiles = statistics.quantiles(found, n=4, method="inclusive")
        low, median, high = (float(f"{value:.4g}") for value in quartiles)
        return cls(median, low, high, goal)


def ratios(pair: Pair, rounds: int, clock: Clock = time.perf_counter) -> list[float]:
    """Measure how many times as fast ours is, round by round.

    Parameters
    ----------
    pair : Pair
    rounds : int
    clock : callable
        Seconds.

    Returns
    -------
    list of float
        One a round; the two take turns in who goes first.
    """
    found = []
    with _no_collection():
        for number in range(rounds):
            first, second = (pair.ours, pair.yardstick)[:: 1 if number % 2 else -1]
            took = _seconds(first, clock), _seconds(second, clock)
            found.append(took[1] / took[0] if number % 2 else took[0] / took[1])
    return found


def _seconds(work: Work, clock: Clock) -> float:
    start = clock()
    work()
    return clock() - start


@contextmanager
def _no_collection() -> Iterator[None]:
    """Stop the collection of garbage, whose time depends on all that a process holds."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
