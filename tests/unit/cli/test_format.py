from __future__ import annotations

from handtrack.cli.output.format import titles
from handtrack.landmarks.hand import Finger
from handtrack.measurements.reading import Reading


def test_fingers_of_one_measurement_are_gathered() -> None:
    readings = [
        Reading(measure="pip_flexion", finger=Finger.INDEX),
        Reading(measure="pip_flexion", finger=Finger.RING),
        Reading(measure="mcp_flexion", finger=Finger.LITTLE),
        Reading(measure="span"),
    ]
    assert titles(readings) == ["PIP flexion (index, ring)", "MCP flexion, little finger", "span"]
