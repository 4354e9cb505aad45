"""The session of the app: one at a time, in a thread of its own, whether or not a page looks on."""

from __future__ import annotations

import logging
import time
from threading import Lock, Thread
from typing import Any

from handtrack.errors import HandtrackError
from handtrack.live.browser.app_settings import SettingsFile
from handtrack.live.browser.exercise_cards import items
from handtrack.live.browser.link.messages import write_text
from handtrack.live.browser.link.page_feeds import PageCamera, PageClip, PageFeed
from handtrack.live.browser.link.page_link import ENDING, FAILED, OVER, PageLink, SessionClosedError
from handtrack.live.browser.link.page_output import PageOutput, PageSound
from handtrack.live.browser.workplace import Workplace
from handtrack.live.language import texts
from handtrack.live.loop import Session
from handtrack.live.session_display import SessionDisplay
from handtrack.live.session_plan import SessionPlan

CLOSING_S = 20.0
"""Longest wait for a session to be saved when the app ends."""
_LOG = logging.getLogger(__name__)


class SessionHost:
    """Begins sessions, and ends the one that runs.

    Parameters
    ----------
    workplace : Workplace
    settings : SettingsFile
    """

    def __init__(self, workplace: Workplace, settings: SettingsFile) -> None:
        self._workplace, self._settings = workplace, settings
        self._lock = Lock()
        self._running: HostedSession | None = None

    @property
    def running(self) -> HostedSession | None:
        """The session that is not over yet; None without one."""
        running = self._running
        return running if running is not None and running.alive else None

    def begin(self, plan: SessionPlan) -> None:
        """Begin a session; one that still runs goes on instead."""
        with self._lock:
            if self.running is None:
                self._running = HostedSession(self._workplace, self._settings, plan)
                self._running.start()

    def settings_changed(self) -> None:
        """Let the session that runs speak as the settings say now."""
        if self.running is not None:
            self.running.translate()

    def close(self) -> None:
        """End the session that runs, and wait until it is saved."""
        if self._running is not None:
            self._running.close()


class HostedSession:
    """One session with its thread.

    Parameters
    ----------
    workplace : Workplace
    settings : SettingsFile
    plan : SessionPlan

    Attributes
    ----------
    link : PageLink
        To the page that shows it.
    """

    def __init__(self, workplace: Workplace, settings: SettingsFile, plan: SessionPlan) -> None:
        self.link = PageLink()
        self._workplace, self._settings, self._plan = workplace, settings, plan
        self._thread = Thread(target=self._run, name="handtrack-session")
        self._output: PageOutput | None = None
        self._display: SessionDisplay | None = None

    def start(self) -> None:
        """Begin it."""
        self._greet()
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether it is not over yet."""
        return self._thread.is_alive()

    def close(self) -> None:
        """End it, and wait until it is saved."""
        self.link.close()
        self._thread.join(CLOSING_S)
        self.link.leave(ENDING)

    def translate(self) -> None:
        """Go on in the language of the settings."""
        said = self._texts()
        if self._output is not None and self._display is not None:
            self._output.texts = said
            self._display.use(said)
        self._greet()

    def _texts(self) -> texts.Texts:
        return texts.load(self._settings.now.language).plainly()

    def _greet(self) -> None:
        self.link.show("hello", write_text(**self._hello()))

    def _hello(self) -> dict[str, Any]:
        work, now = self._workplace, self._settings.now
        whose = work.patient
        return {
            "type": "hello",
            "language": now.language,
            "source": "clip" if work.clip else "camera",
            "source_name": work.clip.name if work.clip else "",
            "items": items(self._plan, texts.load(now.language)),
            "title": self._plan.title,
            "patient": {"key": whose.key, "name": whose.name} if whose else None,
            "keeps_video": work.record,
            "settings": now.model_dump(),
        }

    def _run(self) -> None:
        try:
            self._session()
        except SessionClosedError:
            return
        except Exception as e:  # whatever broke it, the page is told, and what was done is kept
            _LOG.exception("The session broke.")
            told = str(e) if isinstance(e, HandtrackError) else ""
            self.link.send("error", name="failed", sentence=told)
            self.link.leave(FAILED)
            return
        self.link.send("end", next="/")
        self.link.leave(OVER)

    def _session(self) -> None:
        work, said = self._workplace, self._texts()
        tools = work.tools(self._plan)
        feed: PageFeed = PageClip(work.clip, self.link) if work.clip else PageCamera(self.link)
        writer = work.writer(self._plan, feed.name)
        whose = work.patient.name if work.patient else None
        self._output = PageOutput(
            self.link, feed, said, whose, str(writer.folder), lambda: self._settings.now.hands_free
        )
        sound = PageSound(self.link)
        self._display = SessionDisplay(
            self._output, sound, said, work.stats, lambda: self._settings.now.hands_free
        )
        try:
            clock = None if work.clip else time.monotonic
            Session(
                feed, self._plan, writer, self._display, tools, work.ask, clock, work.record
            ).run()
        finally:
            work.keep(writer.folder)
