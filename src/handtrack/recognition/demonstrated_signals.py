"""Signals of a demonstration: which measurements moved, how often, and between which ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from handtrack.landmarks.hand import Floats, Hand, Landmark
from handtrack.landmarks.quality import hand_length_px
from handtrack.landmarks.views import View, palm_orientations, view_matches
from handtrack.measurements import MEASUREMENTS
from handtrack.measurements.filters import OneEuro, SignalFilter
from handtrack.measurements.reading import Reading
from handtrack.verifiers.calibration import Forearm
from handtrack.verifiers.endpoints import range_endpoints

CLEAR_MOVEMENT: Mapping[str, float] = MappingProxyType(
    {"tip_to_wrist": 0.3, "aperture": 0.3, "fist_gap": 0.3, "tip_to_palm": 0.3, "tip_press": 0.2}
    | {"mcp_flexion": 30.0, "pip_flexion": 35.0, "dip_flexion": 25.0, "finger_flexion": 80.0}
    | {"composite_flexion": 80.0, "finger_abduction": 8.0, "finger_spread": 15.0, "span": 0.2}
    | {"pinch_gap": 0.3, "opposition_distance": 0.3, "thumb_ulnar": 0.2}
    | {"thumb_distal": 0.2, "thumb_mcp_flexion": 20.0, "thumb_ip_flexion": 25.0}
    | {"thumb_radial_abduction": 15.0, "thumb_palmar_abduction": 15.0, "wrist_flexion": 20.0}
    | {"wrist_deviation": 12.0, "forearm_rotation": 60.0, "palm_facing": 0.7, "palm_up": 0.7}
    | {"hand_travel": 0.8}
)
"""Measurements that may become a signal, and the size of a clear movement: provisional, domain
judgement. It ranks several movements of one demonstration."""
TURNS = ("palm_facing", "palm_up", "forearm_rotation")
"""Measurements of movements in which the view of the hand changes."""
WHOLE = 1.2
"""Preference for a measurement of the whole hand over one finger's."""
START_S = 1.0
"""Typical rest before the first repetition."""
AT_REST, AT_PEAK = 0.35, 0.65
"""Start of a signal within its range: below, the peak is high; above, low; between, both."""
SMOOTH: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"deg": (2.0, 0.03), "L": (2.0, 3.0), "B": (2.0, 3.0), "1": (2.0, 3.0)}
)
"""Cutoff (Hz) and beta of the One Euro filter by unit, as in the packaged exercise files."""


@dataclass(frozen=True, slots=True)
class MovingSignal:
    """Measurement with a repeated movement.

    Parameters
    ----------
    reading : Reading
    low, high : float
        Range endpoints, in the measurement's unit.
    times : int
        Number of repetitions.
    start : float
        Value at rest before the first one, as a share of the range, 0 to 1.
    clear : float
        Range in units of clear movement; weighted by `WHOLE` for the whole hand.
    """

    reading: Reading
    low: float
    high: float
    times: int
    start: float
    clear: float

    @property
    def ends(self) -> str:
        """Range end at which a repetition has its peak: "high", "low" or "both"."""
        if self.start < AT_REST:
            return "high"
        return "low" if self.start > AT_PEAK else "both"


def moving_signals(hand: Hand) -> list[MovingSignal]:
    """Signals with a clear movement that can be read in the demonstrated views, clearest first."""
    forearm = Forearm.in_picture(hand) or Forearm.of(hand, known=False)
    line = forearm.line if forearm else None
    views = set(views_of(hand))
    found = []
    for name, clear in CLEAR_MOVEMENT.items():
        measurement = MEASUREMENTS[name]
        if not views & set(measurement.views):
            continue
        for finger in measurement.fingers or (None,):
            reading = Reading(measure=name, finger=finger)
            mover = _mover(reading, np.asarray(hand.time_s), reading.of(hand, line), clear)
            found += [mover] if mover else []
    return sorted(found, key=lambda mover: -mover.clear)


def _mover(reading: Reading, time_s: Floats, raw: Floats, clear: float) -> MovingSignal | None:
    smooth = SignalFilter(OneEuro(*SMOOTH[reading.measurement.unit]))
    pairs = zip(time_s.tolist(), raw.tolist(), strict=True)
    signal = np.array([smooth.push(t, value) for t, value in pairs])
    ends = range_endpoints(time_s, signal, clear)
    if ends is None or ends[2] == 0 or ends[1] - ends[0] < clear:
        return None
    low, high, times = ends
    begun = signal[np.isfinite(signal)][: max(int(START_S / float(np.diff(time_s).mean())), 1)]
    start = (float(np.median(begun)) - low) / (high - low)
    whole = 1.0 if reading.finger else WHOLE
    return MovingSignal(reading, low, high, times, start, whole * (high - low) / clear)


def views_of(hand: Hand) -> tuple[View, ...]:
    """Views that last for a third of the time or more, longest first."""
    turned = palm_orientations(hand)[hand.seen, 1]
    asked = (View.PALM, View.DORSAL, View.SIDE, View.OBLIQUE)
    shares = {view: float(view_matches(view, turned).mean()) for view in asked}
    return tuple(v for v in sorted(asked, key=lambda v: -shares[v]) if shares[v] >= 1 / 3)


def shortest_hold_s(mover: MovingSignal, ends: str, hand: Hand) -> float:
    """Duration of the shortest of the `mover.times` longest holds beyond 80 % of the range.

    Parameters
    ----------
    mover : MovingSignal
    ends : str
        "high" or "low": the end at which the posture is held.
    hand : Hand

    Returns
    -------
    float
        Seconds; 0 without a hold.
    """
    forearm = Forearm.in_picture(hand) or Forearm.of(hand, known=False)
    raw = mover.reading.of(hand, forearm.line if forearm else None)
    share = (raw - mover.low) / (mover.high - mover.low)
    held = (share if ends == "high" else 1 - share) >= 0.8
    edges = np.flatnonzero(np.diff(np.concatenate([[0], held.astype(int), [0]])))
    time_s = np.append(np.asarray(hand.time_s), np.asarray(hand.time_s)[-1])
    lasted = sorted(time_s[edges[1::2]] - time_s[edges[::2]])[-mover.times :]
    return float(lasted[0]) if len(lasted) else 0.0


def keeps_one_view(mover: MovingSignal, hand: Hand) -> bool:
    """Whether the palm orientation is nearly constant through the demonstration.

    Parameters
    ----------
    mover : MovingSignal
        Never true for the measurements in `TURNS`.
    hand : Hand

    Returns
    -------
    bool
    """
    turned = palm_orientations(hand)[hand.seen, 1]
    spread = float(np.subtract(*np.percentile(turned, [98, 2])))
    return spread < 0.4 and mover.reading.measure not in TURNS


def wrist_travel_l(hand: Hand) -> float:
    """Extent of the wrist's path in the picture (2nd to 98th percentile), in hand lengths."""
    wrist = hand.image_px[hand.seen, Landmark.WRIST, :2]
    low, high = np.percentile(wrist, [2, 98], axis=0)
    return float(np.hypot(*(high - low)) / np.nanmedian(hand_length_px(hand)))
