"""The exercises are those of the article, under its numbers and its titles."""

from __future__ import annotations

from pathlib import Path

import pytest

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import load_all, matching

LINES = (Path(__file__).parent / "article_titles.txt").read_text("utf-8").splitlines()
TITLES = {number: title for number, _, title in (line.partition(". ") for line in LINES)}
"""As the article prints them; what stands in brackets there is no part of the name."""

exercises = pytest.mark.parametrize("exercise", load_all(), ids=lambda e: str(e.id))


def test_the_article_has_thirty_nine() -> None:
    assert list(TITLES) == [str(number) for number in range(1, 40)]


@exercises
def test_each_has_the_number_and_the_title_of_the_article(exercise: Exercise) -> None:
    assert exercise.title_article == TITLES[exercise.id].partition(" (")[0]


@exercises
def test_both_names_find_it(exercise: Exercise) -> None:
    for name in (exercise.title_article, exercise.title_clinical):
        assert exercise.id in [found.id for found in matching(name)]


@exercises
def test_each_says_in_short_what_is_done_and_no_two_say_the_same(exercise: Exercise) -> None:
    assert exercise.summary.endswith(".")
    assert [e.id for e in load_all() if e.summary == exercise.summary] == [exercise.id]


def test_a_title_that_repeats_or_names_another_movement_is_explained() -> None:
    by_title: dict[str, list[Exercise]] = {}
    for exercise in load_all():
        by_title.setdefault(exercise.title_article, []).append(exercise)
    for same in by_title.values():
        if len(same) > 1:
            numbers = {e.id for e in same}
            explained = [e for e in same if any(n in e.interpretation for n in numbers - {e.id})]
            assert explained
    lift = next(e for e in load_all() if e.id == "35")
    assert "Flexion" in lift.title_article
    assert "extension" in lift.title_clinical.lower()
    assert "extension" in lift.interpretation


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("thumb opposition", {"18", "26"}),
        ("power grip", {"19", "29"}),
        ("finger spread", {"31", "33"}),
        ("Finger Curl", {"18"}),
    ],
)
def test_a_name_finds_all_that_bear_it(name: str, ids: set[str]) -> None:
    assert ids <= {found.id for found in matching(name)}
