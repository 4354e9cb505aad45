"""Pages and posts of the app; `docs/development/browser_protocol.md` lists them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from handtrack.errors import HandtrackError
from handtrack.landmarks.hand import Floats, Side
from handtrack.live.assessment.assessment_order import AssessmentOrder
from handtrack.live.browser.app_settings import SettingsFile
from handtrack.live.browser.demonstrations.drawn_movements import RATE_HZ, drawn_points, drawn_pose
from handtrack.live.browser.desk.web.desk_access import DeskAccess
from handtrack.live.browser.desk.web.desk_password import PasswordFile
from handtrack.live.browser.desk.web.desk_routes import desk_routes
from handtrack.live.browser.desk.web.desk_views import DeskViews
from handtrack.live.browser.exercise_cards import groups, items, minutes
from handtrack.live.browser.protocol_cards import protocol_cards
from handtrack.live.browser.session_host import SessionHost
from handtrack.live.browser.web.access import Access
from handtrack.live.browser.web.guard import Guard
from handtrack.live.browser.web.page_files import PageFiles
from handtrack.live.browser.web.page_sockets import PageSockets
from handtrack.live.browser.web.requests import is_json, read_body, read_post
from handtrack.live.browser.workplace import Today, Workplace
from handtrack.live.language import texts
from handtrack.live.session_plan import SessionPlan, single

MOST_SETS, MOST_REPS = 20, 1000
_PAGES = ("/", "/choose", "/session", "/measure", "/assessment")


class Routes:
    """Answers what pages ask for.

    Parameters
    ----------
    workplace : Workplace
    access : Access
    settings : SettingsFile
    files : PageFiles
    host : SessionHost
    sockets : PageSockets
    quit : callable
        Ends the app.
    opened : callable
        Is told that a link was used up.
    """

    def __init__(
        self,
        workplace: Workplace,
        access: Access,
        settings: SettingsFile,
        files: PageFiles,
        host: SessionHost,
        sockets: PageSockets,
        quit: Callable[[], None],
        opened: Callable[[], None] = lambda: None,
    ) -> None:
        self._workplace, self._access, self._settings = workplace, access, settings
        self._files, self._host, self._sockets = files, host, sockets
        self._quit, self._opened = quit, opened
        self._exercises = {exercise.id: exercise for exercise in workplace.exercises}

    def app(self, port: int) -> ASGIApp:
        """All routes behind the guard.

        Parameters
        ----------
        port : int
            On which they are served.
        """
        routes = [
            Route("/", self._start),
            Route("/choose", self._choose),
            Route("/session", self._session),
            Route("/session", self._begin, methods=["POST"]),
            Route("/open", self._open),
            Route("/open", self._redeem, methods=["POST"]),
            Route("/settings", self._change, methods=["POST"]),
            Route("/quit", self._end, methods=["POST"]),
            Route("/measure", self._parts),
            Route("/assessment", self._assessment),
            Route("/assessment", self._begin_assessment, methods=["POST"]),
            Route("/demonstrations/{exercise}.json", self._demonstration),
            Route("/demonstrations/poses/{protocol}/{pose}.json", self._pose),
            Route("/static/{name:path}", self._static),
            WebSocketRoute("/session/live", self._sockets.live),
            WebSocketRoute("/presence", self._sockets.presence),
            *self._desk(port),
        ]
        return Guard(Starlette(routes=routes), self._access, port, self._stranger)

    def _desk(self, port: int) -> list[Route]:
        """Routes of the therapist's desk, where there is one."""
        tools = self._workplace.desk
        if tools is None:
            return []
        desk = DeskAccess(PasswordFile(tools.folder), port)
        return desk_routes(DeskViews(tools, self._access, desk, self._settings, self._files))

    # Pages ---------------------------------------------------------------------------------

    def _page(self, name: str, status: int = 200, **values: Any) -> HTMLResponse:
        now = self._settings.now
        about = {"settings": now.model_dump(), "csrf": self._access.csrf}
        return HTMLResponse(self._files.render(name, now.language, **about, **values), status)

    def _outside(self, name: str, status: int) -> Response:
        """A page for a browser that was not let in; it holds nothing of ours."""
        now = self._settings.now
        about = {"settings": now.model_dump(), "csrf": ""}
        return HTMLResponse(self._files.render(name, now.language, **about), status)

    async def _stranger(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._outside("refused.html", 403)(scope, receive, send)

    def _start(self, request: Request) -> Response:
        whose = self._workplace.patient
        return self._page(
            "start.html",
            today=self._today(self._workplace.today()),
            patient={"key": whose.key, "name": whose.name} if whose else None,
            running=self._host.running is not None,
            measures=self._workplace.assessment_tools is not None,
            desk=self._workplace.desk is not None,
        )

    def _today(self, today: Today) -> dict[str, Any] | None:
        if today.plan is None:
            return None
        return {
            "title": today.plan.title,
            "items": items(today.plan, self._texts()),
            "minutes": minutes(today.plan),
            "prescribed": today.prescribed,
            "done": not today.plan.items,
        }

    def _choose(self, request: Request) -> Response:
        found = groups(self._workplace.exercises, self._texts())
        return self._page("choose.html", groups=found, hands=[*Side])

    def _session(self, request: Request) -> Response:
        return self._live("/session", "session.html")

    def _assessment(self, request: Request) -> Response:
        return self._live("/assessment", "assessment.html")

    def _live(self, path: str, name: str) -> Response:
        """The page of what runs; the way to it from another page's address."""
        running = self._host.running
        if running is None or running.page != path:
            return RedirectResponse(running.page if running else "/", 303)
        source = "clip" if self._workplace.clip else "camera"
        return self._page(name, source=source)

    def _parts(self, request: Request) -> Response:
        tools = self._workplace.assessment_tools
        if tools is None:
            raise HTTPException(404)
        found = protocol_cards(tools.protocols, self._texts())
        return self._page("measure.html", protocols=found, hands=[*Side])

    def _open(self, request: Request) -> Response:
        return self._outside("open.html", 200)

    def _demonstration(self, request: Request) -> Response:
        side = _asked_side(request)
        return _drawing(drawn_points(request.path_params["exercise"], side), side)

    def _pose(self, request: Request) -> Response:
        side, of = _asked_side(request), request.path_params
        return _drawing(drawn_pose(of["protocol"], of["pose"], side), side)

    def _static(self, request: Request) -> Response:
        found = self._files.static(request.path_params["name"])
        if found is None:
            raise HTTPException(404)
        path, type = found
        return FileResponse(path, media_type=type)

    def _texts(self) -> texts.Texts:
        return texts.load(self._settings.now.language)

    # Posts ---------------------------------------------------------------------------------

    async def _redeem(self, request: Request) -> Response:
        """Let a browser in that has the link; again, where it is in already."""
        token = (await read_body(request)).get("token")
        if isinstance(token, str) and self._access.redeem(token):
            self._opened()
        elif not self._access.knows(request.cookies.get(self._access.cookie_name)):
            raise HTTPException(403)
        answer = JSONResponse({"next": self._host.running.page if self._host.running else "/"})
        name, value = self._access.cookie_name, self._access.cookie
        answer.set_cookie(name, value, httponly=True, samesite="strict", path="/")
        return answer

    async def _begin(self, request: Request) -> Response:
        posted = await read_post(request, self._access)
        if self._host.running is None:
            plan = await run_in_threadpool(self._plan, posted)
            self._host.begin(plan)
        return RedirectResponse("/session", 303)

    def _plan(self, posted: dict[str, Any]) -> SessionPlan:
        """The plan that a form asks for."""
        try:
            plan = self._workplace.today().plan if posted.get("plan") else self._single(posted)
            if plan is None or not plan.items:
                raise ValueError
            return self._workplace.without_fingers(plan)
        except (HandtrackError, ValueError, KeyError, TypeError) as e:
            raise HTTPException(400) from e

    def _single(self, posted: dict[str, Any]) -> SessionPlan:
        exercise, hand = self._exercises[posted["exercise"]], posted.get("hand")
        sets, reps = int(posted.get("sets") or 1), int(posted.get("reps") or 0)
        if not (1 <= sets <= MOST_SETS and 0 <= reps <= MOST_REPS):
            raise ValueError
        return single(exercise, Side(hand) if hand else None, sets, reps or None)

    async def _begin_assessment(self, request: Request) -> Response:
        posted = await read_post(request, self._access)
        if self._host.running is None:
            self._host.begin(self._order(posted))
        return RedirectResponse("/assessment", 303)

    def _order(self, posted: dict[str, Any]) -> AssessmentOrder:
        """The assessment that a form asks for: a protocol, or one of its sections."""
        try:
            name, _, section = posted["part"].partition("/")
            tools = self._workplace.assessment_tools
            known = tools.protocols if tools else ()
            protocol = next(one for one in known if one.id == name)
            hand = posted.get("hand")
            sections = protocol.select_sections([section] if section else [])
            return AssessmentOrder(protocol, sections, Side(hand) if hand else None)
        except (HandtrackError, ValueError, KeyError, AttributeError, StopIteration) as e:
            raise HTTPException(400) from e

    async def _change(self, request: Request) -> Response:
        posted = await read_post(request, self._access)
        back = posted.pop("next", "/")
        try:
            await run_in_threadpool(self._settings.change, posted)
        except ValueError as e:
            raise HTTPException(400) from e
        self._host.settings_changed()
        if is_json(request):
            return Response(status_code=204)
        return RedirectResponse(back if back in _PAGES else "/", 303)

    async def _end(self, request: Request) -> Response:
        await read_post(request, self._access)
        await run_in_threadpool(self._host.close)
        self._quit()
        return self._page("goodbye.html")


def _asked_side(request: Request) -> Side:
    return Side.LEFT if request.query_params.get("hand") == "left" else Side.RIGHT


def _drawing(points: Floats | None, side: Side) -> Response:
    """A drawn movement, as in a mirror."""
    if points is None:
        raise HTTPException(404)
    return JSONResponse({"hz": RATE_HZ, "hand": side, "points": points.tolist()})
