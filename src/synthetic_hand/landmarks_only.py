"""Angles read off the landmarks alone: drawn hands of sticks are exact there, and nobody's hands.

The fitted hand is taught on rendered hands and judged on such (`docs/accuracy/angles.md`); how a
range comes about is tested on landmarks that give it to the digit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from unittest.mock import patch

from handtrack.measurements import error_model


@contextmanager
def landmarks_only() -> Iterator[None]:
    """Within this, no measurement is read off the fitted hand."""
    models = error_model._measured()
    table = {
        key: replace(model, estimator=error_model.Estimator.LANDMARKS)
        for key, model in models.items()
    }
    with patch.object(error_model, "_measured", lambda: table):
        yield
