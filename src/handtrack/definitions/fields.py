"""The small parts of an exercise file: texts, thresholds with their sources, and readings."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from handtrack.measurements.filters import OneEuro
from handtrack.measurements.reading import FrozenTable, Reading

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class Threshold(FrozenTable):
    """A number that decides something, and where it comes from."""

    value: float
    margin: float = Field(
        default=0.0,
        ge=0,
        description="How far what is compared with it may be read wrong, in the same unit: "
        "what lies no farther from the value is undecided.",
    )
    source: Text = Field(description="A citation, or a text that begins with 'provisional'.")


class ShareThreshold(Threshold):
    """A threshold that is a part of a whole."""

    value: float = Field(gt=0, le=1)


class PositiveThreshold(Threshold):
    """A threshold above zero, in the unit of what it limits."""

    value: float = Field(gt=0)


class RatioThreshold(Threshold):
    """A threshold that says how many times as likely one thing is than another."""

    value: float = Field(ge=1)


class Smoothing(FrozenTable):
    """Constants of the One Euro filter."""

    min_cutoff_hz: float = Field(gt=0, le=1000)
    beta: float = Field(ge=0, le=1000)
    source: Text

    @property
    def filter(self) -> OneEuro:
        """The filter itself."""
        return OneEuro(self.min_cutoff_hz, self.beta)


class Signal(Reading):
    """A reading that something is decided by."""

    smooth: Smoothing | None = None
    chosen: bool = Field(default=False, description="Whether it is the finger of [choice].")
