"""The loop of a live session: picture → hand → flow → display and disk.

One thread, one picture at a time: inference never queues, because a camera hands over its latest
picture only. The flow decides, the engine counts with the same step as for files, and everything
else observes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from handtrack.landmarks.hand import Hand, Side
from handtrack.live.camera_guidance import Observation, Observer, PlacementCue
from handtrack.live.camera_step import WAIT_S, CameraStep
from handtrack.live.flow.states import FlowInputs, Key, Pressed, Screen, State
from handtrack.live.flow.transitions import advance, begin
from handtrack.live.followed_hands import FollowedHands
from handtrack.live.language.summary import rest_sentences, session_sentences
from handtrack.live.language.texts import Sentence, sentence
from handtrack.live.own_past import OwnPast
from handtrack.live.performance import AdaptiveResolution, FrameTiming, LatencyMeter, trouble
from handtrack.live.session_display import SessionDisplay
from handtrack.live.session_end import session_end
from handtrack.live.session_folder.session_writer import SessionWriter
from handtrack.live.session_plan import SessionPlan
from handtrack.live.session_sets import SessionSets
from handtrack.scoring.results import ExerciseResult, Repetition
from handtrack.sources.feed import Feed, Snapshot
from handtrack.tracking.tracker import Tracker
from handtrack.verifiers.calibration import Calibration

_AT_WORK = (Screen.WORK, Screen.PAUSED)
_BEFORE_WORK = (Screen.PLACE, Screen.SHOW, Screen.GUIDE, Screen.READY)


@dataclass(frozen=True, slots=True)
class Tools:
    """What a session works with.

    Parameters
    ----------
    tracker_for : callable
        The tracker for one or two hands; the same one each time.
    saved : mapping
        Individual ranges known from before, by exercise id and side.
    earlier : callable
        Results of earlier sessions, the latest first.
    past : callable
        The patient's records; None where the session is not kept for one.
    """

    tracker_for: Callable[[int], Tracker]
    saved: Mapping[tuple[str, Side], Calibration]
    earlier: Callable[[], list[ExerciseResult]]
    past: Callable[[], OwnPast | None] = lambda: None


class Session:
    """One live session.

    Parameters
    ----------
    feed : Feed
    plan : SessionPlan
    writer : SessionWriter
    display : SessionDisplay
    tools : Tools
    ask : bool
        Whether pain and effort are asked.
    clock : callable
        The clock of the feed's times, for latencies; None where these are virtual.
    record : bool
        Whether the sets' pictures are saved, too.
    """

    def __init__(
        self,
        feed: Feed,
        plan: SessionPlan,
        writer: SessionWriter,
        display: SessionDisplay,
        tools: Tools,
        ask: bool = True,
        clock: Callable[[], float] | None = time.monotonic,
        record: bool = False,
    ) -> None:
        self._feed, self._plan, self._writer, self._display = feed, plan, writer, display
        self._tools, self._ask, self._clock = tools, ask, clock
        self._camera = CameraStep(feed)
        self._sets = SessionSets(feed, self._camera, writer, tools.saved, record)
        self._meter, self._resolution = LatencyMeter(), AdaptiveResolution()
        self._state: State | None = None
        self._observation = Observation(0.0)
        self._shown_side: Side | None = None
        self._followed = FollowedHands()
        self._tracked_by: Tracker | None = None
        self._lost_since: float | None = None
        self._pressed = Pressed()

    def run(self) -> State:
        """Run until the session is over; return where it ended."""
        try:
            while self._state is None or self._state.screen is not Screen.END:
                snapshot = self._camera.take()
                if snapshot is None:
                    self._without_picture()
                else:
                    self._turn(snapshot)
                self._writer.touch()
        finally:
            if self._state is not None:
                self._sets.end_set("The session was interrupted.")
                stats = self._meter.summary(self._feed.dropped)
                self._writer.close(_ended(self._state), self._state, stats)
            else:
                self._writer.release()
        return self._state

    def _turn(self, snapshot: Snapshot) -> None:
        """One picture."""
        self._lost_since, now_s, start = None, snapshot.captured_s, time.perf_counter()
        state = self._state or self._begin(now_s)
        item = state.current
        tracker = self._tracker(state)
        longest_px, without = self._resolution.side_px, item.missing_fingers
        selected = self._camera.select(tracker, snapshot, self._side, longest_px, without)
        tracked = time.perf_counter()
        self._observation = self._camera.observe(selected)
        placing = state.screen in (Screen.PLACE, Screen.SHOW)
        self._followed.observe(selected, self._observation, placing)
        repetitions = self._sets.push(state.screen, selected, self._observation)
        self._follow(state, self._inputs(state, repetitions))
        height, width = snapshot.image_bgr.shape[:2]
        self._show(selected.hand, width / height)
        now = time.perf_counter()
        latency_s = self._clock() - now_s if self._clock else now - start
        self._meter.add(FrameTiming(now_s, tracked - start, now - tracked, latency_s))
        self._pressed = self._display.pressed()
        if not self._feed.waits:  # a clip is tracked as a file would be
            self._resolution.add(now_s, now - start)

    def _inputs(self, state: State, repetitions: list[Repetition]) -> FlowInputs:
        """What happened up to this picture; at the end of a clip the set or the screen is left."""
        (key, digit, option), self._pressed = self._pressed, Pressed()
        if self._feed.over and key is None:
            repetitions += self._sets.finish(state.screen)
            guided = self._sets.guided and self._sets.guided.own
            key = Key.SKIP if state.screen is Screen.WORK or not guided else None
        calibrated = self._sets.is_calibrated(state, self._working_side)
        ended = tuple(repetitions)
        by_hand = self._display.hands_free()
        return FlowInputs(self._observation, key, digit, ended, calibrated, option, by_hand)

    def _begin(self, now_s: float) -> State:
        self._state = state = begin(self._plan, now_s, self._ask)
        self._watch(state)
        self._writer.event("begin", now_s, source=self._feed.name)
        return state

    def _without_picture(self) -> None:
        """The camera is gone: say so, keep the display alive, and pause what runs."""
        now_s = self._clock() if self._clock else self._observation.time_s + WAIT_S
        if self._lost_since is None:
            self._lost_since = now_s
        if not self._feed.lost:
            if self._state is None and self._display.pressed().key is Key.STOP:
                self._state = replace(begin(self._plan, now_s, False), screen=Screen.END)
            return
        state = self._state or self._begin(now_s)
        away_s = now_s - self._lost_since if state.screen is Screen.WORK else 0.0
        self._observation = Observation(now_s, cue=PlacementCue.NO_PICTURE, away_s=away_s)
        key, digit, option = self._display.pressed()
        inputs = FlowInputs(self._observation, key, digit, option=option)
        self._follow(state, inputs)
        self._show(None, None)

    @property
    def _side(self) -> Side | None:
        """The hand that exercises: the plan's, or the one that was shown."""
        wanted = self._state.current.side if self._state else None
        return wanted or self._shown_side

    @property
    def _working_side(self) -> Side:
        return self._side or Side.RIGHT

    def _tracker(self, state: State) -> Tracker:
        """The tracker of as many hands as are followed now."""
        tracker = self._tools.tracker_for(max(state.current.exercise.hands, self._followed.most))
        if tracker is not self._tracked_by:
            tracker.reset()
            self._camera.forget()
            self._tracked_by = tracker
        return tracker

    # From one screen to the next ----------------------------------------------------------

    def _follow(self, before: State, inputs: FlowInputs) -> None:
        """Let the flow decide, and do what a new screen asks for."""
        self._state = state = advance(before, inputs)
        now_s = inputs.time_s
        self._display.add_repetitions(inputs.repetitions, state, now_s)
        for question, answer in state.answers[len(before.answers) :]:
            self._writer.answer(now_s, question, answer)
        if state.screen is before.screen and state.since_s == before.since_s:
            self._display.cues.update(state, now_s, self._sets.progress.full)
            return
        self._writer.event("screen", now_s, screen=str(state.screen), key=inputs.key)
        if (state.item, state.screen) != (before.item, before.screen):
            self._watch(state)
        self._leave(before, state)
        self._enter(before, state, now_s)
        self._display.cues.screen(state.screen)

    def _watch(self, state: State) -> None:
        """Look for this exercise's picture; for any hand where there is a question."""
        asking = state.screen in (Screen.QUESTION, Screen.SUMMARY)
        if asking or state.screen is Screen.PLACE:
            self._shown_side = None
        if asking:
            self._camera.observer = Observer()
        elif state.screen is Screen.PLACE:
            self._camera.forget()
            self._camera.observer = Observer(state.current.exercise, state.current.side)

    def _leave(self, before: State, state: State) -> None:
        if before.screen is Screen.SHOW:
            self._shown_side = self._observation.side
        if before.screen is Screen.GUIDE:
            self._sets.end_calibration(self._side)
        if before.screen in _AT_WORK and state.screen not in _AT_WORK:
            self._sets.end_set("" if state.done[-1:] != before.done[-1:] else "It was left.")

    def _enter(self, before: State, state: State, now_s: float) -> None:
        match state.screen:
            case Screen.GUIDE:
                self._sets.begin_calibration(state.current)
            case Screen.WORK if before.screen is Screen.READY:
                self._sets.begin_set(state, self._working_side, self._tracker(state), now_s)
            case Screen.READY:
                self._followed.settle(now_s)
            case Screen.REST:
                self._display.summary = rest_sentences(state)
            case Screen.SUMMARY:
                self._display.summary = said = self._sum_up(state)
                self._writer.event("summary", now_s, sentences=self._display.translate(said))
                self._writer.end(_ended(state), state)

    def _trouble(self, state: State) -> Sentence | None:
        """What is wrong with camera or computer; of two hands in the picture, which one counts."""
        now_s = self._observation.time_s
        found = trouble(self._feed, self._resolution, now_s)
        alone = state.current.exercise.hands == 1 and state.screen in (*_AT_WORK, *_BEFORE_WORK)
        if found is None and alone and self._side and self._followed.both(now_s):
            return sentence("camera", "two_hands", side=sentence("side", self._side))
        return found

    def _sum_up(self, state: State) -> tuple[Sentence, ...]:
        """What the session came to, and what its end shows beside that."""
        results, past = self._sets.results, self._tools.past()
        end = self._display.end = session_end(state, results, past, date.today())
        said = session_sentences(state, results, self._tools.earlier())
        told = any(one.key == "left" for one in said)  # the same, of this session
        return (*said, *(one for one in end.sentences if one.key != "next_today" or not told))

    def _show(self, hand: Hand | None, aspect: float | None) -> None:
        if self._state is not None:
            problem = self._trouble(self._state)
            seen, speed = self._observation, self._meter.speed(self._feed)
            self._display.show(self._state, seen, hand, self._sets, problem, speed, aspect)


def _ended(state: State) -> str:
    """How a session ended that stands here."""
    if state.screen not in (Screen.SUMMARY, Screen.END):
        return "interrupted"
    wanted = sum(item.sets for item in state.plan.items)
    whole = len(state.done) == wanted and all(done.finished for done in state.done)
    return "finished" if whole else "stopped"
