"""Camera: its newest picture, its frame rate, and whether it is lost.

A thread reads the camera without pause and stores only the latest picture: a slow reader gets
fewer pictures, never older ones. Each picture has the time of its capture, by a monotonic clock. A
camera that fails is opened again until it answers.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Event, Thread
from types import TracebackType
from typing import Any, Protocol, Self

import cv2
import numpy as np

from handtrack.sources.camera_choice import CameraAttempt, choose_camera, is_grey
from handtrack.sources.video import Image

RETRY_S = 1.0
TRIAL_S = 0.7
"""Duration of the trial of one mode."""
GOOD_HZ = 24.0
"""A mode with this rate is preferred to a faster one with smaller pictures."""
RATE_WINDOW_S = 2.0
STALLED_S = 2.0
"""Provisional: a camera that gives no picture for this long is lost."""
MODES = ((1280, 720), (640, 480))


class Device(Protocol):
    """The part of `cv2.VideoCapture` that handtrack uses."""

    def read(self) -> tuple[bool, Any]:
        """Wait for the next picture; False where none comes."""
        ...

    def release(self) -> None:
        """Close the camera."""
        ...


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One picture of a camera.

    Parameters
    ----------
    index : int
        Number of the captured picture, from 0.
    captured_s : float
        Time of capture by the monotonic clock.
    image_bgr : ndarray of uint8, shape (height, width, 3)
        Unmirrored.
    """

    index: int
    captured_s: float
    image_bgr: Image


class LatestFrame:
    """A camera read in a thread of its own; a context manager.

    Parameters
    ----------
    open_device : callable
        Opens the camera; None where it cannot be opened now. Called again after a failure.
    clock : callable
        Monotonic seconds.

    Attributes
    ----------
    dropped : int
        Pictures that were replaced before anybody took them.
    """

    def __init__(
        self,
        open_device: Callable[[], Device | None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._open, self._clock = open_device, clock
        self._changed, self._stop = Condition(), Event()
        self._latest: Snapshot | None = None
        self._times: deque[float] = deque()
        self._captured = 0
        self._failing = False
        self._last_s = clock()
        self.dropped = 0
        self._thread = Thread(target=self._capture, name="handtrack-camera", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join(STALLED_S)  # a driver may hang in its own read for ever

    def take(self, timeout_s: float) -> Snapshot | None:
        """Take the newest picture that was not taken yet; None where none comes in time."""
        with self._changed:
            self._changed.wait_for(lambda: self._latest is not None, timeout_s)
            latest, self._latest = self._latest, None
        return latest

    @property
    def lost(self) -> bool:
        """Whether the camera gives no pictures any more."""
        return self._failing or self._clock() - self._last_s > STALLED_S

    @property
    def rate_hz(self) -> float:
        """Pictures a second in the last `RATE_WINDOW_S`; 0 before the second picture."""
        times = list(self._times)
        if len(times) < 2 or self._clock() - times[-1] > STALLED_S:
            return 0.0
        return (len(times) - 1) / (times[-1] - times[0])

    def _capture(self) -> None:
        while not self._stop.is_set():
            device = self._open()
            if device is None:
                self._failing = True
                self._stop.wait(RETRY_S)
                continue
            try:
                while not self._stop.is_set():
                    fine, image = device.read()
                    if not fine or image is None:
                        break
                    self._store(image)
            finally:
                device.release()
            self._failing = True
            self._stop.wait(RETRY_S)

    def _store(self, image: Image) -> None:
        now_s = self._clock()
        with self._changed:
            if self._latest is not None:
                self.dropped += 1
            self._latest = Snapshot(self._captured, now_s, image)
            self._captured += 1
            self._changed.notify()
        self._failing, self._last_s = False, now_s
        self._times.append(now_s)
        while now_s - self._times[0] > RATE_WINDOW_S:
            self._times.popleft()


def open_camera(index: int) -> Device | None:
    """Open a camera in the largest of `MODES` that reaches `GOOD_HZ`, else in its fastest.

    Promised and delivered rates differ, most in the dark, so each mode is tried. None where there
    is no such camera or another program uses it.
    """
    backend = {"nt": cv2.CAP_DSHOW}.get(os.name, cv2.CAP_ANY)
    found: list[tuple[float, tuple[int, int]]] = []
    for mode in MODES:
        device = _opened(index, backend, mode)
        if device is None:
            continue
        rate_hz = delivered_hz(device, TRIAL_S)
        if rate_hz >= GOOD_HZ:
            return device
        device.release()
        found.append((rate_hz, mode))
    rate_hz, mode = max(found, default=(0.0, MODES[-1]))
    return _opened(index, backend, mode) if rate_hz > 0.0 else None


def delivered_hz(device: Device, seconds: float) -> float:
    """Measure the frame rate of a camera.

    Parameters
    ----------
    device : Device
    seconds : float
        Duration of the trial; the first picture is not counted.

    Returns
    -------
    float
        Pictures a second; 0 where none come.
    """
    return try_camera(0, device, seconds).rate_hz


def try_camera(index: int, device: Device, seconds: float) -> CameraAttempt:
    """Measure the frame rate of a camera, and whether its pictures are grey.

    Parameters
    ----------
    index : int
        Of the camera.
    device : Device
    seconds : float
        Duration of the trial; the first picture is not counted.

    Returns
    -------
    CameraAttempt
    """
    fine, image = device.read()
    newest = image
    start_s = time.monotonic()
    count = 0
    while fine and time.monotonic() - start_s < seconds:
        fine, image = device.read()
        count += bool(fine)
        newest = image if fine else newest
    rate_hz = count / max(time.monotonic() - start_s, 1e-6) if count else 0.0
    return CameraAttempt(index, rate_hz, count > 0 and is_grey(newest))


def find_camera(indices: range = range(4)) -> int:
    """Find the default camera: see `camera_choice.choose_camera`.

    No further camera is opened once one is good.

    Raises
    ------
    CameraError
        No camera delivers a picture.
    """
    found: list[CameraAttempt] = []
    for index in indices:
        device = open_camera(index)
        if device is None:
            continue
        found.append(try_camera(index, device, TRIAL_S))
        device.release()
        if found[-1].good:
            break
    return choose_camera(found)


def brightness(image: Image) -> float:
    """Compute the mean level of a picture, 0 to 255, from every eighth row and column."""
    return float(np.mean(image[::8, ::8]))


def _opened(index: int, backend: int, mode: tuple[int, int]) -> cv2.VideoCapture | None:
    level = cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    try:
        device = cv2.VideoCapture(index, backend)
    finally:
        cv2.utils.logging.setLogLevel(level)
    if not device.isOpened():
        device.release()
        return None
    # Uncompressed pictures of this size do not fit through USB 2 at full rate.
    device.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    device.set(cv2.CAP_PROP_FRAME_WIDTH, mode[0])
    device.set(cv2.CAP_PROP_FRAME_HEIGHT, mode[1])
    device.set(cv2.CAP_PROP_FPS, 30)
    device.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    return device
