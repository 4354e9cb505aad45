"""ACTIVITY put to an exercise: the palm's speed, the smallest pinch gap, and taps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import exp
from typing import TYPE_CHECKING

import numpy as np

from handtrack.definitions.methods import Activity
from handtrack.events import Candidate
from handtrack.landmarks.geometry import ForearmLine
from handtrack.landmarks.hand import FINGERS, Floats, Hand
from handtrack.landmarks.quality import palm_px
from handtrack.measurements import MEASUREMENTS
from handtrack.measurements.filters import GAP_S, SpeedEstimator
from handtrack.measurements.number_format import Unit
from handtrack.verifiers import activity as engine
from handtrack.verifiers.calibration import Calibration
from handtrack.verifiers.counting.face import Counting, Figures, Level, Machine
from handtrack.verifiers.own_ends import open_gaps

if TYPE_CHECKING:
    from handtrack.verifiers.trace import Trace

PRESS_S = 0.05
"""Provisional: over about how long a press is taken, so that jitter is none."""
LIFT_S = 2.0
"""Provisional: over about how long a finger that stays down counts as lifted again."""
_GAP, _PRESS = MEASUREMENTS["pinch_gap"], MEASUREMENTS["tip_press"]
_PLACES = 3
"""Columns of speed and place, before those of the fingers."""


class ActivityMachine(Machine[engine.ActivityState]):
    """`verifiers.activity`, made from an exercise's [activity]."""

    def __init__(self, activity: Activity) -> None:
        super().__init__(engine.initial())
        self._rule = engine.ActivityRule(
            deeds=frozenset(activity.deeds),
            move_L_s=activity.move.value,
            linger_s=activity.linger_s.value,
            on=activity.on.value,
            off=activity.off.value,
            grip_s=activity.grip_s.value,
            carry_L=activity.carry.value,
            tap_L=activity.tap.value,
            tap_s=activity.tap_s.value,
            least_s=activity.least_s.value,
        )

    def run(self, time_s: Floats, progress: Floats) -> Iterable[Candidate]:
        """See `Machine`."""
        return engine.run(self._rule, time_s, progress)

    def _step(
        self, state: engine.ActivityState, time_s: float, progress: float | Floats
    ) -> engine.Step:
        sample = engine.sample_of(np.asarray(progress).tolist())
        return engine.step(self._rule, state, time_s, sample)

    def _finish(self, state: engine.ActivityState, time_s: float) -> tuple[Candidate, ...]:
        return engine.finish(self._rule, state, time_s)

    def _since_s(self, state: engine.ActivityState) -> float | None:
        return state.start_s

    @property
    def timer_s(self) -> float:
        """Seconds of activity in the minute under way."""
        return self._state.active_s


class ActivityFilter:
    """The palm's speed and place in hand lengths, and how far each fingertip presses."""

    def __init__(self) -> None:
        self._speed = SpeedEstimator()
        self._pressed = self._lifted = np.full(len(FINGERS), np.nan)
        self._time_s = float("nan")

    def push(self, time_s: float, reading: float | Floats) -> Floats:
        """See `Filter`; x, y and hand length become speed, x and y; presses count from the lift."""
        values = np.array(reading, dtype=np.float64)
        x_px, y_px, length_px = values[:_PLACES].tolist()
        if x_px != x_px:
            return values
        values[0] = self._speed.push(time_s, x_px, y_px, length_px)
        values[1:_PLACES] = x_px / self._speed.unit_px, y_px / self._speed.unit_px
        values[-len(FINGERS) :] = self._presses(time_s, values[-len(FINGERS) :])
        return values

    def _presses(self, time_s: float, presses: Floats) -> Floats:
        """How far each fingertip is down from where it lately was, and more than the least pressed.

        Where the palm's plane is read a little askew, all four seem to press.
        """
        step_s = time_s - self._time_s
        self._time_s = time_s
        if not step_s <= GAP_S:  # also the first frame, whose step is NaN
            self._pressed = self._lifted = presses
            return presses - presses
        self._pressed = self._pressed + (1 - exp(-step_s / PRESS_S)) * (presses - self._pressed)
        sinking = self._lifted + (1 - exp(-step_s / LIFT_S)) * (self._pressed - self._lifted)
        self._lifted = np.minimum(self._pressed, sinking)
        down = self._pressed - self._lifted
        alone: Floats = down - np.fmin.reduce(down)
        return alone


class ActivityCounting(Counting):
    """See `Counting`."""

    what = "minute"
    guided = 0
    title = "activity of the hand"
    unit: Unit = "1"
    columns = (
        "speed_hand_lengths_s",
        "x_hand_lengths",
        "y_hand_lengths",
        "gap_share",
        *(f"{finger}_press_hand_lengths" for finger in FINGERS),
    )

    def __init__(self, activity: Activity) -> None:
        self._activity = activity

    def filter(self) -> ActivityFilter:
        """See `Counting`."""
        return ActivityFilter()

    def read(self, hand: Hand, forearm: ForearmLine | None) -> Floats:
        """See `Counting`; shape (..., 11): `palm_px`, four pinch gaps, four presses.

        NaN for a finger that the hand lacks, which then neither grips nor taps.
        """
        fingers = [_GAP.read_each(hand), _PRESS.read_each(hand)]
        return np.concatenate([palm_px(hand), *fingers], axis=-1)

    def calibrated(self, own: Calibration, time_s: Floats, signal: Floats) -> Calibration:
        """See `Counting`."""
        gaps = signal[:, _PLACES : _PLACES + len(FINGERS)]
        return replace(own, open_gaps=open_gaps(gaps, self._activity.least_open.value))

    def progress(self, own: Calibration, signal: Floats | float) -> Floats:
        """See `Counting`; shape (..., 8): the fields of `engine.Sample`."""
        found = np.asarray(signal)
        gaps = found[..., _PLACES : _PLACES + len(FINGERS)]
        shares = gaps / np.array(own.open_gaps or (np.nan,) * len(FINGERS))
        nearest = np.fmin.reduce(shares, axis=-1, keepdims=True)
        parts = [found[..., :_PLACES], nearest, found[..., -len(FINGERS) :]]
        return np.concatenate(parts, axis=-1)

    def curves(self, progress: Floats) -> tuple[tuple[str, Floats], ...]:
        """The palm's speed in units of the least active one, and the gap of a grip."""
        return (
            ("movement", progress[:, 0] / self._activity.move.value),
            ("thumb to nearest finger", progress[:, _PLACES]),
        )

    @property
    def levels(self) -> tuple[Level, ...]:
        """See `Counting`."""
        return (Level("moving", (1.0,)), Level("gripping", (self._activity.on.value,)))

    def machine(self) -> ActivityMachine:
        """See `Counting`."""
        return ActivityMachine(self._activity)

    def figures(
        self, own: Calibration, candidate: Candidate, trace: Trace, frames: slice
    ) -> Figures:
        """The seconds of activity."""
        return Figures(active_s=candidate.timed_s)
