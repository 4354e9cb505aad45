"""The loop of a live session: picture → hand → flow → window, sound and disk.

One thread, one picture at a time: inference never queues, because a camera hands over its latest
picture only. The flow decides, the engine counts with the same step as for files, and everything
else observes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

import handtrack
from handtrack.landmarks.hand import Floats, Hand, Side
from handtrack.landmarks.recording import Header
from handtrack.live.audio.cues import AudioCues
from handtrack.live.audio.sound import Sound
from handtrack.live.camera_guidance import Observation, Observer, PlacementCue
from handtrack.live.flow.states import FlowInputs, Key, Screen, State
from handtrack.live.flow.transitions import advance, begin
from handtrack.live.guided_calibration import GuidedCalibration
from handtrack.live.hand_selection import HandSelector, SelectedHand
from handtrack.live.language.summary import rest_sentences, session_sentences
from handtrack.live.language.texts import Sentence, Texts, sentence
from handtrack.live.performance import AdaptiveResolution, FrameTiming, LatencyMeter
from handtrack.live.screen.demo_drawing import Demo
from handtrack.live.screen.stage import Stage
from handtrack.live.screen.view_model import ScreenModel
from handtrack.live.screen.window import Surface
from handtrack.live.session_folder.session_writer import SessionWriter
from handtrack.live.session_plan import SessionPlan
from handtrack.live.set_recorder import SetRecorder
from handtrack.rendering.text import Image
from handtrack.scoring.results import ExerciseResult, Repetition
from handtrack.sources.feed import Feed
from handtrack.sources.webcam import brightness
from handtrack.tracking.tracker import Tracker
from handtrack.verifiers.calibration import Calibration

MESSAGE_S = 3.0
"""Provisional: how long the last repetition's status stands."""
WAIT_S = 0.2
SLOW_HZ = 12.0
"""A camera slower than this is spoken of; a movement falls between its pictures."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What a session works with.

    Parameters
    ----------
    tracker_for : callable
        The tracker for one or two hands; the same one each time.
    demo_for : callable
        The drawing of an exercise's movement with a hand.
    saved : mapping
        Own ranges known from before, by exercise id and side.
    earlier : callable
        Results of earlier sessions, the latest first.
    """

    tracker_for: Callable[[int], Tracker]
    demo_for: Callable[[str, Side], Demo]
    saved: Mapping[tuple[str, Side], Calibration]
    earlier: Callable[[], list[ExerciseResult]]


