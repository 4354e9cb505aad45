"""Plan files: what they say, and what is said of a faulty one."""

from __future__ import annotations

from pathlib import Path

import pytest

from handtrack.definitions.library import find
from handtrack.errors import ExerciseError, PlanError
from handtrack.landmarks.hand import FINGERS, Finger, Side
from handtrack.live.session_plan import read_plan, with_hold_time
from handtrack.scoring.score import score
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style

PLAN = """
schema = 1
title = "Monday"
cap_min = 20
[[item]]
exercise = "33"
hand = "both"
sets = 2
reps = 5
rest_s = 10
pace_s = 4
[[item]]
exercise = "Finger Curl"
hand = "left"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "plan.toml"
    path.write_text(text)
    return path


def test_a_plan_is_read_in_its_order(tmp_path: Path) -> None:
    plan = read_plan(written(tmp_path, PLAN))
    did = [(i.exercise.id, i.side, i.sets, i.reps, i.rest_s, i.pace_s) for i in plan.items]
    assert did == [
        ("33", Side.LEFT, 2, 5, 10.0, 4.0),
        ("33", Side.RIGHT, 2, 5, 10.0, 4.0),
        ("18", Side.LEFT, 1, 10, 30.0, None),
    ]
    assert (plan.cap_s, plan.title) == (1200.0, "Monday")


def test_a_plan_may_finish_one_hand_first(tmp_path: Path) -> None:
    plan = read_plan(written(tmp_path, PLAN.replace('title = "Monday"', 'order = "by hand"')))
    assert [(i.exercise.id, i.side) for i in plan.items] == [
        ("33", Side.LEFT),
        ("18", Side.LEFT),
        ("33", Side.RIGHT),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("schema = 1", "item"),
        ("schema = 1\n[[item]]\nexercise = '99'", "no exercise '99'"),
        ("schema = 1\n[[item]]\nexercise = '33'\nsets = 0", "sets"),
        ("schema = 1\n[[item]]\nexercise = '33'\npace_s = 1", "pace_s"),
        ("schema = 1\n[[item]]\nexercise = '33'\nspeed = 1", "speed"),
        ("schema = 1\n[[item]]\nexercise = '33'\nhold_s = 10", "nothing is held in exercise 33"),
        ("schema = 1\n[[item]]\nexercise = '3'\nhold_s = 1", "hold_s"),
        ("schema = [", "no plan"),
    ],
)
def test_a_faulty_plan_is_refused_with_its_fault(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(PlanError, match=said):
        read_plan(written(tmp_path, text))


def test_a_missing_plan_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="Cannot read the plan"):
        read_plan(tmp_path / "none.toml")


def test_a_plan_may_have_a_posture_held_for_another_time(tmp_path: Path) -> None:
    text = "schema = 1\n[[item]]\nexercise = '3'\nhold_s = 8"
    (item,) = read_plan(written(tmp_path, text)).items
    exercise = item.exercise
    assert exercise.hold
    assert (exercise.hold.seconds.value, item.hold_s) == (8.0, 8.0)
    performed = perform(exercise, Style(amplitudes=[1.0] * 2))
    told = score(performed, exercise).result
    assert told.summary.valid == 2
    assert told.made_by.exercise_version == f"{find('3').version}, held for 8 s"
    assert score(performed, find("3")).result.summary.valid == 0


def test_a_hold_too_short_to_be_told_from_passing_by_is_refused() -> None:
    with pytest.raises(PlanError, match="at least"):
        with_hold_time(find("3"), 2.0)


def test_a_plan_may_leave_fingers_out(tmp_path: Path) -> None:
    text = PLAN.replace('hand = "left"', 'hand = "left"\nwithout = ["ring"]')
    spread, _, curl = read_plan(written(tmp_path, text)).items
    assert (spread.without, spread.missing_fingers) == (None, ())
    assert curl.missing_fingers == (Finger.RING,)
    plan = read_plan(written(tmp_path, text)).without_fingers(lambda item: item.missing_fingers)
    assert plan.items[0].exercise == find("33")
    sequence = plan.items[2].exercise.sequence
    assert sequence
    assert sequence.order == (Finger.INDEX, Finger.MIDDLE, Finger.LITTLE)
    with pytest.raises(ExerciseError, match="cannot be done without"):
        read_plan(written(tmp_path, text)).without_fingers(lambda item: FINGERS)
    with pytest.raises(PlanError, match="without"):
        read_plan(written(tmp_path, text.replace("ring", "thumb")))
