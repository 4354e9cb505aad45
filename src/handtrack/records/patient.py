"""A patient: who it is, what was prescribed, and what was said, as plain values.

One that exists is valid: its constructor refuses what no record may hold, in a sentence. Times
carry their offset from UTC. A score of pain or effort is a whole number from 0 to 10, said by the
person, never measured.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import chain, count

from handtrack.errors import RecordError
from handtrack.landmarks.hand import Finger, Side

LONGEST = 2000
"""Letters in a text."""
LONGEST_KEY = 40
OLDEST = 1900
_UNWRITABLE = ("Cc", "Cs")
"""Unicode's control characters and lone surrogates."""
WORST = 10


class Affected(StrEnum):
    """Which hand needs treatment."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"
    NONE = "none"

    @property
    def healthy(self) -> Side | None:
        """The hand to compare with; None where there is none, or no need."""
        return {Affected.LEFT: Side.RIGHT, Affected.RIGHT: Side.LEFT}.get(self)


class ReportTime(StrEnum):
    """When something was said."""

    BEFORE = "before"
    AFTER = "after"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Patient:
    """A person, by initials or any other name; nothing but the key is needed.

    Parameters
    ----------
    key : str
        Short name on the command line: small letters, digits, "-" and "_".
    affected : Affected or None
        None where nobody said.
    diagnosis, onset, precautions, therapist : str
        Free text, each may be empty.
    goal : str
        In the person's own words.
    without : tuple of Finger
        Fingers of the affected hand that are missing, splinted or bandaged, and so left out.
    video_consent : datetime or None
        When this person agreed that videos of live sessions are kept.
    identity : str
        What ties sessions to this person: drawn at random when the patient is added and never
        used again, while a key may be. "" of one that is in no records yet.
    pseudonym : str
        The id in anonymous reports: drawn at random too, so that nothing leads back from it.
    """

    key: str
    added_at: datetime
    name: str = ""
    birth_year: int | None = None
    dominant: Side | None = None
    affected: Affected | None = None
    diagnosis: str = ""
    onset: str = ""
    precautions: str = ""
    therapist: str = ""
    goal: str = ""
    without: tuple[Finger, ...] = ()
    video_consent: datetime | None = None
    identity: str = field(default="", compare=False, repr=False)
    pseudonym: str = field(default="", compare=False, repr=False)

    def __post_init__(self) -> None:
        check_key(self.key)
        for what in ("name", "diagnosis", "onset", "precautions", "therapist", "goal"):
            check_text(what, getattr(self, what))
        if self.birth_year is not None and not OLDEST <= self.birth_year <= self.added_at.year:
            raise RecordError(
                f"A birth year lies between {OLDEST} and {self.added_at.year}; "
                f"found {self.birth_year}."
            )
        check_time(self.added_at)
        if self.video_consent is not None:
            check_time(self.video_consent)

    def lacks(self, side: Side | None) -> tuple[Finger, ...]:
        """The fingers to leave out of this hand; a healthy one lacks none."""
        healthy = self.affected and self.affected.healthy
        return () if side and side is healthy else self.without


@dataclass(frozen=True, slots=True)
class Prescription:
    """An exercise as prescribed.

    Parameters
    ----------
    exercise : str
        Its id.
    side : Side or None
        None for either hand.
    sets, reps : int
        Repetitions a set, sets a time.
    times_a_day, days_a_week : int
    from_day, until_day : date
        First and last day; without a last one it goes on.
    resistance : str
        As declared: putty colour, weight.
    """

    exercise: str
    from_day: date
    side: Side | None = None
    sets: int = 1
    reps: int = 10
    hold_s: float | None = None
    times_a_day: int = 1
    days_a_week: int = 7
    until_day: date | None = None
    resistance: str = ""
    note: str = ""
    id: int | None = None

    def __post_init__(self) -> None:
        for what, most in (("sets", 100), ("reps", 1000), ("times_a_day", 24), ("days_a_week", 7)):
            value = getattr(self, what)
            if not 1 <= value <= most:
                words = what.replace("_", " ")
                raise RecordError(f"{words} of a plan lie between 1 and {most}; found {value}.")
        if self.hold_s is not None and not 0 < self.hold_s <= 3600:
            raise RecordError(f"A hold lasts up to an hour; found {self.hold_s:g} s.")
        if self.until_day and self.until_day < self.from_day:
            raise RecordError(f"A plan cannot end ({self.until_day}) before {self.from_day}.")
        for what in ("exercise", "resistance", "note"):
            check_text(what, getattr(self, what))

    def runs_on(self, day: date) -> bool:
        """Whether the plan is in force on a day."""
        return self.from_day <= day and (self.until_day is None or day <= self.until_day)


@dataclass(frozen=True, slots=True)
class SelfReport:
    """What the person said of themselves.

    Parameters
    ----------
    moment : ReportTime
        Before or after the session it belongs to, or at another time.
    pain : int or None
        0 none to 10 worst imaginable (numeric rating scale).
    effort : int or None
        0 none to 10 maximum (Borg CR10).
    words : str
    """

    at: datetime
    moment: ReportTime = ReportTime.OTHER
    pain: int | None = None
    effort: int | None = None
    words: str = ""

    def __post_init__(self) -> None:
        check_time(self.at)
        check_text("words", self.words)
        for what in ("pain", "effort"):
            value = getattr(self, what)
            if value is not None and not 0 <= value <= WORST:
                raise RecordError(f"{what} is a whole number from 0 to {WORST}; found {value}.")
        if self.pain is None and self.effort is None and not self.words:
            raise RecordError("There is nothing to keep: give pain, effort or words.")


@dataclass(frozen=True, slots=True)
class PatientSummary:
    """A patient in a list.

    Parameters
    ----------
    last_at : datetime or None
        The latest session or assessment.
    """

    patient: Patient
    sessions: int
    assessments: int
    last_at: datetime | None


def suggest_key(name: str, taken: Container[str]) -> str:
    """A key from a name: its initials, or its one word, and a number where that is taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = "".join(c if c.isalnum() else " " for c in plain).split()
    start = (words[0] if len(words) == 1 else "".join(word[0] for word in words))[:12] or "p"
    numbers = (f"{start}{number}" for number in count(2))
    return next(key for key in chain([start], numbers) if key not in taken)


def check_key(key: str) -> None:
    """Refuse what is no key.

    Raises
    ------
    RecordError
    """
    plain = key.replace("-", "a").replace("_", "a")
    if not (
        0 < len(key) <= LONGEST_KEY and plain.isascii() and plain.isalnum() and key == key.lower()
    ):
        raise RecordError(
            f"'{key[:60]}' is no patient id: use up to {LONGEST_KEY} small letters without "
            "accents, digits, - and _."
        )


def check_text(what: str, text: str) -> None:
    """Refuse a text that is too long or cannot be written everywhere.

    Raises
    ------
    RecordError
    """
    if len(text) > LONGEST:
        raise RecordError(f"{what} is {len(text)} letters long; at most {LONGEST} can be kept.")
    allowed = "" if what == "name" else "\n\t"
    odd = next((c for c in text if unicodedata.category(c) in _UNWRITABLE and c not in allowed), "")
    if odd:
        raise RecordError(f"{what} holds {odd!r}, which is no letter; leave it out.")


def check_time(at: datetime) -> None:
    """Refuse a time that does not say where on Earth it is.

    Raises
    ------
    RecordError
    """
    if at.tzinfo is None:
        raise RecordError(f"The time {at} has no offset from UTC.")
