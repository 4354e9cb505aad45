"""Fields of a form, read one by one; a fault names the field and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from handtrack.landmarks.hand import Side
from handtrack.records.field_checks import LONGEST

E = TypeVar("E")
Posted = Mapping[str, Any]


class FormError(Exception):
    """A field that cannot be so.

    Parameters
    ----------
    key : str
        Of the sentence, in the table `fault`.
    *fields : str
        Names of the fields.
    **values
        What fills the sentence's blanks.
    """

    def __init__(self, key: str, /, *fields: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.fields, self.values = key, fields, values


def text(posted: Posted, name: str) -> str:
    """Text of a field without blanks around it, "" where it was left empty.

    Parameters
    ----------
    posted : mapping
    name : str

    Raises
    ------
    FormError
        It is too long.
    """
    found = str(posted.get(name) or "").replace("\r\n", "\n").strip()
    if len(found) > LONGEST:
        raise FormError("too_long", name, most=LONGEST)
    return found


def whole(posted: Posted, name: str, low: int, high: int, empty: int) -> int:
    """Whole number of a field.

    Parameters
    ----------
    posted : mapping
    name : str
    low, high : int
        Both are allowed.
    empty : int
        What an empty field means.

    Raises
    ------
    FormError
        It is none, or out of range.
    """
    found = text(posted, name)
    try:
        number = int(found) if found else empty
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise FormError("number", name, low=low, high=high)
    return number


def seconds(posted: Posted, name: str, low: float, high: float) -> float | None:
    """Number of seconds, None where the field was left empty; a comma is a decimal point.

    Parameters
    ----------
    posted : mapping
    name : str
    low, high : float
        Both are allowed.

    Raises
    ------
    FormError
        It is none, or out of range.
    """
    found = text(posted, name).replace(",", ".")
    if not found:
        return None
    try:
        number = float(found)
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise FormError("seconds", name, low=f"{low:g}", high=f"{high:g}")
    return number


def amount(posted: Posted, name: str) -> float:
    """A number; a comma is a decimal point.

    Parameters
    ----------
    posted : mapping
    name : str

    Raises
    ------
    FormError
        It is none.
    """
    found = text(posted, name).replace(",", ".")
    try:
        number = float(found)
    except ValueError:
        number = float("nan")
    if not abs(number) <= 1000:
        raise FormError("amount", name)
    return number


def day(posted: Posted, name: str) -> date | None:
    """A day as a date field sends it; None where it was left empty.

    Parameters
    ----------
    posted : mapping
    name : str

    Raises
    ------
    FormError
        It is no day.
    """
    found = text(posted, name)
    if not found:
        return None
    try:
        return date.fromisoformat(found)
    except ValueError:
        raise FormError("day", name) from None


def one_of(posted: Posted, name: str, kind: type[E]) -> E:
    """A choice among the members of an enumeration.

    Parameters
    ----------
    posted : mapping
    name : str
    kind : type of StrEnum

    Raises
    ------
    FormError
        Nothing was chosen.
    """
    try:
        return kind(text(posted, name))  # type: ignore[call-arg]  # an enumeration
    except ValueError:
        raise FormError("choose", name) from None


def hand(posted: Posted, name: str) -> Side | None:
    """A hand; None for either.

    Parameters
    ----------
    posted : mapping
    name : str

    Raises
    ------
    FormError
        It is no hand.
    """
    return one_of(posted, name, Side) if text(posted, name) else None
