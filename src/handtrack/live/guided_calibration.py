"""Calibration of a person's individual range with guided movements."""

from __future__ import annotations

from dataclasses import replace

from handtrack.definitions.exercise import Exercise
from handtrack.landmarks.hand import Hand
from handtrack.live.camera_guidance import Observation
from handtrack.scoring.self_calibration import calibrate
from handtrack.verifiers.calibration import Calibration
from handtrack.verifiers.registry import counter_for

GUIDE_STILL_S = 0.5
OPEN_HAND_S = 2.0
"""Provisional: how long an open hand is held to learn its gaps."""
CALIBRATE_EVERY = 10
"""Frames between two calibrations from the guided movements so far."""


class GuidedCalibration:
    """Calibrates with guided movements as soon as there are enough of them.

    Attributes
    ----------
    asked : int
        How many are asked for; 0 where an open hand, held still, is.
    seen : int
        How many there were so far.
    own : Calibration or None
        What they came to, once there were enough.
    """

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._hands: list[Hand] = []
        self.asked, self.seen = counter_for(exercise).guided, 0
        self.own: Calibration | None = None

    def push(self, hand: Hand, observation: Observation, last: bool) -> None:
        """Take one frame into the guided movements.

        Parameters
        ----------
        hand : Hand
        observation : Observation
        last : bool
            Whether no more frames come, so that what was seen has to do.
        """
        self._hands.append(hand)
        if not last and (len(self._hands) % CALIBRATE_EVERY or not hand.seen):
            return
        own = calibrate(self._exercise, Hand.through_time(self._hands))
        self.seen = own.excursions
        if self.asked:
            known = own.excursions > 0
            enough = own.excursions >= self.asked and observation.still_s >= GUIDE_STILL_S
        else:
            known, enough = bool(own.open_gaps), observation.open_palm_s >= OPEN_HAND_S
        if known and (enough or last):
            self.own = replace(own, source="guided movements")
