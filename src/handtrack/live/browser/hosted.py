"""What the app runs for a page: in a thread of its own, whether or not a page looks on."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from threading import Thread
from typing import Any, ClassVar

from handtrack.errors import HandtrackError
from handtrack.live.browser.app_settings import SettingsFile
from handtrack.live.browser.link.messages import write_text
from handtrack.live.browser.link.page_feeds import PageCamera, PageClip, PageFeed
from handtrack.live.browser.link.page_link import ENDING, FAILED, OVER, PageLink, SessionClosedError
from handtrack.live.browser.workplace import Workplace
from handtrack.live.language import texts

CLOSING_S = 20.0
"""Longest wait for what runs to be saved when the app ends."""
_LOG = logging.getLogger(__name__)


class Hosted(ABC):
    """A session or an assessment, with its thread.

    Parameters
    ----------
    workplace : Workplace
    settings : SettingsFile

    Attributes
    ----------
    link : PageLink
        To the page that shows it.
    page : str
        Path of that page.
    """

    page: ClassVar[str]

    def __init__(self, workplace: Workplace, settings: SettingsFile) -> None:
        self.link = PageLink()
        self._workplace, self._settings = workplace, settings
        self._thread = Thread(target=self._run, name="handtrack-session")

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

    @abstractmethod
    def translate(self) -> None:
        """Go on in the language of the settings."""

    @abstractmethod
    def _work(self) -> None:
        """What is done in the thread."""

    @abstractmethod
    def _about(self) -> dict[str, Any]:
        """What the first message says of it alone."""

    def _hands_free(self) -> bool:
        """Whether the hand chooses, too, as the settings are now."""
        return self._settings.now.hands_free

    def _texts(self) -> texts.Texts:
        return texts.load(self._settings.now.language).plainly()

    def _feed(self) -> PageFeed:
        clip = self._workplace.clip
        return PageClip(clip, self.link) if clip else PageCamera(self.link)

    def _greet(self) -> None:
        work, now = self._workplace, self._settings.now
        whose = work.patient
        hello = {
            "type": "hello",
            "language": now.language,
            "source": "clip" if work.clip else "camera",
            "source_name": work.clip.name if work.clip else "",
            "patient": {"key": whose.key, "name": whose.name} if whose else None,
            "settings": now.model_dump(),
        }
        self.link.show("hello", write_text(**hello, **self._about()))

    def _run(self) -> None:
        try:
            self._work()
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
