"""A batch that goes on, or runs on several machines, mixes no landmark engines."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from handtrack import __version__
from handtrack.batch import cluster
from handtrack.batch.jobs import Job, Request
from handtrack.batch.result_store import OUTCOME, kept_outcome, tracked_before
from handtrack.batch.score_file import attempt
from handtrack.definitions.library import find
from handtrack.landmarks.hand import LANDMARKS
from handtrack.landmarks.recording import TrackedFrame
from handtrack.sources.video import Frame
from handtrack.tracking.model_file import MODEL_SHA256
from handtrack.tracking.open_tracker import LandmarkEngine, TrackerChoice
from tests.helpers.video_files import moving_hand, write_clip

LITERT, MEDIAPIPE = (TrackerChoice(chosen=engine) for engine in LandmarkEngine)


class Blind:
    """Sees nothing, and calls itself what was asked for."""

    slots, model_sha256, has_presence = 1, MODEL_SHA256, False

    def __init__(self, request: Request) -> None:
        self.engine = request.tracker.engine.version

    def reset(self) -> None: ...

    def track(self, frame: Frame) -> TrackedFrame:
        nowhere = np.full((1, LANDMARKS, 3), np.nan, np.float32)
        score = np.array([np.nan], np.float32)
        nobody = np.array([-1], np.int8)
        return TrackedFrame(frame.time_s, nowhere, nowhere, nobody, score, np.array([False]))


def asked(job: Job, tracker: TrackerChoice) -> Job:
    return replace(job, request=replace(job.request, tracker=tracker))


@pytest.fixture
def job(tmp_path: Path) -> Job:
    """A clip that was scored, with LiteRT."""
    clip = write_clip(tmp_path / "clip.mp4", moving_hand(5))
    job = Job(clip, Request(find("34"), tracker=LITERT), tmp_path / "out", reuse=True)
    assert attempt(job, Blind, lambda *_: None).result
    return job


def test_what_one_engine_did_is_not_what_the_other_would_do(job: Job) -> None:
    assert kept_outcome(job)
    assert tracked_before(job)
    other = asked(job, MEDIAPIPE)
    assert kept_outcome(other) is None
    assert tracked_before(other) is None
    result = attempt(other, Blind, lambda *_: None).result
    assert result
    assert result.made_by.engine == LandmarkEngine.MEDIAPIPE.version
    assert kept_outcome(other)
    assert kept_outcome(job) is None


def test_the_environment_decides_where_nothing_is_asked(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    unasked = asked(job, TrackerChoice())
    monkeypatch.setenv("HANDTRACK_TRACKER", "litert")
    assert kept_outcome(unasked)
    monkeypatch.setenv("HANDTRACK_TRACKER", "mediapipe")
    assert kept_outcome(unasked) is None


def test_an_outcome_of_before_there_were_two_engines_is_mediapipes(job: Job) -> None:
    other = asked(job, MEDIAPIPE)
    assert attempt(other, Blind, lambda *_: None).result
    assert job.folder
    outcome = json.loads((job.folder / OUTCOME).read_text("utf-8"))
    name, version = outcome["made_from"].pop("engine").split()
    assert name == "mediapipe"
    outcome["made_from"]["mediapipe"] = version
    (job.folder / OUTCOME).write_text(json.dumps(outcome), "utf-8")
    assert kept_outcome(other)
    assert kept_outcome(job) is None


def test_a_worker_with_another_engine_scores_nothing(job: Job) -> None:
    outcome = cluster._score(job, (__version__, "litert 99.0"))
    assert outcome.result is None
    here, there = f"handtrack {__version__} with litert 99.0", LandmarkEngine.LITERT.version
    assert f"the worker has handtrack {__version__} with {there}, this is {here};" in outcome.error


def test_a_worker_without_the_engine_says_so(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LandmarkEngine, "version", "")
    outcome = cluster._score(job, (__version__, "litert 2.3.0"))
    assert f"the worker has handtrack {__version__} with no litert, this is" in outcome.error


def test_a_job_goes_to_a_worker_with_the_engine_of_this_machine(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDTRACK_TRACKER", "mediapipe")
    sent = cluster._anywhere(asked(job, TrackerChoice()))
    assert sent.request.tracker == MEDIAPIPE
