"""What recordings of real hands show of repeats: the same end of a movement, several times over.

No real hand was recorded twice with the camera set up anew. Within one recording a hand comes to
the far end of its exercise several times: how far the angles differ there is how exactly a person
comes back, and the jitter of the landmarks on a moving hand; not what another day or another
placement of the camera adds. Two cameras that watch one hand at the same moments show the rest:
the person is the same to the frame, the camera is not.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

import numpy as np

from handtrack.landmarks import recording_file
from handtrack.landmarks.hand import FINGERS, Finger, Floats, Hand, Side
from handtrack.landmarks.pose.learned_pose import estimate_palm
from handtrack.landmarks.views import View, view_of
from handtrack.measurements.joint_angle import angle_per_frame
from handtrack.measurements.reading import Reading
from validation.angles.stereo_reference import NAMES

WITHIN_S = 0.15
"""Of the moment that an eye marked as the far end."""
ONE_POSE = frozenset({"1", "11", "10", "26", "31", "33", "34", "35"})
"""Exercises whose far end is the same pose every time."""
SPREADS = frozenset({"31", "33"})
"""Those in which the spread of the fingers means something."""
KINDS = {
    "flexion of fingers": tuple(
        (f"{j}_flexion", finger) for j in ("mcp", "pip", "dip") for finger in FINGERS
    ),
    "flexion of the thumb": (("thumb_mcp_flexion", None), ("thumb_ip_flexion", None)),
    "abduction of the thumb": (("thumb_radial_abduction", None),),
    "spread": (("finger_spread", None),),
}


@dataclass(frozen=True, slots=True)
class RealRow:
    """How far angles of real hands differ.

    Parameters
    ----------
    name : str
        Kind of motion.
    sd_deg : float
        Standard deviation of one figure.
    count, people : int
        Of differences, or repetitions; and of people.
    """

    name: str
    sd_deg: float
    count: int
    people: int


def far_ends(folder: Path) -> list[RealRow]:
    """Pool how far the angles at the far end differ between the repetitions of a recording.

    Parameters
    ----------
    folder : Path
        Holds `counts.json` and `tracks/`.
    """
    squares: dict[str, float] = defaultdict(float)
    freedom: dict[str, int] = defaultdict(int)
    people: dict[str, set[str]] = defaultdict(set)
    for row in json.loads((folder / "counts.json").read_text(encoding="utf-8")):
        events = row.get("event_s") or []
        if len(events) < 2 or not ONE_POSE & set(row.get("exercise") or []):
            continue
        recording = recording_file.read(folder / "tracks" / row["track"])
        side = recording.slot_sides()[0]
        if side is None:
            continue
        spreads = SPREADS & set(row["exercise"])
        for name, values in _at_events(recording.hand(0, side), events):
            for own in values if name != "spread" or spreads else ():
                squares[name] += float(np.var(own)) * len(own)
                freedom[name] += len(own) - 1
                people[name].add(str(row["person"]))
    return [
        RealRow(name, sqrt(squares[name] / freedom[name]), freedom[name], len(people[name]))
        for name in KINDS
        if freedom[name]
    ]


def _at_events(hand: Hand, events_s: Sequence[float]) -> Iterator[tuple[str, list[Floats]]]:
    """For each kind of motion, the angles at the far ends that were seen from the usual side."""
    seen: list[tuple[View, Hand]] = []
    time_s = np.asarray(hand.time_s)
    for event_s in events_s:
        near = (np.abs(time_s - event_s) <= WITHIN_S) & hand.seen & ~np.asarray(hand.settling)
        if near.sum() >= 2:
            own = hand.at(np.flatnonzero(near))
            seen.append((view_of(estimate_palm(own).orientation), own))
    views = [view for view, _ in seen]
    usual = max(set(views), key=views.count) if views else None
    same = [own for view, own in seen if view is usual]
    if usual is None or len(same) < 2:
        return
    for name, joints in KINDS.items():
        rows = [np.array([_angle(own, usual, *joint) for own in same]) for joint in joints]
        known = [row[np.isfinite(row)] for row in rows]
        yield name, [row for row in known if len(row) > 1]


def _angle(hand: Hand, view: View, measure: str, finger: Finger | None) -> float:
    angles = angle_per_frame(Reading(measure=measure, finger=finger), hand, view, None).deg
    return float(np.nanmedian(angles)) if np.isfinite(angles).any() else float("nan")


@dataclass(frozen=True, slots=True)
class TwoCameras:
    """How far two cameras that watch one hand differ, at the same moments.

    Parameters
    ----------
    name : str
        Kind of motion.
    apart_deg : float
        Root mean square of the difference of the angles.
    change_deg : float
        The same of changes of the angle since the recording's middle angle.
    frames : int
    """

    name: str
    apart_deg: float
    change_deg: float
    frames: int


def two_cameras(folder: Path) -> list[TwoCameras]:
    """Compare the cameras of the stereo pair.

    Parameters
    ----------
    folder : Path
        Holds `tracks/`.
    """
    hands = []
    for name in NAMES:
        recording = recording_file.read(folder / "tracks" / f"{name}.npz")
        hands.append(recording.hand(0, recording.slot_sides()[0] or Side.RIGHT))
    frames = min(len(np.asarray(hand.time_s)) for hand in hands)
    both = np.ones(frames, bool)
    for hand in hands:
        both &= hand.seen[:frames] & ~np.asarray(hand.settling)[:frames]
    used = [hand.at(np.flatnonzero(both)) for hand in hands]
    views = [view_of(estimate_palm(hand).orientation) for hand in used]
    found = []
    for name, joints in KINDS.items():
        apart, change = [], []
        for measure, finger in joints:
            reading = Reading(measure=measure, finger=finger)
            one, other = (
                angle_per_frame(reading, hand, view, None).deg
                for hand, view in zip(used, views, strict=True)
            )
            off = one - other
            off = off[np.isfinite(off)]
            apart.append(off)
            change.append(off - np.median(off))
        found.append(TwoCameras(name, _rms(apart), _rms(change), sum(map(len, apart))))
    return found


def _rms(parts: Sequence[Floats]) -> float:
    return float(np.sqrt(np.mean(np.square(np.concatenate(parts)))))
