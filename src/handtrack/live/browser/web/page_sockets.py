"""The WebSockets of pages: the session's, and one that only says that somebody is there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from starlette.websockets import WebSocket, WebSocketDisconnect

from handtrack.live.browser.link.messages import (
    MOST_PICTURE_BYTES,
    MessageError,
    read_picture,
    read_text,
    write_text,
)
from handtrack.live.browser.link.page_link import OVER, PageLink
from handtrack.live.browser.session_host import SessionHost
from handtrack.live.browser.web.rate_limit import RateLimit

PICTURES_HZ, TEXTS_HZ = 120.0, 60.0
MOST_FAULTS = 20
"""A page that sends more messages that are not understood is none of ours."""
FAULT_PAUSE_S = 0.02
"""Nothing is read for so long after one, so that a flood holds up nobody else."""
POLICY_VIOLATION, TOO_LARGE = 1008, 1009
MOST_WAITING = 200
"""Messages that wait for a page that does not read; then the oldest is dropped."""


class PageSockets:
    """Serves pages, and knows when the last one was there.

    Parameters
    ----------
    host : SessionHost
    clock : callable
        Monotonic seconds.
    """

    def __init__(self, host: SessionHost, clock: Callable[[], float] = time.monotonic) -> None:
        self._host, self._clock = host, clock
        self._open: set[WebSocket] = set()
        self._seen_s = clock()

    @property
    def away_s(self) -> float:
        """For how long no page has been open."""
        return 0.0 if self._open else self._clock() - self._seen_s

    async def presence(self, socket: WebSocket) -> None:
        """Hold the connection of a page without a session."""
        await socket.accept()
        with _Present(self, socket):
            while (await socket.receive())["type"] != "websocket.disconnect":
                pass

    async def live(self, socket: WebSocket) -> None:
        """Connect a page with the session that runs."""
        running = self._host.running
        await socket.accept()
        if running is None:
            await socket.send_text(write_text(type="end", next="/"))
            await socket.close(OVER)
            return
        with _Present(self, socket):
            await _serve(socket, running.link)


class _Present:
    """Somebody is there as long as this is entered."""

    def __init__(self, sockets: PageSockets, socket: WebSocket) -> None:
        self._sockets, self._socket = sockets, socket

    def __enter__(self) -> None:
        self._sockets._open.add(self._socket)

    def __exit__(self, *_: object) -> None:
        self._sockets._open.discard(self._socket)
        self._sockets._seen_s = self._sockets._clock()


async def _serve(socket: WebSocket, link: PageLink) -> None:
    """Receive and send until one of the two is over."""
    outbox = Outbox(asyncio.get_running_loop())
    link.attach(outbox)
    tasks = {
        asyncio.create_task(_receive(socket, link, outbox)),
        asyncio.create_task(outbox.deliver(socket)),
    }
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        link.detach(outbox)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _receive(socket: WebSocket, link: PageLink, outbox: Outbox) -> None:
    pictures, texts, faults = RateLimit(PICTURES_HZ), RateLimit(TEXTS_HZ), 0
    while (message := await socket.receive())["type"] != "websocket.disconnect":
        data: bytes | None = message.get("bytes")
        text: str | None = message.get("text")
        try:
            if not (pictures if data is not None else texts).allows():
                raise MessageError("too_fast")
            if data is not None:
                link.receive_picture(read_picture(data, time.monotonic()))
            else:
                link.receive(read_text(text or ""))
        except MessageError as e:
            faults += 1
            if len(data or b"") > MOST_PICTURE_BYTES:
                return await socket.close(TOO_LARGE)
            if faults > MOST_FAULTS:
                return await socket.close(POLICY_VIOLATION)
            outbox.send(write_text(type="error", name=str(e), sentence=""))
            await asyncio.sleep(FAULT_PAUSE_S)


class Outbox:
    """What is on its way to one page; given in any thread, sent in the loop's.

    Parameters
    ----------
    loop : asyncio.AbstractEventLoop
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: asyncio.Queue[str | bytes | int] = asyncio.Queue()

    def send(self, payload: str | bytes) -> None:
        """Send a message."""
        self._give(payload)

    def leave(self, code: int) -> None:
        """Close the connection after what was sent."""
        self._give(code)

    def _give(self, what: str | bytes | int) -> None:
        try:
            self._loop.call_soon_threadsafe(self._put, what)
        except RuntimeError:  # the loop has ended, and the page with it
            return

    def _put(self, what: str | bytes | int) -> None:
        if self._waiting.qsize() >= MOST_WAITING:
            self._waiting.get_nowait()
        self._waiting.put_nowait(what)

    async def deliver(self, socket: WebSocket) -> None:
        """Send what is given, until the connection is to be closed or is lost."""
        try:
            while True:
                match await self._waiting.get():
                    case str(text):
                        await socket.send_text(text)
                    case bytes(data):
                        await socket.send_bytes(data)
                    case int(code):
                        return await socket.close(code)
        except (WebSocketDisconnect, RuntimeError):  # the page is gone
            return
