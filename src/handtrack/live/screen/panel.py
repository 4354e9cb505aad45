"""The words beside the mirror: for each screen its heading, its figures, its keys."""

from __future__ import annotations

from collections.abc import Callable

from handtrack.events import Status
from handtrack.live.flow.states import AFTER, Screen
from handtrack.live.language.texts import Texts
from handtrack.live.screen.layout import Sheet
from handtrack.live.screen.view_model import ScreenModel
from handtrack.rendering.ink import GREY, STATUS, WHITE, YELLOW
from handtrack.verifiers.registry import counter_for

COUNTER = 0.24
"""Height of the counter's font in heights of the window: its digits are 0.7 of that."""
HEADING, LARGE, WORDS, SMALL = 0.06, 0.048, 0.036, 0.03
DOT = " · "
_LEAVE = (("skip", "skip"), ("stop", "stop"))
_KEYS: dict[Screen, tuple[tuple[str, str], ...]] = {
    Screen.WORK: (("go", "pause"), ("repeat", "repeat"), *_LEAVE),
    Screen.PAUSED: (("go", "pick"), ("next", "next"), ("stop", "stop")),
    Screen.OFFER: (("go", "pick"), ("next", "next"), ("stop", "stop")),
    Screen.REST: (("go", "go"), ("stop", "stop")),
    Screen.SUMMARY: (("go", "close"),),
    Screen.PLACE: (("go", "go"), *_LEAVE),
}


def depends_on(shown: ScreenModel) -> tuple[object, ...]:
    """Everything the words depend on: they are written anew only when this changes."""
    state = shown.state
    return (
        state.screen,
        state.item,
        state.set,
        len(state.repetitions),
        (state.menu.lit, state.menu.free) if state.menu else None,
        state.question,
        state.palm_pauses,
        shown.fingers if state.question and state.resting_fingers == -1 else None,
        round(state.rest_left_s(shown.now_s)) if state.screen is Screen.REST else None,
        shown.timer_s and int(shown.timer_s[0]),
        shown.parts,
        bool(shown.marks),
        (shown.guided, shown.guided_of),
        shown.summary,
        shown.stats,
    )


def write(sheet: Sheet, shown: ScreenModel, texts: Texts) -> tuple[int, int]:
    """Write the panel; gives from where to where it is still free for what moves."""
    _head(sheet, shown, texts)
    sheet.y = max(sheet.y, round(0.2 * sheet.image.shape[0]))
    _BODIES.get(shown.state.screen, _instructions)(sheet, shown, texts)
    top = sheet.y
    keys = _KEYS.get(shown.state.screen, _LEAVE)
    said = [f"{texts.say('key', key)}: {texts.say('action', what)}" for key, what in keys]
    lines = [DOT.join(said)]
    if shown.state.screen is Screen.WORK:
        way = "pause_palm" if shown.state.palm_pauses else "pause_away"
        lines.append(texts.say("hint", way))
    if shown.stats:
        lines.insert(0, texts.tell(shown.stats))
    return top, sheet.at_bottom(lines, SMALL, GREY)


def _head(sheet: Sheet, shown: ScreenModel, texts: Texts) -> None:
    """Which exercise, which hand, which set."""
    item = shown.state.current
    title = texts.exercise(item.exercise.id, "title", item.exercise.title_clinical)
    sheet.words(title, WORDS, most=2)
    side = texts.say("side", item.side) if item.side else ""
    parts = [texts.say("hint", "hand", side=side)] if side else []
    if item.sets > 1:
        parts.append(texts.say("hint", "again", set=shown.state.set, sets=item.sets))
    sheet.words(DOT.join(parts), WORDS)


def _instructions(sheet: Sheet, shown: ScreenModel, texts: Texts) -> None:
    state, exercise = shown.state, shown.state.current.exercise
    match state.screen:
        case Screen.SHOW if state.current.side:
            side = texts.say("side", state.current.side)
            heading = texts.say("screen", "show", side=side)
        case Screen.SHOW:
            heading = texts.say("screen", "show_any")
        case Screen.GUIDE:
            key = "guide" if shown.guided_of else "guide_open"
            heading = texts.say("screen", key, least=shown.guided_of)
        case Screen.END:
            heading = ""
        case other:
            heading = texts.say("screen", other)
    sheet.words(heading, HEADING)
    sheet.gap(0.02)
    if state.screen is Screen.GUIDE:
        sheet.dots(shown.guided, shown.guided_of, 0.02)
    for number, step in enumerate(exercise.what_to_do, 1):
        sheet.words(texts.exercise(exercise.id, f"step_{number}", step), WORDS)
        sheet.gap(0.01)
    if state.current.hold_s:
        text = texts.say("hint", "hold", seconds=f"{state.current.hold_s:g}")
        sheet.words(text, WORDS, YELLOW)


