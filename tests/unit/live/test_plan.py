"""Plan files: what they say, and what is said of a faulty one."""

from __future__ import annotations

from pathlib import Path

import pytest

from handtrack.errors import PlanError
from handtrack.hand import Side
from handtrack.live.plan import read_plan

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
        ("schema = [", "no plan"),
    ],
)
def test_a_faulty_plan_is_refused_with_its_fault(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(PlanError, match=said):
        read_plan(written(tmp_path, text))


def test_a_missing_plan_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="Cannot read the plan"):
        read_plan(tmp_path / "none.toml")
