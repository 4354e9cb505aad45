"""Nobody but our own page in the browser that was let in gets anything from the app."""

from __future__ import annotations

import contextlib
import itertools
import json
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Thread

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from handtrack.definitions.library import find
from handtrack.live.browser.link.messages import MOST_PICTURE_BYTES
from handtrack.live.browser.web import server
from handtrack.live.browser.web.guard import MOST_SOCKETS
from handtrack.live.browser.web.requests import MOST_BYTES
from handtrack.live.browser.web.server import AppServer
from handtrack.live.session_plan import single
from synthetic_hand.performances.perform import perform
from tests.helpers.app_client import Page, picture, serving, workplace
from tests.helpers.live_session import Replay

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
FOREIGN = "http://evil.example"


def shown_out(page: Page, messages: Iterable[str | bytes]) -> tuple[int, set[str]]:
    """Send until the connection is closed; with which code, and the errors told before."""
    with page.socket() as live:
        told: list[dict[str, str]] = []

        def read() -> None:
            with contextlib.suppress(ConnectionClosed):
                told.extend(json.loads(message) for message in live)

        reader = Thread(target=read)
        reader.start()
        with contextlib.suppress(ConnectionClosed):
            for message in messages:
                live.send(message)
        reader.join(20)
        assert live.close_code is not None
        return live.close_code, {one["name"] for one in told if one["type"] == "error"}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The app, and a browser that was let in; a session runs."""
    folder = tmp_path_factory.mktemp("app")
    tracker = Replay(perform(find("33")))
    with serving(workplace(folder, lambda slots: tracker), folder) as app:
        page = Page(app)
        page.enter()
        app.host.begin(single(find("33"), None))
        yield page


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "127.0.0.1",
        "127.0.0.1:80",
        "127.0.0.1.evil.example:{port}",
        "localhost.evil.example:{port}",
        "[::1]:{port}",
        "0.0.0.0:{port}",
        "",
    ],
)
def test_a_name_that_is_not_ours_gets_nothing_even_with_the_cookie(page: Page, host: str) -> None:
    """A foreign name that was made to point to this machine is one of these (DNS rebinding)."""
    host = host.format(port=page.app.port)
    for path in ("/", "/session", "/static/css/app.css", "/open"):
        answer, text = page.ask("GET", path, Host=host)
        assert answer.status in (400, 421)
        assert page.csrf not in text
    with pytest.raises(InvalidStatus), page.socket(Host=host):
        pass


def test_two_names_at_once_are_none(page: Page) -> None:
    with socket.create_connection(("127.0.0.1", page.app.port)) as raw:
        ours = f"Host: 127.0.0.1:{page.app.port}\r\n"
        raw.sendall(f"GET /open HTTP/1.1\r\n{ours}Host: evil.example\r\n\r\n".encode())
        assert raw.recv(100).split()[1] in (b"400", b"421")


@pytest.mark.parametrize(
    "origin", [FOREIGN, "null", "http://127.0.0.1", "https://127.0.0.1:{port}"]
)
def test_a_foreign_page_neither_posts_nor_connects(page: Page, origin: str) -> None:
    origin = origin.format(port=page.app.port)
    for path in ("/session", "/settings", "/quit", "/open"):
        answer, _ = page.ask("POST", path, f"csrf={page.csrf}", Origin=origin, Content_Type=FORM)
        assert answer.status == 403
    for path in ("/session/live", "/presence"):
        with pytest.raises(InvalidStatus) as refused, page.socket(path, Origin=origin):
            pass
        assert refused.value.response.status_code == 403
    answer, text = page.ask("GET", "/", Origin=origin)
    assert answer.status == 403
    assert page.csrf not in text


def test_without_an_origin_nothing_is_posted_or_connected(page: Page) -> None:
    with pytest.raises(InvalidStatus), page.socket(Origin=""):
        pass
    length = f"csrf={page.csrf}"
    with socket.create_connection(("127.0.0.1", page.app.port)) as raw:
        head = (
            f"POST /quit HTTP/1.1\r\nHost: 127.0.0.1:{page.app.port}\r\nCookie: {page.cookie}\r\n"
        )
        raw.sendall(
            f"{head}Content-Type: {FORM}\r\nContent-Length: {len(length)}\r\n\r\n{length}".encode()
        )
        assert raw.recv(100).split()[1] == b"403"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_site_makes_the_browser_fetch_is_refused(page: Page, site: str) -> None:
    assert page.ask("GET", "/", Sec_Fetch_Site=site)[0].status == 403
    assert page.ask("GET", "/demonstrations/33.json", Sec_Fetch_Site=site)[0].status == 403
    assert page.ask("GET", "/open", Sec_Fetch_Site=site)[0].status == 200


@pytest.mark.parametrize("cookie", ["", "handtrack-{port}=guess", "handtrack-{port}="])
def test_a_browser_that_was_not_let_in_sees_how_to_begin_and_no_more(
    page: Page, cookie: str
) -> None:
    stranger = Page(page.app, cookie.format(port=page.app.port))
    for path in ("/", "/choose", "/session", "/demonstrations/33.json", "/no-such-page"):
        answer, text = stranger.ask("GET", path)
        assert answer.status == 403
        assert page.csrf not in text
    answer, _ = stranger.ask("POST", "/session", "plan=today", Content_Type=FORM)
    assert answer.status == 403
    with pytest.raises(InvalidStatus), stranger.socket():
        pass


def test_a_link_is_good_once_and_a_guess_never(page: Page) -> None:
    token = page.app.link().partition("#")[2]
    stranger, late = Page(page.app), Page(page.app)

    def redeem(who: Page, what: object) -> int:
        body = json.dumps({"token": what})
        return who.ask("POST", "/open", body, Content_Type=JSON)[0].status

    assert [redeem(stranger, wrong) for wrong in ("", "x" * 43, None, 7, [token])] == [403] * 5
    assert redeem(stranger, token) == 200
    assert redeem(late, token) == 403
    assert redeem(Page(page.app, page.cookie), token) == 200  # it was let in before


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(page: Page) -> None:
    body = json.dumps({"token": page.app.link().partition("#")[2]})
    answer, _ = Page(page.app).ask("POST", "/open", body, Content_Type=JSON)
    told = (answer.getheader("Set-Cookie") or "").lower()
    assert {part.strip() for part in told.split(";")[1:]} == {
        "httponly",
        "path=/",
        "samesite=strict",
    }


def test_every_answer_tells_the_browser_to_load_nothing_from_elsewhere(page: Page) -> None:
    for path in ("/", "/choose", "/open", "/static/css/app.css", "/no-such-page"):
        answer, text = page.ask("GET", path)
        policy = answer.getheader("Content-Security-Policy") or ""
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "//" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.getheader("Access-Control-Allow-Origin") is None
        kept = "no-cache" if path.startswith("/static") else "no-store"
        assert answer.getheader("Cache-Control") == kept
        assert "<script>" not in text
        assert " style=" not in text
        assert "onclick" not in text


def test_a_post_without_the_token_of_our_forms_does_nothing(page: Page) -> None:
    for body in ("language=de", "language=de&csrf=", "language=de&csrf=guess"):
        assert page.ask("POST", "/settings", body, Content_Type=FORM)[0].status == 403
    wrong = page.ask("POST", "/settings", "{}", Content_Type=JSON, X_CSRF="guess")
    assert wrong[0].status == 403
    right = page.ask("POST", "/settings", '{"dock":"left"}', Content_Type=JSON, X_CSRF=page.csrf)
    assert right[0].status == 204


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../../../pyproject.toml",
        "/static/..%2f..%2f__init__.py",
        "/static/%2e%2e/%2e%2e/app_settings.py",
        "/static/....//....//app_settings.py",
        "/static//etc/passwd",
        "/static/css/../../../app_settings.py",
        "/static/css",
        "/static/",
        "/static/css/app.css%00.js",
        "/demonstrations/..%2f..%2fetc.json",
        "/demonstrations/%00.json",
    ],
)
def test_no_text_of_a_request_becomes_a_path(page: Page, path: str) -> None:
    answer, text = page.ask("GET", path)
    assert answer.status in (400, 404)
    assert "import" not in text
    assert "root:" not in text


@pytest.mark.parametrize(
    "fields",
    [
        {"exercise": "../33"},
        {"exercise": "no such"},
        {"exercise": "33", "hand": "third"},
        {"exercise": "33", "sets": "9999999"},
        {"exercise": "33", "reps": "-1"},
        {"exercise": "33", "reps": "many"},
        {"plan": "today"},
        {},
    ],
)
def test_a_session_that_cannot_be_is_not_begun(fields: dict[str, str], tmp_path: Path) -> None:
    with serving(workplace(tmp_path, lambda slots: Replay(perform(find("33")))), tmp_path) as app:
        page = Page(app)
        page.enter()
        assert page.post("/session", **fields).status == 400
        assert app.host.running is None


def test_what_is_too_large_is_cut_off(page: Page) -> None:
    huge = f"csrf={page.csrf}&x=" + "y" * MOST_BYTES
    assert page.ask("POST", "/settings", huge, Content_Type=FORM)[0].status == 413
    assert page.ask("POST", "/settings", "x", Content_Type="text/plain")[0].status == 415
    for size in (MOST_PICTURE_BYTES + 1, MOST_PICTURE_BYTES + 10**6):
        code, _ = shown_out(page, itertools.repeat(b"\0" * size))
        assert code in (1009, 1006)  # the reason may be lost to who is still sending
    assert page.ask("GET", "/choose")[0].status == 200


def test_who_sends_nonsense_again_and_again_is_shown_out(page: Page) -> None:
    code, told = shown_out(page, itertools.repeat("{" * 50))
    assert code == 1008
    assert "not_understood" in told


def test_a_flood_of_messages_is_refused_and_the_session_goes_on(page: Page) -> None:
    code, told = shown_out(page, itertools.repeat('{"type":"hidden","value":false}'))
    assert code == 1008
    assert "too_fast" in told
    pictures = (picture(number, number / 1000, b"none") for number in itertools.count())
    code, told = shown_out(page, pictures)
    assert code == 1008
    assert "too_fast" in told
    assert isinstance(page.app, AppServer)
    assert page.app.host.running is not None


def test_a_thousand_connections_do_not_keep_the_page_out(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "SILENT_S", 1.0)
    with ExitStack() as stack:
        for _ in range(1000):
            address = ("127.0.0.1", page.app.port)
            stack.enter_context(socket.create_connection(address, timeout=20))
        limit_s = time.monotonic() + 20
        while time.monotonic() < limit_s:
            try:
                if page.ask("GET", "/choose")[0].status == 200:
                    break
            except OSError:
                time.sleep(0.1)
        assert page.ask("GET", "/choose")[0].status == 200


def test_only_so_many_pages_are_connected(page: Page) -> None:
    with ExitStack() as stack:
        for _ in range(MOST_SOCKETS):
            stack.enter_context(page.socket("/presence"))
        with pytest.raises(InvalidStatus), page.socket("/presence"):
            pass
    with page.socket("/presence"):
        pass


def test_the_app_listens_on_this_machine_alone(page: Page) -> None:
    assert isinstance(page.app, AppServer)
    listening = page.app._socket.getsockname()
    assert listening == ("127.0.0.1", page.app.port)
