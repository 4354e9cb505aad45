"""A whole live session without a page, for the tests: a clip or a fake camera as its source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

from typing_extensions import override

from handtrack.landmarks.hand import Side
from handtrack.landmarks.recording import Recording, TrackedFrame
from handtrack.live.audio.cues import SoundOutput
from handtrack.live.audio.tones import Tone
from handtrack.live.flow.states import Key, Pressed, Screen, State
from handtrack.live.language import texts
from handtrack.live.loop import Session, Tools
from handtrack.live.screen.screen_output import ScreenOutput
from handtrack.live.screen.view_model import ScreenModel
from handtrack.live.session_display import SessionDisplay
from handtrack.live.session_folder.session_writer import SessionWriter
from handtrack.live.session_plan import SessionPlan
from handtrack.rendering.text import Image
from handtrack.sources.feed import ClipFeed, Feed, Snapshot
from handtrack.sources.video import Frame
from handtrack.tracking.open_tracker import open_tracker
from handtrack.tracking.tracker import Tracker
from handtrack.verifiers.calibration import Calibration

Press = Callable[[ScreenModel], tuple[Key | None, int | None]]


def close_the_summary(shown: ScreenModel) -> tuple[Key | None, int | None]:
    """Touch no key but the last one."""
    return (Key.GO if shown.state.screen is Screen.SUMMARY else None), None


@dataclass
class Ran:
    """A session that is over, and everything it showed."""

    state: State
    folder: Path
    shown: list[ScreenModel] = field(default_factory=list)

    @property
    def screens(self) -> list[Screen]:
        """In their order, each stay once."""
        found: list[Screen] = []
        for what in self.shown:
            if not found or found[-1] is not what.state.screen:
                found.append(what.state.screen)
        return found


class Scene:
    """A camera that shows pictures of one's own making, at 30 a second of its own time."""

    name = "scene"
    over, dropped, waits = False, 0, False

    def __init__(self, picture: Callable[[float], Image | None], hz: float = 30.0) -> None:
        self._picture, self.rate_hz, self._now_s, self._index = picture, hz, 0.0, 0
        self.starts_s: float | None = None
        self.lost = False

    def take(self, timeout_s: float) -> Snapshot | None:
        """The picture of the next moment."""
        self._now_s += 1 / self.rate_hz
        image = self._picture(self._now_s)
        self.lost = image is None
        if image is None:
            self._now_s += timeout_s
            return None
        self._index += 1
        return Snapshot(self._index, self._now_s, image)

    def play(self) -> None:
        """Nothing to do."""

    def hold(self) -> None:
        """Nothing to do."""


class Replay:
    """A tracker that sees what a recording holds, whatever is in the picture."""

    engine, model_sha256 = "replay", ""

    def __init__(self, recording: Recording) -> None:
        self.slots, self.has_presence = recording.header.slots, recording.header.presences
        self._recording, self._next = recording, 0

    def reset(self) -> None:
        """Start from the first frame."""
        self._next = 0

    def track(self, frame: Frame) -> TrackedFrame:
        """The next frame of the recording; its last one for ever after."""
        i, r = min(self._next, len(self._recording) - 1), self._recording
        self._next += 1
        shown = {name: getattr(r, name)[i] for name in r.header.arrays}
        return TrackedFrame(**shown | {"time_s": frame.time_s})


@cache
def trackers(slots: int) -> Tracker:
    """One tracker for all tests of a process."""
    return open_tracker(slots=slots)


class Silence(SoundOutput):
    """A loudspeaker that is switched off."""

    @override
    def play(self, tone: Tone) -> None:
        """Nothing to do."""

    @override
    def say(self, text: str) -> None:
        """Nothing to do."""


class _Watched(ScreenOutput):
    """A screen that remembers what it showed; keys come from a function."""

    def __init__(self, press: Press) -> None:
        self.shown: list[ScreenModel] = []
        self._press = press

    @override
    def show(self, model: ScreenModel) -> None:
        self.shown.append(model)

    @override
    def pressed(self) -> Pressed:
        return Pressed(*self._press(self.shown[-1])) if self.shown else Pressed()


def live(
    source: Path | Feed,
    plan: SessionPlan,
    folder: Path,
    press: Press = close_the_summary,
    saved: dict[tuple[str, Side], Calibration] | None = None,
    ask: bool = False,
    tracker_for: Callable[[int], Tracker] = trackers,
) -> Ran:
    """Run a session as fast as it goes."""
    feed = ClipFeed(source) if isinstance(source, Path) else source
    output = _Watched(press)
    tools = Tools(tracker_for, saved or {}, list)
    keeper = SessionWriter(folder, {}, datetime(2026, 3, 2, 10, 30))
    display = SessionDisplay(output, Silence(), texts.load("en"))
    session = Session(feed, plan, keeper, display, tools, ask, clock=None)
    return Ran(session.run(), keeper.folder, output.shown)
