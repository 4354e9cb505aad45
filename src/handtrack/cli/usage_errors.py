"""Sentences for wrongly given options."""

from __future__ import annotations

from typing import Any

import typer


def reworded(mistake: typer.BadParameter) -> typer.BadParameter:
    """Rewrite a mistake's message; an unknown one stays as it is."""
    errors: Any = getattr(mistake.__cause__, "errors", None)
    if errors is None:  # it is a sentence of our own
        return mistake
    from handtrack.errors import sentence

    said = sentence(errors(include_url=False)[0])
    mistake.message = f"{said.rstrip('.')}."
    return mistake
