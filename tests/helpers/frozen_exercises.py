"""Exercises that stay as they are, so that tuning a real one breaks no test of the engine.

The files in `tests/data/exercises/` are copies, and their thresholds are those the tests speak of.
Nothing keeps them like the real ones but a change of the format.
"""

from __future__ import annotations

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import find
from tests.helpers.paths import EXERCISES


def frozen(number: str) -> Exercise:
    """Give a kept exercise by its number."""
    return find(number, EXERCISES)
