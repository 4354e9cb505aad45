"""All measurements of a hand, as one table: `MEASUREMENTS`."""

from __future__ import annotations

from handtrack.measurements import fingers, forearm, object_in_hand, thumb, whole_hand, wrist
from handtrack.measurements.decorator import measurement
from handtrack.measurements.measurement import Measurement, Space, Steady, table_of

__all__ = ["MEASUREMENTS", "Measurement", "Space", "Steady", "measurement"]

MEASUREMENTS = table_of((wrist, forearm, fingers, thumb, whole_hand, object_in_hand))
"""Measurements by name; immutable."""
