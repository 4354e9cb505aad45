"""A guided assessment in the app, from the first pose to the results."""

from __future__ import annotations

import contextlib
from threading import Event
from typing import Any

from typing_extensions import override

from handtrack.errors import AssessmentError
from handtrack.files import temporary_folder
from handtrack.live.assessment.assessment_order import AssessmentOrder, AssessmentOutcome
from handtrack.live.assessment.guided_assessment import GuidedAssessment
from handtrack.live.browser.app_settings import SettingsFile
from handtrack.live.browser.hosted import CLOSING_S, Hosted
from handtrack.live.browser.link.assessment_message import pose_messages
from handtrack.live.browser.link.page_assessment import PageAssessment
from handtrack.live.browser.link.page_output import PageSound
from handtrack.live.browser.workplace import Workplace
from handtrack.live.camera_step import WAIT_S
from handtrack.live.flow.states import Key, Pressed
from handtrack.live.language import texts


class HostedAssessment(Hosted):
    """One assessment with its thread.

    Parameters
    ----------
    workplace : Workplace
    settings : SettingsFile
    order : AssessmentOrder
    """

    page = "/assessment"

    def __init__(
        self, workplace: Workplace, settings: SettingsFile, order: AssessmentOrder
    ) -> None:
        super().__init__(workplace, settings)
        self._order = order
        self._closing = Event()
        self._output: PageAssessment | None = None
        self._guided: GuidedAssessment | None = None

    @override
    def close(self) -> None:
        """End it: what was held until now is measured and kept."""
        self._closing.set()
        self.link.receive(Pressed(key=Key.STOP))
        self._thread.join(CLOSING_S)
        super().close()

    @override
    def translate(self) -> None:
        said = self._texts()
        if self._output is not None and self._guided is not None:
            self._guided.use(said)
            self._output.use(said)
        self._greet()

    @override
    def _about(self) -> dict[str, Any]:
        said = texts.load(self._settings.now.language)
        return {"poses": pose_messages(self._order, said), "title": self._order.protocol.title}

    @override
    def _work(self) -> None:
        work, order, said = self._workplace, self._order, self._texts()
        tools = work.assessment_tools
        assert tools
        tracker, feed = tools.tracker(), self._feed()
        whose = (work.patient.name or work.patient.key) if work.patient else None
        free = self._hands_free
        output = self._output = PageAssessment(self.link, feed, order, said, whose, free)
        sound = PageSound(self.link)
        with temporary_folder() as place:
            path = place / "recording.npz"
            self._guided = GuidedAssessment(
                *(feed, tracker, output, sound, order.protocol, order.requests, order.side),
                *(path, said, free),
            )
            outcome: AssessmentOutcome | None = None
            with contextlib.suppress(AssessmentError):  # no pose was held
                recording, held = self._guided.run()
                outcome = tools.assess(order, recording, held, path, feed.name)
        output.show_results(outcome)
        while not self._closing.is_set() and output.pressed().key is not Key.GO:
            self.link.take_picture(WAIT_S)  # the camera's pictures are no longer looked at
