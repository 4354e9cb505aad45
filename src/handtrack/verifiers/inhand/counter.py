"""INHAND put to an exercise: a direction that goes round, of a rod or of the thumb's tip."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from typing_extensions import override

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.handling_tables import Turning
from handtrack.events import Candidate, Finding, Reason
from handtrack.landmarks.geometry import FULL_TURN_DEG, ForearmLine, arctan2_deg, on_screen
from handtrack.landmarks.hand import Floats, Hand
from handtrack.measurements.number_format import Unit, limit_words
from handtrack.verifiers.calibration import Calibration, Scaling
from handtrack.verifiers.endpoints import range_endpoints
from handtrack.verifiers.inhand.machine import ENGINE, RotationState
from handtrack.verifiers.interface import Counter, Figures, ProgressLevel
from handtrack.verifiers.machine import Machine

if TYPE_CHECKING:
    from handtrack.verifiers.signals import Signals


class RotationCounter(Counter):
    """Counts turns of a direction: a rod's, or that of the thumb's tip.

    Parameters
    ----------
    exercise : Exercise
    table : Turning
        Its [inhand].
    """

    what = "turn"
    unit: Unit = "deg"
    columns = ("direction_deg",)

    def __init__(self, exercise: Exercise, table: Turning) -> None:
        self._table = table
        names = [table.signal, *([table.along] if table.along else [])]
        self._readings = [exercise.signals[name] for name in names]

    @property
    @override
    def title(self) -> str:
        winding = self._table.mode == "winding"
        return "direction of the thumb's tip" if winding else self._readings[0].title

    @override
    def read(self, hand: Hand, forearm: ForearmLine | None) -> Floats:
        # Shape (...), or (..., 2) for the thumb's place across and along.
        found = [reading.of(hand, forearm) for reading in self._readings]
        return found[0] if len(found) == 1 else np.stack(found, axis=-1)

    @override
    def calibrated(self, own: Calibration, time_s: Floats, signal: Floats) -> Calibration:
        # The middle of the way lies half way between its ends.
        radius = self._table.least_radius
        if radius is None:
            return own
        across, along = (range_endpoints(time_s, place, radius.value) for place in signal.T)
        if across is None or along is None:
            return own
        middle = (sum(across[:2]) / 2, sum(along[:2]) / 2)
        return replace(own, middle=middle, excursions=min(across[2], along[2]))

    @override
    def scaling(self, own: Calibration) -> Scaling:
        middle, radius = own.middle, self._table.least_radius

        def scaled(signal: float | Floats) -> Floats:
            # Shape (...), in degrees, and infinite too near to the middle.
            found = np.asarray(signal, dtype=np.float64)
            if self._table.along is None:
                return found
            if middle is None or radius is None:
                return found[..., 0] * np.nan
            x, y = on_screen(found - middle)
            return np.where(np.hypot(x, y) < radius.value, np.inf, arctan2_deg(y, x))

        return scaled

    @override
    def missing(self, own: Calibration) -> str:
        return "middle of the thumb's way" if self._table.along and own.middle is None else ""

    @override
    def machine(self) -> Machine[Turning, RotationState]:
        return Machine(ENGINE, self._table)

    @override
    def curves(self, progress: Floats) -> tuple[tuple[str, Floats], ...]:
        # The way turned since the first frame, in repetitions.
        turned = progress / self._table.unit_deg.value
        seen = np.isfinite(progress)
        if seen.any():
            whole = np.unwrap(progress[seen], period=FULL_TURN_DEG)
            turned[seen] = (whole - whole[0]) / self._table.unit_deg.value
        return (("turned", turned),)

    @override
    def refined(self, finding: Finding, figures: Figures) -> Finding:
        # A direction that is an object's is lost with the object.
        lost = self._table.mode == "rotation" and finding.reason is Reason.HAND_LEFT_VIEW
        return replace(finding, reason=Reason.OBJECT_HIDDEN) if lost else finding

    @override
    def describe(self) -> list[str]:
        table = self._table
        what = (
            "the tip of the thumb round the middle of its own way"
            if table.mode == "winding"
            else self._readings[0].title
        )
        lines = [
            f"Counted by {what} (degrees), either way round.",
            f"One is {table.unit_deg.value:g}°. Where the turning stops for {table.stop_s.value:g} "
            f"s or goes back by {table.back_deg.value:g}°, what is left counts from "
            f"{table.least_deg.value:g}° on, and is a partial from "
            f"{table.attempt_deg.value:g}° on.",
        ]
        if table.least_radius:
            least = limit_words(table.least_radius.value, "L")
            lines.append(f"A round is at least {least} from its middle to its edge.")
        return lines

    @property
    @override
    def levels(self) -> tuple[ProgressLevel, ...]:
        return (ProgressLevel("one turn", (-1.0, 1.0)),)

    @override
    def figures(
        self, own: Calibration, candidate: Candidate, signals: Signals, frames: slice
    ) -> Figures:
        # How far it turned in all: + from the little finger's side toward the tips.
        angle = signals.progress[frames]
        angle = angle[np.isfinite(angle)]
        if len(angle) < 2:
            return Figures()
        whole = np.unwrap(angle, period=FULL_TURN_DEG)
        return Figures(excursion=float(whole[-1] - whole[0]))
