"""Exceptions for files, devices and options that handtrack cannot use.

Poor *data* (hand lost, wrong view) is a result and never an exception. A wrong *file* or *device*
raises one of these; its text states what was found, where, and what to do next::

    HandtrackError
    ├── SourceError        a video that cannot be read
    ├── ModelError         the hand model is missing or not the one we know
    ├── TrackerError       the landmark engine could not be started
    ├── RecordingError     a landmark recording that cannot be read or written
    ├── ExerciseError      an exercise file with faults, all of them at once
    ├── CalibrationError   a calibration file that does not fit
    ├── ObjectError        an object that does not differ from its surroundings
    ├── PlanError          a session plan with faults
    ├── OutputError        a result that could not be written
    ├── ManifestError      a list of clips with faults, all of them at once
    ├── ClusterError       no cluster of machines that scores clips
    ├── NormError          a file of norms with faults
    ├── ProtocolError      a protocol that does not exist, or has faults
    ├── ConfidenceError    a file of the weights of recognition with faults
    ├── AssessmentError    a clip in which the poses of a protocol cannot be found
    ├── RecordError        a value that no record of a patient can hold
    └── StoreError         the records cannot be opened, read or written
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


class HandtrackError(Exception):
    """Base of all errors whose text is meant for the user as it stands."""


class SourceError(HandtrackError):
    """A video that is missing, unreadable or not a video."""


class ModelError(HandtrackError):
    """The hand landmark model was not found, or its hash is not the known one."""


class TrackerError(HandtrackError):
    """The landmark engine could not be started on this machine."""


class RecordingError(HandtrackError):
    """A landmark recording that is missing, damaged, or from a newer version."""


class CalibrationError(HandtrackError):
    """A calibration file that is damaged or belongs to another exercise."""


class ObjectError(HandtrackError):
    """An object whose colour model cannot be learned."""


class PlanError(HandtrackError):
    """A session plan that is missing, faulty, or names an unknown exercise."""


class OutputError(HandtrackError):
    """A result that could not be written where it was asked for."""


class ClusterError(HandtrackError):
    """A cluster that cannot be reached, or has no worker."""


class AssessmentError(HandtrackError):
    """A clip in which the poses of a protocol cannot be found, or are marked outside of it."""


class RecordError(HandtrackError):
    """A value that no record of a patient can hold, or an unknown patient."""


class StoreError(HandtrackError):
    """The records are missing, locked, damaged, full, or of a newer version."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault in a data file: where it is, and what is expected.

    Parameters
    ----------
    trail : str
        File → table → key.
    sentence : str
        What was found and what is expected, in plain words.
    """

    trail: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.trail}: {self.sentence}"


class DataFileError(HandtrackError):
    """A data file that does not exist, or has faults.

    Parameters
    ----------
    text : str
        First line of the message; each fault follows on a line.
    faults : sequence of Fault

    Attributes
    ----------
    faults : tuple of Fault
        Every fault of the file; empty when it was not found at all.
    """

    def __init__(self, text: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__("\n".join([text, *(f"  {fault}" for fault in faults)]))
        self.faults = tuple(faults)


class ExerciseError(DataFileError):
    """An exercise that does not exist, or a file with faults."""


class ProtocolError(DataFileError):
    """An assessment protocol that does not exist, or a file with faults."""


class NormError(DataFileError):
    """A file of norms with faults."""


class ConfidenceError(DataFileError):
    """A file of the weights of recognition with faults."""


class ManifestError(DataFileError):
    """A list of clips that does not exist, or has faults."""


# pydantic's errors in plain words.

_QUOTE = "'"
_LONGEST = 60
"""Characters of what was found that are shown."""

Words = Callable[[Mapping[str, Any]], str]


def _amount(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _entries(number: int) -> str:
    return _amount(number, "entry", "entries")


def _characters(number: int) -> str:
    return _amount(number, "character", "characters")


_PATTERNS = {
    r"^[a-z0-9][a-z0-9_-]*$": "be small letters and digits, with hyphens or underscores between",
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "be small letters and digits, with single hyphens between",
    r"^[a-z][a-z0-9_]*$": "begin with a small letter and have small letters, digits and _ only",
    r"^\d+\.\d+$": 'be two whole numbers with a point between, as "1.0"',
}


def _written(pattern: str) -> str:
    return f"must {_PATTERNS.get(pattern, f'fit the pattern {pattern}')}"


_WORDS: Mapping[str, Words] = {
    "missing": lambda c: "is missing",
    "extra_forbidden": lambda c: "is not a key of this file; check its spelling",
    "literal_error": lambda c: f"must be {c['expected']}",
    "enum": lambda c: f"must be {c['expected']}",
    "greater_than_equal": lambda c: f"must be at least {c['ge']:g}",
    "greater_than": lambda c: f"must be more than {c['gt']:g}",
    "less_than_equal": lambda c: f"must be at most {c['le']:g}",
    "less_than": lambda c: f"must be less than {c['lt']:g}",
    "finite_number": lambda c: "must be a number that is neither infinite nor nan",
    **dict.fromkeys(
        ("int_type", "int_parsing", "int_from_float"), lambda c: "must be a whole number"
    ),
    "int_parsing_size": lambda c: "must be a whole number of usual size",
    **dict.fromkeys(("float_type", "float_parsing"), lambda c: "must be a number"),
    **dict.fromkeys(("bool_type", "bool_parsing"), lambda c: "must be true or false"),
    "string_type": lambda c: "must be a text in quotation marks",
    "string_too_short": lambda c: f"must have {_characters(c['min_length'])} or more",
    "string_too_long": lambda c: f"must have {_characters(c['max_length'])} at most",
    "string_pattern_mismatch": lambda c: _written(c["pattern"]),
    "too_short": lambda c: f"must have {_entries(c['min_length'])} or more",
    "too_long": lambda c: f"must have {_entries(c['max_length'])} at most",
    **dict.fromkeys(("tuple_type", "list_type"), lambda c: "must be a list in square brackets"),
    **dict.fromkeys(
        ("dict_type", "model_type", "model_attributes_type", "dataclass_type"),
        lambda c: "must be a table",
    ),
    "union_tag_not_found": lambda c: f"needs {c['discriminator'].strip(_QUOTE)}",
    "union_tag_invalid": lambda c: (
        f"has an unknown {c['discriminator'].strip(_QUOTE)} '{c['tag']}'; there are "
        f"{c['expected_tags']}"
    ),
    "json_invalid": lambda c: f"is not valid JSON: {c['error']}",
}
_ALONE = (
    "missing",
    "extra_forbidden",
    "json_invalid",
    "union_tag_not_found",
    "union_tag_invalid",
)
"""Kinds whose sentence does not quote what was found."""


def sentence(error: Mapping[str, Any]) -> str:
    """Write one of pydantic's errors as a sentence: what is expected, and what was found."""
    kind, message = error["type"], str(error["msg"])
    if kind == "value_error":
        return message.removeprefix("Value error, ")
    words = _WORDS.get(kind)
    expected = words(error.get("ctx", {})) if words else f"{message[:1].lower()}{message[1:]}"
    return expected if kind in _ALONE else f"{expected}; found {_shown(error.get('input'))}"


def _shown(found: object) -> str:
    if isinstance(found, dict):
        return "a table"
    if isinstance(found, list | tuple) and not found:
        return "none"
    return repr(found)[:_LONGEST]


def place(error: Mapping[str, Any]) -> str:
    """Write the place of one of pydantic's errors: "guards → number 2 → max"; "" for the file."""
    return " → ".join(
        f"number {step + 1}" if isinstance(step, int) else str(step).removesuffix("_")
        for step in error["loc"]
    )


def fault(name: str, error: Mapping[str, Any]) -> Fault:
    """Make a fault of one of pydantic's errors.

    Parameters
    ----------
    name : str
        The file's name.
    error : mapping
        One of `ValidationError.errors()`.

    Returns
    -------
    Fault
    """
    return Fault(" → ".join(part for part in (name, place(error)) if part), sentence(error))
