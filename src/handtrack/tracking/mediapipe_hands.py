"""Tracker by MediaPipe's HandLandmarker: the only module that imports mediapipe.

Laws
----
1. VIDEO mode, one frame after the other. Its results do not depend on the times it is given, only
   on their order (measured, and tested), so it is given 1, 2, 3, … and no clip's times, however
   odd, can upset it.
2. One landmarker serves a whole process. A black frame makes it forget the clip before: what
   follows is bit-identical to a fresh one.
3. Nothing leaves the machine. Its C function `close` is never called, because it reports usage
   over the network and can stall for ten seconds. The memory goes when the process does: make one
   tracker a process.
4. The first frame after a detection is about seven degrees off and the next ones less and less.
   That frame is fed again, and the hand is marked as settling until the error is the usual one.
5. While no hand is found, one tile of each picture is searched as well, the next one each time
   (`search_window`). A detection there counts only if a smaller window confirms it and its size is
   near that of a hand seen before: a person farther behind has smaller hands. While a hand is
   followed no tile is searched.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from handtrack.errors import TrackerError
from handtrack.landmarks.hand import Floats
from handtrack.landmarks.recording import TrackedFrame
from handtrack.sources.native import stderr_aside, variable
from handtrack.sources.video import Frame
from handtrack.tracking.hand_tracks import EXTRA_PASSES, HandTracks
from handtrack.tracking.identity import Detection, alike
from handtrack.tracking.model_file import MODEL_SHA256, check_model
from handtrack.tracking.search_window import TILES, SearchWindow
from handtrack.tracking.tracker import Tracker
from handtrack.tracking.warmup_image import warmup_image

_NO_NETWORK = ("GOOGLE_SANDBOX_NO_NETWORK", "1")
"""Keeps the library from opening a socket while it is loaded, to find out which kinds there are."""

_BLACK = np.zeros((64, 64, 3), np.uint8)


class MediaPipeTracker(Tracker):
    """Tracks one or two hands and their identity.

    Parameters
    ----------
    model_path : Path
        The model file; see `handtrack.tracking.model_file.find_model`.
    slots : int
        1 or 2 hands; two cost nearly twice the time.

    Attributes
    ----------
    engine : str
        "mediapipe" and its version.
    model_sha256 : str

    Raises
    ------
    ModelError
        The model is missing or not the known one.
    TrackerError
        MediaPipe could not be started on this machine, or failed on a frame.
    """

    def __init__(self, model_path: Path, slots: int = 1) -> None:
        if slots not in (1, 2):
            raise ValueError(f"slots is {slots}; it can be 1 or 2")
        self.slots, self._model_path = slots, model_path
        self._another: MediaPipeTracker | None = None
        self.model_sha256 = MODEL_SHA256
        self.engine, self._make_image, self._landmarker = _start(check_model(model_path), slots)
        self._calls, self._window = 0, SearchWindow()
        with stderr_aside():  # the last of its remarks comes with the first hand it sees
            self._detect(warmup_image(), (1, 1))
        self.reset()

    def another(self) -> MediaPipeTracker:
        """Return the secondary tracker, made once because of law 3."""
        if self._another is None:
            self._another = MediaPipeTracker(self._model_path, self.slots)
        return self._another

    @override
    def reset(self) -> None:
        self._forget()
        self._tracks = HandTracks(self.slots)
        self._empty = 0

    @override
    def track(self, frame: Frame) -> TrackedFrame:
        found = self._look(frame)
        if self._tracks.comes(found):
            for _ in range(EXTRA_PASSES):
                found = self._detect(frame.image_rgb, frame.size_px)
        return self._tracks.add(frame.time_s, found)

    def _look(self, frame: Frame) -> list[Detection]:
        """Find hands in the window, which grows around a hand, or else in the next tile."""
        followed = bool(self._tracks.present)
        self._window = self._window.grown() if followed else SearchWindow()
        found = self._detect(frame.image_rgb, frame.size_px)
        if found or followed:
            self._empty = 0
            return found
        return self._search(frame)

    def _search(self, frame: Frame) -> list[Detection]:
        """Search the next tile; a detection counts if a smaller window confirms it.

        A false detection is rarely repeated where it fills more of the view.
        """
        self._window = TILES[self._empty % len(TILES)]
        self._empty += 1
        found = self._detect(frame.image_rgb, frame.size_px)
        if not found:
            self._window = SearchWindow()
            return []
        self._forget()
        self._window = SearchWindow.around(*(found[0].centre_px / frame.size_px).tolist())
        again = self._detect(frame.image_rgb, frame.size_px)
        if again and all(any(alike(a, b) for b in found) and self._tracks.fits(a) for a in again):
            return again
        self._forget()
        return []

    def _forget(self) -> None:
        """Make the landmarker forget its hands, by a black frame."""
        self._window = SearchWindow()
        self._detect(_BLACK, (1, 1))

    def _detect(self, image_rgb: NDArray[np.uint8], size_px: tuple[int, int]) -> list[Detection]:
        """Find hands in the window; `size_px` is the picture's size before it was scaled."""
        part, corner = self._window.cut(image_rgb)
        scale = np.array(size_px) / image_rgb.shape[1::-1]
        width, height = scale * part.shape[1::-1]
        left, top = scale * corner
        self._calls += 1
        try:
            found = self._landmarker.detect_for_video(self._make_image(part), self._calls)
        except (RuntimeError, ValueError, OSError, IndexError) as e:
            raise TrackerError(f"MediaPipe gave up on a frame: {e}.") from e
        hands = zip(found.hand_landmarks, found.hand_world_landmarks, found.handedness, strict=True)
        return [
            Detection(
                image_px=_points(image, width, height, left, top),
                world_m=_points(world, 1, 1),
                is_right=labels[0].category_name == "Right",
                side_score=float(labels[0].score),
            )
            for image, world, labels in hands
        ]


