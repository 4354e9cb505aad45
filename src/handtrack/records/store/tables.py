"""Tables of the database. A change needs a migration; a test compares the two.

A scored exercise is stored completely, as the JSON of `results.py` (`exercises.result`); its other
columns, and `repetitions`, are copies of values that are queried often.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[Any]:
    return Column("id", Integer, primary_key=True)


def _belongs_to(table: str, nullable: bool = False, key: bool = False) -> Column[Any]:
    """Foreign key with cascading deletion."""
    name = f"{table.removesuffix('s')}_id"
    rule = ForeignKey(f"{table}.id", ondelete="CASCADE")
    return Column(name, Integer, rule, nullable=nullable, primary_key=key, index=not key)


def _text(name: str) -> Column[Any]:
    return Column(name, Text, nullable=False)


def _random_word(name: str) -> Column[Any]:
    return Column(name, String(40), nullable=False, index=True, unique=True)


def _word(name: str, nullable: bool = False) -> Column[Any]:
    return Column(name, String(80), nullable=nullable)


def _time() -> tuple[Column[Any], Column[Any]]:
    """Time as text with its offset, and as seconds since 1970 for sorting."""
    return Column("at", String(40), nullable=False), Column("at_s", Float(53), nullable=False)


def _whole(name: str, nullable: bool = False) -> Column[Any]:
    return Column(name, Integer, nullable=nullable)


def _number(name: str, nullable: bool = True) -> Column[Any]:
    return Column(name, Float(53), nullable=nullable)


def _review() -> tuple[Column[Any], ...]:
    """Author, time and reason of a review, and who undid it when."""
    undone = _text("undone_by"), Column("undone_at", String(40))
    return *_time(), _text("by"), _text("why"), *undone


def _json(name: str) -> Column[Any]:
    return Column(name, JSON, nullable=False)


PATIENTS = Table(
    "patients",
    METADATA,
    _id(),
    Column("key", String(40), nullable=False, unique=True),
    Column("added_at", String(40), nullable=False),
    _text("name"),
    _whole("birth_year", nullable=True),
    _word("dominant", nullable=True),
    _word("affected", nullable=True),
    _text("diagnosis"),
    _text("onset"),
    _text("precautions"),
    _text("therapist"),
    _text("goal"),
    _json("without"),
    Column("video_consent", String(40)),
    _random_word("identity"),
    _random_word("pseudonym"),
)

PLANS = Table(
    "plans",
    METADATA,
    _id(),
    _belongs_to("patients"),
    _text("exercise"),
    Column("from_day", String(10), nullable=False),
    _word("side", nullable=True),
    _whole("sets"),
    _whole("reps"),
    _number("hold_s"),
    _whole("times_a_day"),
    _whole("days_a_week"),
    Column("until_day", String(10)),
    _text("resistance"),
    _text("note"),
    _number("rest_s"),
    _number("pace_s"),
)

SESSIONS = Table("sessions", METADATA, _id(), _belongs_to("patients"), *_time(), _word("source"))

EXERCISES = Table(
    "exercises",
    METADATA,
    _id(),
    _belongs_to("sessions"),
    _word("exercise"),
    _text("title"),
    _word("side"),
    _text("signal"),
    _word("signal_unit"),
    _whole("dose"),
    _word("dose_source"),
    Column("complete", Boolean, nullable=False),
    _number("duration_s", nullable=False),
    _number("hand_share"),
    _number("view_share"),
    Column("assisted", Boolean, nullable=False),
    _text("resistance"),
    _json("tempo"),
    _json("ranges"),
    _json("movement"),
    _json("made_by"),
    _json("without"),
    _text("result"),
)

REPETITIONS = Table(
    "repetitions",
    METADATA,
    _belongs_to("exercises", key=True),
    Column("number", Integer, primary_key=True),
    _word("status"),
    _word("label"),
    _json("reasons"),
    _number("start_s", nullable=False),
    _number("duration_s", nullable=False),
    _number("peak"),
    _number("excursion"),
    _number("range_share"),
    _number("hold_s"),
    _number("smoothness"),
)

ASSESSMENTS = Table(
    "assessments",
    METADATA,
    _id(),
    _belongs_to("patients"),
    *_time(),
    _whole("pain", nullable=True),
    _word("side"),
    _word("manner"),
    _json("made_by"),
    _json("without"),
)

FIGURES = Table(
    "figures",
    METADATA,
    _id(),
    _belongs_to("assessments"),
    _word("motion"),
    _word("unit"),
    _number("value"),
    _number("error"),
    _word("label"),
    _word("view", nullable=True),
    _word("pose"),
    _json("trials"),
    _text("note"),
)

REPORTS = Table(
    "reports",
    METADATA,
    _id(),
    _belongs_to("patients"),
    _belongs_to("sessions", nullable=True),
    *_time(),
    _word("moment"),
    _whole("pain", nullable=True),
    _whole("effort", nullable=True),
    _text("words"),
)

FILES = Table(
    "files",
    METADATA,
    _id(),
    _belongs_to("exercises", nullable=True),
    _belongs_to("assessments", nullable=True),
    Column("sha256", String(64), nullable=False, index=True),
    _word("kind"),
    _text("name"),
    _whole("size_bytes"),
)

CORRECTIONS = Table(
    "corrections",
    METADATA,
    _id(),
    _belongs_to("patients"),
    *_time(),
    _text("by"),
    _word("act"),
    _word("what"),
    Column("what_at", String(40), nullable=False),
    _text("held"),
    Column("other_id", Integer, ForeignKey("patients.id", ondelete="SET NULL")),
    _text("why"),
)
"""Removals and moves of sessions and assessments, with their authors."""

VERDICTS = Table(
    "verdicts",
    METADATA,
    _id(),
    _belongs_to("exercises"),
    _whole("number"),
    _word("verdict"),
    *_review(),
)
"""Verdicts of a person on single repetitions, undone ones too."""

TRIAL_REMOVALS = Table(
    "trial_removals",
    METADATA,
    _id(),
    _belongs_to("assessments"),
    _word("motion"),
    _whole("trial"),
    _number("value"),
    *_review(),
)
"""Trials that a person removed from a figure, restored ones too."""

NOTES = Table(
    "notes", METADATA, _id(), _belongs_to("patients"), *_time(), _text("by"), _text("text")
)

GOALS = Table(
    "goals",
    METADATA,
    _id(),
    _belongs_to("patients"),
    _text("motion_or_exercise"),
    _word("side", nullable=True),
    _number("value", nullable=False),
    _word("unit"),
    Column("by_day", String(10), nullable=False),
)

LIVE_FOLDERS = Table(
    "live_folders",
    METADATA,
    _id(),
    Column("patient_id", Integer, ForeignKey("patients.id", ondelete="SET NULL"), index=True),
    Column("path", Text, nullable=False),
)
"""Folders of live sessions. Those without a patient are to be removed."""

REMOVALS = Table(
    "removals",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("kind", String(80), primary_key=True),
)
"""Files to be removed from the disk unless a row names them."""
