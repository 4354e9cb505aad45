"""Every number that a person reads is rounded here, once, and a missing one is a dash."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from handtrack.landmarks.hand import Finger

MISSING = "-"
_UNITS = {"deg": "°", "L": " hand lengths", "B": " palm widths", "1": ""}
_DIGITS = {"deg": 0, "L": 2, "B": 2, "1": 2}


def number(value: float | None, digits: int) -> str:
    """A number with so many digits after the point; never a minus before a zero."""
    if value is None or not isfinite(value):
        return MISSING
    return f"{round(value, digits) + 0.0:.{digits}f}"


def seconds(value: float | None) -> str:
    """To a hundredth, finer than any frame, without the unit."""
    return number(value, 2)


def degrees(value: float | None) -> str:
    """To a whole degree, with its sign: finer is less than any camera sees."""
    text = number(value, 0)
    return text if text == MISSING else f"{text}°"


def in_unit(value: float | None, unit: str) -> str:
    """A reading without its unit's name, except for degrees."""
    return degrees(value) if unit == "deg" else number(value, _DIGITS[unit])


def with_unit(value: float, unit: str) -> str:
    """A limit as its author wrote it, with its unit: "0.25 hand lengths", "45°"."""
    return f"{value:g}{_UNITS[unit]}"


def unit_words(unit: str) -> str:
    """The unit in words: "degrees", "hand lengths"."""
    return "degrees" if unit == "deg" else _UNITS[unit].strip() or "a plain number"


def share(value: float | None) -> str:
    """A share as a percentage that says 0 and 100 only where it means none and all."""
    if value is None or not isfinite(value):
        return MISSING
    text = f"{value:.0%}"
    if text == "100%" and value < 1:
        return ">99%"
    return "<1%" if text == "0%" and value > 0 else text


def count(amount: int, what: str) -> str:
    """An amount with its name: "1 frame", "3 frames"."""
    return f"{amount} {what}" if amount == 1 else f"{amount} {what}s"


def duration(value_s: float) -> str:
    """How long something is, for a person: "9.5 s", "3 min 20 s"."""
    if value_s < 99.95:
        return f"{number(value_s, 1)} s"
    minutes, rest = divmod(round(value_s), 60)
    return f"{minutes} min {rest:02d} s"


def range_in_words(low: float, high: float, unit: str) -> str:
    """The values a reading can take: "0 to 180 degrees", "0 and more hand lengths"."""
    words = "" if unit == "1" else f" {unit_words(unit)}"
    if isfinite(low) and isfinite(high):
        return f"{low:g} to {high:g}{words}"
    return f"{low:g} and more{words}" if isfinite(low) else f"any number of{words}"


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
