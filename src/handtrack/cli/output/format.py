"""Titles of measurements in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from handtrack.landmarks.hand import Finger


class Titled(Protocol):
    """A measurement taken of a finger, or of the hand."""

    @property
    def measure(self) -> str:
        """Name of the measurement."""
        ...

    @property
    def finger(self) -> Finger | None:
        """Of which finger."""
        ...

    @property
    def title(self) -> str:
        """Both in words."""
        ...


def titles(taken: Iterable[Titled]) -> list[str]:
    """Titles with the fingers of one measurement gathered: "PIP flexion (index, middle)"."""
    fingers: dict[str, list[str]] = {}
    alone: dict[str, str] = {}
    for one in taken:
        alone.setdefault(one.measure, one.title)
        fingers.setdefault(one.measure, []).extend([str(one.finger)] if one.finger else [])
    return [
        f"{title.partition(',')[0]} ({', '.join(fingers[measure])})"
        if len(fingers[measure]) > 1
        else title
        for measure, title in alone.items()
    ]
