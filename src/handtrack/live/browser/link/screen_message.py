"""One screen of a session as a message for the page: everything it shows, in words and figures."""

from __future__ import annotations

from dataclasses import asdict
from math import isfinite
from typing import Any

from handtrack.events import Reason, Status
from handtrack.live.browser.link.message_parts import (
    Surroundings,
    menu_message,
    named_message,
    points_message,
    trouble_message,
)
from handtrack.live.flow.states import Question, Screen, State
from handtrack.live.flow.transitions import GOOD_S, STILL_S
from handtrack.live.language.texts import Texts
from handtrack.live.screen.headings import coming_up, heading, placement
from handtrack.live.screen.key_hints import key_hints
from handtrack.live.screen.view_model import ScreenModel
from handtrack.verifiers.registry import counter_for

_KINDS: dict[str, tuple[Reason, ...]] = {
    "unfinished": (
        *(Reason.INCOMPLETE_SEQUENCE, Reason.ONE_DIRECTION_ONLY, Reason.INCOMPLETE_RETURN),
        *(Reason.SHORT_HOLD, Reason.SHORT_ACTIVITY, Reason.MISSED_BEAT, Reason.PUT_DOWN_EARLY),
    ),
    "too_small": (Reason.TOO_SMALL, Reason.BELOW_MINIMUM, Reason.NEAR_MISS),
    "wrong_finger": (
        *(Reason.WRONG_FINGER, Reason.OUT_OF_ORDER, Reason.SKIPPED_FINGER),
        Reason.OTHER_FINGERS_MOVED,
    ),
    "hidden": (
        *(Reason.NOT_SEEN_CLEARLY, Reason.HAND_LEFT_VIEW, Reason.WRONG_VIEW, Reason.HANDS_MERGED),
        *(Reason.NEAR_FRAME_EDGE, Reason.HAND_TOO_SMALL, Reason.TRACKING_UNSTEADY),
        Reason.OBJECT_HIDDEN,
    ),
}
_SHOWN = ("reached", "exercise", "together", "kept")
"""Sentences of the end that say what `totals` and `saved` do."""
_KIND_OF = {reason: kind for kind, reasons in _KINDS.items() for reason in reasons}


def screen_message(model: ScreenModel, around: Surroundings, texts: Texts) -> dict[str, Any]:
    """Describe a screen, as the protocol has it.

    Parameters
    ----------
    model : ScreenModel
    around : Surroundings
    texts : Texts
        Of the language in which everything is said.

    Returns
    -------
    dict
    """
    state, say = model.state, texts.say
    item, screen = state.current, state.screen
    said = heading(model)
    counts = {str(status): 0 for status in Status}
    for repetition in state.repetitions:
        counts[repetition.status] += 1
    good_s, good_of_s = _good(model)
    ended = screen in (Screen.SUMMARY, Screen.END)
    return {
        "type": "screen",
        "number": around.number,
        "time_s": model.now_s,
        "since_s": state.since_s,
        "screen": screen,
        "heading": texts.translate(said) if said else "",
        "item": state.item,
        "items": len(state.plan.items),
        "set": state.set,
        "sets": item.sets,
        "valid": state.valid,
        "reps": item.reps,
        "counts": counts,
        "side": item.side or model.side,
        "points": points_message(model.points),
        "aspect": around.aspect,
        "cue": _cue(model, texts),
        "good_s": good_s,
        "good_of_s": good_of_s,
        "share": model.share if model.share is None or isfinite(model.share) else None,
        "marks": list(model.marks),
        "timer": _timer(model, texts),
        "parts": [
            {"name": name, "title": say("part", name), "done": done} for name, done in model.parts
        ],
        "last": _last(model, texts),
        "trouble": trouble_message(model.trouble, around, texts),
        "guide": (
            {"seen": model.guided, "of": model.guided_of} if screen is Screen.GUIDE else None
        ),
        "menu": menu_message(state.menu, around, texts),
        "question": _question(model, around, texts),
        "rest_left_s": state.rest_left_s(model.now_s) if screen is Screen.REST else None,
        "next": _next(state, texts) if screen is Screen.REST else None,
        "summary": [
            texts.translate(one) for one in model.summary if not ended or one.key not in _SHOWN
        ],
        "totals": _totals(model, texts) if ended else [],
        "saved": _saved(around, texts) if ended and state.done else None,
        "farewell": texts.translate(model.end.farewell) if ended else None,
        "hint": _hint(state, texts),
        "keys": [
            {"key": key, "title": say("action", what), "keyboard": say("key", key)}
            for key, what in key_hints(state)
        ],
        "clip_over": around.clip_over,
        "stats": _stats(model),
    }


