"""What the server says on every screen, as the protocol has it, without a session behind it."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

import numpy as np

from handtrack.definitions.library import find, load_all
from handtrack.landmarks.hand import Side
from handtrack.landmarks.views import View
from handtrack.live.language.texts import Texts, load
from synthetic_hand.landmarks import synthetic_hand
from synthetic_hand.pose import OPEN

Json = dict[str, Any]
PAGES = files("handtrack.live.browser") / "pages"
GROUPS = {
    "Stretches for stiff hands": range(1, 5),
    "Everyday things": range(5, 10),
    "Hand and wrist": range(10, 19),
    "With a ball": range(19, 27),
    "With putty": range(27, 35),
    "For more skill": range(35, 40),
}
SETTINGS: Json = {
    "language": "en", "theme": "light", "dock": "right", "text_size": 1.0, "sound": True,
    "voice": True, "skeleton": True, "hands_free": True, "motion": "auto", "camera": "",
}  # fmt: skip
SCREENS = (
    *("place", "show", "offer", "guide", "ready", "work", "work_small", "work_hold"),
    *("paused", "rest", "question", "summary"),
)
"""All screens, some of them in more than one moment."""


def page_texts(language: str) -> Json:
    """Give the page's own texts."""
    return tomllib.loads((PAGES / "texts" / f"{language}.toml").read_text("utf-8"))


def languages() -> list[Json]:
    """Give the languages a page offers."""
    return [{"code": "de", "name": "Deutsch"}, {"code": "en", "name": "English"}]


def item(number: str, language: str, **changes: Any) -> Json:
    """Give an exercise as a plan has it."""
    exercise, texts = find(number), load(language)
    title = texts.exercise(number, "title", exercise.title_clinical)
    steps = [
        texts.exercise(number, f"step_{n}", step) for n, step in enumerate(exercise.what_to_do, 1)
    ]
    usual = {
        "exercise": number,
        "plain": texts.tables.get("plain", {}).get(number, title),
        "clinical": exercise.title_clinical,
        "steps": steps,
        "placement": exercise.placement,
        "side": "right",
        "sets": 2,
        "reps": 10,
        "rest_s": 30.0,
        "pace_s": None,
        "hold_s": None,
        "hold_sentence": None,
        "note_sentence": None,
        "timed": None,
        "guided": 3,
        "needs_forearm": exercise.needs_forearm,
        "views": list(exercise.views),
        "demonstration": f"/demonstrations/{number}.json",
    }
    return usual | changes


def cards(language: str) -> list[Json]:
    """Give all exercises in their groups."""
    texts = load(language)
    found = {}
    for exercise in load_all():
        title = texts.exercise(exercise.id, "title", exercise.title_clinical)
        found[exercise.id] = {
            "id": exercise.id,
            "plain": texts.tables.get("plain", {}).get(exercise.id, title),
            "clinical": exercise.title_clinical,
            "article": exercise.title_article,
            "steps": item(exercise.id, language)["steps"],
            "demonstration": f"/demonstrations/{exercise.id}.json",
        }
    return [
        {"name": title, "title": title, "exercises": [found[str(n)] for n in numbers]}
        for title, numbers in GROUPS.items()
    ]


def hello(language: str, source: str, settings: Json) -> Json:
    """Give the first message."""
    items = [item("18", language), item("34", language, sets=1, side="left"), item("1", language)]
    return {
        "type": "hello",
        "language": language,
        "source": source,
        "source_name": "clip.mp4",
        "items": items,
        "title": "",
        "patient": {"key": "mk", "name": "Maria K."},
        "keeps_video": False,
        "settings": settings,
    }


def screen(moment: str, language: str, number: int | None = None) -> Json:
    """Give one moment of a session."""
    texts = load(language)
    name = moment.split("_")[0]
    usual: Json = {
        "type": "screen",
        "number": number,
        "time_s": 60.0,
        "since_s": 50.0,
        "screen": name,
        "heading": _heading(name, texts),
        "item": 0,
        "items": 3,
        "set": 1,
        "sets": 2,
        "valid": 6,
        "reps": 10,
        "counts": {"valid": 6, "partial": 1, "rejected": 1, "unverifiable": 0},
        "side": "right",
        "points": _points(),
        "aspect": 4 / 3,
        "cue": None,
        "good_s": 0.0,
        "good_of_s": 0.0,
        "share": None,
        "marks": [],
        "timer": None,
        "parts": [],
        "last": None,
        "trouble": None,
        "guide": None,
        "menu": None,
        "question": None,
        "rest_left_s": None,
        "next": None,
        "summary": [],
        "totals": [],
        "saved": None,
        "farewell": None,
        "hint": "",
        "keys": _keys(name, texts),
        "clip_over": False,
        "stats": None,
    }
    return usual | _moments(texts).get(moment, {})


