"""What reaches the terminal: no orders from names, and a sentence where nothing can be printed."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from handtrack.cli.app import build
from handtrack.cli.terminal import shown
from handtrack.definitions.library import find
from handtrack.landmarks import recording_file
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style

COMMAND = [sys.executable, "-m", "handtrack"]
ORDERS = b"\x1b[31mred\x1b]0;title\x07"
NAMES = {
    "orders": b"a" + ORDERS + b".npz",
    "one byte orders": "c\x9b2J.npz".encode(),
    "markup": b"[bold red]b[-bold].npz",
    "no letters": b"caf\xe9\xff.npz",
    "line": b"a\nb.npz",
}
ALLOWED = re.compile(rb"\x1b\[[0-9;?]*[mKAhlJG]|\r")
"""Rich's own colours, and the ways of its bars."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One recording under every name."""
    made = tmp_path_factory.mktemp("names")
    recording_file.write(made / "ok.npz", perform(find("34"), Style(amplitudes=[1.0, 1.0])))
    for name in NAMES.values():
        shutil.copy(made / "ok.npz", made / os.fsdecode(name))
    return made


def on_a_terminal(*arguments: str | bytes | Path) -> bytes:
    """What a command writes on a terminal, standard error included."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=os.environ | {"TERM": "xterm-256color", "COLUMNS": "120"},
    )
    os.close(theirs)
    written = b""
    try:
        while block := os.read(ours, 1 << 16):
            written += block
    except OSError:  # the other end is closed
        pass
    process.wait(timeout=60)
    os.close(ours)
    return written


def test_a_name_gives_no_orders_to_the_terminal(folder: Path) -> None:
    paths = [os.fsencode(folder) + b"/" + name for name in NAMES.values()]
    missing = [os.fsencode(folder) + b"/no" + name for name in NAMES.values()]
    for arguments in ((*paths, missing[0]), (paths[0],), (missing[0],)):
        written = on_a_terminal("score", "-e", "34", *arguments)
        rest = ALLOWED.sub(b"", written)
        assert not re.search(b"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]", rest), rest
        assert b"\x1b[31mred" not in written
        assert b"Traceback" not in written


def test_json_keeps_the_names_whole(folder: Path) -> None:
    paths = [folder / os.fsdecode(name) for name in NAMES.values()]
    process = subprocess.run(
        [*COMMAND, "score", "-e", "34", *paths, "--json"],
        capture_output=True,
        check=True,
        timeout=60,
    )
    lines = map(json.loads, process.stdout.splitlines())
    assert [line["file"] for line in lines] == [str(path) for path in paths]
    assert not re.search(b"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]", process.stdout)


def test_within_one_process_as_well(folder: Path) -> None:
    path = folder / os.fsdecode(b"no\x1b]0;x\x07.npz")
    came = CliRunner().invoke(build(), ["score", "-e", "34", str(path)], color=True)
    assert came.exit_code == 1
    assert "\\u001b]0;x\\u0007.npz" in came.output
    assert "\x1b" not in came.output


def test_ordinary_text_is_left_as_it_is() -> None:
    text = "Zoë\t80 °\n山田太郎 \U0001f590"
    assert shown(text) == text


def run(command: str) -> subprocess.CompletedProcess[str]:
    """A command in a shell, in which `handtrack` is this one."""
    script = f'handtrack() {{ {" ".join(COMMAND)} "$@"; }}\n{command}'
    return subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, timeout=120, check=False
    )


CLOSED = "Nothing could be printed: the output is closed.\n"
FULL = "Nothing more can be written: no space is left.\n"


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("handtrack exercises list >&-", 1, CLOSED),
        ("handtrack --help >&-", 1, CLOSED),
        ("handtrack score -e 34 ok.npz --json >&-", 1, CLOSED),
        ("handtrack score -e 34 ok.npz --json >/dev/full", 1, FULL),
        ("handtrack exercises list 2>&- >/dev/null", 0, ""),
        ("handtrack score -e 34 no.npz 2>&-", 1, ""),
        ("handtrack score -e 34 no.npz 2>/dev/full", 1, ""),
        ("handtrack exercises list <&- >/dev/null", 0, ""),
        ("handtrack measurements list | head -c 10 >/dev/null", 0, ""),
        ("handtrack score -e 34 ok.npz --json | true", 0, ""),
        ("handtrack score -e 34 no.npz 2>&1 | true", 0, ""),
    ],
)
def test_an_output_that_takes_nothing(command: str, code: int, said: str, folder: Path) -> None:
    process = run(f"cd {folder}; {command}")
    assert (process.returncode, process.stderr) == (code, said)


def test_what_was_asked_for_is_done_with_every_output_closed(folder: Path, tmp_path: Path) -> None:
    run(f"handtrack score -e 34 {folder}/ok.npz -o {tmp_path}/out >&- 2>&- <&-")
    result = json.loads((tmp_path / "out/ok/result.json").read_text())
    assert result["summary"]["valid"] == 2
