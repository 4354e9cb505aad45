"""The sample videos are the ones the registry describes."""

import hashlib
import tomllib
from itertools import pairwise
from typing import Any

import cv2
import pytest

from handtrack.definitions.library import find, load_all
from handtrack.events import Reason, Status
from handtrack.landmarks.hand import Finger, Side
from tests.helpers.paths import SAMPLE_VIDEOS

REGISTRY = tomllib.loads((SAMPLE_VIDEOS / "registry.toml").read_text("utf-8"))
CLIPS: list[dict[str, Any]] = REGISTRY["clip"]

every_clip = pytest.mark.parametrize("clip", CLIPS, ids=[clip["file"] for clip in CLIPS])


def test_the_registry_lists_every_clip_of_the_folder_once() -> None:
    assert sorted(clip["file"] for clip in CLIPS) == sorted(
        p.name for p in SAMPLE_VIDEOS.glob("*.mp4")
    )


def test_every_exercise_has_a_clip_that_can_be_done_within_one() -> None:
    held_long, on_task = {"3", "4"}, {"7", "8", "9"}
    shown = {clip["exercise"] for clip in CLIPS}
    assert shown == {e.id for e in load_all()} - held_long - on_task


def test_the_licence_of_the_clips_lies_beside_them() -> None:
    text = (SAMPLE_VIDEOS / "LICENSE-clips.txt").read_text("utf-8")
    assert {clip["licence"] for clip in CLIPS} == {"MIT"}
    assert "Copyright (c) 2019 Amazon" in text
    assert "Permission is hereby granted" in text


@every_clip
def test_the_hash_is_the_file_s(clip: dict[str, Any]) -> None:
    assert hashlib.sha256((SAMPLE_VIDEOS / clip["file"]).read_bytes()).hexdigest() == clip["sha256"]


@every_clip
def test_frames_and_size_are_the_file_s(clip: dict[str, Any]) -> None:
    video = cv2.VideoCapture(str(SAMPLE_VIDEOS / clip["file"]))
    fps = video.get(cv2.CAP_PROP_FPS)
    frames = []
    while True:
        more, frame = video.read()
        if not more:
            break
        frames.append(frame.shape[1::-1])
    video.release()
    assert fps == pytest.approx(clip["fps"])
    assert len(frames) == clip["frames"]
    assert set(frames) == {tuple(clip["size_px"])}


@every_clip
def test_the_side_is_given(clip: dict[str, Any]) -> None:
    shows_nobody = clip["file"] == "nobody.mp4"
    assert clip["side"] in (["none"] if shows_nobody else list(Side))


@every_clip
def test_repetitions_follow_one_another_within_the_clip(clip: dict[str, Any]) -> None:
    repetitions = clip["repetitions"]
    times = [t for r in repetitions for t in (r["start_s"], r["end_s"])]
    assert bool(times) is (clip["file"] not in ("nobody.mp4", "still_hand.mp4"))
    # One that is not brought back ends where the next begins.
    assert all(a <= b for a, b in pairwise([0.0, *times, clip["frames"] / clip["fps"]]))


@every_clip
def test_a_repetition_has_a_reason_exactly_where_it_does_not_count(clip: dict[str, Any]) -> None:
    for repetition in clip["repetitions"]:
        if Status(repetition["status"]) is Status.VALID:
            assert "reason" not in repetition
        else:
            assert Reason(repetition["reason"])


@every_clip
def test_true_angles_are_given_for_each_repetition_of_joints_the_exercise_reports(
    clip: dict[str, Any],
) -> None:
    readings = [r for entry in find(clip["exercise"]).rom for r in entry.readings]
    reported = {f"{r.measure}_{r.finger}" if r.finger else r.measure for r in readings}
    for row in clip.get("rom", []):
        assert row["measure"] in reported
        assert len(row["start_deg"]) == len(row["peak_deg"]) == len(clip["repetitions"])


@every_clip
def test_touches_lie_within_their_repetition(clip: dict[str, Any]) -> None:
    for touch in clip.get("touches", []):
        assert Finger(touch["finger"])
        repetition = clip["repetitions"][touch["repetition"] - 1]
        assert repetition["start_s"] < touch["start_s"] < touch["end_s"] < repetition["end_s"]
