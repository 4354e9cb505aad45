"""One moment of a guided assessment as a message for the page, in words and figures."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from handtrack.assessment.protocol import PoseRequest
from handtrack.assessment.rom_result import MotionFigure
from handtrack.live.assessment.assessment_flow import AssessmentPrompt
from handtrack.live.assessment.assessment_order import AssessmentOrder, AssessmentOutcome
from handtrack.live.assessment.assessment_output import AssessmentModel
from handtrack.live.assessment.figure_words import (
    error_words,
    label_words,
    motion_title,
    reason_words,
    value_words,
)
from handtrack.live.assessment.pose_words import (
    instructions,
    placement,
    pose_title,
    rejection,
    section_title,
)
from handtrack.live.browser.demonstrations.drawn_movements import has_pose_drawing
from handtrack.live.browser.link.message_parts import (
    Surroundings,
    menu_message,
    named_message,
    points_message,
    trouble_message,
)
from handtrack.live.flow.states import Key
from handtrack.live.language.texts import Texts, sentence


def pose_messages(order: AssessmentOrder, texts: Texts) -> list[dict[str, Any]]:
    """Describe every pose that is asked for, in their order.

    Parameters
    ----------
    order : AssessmentOrder
    texts : Texts
    """
    return [_pose(order, request, texts) for request in order.requests]


def _pose(order: AssessmentOrder, request: PoseRequest, texts: Texts) -> dict[str, Any]:
    protocol, section, pose = order.protocol, request.section, request.pose
    shown = has_pose_drawing(protocol.id, pose.id)
    return {
        "pose": pose.id,
        "title": pose_title(protocol, pose, texts),
        "say": instructions(protocol, pose, texts),
        "section": section_title(protocol, section, texts),
        "placement": placement(protocol, section, texts),
        "trial": request.trial,
        "trials": section.trials or protocol.trials,
        "ladder": pose.ladder,
        "demonstration": pose_url(protocol.id, pose.id) if shown else None,
    }


def pose_url(protocol: str, pose: str) -> str:
    """Address of the drawing of a pose.

    Parameters
    ----------
    protocol, pose : str
        Their ids.
    """
    return f"/demonstrations/poses/{protocol}/{pose}.json"


def moment_message(
    model: AssessmentModel, around: Surroundings, order: AssessmentOrder, texts: Texts
) -> dict[str, Any]:
    """Describe what a person is asked for now, as the protocol has it.

    Parameters
    ----------
    model : AssessmentModel
    around : Surroundings
    order : AssessmentOrder
    texts : Texts
        Of the language in which everything is said.
    """
    now = model.prompt
    rejected = rejection(now.rejected)
    side = texts.say("side", model.side) if model.side else ""
    cue = sentence("cue", model.cue, side=side) if model.cue and not rejected else None
    return _screen(around) | {
        "screen": "paused" if now.menu else "place" if now.placing else "pose",
        "time_s": model.now_s,
        "heading": _heading(now, order, texts),
        "pose": now.done,
        "side": order.side or model.side,
        "points": points_message(model.points),
        "cue": named_message(model.cue or "", cue, texts),
        "rejected": named_message(rejected.key, rejected, texts) if rejected else None,
        "left_s": now.left_s,
        "good_s": now.still_s,
        "good_of_s": now.whole_s,
        "trouble": trouble_message(model.trouble, around, texts),
        "menu": menu_message(now.menu, around, texts),
        "hint": _hint(now, around, texts),
        "keys": _keys(now, texts),
    }


def results_message(
    outcome: AssessmentOutcome | None,
    around: Surroundings,
    order: AssessmentOrder,
    texts: Texts,
) -> dict[str, Any]:
    """Describe what an assessment came to, as the protocol has it.

    Parameters
    ----------
    outcome : AssessmentOutcome or None
        None where no pose was held.
    around : Surroundings
    order : AssessmentOrder
    texts : Texts
    """
    empty = outcome is None or outcome.empty
    said = [texts.say("measure", "nothing" if outcome else "no_pose")] if empty else []
    doubts = outcome.doubts if outcome and texts.language == "en" else ()
    return _screen(around) | {
        "screen": "results",
        "heading": texts.say("measure", "done" if empty else "results"),
        "pose": len(order.requests),
        "side": outcome.found.side if outcome else order.side,
        "results": _groups(outcome, order, texts) if outcome else [],
        "sentences": [*said, *doubts],
        "saved": _saved(outcome, around, texts),
        "keys": [_key(Key.GO, "action", "close", texts)],
    }


def _screen(around: Surroundings) -> dict[str, Any]:
    """What every screen has, where nothing is said of it."""
    return {
        "type": "screen",
        "number": around.number,
        "time_s": 0.0,
        "aspect": around.aspect,
        "clip_over": around.clip_over,
        **dict.fromkeys(("points", "cue", "rejected", "left_s", "trouble", "menu", "saved"), None),
        **{"good_s": 0.0, "good_of_s": 0.0, "hint": "", "results": [], "sentences": []},
    }


def _heading(now: AssessmentPrompt, order: AssessmentOrder, texts: Texts) -> str:
    if now.menu:
        return texts.say("screen", "paused")
    if not now.placing:
        return pose_title(order.protocol, now.request.pose, texts)
    return texts.say("measure", "elsewhere" if now.done else "place")


def _hint(now: AssessmentPrompt, around: Surroundings, texts: Texts) -> str:
    """How to go on without keys, told where there is time to read."""
    if not around.hands_free or now.menu or not now.placing:
        return ""
    return texts.say("measure", "by_hand" if now.free else "by_hand_later")


def _keys(now: AssessmentPrompt, texts: Texts) -> list[dict[str, str]]:
    if now.menu:
        menu = ((Key.GO, "pick"), (Key.NEXT, "next"), (Key.STOP, "stop"))
        return [_key(key, "action", what, texts) for key, what in menu]
    again = [(Key.REPEAT, "measure", "last")] if now.done else []
    placing = [(Key.GO, "measure", "start"), *again, (Key.SKIP, "measure", "part")]
    posing = [*again, (Key.SKIP, "measure", "leave")]
    keys = [*(placing if now.placing else posing), (Key.STOP, "action", "stop")]
    return [_key(key, table, what, texts) for key, table, what in keys]


def _key(key: Key, table: str, what: str, texts: Texts) -> dict[str, str]:
    return {"key": key, "title": texts.say(table, what), "keyboard": texts.say("key", key)}


def _groups(
    outcome: AssessmentOutcome, order: AssessmentOrder, texts: Texts
) -> list[dict[str, Any]]:
    """The figures, by section."""
    protocol = order.protocol
    groups = groupby(outcome.found.figures, lambda figure: protocol.section(figure.pose))
    return [
        {
            "title": section_title(protocol, section, texts) if section else "",
            "figures": [_figure(figure, order, texts) for figure in figures],
        }
        for section, figures in groups
    ]


def _figure(figure: MotionFigure, order: AssessmentOrder, texts: Texts) -> dict[str, Any]:
    return {
        "motion": figure.motion,
        "title": motion_title(figure.motion, order.protocol, texts),
        "value": value_words(figure, texts),
        "error": error_words(figure, texts),
        "label": None if figure.value is None else figure.label,
        "label_sentence": label_words(figure, texts),
        "note": reason_words(figure, order.protocol, texts),
    }


def _saved(outcome: AssessmentOutcome | None, around: Surroundings, texts: Texts) -> dict[str, Any]:
    whose = around.saved_for
    if outcome is None or outcome.empty:
        return {"for": None, "where": "", "sentence": texts.say("measure", "not_kept_empty")}
    if outcome.unsaved:
        return {"for": None, "where": "", "sentence": texts.say("measure", "unsaved")}
    if not outcome.where or whose is None:
        return {"for": None, "where": "", "sentence": texts.say("measure", "not_kept")}
    said = texts.say("saved", "for", name=whose)
    return {"for": whose, "where": outcome.where, "sentence": said}
