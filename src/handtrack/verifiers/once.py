"""A value that is computed where it is asked for, and once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Once(Generic[Value]):
    """Calls a function the first time it is called, and gives that value from then on.

    Parameters
    ----------
    compute : callable
        `functools.cache` of it would do the same, but takes ten times as long to make, and a
        recording holds thousands of repetitions.
    """

    __slots__ = ("_compute", "_value")

    def __init__(self, compute: Callable[[], Value]) -> None:
        self._compute: Callable[[], Value] | None = compute

    def __call__(self) -> Value:
        """Give the value."""
        if self._compute is not None:
            self._value, self._compute = self._compute(), None
        return self._value
