from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from handtrack.definitions.exercise import VERIFIERS, Exercise, parse
from handtrack.definitions.library import exercise_files, load_all
from handtrack.definitions.template import TO_FILL, begun, nearest
from handtrack.definitions.toml_writer import written
from handtrack.errors import ExerciseError

EXERCISES = load_all()


@pytest.mark.parametrize("file", exercise_files(), ids=lambda file: file.stem)
def test_what_is_written_says_what_the_exercise_says(file: Path) -> None:
    exercise = parse(file.read_text("utf-8"), file.name)
    document = exercise.model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert parse(written(document, "Head.\n\nMore."), "again") == exercise


def test_texts_of_any_kind_survive() -> None:
    document = {"a": 'quote " backslash \\ tab \t umlaut ü', "b": ["x, y", "#"], "c": True}
    assert tomllib.loads(written(document)) == document


@pytest.mark.parametrize("verifier", VERIFIERS)
def test_a_new_file_is_commented_and_says_what_is_to_be_filled_in(verifier: str) -> None:
    text = begun("my-exercise", nearest(verifier, EXERCISES))
    assert text.count("\n# ") > 12
    with pytest.raises(ExerciseError) as raised:
        parse(text, "my-exercise.toml")
    told = {fault.trail.split(" → ")[1] for fault in raised.value.faults}
    assert told == set(TO_FILL)


def filled(text: str) -> str:
    """Give the text with something in each place that is empty and must not be."""
    for key in TO_FILL:
        text = text.replace(f'{key} = ""', f'{key} = "Text"').replace(
            f'{key} = [""]', f'{key} = ["Text"]'
        )
    return text


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.slug)
def test_a_new_file_passes_the_checks_after_filling_in(exercise: Exercise) -> None:
    made = parse(filled(begun("my-exercise", exercise)), "my-exercise.toml")
    assert made.id == made.slug == "my-exercise"
    assert made.method == exercise.method
    assert made.guards == exercise.guards
    assert made.dose.source == "default"


def test_a_new_file_may_be_like_an_exercise_by_name() -> None:
    assert nearest("full-grip", EXERCISES).id == "34"
    assert nearest("33", EXERCISES).id == "33"


def test_a_name_that_fits_several_or_none_is_refused() -> None:
    with pytest.raises(ExerciseError, match="fits several"):
        nearest("thumb opposition", EXERCISES)
    with pytest.raises(ExerciseError, match="There is no exercise"):
        nearest("juggling", EXERCISES)


@pytest.mark.parametrize("id", ["", "My", "a b", "-a", "a/b", "x" * 41])
def test_an_id_that_cannot_be_one_is_refused(id: str) -> None:
    with pytest.raises(ExerciseError, match="cannot be the id"):
        begun(id, EXERCISES[0])
