"""How far the count itself may be off: no number without its error, that of repetitions included.

A count is certain where each repetition behind it is: those labelled verified. An estimated one
may have been judged wrongly, one that was not seen whole may have counted, and what was done while
no hand was in sight nobody knows. How often the truth lies between the bounds is measured:
`docs/accuracy/validation.md`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from handtrack.events import Label, Status
from handtrack.landmarks.quality import MIN_GOOD_SHARE


class Judged(Protocol):
    """A repetition as far as its count goes."""

    @property
    def status(self) -> Status:
        """How it ended."""

    @property
    def label(self) -> Label:
        """How far that is known."""


@dataclass(frozen=True, slots=True)
class CountBounds:
    """What the true number of valid repetitions lies between.

    Parameters
    ----------
    at_least : int
        The valid ones that are verified.
    at_most : int or None
        Besides the valid ones all that are no more than estimated not to be, and all that could
        not be seen. None where the hand was out of sight too long to say, or part of the file is
        missing.
    """

    at_least: int
    at_most: int | None

    @property
    def certain(self) -> bool:
        """Whether there is but one number it can be."""
        return self.at_least == self.at_most

    @property
    def words(self) -> str:
        """In words: "exactly 3", "2 to 4", "2 or more"."""
        if self.at_most is None:
            return f"{self.at_least} or more"
        if self.certain:
            return f"exactly {self.at_least}"
        return f"{self.at_least} to {self.at_most}"

    def holds(self, number: int) -> bool:
        """Whether a number lies between the bounds."""
        return self.at_least <= number and (self.at_most is None or number <= self.at_most)


def count_bounds(
    repetitions: Iterable[Judged],
    hand_share: float | None,
    *,
    believed: bool = True,
    whole: bool = True,
) -> CountBounds:
    """Bound the number of valid repetitions.

    Parameters
    ----------
    repetitions : iterable of Judged
        All of a recording, whatever their status.
    hand_share : float or None
        Share of its frames that show the hand.
    believed : bool
        Whether the range they were judged by is one of this exercise.
    whole : bool
        Whether all of what was recorded was seen, and not a damaged or cut file's beginning.
    """
    sure = possible = 0
    for repetition in repetitions:
        estimated = repetition.label is Label.ESTIMATED
        valid = repetition.status is Status.VALID
        sure += valid and not estimated
        possible += valid or estimated or repetition.status is Status.UNVERIFIABLE
    seen = hand_share is not None and hand_share >= MIN_GOOD_SHARE
    return CountBounds(sure, possible if seen and believed and whole else None)
