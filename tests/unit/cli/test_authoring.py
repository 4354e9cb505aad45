from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from handtrack.cli.app import build
from handtrack.definitions.exercise import read
from handtrack.definitions.library import find
from handtrack.landmarks.recording_file import write
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(build(), ["exercises", *(str(a) for a in arguments)])


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    path = tmp_path / "My demo.npz"
    write(path, perform(find("34"), Style(amplitudes=[1.0] * 3)))
    return path


def test_a_file_is_begun_checked_filled_and_listed(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    assert run("new", "mine", "--like", "hold", "-o", path).exit_code == 0
    faulty = run("check", path)
    assert faulty.exit_code == 1
    assert "mine.toml → placement" in faulty.stdout
    text = path.read_text("utf-8").replace('= ""', '= "Text"').replace('[""]', '["Text"]')
    path.write_text(text, "utf-8")
    assert run("check", path).exit_code == 0
    assert "mine" in run("list", "--library", tmp_path).stdout


def test_nothing_is_written_over(tmp_path: Path, demo: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("mine", "utf-8")
    for command in (("new", "mine"), ("learn", demo)):
        result = run(*command, "-o", path)
        assert result.exit_code == 1
        assert result.stderr == (f"There is a file {path} already; name another with --out.\n")
    assert path.read_text("utf-8") == "mine"


def test_a_demonstration_becomes_a_file_that_counts_it_and_a_picture(
    tmp_path: Path, demo: Path
) -> None:
    path = tmp_path / "learned.toml"
    result = run("learn", demo, "--name", "my-fist", "-o", path)
    assert result.exit_code == 0, result.output
    assert "movement: aperture" in result.stdout
    assert "The demonstration counts 3." in result.stdout
    assert read(path).id == "my-fist"
    tried = run("try", path, demo, "-o", tmp_path / "look")
    assert tried.exit_code == 0, tried.output
    made = sorted(file.name for file in (tmp_path / "look").iterdir())
    assert made == ["My demo-my-fist.png", "My demo-my-fist.svg"]


def test_the_id_is_the_clips_name_where_none_is_given(
    tmp_path: Path, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("learn", demo).exit_code == 0
    assert read(tmp_path / "my-demo.toml").id == "my-demo"


def test_what_cannot_be_learned_is_refused(demo: Path) -> None:
    result = run("learn", demo, "--like", "activity")
    assert result.exit_code == 2
    assert "only cycle, hold, sequence can be learned" in result.stderr.replace("\n", " ")


def test_a_recording_without_frames_cannot_be_drawn(tmp_path: Path) -> None:
    path = tmp_path / "empty.npz"
    write(path, perform(find("34"), Style(amplitudes=[1.0])).between(-2.0, -1.0))
    result = run("try", "34", path)
    assert result.exit_code == 1
    assert "holds 0 frames" in result.stderr
