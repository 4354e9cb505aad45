"""Exercises that stay as they are, so that tuning a real one breaks no test of the engine.

The files in `frozen/` are copies, and their thresholds are those the tests speak of. Nothing keeps
them like the real ones but a change of the format.
"""

from __future__ import annotations

from pathlib import Path

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import find

FOLDER = Path(__file__).with_name("frozen")


def frozen(number: str) -> Exercise:
    """Give a kept exercise by its number."""
    return find(number, FOLDER)
