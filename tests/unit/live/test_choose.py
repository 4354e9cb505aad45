"""The list of exercises is worked by a hand that wants to, and by no other."""

from __future__ import annotations

import pytest

from handtrack.definitions.library import load_all
from handtrack.live.exercise_picker import choose_exercise
from handtrack.live.flow.states import Key
from handtrack.live.language import texts
from handtrack.live.screen.stage import Stage
from handtrack.live.screen.window import ScriptedWindow
from handtrack.sources.feed import ClipFeed
from handtrack.tracking.open_tracker import open_tracker
from tests.helpers.paths import SAMPLE_VIDEOS

TURNS = 330


@pytest.mark.parametrize("clip", ["spread", "finger_curl"])
def test_a_hand_that_exercises_or_rests_before_the_list_picks_nothing(clip: str) -> None:
    keys = iter([None] * TURNS)
    surface = ScriptedWindow(lambda: (next(keys, Key.STOP), None), lambda image: None)
    feed = ClipFeed(SAMPLE_VIDEOS / f"{clip}.mp4", paced=False)
    feed.play()
    tracker = open_tracker()
    assert choose_exercise(load_all(), feed, tracker, surface, Stage(texts.load("en"))) is None


def test_a_key_picks_the_first_one_at_once() -> None:
    keys = iter([None, Key.GO])
    surface = ScriptedWindow(lambda: (next(keys), None), lambda image: None)
    feed = ClipFeed(SAMPLE_VIDEOS / "spread.mp4", paced=False)
    tracker = open_tracker()
    picked = choose_exercise(load_all(), feed, tracker, surface, Stage(texts.load("en")))
    assert picked is not None
    assert picked.id == "1"
