"""What live sessions left on disk, as the terminal tells it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from handtrack.cli.app import build
from handtrack.definitions.library import find
from handtrack.landmarks.hand import Side
from handtrack.landmarks.recording import TrackedFrame
from handtrack.live.flow.states import BEFORE
from handtrack.live.flow.transitions import begin
from handtrack.live.session_folder.session_writer import TOUCH_S, SessionWriter
from handtrack.live.session_folder.stored_session import read_session
from handtrack.live.session_plan import single, with_dose
from handtrack.scoring.score import score
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style

FIST = find("34")
NOW = datetime(2026, 3, 2, 10, 30)
FIELDS = ("image_px", "world_m", "is_right", "side_score", "settling")
LONG_AGO_S = 3600


def told(folder: Path, *command: str) -> str:
    options = ["sessions", *command, "--folder", str(folder)]
    done = CliRunner().invoke(build(), options, env={"COLUMNS": "100"})
    assert done.exit_code == 0, done.stderr
    return done.stdout


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[SessionWriter]:
    """Of a session that has just begun: two fists with the right hand."""
    plan = [{"exercise": "34", "hand": "right", "sets": 1, "reps": 2}]
    begun = SessionWriter(tmp_path, {"plan": plan}, NOW)
    yield begun
    begun._events.close()


def left_alone(keeper: SessionWriter) -> None:
    """As if nothing had been written for an hour."""
    then_s = time.time() - LONG_AGO_S
    for path in keeper.folder.iterdir():
        os.utime(path, (then_s, then_s))


def test_a_session_that_runs_is_not_called_interrupted(
    keeper: SessionWriter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "running" in told(tmp_path, "list")
    left_alone(keeper)
    assert "interrupted" in told(tmp_path, "list")
    now_s = time.monotonic()
    monkeypatch.setattr(
        "handtrack.live.session_folder.session_writer.time.monotonic", lambda: now_s + 2 * TOUCH_S
    )
    keeper.touch()  # as in a long pause
    assert "running" in told(tmp_path, "list")


def test_a_session_whose_summary_was_read_has_ended(keeper: SessionWriter) -> None:
    """Whatever happens to the program after that."""
    state = replace(begin(single(FIST, Side.RIGHT), 0.0), answers=((BEFORE[0], 3),))
    keeper.end("finished", state)
    assert read_session(keeper.folder).status == "finished"
    assert json.loads((keeper.folder / "session.json").read_text())["answers"] == {"pain_before": 3}


@pytest.mark.parametrize("ends", [True, False], ids=["whole", "interrupted"])
def test_a_set_is_held_against_what_was_planned(
    keeper: SessionWriter, tmp_path: Path, ends: bool
) -> None:
    recording = perform(FIST, Style(amplitudes=[1.0] * 3))
    own = score(recording, FIST, Side.RIGHT).result.calibration
    keeper.begin_set("01-34-right-1", recording.header, own)
    for i in range(len(recording)):
        frame = (float(recording.time_s[i]), *(getattr(recording, name)[i] for name in FIELDS))
        keeper.frame(TrackedFrame(*frame))
    result = score(keeper.end_set(recording.header), FIST, Side.RIGHT, own).result
    if ends:
        keeper.result(with_dose(result, 2))
    assert "valid of 2 (as planned)" in told(tmp_path, "show", keeper.folder.name)
    as_json = json.loads(told(tmp_path, "show", keeper.folder.name, "--json"))
    assert as_json["results"][0]["summary"]["dose"] == 2
    assert json.loads(told(tmp_path, "list", "--json"))[0]["sets"] == 1


def test_the_usual_dose_is_still_told_as_such() -> None:
    result = score(perform(FIST, Style(amplitudes=[1.0] * 3)), FIST, Side.RIGHT).result
    assert with_dose(result, None) is result
    assert with_dose(result, FIST.dose.reps) is result
