"""The page about the exercises says what their files say."""

from pathlib import Path
from runpy import run_path

import pytest

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import load_all

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs/clinical/exercises.md").read_text("utf-8")


def test_the_tables_of_exercises_are_in_step_with_their_files() -> None:
    written = run_path(str(HERE / "exercises_page.py"))["written"]
    assert written(PAGE) == PAGE, "run: python tests/docs/exercises_page.py"


@pytest.mark.parametrize("exercise", load_all(), ids=lambda e: str(e.id))
def test_every_exercise_has_a_row_in_every_table(exercise: Exercise) -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith(f"| {exercise.id} |")]
    assert len(rows) == (4 if exercise.followed else 3)
    assert all(exercise.title_clinical in row for row in rows)
    trusted = rows[1].split(" | ")
    assert bool(trusted[2].strip()) != bool(trusted[3].strip())  # verified or estimated
    assert all(text in rows[1] for text in (*exercise.report.not_verifiable, *exercise.report.ask))
