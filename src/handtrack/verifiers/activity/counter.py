"""ACTIVITY put to an exercise: the palm's speed, the smallest pinch gap, and taps."""

from __future__ import annotations

from dataclasses import replace
from math import exp
from typing import TYPE_CHECKING, Any

import numpy as np
from typing_extensions import override

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.verifier_tables import Activity
from handtrack.events import ActivityEvent, Candidate
from handtrack.landmarks.geometry import ForearmLine
from handtrack.landmarks.hand import FINGERS, Floats, Hand
from handtrack.landmarks.quality import palm_px
from handtrack.measurements import MEASUREMENTS
from handtrack.measurements.filters import GAP_S, SpeedEstimator
from handtrack.measurements.number_format import Unit, share
from handtrack.verifiers.activity.machine import ENGINE, ActivityState
from handtrack.verifiers.calibration import Calibration, Progress, Scaling
from handtrack.verifiers.endpoints import open_gaps
from handtrack.verifiers.interface import Counter, Figures, LiveProgress, ProgressLevel
from handtrack.verifiers.machine import Machine
from handtrack.verifiers.wording import joined

if TYPE_CHECKING:
    from handtrack.verifiers.signals import Signals

PRESS_S = 0.05
"""Provisional: over about how long a press is taken, so that jitter is none."""
LIFT_S = 2.0
"""Provisional: over about how long a finger that stays down counts as lifted again."""
_GAP, _PRESS = MEASUREMENTS["pinch_gap"], MEASUREMENTS["tip_press"]
_PLACES = 3
"""Columns of speed and place, before those of the fingers."""


class ActivityFilter:
    """The palm's speed and place in hand lengths, and how far each fingertip presses."""

    def __init__(self) -> None:
        self._speed = SpeedEstimator()
        self._pressed = self._lifted = np.full(len(FINGERS), np.nan)
        self._time_s = float("nan")

    def push(self, time_s: float, reading: float | Floats) -> Floats:
        """Filter the next reading.

        Parameters
        ----------
        time_s : float
            Not before that of the reading before.
        reading : ndarray, shape (11,)
            As `ActivityCounter.read` gives it.

        Returns
        -------
        ndarray, shape (11,)
            The palm's speed, x and y in hand lengths, the gaps, and the presses from the lift.
        """
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


class ActivityCounter(Counter):
    """Counts minutes in which the hand is at work.

    Parameters
    ----------
    exercise : Exercise
    table : Activity
        Its [activity].
    """

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

    def __init__(self, exercise: Exercise, table: Activity) -> None:
        self._table = table

    @override
    def filter(self) -> ActivityFilter:
        return ActivityFilter()

    @override
    def read(self, hand: Hand, forearm: ForearmLine | None) -> Floats:
        # Shape (..., 11): `palm_px`, four pinch gaps, four presses; NaN for a finger that the hand
        # lacks, which then neither grips nor taps.
        fingers = [_GAP.read_each(hand), _PRESS.read_each(hand)]
        return np.concatenate([palm_px(hand), *fingers], axis=-1)

    @override
    def calibrated(self, own: Calibration, time_s: Floats, signal: Floats) -> Calibration:
        gaps = signal[:, _PLACES : _PLACES + len(FINGERS)]
        return replace(own, open_gaps=open_gaps(gaps, self._table.least_open.value))

    @override
    def scaling(self, own: Calibration) -> Scaling:
        open_hand = own.open_hand

        def scaled(signal: float | Floats) -> Floats:
            # Shape (..., 8): the fields of `ActivityFrame`.
            found = np.asarray(signal)
            shares = found[..., _PLACES : _PLACES + len(FINGERS)] / open_hand
            nearest = np.fmin.reduce(shares, axis=-1, keepdims=True)
            parts = [found[..., :_PLACES], nearest, found[..., -len(FINGERS) :]]
            return np.concatenate(parts, axis=-1)

        return scaled

    @override
    def curves(self, progress: Floats) -> tuple[tuple[str, Floats], ...]:
        # The palm's speed in units of the least active one, and the gap of a grip.
        return (
            ("movement", progress[:, 0] / self._table.move.value),
            ("thumb to nearest finger", progress[:, _PLACES]),
        )

    @override
    def describe(self) -> list[str]:
        table = self._table
        lines = [
            f"Counted by minutes of activity: {table.minute_s.value:g} s in which the hand does "
            "something, with whatever pauses between.",
            f"The hand is active while the palm moves by more than {table.move.value:g} hand "
            f"lengths a second, and for {table.linger_s.value:g} s after "
            f"{joined(table.deeds, 'or')}.",
        ]
        if ActivityEvent.TAP in table.deeds:
            lines.append(
                f"A tap: a fingertip goes down by {table.tap.value:g} hand lengths and comes back "
                f"by half of it within {table.tap_s.value:g} s."
            )
        if {ActivityEvent.PINCH, ActivityEvent.CARRY} & set(table.deeds):
            lines.append(
                "A pinch: the gap from the thumb to a fingertip closes to "
                f"{share(table.on.value)} of your own open-hand gap and opens to "
                f"{share(table.off.value)} again. A carry: it opens {table.carry.value:g} hand "
                "lengths or more from where it closed."
            )
        return [*lines, f"Less than {table.least_s.value:g} s of activity leaves no trace."]

    @property
    @override
    def levels(self) -> tuple[ProgressLevel, ...]:
        return (ProgressLevel("moving", (1.0,)), ProgressLevel("gripping", (self._table.on.value,)))

    @override
    def missing(self, own: Calibration) -> str:
        return "open-hand gaps" if len(own.open_gaps) != len(FINGERS) else ""

    @override
    def machine(self) -> Machine[Activity, ActivityState]:
        return Machine(ENGINE, self._table)

    @override
    def live_progress(self, machine: Machine[Any, Any], progress: Progress | None) -> LiveProgress:
        return LiveProgress(timer=(machine.state.active_s, self._table.minute_s.value))

    @override
    def figures(
        self, own: Calibration, candidate: Candidate, signals: Signals, frames: slice
    ) -> Figures:
        return Figures(active_s=candidate.timed_s)
