"""A person's own range: found in a signal, kept in a file, turned into a scale."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from frozen_exercises import frozen
from performances import Style, perform, still
from synthetic import repetitions

from handtrack.calibration import (
    PLATEAU_S,
    Calibration,
    Forearm,
    Scale,
    Way,
    from_signal,
    json_schema,
    open_gaps,
    read,
    turns,
    way_of,
    write,
)
from handtrack.errors import CalibrationError
from handtrack.hand import Floats, Hand, Side
from handtrack.library import find
from handtrack.methods import Cycle
from handtrack.objects import ObjectKind
from handtrack.own_range import calibrate

FIST, WRIST, CURL = frozen("34"), frozen("11"), frozen("18")
assert FIST.cycle
assert WRIST.cycle
KEPT = Calibration("34", Side.RIGHT, "x", rest=1.1, peak=0.3, excursions=3)


def cycle(ends: str, least: float = 20.0) -> Cycle:
    assert WRIST.cycle
    changed = {"ends": ends, "least": WRIST.cycle.least.model_copy(update={"value": least})}
    return WRIST.cycle.model_copy(update=changed)


def own_ends(signal: Floats, least: float = 20.0, fps: float = 30.0) -> tuple[float, float, int]:
    found = from_signal(np.arange(len(signal)) / fps, signal, least)
    assert found
    return found


# --- turns


def test_turns_are_where_the_way_back_is_long_enough() -> None:
    signal = np.array([0, 5, 10, 9, 10, 2, 1, 2, 8, 0], float)
    assert [signal[i] for i in turns(signal, 3.0)] == [0, 10, 1, 8, 0]
    assert [signal[i] for i in turns(signal, 8.0)] == [0, 10, 0]
    assert turns(signal, 100.0) == []


def test_a_signal_that_only_rises_has_two_turns_its_ends() -> None:
    assert turns(np.arange(10.0), 3.0) == [0, 9]
    assert turns(-np.arange(10.0), 3.0) == [0, 9]
    assert turns(np.zeros(0), 1.0) == []


# --- from a signal


def test_the_ends_are_those_of_full_movements() -> None:
    assert own_ends(10 + 60 * repetitions([1, 1, 1, 1])) == pytest.approx((10, 70, 4))


def test_a_movement_downward_has_the_same_ends() -> None:
    assert own_ends(70 - 60 * repetitions([1, 1, 1])) == pytest.approx((10, 70, 3))


@pytest.mark.parametrize(
    "peaks",
    [[1, 0.5, 1, 0.4, 1], [0.5, 1, 1, 0.6, 1, 1], [1, 1, 0.35, 1], [0.5, 0.5, 1, 1]],
)
def test_partial_movements_leave_the_ends_where_they_are(peaks: list[float]) -> None:
    low, high, _ = own_ends(100 * repetitions(peaks))
    assert low == pytest.approx(0, abs=0.5)
    assert high == pytest.approx(100, abs=0.5)


def test_one_wild_movement_leaves_the_ends_where_they_are() -> None:
    low, high, _ = own_ends(60 * repetitions([1, 1, 1.7, 1, 1, 1]))
    assert low == pytest.approx(0, abs=0.5)
    assert high == pytest.approx(60, abs=0.5)


def test_wild_frames_leave_the_ends_where_they_are() -> None:
    signal = 60 * repetitions([1, 1, 1, 1])
    signal[[50, 120, 200]] = [300, -300, 300]
    low, high, _ = own_ends(signal)
    assert low == pytest.approx(0, abs=1.0)
    assert high == pytest.approx(60, abs=1.0)


def test_an_end_is_a_level_that_is_kept() -> None:
    fps = 100.0
    spiky = 60 * repetitions([1, 1, 1], fps=fps, hold_s=1.0)
    peak = np.flatnonzero(spiky >= 60)[30]
    spiky[peak : peak + round(PLATEAU_S * fps) - 1] += 30
    assert own_ends(spiky, fps=fps)[1] == pytest.approx(60, abs=1.0)


def test_tremor_does_not_widen_the_ends_by_its_size() -> None:
    rng = np.random.default_rng(0)
    signal = 60 * repetitions([1] * 6)
    low, high, count = own_ends(signal + rng.normal(0, 1.0, len(signal)))
    assert low == pytest.approx(0, abs=2.0)
    assert high == pytest.approx(60, abs=2.0)
    assert count == 6


def test_movements_too_small_to_tell_from_noise_are_none() -> None:
    rng = np.random.default_rng(0)
    low, high, count = own_ends(rng.normal(0, 0.7, 600))
    assert low == high
    assert low == pytest.approx(0, abs=0.2)
    assert count == 0


def test_small_movements_give_a_small_range_and_no_more() -> None:
    small = own_ends(12 * repetitions([1, 1, 1]), least=20.0)
    assert small == pytest.approx((0, 12, 3), abs=0.1)


def test_a_hand_found_for_a_moment_gives_no_end() -> None:
    signal = 60 * repetitions([1, 1, 1], still_s=1.0)
    lost = np.full(30, np.nan)
    for seconds, high in ((0.2, 60), (0.6, 90)):
        glimpse = np.repeat([90.0, 0.0], round(30 * seconds / 2))
        found = np.concatenate([signal, *[lost, glimpse] * 3])
        assert own_ends(found)[1] == pytest.approx(high, abs=0.5)
    assert from_signal(np.arange(5) / 30, np.zeros(5), 20.0) is None


def test_frames_without_the_hand_are_left_out() -> None:
    signal = 60 * repetitions([1, 1, 1])
    blinking = signal.copy()
    blinking[::4] = np.nan
    assert own_ends(blinking)[:2] == pytest.approx(own_ends(signal)[:2], abs=1.0)


@pytest.mark.parametrize("signal", [[], [1.0], [math.nan] * 9, [math.nan, 2.0, math.nan]])
def test_fewer_than_two_readings_give_no_ends(signal: list[float]) -> None:
    assert from_signal(np.arange(len(signal)) / 30, np.array(signal), 20.0) is None


def test_the_frame_rate_hardly_moves_the_ends() -> None:
    for fps in (15.0, 30.0, 60.0, 120.0):
        found = own_ends(60 * repetitions([1, 0.5, 1, 1], fps=fps), fps=fps)
        assert found == pytest.approx((0, 60, 4), abs=0.6)


# --- the scale


@pytest.mark.parametrize(("ends", "rest", "peak"), [("high", 10, 70), ("low", 70, 10)])
def test_a_scale_runs_from_rest_to_the_own_peak(ends: str, rest: float, peak: float) -> None:
    scale = Scale.of(cycle(ends), replace(KEPT, rest=rest, peak=peak))
    assert scale
    values = np.array([rest, (rest + peak) / 2, peak, np.nan])
    np.testing.assert_allclose(scale.fraction(values), [0, 0.5, 1, np.nan])


@pytest.mark.parametrize("ends", ["high", "low", "both"])
def test_a_scale_is_never_finer_than_the_least_movement(ends: str) -> None:
    rules = cycle(ends, least=20.0)
    sign = -1 if ends == "low" else 1
    for own in (0.0, 1.0, 10.0, 19.0):
        scale = Scale.of(rules, replace(KEPT, rest=50.0, peak=50.0 + sign * own))
        assert scale
        reached = scale.fraction(np.array([50.0 + sign * 19.99, 50.0 + sign * 20.01]))
        assert (reached >= rules.full.value).tolist() == [False, True]


def test_a_wide_range_is_its_own_scale() -> None:
    for ends in ("high", "both"):
        assert Scale.of(cycle(ends), replace(KEPT, rest=-40.0, peak=60.0)) == Scale(-40.0, 60.0)


def test_a_range_against_the_exercises_direction_is_no_range() -> None:
    scale = Scale.of(cycle("high"), replace(KEPT, rest=50.0, peak=10.0))
    assert scale
    assert scale.one == pytest.approx(50.0 + 20.0 / 0.8)


def test_without_ends_there_is_no_scale() -> None:
    assert Scale.of(cycle("high"), replace(KEPT, rest=None)) is None
    assert Scale.of(cycle("high"), replace(KEPT, peak=None)) is None


# --- open hand


def test_the_open_hand_is_what_one_frame_in_ten_exceeds() -> None:
    gaps = np.tile(np.linspace(0, 2, 101)[:, None], (1, 4)) * [1, 2, 3, 4]
    assert open_gaps(gaps, 0.5) == pytest.approx((1.8, 3.6, 5.4, 7.2))


def test_a_hand_that_never_opens_is_taken_for_the_least_open() -> None:
    assert open_gaps(np.full((50, 4), 0.1), 0.5) == (0.5,) * 4


def test_half_seen_frames_do_not_tell_how_open_a_hand_is() -> None:
    gaps = np.full((50, 4), 1.0)
    gaps[::2] = [9.0, 9.0, 9.0, math.nan]
    assert open_gaps(gaps, 0.5) == (1.0,) * 4
    assert open_gaps(np.full((5, 4), math.nan), 0.5) == ()


# --- the forearm


def test_the_forearm_line_survives_as_plain_numbers() -> None:
    hold = still(WRIST, 1.0, pose={}).hand(0, Side.RIGHT)
    forearm = Forearm.of(hold, known=True)
    assert forearm
    assert forearm.known
    assert math.hypot(forearm.x, forearm.y) == pytest.approx(1.0)
    assert abs(forearm.palmar_turn) == 1
    assert forearm.line.direction.tolist() == [forearm.x, forearm.y]
    assert forearm.line.palmar_turn == forearm.palmar_turn


def with_looks(*turned_deg: float) -> Hand:
    """A still hand whose forearm was seen at these angles, clockwise from up, and else not."""
    hand = still(WRIST, 1.0, pose={}).hand(0, Side.RIGHT)
    looks = np.full((len(hand.image_px), 2), np.nan)
    turned = np.radians(turned_deg)
    looks[: len(turned)] = np.stack([np.sin(turned), -np.cos(turned)], axis=-1)
    return replace(hand, forearm=looks)


def test_the_forearm_in_the_picture_is_the_middle_of_the_looks() -> None:
    forearm = Forearm.in_picture(with_looks(10, 14, 12, 60))
    assert forearm
    assert (forearm.seen, forearm.known) == (True, False)
    assert math.degrees(math.atan2(forearm.x, -forearm.y)) == pytest.approx(13, abs=1)
    middle = Forearm.of(with_looks(), known=False)
    assert middle
    assert (forearm.palmar_turn, forearm.ulnar_turn) == (middle.palmar_turn, middle.ulnar_turn)


def test_few_looks_or_looks_that_disagree_show_no_forearm() -> None:
    assert Forearm.in_picture(with_looks(10, 12)) is None
    assert Forearm.in_picture(with_looks(-40, 0, 40, 80)) is None
    assert Forearm.in_picture(replace(with_looks(1, 1, 1), forearm=None)) is None


def test_a_hold_goes_before_the_picture_and_the_picture_before_nothing() -> None:
    hand = with_looks(50, 50, 50)
    held = calibrate(WRIST, hand, hand).forearm
    seen, middle = calibrate(WRIST, hand).forearm, calibrate(WRIST, with_looks()).forearm
    assert [f and (f.known, f.seen) for f in (held, seen, middle)] == [
        (True, False),
        (False, True),
        (False, False),
    ]


def test_a_turn_that_the_view_does_not_show_is_counted_one_way_for_all() -> None:
    assert Forearm(1.0, 0.0, 0, 0, known=False).line.palmar_turn == 1.0


def test_a_hand_never_seen_has_no_forearm_line() -> None:
    hold = still(WRIST, 1.0).hand(0, Side.RIGHT)
    unseen = replace(hold, image_px=np.full_like(hold.image_px, np.nan))
    assert Forearm.of(unseen, known=True) is None
    calibration = calibrate(WRIST, unseen)
    assert (calibration.rest, calibration.peak, calibration.forearm) == (None, None, None)


def test_three_guided_repetitions_calibrate_each_kind_of_exercise() -> None:
    for exercise in (FIST, WRIST, CURL):
        hand = perform(exercise, Style(amplitudes=[1.0] * 3)).hand(0, Side.RIGHT)
        calibration = calibrate(exercise, hand)
        assert (calibration.exercise, calibration.side) == (exercise.id, Side.RIGHT)
        assert (calibration.forearm is not None) == exercise.needs_forearm
        assert len(calibration.open_gaps) == (4 if exercise.sequence else 0)
        assert calibration.excursions == (3 if exercise.cycle else 0)
    assert FIST.cycle
    assert FIST.cycle.ends == "low"
    fist = calibrate(FIST, perform(FIST, Style(amplitudes=[1.0] * 3)).hand(0, Side.RIGHT))
    assert fist.rest is not None
    assert fist.peak is not None
    assert fist.rest > fist.peak


# --- files


@pytest.mark.parametrize(
    "kept",
    [
        KEPT,
        replace(KEPT, exercise="11", forearm=Forearm(0.6, 0.8, 1, 0, True)),
        replace(KEPT, exercise="18", rest=None, peak=None, open_gaps=(1.1, 1.2, 1.3, 1.4)),
        replace(KEPT, exercise="15", way=Way(0.2, 0.5, 0.8, 0.5, 0.2), object=ObjectKind.ROD),
        replace(KEPT, exercise="24", rest=None, peak=None, middle=(-0.2, 1.0)),
    ],
    ids=["one-ended", "two-ended", "sequence", "carried", "wound"],
)
def test_a_file_gives_back_what_was_written(tmp_path: Path, kept: Calibration) -> None:
    file = tmp_path / "mine.json"
    write(file, kept)
    for side in (Side.RIGHT, None):
        assert read(file, find(kept.exercise), side) == replace(kept, source="mine.json")


def test_a_file_keeps_to_the_schema(tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    write(file, KEPT)
    jsonschema.validate(json.loads(file.read_text(encoding="utf-8")), json_schema())


def refusal(path: Path, wanted: str = "34", side: Side = Side.RIGHT) -> str:
    with pytest.raises(CalibrationError) as caught:
        read(path, find(wanted), side)
    text = str(caught.value)
    assert str(path) in text
    assert "\n" not in text
    assert text.endswith(".")
    return text


def test_a_file_for_another_exercise_or_hand_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    write(file, KEPT)
    assert "made for exercise 34, not for 11" in refusal(file, "11")
    assert "made for the right hand, not for the left" in refusal(file, side=Side.LEFT)


def test_a_missing_file_or_a_folder_is_refused(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "nowhere.json")
    assert "Cannot read" in refusal(tmp_path)


def test_a_file_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(CalibrationError, match="Cannot write the calibration"):
        write(tmp_path / "nowhere" / "mine.json", KEPT)


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"\xff\xfe\x00",
        b"[]",
        b"{",
        b'{"exercise": "34"}',
        b"null",
        b'"34"',
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, damage: bytes) -> None:
    file = tmp_path / "mine.json"
    file.write_bytes(damage)
    assert "is not a calibration" in refusal(file)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("rest", "a lot"),
        ("rest", math.nan),
        ("peak", math.inf),
        ("side", "both"),
        ("schema", 2),
        ("excursions", None),
        ("open_gaps", [1, "x"]),
        ("forearm", {"x": 1}),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, key: str, value: object) -> None:
    file = tmp_path / "mine.json"
    write(file, KEPT)
    table = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(table | {key: value}), encoding="utf-8")
    assert key in refusal(file)


def test_a_file_without_what_the_exercise_needs_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    write(file, replace(KEPT, peak=None))
    assert "holds no range of movement" in refusal(file)
    write(file, replace(KEPT, exercise="18", open_gaps=(1.0, 1.0)))
    assert "holds no open-hand gaps" in refusal(file, "18")
    write(file, replace(KEPT, exercise="11"))
    assert "holds no forearm line" in refusal(file, "11")


@pytest.mark.parametrize("gap", [0.0, -1.0])
def test_open_gaps_that_cannot_be_divided_by_are_refused(tmp_path: Path, gap: float) -> None:
    file = tmp_path / "mine.json"
    write(file, replace(KEPT, exercise="18", open_gaps=(1.0, gap, 1.0, 1.0)))
    assert "open_gaps" in refusal(file, "18")


# --- the way of something carried


def carrying(ends: tuple[tuple[float, float], tuple[float, float]], times: int = 3) -> Floats:
    """Places of a palm that goes to and fro between two places, shape (N, 2)."""
    share = repetitions([1.0] * times)
    start, end = np.array(ends)
    places: Floats = start + share[:, None] * (end - start)
    return places


@pytest.mark.parametrize(
    "ends", [((0.2, 0.5), (0.8, 0.5)), ((0.3, 0.2), (0.5, 0.6)), ((0.4, 0.7), (0.4, 0.1))]
)
def test_a_way_runs_between_the_two_places(
    ends: tuple[tuple[float, float], tuple[float, float]],
) -> None:
    places = carrying(ends)
    time_s = np.arange(len(places)) / 30
    way = way_of(time_s, places, np.full(len(places), 0.2), 1.0)
    assert way
    found = sorted([(way.x, way.y), (way.to_x, way.to_y)])
    assert np.allclose(found, sorted(ends), atol=0.01)
    length = float(np.hypot(*np.subtract(*ends)))
    assert way.length_L == pytest.approx(length / 0.2, rel=0.02)
    along = way.along_L(np.array(found))
    assert sorted(along.tolist()) == pytest.approx([0.0, way.length_L], abs=0.1)


def test_a_palm_that_stays_has_a_way_without_length() -> None:
    places = np.full((60, 2), 0.5)
    way = way_of(np.arange(60) / 30, places, np.full(60, 0.2), 1.0)
    assert way
    assert way.length_L == 0
    assert way.along_L(np.array([[0.5, 0.5], [0.7, 0.5]])) == pytest.approx([0.0, 1.0])


def test_a_palm_never_seen_has_no_way() -> None:
    assert way_of(np.arange(9.0), np.full((9, 2), np.nan), np.full(9, np.nan), 1.0) is None
