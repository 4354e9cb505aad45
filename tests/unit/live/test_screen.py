"""The picture of a session: what is on it, and that what was prepared is what is shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from handtrack.definitions.library import find, load_all
from handtrack.events import Status
from handtrack.landmarks.hand import Side
from handtrack.live.flow.menu import Menu
from handtrack.live.flow.states import CONTINUE, REPEAT, SKIP, STOP, Screen
from handtrack.live.flow.transitions import begin
from handtrack.live.language.texts import Texts, languages, load, sentence
from handtrack.live.screen import panel
from handtrack.live.screen.demo_drawing import demonstration_of
from handtrack.live.screen.layout import TextLayout
from handtrack.live.screen.stage import Stage
from handtrack.live.screen.view_model import ScreenModel
from handtrack.live.session_plan import single
from handtrack.rendering.text import DARK, Image

LIST = Menu(tuple(exercise.id for exercise in load_all()), lit=3)
CAMERA = np.random.default_rng(3).integers(0, 255, (480, 640, 3), np.uint8)
DEMO = demonstration_of("33", Side.RIGHT)


def shown(screen: Screen, time_s: float = 0.0) -> ScreenModel:
    state = replace(begin(single(find("33"), Side.RIGHT, sets=2), 0.0, ask=False), screen=screen)
    points = DEMO(1.0)
    return ScreenModel(
        state, time_s, points=points, share=0.4, marks=(0.25, 0.85), demo=DEMO(time_s)
    )


def painted(stage: Stage, what: ScreenModel) -> Image:
    return stage.paint(replace(what, picture=stage.prepare(CAMERA, what.demo))).copy()


@pytest.mark.parametrize("dock", ["left", "right"])
def test_a_picture_does_not_depend_on_those_before_it(dock: str) -> None:
    stage = Stage(load("en"), (1280, 720), "left" if dock == "left" else "right")
    for screen in (Screen.WORK, Screen.PLACE, Screen.REST, Screen.WORK, Screen.GUIDE):
        for time_s in (0.0, 0.5, 2.0):
            fresh = Stage(load("en"), (1280, 720), "left" if dock == "left" else "right")
            what = shown(screen, time_s)
            assert (painted(stage, what) == painted(fresh, what)).all()


def test_without_a_picture_the_words_stand_alone() -> None:
    stage = Stage(load("en"), (1280, 720))
    before = painted(stage, shown(Screen.WORK))
    gone = replace(shown(Screen.WORK), points=None, trouble=sentence("camera", "lost"))
    after = stage.paint(gone)
    assert before[:400, :700].std() > 50
    assert len(np.unique(after[:400, :700].reshape(-1, 3), axis=0)) == 1
    assert after[600:, :700].std() > 10


def test_the_drawing_of_the_movement_moves() -> None:
    stage = Stage(load("en"), (1280, 720))
    first, later = painted(stage, shown(Screen.WORK)), painted(stage, shown(Screen.WORK, 1.0))
    assert (first[:, 800:] != later[:, 800:]).any()


def test_the_same_moment_is_said_in_the_language_of_the_stage() -> None:
    summary = (sentence("summary", "reached", valid=3, reps=4), sentence("summary", "kept"))
    what = replace(shown(Screen.SUMMARY), summary=summary)
    english, german = (painted(Stage(load(code)), what) for code in ("en", "de"))
    assert (english[200:400, 800:] != german[200:400, 800:]).any()


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("text_size", [1.0, 1.5, 2.0])
def test_words_of_any_size_do_not_lie_on_each_other(
    text_size: float, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends: list[tuple[int, int]] = []
    original = panel.write

    def write(sheet: TextLayout, what: ScreenModel, texts: Texts) -> tuple[int, int]:
        ends.append(original(sheet, what, texts))
        return ends[-1]

    monkeypatch.setattr(panel, "write", write)
    stage = Stage(load(language), (1280, 720), text_scale=text_size)
    stats = sentence(
        "stats", "line", rate=30, tracking=20, feedback=2, window=4, latency=40, dropped=100
    )
    for screen in (Screen.PLACE, Screen.GUIDE, Screen.WORK, Screen.PAUSED, Screen.REST):
        what = replace(shown(screen), stats=stats)
        if screen is Screen.PAUSED:
            menu = Menu((CONTINUE, REPEAT, SKIP, STOP))
            what = replace(what, state=replace(what.state, menu=menu))
        image = painted(stage, what)
        top, bottom = ends[-1]
        assert 0 < top <= bottom < 720
        assert image.shape == (720, 1280, 3)
    listed = stage.paint_list(load_all(), LIST, CAMERA)
    assert listed.shape == (720, 1280, 3)


def test_larger_words_get_more_of_the_window() -> None:
    usual, large = (
        painted(Stage(load("en"), (1280, 720), text_scale=size), shown(Screen.WORK))
        for size in (1.0, 1.5)
    )
    ground = [(image[:300, 650:770] == DARK).all(axis=-1).mean() for image in (usual, large)]
    assert ground[0] < 0.02  # there is the camera's picture
    assert ground[1] > 0.1


@pytest.mark.parametrize(
    ("status", "reason", "said"),
    [
        (Status.VALID, "", "Counted"),
        (Status.PARTIAL, "incomplete_sequence", "Not finished: go on to the last finger"),
        (
            Status.PARTIAL,
            "too_small",
            "Seen, but not a whole one: smaller than your own full movement",
        ),
        (
            Status.PARTIAL,
            "incomplete_return",
            "Seen, but not a whole one: it did not come all the way back",
        ),
    ],
)
def test_a_repetition_is_called_small_only_where_it_was(
    status: Status, reason: str, said: str
) -> None:
    stage = Stage(load("en"), (1280, 720))
    what = replace(shown(Screen.WORK), last=status, reason=reason)
    assert stage._cue_of(what)[0] == said
