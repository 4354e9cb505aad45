"""What every command has in common: help, version, errors in a sentence, Ctrl-C in a line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import typer
from typer.testing import CliRunner, Result

from handtrack import __version__
from handtrack.cli.app import build
from tests.helpers.paths import GOLDEN

COMMANDS = [
    "score",
    "recognise",
    "tapping",
    "track",
    "live",
    "app",
    "sessions",
    "sessions list",
    "sessions show",
    "schema",
    "doctor",
    "exercises",
    "exercises list",
    "exercises show",
    "exercises check",
    "exercises new",
    "exercises learn",
    "exercises try",
    "measurements",
    "measurements list",
    "measure",
    "trend",
    "protocols",
    "protocols list",
    "protocols show",
    "protocols motions",
    "patient",
    "patient add",
    "patient list",
    "patient show",
    "patient edit",
    "patient say",
    "patient delete",
    "patient export",
    "patient import",
    "patient session correct",
    "patient session undo",
    "patient assessment remove-trial",
    "patient assessment restore-trial",
    "patient note add",
    "patient goal set",
    "agreement",
    "plan",
    "plan add",
    "plan list",
    "plan end",
    "plan export",
    "plan import",
    "report",
    "db",
    "db check",
    "db backup",
    "db restore",
]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(build(), [str(a) for a in arguments], env={"COLUMNS": "80"})


def handtrack(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the program itself."""
    return subprocess.run(
        [sys.executable, "-m", "handtrack", *map(str, arguments)],
        env=os.environ | {"COLUMNS": "80"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_explains_itself(command: str) -> None:
    result = run(*command.split(), "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage:")
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_the_list_of_commands_here_is_complete() -> None:
    group = typer.main.get_command(build())
    assert set(group.commands) == {c for c in COMMANDS if " " not in c}  # type: ignore[attr-defined]


def test_every_command_that_tracks_takes_a_model_and_a_tracker() -> None:
    helps = {command: run(*command.split(), "--help").stdout for command in COMMANDS}
    tracking = {command for command, text in helps.items() if "--model " in text}
    assert {"score", "live", "app", "measure", "exercises try", "doctor"} <= tracking
    assert {command for command, text in helps.items() if "--tracker " in text} == tracking


def test_version() -> None:
    assert run("--version").stdout == f"handtrack {__version__}\n"


LOADED = """
import json, sys
from handtrack.cli import main
sys.argv = ["handtrack", *sys.argv[1:]]
try:
    main()
finally:
    print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
"""


def loaded_by(*arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stderr))


HEAVY = {"numpy", "cv2", "ai_edge_litert", "mediapipe", "scipy", "pydantic", "rich", "matplotlib"}
HEAVY |= {"asyncio"}


def test_help_loads_nothing_but_the_command_line() -> None:
    assert HEAVY & loaded_by("--help") == set()


def test_scoring_a_recording_needs_neither_opencv_nor_an_engine() -> None:
    loaded = loaded_by("score", str(GOLDEN / "wrist.npz"), "-e", str(GOLDEN / "wrist.toml"))
    assert {"cv2", "ai_edge_litert", "mediapipe", "matplotlib", "scipy"} & loaded == set()


@pytest.mark.parametrize(
    "arguments", [("nonsense",), ("score",), ("exercises", "show"), ("schema", "nonsense")]
)
def test_a_wrong_call_says_so_and_ends_with_2(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Error: " in result.stderr
    assert result.stdout == ""


def test_an_error_is_one_sentence_on_stderr_and_ends_with_1() -> None:
    done = handtrack("exercises", "show", "nonsense")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("There is no exercise 'nonsense'.")
    assert "handtrack exercises list" in done.stderr
    assert done.stderr.count("\n") == 1
    assert len(done.stderr) < 200


@pytest.mark.parametrize(
    ("slip", "meant"), [("fingr-curl", "18 ("), ("composit fist", "34 ("), ("claw fist", "")]
)
def test_a_slip_of_the_pen_is_answered_with_what_comes_near(slip: str, meant: str) -> None:
    told = run("exercises", "show", slip).stderr
    assert told.startswith(f"There is no exercise '{slip}'.")
    assert meant in told
    assert told.count(" (") <= 3


def test_every_command_takes_h_for_help() -> None:
    for command in ("", "score", "sessions list"):
        assert run(*command.split(), "-h").stdout.startswith("Usage:")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("score", "x.npz", "-e", "34", "--workers", "0"), "must be at least 1; found '0'."),
        (("patient", "say", "x", "--pain", "11"), "must be at most 10; found '11'."),
        (("live", "--reps", "0"), "must be at least 1; found '0'."),
        (("live", "--reps", "many"), "must be a whole number; found 'many'."),
        (("live", "--pace", "x"), "must be a number; found 'x'."),
    ],
)
def test_a_wrong_value_is_told_in_our_own_words(arguments: tuple[str, ...], told: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert f"'{arguments[-2]}': {told}\n" in done.stderr
    assert "Input should" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("live", "--dock", "left"),
            "--dock: that is under 'Settings' on the page, and is kept.",
        ),
        (("live", "33", "--camera", "1"), "--camera: the camera is chosen on the page."),
        (("measure", "--browser"), "--browser: the browser opens without it."),
    ],
)
def test_an_option_that_the_page_has_instead_says_so(arguments: tuple[str, ...], told: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert f"There is no option {told}\n" in done.stderr
    assert "No such option: --dock" in run("score", "x.npz", "--dock", "left").stderr


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("handtrack sc", {"score", "schema"}), ("handtrack sessions l", {"list"})],
)
def test_the_shell_completes_commands(typed: str, offered: set[str]) -> None:
    script = "import sys; sys.argv = ['handtrack']; from handtrack.cli import main; main()"
    environment = {
        "_HANDTRACK_COMPLETE": "complete_bash",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(len(typed.split()) - 1),
    }
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert set(done.stdout.split()) == offered
    assert done.stderr == ""


@pytest.mark.parametrize(
    "command",
    [
        "sessions list",
        "protocols list",
        "protocols show hand-basic",
        "protocols motions",
        "measurements list",
        "exercises list",
        "exercises show 34",
    ],
)
def test_every_list_can_be_had_as_json(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDTRACK_DATA", str(tmp_path))
    done = run(*command.split(), "--json")
    assert done.exit_code == 0
    assert isinstance(json.loads(done.stdout), list | dict)


def test_the_check_of_the_records_can_be_had_as_json(tmp_path: Path) -> None:
    place = tmp_path / "records.db"
    assert run("patient", "add", "AB", "--db", place).exit_code == 0
    told = json.loads(run("db", "check", "--json", "--db", place).stdout)
    assert (told["patients"], told["files"], told["faults"]) == (1, 0, [])


def test_a_reader_that_has_seen_enough_hears_no_complaint() -> None:
    script = f"'{sys.executable}' -m handtrack measurements list | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("wrist_flexion\n")
    assert done.stderr == ""


def test_a_full_disk_is_said_in_a_line() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "handtrack", "exercises", "list"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "Nothing more can be written: no space is left.\n"


def test_ctrl_c_anywhere_is_one_line_and_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("handtrack.definitions.library.load_all", interrupted)
    result = run("exercises", "list")
    assert (result.exit_code, result.stderr) == (130, "Stopped.\n")


@pytest.mark.parametrize("kind", ["result", "exercise", "calibration"])
def test_schemas_are_valid_json_schemas(kind: str) -> None:
    schema = json.loads(run("schema", kind).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["properties"]["schema"] == {"const": 1, "default": 1, "title": "Schema"} or (
        schema["properties"]["schema"]["const"] == 1
    )
