"""Who may use the desk: after the password, a cookie of its own; tries are limited."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from handtrack.live.browser.desk.web.desk_password import PasswordFile

FREE_TRIES = 5
"""Wrong passwords in a row before each further one costs a wait."""
FIRST_WAIT_S, LONGEST_WAIT_S = 30.0, 900.0
IDLE_S = 3600.0
"""A desk that nobody has used for so long is locked."""
_BYTES = 32


@dataclass(slots=True)
class _OpenDesk:
    """A browser that gave the password, and when it last asked for something."""

    cookie: str
    seen_s: float


class DeskAccess:
    """Opens and locks the desk of one run of the app.

    Parameters
    ----------
    password : PasswordFile
    port : int
        Cookies do not know ports, so that two apps need two names.
    clock : callable
        Monotonic seconds.

    Attributes
    ----------
    password : PasswordFile
    cookie_name : str
    author : str
        Who wrote last; "" before that.
    """

    def __init__(
        self, password: PasswordFile, port: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.password = password
        self.cookie_name = f"handtrack-desk-{port}"
        self.author = ""
        self._clock, self._lock = clock, Lock()
        self._open: list[_OpenDesk] = []
        self._wrong, self._wait_until_s = 0, 0.0

    @property
    def wait_s(self) -> float:
        """For how long no password is looked at; 0 where the next one is."""
        return max(0.0, self._wait_until_s - self._clock())

    def unlock(self, password: str) -> str | None:
        """Try a password; the cookie of the open desk, or None where it is wrong or too early."""
        with self._lock:  # so that many tries at once are no more than one after the other
            if self.wait_s:
                return None
            if not self.password.matches(password):
                self._wrong += 1
                over = self._wrong - FREE_TRIES
                if over >= 0:
                    wait_s = min(FIRST_WAIT_S * 2.0 ** min(over, 30), LONGEST_WAIT_S)
                    self._wait_until_s = self._clock() + wait_s
                return None
            self._wrong = 0
            return self._opened()

    def lets_in(self, cookie: str | None) -> bool:
        """Whether the desk is open to a browser: no password is set, or it gave it."""
        if not self.password.is_set:
            return True
        now_s = self._clock()
        with self._lock:
            self._open = [one for one in self._open if now_s - one.seen_s < IDLE_S]
            found = [one for one in self._open if cookie and _same(one.cookie, cookie)]
            for one in found:
                one.seen_s = now_s
        return bool(found)

    def lock(self) -> None:
        """Lock the desk for everybody."""
        with self._lock:
            self._open.clear()
            self.author = ""

    def change(self, password: str) -> str:
        """Set another password, and lock out every other browser; the cookie of this one.

        Raises
        ------
        RecordError, OutputError
            It is too short or too long, or cannot be written.
        """
        self.password.set(password)
        with self._lock:
            self._open.clear()
            return self._opened()

    def _opened(self) -> str:
        cookie = secrets.token_urlsafe(_BYTES)
        self._open.append(_OpenDesk(cookie, self._clock()))
        return cookie


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
