"""An exercise file out of a demonstration: what moved to and fro as often as it was shown.

Everything that can be measured is read off the demonstration, and what moves most clearly, as often
as it was done and as evenly, becomes the signal. The file is a proposal to be read and corrected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from types import MappingProxyType
from typing import Any

import numpy as np

from handtrack.definitions.exercise import Exercise, parse
from handtrack.definitions.template import document_of
from handtrack.definitions.toml_writer import written
from handtrack.errors import ExerciseError
from handtrack.landmarks.hand import FINGERS, Floats, Hand, Landmark
from handtrack.landmarks.quality import hand_length_px
from handtrack.landmarks.recording import Recording, choose_slot
from handtrack.landmarks.views import View, palm_orientations, view_matches
from handtrack.measurements import MEASUREMENTS
from handtrack.measurements.filters import OneEuro, SignalFilter
from handtrack.measurements.reading import Reading
from handtrack.scoring.score import score
from handtrack.verifiers.calibration import Forearm
from handtrack.verifiers.endpoints import range_endpoints

CLEAR: Mapping[str, float] = MappingProxyType(
    {"tip_to_wrist": 0.3, "aperture": 0.3, "fist_gap": 0.3, "tip_to_palm": 0.3, "tip_press": 0.2}
    | {"mcp_flexion": 30.0, "pip_flexion": 35.0, "dip_flexion": 25.0, "finger_flexion": 80.0}
    | {"composite_flexion": 80.0, "finger_abduction": 8.0, "finger_spread": 15.0, "span": 0.2}
    | {"pinch_gap": 0.3, "opposition_distance": 0.3, "thumb_ulnar": 0.2}
    | {"thumb_distal": 0.2, "thumb_mcp_flexion": 20.0, "thumb_ip_flexion": 25.0}
    | {"thumb_radial_abduction": 15.0, "thumb_palmar_abduction": 15.0, "wrist_flexion": 20.0}
    | {"wrist_deviation": 12.0, "forearm_rotation": 60.0, "palm_facing": 0.7, "palm_up": 0.7}
    | {"hand_travel": 0.8}
)
"""What may become a signal, and how much of it is a clear movement: provisional, domain judgement.
It only decides which of several movements is proposed."""
JOINTS = (
    ("wrist_flexion", "wrist_deviation", "forearm_rotation", "mcp_flexion", "pip_flexion")
    + ("dip_flexion", "thumb_mcp_flexion", "thumb_ip_flexion", "thumb_radial_abduction")
    + ("thumb_palmar_abduction", "finger_spread")
)
"""Angles of joints, which can be reported."""
TURNS = ("palm_facing", "palm_up", "forearm_rotation")
"""Movements in which the hand does not stay in one view."""
WHOLE = 1.2
"""How much a measure of the whole hand is preferred to one finger's."""
START_S = 1.0
"""The hand rests for about so long before it begins."""
AT_REST, AT_PEAK = 0.35, 0.65
"""Where in its range a signal begins that goes out and back; between them it goes both ways."""
TRIED = 12
SMOOTH: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"deg": (2.0, 0.03), "L": (2.0, 3.0), "B": (2.0, 3.0), "1": (2.0, 3.0)}
)
"""Constants of the filter by unit, as in handtrack's own files."""
LEARNED = ("cycle", "hold", "sequence")
HEAD = """Learned from a demonstration ({source}). A proposal: read it, correct it, and fill in the
texts. It counts {reps} in the demonstration."""


@dataclass(frozen=True, slots=True)
class Mover:
    """A reading that moved to and fro.

    Parameters
    ----------
    low, high : float
        Its own ends.
    times : int
        How often it went.
    start : float
        Where between the ends it began, 0 to 1.
    clear : float
        How clearly it moved.
    """

    reading: Reading
    low: float
    high: float
    times: int
    start: float
    clear: float

    @property
    def ends(self) -> str:
        """Where its peak is."""
        if self.start < AT_REST:
            return "high"
        return "low" if self.start > AT_PEAK else "both"


def learn_exercise(
    recording: Recording,
    verifier: str,
    id: str,
    reps: int,
    exercises: Sequence[Exercise],
    source: str = "the demonstration",
) -> Exercise:
    """Propose an exercise that counts `reps` in this demonstration.

    Parameters
    ----------
    verifier : str
        One of `LEARNED`.
    exercises : sequence of Exercise
        From which a sequence takes its thresholds.
    source : str
        What the demonstration is called in the sources of thresholds.

    Raises
    ------
    ExerciseError
        Nothing in it was done so often.
    """
    slot, side = choose_slot(recording, None)
    hand = recording.hand(slot, side)
    if not hand.seen.any():
        raise ExerciseError("There is no hand in the demonstration.")
    if verifier == "sequence":
        proposals = _sequences(id, reps, views_of(hand), exercises)
        found: list[Mover] = []
    else:
        found = movers(hand)
        fitting = [mover for mover in found if mover.times == reps][:TRIED]
        make = _cycle if verifier == "cycle" else _hold
        proposals = (make(id, reps, mover, hand, source) for mover in fitting)
    for document in proposals:
        exercise = parse(written(document), id)
        if score(recording, exercise).result.summary.valid == reps:
            return exercise
    raise ExerciseError(_nothing(verifier, reps, found))


