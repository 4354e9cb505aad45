"""How many pieces lie on the table, also where the hand is over some of them.

What is seen is a set of points a frame. A piece that was there and is not in sight is still there
while a hand or its forearm is over its place, and gone when none is. A piece that is in sight is
there when it has stayed in one place for a moment, away from both: until then it may be held, or be
a light on the skin or the sleeve.

A piece is taken or put down while a hand is over its place, so that the moment itself is seldom
seen. It lies between the last frame in which the place was in sight as it was before and the first
in which it is in sight as it is now; the middle of the two errs least.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

import numpy as np

from handtrack.landmarks.hand import TIPS, Floats, Hand, Landmark
from handtrack.landmarks.quality import palm_px
from handtrack.landmarks.tracked_object import MOST_PIECES

COVER_L = 0.45
"""Provisional: what is nearer than this to a finger, the palm or the forearm, in hand lengths, the
hand may cover or hold."""
ARM = 3.5
"""The forearm goes on beyond the wrist by so many distances from palm to wrist: 2.7 hand lengths,
as of most adults."""
SAME_RADII = 1.2
"""Provisional: what is nearer than so many radii to where a piece lay is that piece."""
LEAST_SAME_PX = 4.0

_FINGERTIPS = (Landmark.THUMB_TIP, *TIPS)
_HAND = 3 + 2 * (len(_FINGERTIPS) + 1)
_HANDS = 2 * _HAND
COLUMNS = _HANDS + 3 * MOST_PIECES
"""What `readings` gives a frame."""


def readings(hand: Hand) -> Floats:
    """Both hands and the pieces in pixels, shape (..., COLUMNS); see `PieceTracker.push`.

    Of a hand its palm, its length, its fingertips and where its elbow is if the wrist is straight,
    NaN where it was not seen or not looked for.
    """
    shape = hand.image_px.shape[:-2]
    nowhere = np.full_like(hand.image_px, np.nan)
    other = replace(hand, image_px=nowhere if hand.other_px is None else hand.other_px)
    pieces = hand.object_px
    if pieces is None or pieces.shape[-2] != MOST_PIECES:
        pieces = np.full((*shape, MOST_PIECES, 3), np.nan)
    parts = [_outline(hand), _outline(other), pieces.reshape(*shape, -1)]
    return np.concatenate(parts, axis=-1)


def _outline(hand: Hand) -> Floats:
    palm, wrist = palm_px(hand), hand.image_px[..., Landmark.WRIST, :2]
    elbow = wrist + ARM * (wrist - palm[..., :2])
    tips = hand.image_px[..., _FINGERTIPS, :2].reshape(*hand.image_px.shape[:-2], -1)
    return np.concatenate([palm, tips, elbow], axis=-1)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Where one lies, when it was in sight, and since when it is doubtful.

    Parameters
    ----------
    seen_s : float
        When it was last in sight.
    doubted_s : float or None
        Since when it is doubtful whether it is there, or still there.
    """

    x: float
    y: float
    radius: float
    seen_s: float
    doubted_s: float | None = None


