"""What a session shows, plays and says, as messages for the page."""

from __future__ import annotations

from collections.abc import Callable

from typing_extensions import override

from handtrack.live.audio.cues import SoundOutput
from handtrack.live.audio.tones import Tone
from handtrack.live.browser.link.message_parts import Surroundings
from handtrack.live.browser.link.messages import write_text
from handtrack.live.browser.link.page_feeds import PageFeed
from handtrack.live.browser.link.page_link import PageLink
from handtrack.live.browser.link.screen_message import screen_message
from handtrack.live.flow.states import Pressed
from handtrack.live.language.texts import Texts
from handtrack.live.screen.screen_output import ScreenOutput
from handtrack.live.screen.view_model import ScreenModel


class PageOutput(ScreenOutput):
    """Sends each screen to the page; the page draws it.

    Parameters
    ----------
    link : PageLink
    feed : PageFeed
        Where pictures come from.
    texts : Texts
        With which exercises are named plainly.
    saved_for : str or None
        Name of the patient for whom the session is saved.
    folder : str
        Where it is saved.
    hands_free : callable
        Whether the hand chooses and answers, too.

    Attributes
    ----------
    texts : Texts
    """

    def __init__(
        self,
        link: PageLink,
        feed: PageFeed,
        texts: Texts,
        saved_for: str | None,
        folder: str,
        hands_free: Callable[[], bool],
    ) -> None:
        self._link, self._feed, self.texts = link, feed, texts
        self._saved_for, self._folder, self._hands_free = saved_for, folder, hands_free

    @override
    def show(self, model: ScreenModel) -> None:
        where = self._saved_for, self._folder
        around = Surroundings.of(self._link, self._feed, model.aspect, *where, self._hands_free())
        self._link.show("screen", write_text(**screen_message(model, around, self.texts)))

    @override
    def pressed(self) -> Pressed:
        return self._link.pressed()


class PageSound(SoundOutput):
    """Lets the page play and speak, where its settings want that."""

    def __init__(self, link: PageLink) -> None:
        self._link = link

    @override
    def play(self, tone: Tone) -> None:
        self._link.send("sound", play=[list(part) for part in tone])

    @override
    def say(self, text: str) -> None:
        self._link.send("sound", say=text)
