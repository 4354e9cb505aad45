"""One hand, one exercise, a frame at a time: repetitions as they end, as a live session needs them.

The same measurements, filters and machines run as over a whole recording (`score.score`), and a
repetition is judged by the same frames, so both come to the same repetitions.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from math import inf
from operator import itemgetter

import numpy as np

from handtrack.definitions.exercise import Exercise
from handtrack.events import Candidate
from handtrack.landmarks.hand import Floats, Hand
from handtrack.measurements.filters import GAP_S
from handtrack.scoring.resolved_exercise import ResolvedExercise
from handtrack.scoring.results import Repetition
from handtrack.scoring.verdicts import classify
from handtrack.verifiers.calibration import Calibration, Progress
from handtrack.verifiers.interface import LiveProgress
from handtrack.verifiers.kinematics import NEEDED_S, WINDOW_S, OnsetOffset, TimedCandidate
from handtrack.verifiers.signals import Signals, read_signals

FORGET_EVERY = 300
"""Frames that a stream lets gather before it looks which it still needs."""
LOOK_EVERY_S = 0.1
"""How often a stream looks whether a movement is over."""
Kept = tuple[float, Hand, float | Floats, Progress]
"""Of a frame: its time, the hand, its reading as it is, and its progress."""


class Stream:
    """Feed one hand frame by frame; repetitions come out as they end.

    Parameters
    ----------
    exercise : Exercise
    calibration : Calibration
        The person's own range, taken beforehand.
    """

    def __init__(self, exercise: Exercise, calibration: Calibration) -> None:
        self._resolved = ResolvedExercise.of(exercise, calibration)
        self._calibration, self._counted = calibration, self._resolved.counter
        self._forearm = self._resolved.forearm
        self._machine = self._counted.machine()
        self._filter = self._counted.filter()
        self._scaled = self._counted.scaling(calibration)
        self._frames: list[Kept] = []  # what may yet be judged
        self._ways: list[float] = []  # of the first of them: how far the movement goes
        self._waiting: list[Candidate] = []  # for their edges
        self._before: TimedCandidate | None = None
        self._count = 0
        self._room = FORGET_EVERY
        self._progress: Progress | None = None  # of the last frame
        self._look_s = -inf

    def push(self, hand: Hand) -> list[Repetition]:
        """One frame, later than the one before; the repetitions that are known from it on."""
        if hand.without != self._calibration.without:
            hand = replace(hand, without=self._calibration.without)
        time_s = float(hand.time_s)
        raw: float | Floats = self._counted.read(hand, self._forearm)
        signal = self._filter.push(time_s, raw) if self._filter else raw
        share = self._scaled(signal)
        self._frames.append((time_s, hand, raw, share))
        last_s = self._machine.time_s
        if GAP_S < time_s - last_s < inf:  # a stall is a gap, as in `self_calibration`
            self._waiting += self._machine.push(last_s, share * np.nan)
        self._waiting += self._machine.push(time_s, share)
        self._progress = share
        repetitions = self._known(time_s) if self._waiting and time_s >= self._look_s else []
        if len(self._frames) > self._room:
            self._forget()
        return repetitions

    @property
    def live_progress(self) -> LiveProgress:
        """How far the repetition under way has come."""
        return self._counted.live_progress(self._machine, self._progress)

    def finish(self) -> list[Repetition]:
        """The end of the session: what was still open."""
        if not self._frames:
            return []
        self._waiting += self._machine.finish()
        return self._known(inf)

    def _known(self, now_s: float) -> list[Repetition]:
        """What waited long enough."""
        repetitions: list[Repetition] = []
        while self._waiting:
            soonest_s = self._waiting[0].end_s + WINDOW_S
            if self._counted.by_movement and soonest_s > now_s:
                self._look_s = soonest_s
                break
            placed = self._placed(self._waiting[0])
            if placed and placed.final_from_s > now_s:
                self._look_s = now_s + LOOK_EVERY_S
                break
            self._waiting.pop(0)
            if placed is None:
                continue
            self._before, self._count = placed, self._count + 1
            rep = self._trace_of(placed.candidate)
            verdicts = classify(self._resolved, [placed.candidate], rep, self._count)
            repetitions += [verdict.repetition() for verdict in verdicts]
        return repetitions

    def _placed(self, candidate: Candidate) -> TimedCandidate | None:
        """Look for its edges among the frames kept."""
        if not self._counted.by_movement:
            return TimedCandidate(candidate, candidate, candidate.end_s)
        first = self._since(candidate.start_s - NEEDED_S)
        time_s = np.array([frame[0] for frame in self._frames[first:]])
        return OnsetOffset(time_s, self._way(first)).assign(candidate, self._before)

    def _trace_of(self, candidate: Candidate) -> Signals:
        """Signals the repetition's frames, and the one before, which tells how the first moved."""
        i, j = self._since(candidate.start_s), self._since(candidate.end_s)
        i = max(i - 1, 0)
        kept = self._frames[i:j]
        # The calibration holds the forearm's line.
        gathered = Hand.through_time([hand for _, hand, _, _ in kept])
        share = np.array([share for _, _, _, share in kept])
        return read_signals(
            self._resolved.exercise, gathered, self._calibration, share, self._way(i, j)
        )

    def _way(self, first: int, end: int | None = None) -> Floats:
        """How far the movement goes, by the readings of some of the frames kept; each taken once.

        Parameters
        ----------
        first : int
            Among the frames kept.
        end : int, optional
            The first frame after them; None for all.
        """
        new = [raw for _, _, raw, _ in self._frames[len(self._ways) :]]
        if new:
            way = self._counted.raw_displacement(self._calibration, np.array(new))
            self._ways += way.tolist()
        return np.array(self._ways[first:end])

    def _since(self, time_s: float) -> int:
        """The first of the frames kept that is not before this time."""
        return bisect_left(self._frames, time_s, key=itemgetter(0))

    def _forget(self) -> None:
        """Drop the frames that no repetition to come can need."""
        open_s = [self._machine.open_since_s, *(c.start_s for c in self._waiting)]
        over = max(self._since(min(open_s) - NEEDED_S) - 1, 0)
        del self._frames[:over], self._ways[:over]
        self._room = len(self._frames) + FORGET_EVERY