class PieceTracker:
    """Counts frame by frame; its state is where the pieces lie.

    Parameters
    ----------
    sure_s : float
        How long a piece must lie still, uncovered, to be there, or be out of sight to be gone.
    hindsight_s : float
        How far back it is looked for when a piece came or went.
    """

    def __init__(self, sure_s: float, hindsight_s: float) -> None:
        self._sure_s, self._hindsight_s = sure_s, hindsight_s
        self._there: list[_Piece] = []
        self._perhaps: list[_Piece] = []
        self._past: deque[tuple[float, Floats]] = deque()
        self._changed_s = float("nan")

    def push(self, time_s: float, reading: Floats) -> tuple[float, float]:
        """Take one frame.

        Parameters
        ----------
        time_s : float
            Later than that of the frame before.
        reading : ndarray, shape (COLUMNS,)
            Of `readings`.

        Returns
        -------
        count, changed_s : float
            How many pieces lie there, NaN in a frame without the hand, which may be over any of
            them; and when that last changed, NaN before the first change.
        """
        if np.isnan(reading[:_HAND]).any():
            return float("nan"), self._changed_s
        pieces = _in_sight(time_s, reading)
        kept, rest = self._still_there(time_s, reading, self._there, pieces)
        self._there = [*kept, *self._newly_there(time_s, reading, rest)]
        self._past.append((time_s, reading))
        while time_s - self._past[0][0] > self._sure_s + self._hindsight_s:
            self._past.popleft()
        return float(len(self._there)), self._changed_s

    def _still_there(
        self, time_s: float, reading: Floats, known: list[_Piece], seen: list[_Piece]
    ) -> tuple[list[_Piece], list[_Piece]]:
        """The known pieces that are there, and those in sight that are none of them."""
        rest, kept = list(seen), []
        for piece in known:
            same = min(rest, key=lambda p, k=piece: _apart(p, k), default=None)  # type: ignore[misc]
            if same is not None and _apart(same, piece) <= _reach(piece):
                rest.remove(same)
                kept.append(same)
            elif _covered(piece, reading):
                kept.append(replace(piece, doubted_s=None))
            else:
                since_s = time_s if piece.doubted_s is None else piece.doubted_s
                if time_s - since_s < self._sure_s:
                    kept.append(replace(piece, doubted_s=since_s))
                else:
                    self._changed_s = (max(piece.seen_s, since_s - self._hindsight_s) + since_s) / 2
        return kept, rest

    def _newly_there(self, time_s: float, reading: Floats, rest: list[_Piece]) -> list[_Piece]:
        """Those that have stayed in one place; the others are kept in mind."""
        found, perhaps = [], []
        for piece in rest:
            if _covered(piece, reading):
                continue
            before = next((p for p in self._perhaps if _apart(p, piece) <= _reach(p)), None)
            since_s = time_s if before is None or before.doubted_s is None else before.doubted_s
            if time_s - since_s >= self._sure_s:
                found.append(piece)
                self._changed_s = (self._last_free_s(piece, since_s) + since_s) / 2
            else:
                perhaps.append(replace(piece, doubted_s=since_s))
        self._perhaps = perhaps
        return found

    def _last_free_s(self, piece: _Piece, before_s: float) -> float:
        """When the place was last seen empty before a time; that time if it never was."""
        for time_s, past in reversed(self._past):
            if time_s < before_s and not _covered(piece, past):
                lying = _in_sight(time_s, past)
                if all(_apart(other, piece) > _reach(piece) for other in lying):
                    return time_s
        return before_s


def _in_sight(time_s: float, reading: Floats) -> list[_Piece]:
    seen = reading[_HANDS:].reshape(-1, 3)
    lying = seen[np.isfinite(seen[:, 0])].tolist()
    return [_Piece(x, y, radius, time_s) for x, y, radius in lying]


def _apart(a: _Piece, b: _Piece) -> float:
    return float(np.hypot(a.x - b.x, a.y - b.y))


def _reach(piece: _Piece) -> float:
    return max(SAME_RADII * piece.radius, LEAST_SAME_PX)


def _covered(piece: _Piece, reading: Floats) -> bool:
    """Whether a hand may be over a piece, or hold it."""
    hands = reading[:_HANDS].reshape(2, _HAND)
    return any(_under(piece, hand) for hand in hands if np.isfinite(hand).all())


def _under(piece: _Piece, hand: Floats) -> bool:
    """Whether a piece is near the palm, or a line from it to a fingertip or the elbow."""
    palm, length = hand[:2], float(hand[2])
    here = np.array([piece.x, piece.y]) - palm
    ends = hand[3:].reshape(-1, 2) - palm
    share = np.clip(ends @ here / np.maximum((ends**2).sum(axis=-1), 1e-9), 0.0, 1.0)
    away = np.hypot(*(here - share[:, None] * ends).T)
    return bool((away <= COVER_L * length + piece.radius).any())
