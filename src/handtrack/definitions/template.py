"""A new exercise file from the exercise that comes nearest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import matching
from handtrack.definitions.toml_writer import toml_text
from handtrack.errors import ExerciseError

TO_FILL = ("title_article", "title_clinical", "what_to_do", "placement")
HEAD = """A new exercise. Fill in what is empty, change what is different, then
  handtrack exercises check FILE
  handtrack exercises try FILE CLIP.mp4
Its thresholds are those of exercise {like}: look at each."""


def new_from(id: str, like: Exercise) -> str:
    """Write a file that counts as another exercise does, with its texts left empty.

    Parameters
    ----------
    id : str
        Of the new exercise.
    like : Exercise

    Raises
    ------
    ExerciseError
        The id cannot be one.
    """
    document = document_of(id, like)
    document |= {key: [""] if key == "what_to_do" else "" for key in TO_FILL}
    document |= {"summary": "", "interpretation": ""}
    document["dose"] = {**document["dose"], "source": "default"}
    return toml_text(document, HEAD.format(like=like.title))


def document_of(id: str, like: Exercise) -> dict[str, Any]:
    """Copy what another exercise's file says, under a new id.

    Parameters
    ----------
    id : str
        Small letters, digits and hyphens, at most 40.
    like : Exercise

    Raises
    ------
    ExerciseError
        The id cannot be one.
    """
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id) or len(id) > 40:
        raise ExerciseError(
            f"'{id}' cannot be the id of an exercise; take a short name of small letters, digits "
            "and hyphens, as my-exercise."
        )
    document: dict[str, Any] = like.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return document | {"id": id, "version": "1.0", "slug": id}


def nearest(like: str, exercises: Sequence[Exercise]) -> Exercise:
    """Find an exercise by a verifier's name (the first that is counted so), an id or a name.

    Parameters
    ----------
    like : str
    exercises : sequence of Exercise
        Where a verifier's name is looked for.

    Raises
    ------
    ExerciseError
        None fits, or several do.
    """
    so_counted = [e for e in exercises if e.verifier == like.lower()]
    fitting = so_counted or matching(like)
    if not so_counted and len(fitting) > 1:
        listed = ", ".join(e.title for e in fitting)
        raise ExerciseError(f"'{like}' fits several exercises: {listed}. Give one id.")
    return fitting[0]
