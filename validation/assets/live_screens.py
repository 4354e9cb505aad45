"""Every screen of a live session as a picture: `python -m validation.assets.live_screens`.

A session runs on a sample clip, driven so that it comes past every screen; what it showed is then
painted in each language, size and dock, and put on one sheet each in `docs/using/live/`.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from handtrack.definitions.library import find, load_all
from handtrack.landmarks.hand import Side
from handtrack.live.audio.sound import Sound
from handtrack.live.camera_guidance import PlacementCue
from handtrack.live.flow.menu import Menu
from handtrack.live.flow.states import Key, Screen
from handtrack.live.language import texts
from handtrack.live.loop import Session, Tools
from handtrack.live.screen.stage import Stage
from handtrack.live.screen.view_model import ScreenModel
from handtrack.live.screen.window import ScriptedWindow
from handtrack.live.screen.window_output import WindowOutput
from handtrack.live.session_display import SessionDisplay
from handtrack.live.session_folder.session_writer import SessionWriter
from handtrack.live.session_plan import PlannedExercise, SessionPlan
from handtrack.rendering.text import Image
from handtrack.sources.feed import ClipFeed
from handtrack.tracking.open_tracker import open_tracker

ROOT = Path(__file__).parents[2]
CLIP = ROOT / "sample_videos" / "spread.mp4"
NOBODY = CLIP.with_stem("nobody")
VIEWS = {"palm": "spread", "side": "wrist_bend", "oblique": "finger_curl"}
"""Sample clips whose first picture shows a view well."""
SHEET_WIDTH = 480
NOTHING = np.zeros((1, 1, 3), np.uint8)


def whole_session() -> list[ScreenModel]:
    """One moment of every screen, in the order in which they came."""
    tracker = open_tracker()
    seen: list[ScreenModel] = []

    class Watching(Stage):
        def prepare(self, picture: Image, demo: Any) -> Image:
            return picture  # each stage mirrors it by its own size

        def paint(self, what: ScreenModel) -> Any:
            seen.append(what)
            return NOTHING

    def press() -> tuple[Key | None, int | None]:
        if not seen:
            return None, None
        state, since_s = seen[-1].state, seen[-1].now_s - seen[-1].state.since_s
        match state.screen:
            case Screen.QUESTION if since_s > 1.0:
                return None, 2
            case Screen.WORK if state.set == 1 and state.valid == 2 and not paused:
                paused.append(True)
                return Key.GO, None
            case Screen.PAUSED | Screen.SUMMARY | Screen.OFFER if since_s > 1.0:
                return Key.GO, None
        return None, None

    paused: list[bool] = []
    spread = find("33")
    items = (
        PlannedExercise(spread, Side.RIGHT, 2, 3, 4.0),
        PlannedExercise(spread, Side.RIGHT, 1, 1, 4.0),
    )
    said, tools = texts.load("en"), Tools(lambda slots: tracker, {}, list)
    with tempfile.TemporaryDirectory() as folder:
        Session(
            ClipFeed(CLIP, paced=False),
            SessionPlan(items),
            SessionWriter(Path(folder), {}, datetime.now()),
            SessionDisplay(
                WindowOutput(ScriptedWindow(press, lambda image: None), Watching(said)),
                Sound(False, False),
                said,
            ),
            tools,
            clock=None,
        ).run()
    return _telling(seen)


def _telling(seen: list[ScreenModel]) -> list[ScreenModel]:
    """One moment of each screen, and of each thing that can be said while working."""
    found: dict[object, ScreenModel] = {}
    for what in seen:
        screen = what.state.screen
        key: object = (screen, what.state.question)
        if screen is Screen.WORK:
            key = (screen, what.last, bool(what.share and what.share > 0.8))
        if screen is not Screen.END:
            found[key] = what  # the last one of its kind tells most
    lost = next(w for w in seen if w.state.screen is Screen.PLACE)
    _, picture = cv2.VideoCapture(str(NOBODY)).read()
    empty = picture.view(dtype=np.uint8)
    return [*found.values(), replace(lost, picture=empty, points=None, cue=PlacementCue.SHOW_HAND)]


def sheet(stage: Stage, shown: list[ScreenModel]) -> Image:
    """All of them painted on one sheet, two in a row."""
    mirrored = [w.picture if w.picture is None else stage.mirror(w.picture) for w in shown]
    painted = (stage.paint(replace(w, picture=p)) for w, p in zip(shown, mirrored, strict=True))
    pictures = [picture.copy() for picture in painted]
    pictures.append(stage.paint_list(load_all(), Menu((), lit=3), shown[0].picture))
    height, width = pictures[0].shape[:2]
    size = (SHEET_WIDTH, round(SHEET_WIDTH * height / width))
    small = [cv2.resize(p, size, interpolation=cv2.INTER_AREA) for p in pictures]
    if len(small) % 2:
        small.append(np.zeros_like(small[0]))
    rows = [np.hstack(small[i : i + 2]) for i in range(0, len(small), 2)]
    return np.vstack(rows).view(dtype=np.uint8)


def main() -> None:
    """Write the sheets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs/using/live")
    folder: Path = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    for view, clip in VIEWS.items():
        _, image = cv2.VideoCapture(str(CLIP.with_stem(clip))).read()
        cv2.imwrite(str(folder / f"view-{view}.jpg"), cv2.resize(cv2.flip(image, 1), (320, 240)))
    shown = whole_session()
    for language in texts.languages():
        for size in ((1280, 720), (1920, 1080)):
            for dock in ("left", "right"):
                stage = Stage(texts.load(language), size, "left" if dock == "left" else "right")
                name = f"{language}-{size[0]}x{size[1]}-{dock}.jpg"
                picture = sheet(stage, shown)
                cv2.imwrite(str(folder / name), picture, [cv2.IMWRITE_JPEG_QUALITY, 70])
                print(folder / name)


if __name__ == "__main__":
    main()