def exercise_text(exercise: Exercise, reps: int, source: str) -> str:
    """The text of a learned exercise's file."""
    document = exercise.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return written(document, HEAD.format(source=source, reps=reps))


def _nothing(verifier: str, reps: int, found: Sequence[Mover]) -> str:
    if verifier == "sequence":
        return (
            f"In the demonstration the thumb does not touch fingers in one order {reps} times. "
            "Show each touch clearly, open the hand between two, or say how often with --reps."
        )
    seen = ", ".join(f"{m.reading.title} ({m.times} times)" for m in found[:3])
    moved = f" What moves most: {seen}." if seen else " Nothing moves clearly."
    return (
        f"In the demonstration nothing that handtrack measures is done exactly {reps} times."
        f"{moved} Rest before, between and after the repetitions, or say how often with --reps."
    )


def movers(hand: Hand) -> list[Mover]:
    """Everything that moved clearly and can be seen from here, the clearest first."""
    forearm = Forearm.in_picture(hand) or Forearm.of(hand, known=False)
    line = forearm.line if forearm else None
    views = set(views_of(hand))
    found = []
    for name, clear in CLEAR.items():
        measurement = MEASUREMENTS[name]
        if not views & set(measurement.views):
            continue
        for finger in measurement.fingers or (None,):
            reading = Reading(measure=name, finger=finger)
            mover = _mover(reading, np.asarray(hand.time_s), reading.of(hand, line), clear)
            found += [mover] if mover else []
    return sorted(found, key=lambda mover: -mover.clear)


def _mover(reading: Reading, time_s: Floats, raw: Floats, clear: float) -> Mover | None:
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
    return Mover(reading, low, high, times, start, whole * (high - low) / clear)


def views_of(hand: Hand) -> tuple[View, ...]:
    """From where the hand is seen: each view it is in for a third of the time, most first."""
    turned = palm_orientations(hand)[hand.seen, 1]
    asked = (View.PALM, View.DORSAL, View.SIDE, View.OBLIQUE)
    shares = {view: float(view_matches(view, turned).mean()) for view in asked}
    return tuple(v for v in sorted(asked, key=lambda v: -shares[v]) if shares[v] >= 1 / 3)


def _cycle(id: str, reps: int, mover: Mover, hand: Hand, source: str) -> dict[str, Any]:
    """Out and back, or to and fro, on one signal."""
    cycle = {
        "signal": "movement",
        "ends": mover.ends,
        "rest": _given(0.25, "provisional: a return to a quarter of the own range"),
        "attempt": _given(0.30, "provisional: smaller is noise"),
        "dip": _given(0.50, "provisional: coming back less than half way is no return"),
        "full": _given(0.80, "provisional: 80 % of the own range"),
        "least": _least(mover, source),
    }
    return _document(id, "cycle", reps, mover, hand) | {"cycle": cycle} | _guards(mover, hand)


def _hold(id: str, reps: int, mover: Mover, hand: Hand, source: str) -> dict[str, Any]:
    """A posture that is kept as long as it was in the demonstration."""
    ends = "high" if mover.ends == "both" else mover.ends
    seconds = round(0.8 * _shortest_hold_s(mover, ends, hand), 1)
    hold = {
        "signal": "movement",
        "ends": ends,
        "rest": _given(0.25, "provisional: a return to a quarter of the own way"),
        "attempt": _given(0.40, "provisional: clearly on the way"),
        "full": _given(0.80, "provisional: 80 % of the own way"),
        "least": _least(mover, source),
        "seconds": _given(max(seconds, 0.4), f"measured: 80 % of the shortest hold in {source}"),
        "slack_s": _given(round(max(seconds, 0.4) / 4, 2), "provisional: a quarter of it"),
        "grace_s": _given(0.5, "provisional: a breath"),
        "attempt_s": _given(round(max(seconds, 0.4) / 4, 2), "provisional: shorter is passing by"),
        "still": _given(0.3, "provisional: a hand that wanders is not still"),
    }
    return _document(id, "hold", reps, mover, hand) | {"hold": hold} | _guards(mover, hand)


