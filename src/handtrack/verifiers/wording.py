"""Several words as one phrase."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal


def joined(words: Sequence[str], last: Literal["and", "or"]) -> str:
    """Join words: "palm, side or oblique".

    Parameters
    ----------
    words : sequence of str
    last : str
        What stands before the last of several.
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
