"""Who may use the app: a link that is good once, then a cookie; forms carry a token as well."""

from __future__ import annotations

import hmac
import secrets
from threading import Lock

_BYTES = 32


class Access:
    """Secrets of one run of the app.

    Parameters
    ----------
    port : int
        Cookies do not know ports, so that two apps need two names.

    Attributes
    ----------
    cookie_name : str
    cookie : str
        Its value.
    csrf : str
        What forms and posts of our own pages carry.
    """

    def __init__(self, port: int) -> None:
        self.cookie_name = f"handtrack-{port}"
        self.cookie = secrets.token_urlsafe(_BYTES)
        self.csrf = secrets.token_urlsafe(_BYTES)
        self._lock = Lock()
        self._tokens: set[str] = set()

    def new_token(self) -> str:
        """Make a token that opens the app once."""
        token = secrets.token_urlsafe(_BYTES)
        with self._lock:
            self._tokens.add(token)
        return token

    def redeem(self, token: str) -> bool:
        """Use up a token; whether it was good."""
        with self._lock:
            found = next((t for t in self._tokens if _same(t, token)), None)
            if found is not None:
                self._tokens.remove(found)
        return found is not None

    def knows(self, cookie: str | None) -> bool:
        """Whether this is our cookie."""
        return cookie is not None and _same(self.cookie, cookie)

    def is_ours(self, csrf: str | None) -> bool:
        """Whether a post came from one of our pages."""
        return csrf is not None and _same(self.csrf, csrf)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
