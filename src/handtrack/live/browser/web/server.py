"""The app as a program: a server on this machine, the browser that shows it, and its end."""

from __future__ import annotations

import asyncio
import socket
import sys
from asyncio import BaseTransport
from collections.abc import Callable

import uvicorn
from typing_extensions import override
from uvicorn.protocols.http.h11_impl import H11Protocol

from handtrack.errors import OutputError
from handtrack.live.browser.app_settings import SettingsFile
from handtrack.live.browser.link.messages import MOST_PICTURE_BYTES
from handtrack.live.browser.session_host import SessionHost
from handtrack.live.browser.web.access import Access
from handtrack.live.browser.web.page_files import PageFiles
from handtrack.live.browser.web.page_sockets import PageSockets
from handtrack.live.browser.web.routes import Routes
from handtrack.live.browser.workplace import Workplace

LOOPBACK = "127.0.0.1"
AWAY_S, AWAY_IN_SESSION_S = 60.0, 600.0
"""The app ends when no page has been open for so long."""
LOOK_S = 1.0
SILENT_S = 10.0
"""A connection on which nothing was asked for this long is closed."""
MOST_CONNECTIONS = 128
"""Browsers open six each; one more closes at once, so that the machine keeps its files."""
_EXTRA_BYTES = 1024


class AppServer:
    """Serves the app until it is closed.

    Parameters
    ----------
    workplace : Workplace
    settings : SettingsFile
    files : PageFiles
    port : int
        0 for a free one.

    Attributes
    ----------
    port : int
    host : SessionHost

    Raises
    ------
    OutputError
        The port is taken.
    """

    def __init__(
        self, workplace: Workplace, settings: SettingsFile, files: PageFiles, port: int = 0
    ) -> None:
        self._socket = _listen(port)
        self.port: int = self._socket.getsockname()[1]
        self.host = SessionHost(workplace, settings)
        self._access, self._sockets = Access(self.port), PageSockets(self.host)
        routes = Routes(
            workplace, self._access, settings, files, self.host, self._sockets, self.quit
        )
        self._server = uvicorn.Server(
            uvicorn.Config(
                routes.app(self.port),
                http=_PatientProtocol,
                ws="websockets-sansio",
                ws_max_size=MOST_PICTURE_BYTES + _EXTRA_BYTES,
                ws_per_message_deflate=False,  # pictures are packed already
                loop="asyncio",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=3,
            )
        )

    def link(self) -> str:
        """Make an address that lets a browser in, once."""
        return f"http://{LOOPBACK}:{self.port}/open#{self._access.new_token()}"

    def quit(self) -> None:
        """End soon."""
        self._server.should_exit = True

    def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Serve until the app is closed, from a page, by Ctrl-C, or because nobody is there.

        Parameters
        ----------
        ready : callable
            Called once pages can be opened.
        """
        try:
            asyncio.run(self._serve(ready))
        finally:
            self.host.close()
            self._socket.close()

    async def _serve(self, ready: Callable[[], None]) -> None:
        watch = asyncio.create_task(self._watch(ready))
        try:
            await self._server.serve(sockets=[self._socket])
        finally:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)

    async def _watch(self, ready: Callable[[], None]) -> None:
        """Say when pages can be opened, and end when nobody has been there for long."""
        while not self._server.started:
            await asyncio.sleep(0.01)
        ready()
        while True:
            await asyncio.sleep(LOOK_S)
            running = self.host.running is not None
            if self._sockets.away_s > (AWAY_IN_SESSION_S if running else AWAY_S):
                self.quit()


class _PatientProtocol(H11Protocol):
    """HTTP that does not wait for ever for a first request, nor for too many at once."""

    @override
    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn's is narrower
        if len(self.connections) > MOST_CONNECTIONS:
            self.transport.close()
            return
        self.timeout_keep_alive_task = self.loop.call_later(
            SILENT_S, self.timeout_keep_alive_handler
        )


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # there it would let another program share the port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((LOOPBACK, port))
        listening.listen(128)
    except OSError as e:
        listening.close()
        raise OutputError(
            f"Port {port} cannot be used: {e.strerror}. Name another one with --port, or leave it "
            "out for a free one."
        ) from e
    listening.setblocking(False)
    return listening
