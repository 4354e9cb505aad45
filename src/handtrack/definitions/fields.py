"""Fields of an exercise file: texts, thresholds with their sources, and signals."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from handtrack.measurements.filters import OneEuro
from handtrack.measurements.reading import FrozenTable, Reading

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class Threshold(FrozenTable):
    """A limit with its source."""

    value: float
    margin: float = Field(
        default=0.0,
        ge=0,
        description="Measurement error of the compared figure, in the same unit: within it of the "
        "value the criterion is undecided.",
    )
    source: Text = Field(description="A citation, or a text that begins with 'provisional'.")


class ShareThreshold(Threshold):
    """A threshold that is a share, above 0 and up to 1."""

    value: float = Field(gt=0, le=1)


class PositiveThreshold(Threshold):
    """A threshold above 0, in the unit of the figure it limits."""

    value: float = Field(gt=0)


class RatioThreshold(Threshold):
    """A threshold that is a likelihood ratio of at least 1."""

    value: float = Field(ge=1)


class Smoothing(FrozenTable):
    """Constants of the One Euro filter."""

    min_cutoff_hz: float = Field(gt=0, le=1000)
    beta: float = Field(ge=0, le=1000)
    source: Text

    @property
    def filter(self) -> OneEuro:
        """The constants as the filter takes them."""
        return OneEuro(self.min_cutoff_hz, self.beta)


class Signal(Reading):
    """A reading through time, which a verifier or a criterion decides by."""

    smooth: Smoothing | None = None
    chosen: bool = Field(default=False, description="Whether it is the finger of [choice].")
