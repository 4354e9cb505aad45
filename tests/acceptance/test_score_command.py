"""`handtrack score` as a user runs it, on videos."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import cv2
import pytest

from tests.helpers.paths import SAMPLE_VIDEOS
from tests.helpers.terminals import as_in_a_terminal, without_remarks
from tests.helpers.video_files import moving_hand, write_clip

pytestmark = pytest.mark.slow

SAMPLE = SAMPLE_VIDEOS / "left_spread.mp4"
SCORE = [sys.executable, "-m", "handtrack", "score"]
KEPT = ["outcome.json", "recording.npz", "reps.csv", "result.json", "signals.csv"]


def score(*arguments: str | Path, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*before, *SCORE, *map(str, arguments)],
        env=os.environ | {"COLUMNS": "80"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of one sample video, with the drawn video."""
    out = tmp_path_factory.mktemp("out")
    run = score(SAMPLE, "-e", "33", "--out", out, "--annotate")
    assert (run.returncode, without_remarks(run.stderr)) == (0, "")
    return out / "left_spread"


def test_everything_is_kept(scored: Path) -> None:
    assert names(scored) == ["annotated.mp4", *KEPT]
    assert names(scored.parent) == ["left_spread", "summary.csv"]


def test_a_recording_scores_like_its_video_to_the_last_digit(scored: Path) -> None:
    video = score(SAMPLE, "-e", "33", "--json")
    recording = score(scored / "recording.npz", "-e", "33", "--json")
    assert without_remarks(video.stderr) == recording.stderr == ""
    assert json.loads(video.stdout)["summary"]["valid"] == 2
    assert recording.stdout == video.stdout == (scored / "result.json").read_text("utf-8")


def test_the_drawn_video_has_all_frames_in_a_format_that_plays(scored: Path) -> None:
    drawn = cv2.VideoCapture(str(scored / "annotated.mp4"))
    clip = cv2.VideoCapture(str(SAMPLE))
    for what in (cv2.CAP_PROP_FRAME_COUNT, cv2.CAP_PROP_FPS, cv2.CAP_PROP_FRAME_WIDTH):
        assert drawn.get(what) == clip.get(what)
    codec = int(drawn.get(cv2.CAP_PROP_FOURCC)).to_bytes(4, "little").decode().lower()
    assert codec in {"avc1", "h264"}  # what browsers play
    fine, picture = drawn.read()
    assert fine
    assert picture.std() > 20


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two videos, one that is none, and what is no business of ours."""
    clips = tmp_path / "clips"
    clips.mkdir()
    for name in ("one.mp4", "two.mp4"):
        write_clip(clips / name, moving_hand(40))
    (clips / "broken.mp4").write_bytes(b"\0" * 5000)
    (clips / "notes.txt").write_text("x")
    return clips


def test_a_folder_is_scored_and_the_broken_video_named(folder: Path, tmp_path: Path) -> None:
    run = score(folder, "-e", "34", "--out", tmp_path / "out")
    assert run.returncode == 1
    assert run.stderr == f"Passed over in {folder}: 1 neither video nor recording.\n"
    rows = {line.split()[0]: line.split()[-1] for line in run.stdout.splitlines() if line}
    assert (rows["one.mp4"], rows["two.mp4"], rows["broken.mp4"]) == ("look", "look", "failed")
    assert "2 files scored, 1 failed." in run.stdout
    said = "".join(run.stdout.split())  # a long path is broken in the middle of a word
    assert "broken.mp4holdsnopicturethatcanbedecoded" in said
    assert "one.mp4:norepetitionwasfound" in said
    assert names(tmp_path / "out") == ["broken", "one", "summary.csv", "two"]
    assert names(tmp_path / "out/broken") == ["outcome.json"]
    assert names(tmp_path / "out/one") == names(tmp_path / "out/two") == KEPT


def test_a_folder_as_json_is_a_line_a_file(folder: Path) -> None:
    run = score(folder, "-e", "34", "--json")
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    assert [Path(line["file"]).name for line in lines] == ["broken.mp4", "one.mp4", "two.mp4"]
    assert [line["error"] is None for line in lines] == [False, True, True]
    assert lines[1]["result"]["made_by"]["source"] == "one.mp4"


def test_videos_of_one_name_keep_apart(folder: Path, tmp_path: Path) -> None:
    (other := tmp_path / "other").mkdir()
    shutil.copy(folder / "one.mp4", other / "one.mp4")
    out = tmp_path / "out"
    run = score(folder / "one.mp4", other / "one.mp4", "-e", "34", "--out", out, "--workers", "1")
    assert run.returncode == 0
    assert names(out) == ["one", "one-2", "summary.csv"]


def test_a_wrong_model_is_said_once_and_before_anything_is_done(
    folder: Path, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.task"
    wrong.write_bytes(b"x")
    run = score(folder, "-e", "34", "--model", wrong, "--out", tmp_path / "out")
    assert (run.returncode, run.stdout) == (1, "")
    passed_over, sentence = run.stderr.splitlines()
    assert passed_over.startswith("Passed over in")
    assert sentence.startswith(f"{wrong} is not the hand model that handtrack knows")
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(os.name == "nt", reason="interrupts a process group")
@pytest.mark.parametrize(
    ("copies", "stop", "to_all"),
    [
        (1, "SIGINT", True),
        (2, "SIGINT", True),
        (2, "SIGTERM", False),
        (2, "SIGHUP", True),
    ],
)
def test_ctrl_c_and_its_like_stop_everything_at_once_in_one_line(
    copies: int, stop: str, to_all: bool, tmp_path: Path
) -> None:
    """A terminal sends to all of its processes, a service manager to the one it knows."""
    number = getattr(signal, stop)
    clips = [tmp_path / f"{i}.mp4" for i in range(copies)]
    for clip in clips:
        write_clip(clip, moving_hand(3000))
    out = tmp_path / "out"
    run = subprocess.Popen(
        [*SCORE, *map(str, clips), "-e", "34", "--out", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=as_in_a_terminal,
    )
    deadline = time.monotonic() + 120
    while not list(out.glob("*/recording.npz.part")):
        assert time.monotonic() < deadline
        assert run.poll() is None
        time.sleep(0.05)
    (os.killpg if to_all else os.kill)(run.pid, number)
    stdout, stderr = run.communicate(timeout=60)  # ends only when no worker holds the pipes
    assert run.returncode == 130
    assert stdout == ""
    assert without_remarks(stderr) == f"Stopped. 0 of {copies} files are done.\n"


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_a_whole_run_opens_no_internet_socket(folder: Path, tmp_path: Path) -> None:
    log = tmp_path / "calls"
    strace = ("strace", "-f", "-e", "trace=network", "-o", str(log))
    run = score(folder, "-e", "34", "--out", tmp_path / "out", "--annotate", before=strace)
    assert "2 files scored, 1 failed." in run.stdout
    calls = log.read_text(errors="replace").splitlines()
    assert any("exited with" in line for line in calls)
    assert [line for line in calls if "AF_INET" in line] == []
