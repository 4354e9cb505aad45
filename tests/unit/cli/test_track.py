from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from handtrack.cli.commands.track import track
from handtrack.errors import ModelError, SourceError, TrackerError
from handtrack.landmarks import recording_file
from handtrack.tracking.open_tracker import LandmarkEngine
from tests.helpers.table_pictures import disc
from tests.helpers.video_files import cut, index_first, moving_hand, red_corner, write_clip

app = typer.Typer()
app.command()(track)


def run(*arguments: str | Path) -> tuple[str, str]:
    result = CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout, result.stderr


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_clip(tmp_path / "clip.mp4", moving_hand(30))


def test_it_writes_the_landmarks_and_says_what_it_saw(clip: Path, tmp_path: Path) -> None:
    output = tmp_path / "marks.npz"
    stdout, _ = run(clip, "-o", output)
    assert stdout == f"{output}: 30 frames, 1.0 s, left hand in 100% of them.\n"
    tracked = recording_file.read(output)
    assert len(tracked) == 30
    assert tracked.header.slots == 1
    assert np.isfinite(tracked.image_px).all()


def test_the_recording_lies_beside_the_video_unless_told(clip: Path) -> None:
    run(clip)
    assert len(recording_file.read(clip.with_suffix(".npz"))) == 30


def test_json_alone_on_stdout(clip: Path) -> None:
    stdout, _ = run(clip, "--json", "--hands", "2")
    assert json.loads(stdout) == {
        "recording": str(clip.with_suffix(".npz")),
        "frames": 30,
        "duration_s": 0.967,
        "hands": [{"side": "left", "seen": 1.0}, {"side": None, "seen": 0.0}],
        "object": None,
        "times_repaired": 0,
        "complete": True,
        "note": "",
        "warnings": [],
    }


def test_an_object_that_is_pointed_at_is_followed_and_said(tmp_path: Path) -> None:
    pictures = list(moving_hand(30))
    for i, picture in enumerate(pictures):
        disc(picture, (60 + 2 * i, 30), 14, (30, 60, 220))
    clip, output = write_clip(tmp_path / "ball.mp4", pictures), tmp_path / "ball.npz"
    stdout, _ = run(clip, "-o", output, "--object", "80,30@0.34")
    assert "The ball was in sight in 100% of them." in stdout
    found = recording_file.read(output).object_px
    assert found is not None
    assert found[:, 0, 0] == pytest.approx(60 + 2 * np.arange(30), abs=3)
    stdout, _ = run(clip, "--object", "80,30@0.34", "--json")
    assert json.loads(stdout)["object"] == {"kind": "ball", "seen": 1.0}


def test_an_unheard_of_object_is_refused(clip: Path) -> None:
    result = CliRunner().invoke(app, [str(clip), "--object-kind", "cat"])
    assert result.exit_code == 2
    assert "is none of ball, rod, bottle, pieces" in " ".join(result.output.split())


def test_no_hand_and_an_incomplete_clip_are_said(tmp_path: Path) -> None:
    moving = (np.roll(picture, 4 * i, axis=1) for i, picture in enumerate(red_corner(60)))
    clip = cut(index_first(write_clip(tmp_path / "clip.mp4", moving)), 0.6)
    stdout, _ = run(clip)
    assert "no hand found. Incomplete: Decoding stopped at" in stdout


def test_wrong_files_are_errors_with_a_sentence(tmp_path: Path, clip: Path) -> None:
    with pytest.raises(SourceError, match="There is no file"):
        run(tmp_path / "missing.mp4")
    with pytest.raises(ModelError, match="is not the hand model"):
        run(clip, "--model", clip)


@pytest.mark.parametrize("engine", LandmarkEngine)
def test_the_recording_names_the_engine_that_was_asked_for(
    clip: Path, engine: LandmarkEngine
) -> None:
    run(clip, "--tracker", engine.upper())
    assert recording_file.read(clip.with_suffix(".npz")).header.engine == engine.version


def test_an_unheard_of_engine_is_refused(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = CliRunner().invoke(app, [str(clip), "--tracker", "kinect"])
    assert result.exit_code == 2
    assert "'kinect' is none of: litert, mediapipe." in " ".join(result.output.split())
    monkeypatch.setenv("HANDTRACK_TRACKER", "kinect")
    with pytest.raises(TrackerError, match="HANDTRACK_TRACKER is 'kinect'"):
        run(clip)


def test_three_hands_are_refused(clip: Path) -> None:
    result = CliRunner().invoke(app, [str(clip), "--hands", "3"])
    assert result.exit_code == 2
