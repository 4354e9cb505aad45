"""A small server that shows the pages as if a session ran, and writes down what they send."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from handtrack.landmarks.hand import Side
from handtrack.live.browser.demonstrations.drawn_movements import RATE_HZ, drawn_points
from tests.browser import pages_messages as messages

POLICY = (
    "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class PagesServer:
    """Shows pages and screens.

    Attributes
    ----------
    settings : dict
        Of the pages.
    source : str
        Where the session's pictures come from.
    moment : str
        The screen that the next page is shown.
    today : dict or None
        What is prescribed.
    picture : bytes
        A JPEG that a clip shows.
    answers : bool
        Whether pictures of a camera are answered.
    received : list of dict
        What pages said.
    pictures : list of bytes
        What they sent of their camera.
    """

    def __init__(self) -> None:
        self.settings = dict(messages.SETTINGS)
        self.source, self.moment = "clip", "work"
        self.today: messages.Json | None = None
        self.picture, self.answers = b"", True
        self.received: list[messages.Json] = []
        self.pictures: list[bytes] = []
        self.address = ""
        self._sockets: list[WebSocket] = []
        self._number = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        folder = str(messages.PAGES)
        loader = FileSystemLoader(folder)
        self._pages = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
        self.app = Starlette(
            routes=[
                Route("/", self._page("start.html")),
                Route("/choose", self._page("choose.html")),
                Route("/session", self._page("session.html"), methods=["GET"]),
                Route("/session", self._begin, methods=["POST"]),
                Route("/open", self._page("open.html")),
                Route("/refused", self._page("refused.html")),
                Route("/goodbye", self._page("goodbye.html")),
                Route("/settings", self._set, methods=["POST"]),
                Route("/demonstrations/{number}.json", self._demonstration),
                WebSocketRoute("/presence", self._presence),
                WebSocketRoute("/session/live", self._live),
                Mount("/static", StaticFiles(directory=f"{folder}/static")),
            ],
        )
        self.app.add_middleware(WithPolicy)

    @property
    def language(self) -> str:
        """The language of pages and messages."""
        return str(self.settings["language"])

    @contextmanager
    def running(self) -> Iterator[PagesServer]:
        """Serve at a free port."""
        listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        config = uvicorn.Config(self.app, log_level="error", ws="websockets-sansio", lifespan="off")
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.should_exit = True
            thread.join(10)
            listening.close()

    def show(self, moment: str, **changes: Any) -> None:
        """Show a moment of a session on the open page."""
        self.moment = moment
        assert self._loop
        asyncio.run_coroutine_threadsafe(self._show(changes), self._loop).result(5)

    def say(self, message: messages.Json) -> None:
        """Send the open page any message."""
        assert self._loop
        asyncio.run_coroutine_threadsafe(self._send(json.dumps(message)), self._loop).result(5)

    def leave(self, code: int) -> None:
        """Close the open page's line."""
        assert self._loop
        for one in self._sockets:
            asyncio.run_coroutine_threadsafe(one.close(code), self._loop).result(5)

    async def _show(self, changes: messages.Json) -> None:
        self._number += 1
        if self.source == "clip" and self.picture:
            head = self._number.to_bytes(4, "little") + bytes(20)
            await self._send(head + self.picture)
        number = self._number if self.source == "clip" and self.picture else None
        message = messages.screen(self.moment, self.language, number) | changes
        await self._send(json.dumps(message))

    async def _send(self, payload: str | bytes) -> None:
        for one in self._sockets:
            await (one.send_text(payload) if isinstance(payload, str) else one.send_bytes(payload))

    def _page(self, name: str) -> Any:
        def page(request: Request) -> Response:
            html = self._pages.get_template(name).render(
                language=self.language,
                languages=messages.languages(),
                text=messages.page_texts(self.language),
                settings=self.settings,
                csrf="x",
                version="0",
                today=self.today,
                patient={"key": "mk", "name": "Maria K."},
                running=False,
                measures=True,
                desk=True,
                groups=messages.cards(self.language),
                hands=["left", "right"],
                source=self.source,
            )
            return Response(html, media_type="text/html")

        return page

    async def _begin(self, request: Request) -> Response:
        self.received.append(dict(parse_qsl((await request.body()).decode(), True)))
        return RedirectResponse("/session", 303)

    async def _set(self, request: Request) -> Response:
        self.settings |= await request.json()
        return Response(status_code=204)

    def _demonstration(self, request: Request) -> Response:
        track = demonstration(request.path_params["number"], request.query_params["hand"])
        return Response(status_code=404) if track is None else JSONResponse(track)

    async def _presence(self, websocket: WebSocket) -> None:
        await websocket.accept()
        await _until_closed(websocket)

    async def _live(self, websocket: WebSocket) -> None:
        await websocket.accept()
        self._loop = asyncio.get_running_loop()
        self._sockets.append(websocket)
        hello = messages.hello(self.language, self.source, self.settings)
        await websocket.send_text(json.dumps(hello))
        await self._show({})
        try:
            while True:
                await self._take(websocket, await websocket.receive())
        except (WebSocketDisconnect, RuntimeError):
            self._sockets.remove(websocket)

    async def _take(self, websocket: WebSocket, message: Message) -> None:
        if message.get("bytes"):
            self.pictures.append(message["bytes"])
            number = int.from_bytes(message["bytes"][:4], "little")
            if not self.answers:
                return
            await websocket.send_text(
                json.dumps(messages.screen(self.moment, self.language, number))
            )
        elif message.get("text"):
            self.received.append(json.loads(message["text"]))


class WithPolicy:
    """Adds the policy that forbids inline scripts and everything from elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with one more header."""

        async def with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"].append((b"content-security-policy", POLICY.encode()))
            await send(message)

        await self._app(scope, receive, with_policy)


async def _until_closed(websocket: WebSocket) -> None:
    try:
        while True:
            await websocket.receive_text()
    except WebSocketDisconnect:
        return


def demonstration(number: str, hand: str) -> messages.Json | None:
    """Give an exercise's movement as in a mirror."""
    points = drawn_points(number, Side(hand))
    return None if points is None else {"hz": RATE_HZ, "hand": hand, "points": points.tolist()}
