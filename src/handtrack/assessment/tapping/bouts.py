"""What a bout of tapping is, and what is said where there is none.

Thumb and index finger come together and part at least three times, regularly, at 0.3 to 8 taps a
second, while the rest of the hand keeps its shape and its place. All limits are provisional,
domain judgement: wide enough for a hand that trembles, tires or hesitates, and narrow enough for
typing and playing the piano.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from handtrack.assessment.tapping.taps import Closing
from handtrack.assessment.tapping.tip_gap import TipGap
from handtrack.landmarks.hand import Floats

LEAST_TAPS = 3
PAUSE_S = 5.0
"""A longer pause parts two bouts. The slowest tap that is one takes 3.3 s."""
SLOWEST_HZ = 0.3
REGULAR_SHARE = 0.5
"""At least this share of the intervals is between half and twice the median one."""
CLOSED_SHARE = 0.5
"""Closed, the gap is at most this share of the open one, in the median."""
PALM_SHARE = 0.5
"""During a tap the palm moves by at most this share of what the tips do, in the median."""
OTHERS_SHARE = 0.5
"""And from tap to tap the other fingers by this share: else it is the whole hand that opens and
closes."""


@dataclass(frozen=True, slots=True)
class ClosingRun:
    """Closings that follow each other without a long pause, and what speaks against tapping.

    Parameters
    ----------
    closings : tuple of Closing
    against : str
        In a sentence; empty where it is a bout of tapping.
    """

    closings: tuple[Closing, ...]
    rejection: str

    @property
    def intervals_s(self) -> Floats:
        """From each closing to the next, shape (taps - 1,)."""
        return np.diff([c.time_s for c in self.closings])


def closing_runs(signal: TipGap, found: Sequence[Closing]) -> list[ClosingRun]:
    """Part closings at long pauses, and look at each part."""
    parts: list[list[Closing]] = []
    for closing in found:
        if parts and closing.time_s - parts[-1][-1].time_s <= PAUSE_S:
            parts[-1].append(closing)
        else:
            parts.append([closing])
    return [ClosingRun(tuple(part), rejection_reason(signal, part)) for part in parts]


def rejection_reason(signal: TipGap, closings: Sequence[Closing]) -> str:
    """Why closings are no bout of tapping, in a sentence; "" where they are one."""
    count = len(closings)
    if count < LEAST_TAPS:
        times = {0: "not once", 1: "once", 2: "twice"}[count]
        return f"The tips came together {times}; a bout of tapping has at least {LEAST_TAPS} taps."
    intervals_s = np.diff([c.time_s for c in closings])
    typical_s = float(np.median(intervals_s))
    if typical_s > 1 / SLOWEST_HZ:
        return (
            f"The tips came together every {typical_s:.1f} s; taps are at most "
            f"{1 / SLOWEST_HZ:.1f} s apart."
        )
    regular = (intervals_s >= typical_s / 2) & (intervals_s <= 2 * typical_s)
    if regular.mean() < REGULAR_SHARE:
        return "The tips came together now and then, without a rhythm."
    return _of_the_hand(signal, closings)


def _of_the_hand(signal: TipGap, closings: Sequence[Closing]) -> str:
    closed = float(np.median([c.closed for c in closings]))
    opened = float(np.median([c.opened for c in closings]))
    if closed > CLOSED_SHARE * opened:
        return (
            "Thumb and index finger came nearer to each other and did not close: "
            f"{opened:.2f} hand lengths apart when open, {closed:.2f} when closed."
        )
    amplitude = np.array([c.amplitude for c in closings])
    spans = [slice(c.open_at, c.closed_at + 1) for c in closings]
    palm = np.array([np.hypot(*np.ptp(signal.palm[s], axis=0)) for s in spans])
    begun = [closings[0].open_at, *(c.closed_at for c in closings[:-1])]
    cycles = [slice(i, c.closed_at + 1) for i, c in zip(begun, closings, strict=True)]
    others = np.array([np.ptp(signal.other_fingers[cycle]) for cycle in cycles])
    if np.median(palm / amplitude) > PALM_SHARE:
        return "The hand itself moved about: taps are done with thumb and index finger alone."
    if np.median(others / amplitude) > OTHERS_SHARE:
        return "The other fingers opened and closed as well: that is the whole hand, no tapping."
    return ""
