"""The interval that the true count lies in: no number without its error.

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


class ClassifiedRepetition(Protocol):
    """A repetition, with what its count depends on."""

    @property
    def status(self) -> Status:
        """How it ended."""

    @property
    def label(self) -> Label:
        """How far that is known."""


@dataclass(frozen=True, slots=True)
class CountInterval:
    """Lowest and highest number of valid repetitions that the evidence allows.

    Parameters
    ----------
    at_least : int
        Valid repetitions that are verified.
    at_most : int or None
        Valid repetitions, invalid ones whose status is only estimated, and unverifiable ones. None
        where the hand was out of sight too long to say, or part of the file is missing.
    """

    at_least: int
    at_most: int | None

    @property
    def certain(self) -> bool:
        """Whether both ends are the same number."""
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
        """Whether a number lies in the interval, its ends included."""
        return self.at_least <= number and (self.at_most is None or number <= self.at_most)


def count_interval(
    repetitions: Iterable[ClassifiedRepetition],
    hand_share: float | None,
    *,
    believed: bool = True,
    whole: bool = True,
) -> CountInterval:
    """Compute the interval of the number of valid repetitions.

    Parameters
    ----------
    repetitions : iterable of ClassifiedRepetition
        All of a recording, whatever their status.
    hand_share : float or None
        Share of its frames that show the hand.
    believed : bool
        Whether the range they were judged by is one of this exercise.
    whole : bool
        Whether all of what was recorded was read, and not a damaged or cut file's beginning.

    Returns
    -------
    CountInterval
        Open upwards where the hand was in fewer than `MIN_GOOD_SHARE` of the frames, or `believed`
        or `whole` is False.
    """
    sure = possible = 0
    for repetition in repetitions:
        estimated = repetition.label is Label.ESTIMATED
        valid = repetition.status is Status.VALID
        sure += valid and not estimated
        possible += valid or estimated or repetition.status is Status.UNVERIFIABLE
    seen = hand_share is not None and hand_share >= MIN_GOOD_SHARE
    return CountInterval(sure, possible if seen and believed and whole else None)
