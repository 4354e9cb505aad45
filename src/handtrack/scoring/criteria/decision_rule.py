"""A criterion put to repetitions: met, not met, undecided, or not to be read.

One rule for all criteria. What a repetition is asked has a value, a limit, a margin (how far a
value of this kind may be read wrong) and a share of the repetition in which it could be read:

- readable in less than `MIN_READABLE_SHARE` of the repetition: **unreadable**;
- no farther from the limit than the margin: **undecided**, whichever side it lies on;
- else **met** or **not met**.

What is not met takes the action that the exercise file states. Undecided or unreadable, nothing
is turned down: the repetition is an estimate, and carries a note where the value lies beyond the
limit. Beyond the limits of `TOO_MANY_UNDECIDED` criteria at once, it cannot be verified.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from handtrack.events import Action, Finding, Reason
from handtrack.landmarks.hand import Floats

MIN_READABLE_SHARE = 0.5
"""Provisional: a criterion is judged by no less than half of a repetition's frames."""

TOO_MANY_UNDECIDED = 2
"""Provisional: one value beyond its limit may be read wrong, two of one repetition hardly are."""


class CriterionOutcome(Enum):
    """Outcome of one criterion for one repetition."""

    MET = "met"
    NOT_MET = "not met"
    UNDECIDED = "undecided"
    UNREADABLE = "unreadable"


_OUTCOMES = tuple(CriterionOutcome)
_UNDECIDED, _UNREADABLE = 2, 3


@dataclass(frozen=True)
class Check:
    """One criterion put to R repetitions.

    Parameters
    ----------
    reason : Reason
        What is said where it is not met.
    action : Action
        What becomes of such a repetition.
    excess : ndarray, shape (R,)
        How far the value lies beyond its limit, in the value's own unit; 0 or less where it keeps
        it, NaN where there is no value.
    detail : callable
        The figures behind it in words, by the repetition's index.
    margin : float
        How far values of this kind may be read wrong, in the same unit.
    readable : ndarray, shape (R,), optional
        Share of the repetition in which the value could be read; everywhere where left out.
    asked : ndarray of bool, shape (R,), optional
        Which repetitions are asked; all where left out.
    """

    reason: Reason
    action: Action
    excess: Floats
    detail: Callable[[int], str]
    margin: float = 0.0
    readable: Floats | None = None
    asked: NDArray[np.bool_] | None = None

    @cached_property
    def _places(self) -> NDArray[np.intp]:
        """Place of each repetition's outcome in `_OUTCOMES`, shape (R,)."""
        read = ~np.isnan(self.excess)
        if self.readable is not None:
            read &= self.readable >= MIN_READABLE_SHARE
        beyond = self.excess > 0
        near = (np.abs(self.excess) <= self.margin) & bool(self.margin)
        places = np.where(read, np.where(near, _UNDECIDED, beyond), _UNREADABLE)
        return places if self.asked is None else np.where(self.asked, places, 0)

    @cached_property
    def outcomes(self) -> list[CriterionOutcome]:
        """Outcome for each repetition; `MET` for one that is not asked."""
        return [_OUTCOMES[place] for place in self._places.tolist()]

    @property
    def doubts(self) -> NDArray[np.bool_]:
        """Whether the status of each could be another one: undecided or unreadable, shape (R,)."""
        decides = self.action is not Action.FLAG
        return decides & (self._places >= _UNDECIDED)

    def doubtful(self, r: int) -> bool:
        """Whether repetition `r` lies beyond the limit, but within the margin."""
        decides = self.action is not Action.FLAG
        return (
            decides and self.outcomes[r] is CriterionOutcome.UNDECIDED and bool(self.excess[r] > 0)
        )

    def finding(self, r: int, doubtful: Action) -> Finding | None:
        """The finding about repetition `r`.

        Parameters
        ----------
        r : int
            Which of the R repetitions.
        doubtful : Action
            What becomes of a repetition that lies beyond the limit, but within the margin.

        Returns
        -------
        Finding or None
            None where the criterion is met, or nothing is known.
        """
        if self.outcomes[r] is CriterionOutcome.NOT_MET:
            return Finding(self.reason, self.action, self.detail(r))
        return Finding(self.reason, doubtful, self.detail(r)) if self.doubtful(r) else None


def findings(checks: Sequence[Check], r: int) -> tuple[Finding, ...]:
    """The findings of all criteria about one repetition.

    Parameters
    ----------
    checks : sequence of Check
        Of the same R repetitions.
    r : int
        Which of them.

    Returns
    -------
    tuple of Finding
        In the order of the criteria.
    """
    checks = [check for check in checks if check.outcomes[r] is not CriterionOutcome.MET]
    if not checks:
        return ()
    many = len({c.reason for c in checks if c.doubtful(r)}) >= TOO_MANY_UNDECIDED
    sure = any(
        c.action is Action.REJECT and c.outcomes[r] is CriterionOutcome.NOT_MET for c in checks
    )
    doubtful = Action.UNVERIFIABLE if many and not sure else Action.FLAG
    found = (check.finding(r, doubtful) for check in checks)
    return tuple(finding for finding in found if finding)
