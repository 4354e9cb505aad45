"""Tables of an exercise file proposed for one signal of a demonstration."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Any

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.template import document_of
from handtrack.landmarks.hand import FINGERS, Hand
from handtrack.landmarks.views import View
from handtrack.recognition.demonstrated_signals import (
    SMOOTH,
    MovingSignal,
    keeps_one_view,
    moving_signals,
    shortest_hold_s,
    views_of,
    wrist_travel_l,
)

JOINTS = (
    ("wrist_flexion", "wrist_deviation", "forearm_rotation", "mcp_flexion", "pip_flexion")
    + ("dip_flexion", "thumb_mcp_flexion", "thumb_ip_flexion", "thumb_radial_abduction")
    + ("thumb_palmar_abduction", "finger_spread")
)
"""Joint angles whose range of motion can be reported."""


def cycle_document(
    id: str, reps: int, mover: MovingSignal, hand: Hand, source: str
) -> dict[str, Any]:
    """Exercise that counts cycles of one signal, as the tables of a file.

    Parameters
    ----------
    id : str
    reps : int
        Prescribed repetitions.
    mover : MovingSignal
    hand : Hand
        Through the demonstration.
    source : str
        Name of the demonstration in the sources of thresholds.

    Returns
    -------
    dict of str to Any
    """
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


def hold_document(
    id: str, reps: int, mover: MovingSignal, hand: Hand, source: str
) -> dict[str, Any]:
    """Exercise that counts holds of 80 % of the demonstrated duration, as the tables of a file.

    Parameters
    ----------
    id : str
    reps : int
        Prescribed repetitions.
    mover : MovingSignal
    hand : Hand
        Through the demonstration.
    source : str
        Name of the demonstration in the sources of thresholds.

    Returns
    -------
    dict of str to Any
    """
    ends = "high" if mover.ends == "both" else mover.ends
    seconds = round(0.8 * shortest_hold_s(mover, ends, hand), 1)
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


def sequence_documents(
    id: str, reps: int, views: Sequence[View], exercises: Sequence[Exercise]
) -> Iterator[dict[str, Any]]:
    """Exercises for every order of touches, longest first, with one sequence's thresholds.

    Parameters
    ----------
    id : str
    reps : int
        Prescribed repetitions.
    views : sequence of View
    exercises : sequence of Exercise
        The first sequence without a metronome gives the thresholds.

    Yields
    ------
    dict of str to Any
        Tables of an exercise file.
    """
    like = next(e for e in exercises if e.sequence and not e.sequence.cue)
    for count in range(len(FINGERS), 1, -1):
        for order in permutations(FINGERS, count):
            document = document_of(id, like) | _texts(id, "sequence", reps, views)
            document["sequence"] = {**document["sequence"], "order": [str(f) for f in order]}
            document["interpretation"] = ""
            yield document


def _texts(id: str, verifier: str, reps: int, views: Sequence[View]) -> dict[str, Any]:
    """Keys above the tables, with texts to be replaced by the author."""
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


def _document(id: str, verifier: str, reps: int, mover: MovingSignal, hand: Hand) -> dict[str, Any]:
    reading = mover.reading
    cutoff_hz, beta = SMOOTH[reading.measurement.unit]
    source = "provisional: as in handtrack's own files for this unit"
    movement = {"measure": reading.measure}
    movement |= {"finger": str(reading.finger)} if reading.finger else {}
    smooth = {"min_cutoff_hz": cutoff_hz, "beta": beta, "source": source}
    signals: dict[str, Any] = {"movement": {**movement, "smooth": smooth}}
    views = views_of(hand) if keeps_one_view(mover, hand) else ()
    return {**_texts(id, verifier, reps, views), "signals": signals}


def _guards(mover: MovingSignal, hand: Hand) -> dict[str, Any]:
    """Criteria that the demonstration meets, and the joints that moved in it."""
    guards: list[dict[str, Any]] = []
    if keeps_one_view(mover, hand):
        share = _given(0.5, "provisional: most of the repetition")
        guards.append({"kind": "view", "min_share": share})
        most = _given(45.0, "provisional: as in handtrack's own files") | {"margin": 10.0}
        guards.append({"kind": "turn", "max": most, "action": "reject"})
    if wrist_travel_l(hand) < 0.4:
        most = _given(0.5, f"provisional: in the demonstration {wrist_travel_l(hand):.2f}")
        guards.append({"kind": "still", "max": most, "action": "reject"})
    return {"guard": guards} | ({"rom": rom} if (rom := _joints(hand)) else {})


def _joints(hand: Hand) -> list[dict[str, Any]]:
    """Joints with a clear movement that can be read in the demonstrated views."""
    fingers: dict[str, list[str]] = {}
    for mover in moving_signals(hand):
        name, finger = mover.reading.measure, mover.reading.finger
        if name in JOINTS:
            fingers.setdefault(name, []).extend([str(finger)] if finger else [])
    return [
        {"measure": name, **({"fingers": [f for f in FINGERS if f in some]} if some else {})}
        for name, some in fingers.items()
    ]


def _least(mover: MovingSignal, source: str) -> dict[str, Any]:
    extent = mover.high - mover.low
    digits = 0 if mover.reading.measurement.unit == "deg" else 2
    return _given(round(extent / 2, digits), f"measured: half of the way in {source}")


def _given(value: float, source: str) -> dict[str, Any]:
    return {"value": value, "source": source}
