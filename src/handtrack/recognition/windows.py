"""A recording in windows, and where it changes from one movement to another.

The most probable sequence of movements (Viterbi) names one movement for each window; a part ends
where the movement or the hand changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from handtrack.definitions.exercise import Exercise
from handtrack.landmarks.hand import Floats, Hand, Side
from handtrack.landmarks.quality import MIN_HAND_PX, hand_length_px
from handtrack.landmarks.recording import Recording, choose_slot
from handtrack.recognition.families import family_key
from handtrack.recognition.profile import Track, movement, profile, track_of, travel
from handtrack.recognition.prototypes import NONE, Prototypes

WINDOW_S = 8.0
"""Long enough for two or three repetitions, or for the thumb to reach four fingers."""
HOP_S = 1.0
MOVES = 0.8
"""Less movement than this, in units of clear movement, is rest."""
SWITCH = 25.0
"""What the path pays to change its mind: provisional, half a window of a clear difference."""
CALM_S = 1.0
"""Between two exercises a hand rests for about so long."""
FAR = 330.0
"""Beyond this squared distance nothing is told by how far: provisional, twice that of 99 of 100
synthetic performances."""


@dataclass(frozen=True, slots=True)
class Windows:
    """Profiles of N windows.

    Parameters
    ----------
    middle_s : ndarray, shape (N,)
    whose : sequence of (int, Side), length N
        The slot and the side of the hand.
    distances, by_movement : mapping of str to ndarray, shape (N,)
        Squared, to each exercise and to none: of the whole profile, and of how the hand moves.
    moves : ndarray, shape (N,)
        Whether it moves at all.
    travels : ndarray, shape (N,)
        How far it went across the picture, in units of clear movement.
    """

    middle_s: Floats
    whose: Sequence[tuple[int, Side]]
    distances: Mapping[str, Floats]
    by_movement: Mapping[str, Floats]
    moves: np.ndarray
    travels: Floats

    def inside(self, start_s: float, end_s: float) -> np.ndarray:
        """Which of them tell about a stretch; of one shorter than their way, the nearest."""
        found = (self.middle_s >= start_s) & (self.middle_s < end_s) & self.moves
        if found.any():
            return np.asarray(found)
        low, high = np.clip((start_s, end_s), self.middle_s[0], self.middle_s[-1])
        nearest = np.abs(self.middle_s - (low + high) / 2).argmin()
        return np.asarray(np.arange(len(self.middle_s)) == nearest)


def windows_of(
    recording: Recording, prototypes: Prototypes, known: Mapping[str, list[int]]
) -> Windows | None:
    """Profiles through the recording; None where the hand is not seen for long enough.

    A window in which the hand is mostly too small in the picture tells nothing.
    """
    if not len(recording):
        return None
    tracks: dict[tuple[int, Side], Track] = {}
    first_s, last_s = float(recording.time_s[0]), float(recording.time_s[-1])
    rows, middle_s, whose = [], [], []
    for start_s in np.arange(first_s, max(last_s - WINDOW_S, first_s) + 1e-6, HOP_S):
        end_s = min(start_s + WINDOW_S, last_s + 1e-6)
        part = recording.between(start_s, end_s)
        which = choose_slot(part, None)
        if which not in tracks:
            tracks[which] = track_of(recording.hand(*which))
        row = profile(tracks[which], start_s, end_s)
        length_px = _length_px(part.hand(*which))
        if np.isfinite(row).all() and length_px >= MIN_HAND_PX:
            rows.append(row)
            middle_s.append((start_s + end_s) / 2)
            whose.append(which)
    if not rows:
        return None
    stacked = np.array(rows)
    moves = np.array([movement(row) > MOVES for row in rows])
    return Windows(
        np.array(middle_s),
        whose,
        prototypes.distances(stacked, known),
        prototypes.by_movement.distances(stacked, known),
        moves,
        np.array([travel(row) for row in rows]),
    )


def _length_px(hand: Hand) -> float:
    """The hand's length in the picture, its median; 0 where it was not seen."""
    lengths = hand_length_px(hand)[hand.seen]
    return float(np.median(lengths)) if len(lengths) else 0.0


def cuts(
    recording: Recording, windows: Windows, exercises: Sequence[Exercise]
) -> list[tuple[float, float]]:
    """Where the movement or the hand changes: half-open stretches of the windows' middles."""
    keys = {NONE: NONE, **{e.id: family_key(e) for e in exercises}}
    states = sorted(set(keys.values()))
    costs = np.stack(
        [
            np.min([windows.distances[id] for id, key in keys.items() if key == state], axis=0)
            for state in states
        ],
        axis=-1,
    )
    costs = np.minimum(costs, FAR) * windows.moves[:, None]
    path = _cheapest(costs)
    other_hand = np.array([a != b for a, b in pairwise(windows.whose)], dtype=bool)
    changes = np.flatnonzero(np.diff(path).astype(bool) | other_hand) + 1
    bounds = np.concatenate([[0], changes, [len(path)]])
    edges = windows.middle_s
    middles = [_calmest_s(recording, float(edges[i - 1] + edges[i]) / 2) for i in changes]
    times = [-np.inf, *np.maximum.accumulate(middles).tolist(), np.inf]
    return [
        (times[n], times[n + 1])
        for n, (i, j) in enumerate(pairwise(bounds))
        if windows.moves[i:j].any() and times[n] < times[n + 1]
    ]


def _calmest_s(recording: Recording, about_s: float) -> float:
    """Where the hand rests around a time: windows tell a change to some seconds only."""
    part = recording.between(about_s - WINDOW_S / 2, about_s + WINDOW_S / 2)
    points, time_s = part.image_px[..., :2], part.time_s
    step_px = np.hypot(*np.moveaxis(np.diff(points, axis=0), -1, 0))
    speed = np.nan_to_num(step_px, nan=np.inf).min(axis=1).mean(axis=1)
    speed = np.where(np.isfinite(speed), speed, 0.0) / np.diff(time_s)  # nobody there is calm
    frames = max(round(CALM_S / float(np.median(np.diff(time_s)))), 1)
    if len(speed) < 2 * frames:
        return about_s
    calm = np.convolve(speed, np.full(frames, 1 / frames), mode="valid")
    middle_s = time_s[frames // 2 : frames // 2 + len(calm)]
    usual = float(np.median(speed)) + 1e-9
    return float(middle_s[np.argmin(calm / usual + np.abs(middle_s - about_s) / WINDOW_S)])


def _cheapest(costs: Floats) -> np.ndarray:
    """The cheapest path through (N, states), paying `SWITCH` for each change of state (Viterbi)."""
    total = costs[0]
    came_from = []
    for cost in costs[1:]:
        best = int(np.argmin(total))
        stays = total <= total[best] + SWITCH
        came_from.append(np.where(stays, np.arange(len(total)), best))
        total = np.minimum(total, total[best] + SWITCH) + cost
    path = [int(np.argmin(total))]
    for back in reversed(came_from):
        path.append(int(back[path[-1]]))
    return np.array(path[::-1])
