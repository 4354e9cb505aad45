"""What is scored for a patient is kept, once, and said."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from handtrack.batch.jobs import Job, Outcome, Request
from handtrack.cli.app import build
from handtrack.cli.keeping import Declared, Said, keeper_for
from handtrack.definitions.library import find
from handtrack.landmarks import recording_file
from handtrack.landmarks.hand import Finger
from handtrack.records.patient import ReportTime
from handtrack.records.store.location import find_location
from handtrack.records.store.store import Store
from handtrack.records.values import History
from handtrack.scoring.score import score
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style
from tests.helpers.paths import RECORDINGS

CLIP = RECORDINGS / "deviation.npz"


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "handtrack.db"
    assert run(path, "patient", "add", "M. K.").exit_code == 0
    return path


def run(db: Path, *arguments: str | Path | int) -> Result:
    environment = {"COLUMNS": "100", "HANDTRACK_DB": str(db)}
    return CliRunner().invoke(build(), [str(a) for a in arguments], env=environment)


def kept(db: Path) -> History:
    with Store.open(find_location(str(db))) as store:
        return store.history("mk")


def test_the_result_is_kept_with_repetitions_landmarks_and_movement(db: Path) -> None:
    done = run(db, "score", CLIP, "-e", 12, "--patient", "MK", "--date", "2026-09-01")
    assert done.exit_code == 0, done.output
    assert "Kept for mk, 2026-09-01: 1 exercise." in done.stdout
    ((exercise,),) = (s.exercises for s in kept(db).sessions)
    scored = score(recording_file.read(CLIP), find("12"))
    with Store.open(find_location(str(db))) as store:
        assert store.result(exercise.id) == scored.result
        landmarks = recording_file.read(store.file(exercise.files[0]))
    assert len(landmarks) == len(recording_file.read(CLIP))
    assert exercise.files[0].name == "deviation.npz"
    assert len(exercise.repetitions) == len(scored.result.repetitions) == 5
    assert exercise.movement == scored.result.movement
    assert all(r.smoothness is not None for r in exercise.repetitions)


def test_without_a_patient_nothing_is_kept(db: Path) -> None:
    assert run(db, "score", CLIP, "-e", 12).exit_code == 0
    assert kept(db).sessions == ()


def test_what_is_said_and_declared_is_kept(db: Path) -> None:
    options: list[Any] = ["--pain-before", 2, "--pain", 4, "--effort", 6, "--words", "hard"]
    options += ["--assisted", "--resistance", "red putty"]
    assert run(db, "score", CLIP, "-e", 12, "--patient", "mk", *options).exit_code == 0
    (session,) = kept(db).sessions
    before, after = session.reports
    assert (before.moment, before.pain, before.effort) == (ReportTime.BEFORE, 2, None)
    assert (after.moment, after.pain, after.effort, after.words) == (ReportTime.AFTER, 4, 6, "hard")
    assert (session.exercises[0].assisted, session.exercises[0].resistance) == (True, "red putty")


@pytest.mark.parametrize(
    "option", [["--pain", 3], ["--date", "2026-09-01"], ["--assisted"], ["--words", "x"]]
)
def test_what_only_a_patient_can_have_needs_one(option: list[Any], db: Path) -> None:
    result = run(db, "score", CLIP, "-e", 12, *option)
    assert result.exit_code == 2
    assert "--patient: name the patient" in result.stderr


def test_an_unknown_patient_is_told_before_anything_is_scored(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run(db, "score", CLIP, "-e", 12, "--patient", "mx", "-o", out)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "There is no patient 'mx'. Do you mean mk?" in result.stderr
    assert not out.exists()


def test_several_files_are_one_session_and_a_bad_one_spoils_nothing(
    db: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.npz"
    bad.write_bytes(b"no recording")
    other = tmp_path / "other.npz"
    shutil.copy(RECORDINGS / "wrist_flexext.npz", other)
    result = run(db, "score", CLIP, bad, other, "-e", 12, "--patient", "mk")
    assert result.exit_code == 1
    assert "2 exercises" in result.stdout
    (session,) = kept(db).sessions
    assert [e.files[0].name for e in session.exercises] == ["deviation.npz", "other.npz"]


def test_the_same_clip_is_kept_once_a_day_unless_asked(db: Path) -> None:
    def again(*options: str) -> Result:
        return run(db, "score", CLIP, "-e", 12, "--patient", "mk", *options)

    assert again("--date", "2026-09-01").exit_code == 0
    refused = again("--date", "2026-09-01T18:00")
    assert refused.exit_code == 1
    assert "deviation.npz is kept already for exercise 12 on 2026-09-01" in refused.stderr
    assert "repetition" in refused.stdout  # the result is still told
    assert again("--date", "2026-09-02").exit_code == 0
    assert again("--date", "2026-09-01", "--again").exit_code == 0
    assert len(kept(db).sessions) == 3


def test_the_video_itself_is_kept_only_when_asked(db: Path, tmp_path: Path) -> None:
    video, folder = tmp_path / "clip.mp4", tmp_path / "clip"
    video.write_bytes(b"frames")
    folder.mkdir()
    shutil.copy(CLIP, folder / "recording.npz")
    outcome = Outcome(
        Job(video, Request(find("12")), folder), score(recording_file.read(CLIP), find("12")).result
    )
    for wanted, kinds in ((False, ["landmarks"]), (True, ["landmarks", "video"])):
        declared = Declared(video=wanted, again=True)
        with keeper_for("mk", str(db), None, Said(), declared) as keeper:
            assert keeper is not None
            keeper.keep(outcome)
            assert keeper.troubles == []
            files = keeper.store.history("mk").sessions[-1].exercises[0].files
            assert [f.kind for f in files] == kinds
    with Store.open(find_location(str(db))) as store:
        assert store.file(files[1]).read_bytes() == b"frames"


def test_json_stays_alone_on_stdout(db: Path) -> None:
    result = run(db, "score", CLIP, "-e", 12, "--patient", "mk", "--json")
    assert json.loads(result.stdout)["exercise"] == "12"
    assert "Kept for mk" in result.stderr


def test_results_can_go_to_a_folder_as_well(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run(db, "score", CLIP, "-e", 12, "--patient", "mk", "-o", out)
    assert result.exit_code == 0
    assert (out / "deviation/result.json").exists()
    assert len(kept(db).sessions) == 1


def test_what_the_record_says_is_missing_is_left_out(db: Path, tmp_path: Path) -> None:
    clip = tmp_path / "fist.npz"
    recording_file.write(clip, perform(find("34"), Style(amplitudes=[1.0] * 3)))
    lacking = ("--affected", "right", "--without", "little")
    assert run(db, "patient", "edit", "mk", *lacking).exit_code == 0
    of_record = run(db, "score", clip, "-e", 34, "--patient", "mk", "--hand", "right")
    words = " ".join(of_record.stdout.split())
    assert "right hand without the little finger" in words, of_record.output
    healthy = run(db, "score", clip, "-e", 34, "--patient", "mk", "--hand", "left", "--again")
    assert "without" not in healthy.stdout
    own = ("--without", "none", "--again", "--hand", "right")
    assert "without" not in run(db, "score", clip, "-e", 34, "--patient", "mk", *own).stdout
    done = [e for s in kept(db).sessions for e in s.exercises]
    assert [e.without for e in done] == [(Finger.LITTLE,), (), ()]
    shown = " ".join(run(db, "patient", "show", "mk").stdout.split())
    assert "3 valid, without the little finger" in shown
    report = run(db, "report", "--patient", "mk", "-f", "html", "-o", tmp_path / "report")
    assert report.exit_code == 0, report.output
    page = "".join(p.read_text("utf-8") for p in tmp_path.rglob("*.html"))
    assert "34. Composite fist, without the little finger" in page


def test_a_hand_that_is_not_the_affected_one_is_asked_about(db: Path, tmp_path: Path) -> None:
    recording = perform(find("33"), Style(amplitudes=[1.0] * 3))  # of a right hand
    clip = tmp_path / "mirrored.npz"
    recording_file.write(clip, recording)
    assert run(db, "patient", "edit", "mk", "--affected", "left").exit_code == 0
    asked = run(db, "score", clip, "-e", 33, "--patient", "mk")
    assert asked.exit_code == 1
    assert "shows a right hand, and the affected hand of mk is the left one" in asked.stderr
    assert "is the clip mirrored" in asked.stderr
    assert kept(db).sessions == ()
    for side in ("right", "left"):
        told = run(db, "score", clip, "-e", 33, "--patient", "mk", "--hand", side, "--again")
        assert told.exit_code == 0, told.output
    assert run(db, "patient", "edit", "mk", "--affected", "right").exit_code == 0
    assert run(db, "score", clip, "-e", 33, "--patient", "mk", "--again").exit_code == 0


def test_what_is_kept_of_a_part_is_the_part(db: Path) -> None:
    options = ("--start", "0:02", "--slowed", "2")
    done = run(db, "score", CLIP, "-e", 12, "--patient", "mk", *options)
    assert done.exit_code == 0, done.output
    ((exercise,),) = (s.exercises for s in kept(db).sessions)
    assert exercise.made_by.start_s == 2
    assert exercise.made_by.slowed == 2
    with Store.open(find_location(str(db))) as store:
        landmarks = recording_file.read(store.file(exercise.files[0]))
        assert score(landmarks, find("12")).result == store.result(exercise.id)
    assert landmarks.time_s[0] == pytest.approx(1.0, abs=0.05)
