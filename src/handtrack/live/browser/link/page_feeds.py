"""Feeds of a session in the browser: the page's camera, or a clip that the page is shown."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from typing_extensions import override

from handtrack.live.browser.link import jpeg
from handtrack.live.browser.link.messages import PagePicture, write_picture
from handtrack.live.browser.link.page_link import PageLink
from handtrack.rendering.text import Image
from handtrack.sources.feed import ClipFeed, Feed, Snapshot

DRIFT_S = 0.5
"""A picture that seems this much older or younger than it says comes after a pause of the machine,
or by another clock: its stream's times are laid anew."""
STEP_S = 1e-3
"""Least time between pictures, so that times never go back."""
RATE_WINDOW_S = 2.0
STALLED_S = 2.0
"""Provisional: a camera that gives no picture for this long is lost."""
AHEAD = 1
"""How many of a clip's pictures are under way to the page while the next one is tracked."""
LONGEST_PAUSE_S = 1.0
"""A clip with a longer gap between two pictures goes on after this."""


class PageFeed(Feed, Protocol):
    """A feed that knows which picture of the page it gave last.

    Attributes
    ----------
    number : int or None
        As the page counts.
    """

    number: int | None


class PageCamera(PageFeed):
    """The page's camera.

    Pictures are judged by their own times, which run by a clock of the page's. The first of each
    stream says where that clock stands against the server's; from then on only its differences
    count, so that a picture that was long under way is no later than it was.

    Parameters
    ----------
    link : PageLink
    clock : callable
        Monotonic seconds.
    """

    def __init__(self, link: PageLink, clock: Callable[[], float] = time.monotonic) -> None:
        self._link, self._clock = link, clock
        self.name, self.waits = "browser camera", False
        self.number: int | None = None
        self.starts_s: float | None = None
        self._stream: int | None = None
        self._offset_s = self._last_s = 0.0
        self._arrived_s: float | None = None
        self._counts: deque[tuple[float, int]] = deque()
        self._dropped = 0

    @override
    def take(self, timeout_s: float) -> Snapshot | None:
        picture = self._link.take_picture(timeout_s)
        if picture is None:
            if self.lost:  # what is said meanwhile has its time, too
                self._last_s = self._clock()
            return None
        image = jpeg.decode(picture.jpeg)
        if image is None:
            self._link.send("error", name="bad_picture", sentence="")
            return None
        captured_s = self._time_of(picture)
        self._count(picture, captured_s)
        self._arrived_s, self.number = self._clock(), picture.number
        return Snapshot(picture.number, captured_s, image)

    def _time_of(self, picture: PagePicture) -> float:
        """When it was captured by the server's clock; always after the one before."""
        off_s = picture.captured_s - (picture.time_s + self._offset_s)
        if picture.stream != self._stream or abs(off_s) > DRIFT_S or self.lost:
            self._stream = picture.stream
            self._offset_s = max(picture.captured_s, self._last_s + STEP_S) - picture.time_s
            self._counts.clear()
        self._last_s = max(self._last_s + STEP_S, picture.time_s + self._offset_s)
        return self._last_s

    def _count(self, picture: PagePicture, now_s: float) -> None:
        """Count what was presented and left out, of the last `RATE_WINDOW_S`."""
        if self._counts:
            self._dropped += max(0, picture.number - self._counts[-1][1] - 1)
        self._counts.append((now_s, picture.number))
        while now_s - self._counts[0][0] > RATE_WINDOW_S:
            self._counts.popleft()

    @override
    def play(self) -> None:
        pass

    @override
    def hold(self) -> None:
        pass

    @property
    @override
    def lost(self) -> bool:
        if self._arrived_s is None or not self._link.connected:
            return True
        return self._clock() - self._arrived_s > STALLED_S

    @property
    @override
    def over(self) -> bool:
        return False

    @property
    @override
    def rate_hz(self) -> float:
        """Pictures a second that the camera presented, whether or not they could be taken."""
        if len(self._counts) < 2:
            return 0.0
        (first_s, first), (last_s, last) = self._counts[0], self._counts[-1]
        return (last - first) / max(last_s - first_s, STEP_S)

    @property
    @override
    def dropped(self) -> int:
        return self._dropped


class PageClip(PageFeed):
    """A clip at its own pace, shown to the page picture by picture.

    The next picture is given when the page has drawn the one before the last, so that it never
    falls behind; while there is no page, or it is in the background, the clip stands still. The
    engine gets the clip's own pictures, all of them, and counts what `handtrack score` counts.

    Parameters
    ----------
    path : Path
    link : PageLink
    paced : bool
        False: as fast as pictures are drawn.
    """

    def __init__(self, path: Path, link: PageLink, paced: bool = True) -> None:
        self._clip, self._link, self._paced = ClipFeed(path), link, paced
        self.name, self.waits = self._clip.name, True
        self.number: int | None = None
        self.starts_s: float | None = None
        self._taken: list[int] = []
        self._before: Image | None = None
        self._last_s = self._due_s = 0.0

    @override
    def take(self, timeout_s: float) -> Snapshot | None:
        due = self._taken[0] if len(self._taken) > AHEAD else -1
        if not self._link.wait_until_drawn(due, timeout_s):
            return None
        snapshot = self._clip.take(timeout_s)
        assert snapshot
        self._wait(snapshot.captured_s)
        self.number = snapshot.index
        self._taken = [*self._taken[-AHEAD:], snapshot.index]
        if snapshot.image_bgr is not self._before:
            self._before = snapshot.image_bgr
            data = jpeg.encode(snapshot.image_bgr)
            message = write_picture(snapshot.index, snapshot.captured_s, data)
            self._link.show("picture", message)
        return snapshot

    def _wait(self, time_s: float) -> None:
        """Wait until this picture's turn, by the clip's own pace."""
        step_s, self._last_s = min(time_s - self._last_s, LONGEST_PAUSE_S), time_s
        if self._paced:
            self._due_s = max(self._due_s + step_s, time.monotonic())
            time.sleep(max(0.0, self._due_s - time.monotonic()))

    @override
    def play(self) -> None:
        self._clip.play()
        self.starts_s = self._clip.starts_s

    @override
    def hold(self) -> None:
        self._clip.hold()

    @property
    @override
    def lost(self) -> bool:
        return False

    @property
    @override
    def over(self) -> bool:
        return self._clip.over

    @property
    @override
    def rate_hz(self) -> float:
        return self._clip.rate_hz

    @property
    @override
    def dropped(self) -> int:
        return 0
