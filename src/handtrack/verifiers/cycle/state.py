"""Where the machine of a cycle stands, and the candidates told from there."""

from __future__ import annotations

from enum import IntEnum, auto
from typing import NamedTuple

from handtrack.events import Action, Candidate, Finding, Label, Reason, Status


class CyclePhase(IntEnum):
    """What the machine is waiting for."""

    WAITING = auto()  # a stay at rest, before which nothing counts
    LOST = auto()  # the same end as before the hand was out of sight
    ARMING = auto()  # at rest, not yet for long enough
    READY = auto()  # a movement away from rest
    LEAVING = auto()  # the attempt threshold
    RISING = auto()  # the full band, or rest again: a partial
    REACHED = auto()  # the return
    DIPPING = auto()  # fallen below the dip threshold, not yet for long enough to be a return
    RETURNING = auto()  # rest


_ATTEMPTED = frozenset(
    {CyclePhase.RISING, CyclePhase.REACHED, CyclePhase.DIPPING, CyclePhase.RETURNING}
)


class CycleState(NamedTuple):
    """Where the machine stands. `initial()` is the only one to make by hand."""

    phase: CyclePhase = CyclePhase.WAITING
    band: int | None = None
    flipped: bool = False
    since_s: float = 0.0  # start of the phase, or of the stop between the ends
    start_s: float = 0.0
    turn_s: float = 0.0
    rest_s: float | None = None  # when a dip came to rest
    away_s: float | None = None  # when it left rest again
    gap_s: float | None = None
    whole: int = 0  # repetitions that came back, so far

    @property
    def moving(self) -> bool:
        """Whether a movement away from rest is under way."""
        return self.phase is CyclePhase.LEAVING or self.attempted

    @property
    def attempted(self) -> bool:
        """Whether it has gone past the attempt threshold."""
        return self.phase in _ATTEMPTED


def whole(state: CycleState, end_s: float) -> Candidate:
    """Build the candidate of a movement that came back.

    Parameters
    ----------
    state : CycleState
        With the movement under way.
    end_s : float
    """
    return Candidate(state.start_s, end_s, Status.VALID, flipped=state.flipped)


def failed(state: CycleState, end_s: float, status: Status, reason: Reason) -> Candidate:
    """Build the candidate of a movement that does not count.

    Parameters
    ----------
    state : CycleState
        With the movement under way.
    end_s : float
    status : Status
        Not valid.
    reason : Reason
    """
    action = Action.UNVERIFIABLE if status is Status.UNVERIFIABLE else Action.REJECT
    why = (Finding(reason, action),)
    return Candidate(state.start_s, end_s, status, why, flipped=state.flipped)


def cut_off(state: CycleState, time_s: float, familiar: bool) -> Candidate:
    """Build the candidate of a movement during which the recording ended, at its full size.

    Parameters
    ----------
    state : CycleState
        With the movement under way.
    time_s : float
        The last frame's time.
    familiar : bool
        Whether it may be taken to have come back.
    """
    action, status = (Action.FLAG, Status.VALID) if familiar else (Action.REJECT, Status.PARTIAL)
    why = (Finding(Reason.INCOMPLETE_RETURN, action, "the recording ended"),)
    return Candidate(state.start_s, time_s, status, why, Label.ESTIMATED, flipped=state.flipped)
