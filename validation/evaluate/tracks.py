"""Tracked clips, kept so that a clip is tracked once for each tracker."""

from __future__ import annotations

import hashlib
from pathlib import Path

import handtrack
from handtrack.errors import RecordingError
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.recording_file import read
from handtrack.landmarks.tracked_object import PointPrompt
from handtrack.tracking.model_file import MODEL_SHA256, cache_path
from handtrack.tracking.open_tracker import DEFAULT_TRACKER, open_tracker
from handtrack.tracking.track_video import track_video
from handtrack.tracking.tracker import Tracker
from validation.evaluate.clips import track_beside

SHAPES_LANDMARKS = ("sources", "tracking", "landmarks/recording_file.py")
"""Parts of the package that decide what is in a recording; not those that read one."""


def default_cache() -> Path:
    """Where rendered clips and their tracks are kept: the user's cache."""
    return cache_path().parent / "validation"


def tracker_key() -> str:
    """Hash of all that decides what a video's landmarks are."""
    digest = hashlib.sha256(f"{DEFAULT_TRACKER.engine.version} {MODEL_SHA256}".encode())
    root = Path(handtrack.__file__).parent
    for part in SHAPES_LANDMARKS:
        path = root / part
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    return digest.hexdigest()


class Tracks:
    """Tracks videos, or takes what was tracked before from a cache folder.

    Parameters
    ----------
    folder : Path
        Holds one recording a video and tracker, named by the hash of both.
    threads : int, optional
        As of `open_tracker`.
    """

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        self._folder, self._threads = folder, threads
        self._key = tracker_key()
        self._tracker: dict[int, Tracker] = {}

    def of(self, video: Path, hands: int = 1, told: PointPrompt | None = None) -> Recording:
        """Track one video, forearms and all, unless its recording lies beside it.

        Parameters
        ----------
        told : PointPrompt, optional
            The object to be followed.

        Raises
        ------
        ObjectError
            It does not stand out.
        """
        beside = track_beside(video)
        if beside.exists():
            return read(beside)
        with video.open("rb") as file:
            source = hashlib.file_digest(file, "sha256").hexdigest()
        asked = f"{source} {self._key} {hands} forearms" + (f" {told}" if told else "")
        name = hashlib.sha256(asked.encode()).hexdigest()
        path = self._folder / f"{name[:32]}.npz"
        if path.exists():
            try:
                return read(path)
            except RecordingError:
                path.unlink()  # it is only a cache
        return track_video(video, self._with(hands), path, prompt=told, forearms=True)

    def _with(self, hands: int) -> Tracker:
        if hands not in self._tracker:
            self._tracker = {hands: open_tracker(slots=hands, threads=self._threads)}
        return self._tracker[hands]
