from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from handtrack.definitions.library import find, load_all
from handtrack.errors import RecordingError
from handtrack.recognition import prototypes as module
from handtrack.recognition.families import ambiguity_reason, families, family_key
from handtrack.recognition.profile import COLUMNS
from handtrack.recognition.prototypes import (
    FILMED,
    FREE_FORM,
    NO_EXERCISE,
    Example,
    fit_prototypes,
    packaged,
    read,
    write,
)

EXERCISES = load_all()
FEW = len(COLUMNS)


def example(exercise: str, movement: str, place: float, seed: int) -> Example:
    row = np.random.default_rng(seed).normal(0.0, 0.1, FEW)
    row[0] += place
    return Example(exercise, movement, "", row)


def test_every_exercise_has_a_prototype_of_what_it_asks_for() -> None:
    made = set(zip(packaged().exercises, packaged().movements, strict=True))
    without = [e.title for e in EXERCISES if (e.id, family_key(e)) not in made]
    assert without == [], "run 'just prototypes'"


def test_there_are_prototypes_of_hands_that_do_nothing() -> None:
    assert packaged().exercises.count(NO_EXERCISE) >= 2


def test_hands_that_do_nothing_are_known_from_behind_too() -> None:
    facing = packaged().means[:, COLUMNS.index("palm_facing is")]
    idle = [f for f, e in zip(facing, packaged().exercises, strict=True) if e == NO_EXERCISE]
    assert min(idle) < -1.5  # the back of it
    assert max(idle) > 1.5


def test_what_exercises_leave_free_speaks_for_each_of_one_movement() -> None:
    same = families(EXERCISES)[family_key(find("34"))]
    known = packaged().prototypes_of(same)
    free = {i for i, kind in enumerate(packaged().kinds) if kind.startswith(FREE_FORM)}
    assert len(same) > 1
    shown = [free & set(which) for which in known.values()]
    assert shown[0]
    assert all(each == shown[0] for each in shown)


def test_each_movement_is_known_from_behind_and_in_a_fist() -> None:
    ways = set(zip(packaged().movements, packaged().kinds, strict=True))
    for exercise in EXERCISES:
        if exercise.verifier in ("cycle", "sequence"):
            mine = {k for m, k in ways if m == family_key(exercise) and k.startswith(FREE_FORM)}
            assert any(" open 180 " in kind for kind in mine), exercise.title
    assert any(m == family_key(find("11")) and " fist " in k for m, k in ways)


def test_an_exercise_of_ones_own_is_known_by_its_movement() -> None:
    mine = find("34").model_copy(update={"id": "mine"})
    known = packaged().prototypes_of([mine])
    assert {packaged().movements[i] for i in known["mine"]} == {family_key(mine)}


def test_a_movement_nobody_performed_is_not_known() -> None:
    fist = find("34")
    signals = {**fist.signals, "fist": fist.signals["direction"]}
    assert packaged().prototypes_of([fist.model_copy(update={"signals": signals})]) == {}


def test_the_nearest_prototype_counts() -> None:
    two = find("34"), find("2")
    shown = [
        example(e.id, family_key(e), place, seed)
        for place, e in enumerate(two)
        for seed in range(40)
    ]
    learned = fit_prototypes(
        [*shown, *(example(NO_EXERCISE, NO_EXERCISE, 5.0, s) for s in range(40))],
        np.zeros((FEW, FEW)),
    )
    rows = np.zeros((2, FEW))
    rows[1, 0] = 1.0
    away = learned.distances(rows, learned.prototypes_of(two))
    assert away["34"][0] < away["2"][0] < away[NO_EXERCISE][0]
    assert away["2"][1] < away["34"][1]


def test_what_the_tracker_disturbs_weighs_less() -> None:
    shown = [example(id, id, place, s) for id, place in (("", 0.0), ("a", 1.0)) for s in range(40)]
    disturbed = np.zeros((FEW, FEW))
    disturbed[0, 0] = 10.0
    sure, unsure = (
        fit_prototypes(shown, error).precision[0, 0] for error in (0 * disturbed, disturbed)
    )
    assert unsure < sure / 5


def test_a_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    write(tmp_path / "some.npz", packaged())
    again = read(tmp_path / "some.npz")
    assert again.exercises == packaged().exercises
    assert again.kinds == packaged().kinds
    assert again.alike == packaged().alike
    np.testing.assert_array_equal(again.means, packaged().means)


def test_what_was_filmed_is_kept_beside_new_prototypes() -> None:
    shown = [example("34", "a fist", 0.0, seed) for seed in range(40)]
    seen = [example("34", "a fist", 9.0, 1), example("34", "a fist", 11.0, 2)]
    seen = [replace(e, kind=f"{FILMED} clip") for e in seen]
    learned = fit_prototypes(shown, np.zeros((FEW, FEW)))
    both = learned.extended_with(seen)
    assert both.exercises == ("34", "34")
    assert [e.kind for e in both.filmed] == [f"{FILMED} clip"]
    assert both.filmed[0].row[0] == pytest.approx(10.0, abs=0.2)
    np.testing.assert_array_equal(both.precision, learned.precision)
    assert learned.extended_with(both.filmed).exercises == both.exercises
    assert learned.extended_with(learned.filmed) is learned


def test_things_that_go_along_with_the_hand_were_filmed() -> None:
    handled = {e.id for e in EXERCISES if e.verifier in ("transport", "inhand")}
    still_ball = {"24"}
    assert {e.exercise for e in packaged().filmed} & handled == handled - still_ball


def test_prototypes_of_other_profiles_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "some.npz", packaged())
    monkeypatch.setattr(module, "COLUMNS", COLUMNS[1:])
    with pytest.raises(RecordingError, match="make them anew"):
        read(tmp_path / "some.npz")


def test_alike_is_both_ways_round() -> None:
    alike = replace(packaged(), alike=(("a", "b"), ("b", "a")))
    assert alike.indistinguishable("a", "b")
    assert alike.indistinguishable("b", "a")
    assert alike.indistinguishable("c", "c")
    assert not alike.indistinguishable("a", "c")
    assert all((b, a) in packaged().alike for a, b in packaged().alike)


def test_exercises_of_one_movement_are_one_family() -> None:
    together = {frozenset(e.id for e in family) for family in families(EXERCISES).values()}
    assert frozenset({"1", "11"}) in together
    fists = next(family for family in together if "34" in family)
    assert {"13", "19", "23", "29"} <= fists
    assert "33" not in fists


def test_what_a_family_differs_by_is_said() -> None:
    assert ambiguity_reason([find("18"), find("39")]) == "they differ by the beat"
    assert "object" in ambiguity_reason([find("29"), find("34")])
    assert ambiguity_reason([find("31"), find("33")]) == "their movements look alike"
