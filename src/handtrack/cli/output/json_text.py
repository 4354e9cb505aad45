"""Values as JSON on the screen."""

from __future__ import annotations

from typing import Any


def as_text(value: Any) -> str:
    """Indented JSON of frozen values."""
    from pydantic import TypeAdapter

    return TypeAdapter(Any).dump_json(value, indent=2).decode()
