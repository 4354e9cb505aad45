"""Sentences for wrongly given options."""

from __future__ import annotations

from typing import Any

import typer

_SETTINGS = "that is under 'Settings' on the page, and is kept."
_ON_THE_PAGE = {
    "--camera": "the camera is chosen on the page.",
    "--browser": "the browser opens without it.",
    "--full-screen": "the browser fills the screen, with F11.",
} | dict.fromkeys(
    ("--sound", "--no-sound", "--voice", "--no-voice", "--dock", "--text-size", "--size"),
    _SETTINGS,
)
"""What a session's page does in place of an option."""


def reworded(mistake: typer.BadParameter) -> typer.BadParameter:
    """Rewrite a mistake's message; an unknown one stays as it is."""
    errors: Any = getattr(mistake.__cause__, "errors", None)
    if errors is None:  # it is a sentence of our own
        return mistake
    from handtrack.errors import sentence

    said = sentence(errors(include_url=False)[0])
    mistake.message = f"{said.rstrip('.')}."
    return mistake


def with_advice(mistake: Exception) -> Exception:
    """Say of an option that a session does not have where on its page the same is done."""
    unknown: Any = mistake  # Typer does not export this error
    advice = _ON_THE_PAGE.get(getattr(unknown, "option_name", ""))
    if advice is not None and unknown.ctx.info_name in ("live", "measure", "app"):
        unknown.message = f"There is no option {unknown.option_name}: {advice}"
        unknown.possibilities = None
    return mistake
