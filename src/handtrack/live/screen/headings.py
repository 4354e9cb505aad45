"""What each screen says on top, and the one thing to change about the picture."""

from __future__ import annotations

from handtrack.live.camera_guidance import PlacementCue
from handtrack.live.flow.states import AFTER, Screen, State
from handtrack.live.language.texts import Sentence, Title, sentence
from handtrack.live.screen.view_model import ScreenModel


def heading(model: ScreenModel) -> Sentence | None:
    """What to do on this screen; None where there is nothing to do."""
    state = model.state
    match state.screen:
        case Screen.END:
            return None
        case Screen.QUESTION:
            return sentence("screen", "question_after" if state.question in AFTER else "question")
        case Screen.SHOW if state.current.side:
            return sentence("screen", "show", side=sentence("side", state.current.side))
        case Screen.SHOW:
            return sentence("screen", "show_any")
        case Screen.GUIDE if not model.guided_of:
            return sentence("screen", "guide_open")
        case Screen.GUIDE:
            return sentence("screen", "guide", least=model.guided_of)
        case other:
            return sentence("screen", other)


def placement(model: ScreenModel) -> Sentence | None:
    """What to change about the picture; None where it is fine, or where any hand will do."""
    side = model.state.current.side
    if model.cue is None or (model.cue is PlacementCue.OTHER_HAND and side is None):
        return None
    return sentence("cue", model.cue, side=sentence("side", side) if side else "")


def coming_up(state: State) -> Sentence:
    """What comes after the rest: the next set, or the next exercise."""
    if state.set < state.current.sets:
        return sentence("hint", "again", set=state.set + 1, sets=state.current.sets)
    coming = state.plan.items[state.item + 1].exercise
    return sentence("hint", "next", title=Title(coming.id, coming.title_clinical))