class Session:
    """One live session.

    Parameters
    ----------
    feed : Feed
    plan : SessionPlan
    writer : SessionWriter
    surface : Surface
    stage : Stage
    sound : Sound
    texts : Texts
    tools : Tools
    ask : bool
        Whether pain and effort are asked.
    stats : bool
        Whether figures for a helper are shown.
    clock : callable
        The clock by which the feed tells its times, for latencies; None where it tells virtual
        ones.
    record : bool
        Whether the sets' pictures are kept, too.
    """

    def __init__(
        self,
        feed: Feed,
        plan: SessionPlan,
        writer: SessionWriter,
        surface: Surface,
        stage: Stage,
        sound: Sound,
        texts: Texts,
        tools: Tools,
        ask: bool = True,
        stats: bool = False,
        clock: Callable[[], float] | None = time.monotonic,
        record: bool = False,
    ) -> None:
        self._feed, self._writer, self._surface = feed, writer, surface
        self._stage, self._texts, self._tools = stage, texts, tools
        self._show_stats, self._clock, self._record = stats, clock, record
        self._plan, self._ask = plan, ask
        self._saved = dict(tools.saved)
        self._eye, self._watcher = HandSelector(), Observer()
        self._teller = AudioCues(sound, texts)
        self._meter, self._shrink = LatencyMeter(), AdaptiveResolution()
        self._beside = ThreadPoolExecutor(1, "handtrack-mirror")
        self._state: State | None = None
        self._observation = Observation(0.0)
        self._shown_side: Side | None = None
        self._guided: GuidedCalibration | None = None
        self._work: SetRecorder | None = None
        self._message: tuple[float, Repetition] | None = None
        self._results: list[ExerciseResult] = []
        self._summary: tuple[Sentence, ...] = ()
        self._lost_since: float | None = None
        self._pressed: tuple[Key | None, int | None] = (None, None)

    def run(self) -> State:
        """Until the session is over; gives where it ended."""
        try:
            while self._state is None or self._state.screen is not Screen.END:
                self._turn()
                self._writer.touch()
        finally:
            self._beside.shutdown()
            state = self._state
            if state is not None:
                self._close_set("The session was interrupted.")
                stats = self._meter.summary(self._feed.dropped)
                self._writer.close(_ended(state), state, stats)
        return self._state

    @property
    def figures(self) -> Floats:
        """Of each picture what `FrameTiming` tells, in seconds; shape (N, 5)."""
        return self._meter.figures

    def _turn(self) -> None:
        """One picture, or the wait for one."""
        snapshot = self._feed.take(WAIT_S)
        if snapshot is None:
            self._without_picture()
            return
        self._lost_since = None
        start = time.perf_counter()
        state = self._state or self._begin(snapshot.captured_s)
        exercise = state.current.exercise
        demo = self._tools.demo_for(exercise.id, self._side or Side.RIGHT)(snapshot.captured_s)
        prepared = self._beside.submit(self._stage.prepare, snapshot.image_bgr, demo)
        tracker = self._tools.tracker_for(exercise.hands)
        seen = self._eye.look(tracker, snapshot, self._side, self._shrink.side_px)
        seen = replace(seen, hand=replace(seen.hand, without=state.current.missing_fingers))
        tracked = time.perf_counter()
        self._observation = self._watcher.look(
            seen.hand, seen.label, brightness(snapshot.image_bgr)
        )
        repetitions = self._count(state, seen, snapshot.image_bgr)
        (key, digit), self._pressed = self._pressed, (None, None)
        if self._feed.over and key is None:
            repetitions += self._finish(state)
            measured = self._guided and self._guided.own
            key = Key.SKIP if state.screen is Screen.WORK or not measured else None
        calibrated = self._is_calibrated(state)
        guided = self._guided.seen if self._guided else 0
        self._follow(
            state, FlowInputs(self._observation, key, digit, tuple(repetitions), guided, calibrated)
        )
        self._show(prepared.result(), seen.hand, demo)
        drawn = time.perf_counter()
        self._pressed = self._surface.pressed()  # the window puts up what it was given
        now = time.perf_counter()
        latency_s = self._clock() - snapshot.captured_s if self._clock else now - start
        self._meter.add(
            FrameTiming(
                snapshot.captured_s, tracked - start, drawn - tracked, now - drawn, latency_s
            )
        )
        if not self._feed.waits:  # a clip is tracked as a file would be
            self._shrink.add(snapshot.captured_s, now - start)

    def _begin(self, now_s: float) -> State:
        self._state = state = begin(self._plan, now_s, self._ask)
        self._watch(state)
        self._writer.event("begin", now_s, source=self._feed.name)
        return state

    def _without_picture(self) -> None:
        """The camera is gone: say so, keep the window alive, and pause what runs."""
        now_s = self._clock() if self._clock else self._observation.time_s + WAIT_S
        if self._lost_since is None:
            self._lost_since = now_s
        if self._state is None:
            key, _ = self._surface.pressed()
            if key is Key.STOP:
                self._state = replace(begin(self._plan, now_s, False), screen=Screen.END)
            return
        if not self._feed.lost:
            return
        away_s = now_s - self._lost_since if self._state.screen is Screen.WORK else 0.0
        self._observation = Observation(now_s, cue=PlacementCue.NO_PICTURE, away_s=away_s)
        key, digit = self._surface.pressed()
        self._follow(self._state, FlowInputs(self._observation, key, digit))
        self._show(None, None, None)

    @property
    def _side(self) -> Side | None:
        """The hand that works: the plan's word, or the one that was shown."""
        wanted = self._state.current.side if self._state else None
        return wanted or self._shown_side

    # Counting -----------------------------------------------------------------------------

    def _count(self, state: State, seen: SelectedHand, picture: Image) -> list[Repetition]:
        if state.screen is Screen.GUIDE and self._guided:
            self._guided.push(seen.hand, self._observation, self._feed.over)
        if state.screen is not Screen.WORK or self._work is None:
            return []
        return self._work.push(seen, picture)

    def _finish(self, state: State) -> list[Repetition]:
        """A clip has come to its end: what was still open."""
        if state.screen is not Screen.WORK or self._work is None:
            return []
        return self._work.finish()

    def _is_calibrated(self, state: State) -> bool:
        if state.screen is Screen.GUIDE:
            return self._guided is not None and self._guided.own is not None
        own = self._saved.get((state.current.exercise.id, self._side or Side.RIGHT))
        return own is not None and own.without == state.current.missing_fingers

    # From one screen to the next ----------------------------------------------------------

    def _follow(self, before: State, inputs: FlowInputs) -> None:
        """Let the flow decide, and do what a new screen asks for."""
        state = advance(before, inputs)
        now_s = inputs.time_s
        for repetition in inputs.repetitions:
            self._message = (now_s, repetition)
        self._teller.repetitions(inputs.repetitions, state.valid)
        self._state = state
        for question, answer in state.answers[len(before.answers) :]:
            self._writer.answer(now_s, question, answer)
        if state.screen is before.screen and state.since_s == before.since_s:
            self._teller.update(state, now_s, self._work is not None and self._work.full)
            return
        self._writer.event("screen", now_s, screen=str(state.screen), key=inputs.key)
        if (state.item, state.screen) != (before.item, before.screen):
            self._watch(state)
        self._leave(before, state)
        self._enter(before, state, now_s)
        self._teller.screen(state.screen)

    def _watch(self, state: State) -> None:
        """Look for this exercise's picture; for any hand where there is a question."""
        asking = state.screen in (Screen.QUESTION, Screen.SUMMARY)
        if asking or state.screen is Screen.PLACE:
            self._shown_side = None
        if asking:
            self._watcher = Observer()
        elif state.screen is Screen.PLACE:
            self._eye.forget()
            self._watcher = Observer(state.current.exercise, state.current.side)

    def _leave(self, before: State, state: State) -> None:
        if before.screen is Screen.SHOW:
            self._shown_side = self._observation.side
        if before.screen is Screen.GUIDE:
            self._feed.hold()
            if self._guided and self._guided.own:
                own = self._guided.own
                own = replace(own, side=self._side or own.side)
                self._saved[own.exercise, own.side] = own
        left_work = before.screen in (Screen.WORK, Screen.PAUSED)
        if left_work and state.screen not in (Screen.WORK, Screen.PAUSED):
            self._close_set("" if state.done[-1:] != before.done[-1:] else "It was left.")

    def _enter(self, before: State, state: State, now_s: float) -> None:
        match state.screen:
            case Screen.GUIDE:
                self._guided = GuidedCalibration(state.current.exercise)
                self._feed.play()
            case Screen.WORK if before.screen is Screen.READY:
                self._open_set(state)
            case Screen.REST:
                self._summary = rest_sentences(state)
            case Screen.SUMMARY:
                earlier = self._tools.earlier()
                self._summary = session_sentences(state, self._results, earlier)
                told = [self._texts.translate(said) for said in self._summary]
                self._writer.event("summary", now_s, sentences=told)
                self._writer.end(_ended(state), state)

    def _open_set(self, state: State) -> None:
        exercise, side = state.current.exercise, self._side or Side.RIGHT
        tracker = self._tools.tracker_for(exercise.hands)
        self._eye.forget()
        tracker.reset()  # as for a file, so that the same pictures give the same landmarks
        self._feed.play()
        start_s = self._feed.starts_s
        header = Header(
            frame_size_px=self._eye.size_px,
            slots=tracker.slots,
            source=self._feed.name,
            handtrack=handtrack.__version__,
            mediapipe=tracker.engine,
            model_sha256=tracker.model_sha256,
        )
        number = 1 + sum(1 for _ in self._writer.folder.glob("*.npz"))
        self._work = SetRecorder(
            self._writer,
            exercise,
            self._saved[exercise.id, side],
            start_s if start_s is not None else self._observation.time_s,
            f"{number:02d}-{exercise.id}-{side}-{state.set}",
            header,
            self._record,
            state.current.reps,
        )

    def _close_set(self, note: str) -> None:
        if self._work is None:
            return
        done, self._work = self._work, None
        self._feed.hold()
        self._results.append(done.close(note))

    # Showing ------------------------------------------------------------------------------

    def _show(self, mirrored: Image | None, hand: Hand | None, demo: Floats | None) -> None:
        state, work, guided = self._state, self._work, self._guided
        if state is None:
            return
        now_s = self._observation.time_s
        points = None
        if hand is not None and bool(hand.seen):
            points = hand.image_px[:, :2] / np.array(hand.frame_size_px)
        fresh = self._message and now_s - self._message[0] < MESSAGE_S
        if work and any(done for _, done in work.parts):
            fresh = False  # the next pass is under way
        last = self._message[1] if self._message and fresh else None
        share, marks = work.progress if work else (None, ())
        shown = ScreenModel(
            state,
            now_s,
            mirrored,
            points,
            self._observation.cue,
            share,
            marks,
            work.timer_s if work else None,
            work.parts if work else (),
            last.status if last else None,
            str(last.reasons[0].reason) if last and last.reasons else "",
            self._trouble(),
            min(guided.seen, guided.asked) if guided else 0,
            guided.asked if guided else 0,
            demo,
            self._summary if state.screen in (Screen.REST, Screen.SUMMARY) else (),
            self._observation.fingers,
            self._meter.status_line(self._feed) if self._show_stats else None,
        )
        self._surface.show(self._stage.paint(shown))

    def _trouble(self) -> Sentence | None:
        if self._feed.lost:
            return sentence("camera", "lost")
        rate_hz = self._feed.rate_hz
        if 0 < rate_hz < SLOW_HZ:
            return sentence("camera", "slow", rate=round(rate_hz))
        shrunk = self._shrink.just_reduced(self._observation.time_s)
        return sentence("camera", "smaller") if shrunk else None


def _ended(state: State) -> str:
    """How a session ended that stands here."""
    if state.screen not in (Screen.SUMMARY, Screen.END):
        return "interrupted"
    wanted = sum(item.sets for item in state.plan.items)
    whole = len(state.done) == wanted and all(done.finished for done in state.done)
    return "finished" if whole else "stopped"
