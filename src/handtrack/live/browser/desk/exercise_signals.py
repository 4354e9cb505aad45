"""Counting signal and landmarks of a kept exercise, read again from its landmark recording."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np

from handtrack.definitions.exercise import Exercise
from handtrack.errors import HandtrackError
from handtrack.landmarks.hand import Floats, Side
from handtrack.landmarks.recording import Recording, choose_slot
from handtrack.landmarks.recording_file import read
from handtrack.live.browser.desk.desk_tools import DeskTools
from handtrack.records.store.store import Store
from handtrack.records.values import ExerciseRecord, FileKind, StoredFile
from handtrack.scoring.score import score
from handtrack.verifiers.calibration import Calibration
from handtrack.verifiers.registry import counter_for

MOST_KEPT = 8
"""Signals of recordings that were looked at last."""
SHOWN_HZ = 30.0
AROUND_S = 0.6
"""What is shown before and after a repetition."""
MOST_SHOWN_S = 60.0


@dataclass(frozen=True, slots=True)
class ExerciseSignals:
    """The signal of one exercise of a session.

    Parameters
    ----------
    time_s : ndarray, shape (N,)
    curves : tuple of (str, ndarray of shape (N,))
    levels : tuple of (str, float)
        Thresholds by name.
    """

    time_s: Floats
    curves: tuple[tuple[str, Floats], ...]
    levels: tuple[tuple[str, float], ...]


EMPTY = ExerciseSignals(np.empty(0), (), ())


class KeptSignals:
    """Reads signals, and keeps those looked at last.

    Parameters
    ----------
    tools : DeskTools
    """

    def __init__(self, tools: DeskTools) -> None:
        self._tools = tools
        self._lock = Lock()
        self._kept: OrderedDict[tuple[int, str], ExerciseSignals] = OrderedDict()

    def of(self, store: Store, record: ExerciseRecord) -> ExerciseSignals:
        """The signal of an exercise; empty where its recording or its file is gone.

        Parameters
        ----------
        store : Store
        record : ExerciseRecord
        """
        kept, exercise = landmarks_of(record), self._tools.exercise(record.exercise)
        if kept is None or exercise is None:
            return EMPTY
        name = record.id, kept.sha256
        with self._lock:
            known = self._kept.get(name)
        if known is None:
            known = _read(store, record, kept, exercise)
            with self._lock:
                self._kept[name] = known
                while len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
        return known


def _read(
    store: Store, record: ExerciseRecord, kept: StoredFile, exercise: Exercise
) -> ExerciseSignals:
    try:
        recording = read(store.file(kept))
        own: Calibration = store.result(record.id).calibration
        scored = score(recording, exercise, record.side, own)
    except HandtrackError:  # the verdicts stand without their signal
        return EMPTY
    counted = counter_for(scored.exercise)
    levels = tuple((level.name, value) for level in counted.levels for value in level.values)
    return ExerciseSignals(
        scored.signals.time_s, tuple(counted.curves(scored.signals.progress)), levels
    )


def landmarks_of(record: ExerciseRecord) -> StoredFile | None:
    """Kept landmark recording of an exercise; None if there is none."""
    return next((kept for kept in record.files if kept.kind is FileKind.LANDMARKS), None)


def landmark_clip(recording: Recording, side: Side, start_s: float, end_s: float) -> dict[str, Any]:
    """Landmarks of one hand in an interval, for a page to draw.

    Parameters
    ----------
    recording : Recording
    side : Side
    start_s, end_s : float
        Half-open, by the recording's clock.

    Returns
    -------
    dict
        `time_s`, and `points` as shares of the picture (None without a hand), 21 pairs each;
        `aspect` of the picture; `box`, the part of it in which the hand moves: left, top, right,
        bottom.
    """
    part = recording.between(start_s, min(end_s, start_s + MOST_SHOWN_S))
    slot, _ = choose_slot(recording, side)
    width, height = recording.header.frame_size_px
    shares = part.image_px[:, slot, :, :2] / [width, height]
    shown = _thinned(part.time_s)
    seen = np.asarray(np.isfinite(shares).all(axis=(1, 2)))
    box = [0.0, 0.0, 1.0, 1.0]
    if seen.any():
        low, high = shares[seen].min(axis=(0, 1)), shares[seen].max(axis=(0, 1))
        box = [*low.tolist(), *high.tolist()]
    return {
        "time_s": [round(float(part.time_s[i]), 3) for i in shown],
        "points": [np.round(shares[i], 4).tolist() if seen[i] else None for i in shown],
        "aspect": width / height,
        "box": [round(edge, 4) for edge in box],
    }


def _thinned(time_s: Floats) -> list[int]:
    """Frames at no more than `SHOWN_HZ`."""
    kept: list[int] = []
    for i, at_s in enumerate(time_s.tolist()):
        if not kept or at_s - float(time_s[kept[-1]]) >= 0.9 / SHOWN_HZ:
            kept.append(i)
    return kept
