"""The synthetic performer can play an exercise on any measurement there is."""

from __future__ import annotations

import numpy as np
import pytest

from handtrack.definitions.library import find
from handtrack.landmarks.geometry import forearm_line
from handtrack.measurements import MEASUREMENTS
from handtrack.measurements.reading import Reading
from synthetic_hand.landmarks import synthetic_track
from synthetic_hand.measure_poses import ends
from synthetic_hand.performances.perform import perform, repetition_times_s, still
from synthetic_hand.performances.style import PLAIN, Style
from synthetic_hand.pose import OPEN, PLACE

USUAL = {**OPEN, **PLACE}
READINGS = [
    Reading(measure=name, finger=finger)
    for name, measurement in MEASUREMENTS.items()
    if not measurement.needs_object
    for finger in (measurement.fingers or (None,))
]


@pytest.mark.parametrize("reading", READINGS, ids=lambda r: f"{r.measure}-{r.finger or 'hand'}")
def test_the_two_ends_of_every_measurement_are_known(reading: Reading) -> None:
    low, high = ends(reading)
    course = {
        name: np.array([{**USUAL, **low}[name], {**USUAL, **high}[name]], float) for name in USUAL
    }
    measurement = reading.measurement
    view = measurement.views[0]
    hand = synthetic_track(course, view=view)
    line = forearm_line(synthetic_track({"wrist_flexion": np.zeros(2)}, view=view))
    found = measurement.read(hand, reading.finger, line if measurement.needs_forearm else None)
    assert found[1] > found[0]


def test_a_performance_takes_the_time_it_says() -> None:
    exercise = find("34")
    times_s = np.array(repetition_times_s(exercise, Style(amplitudes=[1.0, 0.5])))
    np.testing.assert_allclose(times_s, [[1.5, 3.9], [4.5, 6.9]])
    recording = perform(exercise, Style(amplitudes=[1.0, 0.5]))
    assert recording.duration_s == pytest.approx(6.9 + 0.6 + 1.5, abs=0.05)
    assert len(repetition_times_s(exercise, PLAIN)) == exercise.dose.reps


def test_a_hand_at_rest_does_not_move() -> None:
    image = still(find("18"), 1.0).image_px
    assert (image == image[0]).all()
