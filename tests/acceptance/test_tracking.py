"""From a video file to a landmark recording, with the real engine, on the sample videos."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from handtrack.landmarks import recording_file
from handtrack.landmarks.hand import Side
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.recording_file import part_path
from handtrack.sources.video import VideoSource
from handtrack.tracking.open_tracker import LandmarkEngine
from handtrack.tracking.track_video import track_video
from tests.helpers.paths import SAMPLE_VIDEOS
from tests.helpers.terminals import as_in_a_terminal, without_remarks
from tests.helpers.video_files import moving_hand, shared_tracker, write_clip

pytestmark = pytest.mark.slow

LEFT, RIGHT = SAMPLE_VIDEOS / "left_spread.mp4", SAMPLE_VIDEOS / "fist.mp4"
TRACK = "import typer; from handtrack.cli.commands.track import track; typer.run(track)"


def same(a: Recording, b: Recording) -> bool:
    names = a.header.arrays
    return a.header == b.header and all(
        np.array_equal(getattr(a, n), getattr(b, n), equal_nan=True) for n in names
    )


def test_tracked_again_after_another_clip_a_clip_gives_identical_numbers(tmp_path: Path) -> None:
    tracker = shared_tracker()
    first = track_video(LEFT, tracker)
    track_video(write_clip(tmp_path / "other.mp4", moving_hand(20)), tracker)
    assert same(first, track_video(LEFT, tracker))
    assert len(first) == 166
    assert np.isfinite(first.image_px).all()
    assert first.header.complete


def test_a_hand_is_followed_back_from_where_it_is_found() -> None:
    tracker = shared_tracker(1, LandmarkEngine.MEDIAPIPE)  # LiteRT's loses it nowhere
    curl = SAMPLE_VIDEOS / "wrist_curl.mp4"  # seen from the edge and lost again and again
    found = track_video(curl, tracker)
    tracker.reset()
    with VideoSource(curl) as video:
        forward = [tracker.track(frame) for frame in video]
    seen = np.array([t.is_right[0] >= 0 for t in forward])
    points = np.array([t.image_px for t in forward])
    assert np.array_equal(found.image_px[seen], points[seen])
    filled = np.isfinite(found.image_px[~seen, 0, 0, 0])
    assert 0 < filled.sum() < len(filled)


def test_another_process_gives_identical_numbers(tmp_path: Path) -> None:
    output = tmp_path / "left.npz"
    subprocess.run([sys.executable, "-c", TRACK, LEFT, "-o", output], check=True, timeout=120)
    assert same(track_video(LEFT, shared_tracker(), forearms=True), recording_file.read(output))


def test_the_side_is_the_owners_and_a_mirrored_clip_has_the_other(tmp_path: Path) -> None:
    with VideoSource(LEFT) as video:
        pictures = [frame.image_rgb for frame in video if frame.index < 40]
    plain = write_clip(tmp_path / "plain.mp4", pictures)
    mirrored = write_clip(tmp_path / "mirrored.mp4", [p[:, ::-1] for p in pictures])
    tracker = shared_tracker()
    assert track_video(plain, tracker).slot_sides() == [Side.LEFT]
    assert track_video(mirrored, tracker).slot_sides() == [Side.RIGHT]
    assert track_video(RIGHT, tracker).slot_sides() == [Side.RIGHT]


def test_two_hands_that_cross_nothing_keep_their_slots_through_a_clip(tmp_path: Path) -> None:
    with VideoSource(LEFT) as video:
        pictures = [frame.image_rgb for frame in video if frame.index < 30]
    # side by side, the second one mirrored: a left and a right hand of one person
    both = [np.hstack([p[:, 120:520], p[:, 520:120:-1]]) for p in pictures]
    tracked = track_video(write_clip(tmp_path / "both.mp4", both), shared_tracker(2))
    wrists = tracked.image_px[:, :, 0, 0]
    assert np.isfinite(wrists).mean() > 0.95
    assert (np.nan_to_num(wrists[:, 0], nan=0) < 400).all()
    assert (np.nan_to_num(wrists[:, 1], nan=800) > 400).all()
    assert tracked.slot_sides() == [Side.LEFT, Side.RIGHT]


# How a run ends

WORKERS = """
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

