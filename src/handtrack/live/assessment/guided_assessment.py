"""A guided assessment in front of the camera: pose by pose, spoken, shown and counted down.

A clip in place of the camera gives what `handtrack measure --source` gives. Landmarks reach the
disk as they come.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from handtrack.assessment.poses.hold_detector import PoseHeld
from handtrack.assessment.poses.hold_samples import samples
from handtrack.assessment.protocol import PoseRequest, Protocol, Section
from handtrack.errors import AssessmentError
from handtrack.events import Status
from handtrack.landmarks.hand import Hand, Side
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.recording_file import Writer
from handtrack.live.assessment.assessment_choices import choose, choose_by_hand, press
from handtrack.live.assessment.assessment_flow import (
    AssessmentPrompt,
    begin,
    close,
    observe,
    prompt,
)
from handtrack.live.assessment.assessment_output import AssessmentModel, AssessmentOutput
from handtrack.live.assessment.pose_words import instructions, placement
from handtrack.live.audio.cues import SoundOutput
from handtrack.live.audio.tones import TONES
from handtrack.live.camera_guidance import Observation, Observer
from handtrack.live.camera_step import CameraStep, SelectedHand
from handtrack.live.flow.states import Key
from handtrack.live.language.texts import Texts, sentence
from handtrack.sources.feed import Feed, Snapshot
from handtrack.tracking.tracker import Tracker


class GuidedAssessment:
    """Takes one person through the poses.

    Parameters
    ----------
    feed : Feed
    tracker : Tracker
    output : AssessmentOutput
        What it is shown on.
    sound : SoundOutput
    protocol : Protocol
    requests : sequence of PoseRequest
        The poses in their order.
    side : Side or None
        Default: the majority of the labels so far.
    path : Path
        Where the landmark recording goes.
    texts : Texts
        In which language.
    hands_free : callable
        Whether the hand may begin, pause and choose.
    """

    def __init__(
        self,
        feed: Feed,
        tracker: Tracker,
        output: AssessmentOutput,
        sound: SoundOutput,
        protocol: Protocol,
        requests: Sequence[PoseRequest],
        side: Side | None,
        path: Path,
        texts: Texts,
        hands_free: Callable[[], bool] = lambda: False,
    ) -> None:
        self._hands_free = hands_free
        self._feed, self._tracker, self._output, self._sound = feed, tracker, output, sound
        self._protocol, self._side, self._path, self._texts = protocol, side, path, texts
        self._camera = CameraStep(feed)
        # A clip shows all sections as they were filmed: it does not wait between them.
        self._state = begin(protocol, requests, places=not feed.waits)
        self._observation = Observation(0.0)
        self._section: Section | None = None
        self._now_s = 0.0
        self._said: tuple[int, bool] | None = None

    def use(self, texts: Texts) -> None:
        """Go on in another language."""
        self._texts = texts

    def run(self) -> tuple[Recording, list[PoseHeld]]:
        """Run until every pose was held or the person stops.

        Returns
        -------
        recording : Recording
        held : list of PoseHeld

        Raises
        ------
        AssessmentError
            No picture came, or no pose was held.
        """
        first = self._first()
        header = self._camera.header(self._tracker)
        with Writer(self._path, header) as writer:
            with contextlib.suppress(KeyboardInterrupt):  # what was held is measured
                self._all(writer, first)
            recording = writer.finish(header)
        held = [*close(self._state)]
        if not held:
            raise AssessmentError("No pose was held still, so there is nothing to measure.")
        return recording, held

    def now(self, time_s: float) -> AssessmentPrompt:
        """Compute what is asked for at this time."""
        return prompt(self._state, time_s)

    def _first(self) -> Snapshot:
        """Wait until the camera stands; the first picture then, which states the size of all."""
        while True:
            snapshot = self._camera.take()
            key, _, _ = self._output.pressed()
            if key is Key.STOP or self._state.over:
                gave = "" if snapshot else f"{self._feed.name} gave no picture; "
                raise AssessmentError(f"{gave}nothing was measured.".capitalize())
            if snapshot is None:
                self._without_picture()
                continue
            if not self._state.placing:
                return snapshot
            self._state = press(self._state, key)
            if self._state.over:
                continue
            self._say()
            self._show(self._selected(snapshot), snapshot)
            if not self._state.placing:
                return snapshot

    def _all(self, writer: Writer, first: Snapshot) -> None:
        start_s = self._camera.restart(self._tracker)
        begin_s = start_s if start_s is not None else first.captured_s
        while not self._state.over:
            snapshot = self._camera.take()
            key, _, option = self._output.pressed()
            if key is Key.STOP or self._feed.over:
                return
            self._state = choose(press(self._state, key, self._now_s), option)
            if self._state.over:
                return
            if snapshot is None:
                self._without_picture()
                continue
            own_s = max(0.0, snapshot.captured_s - begin_s)
            selected = self._selected(replace(snapshot, captured_s=own_s))
            writer.append(selected.tracked)
            self._detect(selected.hand)
            self._show(selected, snapshot)

    def _selected(self, snapshot: Snapshot) -> SelectedHand:
        """The hand in one picture, as the section that is asked for wants to see it."""
        section = self._state.requests[self._state.index].section
        if section is not self._section:
            self._section = section
            self._camera.observer = Observer(section, self._side)
        selected = self._camera.select(self._tracker, snapshot, self._side)
        self._observation = self._camera.observe(selected)
        self._now_s = snapshot.captured_s
        # A clip goes on whether or not a hand is seen in it.
        if self._hands_free() and (self._state.placing or not self._feed.waits):
            self._state = choose_by_hand(self._state, self._observation)
        return selected

    def _detect(self, hand: Hand) -> None:
        """Take one frame into the hold detector, and let be heard what it found."""
        (sample,) = samples(Hand.through_time([hand]))
        self._state, events = observe(self._state, sample)
        if any(isinstance(event, PoseHeld) for event in events):
            self._sound.play(TONES[Status.VALID])
        self._say()

    def _say(self) -> None:
        """Say once what is asked for next: a pose, or where the camera is to stand."""
        state = self._state
        if (state.index, state.placing) == self._said:
            return
        self._said = state.index, state.placing
        if state.over:
            lines = [self._texts.say("measure", "done")]
        elif state.placing:
            section = state.requests[state.index].section
            lines = [placement(self._protocol, section, self._texts)]
        else:
            pose = state.requests[state.index].pose
            lines = instructions(self._protocol, pose, self._texts)
        self._sound.say(" ".join(lines))

    def _show(self, selected: SelectedHand, snapshot: Snapshot) -> None:
        if self._state.over:
            return
        found, (height, width) = self._observation, snapshot.image_bgr.shape[:2]
        self._output.show(
            AssessmentModel(
                prompt=self.now(self._now_s),
                now_s=self._now_s,
                aspect=width / height,
                points=selected.hand.picture_shares if selected.hand.seen else None,
                cue=found.cue,
                side=self._side or found.side,
            )
        )

    def _without_picture(self) -> None:
        """Say that the camera is gone; the poses wait."""
        if self._feed.lost:
            model = AssessmentModel(
                prompt=self.now(self._now_s),
                now_s=self._now_s,
                side=self._side or self._observation.side,
                trouble=sentence("camera", "lost"),
            )
            self._output.show(model)
