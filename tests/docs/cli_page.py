"""Writes the commands in `docs/using/cli.md` from their help: `python tests/docs/cli_page.py`."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from handtrack.cli.app import build

PAGE = Path(__file__).parents[2] / "docs/using/cli.md"
BEGIN, END = "<!-- commands: written by tests/docs/cli_page.py -->\n", "<!-- end of commands -->"


def commands(command: Any = None, trail: str = "handtrack") -> Iterator[tuple[str, Any]]:
    """Every command with its full name, those of a group in its place."""
    command = command or typer.main.get_command(build())
    inside = getattr(command, "commands", None)
    if inside is None:
        yield trail, command
        return
    for name, child in inside.items():
        yield from commands(child, f"{trail} {name}")


def section(trail: str, command: Any) -> str:
    """One command: its use, what it does, its arguments and options."""
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and p.name != "help"]
    many = [f"{p.metavar}..." if p.nargs == -1 else p.metavar for p in arguments]
    use = " ".join([trail, *many, *["[OPTIONS]"] * bool(options)])
    rows = [f"| `{m}` | {p.help} |" for p, m in zip(arguments, many, strict=True)]
    rows += [f"| {names(p)} | {p.help}{' Required.' if p.required else ''} |" for p in options]
    text = "\n\n".join(" ".join(part.split()) for part in command.help.split("\n\n"))
    return f"### {trail}\n\n```\n{use}\n```\n\n{text}\n\n| | |\n|---|---|\n" + "\n".join(rows)


def names(option: Any) -> str:
    """All names of an option, with what it takes."""
    takes = "" if option.is_flag else f" {option.metavar}".replace("|", r"\|")
    return ", ".join(f"`{name}{takes}`" for name in (*option.opts, *option.secondary_opts))


def written(page: str) -> str:
    """The page with its commands written anew."""
    text = "\n\n".join(section(*each) for each in commands()) + "\n"
    pattern = re.escape(BEGIN) + r".*?" + re.escape(END)
    return re.sub(pattern, lambda _: BEGIN + text + END, page, flags=re.DOTALL)


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
