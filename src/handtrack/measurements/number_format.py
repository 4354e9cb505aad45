"""Units, and how every number that a person reads is rounded: one rule for screen, report, plot.

A measured figure is rounded to what a camera can tell: degrees to whole ones, hand lengths and
plain numbers to two decimals. A limit is printed as its author wrote it. Half is rounded to even.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Literal

Unit = Literal["deg", "L", "1"]
"""Degrees; hand lengths (wrist to middle knuckle); a plain number."""

MISSING = "-"
"""Stands for a number that is None or NaN."""


@dataclass(frozen=True, slots=True)
class UnitFormat:
    """How figures of one unit are written.

    Parameters
    ----------
    name : str
        In words, "" for a plain number.
    mark, short : str
        What follows the number in a sentence, and in a crowded table.
    digits : int
        Decimals of a measured figure.
    column : str
        What ends the name of a table's column.
    """

    name: str
    mark: str
    short: str
    digits: int
    column: str


UNITS: dict[Unit, UnitFormat] = {
    "deg": UnitFormat("degrees", "°", "°", 0, "_deg"),
    "L": UnitFormat("hand lengths", " hand lengths", " L", 2, "_hand_lengths"),
    "1": UnitFormat("", "", "", 2, ""),
}


def rounded(value: float, digits: int) -> float:
    """Round a number.

    Parameters
    ----------
    value : float
        Finite.
    digits : int
        Decimals, 0 or more.

    Returns
    -------
    float
        Never minus zero.
    """
    return float(round(value, digits)) + 0.0


def number(value: float | None, digits: int) -> str:
    """Write a number without a unit.

    Parameters
    ----------
    value : float or None
    digits : int
        Decimals that are written.

    Returns
    -------
    str
        `MISSING` for None and NaN; never a minus before a zero.
    """
    if value is None or not isfinite(value):
        return MISSING
    return f"{rounded(value, digits):.{digits}f}"


def degrees(value: float | None) -> str:
    """Write whole degrees: "12°"; `MISSING` for None and NaN."""
    text = number(value, UNITS["deg"].digits)
    return text if text == MISSING else f"{text}°"


def bare_figure(value: float | None, unit: Unit) -> str:
    """Write a measured figure for a column whose head names the unit.

    Parameters
    ----------
    value : float or None
    unit : str

    Returns
    -------
    str
        "12°", "0.41"; `MISSING` for None and NaN.
    """
    return degrees(value) if unit == "deg" else number(value, UNITS[unit].digits)


def figure_words(value: float, unit: Unit, short: bool = False) -> str:
    """Write a measured figure with its unit.

    Parameters
    ----------
    value : float
        Finite.
    unit : str
    short : bool
        Whether the unit is abbreviated.

    Returns
    -------
    str
        "12°", "0.41 hand lengths", short "0.41 L".
    """
    form = UNITS[unit]
    return number(value, form.digits) + (form.short if short else form.mark)


def limit_words(value: float, unit: Unit) -> str:
    """Write a limit as its author wrote it, with its unit.

    Parameters
    ----------
    value : float
    unit : str

    Returns
    -------
    str
        "7.5°", "0.25 hand lengths".
    """
    return f"{value:g}{UNITS[unit].mark}"


def unit_words(unit: Unit) -> str:
    """Name a unit: "degrees", "hand lengths", "a plain number"."""
    return UNITS[unit].name or "a plain number"


def range_words(low: float, high: float, unit: Unit) -> str:
    """Write the closed range of values that a measurement can take.

    Parameters
    ----------
    low, high : float
        Infinite where there is no end.
    unit : str

    Returns
    -------
    str
        "0 to 180 degrees", "0 and more hand lengths".
    """
    words = f" {UNITS[unit].name}".rstrip()
    if isfinite(low) and isfinite(high):
        return f"{low:g} to {high:g}{words}"
    return f"{low:g} and more{words}" if isfinite(low) else f"any number of{words}"


def seconds(value: float | None) -> str:
    """Write seconds to a hundredth, finer than any frame, without the unit."""
    return number(value, 2)


def share(value: float | None) -> str:
    """Write a share as a percentage; 0% and 100% only where it is none and all."""
    if value is None or not isfinite(value):
        return MISSING
    text = f"{value:.0%}"
    if text == "100%" and value < 1:
        return ">99%"
    return "<1%" if text == "0%" and value > 0 else text


def count(amount: int, one: str, many: str = "") -> str:
    """Write an amount with its noun.

    Parameters
    ----------
    amount : int
    one, many : str
        The noun, singular and plural; by default the plural adds an "s".

    Returns
    -------
    str
        "1 frame", "3 frames".
    """
    return f"{amount} {one if amount == 1 else many or one + 's'}"


def duration(value_s: float) -> str:
    """Write a duration in seconds: "9.5 s", "3 min 20 s"."""
    if value_s < 99.95:
        return f"{number(value_s, 1)} s"
    minutes, rest = divmod(round(value_s), 60)
    return f"{minutes} min {rest:02d} s"
