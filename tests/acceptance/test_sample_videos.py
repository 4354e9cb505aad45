"""Every sample video scores what is true of it."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "sample_videos"
CLIPS: list[dict[str, Any]] = tomllib.loads((FOLDER / "registry.toml").read_text("utf-8"))["clip"]
EDGE_S = 0.3
"""How far the edge of a repetition may be off."""


@pytest.mark.parametrize("clip", CLIPS, ids=[clip["file"] for clip in CLIPS])
def test_a_sample_video_scores_its_true_repetitions(clip: dict[str, Any]) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "handtrack", "score", "--json", "-e", clip["exercise"]]
        + [str(FOLDER / clip["file"])],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    result = json.loads(run.stdout)
    assert result["side"] == clip["side"]

    found, true = result["repetitions"], clip["repetitions"]
    assert [r["status"] for r in found] == [r["status"] for r in true]
    for seen, really in zip(found, true, strict=True):
        assert seen["start_s"] == pytest.approx(really["start_s"], abs=EDGE_S)
        assert seen["end_s"] == pytest.approx(really["end_s"], abs=EDGE_S)
        if "reason" in really:
            assert [note["reason"] for note in seen["notes"]] == [really["reason"]]
