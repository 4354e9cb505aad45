"""`--start`, `--end` and `--slowed`: what they mean, and what is refused."""

from __future__ import annotations

import json
from math import inf
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner, Result

from handtrack.cli.app import build
from handtrack.cli.clip_parts import clip_part
from handtrack.landmarks import recording_file
from handtrack.sources.clip_part import ClipPart
from tests.helpers.paths import RECORDINGS
from tests.helpers.video_files import code_clip, cut, moving_hand

CLIP = RECORDINGS / "spread.npz"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(build(), [str(a) for a in arguments], env={"COLUMNS": "100"})


@pytest.mark.parametrize(
    ("start", "end", "slowed", "meant"),
    [
        (None, None, None, ClipPart()),
        ("4", "1:30", None, ClipPart(4.0, 90.0)),
        ("0:02.5", None, 8.0, ClipPart(2.5, inf, 8.0)),
        (None, "1:01:05", None, ClipPart(0.0, 3665.0)),
    ],
)
def test_times_are_seconds_or_minutes_and_seconds(
    start: str | None, end: str | None, slowed: float | None, meant: ClipPart
) -> None:
    assert clip_part(start, end, slowed) == meant


@pytest.mark.parametrize(
    ("start", "end", "slowed", "says"),
    [
        ("soon", None, None, "no time in a clip"),
        ("-1", None, None, "no time in a clip"),
        ("1:75", None, None, "no time in a clip"),
        ("inf", None, None, "no time in a clip"),
        ("5", "5", None, "give a later end"),
        (None, "0", None, "give a later end"),
        (None, None, 0.0, "no slow motion"),
        (None, None, float("nan"), "no slow motion"),
    ],
)
def test_what_is_no_part_is_refused(
    start: str | None, end: str | None, slowed: float | None, says: str
) -> None:
    with pytest.raises(typer.BadParameter, match=says):
        clip_part(start, end, slowed)


def test_a_part_scores_what_lies_in_it_at_the_times_of_the_clip() -> None:
    whole = json.loads(run("score", CLIP, "-e", "33", "--json").stdout)
    first, second = whole["repetitions"][:2]
    middle_s = (first["end_s"] + second["start_s"]) / 2
    done = run("score", CLIP, "-e", "33", "--json", "--start", f"{middle_s:.3f}")
    part = json.loads(done.stdout)
    assert part["repetitions"][0]["start_s"] == pytest.approx(second["start_s"], abs=0.1)
    assert len(part["repetitions"]) == len(whole["repetitions"]) - 1
    assert part["made_by"]["start_s"] == pytest.approx(middle_s, abs=0.001)
    assert part["made_by"]["end_s"] is None


def test_slow_motion_has_the_tempo_of_life() -> None:
    whole = json.loads(run("score", CLIP, "-e", "33", "--json").stdout)
    slow = json.loads(run("score", CLIP, "-e", "33", "--json", "--slowed", "2").stdout)
    assert slow["made_by"]["slowed"] == 2
    assert slow["duration_s"] == pytest.approx(whole["duration_s"] / 2)


def test_a_part_that_is_not_there_is_said() -> None:
    done = run("score", CLIP, "-e", "33", "--start", "10:00")
    assert done.exit_code == 1
    assert "Give --start and --end within it" in done.stderr


def test_a_part_does_not_replace_the_recording_it_is_of(tmp_path: Path) -> None:
    kept = tmp_path / "spread" / "recording.npz"
    kept.parent.mkdir()
    recording_file.write(kept, recording_file.read(CLIP))
    before = kept.read_bytes()
    done = run("score", kept, "-e", "33", "--end", "3", "--out", tmp_path)
    assert done.exit_code == 1
    assert "would be replaced by a part of itself" in done.stderr
    assert kept.read_bytes() == before


def test_what_is_missing_of_a_file_is_told_and_leaves_the_count_open(tmp_path: Path) -> None:
    clip = cut(code_clip(tmp_path / "a.ts", moving_hand(90, (640, 480))), 0.6)
    clip.write_bytes(clip.read_bytes()[: clip.stat().st_size // 188 * 188 + 50])
    done = run("score", clip, "-e", "33")
    assert done.exit_code == 0
    assert "Incomplete: It is cut off after" in done.stdout
    assert "part of the file was not seen" in " ".join(done.stdout.split())
    result = json.loads(run("score", clip, "-e", "33", "--json").stdout)
    assert result["complete"] is False
    assert "cut off" in result["note"]
    assert result["summary"]["bounds"]["at_most"] is None


def test_a_clip_that_shows_nothing_leaves_no_result(tmp_path: Path) -> None:
    clip = code_clip(tmp_path / "a.mp4", [np.zeros((240, 320, 3), np.uint8)] * 20)
    out = tmp_path / "out"
    done = run("score", clip, "-e", "33", "--out", out)
    assert done.exit_code == 1
    assert "show nothing" in done.stderr
    assert {path.name for path in out.rglob("*.*")} == {"outcome.json", "summary.csv"}
