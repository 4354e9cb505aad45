"""Checks of the installation: what is wrong, and how to mend it.

Each check looks at one thing and answers in words. None of them can hang: cameras are tried in
processes of their own, which are stopped when they do not answer.
"""

from __future__ import annotations

import importlib.metadata
import multiprocessing
import os
import platform
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.connection import Connection

import handtrack
from handtrack.errors import ModelError, TrackerError
from handtrack.tracking.open_tracker import DEFAULT_TRACKER, TrackerChoice

CAMERAS = 4
"""Indices 0 to 3 are tried."""
CAMERA_TIMEOUT_S = 10.0
"""Some drivers take five seconds to open; one that takes longer is no camera to work with."""
MEASURE_S = 1.0
LEAST_HZ = 20.0
"""Provisional: below this a quick movement falls between two frames."""
_LIBRARIES = "libegl1 libgles2 libgl1 libglib2.0-0 libxcb1"


class CheckStatus(StrEnum):
    """How a check ended."""

    OK = "OK"
    WARN = "WARN"
    FAIL = "FAIL"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found.

    Parameters
    ----------
    what : str
        What was looked at.
    verdict : CheckStatus
    text : str
        What was found, and how to mend it where it needs mending.
    """

    what: str
    verdict: CheckStatus
    text: str


def examine(choice: TrackerChoice = DEFAULT_TRACKER, cameras: bool = True) -> Iterator[CheckResult]:
    """Run all checks.

    Parameters
    ----------
    choice : TrackerChoice
        The hand model and what runs it.
    cameras : bool
        Whether to open them; a light may go on.
    """
    yield CheckResult(
        "Python", CheckStatus.OK, f"{platform.python_version()} on {platform.platform()}"
    )
    yield CheckResult("handtrack", CheckStatus.OK, handtrack.__version__)
    for package in (choice.engine.package, "numpy"):
        yield _package(package)
    yield _opencv_wheels()
    yield _opencv_build()
    yield from _engine(choice)
    if cameras:
        yield from _cameras()


def _package(name: str) -> CheckResult:
    try:
        return CheckResult(name, CheckStatus.OK, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return CheckResult(name, CheckStatus.FAIL, f"not installed; run: pip install {name}")


def opencv_wheels() -> dict[str, str]:
    """Find the installed packages that bring the `cv2` folder, with their versions."""
    found = importlib.metadata.packages_distributions().get("cv2", [])
    return {name: importlib.metadata.version(name) for name in sorted(set(found))}


def _opencv_wheels() -> CheckResult:
    wheels = opencv_wheels()
    named = ", ".join(f"{name} {version}" for name, version in wheels.items())
    if not wheels:
        return CheckResult(
            "OpenCV", CheckStatus.FAIL, "not installed; run: pip install opencv-contrib-python"
        )
    if len(set(wheels.values())) > 1:
        version = wheels.get("opencv-contrib-python", max(wheels.values()))
        same = " ".join(f"{name}=={version}" for name in wheels)
        return CheckResult(
            "OpenCV",
            CheckStatus.FAIL,
            f"{named}: all write the same folder, so they must have one version; run: "
            f"pip install --force-reinstall --no-deps {same}",
        )
    if len(wheels) > 1:
        named += " (one version, as it must be: they share a folder)"
    return CheckResult("OpenCV", CheckStatus.OK, named)


def _opencv_build() -> CheckResult:
    try:
        import cv2
    except ImportError as e:
        mend = f"on Debian or Ubuntu run: apt-get install {_LIBRARIES}"
        return CheckResult("OpenCV build", CheckStatus.FAIL, f"cannot be loaded: {e}; {mend}")
    ffmpeg = _built_with(cv2.getBuildInformation(), "FFMPEG")
    text = f"{cv2.__version__}; FFmpeg: {ffmpeg}"
    if ffmpeg != "YES":
        mend = "videos cannot be read; run: pip install --force-reinstall opencv-contrib-python"
        return CheckResult("OpenCV build", CheckStatus.FAIL, f"{text}; {mend}")
    return CheckResult("OpenCV build", CheckStatus.OK, text)


def _built_with(information: str, name: str) -> str:
    """What the build says of one of its parts; "NO" where it does not mention it."""
    for line in information.splitlines():
        key, _, value = line.strip().partition(":")
        if key == name:
            return value.strip() or "NO"
    return "NO"


def _engine(choice: TrackerChoice) -> Iterator[CheckResult]:
    """The hand model, and whether it finds a drawn hand, and how fast."""
    from handtrack.tracking.model_file import MODEL_SHA256, find_model

    try:
        found = find_model(choice.model)
    except ModelError as e:
        yield CheckResult("Hand model", CheckStatus.FAIL, str(e))
        return
    where = f"{found.path} ({found.origin}), sha256 {MODEL_SHA256[:16]}… as it must be"
    yield CheckResult("Hand model", CheckStatus.OK, where)
    try:
        seen, rate_hz = _try_engine(choice)
    except ImportError as e:
        yield CheckResult("Hand tracking", CheckStatus.FAIL, f"cannot be loaded: {e}")
        return
    except TrackerError as e:
        yield CheckResult("Hand tracking", CheckStatus.FAIL, str(e))
        return
    if not seen:
        mend = f"run: pip install --force-reinstall {choice.engine.package}"
        text = f"no hand was found in a drawing of one; {mend}"
        yield CheckResult("Hand tracking", CheckStatus.FAIL, text)
        return
    text = f"finds the hand in a drawing; {rate_hz:.0f} frames a second at 640 x 480"
    if rate_hz < LEAST_HZ:
        slow = f"{text}; too few for live use ({LEAST_HZ:.0f} are needed), recorded videos work"
        yield CheckResult("Hand tracking", CheckStatus.WARN, slow)
        return
    yield CheckResult("Hand tracking", CheckStatus.OK, text)


def _try_engine(choice: TrackerChoice) -> tuple[bool, float]:
    """Whether the drawn hand is found, and how many such frames are tracked in a second."""
    from handtrack.sources.video import Frame
    from handtrack.tracking.open_tracker import open_tracker
    from handtrack.tracking.warmup_image import warmup_image

    image = warmup_image()
    size = (image.shape[1], image.shape[0])
    tracker = open_tracker(choice)
    seen = tracker.track(Frame(0, 0.0, image, size)).is_right[0] >= 0
    start_s = time.perf_counter()
    frames = 0
    while (took_s := time.perf_counter() - start_s) < MEASURE_S:
        frames += 1
        tracker.track(Frame(frames, frames / 30, image, size))
    return bool(seen), frames / took_s


def _cameras() -> Iterator[CheckResult]:
    answers = [_camera(index) for index in range(CAMERAS)]
    working = [answer for answer in answers if answer is not None]
    yield from working
    if not working:
        text = "none opened; live use needs one, recorded videos do not"
        yield CheckResult("Camera", CheckStatus.OK, text)


def _camera(index: int) -> CheckResult | None:
    """Try one camera in a process of its own; None where there is none."""
    what = f"Camera {index}"
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_open_camera, args=(index, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(CAMERA_TIMEOUT_S):
            text = f"did not answer in {CAMERA_TIMEOUT_S:.0f} s; unplug it, or close what uses it"
            return CheckResult(what, CheckStatus.WARN, text)
        answer: tuple[int, int, float] | None = ours.recv()
    except EOFError:
        return CheckResult(what, CheckStatus.WARN, "its driver crashed while it was opened")
    finally:
        process.kill()
        process.join()
    if answer is None:
        return None
    width, height, rate_hz = answer
    text = f"{width} x {height}, delivers {rate_hz:.0f} frames a second"
    if rate_hz == 0:
        mend = "opens but delivers no picture; close what uses it, and allow camera access"
        return CheckResult(what, CheckStatus.WARN, mend)
    if rate_hz < LEAST_HZ:
        mend = f"{text}; {LEAST_HZ:.0f} are needed: more light, or a smaller picture"
        return CheckResult(what, CheckStatus.WARN, mend)
    return CheckResult(what, CheckStatus.OK, text)


def _open_camera(index: int, connection: Connection) -> None:
    """In the child: send width, height and the rate delivered; None where nothing opens."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # drivers are talkative about what is not there
    import cv2

    capture = cv2.VideoCapture(index)
    if not capture.isOpened():
        connection.send(None)
        return
    capture.read()  # the first picture waits for the light to settle
    start_s = time.perf_counter()
    frames = 0
    width = height = 0
    while (took_s := time.perf_counter() - start_s) < MEASURE_S:
        fine, image = capture.read()
        if not fine:
            break
        frames += 1
        height, width = image.shape[:2]
    capture.release()
    connection.send((width, height, frames / took_s if took_s else 0.0))
