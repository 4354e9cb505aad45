from types import ModuleType

import numpy as np
import pytest

from handtrack.landmarks.geometry import forearm_line
from handtrack.landmarks.hand import FINGERS, Finger, Side
from handtrack.landmarks.views import View
from handtrack.measurements import MEASUREMENTS, Measurement, fingers, measurement, thumb
from handtrack.measurements.measurement import table_of
from synthetic_hand.landmarks import synthetic_hand
from synthetic_hand.make import make_hand

HAND = make_hand(*synthetic_hand({}))


def test_the_table_holds_measurements_by_their_names() -> None:
    assert all(name == m.name for name, m in MEASUREMENTS.items())


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        MEASUREMENTS["own"] = MEASUREMENTS["span"]  # type: ignore[index]


def test_two_measurements_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two measurements named 'mcp_flexion'"):
        table_of((fingers, thumb, fingers))


def test_a_measurement_counts_for_the_module_it_was_written_in_only() -> None:
    borrower = ModuleType("borrower")
    borrower.span = MEASUREMENTS["span"]  # type: ignore[attr-defined]
    assert not table_of((borrower,))


def test_the_decorator_takes_summary_and_fingers_from_what_it_is_given() -> None:
    @measurement(
        name="own",
        unit="1",
        space="plane",
        low=0.0,
        high=1.0,
        views=(View.PALM,),
        source="a test",
        per_finger=True,
    )
    def own(points: object, side: Side, finger: Finger) -> np.ndarray:
        """First line.

        More.
        """
        return np.array(FINGERS.index(finger) / 4)

    assert isinstance(own, Measurement)
    assert own.summary == "First line."
    assert own.fingers == FINGERS
    assert own.per_finger
    assert own.read(HAND, Finger.RING) == 0.5


@pytest.mark.parametrize(
    ("name", "finger", "sentence"),
    [
        ("pip_flexion", None, "wants one of"),
        ("finger_abduction", Finger.LITTLE, "wants one of"),
        ("span", Finger.INDEX, "not taken per finger"),
        ("wrist_flexion", None, "wants a forearm line"),
    ],
)
def test_asking_for_the_wrong_thing_is_refused(
    name: str, finger: Finger | None, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        MEASUREMENTS[name].read(HAND, finger)


def test_differences_of_directions_go_the_short_way_round() -> None:
    direction, bend = MEASUREMENTS["hand_direction"], MEASUREMENTS["span"]
    a, b = np.array(175.0), np.array(-175.0)
    assert direction.difference(a, b) == pytest.approx(-10.0)
    assert bend.difference(a, b) == pytest.approx(350.0)


def test_a_forearm_line_without_a_known_side_gives_no_wrist_angle() -> None:
    palm = forearm_line(HAND)
    assert np.isnan(MEASUREMENTS["wrist_flexion"].read(HAND, forearm=palm))
    assert MEASUREMENTS["wrist_deviation"].read(HAND, forearm=palm) == pytest.approx(0.0)
