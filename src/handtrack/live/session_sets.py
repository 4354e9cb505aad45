"""The life of a set: the calibration before it, the set while it is recorded, its result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from handtrack.landmarks.hand import Side
from handtrack.live.camera_guidance import Observation
from handtrack.live.camera_step import CameraStep, SelectedHand
from handtrack.live.flow.states import Screen, State
from handtrack.live.guided_calibration import GuidedCalibration
from handtrack.live.session_folder.session_writer import SessionWriter
from handtrack.live.session_plan import PlannedExercise
from handtrack.live.set_recorder import SetRecorder
from handtrack.scoring.results import ExerciseResult, Repetition
from handtrack.sources.feed import Feed
from handtrack.tracking.tracker import Tracker
from handtrack.verifiers.calibration import Calibration
from handtrack.verifiers.interface import LiveProgress


class SessionSets:
    """The sets of one session.

    Parameters
    ----------
    feed : Feed
    camera : CameraStep
        The step on this feed.
    writer : SessionWriter
    saved : mapping
        Individual ranges known from before, by exercise id and side.
    record : bool
        Whether the sets' pictures are saved, too.

    Attributes
    ----------
    guided : GuidedCalibration or None
        The last one.
    recorder : SetRecorder or None
        Of the set under way.
    results : list of ExerciseResult
        Of the sets that are over.
    """

    def __init__(
        self,
        feed: Feed,
        camera: CameraStep,
        writer: SessionWriter,
        saved: Mapping[tuple[str, Side], Calibration],
        record: bool,
    ) -> None:
        self._feed, self._camera, self._writer = feed, camera, writer
        self._saved, self._record = dict(saved), record
        self.guided: GuidedCalibration | None = None
        self.recorder: SetRecorder | None = None
        self.results: list[ExerciseResult] = []

    @property
    def progress(self) -> LiveProgress:
        """How far the repetition under way has come; nowhere without a set under way."""
        return self.recorder.progress if self.recorder else LiveProgress()

    def push(
        self, screen: Screen, selected: SelectedHand, observation: Observation
    ) -> list[Repetition]:
        """Take one picture into the calibration or the set under way.

        Parameters
        ----------
        screen : Screen
            Where the session stands.
        selected : SelectedHand
        observation : Observation

        Returns
        -------
        list of Repetition
            Those known from this picture on.
        """
        if screen is Screen.GUIDE and self.guided:
            self.guided.push(selected.hand, observation, self._feed.over)
        if screen is not Screen.WORK or self.recorder is None:
            return []
        return self.recorder.push(selected)

    def finish(self, screen: Screen) -> list[Repetition]:
        """Close the repetition that is open when a clip comes to its end.

        Parameters
        ----------
        screen : Screen
            Where the session stands.

        Returns
        -------
        list of Repetition
        """
        return self.recorder.finish() if screen is Screen.WORK and self.recorder else []

    def is_calibrated(self, state: State, side: Side) -> bool:
        """Test whether there is a calibration to count by.

        Parameters
        ----------
        state : State
        side : Side
            The hand that exercises.

        Returns
        -------
        bool
            While the movements are guided: whether they were enough.
        """
        if state.screen is Screen.GUIDE:
            return self.guided is not None and self.guided.own is not None
        own = self._saved.get((state.current.exercise.id, side))
        return own is not None and own.without == state.current.missing_fingers

    def begin_calibration(self, item: PlannedExercise) -> None:
        """Begin to calibrate with guided movements."""
        self.guided = GuidedCalibration(item.exercise)
        self._feed.play()

    def end_calibration(self, side: Side | None) -> None:
        """Save what the guided movements came to, for this hand where it is known."""
        self._feed.hold()
        if self.guided and self.guided.own:
            own = self.guided.own
            own = replace(own, side=side or own.side)
            self._saved[own.exercise, own.side] = own

    def begin_set(self, state: State, side: Side, tracker: Tracker, now_s: float) -> None:
        """Begin to record and count a set.

        Parameters
        ----------
        state : State
        side : Side
            The hand that exercises.
        tracker : Tracker
        now_s : float
            When the set begins, where the feed is a camera.
        """
        item = state.current
        start_s = self._camera.restart(tracker)
        number = 1 + sum(1 for _ in self._writer.folder.glob("*.npz"))
        self.recorder = SetRecorder(
            self._writer,
            item,
            self._saved[item.exercise.id, side],
            start_s if start_s is not None else now_s,
            f"{number:02d}-{item.exercise.id}-{side}-{state.set}",
            self._camera.header(tracker),
            self._record,
        )

    def end_set(self, note: str) -> None:
        """Close the set under way, if any; `note` says why it is incomplete, "" if it is not."""
        if self.recorder is not None:
            done, self.recorder = self.recorder, None
            self._feed.hold()
            self.results.append(done.close(note))
