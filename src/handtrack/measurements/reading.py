"""Reading: a measurement, and the finger it is taken of."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from handtrack.landmarks.geometry import ForearmLine, PalmFrame
from handtrack.landmarks.hand import Finger, Floats, Hand
from handtrack.measurements import MEASUREMENTS, Measurement
from handtrack.measurements.registry import Unit

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
_UNITS: dict[Unit, str] = {"deg": "°", "L": " hand lengths", "B": " palm widths", "1": ""}
UNKNOWN_FOREARM = ForearmLine(np.full(2, np.nan), float("nan"), float("nan"))


class FrozenTable(BaseModel):
    """A table of an exercise file: frozen, and without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Reading(FrozenTable):
    """A measurement, and the finger it is taken of if it is taken per finger."""

    measure: Name
    finger: Finger | None = None

    @model_validator(mode="after")
    def _measurable(self) -> Reading:
        known = MEASUREMENTS.get(self.measure)
        if known is None:
            names = ", ".join(sorted(MEASUREMENTS))
            raise ValueError(f"there is no measurement '{self.measure}'; known: {names}")
        if known.fingers and self.finger is None:
            fingers = ", ".join(known.fingers)
            raise ValueError(f"'{self.measure}' needs a finger: {fingers}")
        if known.fingers and self.finger not in known.fingers:
            raise ValueError(f"'{self.measure}' cannot be taken of the {self.finger} finger")
        if not known.fingers and self.finger is not None:
            raise ValueError(f"'{self.measure}' is one figure for the hand; leave 'finger' out")
        return self

    @property
    def measurement(self) -> Measurement:
        """The measurement of this name."""
        return MEASUREMENTS[self.measure]

    def of(self, hand: Hand, forearm: ForearmLine | None, palm: PalmFrame | None = None) -> Floats:
        """Measure a hand.

        Parameters
        ----------
        hand : Hand
            One frame, or a hand through time.
        forearm : ForearmLine or None
        palm : PalmFrame, optional
            The learned palm of the hand, if it is computed already.

        Returns
        -------
        ndarray, shape (...)
            As `Measurement.read`; NaN where a forearm line is needed and there is none.
        """
        measurement = self.measurement
        line = (forearm or UNKNOWN_FOREARM) if measurement.needs_forearm else None
        return measurement.read(hand, self.finger, line, palm)

    def readable(self, without: Collection[Finger]) -> bool:
        """Test whether it can be taken of a hand that lacks these fingers."""
        return self.measurement.readable(self.finger, without)

    @property
    def title(self) -> str:
        """The reading in words: "PIP flexion, index finger"."""
        words = self.measure.replace("_", " ")
        for joint in ("mcp", "pip", "dip", "ip"):
            words = " ".join(joint.upper() if w == joint else w for w in words.split())
        return f"{words}, {self.finger} finger" if self.finger else words


def amount(value: float, unit: Unit) -> str:
    """A figure in words, with its unit: "12.3°", "0.25 hand lengths"."""
    return f"{value:.3g}{_UNITS[unit]}"
