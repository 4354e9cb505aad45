"""The guard before every request: who asks, from which page, by which name, and how much.

It stands before everything else of the app. A page of somebody else's in the same browser can send
requests to this machine, and a name of somebody else's can be made to point to it; so the name must
be ours (`Host`), the page must be ours (`Origin`, `Sec-Fetch-Site`), and the browser must have been
let in (the cookie).
"""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handtrack.live.browser.web.access import Access

MOST_SOCKETS = 16
OPEN, STATIC = "/open", "/static/"
POLICY = (
    "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with none at all a form's own origin is hidden from us, too
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """Lets through what our own page asks, and refuses the rest.

    Parameters
    ----------
    app : callable
        What is guarded.
    access : Access
    port : int
        On which the app is served.
    stranger : callable
        Answers a browser that was not let in.
    """

    def __init__(self, app: ASGIApp, access: Access, port: int, stranger: ASGIApp) -> None:
        self._app, self._access, self._stranger = app, access, stranger
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self._sockets = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or watch over one connection."""
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await _refuse(scope, receive, send, refusal)
        elif not self._is_known(scope, headers):
            await self._turn_away(scope, receive, send)
        elif scope["type"] == "websocket":
            self._sockets += 1
            try:
                await self._app(scope, receive, send)
            finally:
                self._sockets -= 1
        else:
            await self._app(scope, receive, _dressed(scope, send))

    def _refusal(self, scope: Scope, headers: Headers) -> HTTPStatus | None:
        """Why a request is refused; None where it is not."""
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            return HTTPStatus.MISDIRECTED_REQUEST
        if not _is_same_origin(scope, headers, hosts[0]):
            return HTTPStatus.FORBIDDEN
        if scope["type"] == "websocket" and self._sockets >= MOST_SOCKETS:
            return HTTPStatus.SERVICE_UNAVAILABLE
        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD", "POST"):
            return HTTPStatus.METHOD_NOT_ALLOWED
        return None

    def _is_known(self, scope: Scope, headers: Headers) -> bool:
        """Whether the browser was let in, or asks for what is open to all."""
        path: str = scope["path"]
        if scope["type"] == "http" and (path == OPEN or path.startswith(STATIC)):
            return True
        cookies = cookie_parser(headers.get("cookie", ""))
        return self._access.knows(cookies.get(self._access.cookie_name))

    async def _turn_away(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET":
            await self._stranger(scope, receive, _dressed(scope, send))
        else:
            await _refuse(scope, receive, send, HTTPStatus.FORBIDDEN)


def _is_same_origin(scope: Scope, headers: Headers, host: str) -> bool:
    """Whether a request comes from a page of ours, or from the person's own hand."""
    changes = scope["type"] == "websocket" or scope["method"] == "POST"
    origins = headers.getlist("origin")
    if (changes or origins) and origins != [f"http://{host}"]:
        return False
    site = headers.get("sec-fetch-site", "same-origin")
    return site in ("same-origin", "none") or (not changes and scope["path"] == OPEN)


def _dressed(scope: Scope, send: Send) -> Send:
    """Add to each answer what the browser is to keep to."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            stays = "no-cache" if scope["path"].startswith(STATIC) else "no-store"
            headers["Cache-Control"] = stays
        await send(message)

    return sent


async def _refuse(scope: Scope, receive: Receive, send: Send, why: HTTPStatus) -> None:
    if scope["type"] == "websocket":
        await receive()  # its first message asks for the connection
        await send({"type": "websocket.close", "code": 1008})
        return
    text = f"{why.phrase}. Start handtrack again, or use the link that it printed.\n"
    await PlainTextResponse(text, why)(scope, receive, _dressed(scope, send))