def _moments(texts: Texts) -> dict[str, Json]:
    say = texts.say
    fingers = ["index", "middle", "ring", "little"]
    done = [{"name": f, "title": say("part", f), "done": n < 2} for n, f in enumerate(fingers)]
    small = texts.tables["reason"]["too_small"]
    return {
        "place": {"cue": {"name": "closer", "sentence": say("cue", "closer")}},
        "show": {"good_s": 0.6, "good_of_s": 1.0},
        "ready": {"good_s": 0.6, "good_of_s": 1.0},
        "offer": {"menu": _menu(texts, "use_saved", "measure_again")},
        "paused": {"menu": _menu(texts, "continue", "repeat", "skip", "stop")},
        "guide": {"guide": {"seen": 1, "of": 3}},
        "work": {"parts": done, "hint": say("hint", "pause_away")},
        "work_small": {
            "share": 0.62,
            "marks": [0.25, 0.3, 0.8],
            "last": {
                "number": 7, "status": "partial", "kind": "too_small", "reason": "too_small",
                "sentence": say("kind", "too_small"), "why": small,
            },
        },
        "work_hold": {
            "timer": {
                "s": 12.0, "of_s": 20.0, "what": "hold",
                "sentence": say("count", "hold", seconds=12, of=20),
            }
        },
        "rest": {
            "rest_left_s": 21.4,
            "next": {"item": 1, "set": 1, "sentence": texts.exercise("34", "title", "Fist")},
            "summary": [say("summary", "reached", valid=8, reps=10)],
        },
        "question": {
            "question": {
                "name": "effort_before",
                "sentence": say("question", "effort_before"),
                "low": say("question", "scale_0"),
                "high": say("question", "scale_10"),
                "hint": say("hint", "question"),
                "shown": None,
                "may_go_back": True,
            }
        },
        "summary": {
            "totals": [
                {
                    "item": 0, "valid": 18, "reps": 20, "sets": 2, "finished": True,
                    "best": say("summary", "best_new", now=10),
                },
                {
                    "item": 1, "valid": 7, "reps": 10, "sets": 1, "finished": False,
                    "best": None,
                },
            ],
            "summary": [say("summary", "same"), say("summary", "week", n=3)],
            "farewell": say("farewell", "today"),
            "saved": {"for": "Maria K.", "where": "/x", "sentence": say("summary", "kept")},
        },
    }  # fmt: skip


def _heading(name: str, texts: Texts) -> str:
    match name:
        case "show":
            return texts.say("screen", "show", side=texts.say("side", "right"))
        case "guide":
            return texts.say("screen", "guide", least=3)
        case other:
            return texts.say("screen", other)


def _keys(name: str, texts: Texts) -> list[Json]:
    keys = {
        "work": (("go", "pause"), ("repeat", "repeat"), ("skip", "skip"), ("stop", "stop")),
        "summary": (("go", "close"),),
        "place": (("go", "go"), ("skip", "skip"), ("stop", "stop")),
        "rest": (("go", "go"), ("stop", "stop")),
    }.get(name, (("skip", "skip"), ("stop", "stop")))
    return [
        {"key": key, "title": texts.say("action", what), "keyboard": texts.say("key", key)}
        for key, what in keys
    ]


def _menu(texts: Texts, *options: str) -> Json:
    return {
        "options": [{"name": name, "title": texts.say("menu", name)} for name in options],
        "lit": 0,
        "free": False,
        "hint": texts.say("hint", "menu_lower"),
    }


def _points() -> list[list[float]]:
    """An open hand in the middle of the picture, as shares of it."""
    image_px, _ = synthetic_hand(OPEN, Side.RIGHT, View.PALM, (640, 480))
    shares: list[list[float]] = (image_px[:, :2] / np.array([640, 480])).tolist()
    return shares
