"""Finding exercises: where their files are, and which one is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

import handtrack
from handtrack.definitions.library import exercise_files, find, load_all, matching
from handtrack.errors import ExerciseError
from handtrack.files import packaged_folder

FIST = (packaged_folder("exercises") / "34-full-grip.toml").read_text(encoding="utf-8")


def exercise(identity: str, clinical: str = "Composite fist", article: str = "Full Grip") -> str:
    return (
        FIST.replace('id = "34"', f'id = "{identity}"')
        .replace('slug = "full-grip"', f'slug = "exercise-{identity}"')
        .replace('title_clinical = "Composite fist"', f'title_clinical = "{clinical}"')
        .replace('title_article = "Full Grip"', f'title_article = "{article}"')
    )


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("18", "18"),
        ("1", "1"),
        ("01", "1"),
        ("002", "2"),
        ("finger-curl", "18"),
        ("finger curl", "18"),
        ("Finger Curl", "18"),
        ("FINGER_CURL", "18"),
        ("Serial thumb opposition", "18"),
        ("serial opposition", "18"),
        ("composite fist", "34"),
        ("fist", "34"),
        ("Wrist Bend Movement", "11"),
        ("wrist-extension-flexion", "1"),
        ("radial and ulnar", "12"),
    ],
)
def test_an_exercise_is_found_by_number_or_name(wanted: str, found: str) -> None:
    assert find(wanted).id == found


def test_an_exercise_is_found_by_its_file() -> None:
    path = packaged_folder("exercises") / "34-full-grip.toml"
    assert find(str(path)) == find("34")


@pytest.mark.parametrize("wanted", ["99", "juggling", "", "   ", "0"])
def test_an_unknown_exercise_says_where_all_are_listed(wanted: str) -> None:
    with pytest.raises(ExerciseError) as caught:
        find(wanted)
    text = str(caught.value)
    assert text.startswith(f"There is no exercise '{wanted}'.")
    assert "handtrack exercises list" in text
    assert len(text) < 200


def test_a_name_that_fits_several_asks_for_the_number() -> None:
    with pytest.raises(ExerciseError) as caught:
        find("wrist")
    text = str(caught.value)
    assert text.startswith("'wrist' fits several exercises: 1 (")
    assert "12 (Wrist radial and ulnar deviation)" in text
    assert text.endswith("Give one id.")


def test_a_name_that_is_part_of_another_ones_finds_both(tmp_path: Path) -> None:
    (tmp_path / "1-a.toml").write_text(exercise("1", clinical="Fist"), encoding="utf-8")
    (tmp_path / "2-b.toml").write_text(exercise("2", clinical="Fist and more"), encoding="utf-8")
    assert [e.id for e in matching("fist", tmp_path)] == ["1", "2"]
    with pytest.raises(ExerciseError, match="'fist' fits several exercises: 1"):
        find("fist", tmp_path)


def test_an_article_title_and_a_clinical_one_find_both(tmp_path: Path) -> None:
    opposing = exercise("18", clinical="Serial thumb opposition", article="Finger Curl")
    rolling = exercise("26", clinical="Ball roll", article="Thumb Opposition")
    (tmp_path / "18-a.toml").write_text(opposing, encoding="utf-8")
    (tmp_path / "26-b.toml").write_text(rolling, encoding="utf-8")
    assert [e.id for e in matching("thumb opposition", tmp_path)] == ["18", "26"]
    with pytest.raises(ExerciseError):
        matching("thumb ball", tmp_path)  # words of two titles
    assert [e.id for e in matching("roll ball", tmp_path)] == ["26"]


def test_files_are_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for name in ("10-ten", "9-nine", "own", "2-two", "another", "²-odd"):
        (tmp_path / f"{name}.toml").touch()
    (tmp_path / "README.md").touch()
    names = [path.stem for path in exercise_files(tmp_path)]
    assert names == ["2-two", "9-nine", "10-ten", "another", "own", "²-odd"]


def test_the_packaged_exercises_are_in_order_and_all_different() -> None:
    ids = [e.id for e in load_all()]
    assert ids == sorted(ids, key=int)
    assert len(set(ids)) == len(ids) >= 8


def test_a_folder_of_ones_own_replaces_the_packaged_one(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(exercise("my-fist"), encoding="utf-8")
    assert [e.id for e in load_all(tmp_path)] == ["my-fist"]
    assert find("my-fist", tmp_path).id == "my-fist"


def test_a_missing_or_empty_folder_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ExerciseError, match=r"There is no folder .*nowhere"):
        load_all(tmp_path / "nowhere")
    with pytest.raises(ExerciseError, match="holds no exercise file"):
        load_all(tmp_path)


def test_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "1-good.toml").write_text(exercise("1"), encoding="utf-8")
    (tmp_path / "2-bad.toml").write_text("schema = 1", encoding="utf-8")
    (tmp_path / "3-worse.toml").write_text("schema =", encoding="utf-8")
    with pytest.raises(ExerciseError, match=r"Cannot use 2-bad\.toml, 3-worse\.toml") as caught:
        load_all(tmp_path)
    files = {fault.trail.split(" → ")[0] for fault in caught.value.faults}
    assert files == {"2-bad.toml", "3-worse.toml"}


def test_a_file_that_is_no_text_is_named_among_the_others(tmp_path: Path) -> None:
    (tmp_path / "1-bad.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ExerciseError) as caught:
        load_all(tmp_path)
    assert "UTF-8" in str(caught.value)


def test_two_files_with_one_id_are_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text(exercise("34"), encoding="utf-8")
    with pytest.raises(ExerciseError, match=r"b\.toml has the id 34, and so has another file"):
        load_all(tmp_path)


def test_an_installed_package_has_its_exercises_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "exercises"
    inside.mkdir()
    monkeypatch.setattr("handtrack.files.files", lambda _: tmp_path)
    assert packaged_folder("exercises") == inside
    inside.rmdir()
    checkout = Path(handtrack.__file__).parents[2] / "exercises"
    assert packaged_folder("exercises") == checkout
