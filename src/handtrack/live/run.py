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
from typing import Any

import cv2
import numpy as np

import handtrack
from handtrack.calibration import Calibration
from handtrack.counting.table import counting
from handtrack.drawing.film import Film
from handtrack.drawing.ink import Image
from handtrack.events import Status
from handtrack.hand import Hand, Side
from handtrack.live.demo import Demo
from handtrack.live.feed import Feed
from handtrack.live.flow import Key, Moment, Screen, State, advance, begin
from handtrack.live.keeping import Keeper
from handtrack.live.pace import Meter, Shrink
from handtrack.live.plan import Plan
from handtrack.live.screen import Stage
from handtrack.live.shown import Shown
from handtrack.live.sight import Cue, Sight, Watcher
from handtrack.live.sound import DOWN, PEAK, TONES, UP, Sound
from handtrack.live.summing import session_sentences, set_sentences
from handtrack.live.texts import Texts
from handtrack.live.window import Surface
from handtrack.recording import Header, TrackedFrame
from handtrack.results import Repetition, SessionResult
from handtrack.session import Stream, calibrate, score
from handtrack.sources.video import Frame
from handtrack.sources.webcam import Snapshot, brightness
from handtrack.trackers import Tracker

GUIDE_STILL_S = 0.5
MESSAGE_S = 3.0
"""Provisional: how long the last repetition's status stands."""
OPEN_HAND_S = 2.0
"""Provisional: how long an open hand is held to learn its gaps."""
LOOK_AGAIN = 10
"""Frames between two looks at the guided movements so far."""
MINUTE_S = 60.0
"""What an activity is counted in."""
WAIT_S = 0.2
FILM_HZ = 30.0
"""Rate of a kept video; a slower camera's pictures are shown longer."""
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
    earlier: Callable[[], list[SessionResult]]


class _Set:
    """One set being done: the engine, and where its time begins."""

    def __init__(self, exercise: Any, calibration: Calibration, start_s: float) -> None:
        self.stream = Stream(exercise, calibration)
        self.calibration, self.exercise, self.start_s = calibration, exercise, start_s


