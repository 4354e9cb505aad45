"""Open a tracker: one of two engines, a model file, a number of hands and of cores."""

from __future__ import annotations

import importlib.metadata
import os
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Self

from handtrack.errors import TrackerError
from handtrack.tracking.model_file import find_model

if TYPE_CHECKING:
    from handtrack.tracking.tracker import Tracker

TRACKER_VARIABLE = "HANDTRACK_TRACKER"
MOST_THREADS = 2
"""Cores for one clip or camera, where there are as many."""


class LandmarkEngine(StrEnum):
    """What runs the two hand networks; the first one that is installed, unless told."""

    LITERT = "litert"
    MEDIAPIPE = "mediapipe"

    @property
    def package(self) -> str:
        """The distribution that brings it."""
        return "ai-edge-litert" if self is LandmarkEngine.LITERT else "mediapipe"

    @property
    def version(self) -> str:
        """Its name and version as in a recording's header, without loading it; "" if missing."""
        try:
            return f"{self} {importlib.metadata.version(self.package)}"
        except importlib.metadata.PackageNotFoundError:
            return ""


@dataclass(frozen=True, slots=True)
class TrackerChoice:
    """Which tracker is wanted.

    Parameters
    ----------
    model : Path or None
        The hand model; None to look for it (`model_file.find_model`).
    chosen : LandmarkEngine or None
        None for the one that `HANDTRACK_TRACKER` names, or else the first that is installed:
        LiteRT has no package for some machines on which MediaPipe runs.
    """

    model: Path | None = None
    chosen: LandmarkEngine | None = None

    @property
    def engine(self) -> LandmarkEngine:
        """The engine that is used here.

        Raises
        ------
        TrackerError
            `HANDTRACK_TRACKER` names none.
        """
        if self.chosen is not None:
            return self.chosen
        named = os.environ.get(TRACKER_VARIABLE)
        if not named:
            return next((e for e in LandmarkEngine if e.version), LandmarkEngine.LITERT)
        try:
            return LandmarkEngine(named.lower())
        except ValueError:
            known = " or ".join(LandmarkEngine)
            wrong = f"{TRACKER_VARIABLE} is '{named[:40]}'; it can be {known}."
            raise TrackerError(wrong) from None

    def check(self) -> None:
        """Find the model, and the engine among the installed packages, without loading them.

        Raises
        ------
        ModelError, TrackerError
            One of them is missing.
        """
        find_model(self.model)
        if not self.engine.version:
            package = self.engine.package
            raise TrackerError(f"{package} is not installed; run: pip install {package}")

    def elsewhere(self) -> Self:
        """Name the same tracker for another folder and environment."""
        return replace(
            self, model=self.model.absolute() if self.model else None, chosen=self.engine
        )


DEFAULT_TRACKER = TrackerChoice()


def open_tracker(
    choice: TrackerChoice = DEFAULT_TRACKER, slots: int = 1, threads: int | None = None
) -> Tracker:
    """Open a tracker.

    Parameters
    ----------
    choice : TrackerChoice
    slots : int
        1 or 2 hands.
    threads : int, optional
        Cores that LiteRT may use; by default up to `MOST_THREADS` of those there are. Several
        trackers at work at once should have one each.

    Raises
    ------
    ModelError
        The model is missing or not the known one.
    TrackerError
        The engine is not installed or cannot be started on this machine.
    """
    model = find_model(choice.model).path
    if choice.engine is LandmarkEngine.LITERT:
        from handtrack.tracking.litert_hands import LiteRTTracker

        return LiteRTTracker(model, slots, threads or min(MOST_THREADS, cores()))
    from handtrack.tracking.mediapipe_hands import MediaPipeTracker

    return MediaPipeTracker(model, slots)


def cores() -> int:
    """Count the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
