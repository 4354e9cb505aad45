"""What a run of the tests says at its start, and that no property is a matter of speed."""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("handtrack", deadline=None)
settings.load_profile("handtrack")

LEFT_OUT = "not slow"
"""The default of `-m` (pyproject.toml)."""


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say what is left out, and how to run it."""
    if config.option.markexpr != LEFT_OUT:
        return None
    return (
        "left out: slow tests (sample videos, whole sessions, many clips or processes); "
        "with them: python -m pytest -m ''"
    )
