"""The desk opens to whoever gave its password, and to nobody else."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from handtrack.errors import RecordError
from handtrack.live.browser.desk.web import desk_access
from handtrack.live.browser.desk.web.desk_access import FREE_TRIES, IDLE_S, DeskAccess
from handtrack.live.browser.desk.web.desk_password import PasswordFile
from tests.helpers.app_client import Page, serving, workplace
from tests.helpers.desk_clinic import desk_tools

FORM = "application/x-www-form-urlencoded"
PASSWORD = "knead the dough"


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def kept(tmp_path: Path) -> PasswordFile:
    file = PasswordFile(tmp_path)
    file.set(PASSWORD)
    return file


def test_a_password_is_kept_as_a_salted_hash_that_others_cannot_read(
    kept: PasswordFile, tmp_path: Path
) -> None:
    first = kept.path.read_text()
    assert PASSWORD not in first
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o600
    assert kept.matches(PASSWORD)
    assert not kept.matches(PASSWORD + " ")
    kept.set(PASSWORD)
    assert kept.path.read_text() != first  # another salt
    assert [path.name for path in tmp_path.iterdir()] == [kept.path.name]


@pytest.mark.parametrize("password", ["", "short", "x" * 201])
def test_a_password_that_is_too_short_or_long_is_refused(tmp_path: Path, password: str) -> None:
    with pytest.raises(RecordError, match="8 to 200"):
        PasswordFile(tmp_path).set(password)
    assert not PasswordFile(tmp_path).is_set


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"salt": 1, "scrypt": 2}', b"[]"])
def test_a_damaged_file_keeps_the_desk_locked(kept: PasswordFile, content: bytes) -> None:
    kept.path.write_bytes(content)
    assert kept.is_set
    assert not kept.matches(PASSWORD)
    assert not kept.matches("")


def test_wrong_passwords_cost_longer_and_longer_waits(kept: PasswordFile) -> None:
    clock = Clock()
    access = DeskAccess(kept, 1, clock)
    for _ in range(FREE_TRIES):
        assert access.unlock("a wrong one") is None
    first_s = access.wait_s
    assert first_s >= desk_access.FIRST_WAIT_S
    assert access.unlock(PASSWORD) is None, "the right one is not looked at while it waits"
    clock.now_s += first_s
    assert access.unlock("a wrong one") is None
    assert access.wait_s >= 2 * first_s
    clock.now_s += access.wait_s
    assert access.unlock(PASSWORD)
    assert access.unlock("a wrong one") is None
    assert access.wait_s == 0, "the right one ends the count"


def test_a_desk_that_nobody_uses_is_locked(kept: PasswordFile) -> None:
    clock = Clock()
    access = DeskAccess(kept, 1, clock)
    cookie = access.unlock(PASSWORD)
    clock.now_s += IDLE_S - 1
    assert access.lets_in(cookie)
    clock.now_s += IDLE_S - 1
    assert access.lets_in(cookie), "it was used in between"
    clock.now_s += IDLE_S + 1
    assert not access.lets_in(cookie)


def test_a_changed_password_locks_others_out(kept: PasswordFile) -> None:
    access = DeskAccess(kept, 1)
    other = access.unlock(PASSWORD)
    own = access.change("quite another one")
    assert access.lets_in(own)
    assert not access.lets_in(other)
    access.lock()
    assert not access.lets_in(own)


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """The app with a desk, and a browser that was let in."""
    work = replace(workplace(tmp_path, lambda slots: None), desk=desk_tools(tmp_path))  # type: ignore[arg-type,return-value]
    with serving(work, tmp_path) as app:
        page = Page(app)
        page.enter()
        yield page


READ = ("/desk", "/desk/add", "/desk/password", "/desk/patients/mk", "/desk/patients/mk/report/pdf")
WRITTEN = ("/desk/add", "/desk/password", "/desk/patients/mk/notes", "/desk/patients/mk/plans")


def test_a_locked_desk_shows_and_takes_nothing(page: Page, tmp_path: Path) -> None:
    PasswordFile(tmp_path).set(PASSWORD)
    for path in READ:
        answer, text = page.ask("GET", path)
        assert (answer.status, answer.getheader("Location")) == (303, "/desk/unlock"), path
        assert text == ""
    for path in WRITTEN:
        assert page.post(path, name="X", new="y" * 9, again="y" * 9).status == 403, path
    assert PasswordFile(tmp_path).matches(PASSWORD)
    for forged in ("", "x", "../desk"):
        locked = Page(page.app, f"{page.cookie}; handtrack-desk-{page.app.port}={forged}")
        assert locked.ask("GET", "/desk")[0].status == 303


def test_the_password_opens_the_desk_and_the_button_locks_it(page: Page, tmp_path: Path) -> None:
    PasswordFile(tmp_path).set(PASSWORD)
    assert page.ask("GET", "/desk/unlock")[0].status == 200
    assert page.post("/desk/unlock", password="not this one").status == 403
    answer = page.post("/desk/unlock", password=PASSWORD)
    assert (answer.status, answer.getheader("Location")) == (303, "/desk")
    cookie = answer.getheader("Set-Cookie") or ""
    assert all(word in cookie for word in ("HttpOnly", "SameSite=strict", "Path=/desk"))
    inside = Page(page.app, f"{page.cookie}; {cookie.partition(';')[0]}", page.csrf)
    assert inside.ask("GET", "/desk")[0].status == 200
    assert inside.post("/desk/lock").getheader("Location") == "/"
    assert inside.ask("GET", "/desk")[0].status == 303


def test_too_many_tries_are_told_to_wait(page: Page, tmp_path: Path) -> None:
    PasswordFile(tmp_path).set(PASSWORD)
    for _ in range(FREE_TRIES):
        assert page.post("/desk/unlock", password="not this one").status == 403
    assert page.post("/desk/unlock", password=PASSWORD).status == 429


def test_the_password_is_changed_by_who_knows_it(page: Page, tmp_path: Path) -> None:
    kept = PasswordFile(tmp_path)
    assert page.post("/desk/password", new=PASSWORD, again="differs").status == 400
    answer = page.post("/desk/password", new=PASSWORD, again=PASSWORD)
    assert answer.status == 303
    cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
    inside = Page(page.app, f"{page.cookie}; {cookie}", page.csrf)
    fresh = "quite another one"
    assert inside.post("/desk/password", old="wrong one", new=fresh, again=fresh).status == 400
    assert kept.matches(PASSWORD)
    assert inside.post("/desk/password", old=PASSWORD, act="remove").status == 303
    assert not kept.is_set
    assert page.ask("GET", "/desk")[0].status == 200


def test_a_stranger_gets_nothing_of_the_desk(page: Page) -> None:
    stranger = Page(page.app)
    for path in ("/desk", "/desk/unlock", "/desk/patients/mk"):
        answer, text = stranger.ask("GET", path)
        assert answer.status == 403
        assert page.csrf not in text
    assert stranger.ask("POST", "/desk/add", "name=X", Content_Type=FORM)[0].status == 403


@pytest.mark.parametrize("path", WRITTEN)
def test_foreign_pages_and_forms_without_our_token_write_nothing(page: Page, path: str) -> None:
    body = f"csrf={page.csrf}&name=X"
    foreign = {"Origin": "http://evil.example", "Content_Type": FORM}
    assert page.ask("POST", path, body, **foreign)[0].status == 403
    for host in ("evil.example", f"evil.example:{page.app.port}"):
        assert page.ask("GET", "/desk", Host=host)[0].status == 421
    assert page.ask("POST", path, "name=X", Content_Type=FORM)[0].status == 403
    assert page.ask("POST", path, "csrf=guess&name=X", Content_Type=FORM)[0].status == 403
    _, text = page.ask("GET", "/desk")
    assert ">X<" not in text


@pytest.mark.parametrize(
    "path",
    [
        "/desk/patients/../../etc/passwd",
        "/desk/patients/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/desk/patients/mk/report/..%2f..%2fhandtrack.db",
        "/desk/patients/mk/report/trc",
        "/desk/patients/mk/sessions/1/exercises/1/video",
        "/desk/patients/mk/sessions/-1",
        "/desk/patients/mk/notes/1/place",
        "/desk/patients/mk/sessions/99999999999999999999",
        "/desk/patients/%00",
    ],
)
def test_no_address_becomes_a_path_or_breaks_the_app(page: Page, path: str) -> None:
    answer, text = page.ask("GET", path)
    assert answer.status == 404, text[:200]
    assert "root:" not in text
