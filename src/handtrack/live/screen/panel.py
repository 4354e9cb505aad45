"""The words beside the mirror: for each screen its heading, its figures, its keys."""

from __future__ import annotations

from collections.abc import Callable

from handtrack.events import Status
from handtrack.live.flow.states import Screen
from handtrack.live.language.texts import Texts
from handtrack.live.screen.headings import coming_up, heading
from handtrack.live.screen.key_hints import key_hints
from handtrack.live.screen.layout import TextLayout
from handtrack.live.screen.view_model import ScreenModel
from handtrack.rendering.text import GREY, STATUS, WHITE, YELLOW
from handtrack.verifiers.registry import counter_for

COUNTER = 0.24
"""Height of the counter's font in heights of the window: its digits are 0.7 of that."""
HEADING, LARGE, WORDS, SMALL = 0.06, 0.048, 0.036, 0.03
DOT = " · "


def depends_on(model: ScreenModel) -> tuple[object, ...]:
    """Everything the words depend on: they are written anew only when this changes."""
    state = model.state
    return (
        state.screen,
        state.item,
        state.set,
        len(state.repetitions),
        (state.menu.lit, state.menu.free) if state.menu else None,
        state.question,
        state.palm_pauses,
        model.fingers if state.question and state.resting_fingers == -1 else None,
        round(state.rest_left_s(model.now_s)) if state.screen is Screen.REST else None,
        model.timer_s and int(model.timer_s[0]),
        model.parts,
        bool(model.marks),
        (model.guided, model.guided_of),
        model.summary,
        model.stats,
    )


def write(layout: TextLayout, model: ScreenModel, texts: Texts) -> tuple[int, int]:
    """Write the panel.

    Parameters
    ----------
    layout : TextLayout
    model : ScreenModel
    texts : Texts

    Returns
    -------
    tuple of int
        Top and bottom of what is still free, in pixels.
    """
    _head(layout, model, texts)
    layout.y = max(layout.y, round(0.2 * layout.image.shape[0]))
    _BODIES.get(model.state.screen, _instructions)(layout, model, texts)
    top = layout.y
    keys = key_hints(model.state)
    said = [f"{texts.say('key', key)}: {texts.say('action', what)}" for key, what in keys]
    lines = [DOT.join(said)]
    if model.state.screen is Screen.WORK:
        way = "pause_palm" if model.state.palm_pauses else "pause_away"
        lines.append(texts.say("hint", way))
    if model.stats:
        lines.insert(0, texts.translate(model.stats))
    return top, layout.at_bottom(lines, SMALL, GREY)


def _head(layout: TextLayout, model: ScreenModel, texts: Texts) -> None:
    """Which exercise, which hand, which set."""
    item = model.state.current
    title = texts.exercise(item.exercise.id, "title", item.exercise.title_clinical)
    layout.words(title, WORDS, most=2)
    side = texts.say("side", item.side) if item.side else ""
    parts = [texts.say("hint", "hand", side=side)] if side else []
    if item.sets > 1:
        parts.append(texts.say("hint", "again", set=model.state.set, sets=item.sets))
    layout.words(DOT.join(parts), WORDS)


def _heading(layout: TextLayout, model: ScreenModel, texts: Texts) -> None:
    said = heading(model)
    layout.words(texts.translate(said) if said else "", HEADING)


def _instructions(layout: TextLayout, model: ScreenModel, texts: Texts) -> None:
    state, exercise = model.state, model.state.current.exercise
    _heading(layout, model, texts)
    layout.gap(0.02)
    if state.screen is Screen.GUIDE:
        layout.dots(model.guided, model.guided_of, 0.02)
    for number, step in enumerate(exercise.what_to_do, 1):
        layout.words(texts.exercise(exercise.id, f"step_{number}", step), WORDS)
        layout.gap(0.01)
    if state.current.hold_s:
        text = texts.say("hint", "hold", seconds=f"{state.current.hold_s:g}")
        layout.words(text, WORDS, YELLOW)


def _work(layout: TextLayout, model: ScreenModel, texts: Texts) -> None:
    state = model.state
    beside = (texts.say("count", "valid"), texts.say("count", "of", reps=state.current.reps))
    layout.number(str(state.valid), COUNTER, beside, LARGE)
    layout.gap(0.025)
    for status in (Status.PARTIAL, Status.REJECTED, Status.UNVERIFIABLE):
        count = sum(r.status is status for r in state.repetitions)
        if count:
            layout.words(f"{count} {texts.say('count', status)}", WORDS, STATUS[status])
    layout.y = max(layout.y, round(0.5 * layout.image.shape[0]))
    if model.timer_s is not None:
        now_s, of_s = map(int, model.timer_s)
        what = counter_for(state.current.exercise).timed
        layout.words(texts.say("count", what, seconds=now_s, of=of_s), LARGE, YELLOW)
    if model.parts:
        layout.parts([(texts.say("part", name), done) for name, done in model.parts], WORDS)


def _choice(layout: TextLayout, model: ScreenModel, texts: Texts) -> None:
    menu = model.state.menu
    assert menu
    _heading(layout, model, texts)
    layout.gap(0.02)
    for number, option in enumerate(menu.options):
        layout.option(texts.say("menu", option), LARGE, number == menu.lit)
    layout.gap(0.02)
    layout.words(texts.say("hint", "menu" if menu.free else "menu_lower"), WORDS)


def _rest(layout: TextLayout, model: ScreenModel, texts: Texts) -> None:
    state = model.state
    _heading(layout, model, texts)
    seconds = round(state.rest_left_s(model.now_s))
    layout.words(texts.say("hint", "rest", seconds=seconds), 0.16)
    layout.words(texts.translate(coming_up(state)), WORDS)
    layout.gap(0.03)
    _sentences(layout, model, texts)


def _question(layout: TextLayout, model: ScreenModel, texts: Texts) -> None:
    question = model.state.question
    assert question
    _heading(layout, model, texts)
    layout.words(texts.say("question", question), LARGE, YELLOW)
    layout.gap(0.02)
    for scale in ("scale_0", "scale_10"):
        layout.words(texts.say("question", scale), WORDS)
    layout.gap(0.02)
    layout.words(texts.say("hint", "question"), WORDS)
    if model.fingers is not None and model.state.resting_fingers == -1:
        layout.gap(0.02)
        layout.words(texts.say("hint", "shows", number=2 * model.fingers), 0.08, YELLOW)


def _summary(layout: TextLayout, model: ScreenModel, texts: Texts) -> None:
    _heading(layout, model, texts)
    layout.gap(0.02)
    _sentences(layout, model, texts)


def _sentences(layout: TextLayout, model: ScreenModel, texts: Texts) -> None:
    for told in model.summary:
        layout.words(texts.translate(told), WORDS, WHITE)
        layout.gap(0.012)


_BODIES: dict[Screen, Callable[[TextLayout, ScreenModel, Texts], None]] = {
    Screen.WORK: _work,
    Screen.PAUSED: _choice,
    Screen.OFFER: _choice,
    Screen.REST: _rest,
    Screen.QUESTION: _question,
    Screen.SUMMARY: _summary,
}
