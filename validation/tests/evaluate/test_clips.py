"""What a truth file may say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from handtrack.landmarks.hand import Finger
from validation.evaluate.clips import Made, Placement, TruthError, read_clip, read_folder

FRAMES = 60
ABOUT: dict[str, Any] = {
    "movement": "spread",
    "fps": 30,
    "frames": FRAMES,
    "width": 640,
    "height": 480,
    "side": "left",
    "skin": "dark",
    "bg": "room",
    "view": {"yaw": -22, "dist": 0.46},
    "reps": [{"start": 3.0, "peak": 9.0, "end": 15.0, "partial": False}],
}


def write(folder: Path, changes: dict[str, Any], joints: bool = True) -> Path:
    (folder / "a.mp4").touch()
    path = folder / "a.json"
    path.write_text(json.dumps(ABOUT | changes))
    if joints:
        points = np.linspace(0, 1, FRAMES * 63).reshape(FRAMES, 21, 3)
        np.savez(folder / "a.npz", joints3d=points, px=points[..., :2] * 400)
    return path


def test_a_clip_is_read_with_its_repetitions_in_seconds(tmp_path: Path) -> None:
    clip = read_clip(write(tmp_path, {}))
    (rep,) = clip.reps
    assert (rep.start_s, rep.end_s, rep.made) == (0.1, 0.5, Made.FULL)
    assert (clip.exercises, clip.placement) == (("33",), Placement.PRESCRIBED)
    assert clip.factors["skin"] == "dark"
    assert clip.factors["camera turned"] == "-22°"
    assert clip.inside.all()


def test_a_camera_that_is_hardly_turned_is_not_turned(tmp_path: Path) -> None:
    for turned_deg in (-0.4, 0.0, 0.4):
        clip = read_clip(write(tmp_path, {"turned_deg": turned_deg}))
        assert clip.factors["camera turned"] == "+0°"


def test_a_spoiled_repetition_says_how(tmp_path: Path) -> None:
    rep = {"start": 3, "end": 15, "status": "spoiled", "spoiled": "no_return"}
    clip = read_clip(write(tmp_path, {"reps": [rep]}))
    assert (clip.reps[0].made, clip.reps[0].spoiled) == (Made.SPOILED, "no_return")
    assert clip.count(Made.FULL) == 0


def test_touches_are_in_seconds_and_by_the_names_of_fingers(tmp_path: Path) -> None:
    rep = {"start": 3, "end": 15, "partial": True, "touches": [["pinky", 6, 9]]}
    clip = read_clip(write(tmp_path, {"reps": [rep]}))
    (touch,) = clip.reps[0].touches
    assert (touch.finger, touch.start_s, touch.end_s) == (Finger.LITTLE, 0.2, 0.3)


@pytest.mark.parametrize("changes", [{"fps": 15}, {"view": {"dist": 0.9}}], ids=["slow", "far"])
def test_a_slow_or_far_camera_is_off_placement(tmp_path: Path, changes: dict[str, Any]) -> None:
    assert read_clip(write(tmp_path, changes)).placement is Placement.OFF


def test_a_clip_without_a_hand_has_no_joints_and_no_exercise(tmp_path: Path) -> None:
    clip = read_clip(write(tmp_path, {"movement": "nothing", "reps": []}, joints=False))
    assert clip.placement is Placement.NEGATIVE
    assert not clip.inside.any()


@pytest.mark.parametrize(
    "changes",
    [{"side": "both"}, {"fps": "quick"}, {"reps": [{"start": 9, "end": 3}]}, {"frames": 61}],
    ids=["side", "fps", "backward", "frames"],
)
def test_a_wrong_truth_is_one_sentence_with_the_file(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    path = write(tmp_path, changes)
    with pytest.raises(TruthError, match=r"a\.json is no truth of a clip: .*Render"):
        read_clip(path)


def test_a_truth_without_its_video_is_an_error(tmp_path: Path) -> None:
    path = write(tmp_path, {})
    (tmp_path / "a.mp4").unlink()
    with pytest.raises(TruthError, match=r"a\.mp4, which is not beside it"):
        read_clip(path)


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TruthError, match="holds no clip"):
        read_folder(tmp_path)
