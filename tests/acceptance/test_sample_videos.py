"""Every sample video scores what is true of it."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from audit.reasons import PARTIAL_REASONS, SPOILED

from handtrack.events import Reason

FOLDER = Path(__file__).parents[2] / "sample_videos"
CLIPS: list[dict[str, Any]] = tomllib.loads((FOLDER / "registry.toml").read_text("utf-8"))["clip"]
EDGE_S, EDGE_SHARE = 0.31, 0.15
"""How far the edge of a counted repetition may be off: so much, or more where it is slow, for a
slow movement hardly shows at first."""

Rep = dict[str, Any]


def overlap_s(a: Rep, b: Rep) -> float:
    return float(min(a["end_s"], b["end_s"]) - max(a["start_s"], b["start_s"]))


@pytest.mark.parametrize("clip", [pytest.param(c, id=c["file"]) for c in CLIPS])
def test_a_sample_video_scores_its_true_repetitions(clip: Rep) -> None:
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
    assert clip["side"] in (result["side"], "none")

    found, true = result["repetitions"], clip["repetitions"]
    counted = [r for r in found if r["status"] == "valid"]
    assert len(counted) == sum(r["status"] == "valid" for r in true)
    for really in true:
        seen = max(found, key=lambda r: overlap_s(r, really))
        assert overlap_s(seen, really) > 0, "nobody noticed it"
        if really["status"] == "valid":
            assert seen["status"] == "valid"
            most_s = max(EDGE_S, EDGE_SHARE * (really["end_s"] - really["start_s"]))
            assert seen["start_s"] == pytest.approx(really["start_s"], abs=most_s)
            assert seen["end_s"] == pytest.approx(really["end_s"], abs=most_s)
        else:
            assert seen["status"] != "valid"
            told = {Reason(note["reason"]) for note in seen["notes"]}
            assert told & SPOILED.get(really["made"], PARTIAL_REASONS)
