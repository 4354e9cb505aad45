import pytest

from handtrack.files import packaged_toml
from handtrack.landmarks.views import View
from handtrack.measurements import MEASUREMENTS, Measurement
from handtrack.measurements.error_model import Bar, measurement_error_deg

GONIOMETER_DEG = 5.0
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
    assert any(error is not None and error.rom_bar is not None for error in errors)


def test_no_error_is_claimed_to_be_smaller_than_a_goniometers() -> None:
    assert KNOWN
    for _, _, error in KNOWN:
        assert error.frame_bar_deg >= GONIOMETER_DEG
        assert error.rom_bar is None or error.rom_bar.half_width_deg(0.0, 0.0, 0) >= GONIOMETER_DEG


def test_no_bar_shrinks_with_a_larger_range_more_doubt_or_fingers_in_front() -> None:
    for _, _, error in KNOWN:
        if error.rom_bar is None:
            continue
        calm = error.rom_bar.half_width_deg(40.0, 2.0, 0)
        assert error.rom_bar.half_width_deg(60.0, 2.0, 0) >= calm
        assert error.rom_bar.half_width_deg(40.0, 6.0, 0) >= calm
        assert error.rom_bar.half_width_deg(40.0, 2.0, 3) >= calm


def test_a_bar_is_the_sum_of_its_parts() -> None:
    bar = Bar(flat_deg=5.0, per_doubt=2.0, per_arc=0.1, per_behind=3.0)
    assert bar.half_width_deg(50.0, 1.5, 2) == pytest.approx(5 + 3 + 5 + 6)


def test_a_finger_behind_others_is_less_sure_than_the_one_next_to_the_lens() -> None:
    for name in ("mcp_flexion", "pip_flexion"):
        error = measurement_error_deg(name, View.SIDE)
        assert error is not None
        assert error.rom_bar is not None
        assert error.rom_bar.per_behind > 0


def test_a_range_that_is_off_by_more_than_wanted_is_not_good_enough() -> None:
    for _, _, error in KNOWN:
        wanted = error.rom_mae_deg is not None and error.rom_mae_deg <= error.wanted_deg
        assert error.good_enough is wanted


def test_every_measured_error_says_that_it_is_provisional_and_how_it_was_measured() -> None:
    for _, _, error in KNOWN:
        assert "provisional" in error.source or "10.3390" in error.source


def test_a_joint_in_a_view_nobody_measured_gets_the_published_figure() -> None:
    error = measurement_error_deg("pip_flexion", View.END)
    assert error is not None
    assert error.rom_bar is None
    assert "10.3390/s25185716" in error.source


@pytest.mark.parametrize(
    ("name", "view"),
    [("wrist_flexion", View.DORSAL), ("span", View.PALM), ("unheard_of", View.PALM)],
)
def test_an_error_that_is_not_known_is_none(name: str, view: View) -> None:
    assert measurement_error_deg(name, view) is None


def test_only_measurements_of_the_table_have_errors() -> None:
    assert {name for name, _, _ in KNOWN} <= set(MEASUREMENTS)


def test_bars_of_middle_and_end_joints_are_wider_as_on_a_real_hand() -> None:
    written = {
        (entry["measurement"], entry["view"]): entry["rom_bar"]["flat_deg"]
        for entry in packaged_toml("measurements/accuracy.toml")["residual"]
        if "rom_bar" in entry
    }
    for name, factor in (("mcp_flexion", 1.0), ("pip_flexion", 1.23), ("dip_flexion", 1.53)):
        model = measurement_error_deg(name, View.PALM)
        assert model is not None
        assert model.rom_bar is not None
        assert model.rom_bar.flat_deg == pytest.approx(factor * written[name, "palm"])
        assert ("one real hand with joints marked in depth" in model.source) == (factor > 1)
