"""Frames → hands. `mediapipe_hands` is the only module that imports mediapipe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from handtrack.landmarks.recording import TrackedFrame

if TYPE_CHECKING:  # the video source needs OpenCV, this seam does not
    from handtrack.sources.video import Frame


class Tracker(Protocol):
    """Whatever finds hands in frames, one frame after the other.

    Attributes
    ----------
    slots : int
        How many hands it looks for.
    engine : str
        Version of what does the work, for the recording's header.
    model_sha256 : str
        Hash of the model file it runs.
    """

    slots: int
    engine: str
    model_sha256: str

    def track(self, frame: Frame) -> TrackedFrame:
        """Find the hands of the next frame of a clip."""
        ...

    def reset(self) -> None:
        """Forget everything, so that the next clip is tracked as if it were the first."""
        ...
