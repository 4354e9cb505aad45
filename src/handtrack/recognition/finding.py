"""Which exercise, when: a recording is cut into stretches, and each is named or not.

1. Windows of the recording are compared with the prototypes, and it is cut where the movement
   changes (`cutting`).
2. For each stretch, the exercises that come near are scored as the engine scores them: what counts
   nothing is not it.
3. What the landmarks cannot tell apart is said together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from handtrack.definition import Exercise
from handtrack.events import Status
from handtrack.hand import Side
from handtrack.recognition.cutting import FAR, WINDOW_S, Windows, cuts, windows_of
from handtrack.recognition.movements import movement_of
from handtrack.recognition.prototypes import NONE, Prototypes
from handtrack.recording import Recording
from handtrack.session import score

NEAR = 160.0
"""Within this one an exercise may be named by attempts alone, of which none counted: 99 of 100
synthetic performances are."""
COUNTED, EACH, MOST = 10.0, 5.0, 3
"""How much nearer the first counted repetition brings an exercise, and each more, up to so many:
chosen on synthetic performances."""
CHANCE = 8
"""Where fewer than one attempt in so many counts, it counted by chance: provisional."""
LEAST_SURE = 0.3
"""A less confident answer is none: fewer than half of those on synthetic hands were right."""
CLEARLY = 30.0
"""By how much attempts alone must be nearer than no exercise."""
SOFTNESS = 12.0
"""How soon a difference of distance is a sure one: chosen so that confidence is about the share
of synthetic performances named right."""
CLOSE = 36.0
"""Of movements that look the same, how much farther away one may be and still be meant."""
TRIED = 10
"""How many of the nearest exercises are scored for a stretch."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a recording and what is done in it.

    Parameters
    ----------
    start_s, end_s : float
        Half-open: of a named exercise from the start of its first repetition to the end of the
        last; else where the hand moves.
    exercise : str or None
        Id of the exercise it looks most like; None for none of them.
    could_be : tuple of str
        Ids of all exercises it can be as far as landmarks tell, `exercise` among them, in the
        order of the library; empty for none.
    confidence : float
        How clearly it stands out from what else it could be, 0 to 1.
    side : Side
        The hand that does it.
    counted, attempts : int
        Valid repetitions (holds, minutes), and all of them.
    stretch_s : tuple of float
        Half-open: the stretch in which it was looked for, with the rest around it. Scored from
        these frames it gives these counts.
    """

    start_s: float
    end_s: float
    exercise: str | None
    could_be: tuple[str, ...]
    confidence: float
    side: Side
    counted: int
    attempts: int
    stretch_s: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was found in a recording.

    Parameters
    ----------
    segments : tuple of Segment
        In order of time; stretches in which the hand rests are left out.
    unknown : tuple of str
        Ids of exercises that were not looked for: nothing is known of how they look, or they need
        both hands and one was tracked.
    """

    segments: tuple[Segment, ...]
    unknown: tuple[str, ...]

    @property
    def named(self) -> tuple[Segment, ...]:
        """Those with an exercise."""
        return tuple(s for s in self.segments if s.exercise is not None)


@dataclass(frozen=True, slots=True)
class _Tried:
    """One exercise tried on one stretch."""

    exercise: Exercise
    distance: float
    counted: int
    attempts: int
    start_s: float
    end_s: float
    side: Side

    @property
    def cost(self) -> float:
        """Its distance, and what counting says to that."""
        if not self.counted:
            return self.distance
        return self.distance - COUNTED - EACH * min(self.counted - 1, MOST)

    def is_it(self, none: float) -> bool:
        """Whether it may be named where no exercise at all is `none` away."""
        if self.counted * CHANCE >= max(self.attempts, 1):
            return self.distance < min(FAR, none + CLEARLY / 2)
        return self.attempts > 0 and self.distance < min(NEAR, none - CLEARLY)


def recognise(
    recording: Recording, exercises: Sequence[Exercise], prototypes: Prototypes
) -> Recognition:
    """Say which of these exercises are done when.

    Parameters
    ----------
    recording : Recording
        Of one hand or two; both holds and helped exercises need two.
    exercises : sequence of Exercise
        What may be done.
    """
    two = recording.header.slots == 2
    known = prototypes.known([e for e in exercises if two or not needs_both_hands(e)])
    looked_for = [e for e in exercises if e.id in known]
    unknown = tuple(e.id for e in exercises if e.id not in known)
    windows = windows_of(recording, prototypes, known)
    if windows is None or not windows.moves.any():
        return Recognition((), unknown)
    search = _Search(recording, windows, looked_for, prototypes)
    return Recognition(tuple(search.joined(cuts(recording, windows, looked_for))), unknown)


