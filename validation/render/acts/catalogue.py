"""How each exercise is done: one `Act` an exercise, by its number.

To add one, write its course (where it rests, what it goes through, how it is spoiled) and where the
camera stands, and put both into the table of `bare_hand.py`, `object_in_hand.py`,
`object_handling.py` or `timed_tasks.py`;
`docs/development/validation-hand.md` shows it step by step.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from handtrack.definitions.library import load_all
from validation.render.acts.act import Act
from validation.render.acts.bare_hand import BARE
from validation.render.acts.object_handling import HANDLING
from validation.render.acts.object_in_hand import HELD
from validation.render.acts.timed_tasks import TASKS

ACTS: Mapping[str, Act] = MappingProxyType(
    dict(sorted({**BARE, **HELD, **HANDLING, **TASKS}.items(), key=lambda item: int(item[0])))
)
"""By the exercise's id."""


def in_library() -> list[str]:
    """Give the ids of those acts whose exercise file exists."""
    known = {exercise.id for exercise in load_all()}
    return [number for number in ACTS if number in known]
