"""Windows of a recording, and the change points between movements.

The cheapest path through the windows with a cost for each change (Viterbi) gives the movement of
each window. The recording is divided where the movement or the hand changes.
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
from handtrack.recognition.profile import (
    ProfileSignals,
    movement_size,
    profile,
    profile_signals,
    travel_size,
)
from handtrack.recognition.prototypes import NO_EXERCISE, Prototypes

WINDOW_S = 8.0
"""Window length: two or three repetitions, or four touches of the thumb."""
HOP_S = 1.0
MIN_MOVEMENT = 0.8
"""Less movement, in units of clear movement, is rest."""
SWITCH_COST = 25.0
"""Cost of a change of movement: provisional, half a window of a clear difference."""
REST_S = 1.0
"""Typical rest between two exercises."""
MAX_DISTANCE = 330.0
"""Cap of the squared distance: provisional, twice the 99th percentile of synthetic performances."""


@dataclass(frozen=True, slots=True)
class Windows:
    """Profiles of N windows.

    Parameters
    ----------
    middle_s : ndarray, shape (N,)
        Middle of each window.
    hands : sequence of (int, Side), length N
        Track and side of the hand.
    distances, movement_distances : mapping of str to ndarray, shape (N,)
        Squared distance to each exercise and to none: of the whole profile, and of its movement.
    moving : ndarray, shape (N,)
        Whether the hand moves.
    travel : ndarray, shape (N,)
        `profile.travel_size`, in units of clear movement.
    """

    middle_s: Floats
    hands: Sequence[tuple[int, Side]]
    distances: Mapping[str, Floats]
    movement_distances: Mapping[str, Floats]
    moving: np.ndarray
    travel: Floats

    def in_stretch(self, start_s: float, end_s: float) -> np.ndarray:
        """Windows with movement whose middle lies in a half-open interval.

        Parameters
        ----------
        start_s, end_s : float

        Returns
        -------
        ndarray of bool, shape (N,)
            The nearest window alone where there is none in the interval.
        """
        found = (self.middle_s >= start_s) & (self.middle_s < end_s) & self.moving
        if found.any():
            return np.asarray(found)
        low, high = np.clip((start_s, end_s), self.middle_s[0], self.middle_s[-1])
        nearest = np.abs(self.middle_s - (low + high) / 2).argmin()
        return np.asarray(np.arange(len(self.middle_s)) == nearest)


def profile_windows(
    recording: Recording, prototypes: Prototypes, known: Mapping[str, list[int]]
) -> Windows | None:
    """Profiles of the windows of a recording.

    Windows are left out where the hand is mostly too small in the picture.

    Parameters
    ----------
    recording : Recording
    prototypes : Prototypes
    known : mapping of str to list of int
        From `Prototypes.prototypes_of`.

    Returns
    -------
    Windows or None
        None where no window shows the hand for long enough.
    """
    if not len(recording):
        return None
    tracks: dict[tuple[int, Side], ProfileSignals] = {}
    first_s, last_s = float(recording.time_s[0]), float(recording.time_s[-1])
    rows, middle_s, whose = [], [], []
    for start_s in np.arange(first_s, max(last_s - WINDOW_S, first_s) + 1e-6, HOP_S):
        end_s = min(start_s + WINDOW_S, last_s + 1e-6)
        part = recording.between(start_s, end_s)
        which = choose_slot(part, None)
        if which not in tracks:
            tracks[which] = profile_signals(recording.hand(*which))
        row = profile(tracks[which], start_s, end_s)
        length_px = _length_px(part.hand(*which))
        if np.isfinite(row).all() and length_px >= MIN_HAND_PX:
            rows.append(row)
            middle_s.append((start_s + end_s) / 2)
            whose.append(which)
    if not rows:
        return None
    stacked = np.array(rows)
    moves = np.array([movement_size(row) > MIN_MOVEMENT for row in rows])
    return Windows(
        np.array(middle_s),
        whose,
        prototypes.distances(stacked, known),
        prototypes.without_levels.distances(stacked, known),
        moves,
        np.array([travel_size(row) for row in rows]),
    )


def _length_px(hand: Hand) -> float:
    """Median length of the hand in the picture; 0 where no hand was detected."""
    lengths = hand_length_px(hand)[hand.seen]
    return float(np.median(lengths)) if len(lengths) else 0.0


def change_points(
    recording: Recording, windows: Windows, exercises: Sequence[Exercise]
) -> list[tuple[float, float]]:
    """Intervals between changes of the movement or of the hand.

    Parameters
    ----------
    recording : Recording
    windows : Windows
    exercises : sequence of Exercise

    Returns
    -------
    list of (float, float)
        Half-open, in seconds, without those at rest; the first begins at -inf, the last ends at
        inf.
    """
    keys = {NO_EXERCISE: NO_EXERCISE, **{e.id: family_key(e) for e in exercises}}
    states = sorted(set(keys.values()))
    costs = np.stack(
        [
            np.min([windows.distances[id] for id, key in keys.items() if key == state], axis=0)
            for state in states
        ],
        axis=-1,
    )
    costs = np.minimum(costs, MAX_DISTANCE) * windows.moving[:, None]
    path = _cheapest(costs)
    other_hand = np.array([a != b for a, b in pairwise(windows.hands)], dtype=bool)
    changes = np.flatnonzero(np.diff(path).astype(bool) | other_hand) + 1
    bounds = np.concatenate([[0], changes, [len(path)]])
    edges = windows.middle_s
    middles = [_rest_time_s(recording, float(edges[i - 1] + edges[i]) / 2) for i in changes]
    times = [-np.inf, *np.maximum.accumulate(middles).tolist(), np.inf]
    return [
        (times[n], times[n + 1])
        for n, (i, j) in enumerate(pairwise(bounds))
        if windows.moving[i:j].any() and times[n] < times[n + 1]
    ]


def _rest_time_s(recording: Recording, about_s: float) -> float:
    """Time of least movement around a change: windows locate it to some seconds only."""
    part = recording.between(about_s - WINDOW_S / 2, about_s + WINDOW_S / 2)
    points, time_s = part.image_px[..., :2], part.time_s
    step_px = np.hypot(*np.moveaxis(np.diff(points, axis=0), -1, 0))
    speed = np.nan_to_num(step_px, nan=np.inf).min(axis=1).mean(axis=1)
    speed = np.where(np.isfinite(speed), speed, 0.0) / np.diff(time_s)  # no hand counts as rest
    frames = max(round(REST_S / float(np.median(np.diff(time_s)))), 1)
    if len(speed) < 2 * frames:
        return about_s
    calm = np.convolve(speed, np.full(frames, 1 / frames), mode="valid")
    middle_s = time_s[frames // 2 : frames // 2 + len(calm)]
    usual = float(np.median(speed)) + 1e-9
    return float(middle_s[np.argmin(calm / usual + np.abs(middle_s - about_s) / WINDOW_S)])


def _cheapest(costs: Floats) -> np.ndarray:
    """Cheapest path through costs of shape (N, states), `SWITCH_COST` a change (Viterbi)."""
    total = costs[0]
    came_from = []
    for cost in costs[1:]:
        best = int(np.argmin(total))
        stays = total <= total[best] + SWITCH_COST
        came_from.append(np.where(stays, np.arange(len(total)), best))
        total = np.minimum(total, total[best] + SWITCH_COST) + cost
    path = [int(np.argmin(total))]
    for back in reversed(came_from):
        path.append(int(back[path[-1]]))
    return np.array(path[::-1])