def needs_both_hands(exercise: Exercise) -> bool:
    """Whether it is told by what one hand does to the other."""
    return exercise.hands == 2 and any(guard.kind == "together" for guard in exercise.guards)


@dataclass(frozen=True, slots=True)
class _Search:
    """Looks at stretches of one recording."""

    recording: Recording
    windows: Windows
    exercises: Sequence[Exercise]
    prototypes: Prototypes

    def joined(self, cuts: Sequence[tuple[float, float]]) -> list[Segment]:
        """What is done in each stretch; neighbours of one answer are looked at as one."""
        found: list[Segment] = []
        for cut in cuts:
            segment = self.named(*cut)
            before = found[-1] if found else None
            if before and (before.could_be, before.side) == (segment.could_be, segment.side):
                whole = self.named(before.stretch_s[0], segment.stretch_s[1])
                if whole.could_be == before.could_be:
                    segment = whole
                    found.pop()
            found.append(segment)
        return [segment for segment in found if not _in_passing(segment)]

    def named(self, start_s: float, end_s: float) -> Segment:
        """Name what is done in one stretch."""
        windows = self.windows
        inside = (windows.middle_s >= start_s) & (windows.middle_s < end_s) & windows.moves
        if not inside.any():  # a stretch shorter than the way from window to window
            low, high = np.clip((start_s, end_s), windows.middle_s[0], windows.middle_s[-1])
            inside = np.arange(len(inside)) == np.abs(windows.middle_s - (low + high) / 2).argmin()
        away = {id: float(values[inside].mean()) for id, values in windows.distances.items()}
        part = self.recording.between(start_s, end_s)
        nearest = sorted(self.exercises, key=lambda e: away[e.id])[:TRIED]
        tried = [_try(part, exercise, away[exercise.id]) for exercise in nearest]
        fitting = sorted((t for t in tried if t.is_it(away[NONE])), key=lambda t: t.cost)
        stretch_s = (start_s, end_s)
        if fitting:
            best = fitting[0]
            could_be = self._could_be(best, fitting)
            others = [t.cost for t in tried if t.exercise.id not in could_be]
            sure = _confidence(best.cost, [*others, away[NONE]])
            if sure >= LEAST_SURE:
                when = (best.start_s, best.end_s)
                counts = (best.counted, best.attempts)
                id = best.exercise.id
                return Segment(*when, id, could_be, sure, best.side, *counts, stretch_s)
        when = (float(part.time_s[0]), float(part.time_s[-1]))
        sure = _confidence(away[NONE], [t.distance for t in tried])
        return Segment(*when, None, (), sure, tried[0].side, 0, 0, stretch_s)

    def _could_be(self, best: _Tried, fitting: Sequence[_Tried]) -> tuple[str, ...]:
        """What has the same movement, and what looks the same and is hardly farther away.

        What looks like one of these is one of them, too: which of them it is, is not known.
        """
        same = movement_of(best.exercise)
        near = [t.exercise for t in fitting if t.cost < best.cost + CLOSE]
        could, movements = {same}, {movement_of(e) for e in near}
        while alike := {
            m for m in movements - could if any(self.prototypes.cannot_tell(c, m) for c in could)
        }:
            could |= alike
        close = {e.id for e in near if movement_of(e) in could}
        return tuple(e.id for e in self.exercises if e.id in close or movement_of(e) == same)


def _in_passing(segment: Segment) -> bool:
    """Whether it is nothing and only lies between two exercises, whose windows it is made of."""
    start_s, end_s = segment.stretch_s
    return segment.exercise is None and end_s - start_s < WINDOW_S


def _confidence(cost: float, others: Sequence[float]) -> float:
    """How clearly the cheapest stands out, 0 to 1."""
    ratios = np.exp(np.clip((cost - np.array(others)) / SOFTNESS, -50, 50))
    return float(1 / (1 + ratios.sum()))


def _try(part: Recording, exercise: Exercise, distance: float) -> _Tried:
    result = score(part, exercise).result
    found = result.repetitions
    return _Tried(
        exercise,
        distance,
        counted=sum(r.status is Status.VALID for r in found),
        attempts=len(found),
        start_s=min((r.start_s for r in found), default=0.0),
        end_s=max((r.end_s for r in found), default=0.0),
        side=result.side,
    )
