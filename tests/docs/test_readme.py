"""The README's first two commands are the ones that work, and the one that CI runs."""

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from runpy import run_path

import pytest

from tests.helpers.paths import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
CI = (ROOT / ".ci/run").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent

COMMANDS = re.findall(r"^```\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)[:2]
SCORE, TEST = (block.strip() for block in COMMANDS)


def parts(command: str) -> list[list[str]]:
    """Split a command at its `&&` into lists of words."""
    return [shlex.split(part) for part in command.split("&&")]


def statuses(text: str) -> list[str]:
    """Pick the second column of the table of repetitions."""
    return re.findall(r"^\d+ +(valid|partial|rejected|unverifiable)\b", text, flags=re.MULTILINE)


def figures(text: str) -> list[list[float]]:
    """Pick the figures of the table of repetitions: times, peak, excursion and hold."""
    rows = re.findall(r"^\d+ +(?:valid|partial) +([\d. ]+)", text, flags=re.MULTILINE)
    return [[float(figure) for figure in row.split()] for row in rows]


@pytest.mark.parametrize("command", [SCORE, TEST])
def test_each_of_the_first_two_commands_is_one_line_that_sets_up_and_then_runs(
    command: str,
) -> None:
    assert "\n" not in command
    make, install, run = parts(command)
    assert make == ["python3", "-m", "venv", ".venv"]
    assert install[:2] == [".venv/bin/pip", "install"]
    assert run[0].startswith(".venv/bin/")


def test_ci_runs_the_test_command_of_the_readme() -> None:
    picks = re.search(r"^command=\$\((.*)\)$", CI, flags=re.MULTILINE)
    assert picks is not None
    picked = subprocess.run(
        ["bash", "-c", picks[1]], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert picked.stdout.strip() == TEST


def test_debian_libraries_have_one_home_that_ci_and_the_page_on_dependencies_follow() -> None:
    printed = subprocess.run(
        ["sh", "setup.sh", "--packages"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    page = (ROOT / "docs/development/dependencies.md").read_text("utf-8")
    section = page.partition("## Debian libraries")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+) \|", section, flags=re.MULTILINE)[1:]
    named = [name for row in rows for name in row.split(", ")]
    for_tests = re.search(r"^sh setup\.sh --libraries (.*)$", CI, flags=re.MULTILINE)
    assert for_tests is not None
    assert named == [*printed.stdout.split(), *for_tests[1].split()]


def test_the_two_commands_for_a_bare_debian_install_and_score() -> None:
    block = re.search(r"^```sh\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)
    assert block is not None
    assert block[1].splitlines() == ["sh setup.sh", SCORE.rpartition("&& ")[2]]


@pytest.mark.parametrize("options", [["--nonsense"], ["--packages"]])
def test_setup_does_nothing_but_what_it_is_asked(options: list[str]) -> None:
    run = subprocess.run(["sh", "setup.sh", *options], cwd=ROOT, capture_output=True, check=False)
    assert run.returncode == (options != ["--packages"])
    assert b"Adding" not in run.stderr


def test_the_figures_are_those_of_the_published_pages() -> None:
    written = run_path(str(Path(__file__).parent / "readme_figures.py"))["written"]
    assert written(README) == README, "run: python tests/docs/readme_figures.py"
    assert written(README.replace("of 50", "of 51")) == README


def test_the_moving_picture_is_small() -> None:
    assert 10_000 < (ROOT / "docs/annotated.webp").stat().st_size <= 1_000_000


def test_the_name_of_the_distribution_is_the_one_that_is_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert f"**{project['name']}**" in README


def test_the_first_command_scores_the_sample_video_as_the_registry_says() -> None:
    program, *arguments = parts(SCORE)[-1]
    run = subprocess.run(
        [BIN / Path(program).name, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "Traceback" not in run.stderr

    clips = tomllib.loads((ROOT / "sample_videos/registry.toml").read_text("utf-8"))["clip"]
    clip = next(c for c in clips if f"sample_videos/{c['file']}" in arguments)
    assert clip["exercise"] in arguments
    assert statuses(run.stdout) == [r["status"] for r in clip["repetitions"]]
    assert statuses(run.stdout) == statuses(README)
    # Processors differ in the last digits of landmarks, and a frame lasts 0.03 s.
    for printed, told in zip(figures(run.stdout), figures(README), strict=True):
        assert printed == pytest.approx(told, abs=0.051)
