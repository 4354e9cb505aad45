import pytest

from handtrack.measurements import MEASUREMENTS, Measurement
from handtrack.measurements.errors import FLOOR_DEG, measurement_error_deg
from handtrack.views import View

ANGLES = [m for m in MEASUREMENTS.values() if m.unit == "deg" and not m.needs_object]
KNOWN = [
    (m.name, view, error)
    for m in ANGLES
    for view in View
    if (error := measurement_error_deg(m.name, view)) is not None
]


@pytest.mark.parametrize("m", ANGLES, ids=lambda m: m.name)
def test_every_angle_has_a_measured_error_of_its_range_in_one_of_its_views(m: Measurement) -> None:
    errors = [measurement_error_deg(m.name, view) for view in m.views]
    assert any(error is not None and error.rom_bar_deg is not None for error in errors)


def test_no_error_is_claimed_to_be_smaller_than_a_goniometers() -> None:
    assert KNOWN
    for _, _, error in KNOWN:
        assert error.frame_rmse_deg >= FLOOR_DEG
        assert error.rom_rmse_deg is None or error.rom_rmse_deg >= FLOOR_DEG


def test_bars_are_twice_the_root_mean_square_error() -> None:
    error = measurement_error_deg("pip_flexion", View.SIDE)
    assert error is not None
    assert error.rom_rmse_deg is not None
    assert error.rom_bar_deg == pytest.approx(2 * error.rom_rmse_deg)
    assert error.frame_bar_deg == pytest.approx(2 * error.frame_rmse_deg)


def test_every_measured_error_says_that_it_is_provisional_and_how_it_was_measured() -> None:
    for _, _, error in KNOWN:
        assert "provisional" in error.source or "10.3390" in error.source


def test_a_joint_in_a_view_nobody_measured_gets_the_published_figure() -> None:
    error = measurement_error_deg("pip_flexion", View.END)
    assert error is not None
    assert error.rom_rmse_deg is None
    assert "10.3390/s25185716" in error.source


@pytest.mark.parametrize(
    ("name", "view"), [("wrist_flexion", View.PALM), ("span", View.PALM), ("unheard_of", View.PALM)]
)
def test_an_error_that_is_not_known_is_none(name: str, view: View) -> None:
    assert measurement_error_deg(name, view) is None


def test_only_measurements_of_the_table_have_errors() -> None:
    assert {name for name, _, _ in KNOWN} <= set(MEASUREMENTS)
