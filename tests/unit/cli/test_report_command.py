"""`handtrack report`: one patient or all, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from handtrack.cli.app import build


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "handtrack.db"
    for name in ("M. K.", "Anna Berg"):
        assert run(path, "patient", "add", name).exit_code == 0
    return path


def run(db: Path, *arguments: str | Path) -> Result:
    own = {"COLUMNS": "100", "HANDTRACK_DB": str(db), "HANDTRACK_DATA": str(db.parent)}
    return CliRunner().invoke(build(), [str(a) for a in arguments], env=own)


def test_all_patients_get_a_folder_each(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "reports"
    result = run(db, "report", "--all", "-o", out, "-f", "html,notes,xlsx")
    assert result.exit_code == 0, result.output
    found = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    names = ("report.html", "notes.txt", "report.xlsx")
    assert found == {f"{key}/{name}" for key in ("mk", "ab") for name in names}
    assert (out / "mk/notes.txt").read_text("utf-8").startswith("S:\n")


def test_anonymous_folders_do_not_tell_who(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "reports"
    assert run(db, "report", "--all", "-o", out, "-f", "html", "--anonymous").exit_code == 0
    folders = [path.name for path in out.iterdir()]
    assert len(folders) == 2
    assert not {"mk", "ab"} & set(folders)
    assert "Anna" not in "".join(path.read_text("utf-8") for path in out.rglob("*.html"))


def test_the_letterhead_of_the_data_folder_is_used_unless_anonymous(
    db: Path, tmp_path: Path
) -> None:
    (tmp_path / "letterhead.toml").write_text('clinic = "Hand clinic Example"')
    for options, there in (((), True), (("--anonymous",), False)):
        done = run(db, "report", "--patient", "mk", "-o", tmp_path / "out", "-f", "html", *options)
        assert done.exit_code == 0, done.output
        page = (tmp_path / "out/report.html").read_text("utf-8")
        assert ("Hand clinic Example" in page) is there


def test_one_or_all_not_both_and_not_neither(db: Path, tmp_path: Path) -> None:
    for options in ((), ("--patient", "mk", "--all")):
        result = run(db, "report", *options, "-o", tmp_path / "out")
        assert result.exit_code == 2
        assert "Name one patient, or give --all." in result.stderr


def test_nobody_to_report_on_is_said(tmp_path: Path) -> None:
    empty = tmp_path / "empty.db"
    assert run(empty, "patient", "add", "M. K.").exit_code == 0
    assert run(empty, "patient", "delete", "mk", "--yes").exit_code == 0
    result = run(empty, "report", "--all", "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert result.stderr == "There are no patients, so nothing was written.\n"