def _work(sheet: Sheet, shown: ScreenModel, texts: Texts) -> None:
    state = shown.state
    beside = (texts.say("count", "valid"), texts.say("count", "of", reps=state.current.reps))
    sheet.number(str(state.valid), COUNTER, beside, LARGE)
    sheet.gap(0.025)
    for status in (Status.PARTIAL, Status.REJECTED, Status.UNVERIFIABLE):
        count = sum(r.status is status for r in state.repetitions)
        if count:
            sheet.words(f"{count} {texts.say('count', status)}", WORDS, STATUS[status])
    sheet.y = max(sheet.y, round(0.5 * sheet.image.shape[0]))
    if shown.timer_s is not None:
        now_s, of_s = map(int, shown.timer_s)
        what = counter_for(state.current.exercise).timed
        sheet.words(texts.say("count", what, seconds=now_s, of=of_s), LARGE, YELLOW)
    if shown.parts:
        sheet.parts([(texts.say("part", name), done) for name, done in shown.parts], WORDS)


def _choice(sheet: Sheet, shown: ScreenModel, texts: Texts) -> None:
    menu = shown.state.menu
    assert menu
    sheet.words(texts.say("screen", shown.state.screen), HEADING)
    sheet.gap(0.02)
    for number, option in enumerate(menu.options):
        sheet.option(texts.say("menu", option), LARGE, number == menu.lit)
    sheet.gap(0.02)
    sheet.words(texts.say("hint", "menu" if menu.free else "menu_lower"), WORDS)


def _rest(sheet: Sheet, shown: ScreenModel, texts: Texts) -> None:
    state = shown.state
    sheet.words(texts.say("screen", "rest"), HEADING)
    seconds = round(state.rest_left_s(shown.now_s))
    sheet.words(texts.say("hint", "rest", seconds=seconds), 0.16)
    if state.set < state.current.sets:
        text = texts.say("hint", "again", set=state.set + 1, sets=state.current.sets)
    else:
        coming = state.plan.items[state.item + 1].exercise
        title = texts.exercise(coming.id, "title", coming.title_clinical)
        text = texts.say("hint", "next", title=title)
    sheet.words(text, WORDS)
    sheet.gap(0.03)
    _sentences(sheet, shown, texts)


def _question(sheet: Sheet, shown: ScreenModel, texts: Texts) -> None:
    question = shown.state.question
    assert question
    sheet.words(texts.say("screen", "question_after" if question in AFTER else "question"), HEADING)
    sheet.words(texts.say("question", question), LARGE, YELLOW)
    sheet.gap(0.02)
    for scale in ("scale_0", "scale_10"):
        sheet.words(texts.say("question", scale), WORDS)
    sheet.gap(0.02)
    sheet.words(texts.say("hint", "question"), WORDS)
    if shown.fingers is not None and shown.state.resting_fingers == -1:
        sheet.gap(0.02)
        sheet.words(texts.say("hint", "shows", number=2 * shown.fingers), 0.08, YELLOW)


def _summary(sheet: Sheet, shown: ScreenModel, texts: Texts) -> None:
    sheet.words(texts.say("screen", "summary"), HEADING)
    sheet.gap(0.02)
    _sentences(sheet, shown, texts)


def _sentences(sheet: Sheet, shown: ScreenModel, texts: Texts) -> None:
    for told in shown.summary:
        sheet.words(texts.tell(told), WORDS, WHITE)
        sheet.gap(0.012)


_BODIES: dict[Screen, Callable[[Sheet, ScreenModel, Texts], None]] = {
    Screen.WORK: _work,
    Screen.PAUSED: _choice,
    Screen.OFFER: _choice,
    Screen.REST: _rest,
    Screen.QUESTION: _question,
    Screen.SUMMARY: _summary,
}
