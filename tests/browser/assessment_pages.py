"""Pages of assessments as if one ran: every moment of it, described by the app's own code."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import numpy as np
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.websockets import WebSocket, WebSocketDisconnect

from handtrack.assessment.assess import assess
from handtrack.assessment.poses.hold_detector import PoseHeld, RejectionReason, detect_holds
from handtrack.assessment.protocol import find_protocol
from handtrack.landmarks.hand import Side
from handtrack.landmarks.views import View
from handtrack.live.assessment.assessment_flow import AssessmentPrompt
from handtrack.live.assessment.assessment_order import AssessmentOrder, AssessmentOutcome
from handtrack.live.assessment.assessment_output import AssessmentModel
from handtrack.live.browser.demonstrations.drawn_movements import RATE_HZ, drawn_pose
from handtrack.live.browser.link.assessment_message import (
    moment_message,
    pose_messages,
    results_message,
)
from handtrack.live.browser.link.message_parts import Surroundings
from handtrack.live.browser.link.messages import CameraState
from handtrack.live.browser.protocol_cards import protocol_cards
from handtrack.live.camera_guidance import PlacementCue
from handtrack.live.flow.menu import Menu
from handtrack.live.language.texts import load
from tests.browser import pages_messages as messages
from tests.browser.pages_server import PagesServer
from tests.helpers.held_poses import FINGER_POSES, held

PROTOCOL = find_protocol("hand-basic")
ORDER = AssessmentOrder(PROTOCOL, PROTOCOL.sections, Side.RIGHT)
INDEX = {"place": 0, "place_elsewhere": 9, "pose_ladder": len(ORDER.requests) - 1}
MOMENTS = (
    *("place", "place_elsewhere", "pose", "pose_counting", "pose_refused", "pose_ladder"),
    *("paused", "results", "results_nothing"),
)


def outcome() -> AssessmentOutcome:
    """What the fingers came to, held three times and seen from the thumb's side."""
    recording = held([*FINGER_POSES] * 3, view=View.SIDE)
    hand = recording.hand(0, Side.RIGHT)
    order = AssessmentOrder(PROTOCOL, PROTOCOL.select_sections(["fingers"]))
    events = detect_holds(PROTOCOL, order.requests, hand)
    found = assess(recording, hand, PROTOCOL, [e for e in events if isinstance(e, PoseHeld)])
    return AssessmentOutcome(found, where="/home/mk/.local/share/handtrack/handtrack.db")


def moment(name: str, language: str, number: int | None) -> messages.Json:
    """Describe one moment of an assessment."""
    texts = load(language)
    around = Surroundings(number, 4 / 3, CameraState.ON, False, False, "Maria K.", "")
    if name == "results":
        return results_message(outcome(), around, ORDER, texts)
    if name == "results_nothing":
        return results_message(None, around, ORDER, texts)
    index = INDEX.get(name, 10)
    counting = name == "pose_counting"
    prompt = AssessmentPrompt(
        request=ORDER.requests[index],
        done=index,
        of=len(ORDER.requests),
        left_s=2 if counting else None,
        still_s=1.4 if counting else 0.0,
        whole_s=3.0,
        rejected=RejectionReason.WRONG_VIEW if name == "pose_refused" else None,
        placing=name.startswith("place"),
        free=name == "place",
        menu=Menu(("continue", "repeat_pose", "skip_pose", "stop")) if name == "paused" else None,
    )
    cue = PlacementCue.CLOSER if name == "pose" else None
    points = np.array(messages._points())
    model = AssessmentModel(prompt, 12.0, None, points, cue, Side.RIGHT)
    return moment_message(model, around, ORDER, texts)


class AssessmentPages(PagesServer):
    """Shows the pages of assessments, too."""

    def __init__(self) -> None:
        super().__init__()
        self.app.router.routes[:0] = [
            Route("/measure", self._measure),
            Route("/assessment", self._assessment),
            Route("/assessment", self._begun, methods=["POST"]),
            Route("/demonstrations/poses/{protocol}/{pose}.json", self._pose),
        ]

    def _html(self, name: str, **values: Any) -> Response:
        html = self._pages.get_template(name).render(
            language=self.language,
            languages=messages.languages(),
            text=messages.page_texts(self.language),
            settings=self.settings,
            csrf="x",
            version="0",
            **values,
        )
        return Response(html, media_type="text/html")

    def _measure(self, request: Request) -> Response:
        cards = protocol_cards([PROTOCOL], load(self.language))
        return self._html("measure.html", protocols=cards, hands=["left", "right"])

    def _assessment(self, request: Request) -> Response:
        return self._html("assessment.html", source=self.source)

    async def _begun(self, request: Request) -> Response:
        await self._begin(request)
        return RedirectResponse("/assessment", 303)

    def _pose(self, request: Request) -> Response:
        of, side = request.path_params, Side(request.query_params["hand"])
        points = drawn_pose(of["protocol"], of["pose"], side)
        if points is None:
            return Response(status_code=404)
        return JSONResponse({"hz": RATE_HZ, "hand": side, "points": points.tolist()})

    async def _show(self, changes: messages.Json) -> None:
        self._number += 1
        clip = self.source == "clip" and bool(self.picture)
        if clip:
            await self._send(self._number.to_bytes(4, "little") + bytes(20) + self.picture)
        shown = moment(self.moment, self.language, self._number if clip else None)
        await self._send(json.dumps(shown | changes))

    async def _live(self, websocket: WebSocket) -> None:
        await websocket.accept()
        self._loop = asyncio.get_running_loop()
        self._sockets.append(websocket)
        hello = {
            **{"type": "hello", "language": self.language, "source": self.source},
            **{"source_name": "clip.mp4", "patient": None, "settings": self.settings},
            **{"poses": pose_messages(ORDER, load(self.language)), "title": PROTOCOL.title},
        }
        await websocket.send_text(json.dumps(hello))
        await self._show({})
        try:
            while True:
                await self._take(websocket, await websocket.receive())
        except (WebSocketDisconnect, RuntimeError):
            self._sockets.remove(websocket)
