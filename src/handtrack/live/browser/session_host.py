"""What runs in the app: one session or one assessment at a time."""

from __future__ import annotations

import time
from threading import Lock
from typing import Any

from typing_extensions import override

from handtrack.live.assessment.assessment_order import AssessmentOrder
from handtrack.live.browser.app_settings import SettingsFile
from handtrack.live.browser.exercise_cards import items
from handtrack.live.browser.hosted import Hosted
from handtrack.live.browser.hosted_assessment import HostedAssessment
from handtrack.live.browser.link.page_output import PageOutput, PageSound
from handtrack.live.browser.workplace import Workplace
from handtrack.live.language import texts
from handtrack.live.loop import Session
from handtrack.live.session_display import SessionDisplay
from handtrack.live.session_plan import SessionPlan


class SessionHost:
    """Begins sessions and assessments, and ends the one that runs.

    Parameters
    ----------
    workplace : Workplace
    settings : SettingsFile
    """

    def __init__(self, workplace: Workplace, settings: SettingsFile) -> None:
        self._workplace, self._settings = workplace, settings
        self._lock = Lock()
        self._running: Hosted | None = None

    @property
    def running(self) -> Hosted | None:
        """What is not over yet; None without one."""
        running = self._running
        return running if running is not None and running.alive else None

    def begin(self, wanted: SessionPlan | AssessmentOrder) -> None:
        """Begin a session or an assessment; what still runs goes on instead."""
        with self._lock:
            if self.running is not None:
                return
            if isinstance(wanted, AssessmentOrder):
                assert self._workplace.assessment_tools
                self._running = HostedAssessment(self._workplace, self._settings, wanted)
            else:
                self._running = HostedSession(self._workplace, self._settings, wanted)
            self._running.start()

    def settings_changed(self) -> None:
        """Let what runs speak as the settings say now."""
        if self.running is not None:
            self.running.translate()

    def close(self) -> None:
        """End what runs, and wait until it is saved."""
        if self._running is not None:
            self._running.close()


class HostedSession(Hosted):
    """One session with its thread.

    Parameters
    ----------
    workplace : Workplace
    settings : SettingsFile
    plan : SessionPlan
    """

    page = "/session"

    def __init__(self, workplace: Workplace, settings: SettingsFile, plan: SessionPlan) -> None:
        super().__init__(workplace, settings)
        self._plan = plan
        self._output: PageOutput | None = None
        self._display: SessionDisplay | None = None

    @override
    def translate(self) -> None:
        said = self._texts()
        if self._output is not None and self._display is not None:
            self._output.texts = said
            self._display.use(said)
        self._greet()

    @override
    def _about(self) -> dict[str, Any]:
        return {
            "items": items(self._plan, texts.load(self._settings.now.language)),
            "title": self._plan.title,
            "keeps_video": self._workplace.record,
        }

    @override
    def _work(self) -> None:
        work, said = self._workplace, self._texts()
        tools = work.tools(self._plan)
        feed = self._feed()
        writer = work.writer(self._plan, feed.name)
        whose = work.patient.name if work.patient else None
        self._output = PageOutput(
            self.link, feed, said, whose, str(writer.folder), self._hands_free
        )
        sound = PageSound(self.link)
        self._display = SessionDisplay(self._output, sound, said, work.stats, self._hands_free)
        try:
            clock = None if work.clip else time.monotonic
            Session(
                feed, self._plan, writer, self._display, tools, work.ask, clock, work.record
            ).run()
        finally:
            work.keep(writer.folder)
