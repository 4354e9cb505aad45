"""Parts of messages for the page that sessions and assessments share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from handtrack.landmarks.hand import Floats
from handtrack.live.browser.link.messages import CameraState
from handtrack.live.browser.link.page_feeds import PageFeed
from handtrack.live.browser.link.page_link import PageLink
from handtrack.live.flow.menu import Menu
from handtrack.live.language.texts import Sentence, Texts


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a screen shows besides the session's own state.

    Parameters
    ----------
    number : int or None
        Of the picture it belongs to.
    aspect : float or None
        Width by height of that picture.
    camera : CameraState
        As the page told it.
    hidden : bool
        Whether the page is in the background.
    clip_over : bool
    saved_for : str or None
        Name of the patient for whom the session is saved.
    folder : str
        Where it is saved.
    hands_free : bool
        Whether the hand chooses and answers, too.
    """

    number: int | None
    aspect: float | None
    camera: CameraState
    hidden: bool
    clip_over: bool
    saved_for: str | None
    folder: str
    hands_free: bool = True

    @classmethod
    def of(
        cls,
        link: PageLink,
        feed: PageFeed,
        aspect: float | None,
        saved_for: str | None,
        folder: str = "",
        hands_free: bool = True,
    ) -> Surroundings:
        """Gather what link and feed know at this moment.

        Parameters
        ----------
        link : PageLink
        feed : PageFeed
        aspect : float or None
            Width by height of the picture that is shown; None without one.
        saved_for : str or None
        folder : str
        hands_free : bool
        """
        return cls(
            number=feed.number if aspect else None,
            aspect=aspect,
            camera=link.camera,
            hidden=link.hidden,
            clip_over=feed.over,
            saved_for=saved_for,
            folder=folder,
            hands_free=hands_free,
        )


def points_message(points: Floats | None) -> list[list[float]] | None:
    """Landmarks as the page gets them; None where one of them is not known."""
    if points is None or not np.isfinite(points).all():
        return None
    rounded: list[list[float]] = points.round(4).tolist()
    return rounded


def named_message(name: str, said: Sentence | None, texts: Texts) -> dict[str, str] | None:
    """Describe a sentence by its name and its words; None without one.

    Parameters
    ----------
    name : str
    said : Sentence or None
    texts : Texts
    """
    return {"name": name, "sentence": texts.translate(said)} if said else None


def trouble_message(
    said: Sentence | None, around: Surroundings, texts: Texts
) -> dict[str, str] | None:
    """Describe what is wrong with camera or computer; of a lost camera, what the page knows.

    Parameters
    ----------
    said : Sentence or None
        As the engine sees it.
    around : Surroundings
    texts : Texts
    """
    if said is None:
        return None
    name = said.key
    if name == "lost" and around.hidden:
        name = "hidden"
    elif name == "lost" and around.camera not in (CameraState.ON, CameraState.ENDED):
        name = around.camera
    return named_message(name, said if name == said.key else Sentence("camera", name), texts)


def menu_message(menu: Menu | None, around: Surroundings, texts: Texts) -> dict[str, Any] | None:
    """Describe what can be chosen; None where there is nothing to choose.

    Parameters
    ----------
    menu : Menu or None
    around : Surroundings
    texts : Texts
    """
    if menu is None:
        return None
    options = [{"name": name, "title": texts.say("menu", name)} for name in menu.options]
    by_hand = texts.say("hint", "menu" if menu.free else "menu_lower")
    hint = by_hand if around.hands_free else ""
    return {"options": options, "lit": menu.lit, "free": menu.free, "hint": hint}
