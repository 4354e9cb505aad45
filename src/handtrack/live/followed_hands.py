"""How many hands are followed: a second one where the first is not the one that exercises."""

from __future__ import annotations

from handtrack.live.camera_guidance import Observation, PlacementCue
from handtrack.live.camera_step import SelectedHand

LATELY_S = 2.0
"""For so long a second hand counts as being in the picture after it was seen."""


class FollowedHands:
    """Follows one hand, and a second one where the first is another person's, or the wrong one.

    Following both costs time, so that a hand that exercises alone is followed alone.

    Attributes
    ----------
    most : int
        How many hands are followed.
    """

    def __init__(self) -> None:
        self.most = 1
        self._both_s = float("-inf")

    def observe(self, selected: SelectedHand, observation: Observation, placing: bool) -> None:
        """Take in one picture.

        Parameters
        ----------
        selected : SelectedHand
        observation : Observation
            Of the selected hand.
        placing : bool
            Whether the hand that exercises is still being looked for.
        """
        if int((selected.tracked.is_right >= 0).sum()) > 1:
            self._both_s = observation.time_s
        if placing and observation.cue is PlacementCue.OTHER_HAND:
            self.most = 2

    def both(self, now_s: float) -> bool:
        """Whether two hands have been seen just now."""
        return now_s - self._both_s < LATELY_S

    def settle(self, now_s: float) -> None:
        """Follow from now on as many hands as are in the picture."""
        self.most = 2 if self.both(now_s) else 1