def _shortest_hold_s(mover: Mover, ends: str, hand: Hand) -> float:
    forearm = Forearm.in_picture(hand) or Forearm.of(hand, known=False)
    raw = mover.reading.of(hand, forearm.line if forearm else None)
    share = (raw - mover.low) / (mover.high - mover.low)
    held = (share if ends == "high" else 1 - share) >= 0.8
    edges = np.flatnonzero(np.diff(np.concatenate([[0], held.astype(int), [0]])))
    time_s = np.append(np.asarray(hand.time_s), np.asarray(hand.time_s)[-1])
    lasted = sorted(time_s[edges[1::2]] - time_s[edges[::2]])[-mover.times :]
    return float(lasted[0]) if len(lasted) else 0.0


def _sequences(
    id: str, reps: int, views: Sequence[View], exercises: Sequence[Exercise]
) -> Iterator[dict[str, Any]]:
    """Every order of touches, the longest first, with the thresholds of the first sequence."""
    like = next(e for e in exercises if e.sequence and not e.sequence.cue)
    for count in range(len(FINGERS), 1, -1):
        for order in permutations(FINGERS, count):
            document = document_of(id, like) | _texts(id, "sequence", reps, views)
            document["sequence"] = {**document["sequence"], "order": [str(f) for f in order]}
            document["interpretation"] = ""
            yield document


def _texts(id: str, verifier: str, reps: int, views: Sequence[View]) -> dict[str, Any]:
    """What stands above the tables; texts to be replaced by the author's."""
    return {
        "schema": 1,
        "id": id,
        "version": "1.0",
        "slug": id,
        "title_article": id.replace("-", " ").capitalize(),
        "title_clinical": id.replace("-", " ").capitalize(),
        "summary": "",
        "grade": "B",
        "what_to_do": ["Do what the demonstration shows."],
        "placement": "Camera as in the demonstration.",
        "views": [str(view) for view in views],
        "hands": 1,
        "assist": "allowed",
        "dose": {"reps": reps, "source": "default"},
        "verifier": verifier,
    }


def _document(id: str, verifier: str, reps: int, mover: Mover, hand: Hand) -> dict[str, Any]:
    reading = mover.reading
    cutoff_hz, beta = SMOOTH[reading.measurement.unit]
    source = "provisional: as in handtrack's own files for this unit"
    movement = {"measure": reading.measure}
    movement |= {"finger": str(reading.finger)} if reading.finger else {}
    smooth = {"min_cutoff_hz": cutoff_hz, "beta": beta, "source": source}
    signals: dict[str, Any] = {"movement": {**movement, "smooth": smooth}}
    views = views_of(hand) if _turns_little(mover, hand) else ()
    return {**_texts(id, verifier, reps, views), "signals": signals}


def _guards(mover: Mover, hand: Hand) -> dict[str, Any]:
    """Conditions that the demonstration itself keeps, and the joints that moved in it."""
    guards: list[dict[str, Any]] = []
    if _turns_little(mover, hand):
        share = _given(0.5, "provisional: most of the repetition")
        guards.append({"kind": "view", "min_share": share})
        most = _given(45.0, "provisional: as in handtrack's own files") | {"margin": 10.0}
        guards.append({"kind": "turn", "max": most, "action": "reject"})
    if _wander_l(hand) < 0.4:
        most = _given(0.5, f"provisional: in the demonstration {_wander_l(hand):.2f}")
        guards.append({"kind": "still", "max": most, "action": "reject"})
    return {"guard": guards} | ({"rom": rom} if (rom := _joints(hand)) else {})


def _joints(hand: Hand) -> list[dict[str, Any]]:
    """Joints that moved clearly and can be read from here."""
    fingers: dict[str, list[str]] = {}
    for mover in movers(hand):
        name, finger = mover.reading.measure, mover.reading.finger
        if name in JOINTS:
            fingers.setdefault(name, []).extend([str(finger)] if finger else [])
    return [
        {"measure": name, **({"fingers": [f for f in FINGERS if f in some]} if some else {})}
        for name, some in fingers.items()
    ]


def _turns_little(mover: Mover, hand: Hand) -> bool:
    turned = palm_orientations(hand)[hand.seen, 1]
    spread = float(np.subtract(*np.percentile(turned, [98, 2])))
    return spread < 0.4 and mover.reading.measure not in TURNS


def _wander_l(hand: Hand) -> float:
    """How far the wrist goes on the screen, in hand lengths."""
    wrist = hand.image_px[hand.seen, Landmark.WRIST, :2]
    low, high = np.percentile(wrist, [2, 98], axis=0)
    return float(np.hypot(*(high - low)) / np.nanmedian(hand_length_px(hand)))


def _least(mover: Mover, source: str) -> dict[str, Any]:
    way = mover.high - mover.low
    digits = 0 if mover.reading.measurement.unit == "deg" else 2
    return _given(round(way / 2, digits), f"measured: half of the way in {source}")


def _given(value: float, source: str) -> dict[str, Any]:
    return {"value": value, "source": source}