def _good(model: ScreenModel) -> tuple[float, float]:
    """For how long what the screen waits for has been so, and for how long it must be."""
    state, now_s = model.state, model.now_s
    match state.screen:
        case Screen.PLACE | Screen.SHOW:
            return (0.0 if state.good_since_s is None else now_s - state.good_since_s), GOOD_S
        case Screen.READY:
            still_s = min(model.still_s, now_s - state.since_s)
            return (still_s if model.cue is None else 0.0), STILL_S
    return 0.0, 0.0


def _cue(model: ScreenModel, texts: Texts) -> dict[str, str] | None:
    return named_message(model.cue or "", placement(model), texts)


def _timer(model: ScreenModel, texts: Texts) -> dict[str, Any] | None:
    if model.timer_s is None:
        return None
    now_s, of_s = model.timer_s
    what = counter_for(model.state.current.exercise).timed
    said = texts.say("count", what, seconds=int(now_s), of=int(of_s))
    return {"s": now_s, "of_s": of_s, "what": what, "sentence": said}


def _last(model: ScreenModel, texts: Texts) -> dict[str, Any] | None:
    if model.last is None:
        return None
    kind = "counted" if model.last is Status.VALID else kind_of(model.reason)
    return {
        "number": len(model.state.repetitions),
        "status": model.last,
        "kind": kind,
        "reason": model.reason,
        "sentence": texts.say("kind", kind),
        "why": texts.say("reason", model.reason) if model.reason else "",
    }


def kind_of(reason: str) -> str:
    """Name the kind of a reason, in which pages tell them apart."""
    return _KIND_OF.get(Reason(reason), "other") if reason else "other"


def _question(model: ScreenModel, around: Surroundings, texts: Texts) -> dict[str, Any] | None:
    state = model.state
    question: Question | None = state.question
    if question is None:
        return None
    counts = model.fingers is not None and state.resting_fingers == -1
    return {
        "name": question,
        "sentence": texts.say("question", question),
        "low": texts.say("question", "scale_0"),
        "high": texts.say("question", "scale_10"),
        "hint": texts.say("hint", "question") if around.hands_free else "",
        "shown": 2 * model.fingers if counts and model.fingers is not None else None,
        "may_go_back": state.may_go_back,
    }


def _next(state: State, texts: Texts) -> dict[str, Any]:
    again = state.set < state.current.sets
    item, number = (state.item, state.set + 1) if again else (state.item + 1, 1)
    return {"item": item, "set": number, "sentence": texts.translate(coming_up(state))}


def _totals(model: ScreenModel, texts: Texts) -> list[dict[str, Any]]:
    found = []
    items, best = model.state.plan.items, model.end.best
    for number in range(len(items)):
        total, own = model.state.total(number), best[number] if best else None
        if total.sets:
            found.append(
                {
                    "item": number,
                    "valid": total.valid,
                    "reps": total.reps,
                    "sets": total.sets,
                    "finished": total.finished,
                    "best": texts.translate(own) if own else None,
                }
            )
    return found


def _saved(around: Surroundings, texts: Texts) -> dict[str, Any]:
    whose = around.saved_for
    said = texts.say("saved", "for", name=whose) if whose else texts.say("saved", "nobody")
    return {"for": whose, "where": around.folder, "sentence": said}


def _hint(state: State, texts: Texts) -> str:
    if state.screen is not Screen.WORK:
        return ""
    return texts.say("hint", "pause_palm" if state.palm_pauses else "pause_away")


def _stats(model: ScreenModel) -> dict[str, Any] | None:
    return None if model.speed is None else asdict(model.speed)
