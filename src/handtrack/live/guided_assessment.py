"""A guided assessment in front of the camera: pose by pose, spoken, shown and counted down.

The hold detector is that of recorded clips (`hold_detector.py`), so a clip in place of the camera
gives what `handtrack measure --source` gives. Landmarks reach the disk as they come.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

import cv2
import numpy as np

from handtrack.assessment.poses.hold_detector import (
    HoldDetectorState,
    PoseHeld,
    PoseRejected,
    RejectionReason,
    finish,
    step,
)
from handtrack.assessment.poses.hold_samples import samples
from handtrack.assessment.protocol import PoseRequest, Protocol
from handtrack.errors import AssessmentError
from handtrack.events import Status
from handtrack.landmarks.hand import Floats, Hand, Side
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.recording_file import Writer
from handtrack.live.audio.sound import TONES, Sound
from handtrack.live.camera_step import CameraStep
from handtrack.live.flow.states import Key
from handtrack.live.language.texts import Texts
from handtrack.live.screen import panel
from handtrack.live.screen.layout import TextLayout
from handtrack.live.screen.window import Surface
from handtrack.rendering.skeleton import draw_hand
from handtrack.rendering.text import DARK, GREEN, ORANGE, YELLOW, Image, Pen
from handtrack.sources.feed import Feed
from handtrack.sources.webcam import Snapshot
from handtrack.tracking.tracker import Tracker

MESSAGE_S = 3.0
"""Provisional: how long the reason stands why a still hand was not accepted."""
STILL_S = 0.4
"""Provisional: a shorter stillness is not counted down."""
PANEL_SHARE = 0.42
_WHY = {RejectionReason.WRONG_VIEW: "wrong_view", RejectionReason.NOT_MOVED: "not_moved"}


@dataclass(frozen=True, slots=True)
class AssessmentPrompt:
    """What the panel says.

    Parameters
    ----------
    request : PoseRequest
        The next pose.
    done, of : int
        Poses held, and poses requested.
    left_s : int or None
        Whole seconds until the pose is held; None while the hand moves.
    message : str
        Why a still hand is not accepted; "" where nothing is wrong.
    """

    request: PoseRequest
    done: int
    of: int
    left_s: int | None
    message: str


class GuidedAssessment:
    """Takes one person through the poses.

    Parameters
    ----------
    feed : Feed
    tracker : Tracker
    surface : Surface
    sound : Sound
    protocol : Protocol
    requests : sequence of PoseRequest
        The poses in their order.
    side : Side or None
        Default: the majority of the labels so far.
    path : Path
        Where the landmark recording goes.
    texts : Texts
        In which language.
    size_px : tuple of int
        Of the window.
    """

    def __init__(
        self,
        feed: Feed,
        tracker: Tracker,
        surface: Surface,
        sound: Sound,
        protocol: Protocol,
        requests: Sequence[PoseRequest],
        side: Side | None,
        path: Path,
        texts: Texts,
        size_px: tuple[int, int] = (1280, 720),
    ) -> None:
        self._texts = texts
        self._feed, self._tracker, self._surface, self._sound = feed, tracker, surface, sound
        self._protocol, self._requests, self._side, self._path = protocol, requests, side, path
        self._size_px, self._pen = size_px, Pen()
        self._camera = CameraStep(feed)
        self._detector, self._held = HoldDetectorState(), list[PoseHeld]()
        self._message, self._message_s = "", float("-inf")
        self._said = -1
        self._drawn: tuple[AssessmentPrompt, Image] | None = None

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
        self._held += [e for e in finish(self._requests, self._detector) if isinstance(e, PoseHeld)]
        if not self._held:
            raise AssessmentError("No pose was held still, so there is nothing to measure.")
        return recording, self._held

    def _first(self) -> Snapshot:
        """Wait for the first picture, which states the size of all."""
        while True:
            snapshot = self._camera.take()
            if snapshot is not None:
                return snapshot
            if self._feed.lost or self._surface.pressed()[0] is Key.STOP:
                raise AssessmentError(f"{self._feed.name} gave no picture; nothing was measured.")

    def _all(self, writer: Writer, first: Snapshot) -> None:
        start_s = self._camera.restart(self._tracker)
        begin_s = start_s if start_s is not None else first.captured_s
        while self._detector.pose_index < len(self._requests):
            snapshot = self._camera.take()
            key, _ = self._surface.pressed()
            if key is Key.STOP or self._feed.over:
                return
            self._obey(key)
            if snapshot is None or self._detector.pose_index >= len(self._requests):
                continue
            own_s = max(0.0, snapshot.captured_s - begin_s)
            own = replace(snapshot, captured_s=own_s)
            selected = self._camera.select(self._tracker, own, self._side)
            writer.append(selected.tracked)
            self._detect(selected.hand)
            if self._detector.pose_index < len(self._requests):
                points = selected.hand.image_px[:, :2]
                self._surface.show(self._picture(snapshot.image_bgr, points, own_s))

    def _obey(self, key: Key | None) -> None:
        """Skip a pose, or go back to the one before."""
        place = self._detector.pose_index
        if key in (Key.SKIP, Key.GO, Key.NEXT):
            self._detector = HoldDetectorState(place + 1, last_pose=self._detector.last_pose)
        elif key is Key.REPEAT and place:
            self._detector = HoldDetectorState(place - 1)
            self._held = [t for t in self._held if t.request != self._requests[place - 1]]

    def _detect(self, hand: Hand) -> None:
        """Take one frame into the hold detector, and say what it found."""
        (sample,) = samples(Hand.through_time([hand]))
        self._detector, events = step(self._protocol, self._requests, self._detector, sample)
        for event in events:
            if isinstance(event, PoseHeld):
                self._held.append(event)
                self._message = ""
                self._sound.play(TONES[Status.VALID])
            elif isinstance(event, PoseRejected):
                why = _WHY.get(event.reason)
                self._message = self._texts.say("measure", why) if why else ""
                self._message_s = float(hand.time_s)
        self._say()

    def _say(self) -> None:
        """Speak the request of the next pose, once."""
        index = self._detector.pose_index
        if index != self._said:
            self._said = index
            left = self._requests[index : index + 1]
            lines = self._instructions(left[0]) if left else [self._texts.say("measure", "done")]
            self._sound.say(" ".join(lines))

    def _instructions(self, request: PoseRequest) -> list[str]:
        """The instructions of a pose in the session's language."""
        return [
            self._texts.protocol(self._protocol.id, "pose", request.pose.id, f"say_{number}", line)
            for number, line in enumerate(request.pose.say, 1)
        ]

    def now(self, time_s: float) -> AssessmentPrompt:
        """Compute what the panel says at this time."""
        state, index = self._detector, self._detector.pose_index
        request = self._requests[index]
        whole_s = self._protocol.settle_s.value + self._protocol.hold_s.value
        still_s = state.still_s(time_s)
        counts = STILL_S <= still_s < whole_s and not state.decided and not request.pose.ladder
        left_s = ceil(whole_s - still_s) if counts else None
        message = self._message if time_s - self._message_s < MESSAGE_S else ""
        return AssessmentPrompt(request, index, len(self._requests), left_s, message)

    def _picture(self, image: Image, points: Floats, time_s: float) -> Image:
        """The person in a mirror, and beside it what to do."""
        width, height = self._size_px
        wide = round(PANEL_SHARE * width)
        canvas = np.full((height, width, 3), DARK, np.uint8)
        scale = min((width - wide) / image.shape[1], height / image.shape[0])
        size = (round(image.shape[1] * scale), round(image.shape[0] * scale))
        view = canvas[(height - size[1]) // 2 :, : size[0]][: size[1]]
        view[:] = cv2.resize(cv2.flip(image, 1), size, interpolation=cv2.INTER_LINEAR)
        if np.isfinite(points).all():
            mirrored = np.array([size[0], 0.0]) + points * scale * np.array([-1.0, 1.0])
            draw_hand(view, mirrored, scored=True)
        now = self.now(time_s)
        if self._drawn is None or self._drawn[0] != now:  # words are drawn when they change
            self._drawn = now, self._words(now, (wide, height))
        canvas[:, width - wide :] = self._drawn[1]
        return canvas

    def _words(self, now: AssessmentPrompt, size_px: tuple[int, int]) -> Image:
        layout = TextLayout(self._pen, size_px, size_px[1])
        say, section = self._texts.say, now.request.section
        title, placement = (
            self._texts.protocol(self._protocol.id, "section", section.id, field, original)
            for field, original in (("title", section.title), ("placement", section.placement))
        )
        layout.words(say("measure", "section", title=title, trial=now.request.trial), panel.SMALL)
        layout.words(placement, panel.SMALL, YELLOW)
        layout.gap(0.03)
        for line in self._instructions(now.request):
            layout.words(line, panel.HEADING)
        layout.gap(0.03)
        if now.message:
            layout.words(now.message, panel.LARGE, ORANGE)
        elif now.left_s is not None:
            beside = (say("measure", "hold"), say("measure", "still"))
            layout.number(str(now.left_s), panel.COUNTER, beside, panel.LARGE)
        else:
            layout.words(say("measure", "then"), panel.LARGE, GREEN)
        poses = say("measure", "poses", done=now.done, of=now.of)
        layout.at_bottom([poses, say("measure", "keys")], panel.SMALL, YELLOW)
        return layout.image
