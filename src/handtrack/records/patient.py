"""Patient, prescription and self-report, as validated values.

Constructors raise RecordError for values that no record may hold. Times have an offset from UTC.
Pain and effort are integers from 0 to 10, reported by the person, never measured.
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
from handtrack.records.field_checks import check_key, check_text, check_time

OLDEST = 1900
WORST = 10


class Affected(StrEnum):
    """Affected hand."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"
    NONE = "none"

    @property
    def side(self) -> Side | None:
        """Affected hand if it is exactly one."""
        return {Affected.LEFT: Side.LEFT, Affected.RIGHT: Side.RIGHT}.get(self)

    @property
    def healthy(self) -> Side | None:
        """Healthy hand; None if both or neither is affected."""
        return {Affected.LEFT: Side.RIGHT, Affected.RIGHT: Side.LEFT}.get(self)


class ReportTime(StrEnum):
    """Time of a self-report relative to the session."""

    BEFORE = "before"
    AFTER = "after"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Patient:
    """Patient; only the key and the time are mandatory.

    Parameters
    ----------
    key : str
        Id on the command line: lower-case letters, digits, "-" and "_".
    added_at : datetime
    name : str
        Initials or any other name.
    affected : Affected or None
        None if unknown.
    diagnosis, onset, precautions, therapist : str
        Free text; may be empty.
    goal : str
        In the person's own words.
    without : tuple of Finger
        Excluded fingers of the affected hand: missing, splinted or bandaged.
    video_consent : datetime or None
        Time of the consent to keep videos of live sessions; None without.
    identity : str
        Random id that connects sessions with the person; never reused, while a key may be. ""
        before the patient is stored.
    pseudonym : str
        Random id in anonymous reports.

    Raises
    ------
    RecordError
        A value is out of range, or a text too long or not writable.
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

    def missing_fingers(self, side: Side | None) -> tuple[Finger, ...]:
        """Excluded fingers of a hand: none of the healthy one, else `without`."""
        healthy = self.affected and self.affected.healthy
        return () if side and side is healthy else self.without


@dataclass(frozen=True, slots=True)
class Prescription:
    """Prescription of an exercise.

    Parameters
    ----------
    exercise : str
        Id of the exercise.
    from_day, until_day : date
        First and last day; open-ended if the last one is None.
    side : Side or None
        None for either hand.
    sets, reps : int
        Sets each time, repetitions in a set.
    hold_s : float or None
        Replaces the exercise's hold duration.
    times_a_day, days_a_week : int
    resistance : str
        As declared: putty colour, weight.
    note : str
        To the patient.
    rest_s : float or None
        Rest after a set; None for the usual one.
    pace_s : float or None
        Duration of one repetition, as a session paces it; None without pacing.
    id : int or None
        None before it is stored.
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
    rest_s: float | None = None
    pace_s: float | None = None
    id: int | None = None

    def __post_init__(self) -> None:
        for what, most in (("sets", 100), ("reps", 1000), ("times_a_day", 24), ("days_a_week", 7)):
            value = getattr(self, what)
            if not 1 <= value <= most:
                words = what.replace("_", " ")
                raise RecordError(f"{words} of a plan lie between 1 and {most}; found {value}.")
        if self.hold_s is not None and not 0 < self.hold_s <= 3600:
            raise RecordError(f"A hold lasts up to an hour; found {self.hold_s:g} s.")
        if self.rest_s is not None and not 0 <= self.rest_s <= 3600:
            raise RecordError(f"A rest lasts up to an hour; found {self.rest_s:g} s.")
        if self.pace_s is not None and not 2 <= self.pace_s <= 8:
            raise RecordError(f"A pace is 2 to 8 s a repetition; found {self.pace_s:g} s.")
        if self.until_day and self.until_day < self.from_day:
            raise RecordError(f"A plan cannot end ({self.until_day}) before {self.from_day}.")
        for what in ("exercise", "resistance", "note"):
            check_text(what, getattr(self, what))

    def runs_on(self, day: date) -> bool:
        """Whether the prescription is in force on a day."""
        return self.from_day <= day and (self.until_day is None or day <= self.until_day)


@dataclass(frozen=True, slots=True)
class SelfReport:
    """Pain, effort and words reported by the person.

    Parameters
    ----------
    moment : ReportTime
        Before or after the session, or at another time.
    pain : int or None
        0 none to 10 worst imaginable (numeric rating scale).
    effort : int or None
        0 none to 10 maximum (Borg CR10).
    words : str

    Raises
    ------
    RecordError
        A score is out of range, or all three are missing.
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
    """Patient with counts of records, for a list.

    Parameters
    ----------
    patient : Patient
    sessions, assessments : int
        Number of records.
    last_at : datetime or None
        Time of the latest session or assessment.
    """

    patient: Patient
    sessions: int
    assessments: int
    last_at: datetime | None


def suggest_key(name: str, used: Container[str]) -> str:
    """Unused key from a name: its initials or its only word, with a number if that is taken.

    Parameters
    ----------
    name : str
    used : container of str
        Existing keys.

    Returns
    -------
    str
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = "".join(c if c.isalnum() else " " for c in plain).split()
    start = (words[0] if len(words) == 1 else "".join(word[0] for word in words))[:12] or "p"
    numbers = (f"{start}{number}" for number in count(2))
    return next(key for key in chain([start], numbers) if key not in used)
