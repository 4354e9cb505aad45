"""The link between a session, which runs in a thread, and the page that shows it.

The page may go and another one come at any moment: the newest is the one that is shown to, and it
is given at once what the last one saw.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Condition
from typing import Protocol

from handtrack.live.browser.link.messages import (
    CameraState,
    Drawn,
    FromPage,
    Hidden,
    PagePicture,
    write_text,
)
from handtrack.live.flow.states import Pressed

WAITING_CHOICES = 8
KEPT_DELAYS = 60_000
OVER, ENDING, FAILED, TAKEN_OVER = 1000, 1001, 1011, 4001
"""Codes with which a page's connection is closed."""


class SessionClosedError(Exception):
    """The session is to end now, wherever it stands."""


class ConnectedPage(Protocol):
    """One connected page; both calls return at once and are safe in any thread."""

    def send(self, payload: str | bytes) -> None:
        """Send it a message."""
        ...

    def leave(self, code: int) -> None:
        """Close its connection, after what was sent."""
        ...


class PageLink:
    """Hands pictures and choices to the session, and messages to the page.

    Attributes
    ----------
    camera : CameraState
        As the page told it last.
    hidden : bool
        Whether the page is in the background.
    delays_s : deque of float
        From capture until it was drawn, of the latest pictures.
    """

    def __init__(self) -> None:
        self._changed = Condition()
        self._page: ConnectedPage | None = None
        self._picture: PagePicture | None = None
        self._choices: deque[Pressed] = deque(maxlen=WAITING_CHOICES)
        self._kept: dict[str, str | bytes] = {}
        self._drawn = -1
        self._closed = False
        self.camera = CameraState.WAITING
        self.hidden = False
        self.delays_s: deque[float] = deque(maxlen=KEPT_DELAYS)

    # For the page --------------------------------------------------------------------------

    def attach(self, page: ConnectedPage) -> None:
        """Show to this page from now on; the one before is told to leave."""
        with self._changed:
            before, self._page = self._page, page
            self.camera, self.hidden, self._picture = CameraState.WAITING, False, None
            for payload in self._kept.values():
                page.send(payload)
            self._changed.notify_all()
        if before is not None:
            before.leave(TAKEN_OVER)

    def detach(self, page: ConnectedPage) -> None:
        """Forget a page that is gone."""
        with self._changed:
            if self._page is page:
                self._page = None

    def receive_picture(self, picture: PagePicture) -> None:
        """Take a picture; one that nobody took yet is replaced."""
        with self._changed:
            self._picture, self.camera = picture, CameraState.ON
            self._changed.notify_all()

    def receive(self, told: FromPage) -> None:
        """Take what the page tells."""
        with self._changed:
            match told:
                case Pressed():
                    self._choices.append(told)
                case Drawn(number, delay_s):
                    self._drawn = max(self._drawn, number)
                    if delay_s is not None:
                        self.delays_s.append(delay_s)
                case Hidden(value):
                    self.hidden = value
                case CameraState():
                    self.camera = told
            self._changed.notify_all()

    # For the session -----------------------------------------------------------------------

    @property
    def connected(self) -> bool:
        """Whether a page shows the session."""
        return self._page is not None

    def take_picture(self, timeout_s: float) -> PagePicture | None:
        """Take the newest picture that was not taken yet; None where none comes in time.

        Raises
        ------
        SessionClosedError
        """
        self._wait_for(lambda: self._picture is not None, timeout_s)
        with self._changed:
            picture, self._picture = self._picture, None
        return picture

    def wait_until_drawn(self, number: int, timeout_s: float) -> bool:
        """Wait until a page has drawn this picture; whether one has.

        Parameters
        ----------
        number : int
        timeout_s : float

        Raises
        ------
        SessionClosedError
        """
        return self._wait_for(lambda: self.connected and self._drawn >= number, timeout_s)

    def _wait_for(self, holds: Callable[[], bool], timeout_s: float) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: holds() or self._closed, timeout_s)
            if self._closed:
                raise SessionClosedError
            return holds()

    def pressed(self) -> Pressed:
        """Take the choice that waits longest; an empty one where none waits."""
        with self._changed:
            return self._choices.popleft() if self._choices else Pressed()

    def send(self, type: str, **message: object) -> None:
        """Send a message that matters now.

        Parameters
        ----------
        type : str
        **message
            Its other keys.
        """
        with self._changed:
            if self._page is not None:
                self._page.send(write_text(type=type, **message))

    def show(self, kind: str, payload: str | bytes) -> None:
        """Send what a page that comes later needs, too.

        Parameters
        ----------
        kind : str
            The latest of each kind is kept, in the order in which kinds were first sent.
        payload : str or bytes
        """
        with self._changed:
            self._kept[kind] = payload
            if self._page is not None:
                self._page.send(payload)

    def leave(self, code: int) -> None:
        """Close the page's connection, after what was sent."""
        with self._changed:
            page, self._page = self._page, None
        if page is not None:
            page.leave(code)

    def close(self) -> None:
        """End the session: whoever waits for a page is told by `SessionClosedError`."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
