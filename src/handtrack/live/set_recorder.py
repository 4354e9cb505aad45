"""Recorder of a set: counts it as it is done, and writes it as it happens."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from handtrack.landmarks.hand import Hand, Side
from handtrack.landmarks.handedness import handedness_mismatch
from handtrack.landmarks.recording_header import Header
from handtrack.live.camera_step import SelectedHand
from handtrack.live.session_folder.session_writer import SessionWriter
from handtrack.live.session_plan import PlannedExercise, with_dose
from handtrack.rendering.text import Image
from handtrack.rendering.video_writer import AnnotatedVideo
from handtrack.scoring.results import ExerciseResult, Repetition
from handtrack.scoring.score import score
from handtrack.scoring.stream import Stream
from handtrack.verifiers.calibration import Calibration
from handtrack.verifiers.interface import LiveProgress

FILM_HZ = 30.0
"""Frame rate of a saved video; a slower camera's pictures are shown longer."""


class SetRecorder:
    """One set.

    Parameters
    ----------
    writer : SessionWriter
    item : PlannedExercise
    own : Calibration
        By which it is counted.
    start_s : float
        When the set's time begins, by the camera's clock.
    name : str
        Of its files.
    header : Header
        Of its landmark recording.
    record : bool
        Whether the pictures are saved, too.
    """

    def __init__(
        self,
        writer: SessionWriter,
        item: PlannedExercise,
        own: Calibration,
        start_s: float,
        name: str,
        header: Header,
        record: bool,
    ) -> None:
        self._writer, self._item, self._own = writer, item, own
        self._start_s, self._header = start_s, header
        self._stream = Stream(item.exercise, own)
        self._seen = self._unlike = 0  # frames with the hand, and those in which it is misnamed
        path = writer.begin_set(name, header, own)
        self._film = _SetVideo(path.with_suffix(".mp4")) if record else None

    def push(self, selected: SelectedHand) -> list[Repetition]:
        """Record one picture; return the repetitions that are known from it on."""
        own_s = selected.tracked.time_s - self._start_s
        self._writer.frame(replace(selected.tracked, time_s=own_s))
        if self._film is not None:
            self._film.add(selected.image_bgr, own_s)
        found = self._stream.push(replace(self._counted(selected), time_s=own_s))
        for repetition in found:
            self._writer.repetition(own_s, repetition)
        return found

    def _counted(self, selected: SelectedHand) -> Hand:
        """The hand as `Recording.hand` gives it: masked in a frame of a handedness mismatch."""
        side = self._own.side
        label = -1 if selected.label is None else int(selected.label is Side.RIGHT)
        wrong = handedness_mismatch(np.array([label], np.int8), side, self._seen, self._unlike)[0]
        self._seen += label >= 0
        self._unlike += selected.label not in (None, side)
        return selected.hand.masked(wrong) if wrong else selected.hand

    def finish(self) -> list[Repetition]:
        """Close the repetition that is open when a clip comes to its end."""
        found = self._stream.finish()
        for repetition in found:
            self._writer.repetition(repetition.end_s, repetition)
        return found

    def close(self, note: str) -> ExerciseResult:
        """Close the landmark recording and write its result, scored as a file would be.

        Parameters
        ----------
        note : str
            Why it is not complete; "" where it is.
        """
        if self._film is not None:
            self._film.close()
        header = replace(self._header, complete=not note, note=note)
        recording = self._writer.end_set(header)
        scored = score(recording, self._item.exercise, self._own.side, self._own).result
        result = with_dose(scored, self._item.reps)
        self._writer.result(result)
        return result

    @property
    def progress(self) -> LiveProgress:
        """How far the repetition under way has come."""
        return self._stream.live_progress


class _SetVideo:
    """The set's video, at the pace at which it was seen."""

    def __init__(self, path: Path) -> None:
        self._film, self._written = AnnotatedVideo(path, FILM_HZ), 0

    def add(self, picture: Image, time_s: float) -> None:
        due = round((time_s + 1 / FILM_HZ) * FILM_HZ)
        self._film.write(picture, due - self._written)
        self._written = due

    def close(self) -> None:
        self._film.close()
