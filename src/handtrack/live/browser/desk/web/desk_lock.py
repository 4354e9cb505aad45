"""The desk's lock: the page that asks for the password, and what stands behind it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from math import ceil
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from handtrack.errors import HandtrackError, StoreError
from handtrack.live.browser.desk.web.desk_fields import FormError
from handtrack.live.browser.desk.web.desk_password import LEAST_LETTERS, MOST_LETTERS
from handtrack.live.browser.desk.web.desk_posts import went
from handtrack.live.browser.desk.web.desk_views import DeskViews, Told
from handtrack.live.browser.web.requests import read_post

Endpoint = Callable[[Request], Response | Awaitable[Response]]


class DeskLock:
    """Lets in whoever gave the password, where one is set.

    Parameters
    ----------
    views : DeskViews
    """

    def __init__(self, views: DeskViews) -> None:
        self._views, self._access = views, views.desk

    def behind(self, endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
        """An endpoint that is answered only where the desk is open.

        What it cannot find or read is told on a page.
        """

        async def guarded(request: Request) -> Response:
            if not self._is_open(request):
                if request.method == "POST":
                    raise HTTPException(403)
                return RedirectResponse("/desk/unlock", 303)
            try:
                if iscoroutinefunction(endpoint):
                    return await endpoint(request)  # type: ignore[no-any-return]
                return await run_in_threadpool(endpoint, request)  # type: ignore[arg-type]
            except HandtrackError as e:
                status = 503 if isinstance(e, StoreError) else 404
                told = self._views.fault(e, "", {})
                return self._views.page("desk_fault.html", told, status)

        return guarded

    def _is_open(self, request: Request) -> bool:
        return self._access.lets_in(request.cookies.get(self._access.cookie_name))

    def ask(self, request: Request) -> Response:
        """The page that asks for the password."""
        if self._is_open(request):
            return RedirectResponse("/desk", 303)
        return self._asking(None, 200)

    def _asking(self, told: Told | None, status: int) -> Response:
        wait_s = ceil(self._access.wait_s)
        return self._views.page("desk_unlock.html", told, status, wait_s=wait_s)

    async def unlock(self, request: Request) -> Response:
        """Try a password."""
        posted = await read_post(request, self._views.access)
        return await run_in_threadpool(self._try, str(posted.get("password") or ""))

    def _try(self, password: str) -> Response:
        if not self._access.password.is_set:
            return RedirectResponse("/desk", 303)
        wait_s = self._access.wait_s
        cookie = self._access.unlock(password)
        if cookie is not None:
            return self._with_cookie(RedirectResponse("/desk", 303), cookie)
        if wait_s:
            error = FormError("wait", "password", s=ceil(wait_s))
            return self._asking(self._views.fault(error, "unlock", {}), 429)
        return self._asking(self._views.fault(FormError("password", "password"), "unlock", {}), 403)

    async def lock(self, request: Request) -> Response:
        """Lock the desk, and go to the start page."""
        await read_post(request, self._views.access)
        self._access.lock()
        answer = RedirectResponse("/", 303)
        answer.delete_cookie(self._access.cookie_name, path="/desk")
        return answer

    def change(self, request: Request, told: Told | None = None, status: int = 200) -> Response:
        """The form of the desk's own password.

        Parameters
        ----------
        request : Request
        told : Told, optional
        status : int
        """
        about = {"least": LEAST_LETTERS, "most": MOST_LETTERS}
        return self._views.page("desk_password.html", told, status, **about)

    async def set_password(self, request: Request) -> Response:
        """Set, change or remove the password."""
        posted = await read_post(request, self._views.access)
        return await run_in_threadpool(self._set, request, posted)

    def _set(self, request: Request, posted: dict[str, Any]) -> Response:
        try:
            return self._changed(posted)
        except (FormError, HandtrackError) as e:
            return self.change(request, self._views.fault(e, "password", {}), 400)

    def _changed(self, posted: dict[str, Any]) -> Response:
        if self._access.password.is_set:
            wait_s = self._access.wait_s
            if wait_s:
                raise FormError("wait", "old", s=ceil(wait_s))
            if self._access.unlock(str(posted.get("old") or "")) is None:
                raise FormError("password", "old")
        new = str(posted.get("new") or "")
        if posted.get("act") == "remove":
            self._access.password.remove()
            self._access.lock()
            return RedirectResponse(went("/desk", "password_removed"), 303)
        if not LEAST_LETTERS <= len(new) <= MOST_LETTERS:
            raise FormError("password_length", "new", least=LEAST_LETTERS, most=MOST_LETTERS)
        if new != posted.get("again"):
            raise FormError("password_again", "again")
        cookie = self._access.change(new)
        return self._with_cookie(RedirectResponse(went("/desk", "password_set"), 303), cookie)

    def _with_cookie(self, answer: Response, cookie: str) -> Response:
        name = self._access.cookie_name
        answer.set_cookie(name, cookie, httponly=True, samesite="strict", path="/desk")
        return answer
