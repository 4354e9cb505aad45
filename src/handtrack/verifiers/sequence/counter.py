"""SEQUENCE put to an exercise: which finger the thumb is on, told from the gaps to all of them.

In order as fast as the person likes, or one finger a beat.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from typing_extensions import override

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.verifier_tables import Sequence
from handtrack.landmarks.geometry import ForearmLine
from handtrack.landmarks.hand import FINGERS, Floats, Hand
from handtrack.measurements import MEASUREMENTS
from handtrack.measurements.number_format import Unit, share
from handtrack.verifiers.calibration import Calibration, Progress, Scaling
from handtrack.verifiers.endpoints import open_gaps
from handtrack.verifiers.interface import Counter, LiveProgress, ProgressLevel
from handtrack.verifiers.machine import Machine
from handtrack.verifiers.sequence import metronome
from handtrack.verifiers.sequence.machine import ENGINE
from handtrack.verifiers.sequence.touch_classifier import likely_on
from handtrack.verifiers.wording import joined

GAP = MEASUREMENTS["pinch_gap"]


def _shares(gaps: Floats, open_hand: Floats) -> Floats:
    """Gaps in shares of the open hand's; one to a finger that the hand lacks is as far.

    Parameters
    ----------
    gaps : ndarray, shape (..., 4)
    open_hand : ndarray, shape (4,)
    """
    shares: Floats = gaps / open_hand
    whole = np.add.reduce(shares, axis=None)
    if whole == whole:  # a sum is NaN where any is
        return shares
    unread = np.isnan(shares)
    lacking = unread & np.isfinite(shares).any(axis=-1, keepdims=True)
    return np.where(lacking, 1.0, shares)


class SequenceCounter(Counter):
    """Counts passes of the thumb over the fingers, or its touches on a beat.

    Parameters
    ----------
    exercise : Exercise
    table : Sequence
        Its [sequence].
    """

    title = "thumb on a finger"
    guided = 0
    unit: Unit = "L"
    columns = tuple(f"{finger}_touch_chance" for finger in FINGERS)

    def __init__(self, exercise: Exercise, table: Sequence) -> None:
        self._table, self._reps = table, exercise.dose.reps
        self.by_movement = table.cue is None

    @override
    def read(self, hand: Hand, forearm: ForearmLine | None) -> Floats:
        # Shape (..., 4).
        return GAP.read_each(hand)

    @override
    def calibrated(self, own: Calibration, time_s: Floats, signal: Floats) -> Calibration:
        return replace(own, open_gaps=open_gaps(signal, self._table.least_open.value))

    @override
    def scaling(self, own: Calibration) -> Scaling:
        # To how likely the thumb is on each finger, shape of the signal.
        open_hand, asked = own.open_hand, self._table.order
        return lambda signal: likely_on(_shares(np.asarray(signal), open_hand), asked)

    @override
    def curves(self, progress: Floats) -> tuple[tuple[str, Floats], ...]:
        return tuple((str(finger), progress[:, i]) for i, finger in enumerate(FINGERS))

    @override
    def raw_displacement(self, own: Calibration, readings: Floats) -> Floats:
        # How near the nearest fingertip is of those asked: how likely a touch is hardly changes
        # while the thumb is still far.
        asked = [finger in self._table.order for finger in FINGERS]
        nearest: Floats = -_shares(readings, own.open_hand)[..., asked].min(axis=-1)
        return nearest

    @override
    def missing(self, own: Calibration) -> str:
        return "open-hand gaps" if len(own.open_gaps) != len(FINGERS) else ""

    @override
    def machine(self) -> Machine[Any, Any]:
        if self._table.cue:
            rule = metronome.Metronome(self._table, self._table.cue, self._reps)
            return Machine(metronome.ENGINE, rule)
        return Machine(ENGINE, self._table)

    @override
    def live_progress(self, machine: Machine[Any, Any], progress: Progress | None) -> LiveProgress:
        if self._table.cue:
            return LiveProgress()
        done = len(machine.state.touches)
        order = enumerate(self._table.order)
        return LiveProgress(parts=tuple((str(finger), place < done) for place, finger in order))

    @override
    def describe(self) -> list[str]:
        table = self._table
        lines = [
            f"The thumb touches {joined(table.order, 'and')}, in this order.",
            "Which finger the thumb is on is told from its gaps to all four, in shares of those of "
            f"your own open hand. A touch is at least {share(table.on.value)} likely for "
            f"{table.dwell_s.value:g} s; below {share(table.off.value)} the hand is open again.",
        ]
        if table.cue:
            cue = table.cue
            lines.append(
                "A beat asks for one finger after the other: the first after "
                f"{cue.lead_in_s.value:g} s, then one every {cue.every_s.value:g} s. A touch is on "
                f"time where the tips meet at most {cue.window_s.value:g} s before or after its "
                "beat."
            )
        else:
            lines.append(f"The next touch may be waited for {table.pass_s.value:g} s.")
        lines.append(
            "A touch that reads as another finger, or as none, counts as estimated as long as that "
            f"is at most {table.doubt.value:g} times as likely; over a whole pass the factors "
            "multiply."
        )
        return lines

    @property
    @override
    def levels(self) -> tuple[ProgressLevel, ...]:
        rule = self._table
        return (ProgressLevel("touch", (rule.on.value,)), ProgressLevel("open", (rule.off.value,)))

    @override
    def ticks(self, own: Calibration) -> tuple[tuple[float, str], ...]:
        return ((0.0, "open"), (1.0, "touch"))
