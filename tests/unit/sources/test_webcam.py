"""A camera in all its moods, played by a fake one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from handtrack.errors import CameraError
from handtrack.sources import webcam
from handtrack.sources.webcam import LatestFrame, brightness, delivered_hz

BLACK = np.zeros((48, 64, 3), np.uint8)


class Fake:
    """Delivers numbered pictures as long as it is told to."""

    def __init__(self, plugged: threading.Event, step_s: float = 0.005) -> None:
        self.plugged, self.step_s, self.count, self.released = plugged, step_s, 0, False

    def read(self) -> tuple[bool, Any]:
        time.sleep(self.step_s)
        if not self.plugged.is_set():
            return False, None
        self.count += 1
        return True, np.full((48, 64, 3), self.count % 256, np.uint8)

    def release(self) -> None:
        self.released = True


@pytest.fixture
def plugged() -> threading.Event:
    event = threading.Event()
    event.set()
    return event


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webcam, "RETRY_S", 0.02)
    monkeypatch.setattr(webcam, "STALLED_S", 0.3)


def until(holds: Callable[[], bool]) -> bool:
    for _ in range(500):
        if holds():
            return True
        time.sleep(0.01)
    return False


def test_pictures_come_in_order_with_rising_times(plugged: threading.Event) -> None:
    with LatestFrame(lambda: Fake(plugged)) as latest:
        taken = [s for _ in range(5) if (s := latest.take(2.0))]
    assert len(taken) == 5
    assert [s.index for s in taken] == sorted({s.index for s in taken})
    assert (np.diff([s.captured_s for s in taken]) > 0).all()


def test_a_slow_taker_gets_the_newest_picture_and_the_rest_are_counted(
    plugged: threading.Event,
) -> None:
    fake = Fake(plugged)
    with LatestFrame(lambda: fake) as latest:
        latest.take(2.0)
        before = fake.count
        assert until(lambda: fake.count > before + 10)
        snapshot = latest.take(2.0)
        assert snapshot is not None
        assert snapshot.index > before + 5
        assert latest.dropped >= 5


def test_nothing_new_is_nothing(plugged: threading.Event) -> None:
    fake = Fake(plugged, step_s=0.2)
    with LatestFrame(lambda: fake) as latest:
        assert latest.take(2.0) is not None
        assert latest.take(0.01) is None


def test_a_camera_unplugged_is_lost_and_comes_back(plugged: threading.Event) -> None:
    opened = []

    def open_device() -> Fake | None:
        opened.append(Fake(plugged))
        return opened[-1] if plugged.is_set() else None

    with LatestFrame(open_device) as latest:
        assert latest.take(2.0) is not None
        assert not latest.lost
        plugged.clear()
        assert until(lambda: latest.lost)
        assert opened[0].released
        plugged.set()
        assert until(lambda: not latest.lost)
        assert latest.take(2.0) is not None


def test_a_camera_taken_by_another_program_is_waited_for() -> None:
    free = threading.Event()
    plugged = threading.Event()
    plugged.set()
    with LatestFrame(lambda: Fake(plugged) if free.is_set() else None) as latest:
        assert latest.take(0.1) is None
        assert latest.lost
        free.set()
        assert until(lambda: latest.take(0.1) is not None)


def test_a_camera_that_hangs_is_lost_and_does_not_hang_the_end() -> None:
    plugged = threading.Event()
    plugged.set()
    hang = threading.Event()

    class Hanging(Fake):
        def read(self) -> tuple[bool, Any]:
            if self.count >= 3:
                hang.wait(30)
            return super().read()

    with LatestFrame(lambda: Hanging(plugged)) as latest:
        assert latest.take(2.0) is not None
        assert until(lambda: latest.lost)
        start = time.monotonic()
    assert time.monotonic() - start < 5
    hang.set()


def test_the_delivered_rate_is_measured_not_believed(plugged: threading.Event) -> None:
    assert 0 < delivered_hz(Fake(plugged, 0.02), 0.3) <= 50
    plugged.clear()
    assert delivered_hz(Fake(plugged), 0.1) == 0.0


def test_brightness_tells_black_from_a_picture() -> None:
    assert brightness(BLACK) == 0.0
    assert brightness(BLACK + 200) == 200.0


class Fixed:
    """A camera that shows one picture at its own rate."""

    def __init__(self, image: Any, rate_hz: float) -> None:
        self.image, self.step_s, self.released = image, 1 / rate_hz, False

    def read(self) -> tuple[bool, Any]:
        time.sleep(self.step_s)
        return True, self.image

    def release(self) -> None:
        self.released = True


DARK_COLOUR = np.random.default_rng(1).integers(10, 40, (48, 64, 3)).astype(np.uint8)
INFRARED = np.repeat(np.random.default_rng(2).integers(0, 255, (48, 64, 1)), 3, -1).astype(np.uint8)


@pytest.mark.parametrize(
    ("cameras", "wanted"),
    [
        ({0: (DARK_COLOUR, 14.0), 2: (INFRARED, 100.0)}, 0),
        ({0: (INFRARED, 100.0), 1: (DARK_COLOUR, 14.0)}, 1),
        ({0: (INFRARED, 100.0), 1: (DARK_COLOUR, 5.0)}, 1),
        ({0: (DARK_COLOUR, 20.0), 1: (DARK_COLOUR, 100.0)}, 0),
        ({0: (DARK_COLOUR, 5.0), 1: (DARK_COLOUR, 60.0)}, 1),
        ({1: (INFRARED, 100.0)}, 1),
        ({0: (BLACK, 40.0), 1: (INFRARED, 100.0)}, 0),
    ],
    ids=[
        "a slow colour camera before a fast infrared one",
        "also where the infrared one comes first",
        "also where the colour one is very slow",
        "the first of two colour cameras",
        "unless it is too slow to work with",
        "an infrared one where there is no other",
        "a covered colour camera is no infrared one",
    ],
)
def test_the_first_colour_camera_is_taken(
    cameras: dict[int, tuple[Any, float]], wanted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = {index: Fixed(*how) for index, how in cameras.items()}
    monkeypatch.setattr(webcam, "TRIAL_S", 0.25)
    monkeypatch.setattr(webcam, "open_camera", opened.get)
    assert webcam.find_camera() == wanted


def test_no_camera_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webcam, "open_camera", lambda index: None)
    with pytest.raises(CameraError, match="No camera delivers a picture"):
        webcam.find_camera()