def frames(path):
    from handtrack.tracking.open_tracker import open_tracker
    from handtrack.tracking.track_video import track_video
    return len(track_video(Path(path), open_tracker()))

if __name__ == "__main__":
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        print(list(pool.map(frames, sys.argv[1:])))
"""

CRASH = """
import sys
from pathlib import Path
from handtrack.tracking.open_tracker import open_tracker
from handtrack.tracking.track_video import track_video

def crash(done, total):
    if done == 10:
        raise RuntimeError("mine")

track_video(Path(sys.argv[1]), open_tracker(), progress=crash)
"""


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_clip(tmp_path / "clip.mp4", moving_hand(30))


@pytest.fixture
def workers(tmp_path: Path) -> Path:
    script = tmp_path / "workers.py"
    script.write_text(WORKERS)
    return script


def test_worker_processes_end_without_a_word(clip: Path, workers: Path) -> None:
    run = subprocess.run(
        [sys.executable, workers, clip, clip],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (run.returncode, run.stdout) == (0, "[30, 30]\n")
    assert without_remarks(run.stderr) == ""


def interrupt(command: list[str | Path], output: Path) -> subprocess.CompletedProcess[str]:
    """Press Ctrl-C as soon as a second of landmarks is on the disk."""
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=as_in_a_terminal,
    )
    deadline = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < deadline:
        if part_path(output).exists() and part_path(output).stat().st_size > 30 * 500:
            os.killpg(process.pid, signal.SIGINT)
            break
        time.sleep(0.01)
    out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(command, process.returncode, out, err)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
def test_ctrl_c_keeps_what_was_tracked_and_shows_no_traceback(tmp_path: Path) -> None:
    output = tmp_path / "out.npz"
    run = interrupt([sys.executable, "-c", TRACK, RIGHT, "-o", output], output)
    assert run.returncode == 130
    assert run.stdout == ""
    assert run.stderr == f"Stopped. What was tracked so far is in {part_path(output)}.\n"
    assert not output.exists()
    kept = recording_file.read(part_path(output))
    assert 20 < len(kept) < 330
    assert not kept.header.complete
    whole = track_video(RIGHT, shared_tracker())
    assert np.array_equal(kept.image_px, whole.image_px[: len(kept)], equal_nan=True)


# What leaves the machine: nothing

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


def connections(log: Path) -> list[str]:
    """Lines of a system call log that have to do with the internet."""
    lines = log.read_text(errors="replace").splitlines()
    assert any("exited with" in line or "killed by" in line for line in lines)
    return [line for line in lines if "AF_INET" in line]


def traced(log: Path) -> list[str | Path]:
    return ["strace", "-f", "-e", "trace=network", "-o", log]


@needs_strace
@pytest.mark.parametrize("script", [TRACK, CRASH], ids=["a whole run", "a crash"])
def test_no_internet_socket_is_opened(script: str, clip: Path, tmp_path: Path) -> None:
    log = tmp_path / "calls"
    run = subprocess.run(
        [*traced(log), sys.executable, "-c", script, clip], capture_output=True, timeout=120
    )
    assert run.returncode == (0 if script == TRACK else 1)
    assert connections(log) == []


@needs_strace
def test_no_internet_socket_is_opened_by_workers(clip: Path, workers: Path, tmp_path: Path) -> None:
    log = tmp_path / "calls"
    command = [*traced(log), sys.executable, workers, clip, clip]
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    assert connections(log) == []


@needs_strace
def test_no_internet_socket_is_opened_on_ctrl_c(tmp_path: Path) -> None:
    output, log = tmp_path / "out.npz", tmp_path / "calls"
    run = interrupt([*traced(log), sys.executable, "-c", TRACK, RIGHT, "-o", output], output)
    assert run.returncode == 130
    assert connections(log) == []


@needs_strace
def test_the_log_would_show_an_internet_socket(tmp_path: Path) -> None:
    log = tmp_path / "calls"
    look_up = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()"
    subprocess.run([*traced(log), sys.executable, "-c", look_up], check=True, timeout=60)
    assert connections(log) != []
