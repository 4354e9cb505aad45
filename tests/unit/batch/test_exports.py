from __future__ import annotations

import csv
import io
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from handtrack.batch import exports
from handtrack.definitions.exercise import Exercise, read
from handtrack.definitions.library import load_all
from handtrack.errors import OutputError
from handtrack.files import write_text
from handtrack.landmarks import recording_file
from handtrack.scoring.results import from_json
from handtrack.scoring.score import Scored, score
from tests.helpers.paths import GOLDEN


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    return read(GOLDEN / "wrist.toml")


@pytest.fixture(scope="module")
def scored(exercise: Exercise) -> Scored:
    whole = recording_file.read(GOLDEN / "wrist.npz")
    image, world = whole.image_px.copy(), whole.world_m.copy()
    right = whole.is_right.copy()
    image[60:70], world[60:70], right[60:70] = np.nan, np.nan, -1  # the hand is lost for a moment
    return score(replace(whole, image_px=image, world_m=world, is_right=right), exercise)


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_lines_end_as_the_standard_says(scored: Scored, exercise: Exercise) -> None:
    for text in (exports.repetitions_csv(scored.result), exports.signals_csv(scored, exercise)):
        assert text.endswith("\r\n")
        assert text.count("\n") == text.count("\r\n") == len(table(text)) + 1


def test_frames_without_the_hand_have_times_and_empty_cells(
    scored: Scored, exercise: Exercise
) -> None:
    rows = table(exports.signals_csv(scored, exercise))
    for row in rows[60:70]:
        filled = {name for name, value in row.items() if value}
        assert filled <= {"time_s", "hand_seen", "repetition"}
        assert row["hand_seen"] == "false"
    assert all(row["wrist_deg"] for row in rows[:60])


def test_figures_are_those_of_the_result(scored: Scored) -> None:
    rows = table(exports.repetitions_csv(scored.result))
    assert len(rows) == len(scored.result.repetitions) > 0
    for row, repetition in zip(rows, scored.result.repetitions, strict=True):
        assert row["status"] == repetition.status
        assert float(row["start_s"]) == pytest.approx(repetition.start_s, abs=1e-4)
        assert float(row["excursion_deg"]) == pytest.approx(repetition.excursion, rel=1e-5)


def test_frames_carry_the_number_of_their_repetition(scored: Scored, exercise: Exercise) -> None:
    rows = table(exports.signals_csv(scored, exercise))
    for repetition in scored.result.repetitions:
        times = [float(r["time_s"]) for r in rows if r["repetition"] == str(repetition.number)]
        assert min(times) == pytest.approx(repetition.start_s, abs=1e-4)
        assert max(times) < repetition.end_s


@pytest.mark.parametrize("one", load_all(), ids=lambda e: str(e.id))
def test_columns_are_told_apart_for_every_exercise(one: Exercise) -> None:
    scored = score(recording_file.read(GOLDEN / "wrist.npz"), one)
    header = exports.signals_csv(scored, one).partition("\r\n")[0].split(",")
    assert len(set(header)) == len(header)
    assert header[0] == "time_s"


def test_a_signal_may_be_called_like_another_column(exercise: Exercise, scored: Scored) -> None:
    signals = {"wrist": exercise.signals["wrist"], "facing": exercise.signals["turn"]}
    named = exercise.model_copy(update={"signals": signals})
    both = {"wrist": scored.signals.declared["wrist"], "facing": scored.signals.declared["turn"]}
    text = exports.signals_csv(
        replace(scored, signals=replace(scored.signals, declared=both)), named
    )
    assert "signal_facing" in text.partition("\r\n")[0].split(",")


def test_no_repetition_leaves_the_header_alone(exercise: Exercise) -> None:
    still = recording_file.read(GOLDEN / "wrist.npz")
    still = replace(still, image_px=np.repeat(still.image_px[:1], len(still), axis=0))
    result = score(still, exercise).result
    assert exports.repetitions_csv(result).count("\r\n") == 1


def test_what_is_there_is_replaced(scored: Scored, exercise: Exercise, tmp_path: Path) -> None:
    for name in (exports.RESULT, exports.REPETITIONS, exports.SIGNALS):
        (tmp_path / name).write_text("old" * 100_000)
    exports.export(tmp_path, scored, exercise)
    assert from_json((tmp_path / exports.RESULT).read_bytes()) == scored.result
    assert sorted(p.name for p in tmp_path.iterdir()) == ["reps.csv", "result.json", "signals.csv"]


def test_a_folder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="is a file; --out wants a folder"):
        exports.make_folder(tmp_path / "file")
    with pytest.raises(OutputError, match="Cannot make the folder"):
        exports.make_folder(tmp_path / "file" / "below")


def test_a_folder_without_permission_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        if os.access(tmp_path, os.W_OK):
            pytest.skip("this user may write everywhere")
        with pytest.raises(OutputError, match="permission denied"):
            exports.make_folder(tmp_path)
    finally:
        tmp_path.chmod(0o700)


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "result.json").mkdir()
    with pytest.raises(OutputError, match="Cannot write"):
        write_text(tmp_path / "result.json", "x")
    assert [p.name for p in tmp_path.iterdir()] == ["result.json"]
