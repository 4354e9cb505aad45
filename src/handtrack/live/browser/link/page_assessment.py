"""What a guided assessment shows, as messages for the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from typing_extensions import override

from handtrack.live.assessment.assessment_order import AssessmentOrder, AssessmentOutcome
from handtrack.live.assessment.assessment_output import AssessmentModel, AssessmentOutput
from handtrack.live.browser.link.assessment_message import moment_message, results_message
from handtrack.live.browser.link.message_parts import Surroundings
from handtrack.live.browser.link.messages import write_text
from handtrack.live.browser.link.page_feeds import PageFeed
from handtrack.live.browser.link.page_link import PageLink
from handtrack.live.flow.states import Key, Pressed
from handtrack.live.language.texts import Texts


class PageAssessment(AssessmentOutput):
    """Sends what is asked for to the page; the page draws it.

    Parameters
    ----------
    link : PageLink
    feed : PageFeed
        Where pictures come from.
    order : AssessmentOrder
    texts : Texts
    saved_for : str or None
        Name of the patient for whom it is saved.
    hands_free : callable
        Whether the hand begins, pauses and chooses, too.
    """

    def __init__(
        self,
        link: PageLink,
        feed: PageFeed,
        order: AssessmentOrder,
        texts: Texts,
        saved_for: str | None,
        hands_free: Callable[[], bool] = lambda: False,
    ) -> None:
        self._hands_free = hands_free
        self._link, self._feed, self._order = link, feed, order
        self._texts, self._saved_for = texts, saved_for
        self._outcome: AssessmentOutcome | None = None
        self._ended = False
        self._offered: frozenset[Key] = frozenset()

    def use(self, texts: Texts) -> None:
        """Go on in another language."""
        self._texts = texts
        if self._ended:
            self.show_results(self._outcome)

    @override
    def show(self, model: AssessmentModel) -> None:
        around = self._surroundings(model.aspect)
        self._send(moment_message(model, around, self._order, self._texts))

    @override
    def pressed(self) -> Pressed:
        """Take an option, or a key that does something on the screen that is shown, once.

        A second press of it was meant for that screen, too, and not for the next one.
        """
        told = self._link.pressed()
        if told.key is Key.STOP or told.option is not None:
            return told
        if told.key not in self._offered:
            return Pressed()
        self._offered = frozenset()
        return told

    def show_results(self, outcome: AssessmentOutcome | None) -> None:
        """Show what it came to; None where no pose was held."""
        self._ended, self._outcome = True, outcome
        around = self._surroundings(None)
        self._send(results_message(outcome, around, self._order, self._texts))

    def _send(self, message: dict[str, Any]) -> None:
        self._offered = frozenset(one["key"] for one in message["keys"])
        self._link.show("screen", write_text(**message))

    def _surroundings(self, aspect: float | None) -> Surroundings:
        return Surroundings.of(
            self._link, self._feed, aspect, self._saved_for, hands_free=self._hands_free()
        )
