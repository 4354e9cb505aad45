"""Where records are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from handtrack.errors import StoreError
from handtrack.records.store.location import find_location


def test_without_a_word_they_are_in_the_users_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HANDTRACK_DB", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    place = find_location()
    assert place.database is not None
    assert place.database.is_relative_to(tmp_path)
    assert place.database.name == "handtrack.db"


@pytest.mark.parametrize("text", ["clinic.db", "sqlite:///clinic.db"])
def test_a_file_is_named_by_path_or_url_and_its_files_stand_beside_it(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    place = find_location(text)
    assert place.database == tmp_path / "clinic.db"
    assert place.files == tmp_path / "clinic.db.files"


def test_the_environment_names_a_place_unless_one_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDTRACK_DB", str(tmp_path / "one.db"))
    assert find_location().database == tmp_path / "one.db"
    assert find_location(str(tmp_path / "two.db")).database == tmp_path / "two.db"


def test_a_server_keeps_its_files_in_a_folder_of_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDTRACK_FILES", str(tmp_path))
    place = find_location("postgresql://anna:secret@host/clinic")
    assert (place.database, place.files) == (None, tmp_path)
    assert place.server.startswith("postgresql+psycopg://anna:secret@host/clinic")


def test_a_password_is_never_shown() -> None:
    assert "secret" not in find_location("postgresql://anna:secret@host/clinic").name
    assert "secret" not in repr(find_location("postgresql://anna:secret@host/clinic"))


@pytest.mark.parametrize(
    "text",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///a.db?mode=ro",
        "://x",
        "postgresql://host:port/x",
    ],
)
def test_a_place_that_keeps_nothing_or_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(StoreError, match=r"\.$"):
        find_location(text)


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder"):
        find_location(str(tmp_path))
