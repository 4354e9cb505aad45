"""`handtrack app --set-password`: the desk's password is set on this machine, known or not."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from handtrack.cli.app import build
from handtrack.live.browser.desk.web.desk_password import PasswordFile


def asked(folder: Path, *typed: str) -> tuple[int, str]:
    """Answer what is asked; the exit code and all that was printed."""
    lines = "\n".join(typed) + "\n"
    environment = {"HANDTRACK_DATA": str(folder)}
    done = CliRunner().invoke(build(), ["app", "--set-password"], input=lines, env=environment)
    return done.exit_code, done.output


def test_a_password_is_asked_twice_and_never_shown(tmp_path: Path) -> None:
    code, printed = asked(tmp_path, "knead the dough", "knead the dough")
    assert code == 0
    assert "knead" not in printed
    assert str(tmp_path) in printed
    assert PasswordFile(tmp_path).matches("knead the dough")


def test_a_forgotten_password_is_replaced_without_it(tmp_path: Path) -> None:
    PasswordFile(tmp_path).set("nobody knows it")
    assert asked(tmp_path, "knead the dough", "knead the dough")[0] == 0
    assert PasswordFile(tmp_path).matches("knead the dough")


@pytest.mark.parametrize("typed", [("short",) * 2, ("knead the dough", "knead the doe")])
def test_a_short_or_mistyped_password_is_asked_again(
    tmp_path: Path, typed: tuple[str, str]
) -> None:
    code, printed = asked(tmp_path, *typed, "knead the dough", "knead the dough")
    assert code == 0, printed
    assert PasswordFile(tmp_path).matches("knead the dough")
