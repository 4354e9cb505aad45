"""The page about the command line is in step with the command line."""

from pathlib import Path
from runpy import run_path

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs/using/cli.md"


def test_the_commands_are_those_of_their_help() -> None:
    written = run_path(str(HERE / "cli_page.py"))["written"]
    page = PAGE.read_text("utf-8")
    assert page == written(page), "run: python tests/docs/cli_page.py"


def test_every_command_and_option_has_a_help() -> None:
    for trail, command in run_path(str(HERE / "cli_page.py"))["commands"]():
        assert command.help, trail
        assert all(p.help for p in command.params if p.name != "help"), trail


def test_the_columns_of_the_kept_tables_are_explained() -> None:
    page = PAGE.read_text("utf-8")
    golden = HERE.parents[0] / "golden"
    for name in ("wrist-reps.csv", "opposition-signals-header.csv"):
        header = (golden / name).read_text("utf-8").splitlines()[0].split(",")
        plain = {c.partition("_deg")[0].partition("_hand_lengths")[0] for c in header}
        fingers = ("middle", "ring", "little")
        missing = {c for c in plain if f"`{c}" not in page and not c.startswith(fingers)}
        assert missing == set(), name
