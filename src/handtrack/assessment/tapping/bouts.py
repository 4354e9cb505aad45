"""Bouts of tapping, and the reason why a run of closings is none.

In a bout, thumb and index finger close at least three times, regularly, at 0.3 to 8 taps a second,
while the other fingers and the palm do not move. All limits are provisional, domain judgement: wide
enough for tremor, fatigue and hesitation, and narrow enough to exclude typing and the piano.
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
"""Longest pause within a bout. The slowest tap takes 3.3 s."""
SLOWEST_HZ = 0.3
REGULAR_SHARE = 0.5
"""Least share of intervals between half and twice the median."""
CLOSED_SHARE = 0.5
"""Largest ratio of the closed gap to the open gap (medians)."""
PALM_SHARE = 0.5
"""Largest ratio of palm movement to amplitude during a tap (median)."""
OTHERS_SHARE = 0.5
"""Largest ratio of the other fingers' movement to amplitude in a cycle (median): above it, the
whole hand opens and closes."""


@dataclass(frozen=True, slots=True)
class ClosingRun:
    """Closings without a long pause between them.

    Parameters
    ----------
    closings : tuple of Closing
    rejection : str
        Reason why it is no bout of tapping, as a sentence; empty if it is one.
    """

    closings: tuple[Closing, ...]
    rejection: str

    @property
    def intervals_s(self) -> Floats:
        """Time from each closing to the next, shape (taps - 1,)."""
        return np.diff([c.time_s for c in self.closings])


def closing_runs(signal: TipGap, found: Sequence[Closing]) -> list[ClosingRun]:
    """Runs of closings, divided at pauses longer than `PAUSE_S`.

    Parameters
    ----------
    signal : TipGap
    found : sequence of Closing
        In order of time.

    Returns
    -------
    list of ClosingRun
    """
    parts: list[list[Closing]] = []
    for closing in found:
        if parts and closing.time_s - parts[-1][-1].time_s <= PAUSE_S:
            parts[-1].append(closing)
        else:
            parts.append([closing])
    return [ClosingRun(tuple(part), rejection_reason(signal, part)) for part in parts]


def rejection_reason(signal: TipGap, closings: Sequence[Closing]) -> str:
    """Reason why closings are no bout of tapping.

    Parameters
    ----------
    signal : TipGap
    closings : sequence of Closing
        In order of time.

    Returns
    -------
    str
        A sentence; empty if they are a bout.
    """
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
    return _hand_rejection(signal, closings)


def _hand_rejection(signal: TipGap, closings: Sequence[Closing]) -> str:
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
