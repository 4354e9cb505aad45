"""What is wrong with a value, in plain words: pydantic's errors as the rest of handtrack speaks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from handtrack.errors import Fault

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
"""Kinds that do not say what was found."""


def sentence(error: Mapping[str, Any]) -> str:
    """One of pydantic's errors in a sentence: what is expected, and what was found."""
    kind, told = error["type"], str(error["msg"])
    if kind == "value_error":
        return told.removeprefix("Value error, ")
    words = _WORDS.get(kind)
    said = words(error.get("ctx", {})) if words else f"{told[:1].lower()}{told[1:]}"
    return said if kind in _ALONE else f"{said}; found {_shown(error.get('input'))}"


def _shown(found: object) -> str:
    if isinstance(found, dict):
        return "a table"
    if isinstance(found, list | tuple) and not found:
        return "none"
    return repr(found)[:_LONGEST]


def place(error: Mapping[str, Any]) -> str:
    """Where it is: "guards → number 2 → max"; "" for the whole."""
    return " → ".join(
        f"number {step + 1}" if isinstance(step, int) else str(step).removesuffix("_")
        for step in error["loc"]
    )


def fault(name: str, error: Mapping[str, Any]) -> Fault:
    """One of pydantic's errors in the file of this name."""
    return Fault(" → ".join(part for part in (name, place(error)) if part), sentence(error))
