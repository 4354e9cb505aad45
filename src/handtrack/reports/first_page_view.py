"""Values of a report's first page, rounded and labelled as every format prints them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """A label and its text."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class KeyMotion:
    """One of the few motions that matter.

    Parameters
    ----------
    why : str
        The rule that chose it: "goal", "trained by 11", "protocol".
    right, left : str
        The latest figure of each hand with its error.
    first : str
        The affected hand's figure at first.
    verdict : str
        What became of it, with a sign that needs no colour: "▲ better: 24° more".
    other_hand : str
        Per cent of the healthy hand.
    """

    motion: str
    title: str
    why: str
    right: str
    left: str
    first: str
    verdict: str
    other_hand: str


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day, as ISO date: whether exercise was prescribed, and whether some was done."""

    day: str
    prescribed: bool
    done: bool


@dataclass(frozen=True, slots=True)
class AdherenceView:
    """Days done of days prescribed.

    Parameters
    ----------
    percent : int or None
        None where nothing was prescribed.
    words : str
        The same in words: "21 of 26 days prescribed (81 %)".
    short : str
        The same for a heading: "21 of 26 days, 81 %".
    days : tuple of CalendarDay
        Every day of the period.
    """

    percent: int | None
    words: str
    short: str
    days: tuple[CalendarDay, ...]


@dataclass(frozen=True, slots=True)
class PainPoint:
    """Pain as said, 0 to 10.

    Parameters
    ----------
    at : str
        ISO time.
    when : str
        "before", "after" a session, "assessment" or "other".
    """

    at: str
    when: str
    pain: int


@dataclass(frozen=True, slots=True)
class LetterheadView:
    """Head and signature of a clinic's letters; texts may be empty.

    Parameters
    ----------
    address : tuple of str
        Lines.
    signs : str
        Who signs; with `signature` a line for the hand-written name stands at the end of the page.
    logo : str
        Path of a picture, PNG or JPEG; "" for none.
    """

    clinic: str = ""
    address: tuple[str, ...] = ()
    signs: str = ""
    signature: bool = False
    logo: str = ""


@dataclass(frozen=True, slots=True)
class FirstPage:
    """What is read in ten seconds; the three sentences stand in the report itself.

    Parameters
    ----------
    who : tuple of Field
        Shortened so that they fit.
    hands : str
        The hand that the motions are about: "left", "right", "both".
    rule : str
        How the motions were chosen.
    pain : tuple of PainPoint
    pain_words : str
    alerts : tuple of str
        Empty where there is none.
    """

    who: tuple[Field, ...]
    hands: str
    rule: str
    motions: tuple[KeyMotion, ...]
    adherence: AdherenceView
    pain: tuple[PainPoint, ...]
    pain_words: str
    alerts: tuple[str, ...]
