"""Protocol of a tracker: frames → hands.

Only `mediapipe_hands` imports mediapipe, only `litert.networks` LiteRT.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from handtrack.landmarks.recording import TrackedFrame

if TYPE_CHECKING:  # the video source needs OpenCV, this seam does not
    from handtrack.sources.video import Frame


class Tracker(Protocol):
    """Finds hands in the frames of a clip, one after the other.

    Attributes
    ----------
    slots : int
        Number of hands that are tracked.
    engine : str
        Name and version of the landmark engine, for the recording's header.
    model_sha256 : str
        Hash of its model file.
    has_presence : bool
        Whether it says of each hand how sure it is that it is one.
    """

    slots: int
    engine: str
    model_sha256: str
    has_presence: bool = False

    def track(self, frame: Frame) -> TrackedFrame:
        """Find the hands of the next frame of a clip."""
        ...

    def reset(self) -> None:
        """Restore the initial state, so that the next clip is tracked as if it were the first."""
        ...