class Session:
    """One live session.

    Parameters
    ----------
    feed : Feed
    plan : Plan
    keeper : Keeper
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
        plan: Plan,
        keeper: Keeper,
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
        self._feed, self._keeper, self._surface = feed, keeper, surface
        self._stage, self._sound, self._texts, self._tools = stage, sound, texts, tools
        self._show_stats, self._clock = stats, clock
        self._record = record
        self._film: Film | None = None
        self._filmed = 0
        self._saved = dict(tools.saved)
        self._plan, self._ask = plan, ask
        self._meter, self._shrink = Meter(), Shrink()
        self._state: State | None = None
        self._sight = Sight(0.0)
        self._set: _Set | None = None
        self._guide: list[Hand] = []
        self._guided = self._guided_of = 0
        self._measured: Calibration | None = None
        self._message: tuple[float, Repetition] | None = None
        self._results: list[SessionResult] = []
        self._summary: tuple[str, ...] = ()
        self._size_px = (1, 1)
        self._lost_since: float | None = None
        self._shown_side: Side | None = None
        self._watcher = Watcher()
        self._header = Header(self._size_px)
        self._half_beat = -1
        self._was_full = False
        self._beside = ThreadPoolExecutor(1, "handtrack-mirror")
        self._labels = np.zeros((2, 2), dtype=np.int64)  # by slot: how often left, right

    def run(self) -> State:
        """Until the session is over; gives where it ended."""
        ended = "interrupted"
        try:
            while self._state is None or self._state.screen is not Screen.END:
                self._turn()
            ended = "finished" if _finished(self._state) else "stopped"
        finally:
            self._beside.shutdown()
            state = self._state
            if state is not None:
                self._close_set(state, "The session was interrupted.")
                self._keeper.close(ended, state, self._meter.summary(self._feed.dropped))
        return self._state

    @property
    def figures(self) -> list[tuple[float, float, float, float]]:
        """Of each picture: captured, tracking, feedback, latency; in seconds."""
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
        tracker = self._tools.tracker_for(state.current.exercise.hands)
        mirrored = self._beside.submit(self._stage.mirror, snapshot.image_bgr)
        tracked, hand, label = self._track(tracker, snapshot)
        inferred = time.perf_counter()
        self._sight = self._watcher.look(hand, label, brightness(snapshot.image_bgr))
        repetitions = self._count(state, tracked, hand, snapshot.image_bgr)
        key, digit = self._surface.pressed()
        if self._feed.over and key is None:
            repetitions += self._finish(state)
            key = Key.SKIP if state.screen is Screen.WORK or not self._measured else None
        moment = Moment(
            self._sight, key, digit, tuple(repetitions), self._guided, self._is_calibrated(state)
        )
        self._follow(state, moment)
        self._draw(mirrored.result(), hand)
        now = time.perf_counter()
        latency_s = self._clock() - snapshot.captured_s if self._clock else now - start
        self._meter.add(snapshot.captured_s, inferred - start, now - inferred, latency_s)
        if not self._feed.waits:  # a clip is tracked as a file would be
            self._shrink.mind(snapshot.captured_s, now - start)

    def _begin(self, now_s: float) -> State:
        self._state = state = begin(self._plan, now_s, self._ask)
        self._watch(state)
        self._keeper.event("begin", now_s, source=self._feed.name)
        return state

    def _without_picture(self) -> None:
        """The camera is gone: say so, keep the window alive, and pause what runs."""
        now_s = self._clock() if self._clock else self._sight.time_s + WAIT_S
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
        self._sight = Sight(now_s, cue=Cue.NO_PICTURE, away_s=away_s)
        key, digit = self._surface.pressed()
        self._follow(self._state, Moment(self._sight, key, digit))
        self._draw(None, None)

    # From picture to hand -----------------------------------------------------------------

    def _track(
        self, tracker: Tracker, snapshot: Snapshot
    ) -> tuple[TrackedFrame, Hand, Side | None]:
        image = snapshot.image_bgr
        height, width = image.shape[:2]
        self._size_px = (width, height)
        shrink = min(1.0, self._shrink.side_px / max(width, height))
        if shrink < 1.0:
            size = (round(width * shrink), round(height * shrink))
            image = cv2.resize(image, size, interpolation=cv2.INTER_AREA).view(dtype=np.uint8)
        rgb = cv2.cvtColor(image, cv2.COLOR_BGR2RGB).view(dtype=np.uint8)
        tracked = tracker.track(Frame(snapshot.index, snapshot.captured_s, rgb, self._size_px))
        slot = self._slot(tracked)
        right = int(tracked.is_right[slot])
        label = None if right < 0 else Side.RIGHT if right else Side.LEFT
        side = self._side or label or Side.RIGHT
        return tracked, _hand(tracked, slot, side, self._size_px), label

    def _slot(self, tracked: TrackedFrame) -> int:
        """Which of the hands is the one that works: as for a file, by its labels so far."""
        for slot, right in enumerate(tracked.is_right.tolist()):
            if right >= 0:
                self._labels[slot, right] += 1
        votes = self._labels[: len(tracked.is_right)]
        wanted = int(self._side is Side.RIGHT)
        fits = votes[:, wanted] > votes[:, 1 - wanted] if self._side else votes.any(axis=1)
        return int(np.argmax(votes.sum(axis=1) * (fits if fits.any() else 1)))

    @property
    def _side(self) -> Side | None:
        """The hand that works: the plan's word, or the one that was shown."""
        wanted = self._state.current.side if self._state else None
        return wanted or self._shown_side

    # Counting -----------------------------------------------------------------------------

    def _count(
        self, state: State, tracked: TrackedFrame, hand: Hand, picture: Image
    ) -> list[Repetition]:
        if state.screen is Screen.GUIDE:
            self._learn(state, hand)
            return []
        if state.screen is not Screen.WORK or self._set is None:
            return []
        own_s = tracked.time_s - self._set.start_s
        self._keeper.frame(replace(tracked, time_s=own_s))
        if self._film is not None:
            due = round((own_s + 1 / FILM_HZ) * FILM_HZ)
            self._film.write(picture, due - self._filmed)
            self._filmed = due
        found = self._set.stream.push(replace(hand, time_s=own_s))
        for repetition in found:
            self._keeper.repetition(own_s, repetition)
        return found

    def _finish(self, state: State) -> list[Repetition]:
        """A clip has come to its end: what was still open."""
        if state.screen is not Screen.WORK or self._set is None:
            return []
        found = self._set.stream.finish()
        for repetition in found:
            self._keeper.repetition(repetition.end_s, repetition)
        return found

    def _learn(self, state: State, hand: Hand) -> None:
        """Take the own range from the guided movements, when there are enough of them."""
        self._guide.append(hand)
        last = self._feed.over
        if not last and (len(self._guide) % LOOK_AGAIN or not hand.seen):
            return
        exercise = state.current.exercise
        own = calibrate(exercise, _through_time(self._guide))
        self._guided = own.excursions
        if self._guided_of:
            known = own.excursions > 0
            enough = own.excursions >= self._guided_of and self._sight.still_s >= GUIDE_STILL_S
        else:
            known, enough = bool(own.open_gaps), self._sight.open_palm_s >= OPEN_HAND_S
        if known and (enough or last):
            self._measured = replace(own, source="guided movements")

    def _is_calibrated(self, state: State) -> bool:
        if state.screen is Screen.GUIDE:
            return self._measured is not None
        return (state.current.exercise.id, self._side or Side.RIGHT) in self._saved

    # From one screen to the next ----------------------------------------------------------

    def _follow(self, before: State, moment: Moment) -> None:
        """Let the flow decide, and do what a new screen asks for."""
        state = advance(before, moment)
        now_s = moment.time_s
        for repetition in moment.repetitions:
            self._message = (now_s, repetition)
            self._sound.play(TONES[repetition.status])
            if repetition.status is Status.VALID:
                self._sound.say(self._texts.say("voice", "counted", n=state.valid))
        self._state = state
        for question, answer in state.answers[len(before.answers) :]:
            self._keeper.answer(now_s, question, answer)
        if state.screen is before.screen and state.since_s == before.since_s:
            self._beat(state, now_s)
            self._peak(state)
            return
        self._keeper.event("screen", now_s, screen=str(state.screen), key=moment.key)
        if (state.item, state.screen) != (before.item, before.screen):
            self._watch(state)
        self._leave(before, state)
        self._enter(before, state, now_s)

    def _watch(self, state: State) -> None:
        """Look for this exercise's picture; for any hand where there is a question."""
        asking = state.screen in (Screen.QUESTION, Screen.SUMMARY)
        if asking or state.screen is Screen.PLACE:
            self._shown_side = None
        if asking:
            self._watcher = Watcher()
        elif state.screen is Screen.PLACE:
            self._labels[:] = 0
            self._watcher = Watcher(state.current.exercise, state.current.side)

    def _leave(self, before: State, state: State) -> None:
        if before.screen is Screen.SHOW:
            self._shown_side = self._sight.side
        if before.screen is Screen.GUIDE:
            self._feed.hold()
            if self._measured:
                own = replace(self._measured, side=self._side or self._measured.side)
                self._saved[own.exercise, own.side] = own
        left_work = before.screen in (Screen.WORK, Screen.PAUSED)
        if left_work and state.screen not in (Screen.WORK, Screen.PAUSED):
            self._close_set(before, "" if state.done[-1:] != before.done[-1:] else "It was left.")

    def _enter(self, before: State, state: State, now_s: float) -> None:
        match state.screen:
            case Screen.GUIDE:
                self._guide, self._guided, self._measured = [], 0, None
                self._guided_of = counting(state.current.exercise).guided
                self._feed.play()
            case Screen.WORK if before.screen is Screen.READY:
                self._open_set(state)
            case Screen.PAUSED:
                self._sound.say(self._texts.say("voice", "pause"))
            case Screen.REST:
                self._summary = set_sentences(state, self._texts)
                self._sound.say(self._texts.say("voice", "rest"))
            case Screen.SUMMARY:
                self._summary = session_sentences(
                    state, self._results, self._tools.earlier(), self._texts
                )
                self._keeper.event("summary", now_s, sentences=self._summary)
                self._sound.say(self._texts.say("voice", "done"))

    def _open_set(self, state: State) -> None:
        exercise = state.current.exercise
        side = self._side or Side.RIGHT
        own = self._saved[exercise.id, side]
        tracker = self._tools.tracker_for(exercise.hands)
        self._labels[:] = 0
        tracker.reset()  # as for a file, so that the same pictures give the same landmarks
        self._feed.play()
        start_s = self._feed.starts_s
        self._set = _Set(exercise, own, start_s if start_s is not None else self._sight.time_s)
        header = Header(
            frame_size_px=self._size_px,
            slots=tracker.slots,
            source=self._feed.name,
            handtrack=handtrack.__version__,
            mediapipe=tracker.engine,
            model_sha256=tracker.model_sha256,
        )
        number = 1 + sum(1 for _ in self._keeper.folder.glob("*.npz"))
        name = f"{number:02d}-{exercise.id}-{side}-{state.set}"
        self._header = header
        path = self._keeper.begin_set(name, header, own)
        if self._record:
            self._film, self._filmed = Film(path.with_suffix(".mp4"), FILM_HZ), 0

    def _close_set(self, state: State, note: str) -> None:
        """Close the landmark recording and write its result, scored as a file would be."""
        if self._set is None:
            return
        done, self._set = self._set, None
        if self._film is not None:
            self._film.close()
            self._film = None
        self._feed.hold()
        recording = self._keeper.end_set(replace(self._header, complete=not note, note=note))
        scored = score(recording, done.exercise, done.calibration.side, done.calibration)
        self._results.append(scored.result)
        self._keeper.result(scored.result)

    def _beat(self, state: State, now_s: float) -> None:
        """Pace the movement, where the plan asks for it."""
        pace_s = state.current.pace_s
        if state.screen is not Screen.WORK or pace_s is None:
            return
        half = int((now_s - state.since_s) / (pace_s / 2))
        if half != self._half_beat:
            self._half_beat = half
            up = half % 2 == 0
            self._sound.play(UP if up else DOWN)
            self._sound.say(self._texts.say("voice", "up" if up else "down"))

    # Showing ------------------------------------------------------------------------------

    def _draw(self, mirrored: Image | None, hand: Hand | None) -> None:
        state = self._state
        if state is None:
            return
        now_s = self._sight.time_s
        points = None
        if hand is not None and bool(hand.seen):
            points = hand.image_px[:, :2] / np.array(hand.frame_size_px)
        fresh = self._message and now_s - self._message[0] < MESSAGE_S
        last = self._message[1] if self._message and fresh else None
        share, marks = self._progress(state)
        demo = self._tools.demo_for(state.current.exercise.id, self._side or Side.RIGHT)
        self._surface.show(
            self._stage.paint(
                Shown(
                    state,
                    now_s,
                    mirrored,
                    points,
                    self._sight.cue,
                    share,
                    marks,
                    self._timer(state),
                    self._parts(state),
                    last.status if last else None,
                    str(last.reasons[0].reason) if last and last.reasons else "",
                    self._trouble(),
                    min(self._guided, self._guided_of),
                    self._guided_of,
                    demo(now_s),
                    self._summary if state.screen in (Screen.REST, Screen.SUMMARY) else (),
                    self._sight.fingers,
                    self._meter.line(self._feed) if self._show_stats else "",
                )
            )
        )

    def _progress(self, state: State) -> tuple[float | None, tuple[float, ...]]:
        """How far the movement is, and where it counts."""
        cycle = state.current.exercise.cycle
        if cycle is None or self._set is None:
            return None, ()
        share = self._set.stream.share
        known = share if share is not None and share == share else None
        if cycle.ends == "both":
            return known, (1 - cycle.full.value, cycle.full.value)
        return known, (cycle.rest.value, cycle.full.value)

    def _timer(self, state: State) -> tuple[float, float] | None:
        """What the exercise's own timer shows, and what it runs up to."""
        hold, timer_s = state.current.exercise.hold, self._set.stream.timer_s if self._set else None
        if timer_s is None:
            return None
        return timer_s, hold.seconds.value if hold else MINUTE_S

    def _parts(self, state: State) -> tuple[tuple[str, bool], ...]:
        """The fingers of a pass under way, and which of them have been touched."""
        sequence = state.current.exercise.sequence
        done = self._set.stream.parts_done if self._set else None
        if sequence is None or done is None:
            return ()
        return tuple((str(finger), place < done) for place, finger in enumerate(sequence.order))

    def _peak(self, state: State) -> None:
        """A tone where a movement or a hold has become full."""
        share, marks = self._progress(state)
        timer = self._timer(state)
        full = bool(marks) and share is not None and share >= marks[-1]
        full |= timer is not None and timer[0] >= timer[1]
        if full and not self._was_full:
            self._sound.play(PEAK)
        self._was_full = full

    def _trouble(self) -> str:
        say = self._texts.say
        if self._feed.lost:
            return say("camera", "lost")
        rate_hz = self._feed.rate_hz
        if 0 < rate_hz < SLOW_HZ:
            return say("camera", "slow", rate=round(rate_hz))
        return say("camera", "smaller") if self._shrink.just_shrunk(self._sight.time_s) else ""


def _finished(state: State | None) -> bool:
    """Whether every set of the plan was done."""
    if state is None:
        return False
    wanted = sum(item.sets for item in state.plan.items)
    return len(state.done) == wanted and all(done.finished for done in state.done)


def _hand(tracked: TrackedFrame, slot: int, side: Side, size_px: tuple[int, int]) -> Hand:
    two = len(tracked.image_px) == 2
    return Hand(
        time_s=tracked.time_s,
        image_px=tracked.image_px[slot].astype(np.float64),
        world_m=tracked.world_m[slot].astype(np.float64),
        settling=bool(tracked.settling[slot]),
        side=side,
        frame_size_px=size_px,
        other_px=tracked.image_px[1 - slot].astype(np.float64) if two else None,
    )


def _through_time(hands: list[Hand]) -> Hand:
    return replace(
        hands[-1],
        time_s=np.array([float(h.time_s) for h in hands]),
        image_px=np.array([h.image_px for h in hands]),
        world_m=np.array([h.world_m for h in hands]),
        settling=np.array([h.settling for h in hands]),
        other_px=None if hands[-1].other_px is None else np.array([h.other_px for h in hands]),
    )