def _points(
    landmarks: list[Any], width: float, height: float, left: float = 0.0, top: float = 0.0
) -> Floats:
    """Landmarks of shape (21, 3); MediaPipe's depth has the scale of the width."""
    return np.array(
        [(p.x * width + left, p.y * height + top, p.z * width) for p in landmarks], np.float32
    )


def _start(model_path: Path, slots: int) -> tuple[str, Callable[[Any], Any], Any]:
    """Name and version of mediapipe, its image constructor and a landmarker."""
    with stderr_aside() as output, variable(*_NO_NETWORK):
        try:
            import mediapipe
            from mediapipe.tasks.python import BaseOptions, vision

            options = vision.HandLandmarkerOptions(
                base_options=BaseOptions(model_asset_path=str(model_path)),
                running_mode=vision.RunningMode.VIDEO,
                num_hands=slots,
            )
            landmarker = vision.HandLandmarker.create_from_options(options)
            # Its destructor calls this, on whatever path the process ends.
            landmarker.close = _leave_open
            # Its destructor reads this, even if Ctrl-C cut its constructor short.
            mediapipe.Image._image_ptr = None
        except (ImportError, OSError, RuntimeError, ValueError) as e:
            raise TrackerError(_failure(e, output)) from e
    engine = f"mediapipe {mediapipe.__version__}"
    return engine, partial(mediapipe.Image, mediapipe.ImageFormat.SRGB), landmarker


def _leave_open() -> None:
    """Replace the function that reports over the network."""


def _failure(error: Exception, output: IO[bytes]) -> str:
    output.seek(0)
    lines = output.read().decode(errors="replace").strip()
    text = f"MediaPipe could not be started: {error}."
    if "libEGL" in text or "libGLES" in text:
        text += " On Debian or Ubuntu install libegl1 and libgles2."
    return f"{text} It said:\n{lines}" if lines else text
