"""Forms of the desk, read into values of the records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from handtrack.assessment.motions import MOTIONS
from handtrack.definitions.exercise import Exercise
from handtrack.live.browser.desk.web.desk_fields import (
    FormError,
    Posted,
    amount,
    day,
    hand,
    one_of,
    seconds,
    text,
    whole,
)
from handtrack.records.field_checks import LONGEST_KEY
from handtrack.records.patient import (
    OLDEST,
    Affected,
    Patient,
    Prescription,
    suggest_key,
)
from handtrack.records.review import REPETITIONS, Goal
from handtrack.records.store.corrections import Author


def author(posted: Posted, at: datetime, asks_why: bool = True) -> Author:
    """Who does it, and why.

    Parameters
    ----------
    posted : mapping
    at : datetime
        Now.
    asks_why : bool
        Whether a reason is needed.

    Raises
    ------
    FormError
        Name or reason is missing.
    """
    by, why = text(posted, "by"), text(posted, "why")
    if not by:
        raise FormError("by", "by")
    if asks_why and not why:
        raise FormError("why", "why")
    return Author(by, at, why)


def prescription(posted: Posted, exercises: Mapping[str, Exercise], today: date) -> Prescription:
    """What is prescribed.

    Parameters
    ----------
    posted : mapping
    exercises : mapping
        Those that can be prescribed, by their ids.
    today : date

    Raises
    ------
    FormError
    """
    exercise = exercises.get(text(posted, "exercise"))
    if exercise is None:
        raise FormError("exercise", "exercise")
    start, end = day(posted, "from_day") or today, day(posted, "until_day")
    if end and end < start:
        raise FormError("until", "until_day")
    return Prescription(
        exercise=exercise.id,
        from_day=start,
        side=hand(posted, "side"),
        sets=whole(posted, "sets", 1, 100, 1),
        reps=whole(posted, "reps", 1, 1000, exercise.dose.reps),
        hold_s=seconds(posted, "hold_s", 1.0, 3600.0),
        times_a_day=whole(posted, "times_a_day", 1, 24, 1),
        days_a_week=whole(posted, "days_a_week", 1, 7, 7),
        until_day=end,
        resistance=text(posted, "resistance"),
        note=text(posted, "note"),
        rest_s=seconds(posted, "rest_s", 0.0, 3600.0),
        pace_s=seconds(posted, "pace_s", 2.0, 8.0),
    )


def new_patient(posted: Posted, taken: set[str], at: datetime) -> Patient:
    """A patient from a form.

    Parameters
    ----------
    posted : mapping
    taken : set of str
        Existing keys.
    at : datetime
        Now.

    Raises
    ------
    FormError
    """
    name, key = text(posted, "name"), text(posted, "key").lower()
    if not name and not key:
        raise FormError("name", "name")
    if key in taken:
        raise FormError("key_taken", "key", key=key)
    plain = key.replace("-", "a").replace("_", "a")
    if key and not (plain.isascii() and plain.isalnum() and len(key) <= LONGEST_KEY):
        raise FormError("key", "key", most=LONGEST_KEY)
    born = whole(posted, "birth_year", OLDEST, at.year, 0) if text(posted, "birth_year") else None
    return Patient(
        key or suggest_key(name, taken),
        at,
        name,
        birth_year=born,
        dominant=hand(posted, "dominant"),
        affected=one_of(posted, "affected", Affected) if text(posted, "affected") else None,
        diagnosis=text(posted, "diagnosis"),
        onset=text(posted, "onset"),
        precautions=text(posted, "precautions"),
        therapist=text(posted, "therapist"),
        goal=text(posted, "goal"),
        video_consent=at if posted.get("video_consent") else None,
    )


def goal(posted: Posted, exercises: set[str]) -> Goal:
    """A goal: a motion, or repetitions of an exercise, by a day.

    Parameters
    ----------
    posted : mapping
    exercises : set of str
        Ids of those that are known.

    Raises
    ------
    FormError
    """
    of = text(posted, "of")
    if of not in MOTIONS and of not in exercises:
        raise FormError("choose", "of")
    end = day(posted, "by_day")
    if end is None:
        raise FormError("day", "by_day")
    value = amount(posted, "value")
    if of not in MOTIONS and not (value == round(value) and value >= 1):
        raise FormError("number", "value", low=1, high=1000)
    unit = MOTIONS[of].unit if of in MOTIONS else REPETITIONS
    return Goal(of, hand(posted, "side"), value, unit, end)
