"""Many clips scored by one run, by several, by killed ones and by a cluster: the same results."""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from handtrack.cli.app import build
from tests.helpers.paths import GOLDEN, SAMPLE_VIDEOS
from tests.helpers.terminals import without_remarks
from tests.helpers.video_files import moving_hand, write_clip

pytestmark = pytest.mark.slow

SCORE = [sys.executable, "-m", "handtrack", "score"]
COUNTS = ("valid", "partial", "rejected", "unverifiable")
KILLS = int(os.environ.get("HANDTRACK_TEST_KILLS", "6"))
"""So many are enough to see that it holds; more to search for the moment at which it does not."""


def score(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SCORE, *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
    )


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def rows(out: Path) -> list[dict[str, str]]:
    with (out / "summary.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Short films, a recording in a sub-folder, and a file that is no film."""
    folder = tmp_path_factory.mktemp("clips")
    for number, frames in enumerate((30, 45, 60, 40)):
        write_clip(folder / f"{number}.mp4", moving_hand(frames))
    (folder / "more").mkdir()
    shutil.copy(GOLDEN / "wrist.npz", folder / "more/wrist.npz")
    (folder / "damaged.mp4").write_bytes(bytes(range(256)) * 20)
    return folder


@pytest.fixture(scope="module")
def undisturbed(clips: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    run = score(clips, "-e", "11", "--out", out)
    assert (run.returncode, "5 files scored, 1 failed" in run.stdout) == (1, True)
    return out


def test_a_run_that_is_killed_and_resumed_leaves_what_an_undisturbed_one_does(
    clips: Path, undisturbed: Path, tmp_path: Path
) -> None:
    chance, out, killed = random.Random(17), tmp_path / "out", 0
    while killed < KILLS:
        command = [*SCORE, str(clips), "-e", "11", "--out", str(out), "--resume"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            try:
                process.wait(chance.uniform(0.3, 6.0))
            except subprocess.TimeoutExpired:
                process.send_signal(chance.choice([signal.SIGKILL, signal.SIGTERM]))
                killed += 1
            else:  # it was quicker: from the beginning again, or from somewhere
                _lose_something(out, chance)
    run = score(clips, "-e", "11", "--out", out, "--resume")
    assert run.returncode == 1, run.stderr
    assert contents(out) == contents(undisturbed)


def _lose_something(out: Path, chance: random.Random) -> None:
    for path in sorted(out.rglob("*")):
        if path.is_file() and chance.random() < 0.3:
            path.unlink()


def test_parts_at_the_same_time_leave_what_one_run_does(
    clips: Path, undisturbed: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    command = [*SCORE, str(clips), "-e", "11", "--out", str(out), "--shard"]
    runs = [subprocess.Popen([*command, f"{i}/3"], stdout=subprocess.DEVNULL) for i in (1, 2, 3)]
    assert sorted(run.wait(300) for run in runs) == [0, 0, 1]
    assert contents(out) == contents(undisturbed)


def test_what_is_done_is_left_alone_and_what_has_changed_is_not(
    clips: Path, undisturbed: Path, tmp_path: Path
) -> None:
    out, mine = tmp_path / "out", tmp_path / "clips"
    shutil.copytree(undisturbed, out)
    shutil.copytree(clips, mine)
    (mine / "damaged.mp4").unlink()
    shutil.rmtree(out / "damaged")
    written = {path: path.stat().st_mtime_ns for path in out.rglob("*/*.*")}
    shutil.copy(mine / "2.mp4", mine / "0.mp4")  # another film of the same name

    run = score(mine, "-e", "11", "--out", out, "--resume")
    assert (run.returncode, run.stderr) == (0, "4 of 5 done already.\n")
    renewed = {p.parent.name for p, at in written.items() if p.stat().st_mtime_ns != at}
    assert renewed == {"0", "1", "2", "3", "wrist"}, "the clips lie in another folder now"
    kept = [p for p, at in written.items() if p.name != "outcome.json" and p.parent.name != "0"]
    assert all(p.stat().st_mtime_ns == written[p] for p in kept)
    assert json.loads((out / "0/result.json").read_text("utf-8"))["frames"] == 60

    run = score(mine, "-e", "14", "--out", out, "--resume")
    assert (run.returncode, without_remarks(run.stderr)) == (0, "")
    assert {row["exercise"] for row in rows(out)} == {"14"}
    recordings = [p for p in kept if p.name == "recording.npz" and p.parent.name in "123"]
    assert all(p.stat().st_mtime_ns == written[p] for p in recordings), "tracked again"


def test_a_list_of_clips_scores_each_for_itself(clips: Path, tmp_path: Path) -> None:
    (clips / "list.csv").write_text(
        "file,exercise,hand,patient,date,start,end\n"
        "more/wrist.npz,11,right,=1+1,2026-09-01,,\n"
        "more/wrist.npz,12,,anna,,1,0:04\n",
        encoding="utf-8",
    )
    run = score("--manifest", clips / "list.csv", "--out", "out", cwd=tmp_path)
    assert (run.returncode, without_remarks(run.stderr)) == (0, "")
    first, second = rows(tmp_path / "out")
    whole = json.loads(
        score(clips / "more/wrist.npz", "-e", "11", "--hand", "right", "--json").stdout
    )
    assert [first[name] for name in COUNTS] == [str(whole["summary"][name]) for name in COUNTS]
    assert (first["hand"], first["hand_from"], first["patient"]) == ("right", "given", "'=1+1")
    assert (second["exercise"], second["patient"], second["folder"]) == ("12", "anna", "wrist-2")
    assert (second["start_s"], second["end_s"]) == ("1.0", "4.0")
    assert 2.8 < float(second["duration_s"]) <= 3.0


def test_all_sample_videos_count_the_same_in_a_list_alone_and_on_a_cluster(tmp_path: Path) -> None:
    """Films are tracked once, and their landmarks scored by the other two ways.

    That a cluster tracks a film to the same bytes is told in `test_cluster`.
    """
    pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
    samples = tomllib.loads((SAMPLE_VIDEOS / "registry.toml").read_text("utf-8"))["clip"]
    here, cluster = tmp_path / "here", tmp_path / "cluster"
    films = {SAMPLE_VIDEOS / clip["file"]: clip["exercise"] for clip in samples}
    run = score("--manifest", _list(tmp_path / "films.csv", films), "--out", here)
    assert (run.returncode, without_remarks(run.stderr)) == (0, "")
    tracked = {here / Path(f).stem / "recording.npz": exercise for f, exercise in films.items()}
    listed = _list(tmp_path / "tracked.csv", tracked)
    run = score("--manifest", listed, "--out", cluster, "--scheduler", "local")
    assert (run.returncode, without_remarks(run.stderr)) == (0, "")

    table = {row["folder"]: [row[name] for name in (*COUNTS, "look")] for row in rows(here)}
    assert {r["folder"]: [r[name] for name in (*COUNTS, "look")] for r in rows(cluster)} == table
    assert len(table) == len(samples)
    for recording, exercise in tracked.items():
        alone = CliRunner().invoke(build(), ["score", str(recording), "-e", exercise, "--json"])
        summary = json.loads(alone.stdout)["summary"]
        assert table[recording.parent.name][:4] == [str(summary[name]) for name in COUNTS]


def _list(path: Path, clips: dict[Path, str]) -> Path:
    rows = [f"{clip},{exercise}" for clip, exercise in clips.items()]
    path.write_text("\n".join(["file,exercise", *rows]), encoding="utf-8")
    return path
