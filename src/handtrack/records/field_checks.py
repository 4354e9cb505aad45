"""Checks of single fields that records hold."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from handtrack.errors import RecordError

LONGEST = 2000
"""Largest number of characters in a text."""
LONGEST_KEY = 40
_UNWRITABLE = ("Cc", "Cs")
"""Unicode's control characters and lone surrogates."""


def check_key(key: str) -> None:
    """Validate a key.

    Raises
    ------
    RecordError
        It is too long, or has other characters than lower-case ASCII letters, digits, "-", "_".
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
    """Validate a text.

    Parameters
    ----------
    what : str
        Name of the field, for the message. A "name" may not have line breaks or tabs.
    text : str

    Raises
    ------
    RecordError
        It is longer than `LONGEST`, or has control characters or lone surrogates.
    """
    if len(text) > LONGEST:
        raise RecordError(f"{what} is {len(text)} letters long; at most {LONGEST} can be kept.")
    allowed = "" if what == "name" else "\n\t"
    odd = next((c for c in text if unicodedata.category(c) in _UNWRITABLE and c not in allowed), "")
    if odd:
        raise RecordError(f"{what} holds {odd!r}, which is no letter; leave it out.")


def check_time(at: datetime) -> None:
    """Validate a time.

    Raises
    ------
    RecordError
        It has no offset from UTC.
    """
    if at.tzinfo is None:
        raise RecordError(f"The time {at} has no offset from UTC.")
