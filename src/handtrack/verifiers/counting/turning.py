"""INHAND put to an exercise: a direction that goes round, of a rod or of the thumb's tip."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.handling import Turning
from handtrack.events import Candidate, Finding, Reason
from handtrack.landmarks.geometry import FULL_TURN_DEG, ForearmLine, arctan2_deg
from handtrack.landmarks.hand import Floats, Hand
from handtrack.measurements.number_format import Unit
from handtrack.verifiers import inhand as engine
from handtrack.verifiers.calibration import Calibration
from handtrack.verifiers.counting.face import Counting, Figures, Level, Machine
from handtrack.verifiers.own_ends import from_signal

if TYPE_CHECKING:
    from handtrack.verifiers.trace import Trace


class TurningMachine(Machine[engine.TurnState]):
    """`verifiers.inhand`, made from an exercise's [inhand]."""

    def __init__(self, turning: Turning) -> None:
        super().__init__(engine.initial())
        self._rule = engine.TurnRule(
            unit=turning.unit_deg.value,
            least=turning.least_deg.value,
            attempt=turning.attempt_deg.value,
            back=turning.back_deg.value,
            stop_s=turning.stop_s.value,
        )

    def run(self, time_s: Floats, progress: Floats) -> Iterable[Candidate]:
        """See `Machine`."""
        return engine.run(self._rule, time_s, progress)

    def _step(
        self, state: engine.TurnState, time_s: float, progress: float | Floats
    ) -> engine.Step:
        return engine.step(self._rule, state, time_s, float(progress))

    def _finish(self, state: engine.TurnState, time_s: float) -> tuple[Candidate, ...]:
        return engine.finish(self._rule, state, time_s)

    def _since_s(self, state: engine.TurnState) -> float | None:
        return state.start_s if state.angle is not None else None


class TurningCounting(Counting):
    """See `Counting`."""

    what = "turn"
    unit: Unit = "deg"
    columns = ("direction_deg",)

    def __init__(self, exercise: Exercise, turning: Turning) -> None:
        self._turning = turning
        names = [turning.signal, *([turning.along] if turning.along else [])]
        self._readings = [exercise.signals[name] for name in names]

    @property
    def title(self) -> str:
        """See `Counting`."""
        winding = self._turning.mode == "winding"
        return "direction of the thumb's tip" if winding else self._readings[0].title

    def read(self, hand: Hand, forearm: ForearmLine | None) -> Floats:
        """See `Counting`; shape (...), or (..., 2) for the thumb's place across and along."""
        found = [reading.of(hand, forearm) for reading in self._readings]
        return found[0] if len(found) == 1 else np.stack(found, axis=-1)

    def calibrated(self, own: Calibration, time_s: Floats, signal: Floats) -> Calibration:
        """See `Counting`; the middle of the way, half way between its ends."""
        radius = self._turning.least_radius
        if radius is None:
            return own
        across, along = (from_signal(time_s, place, radius.value) for place in signal.T)
        if across is None or along is None:
            return own
        middle = (sum(across[:2]) / 2, sum(along[:2]) / 2)
        return replace(own, middle=middle, excursions=min(across[2], along[2]))

    def progress(self, own: Calibration, signal: Floats | float) -> Floats:
        """See `Counting`; shape (...), in degrees, and infinite too near to the middle."""
        found = np.asarray(signal, dtype=np.float64)
        if self._turning.along is None:
            return found
        if own.middle is None or self._turning.least_radius is None:
            return found[..., 0] * np.nan
        away = found - own.middle
        near = np.hypot(away[..., 0], away[..., 1]) < self._turning.least_radius.value
        return np.where(near, np.inf, arctan2_deg(away[..., 1], away[..., 0]))

    def machine(self) -> TurningMachine:
        """See `Counting`."""
        return TurningMachine(self._turning)

    def curves(self, progress: Floats) -> tuple[tuple[str, Floats], ...]:
        """The way turned since the first frame, in repetitions."""
        turned = progress / self._turning.unit_deg.value
        seen = np.isfinite(progress)
        if seen.any():
            whole = np.unwrap(progress[seen], period=FULL_TURN_DEG)
            turned[seen] = (whole - whole[0]) / self._turning.unit_deg.value
        return (("turned", turned),)

    def reworded(self, finding: Finding, figures: Figures) -> Finding:
        """A direction that is an object's is lost with the object."""
        lost = self._turning.mode == "rotation" and finding.reason is Reason.HAND_LEFT_VIEW
        return replace(finding, reason=Reason.OBJECT_HIDDEN) if lost else finding

    @property
    def levels(self) -> tuple[Level, ...]:
        """See `Counting`; either way."""
        return (Level("one turn", (-1.0, 1.0)),)

    def figures(
        self, own: Calibration, candidate: Candidate, trace: Trace, frames: slice
    ) -> Figures:
        """How far it turned in all: + from the little finger's side toward the tips."""
        angle = trace.progress[frames]
        angle = angle[np.isfinite(angle)]
        if len(angle) < 2:
            return Figures()
        whole = np.unwrap(angle, period=FULL_TURN_DEG)
        return Figures(excursion=float(whole[-1] - whole[0]))
