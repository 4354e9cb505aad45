"""A person's own range: found in a signal, kept in a file, turned into a scale."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from handtrack.definitions.library import find
from handtrack.definitions.verifier_tables import Cycle
from handtrack.errors import CalibrationError
from handtrack.landmarks.hand import Hand, Side
from handtrack.landmarks.tracked_object import ObjectKind
from handtrack.scoring.self_calibration import calibrate
from handtrack.verifiers.calibration import (
    Calibration,
    Forearm,
    Scale,
    TransportPath,
)
from handtrack.verifiers.calibration_file import json_schema, read, write
from synthetic_hand.performances.perform import perform, still
from synthetic_hand.performances.style import Style
from tests.helpers.frozen_exercises import frozen

FIST, WRIST, CURL = frozen("34"), frozen("11"), frozen("18")
assert FIST.cycle
assert WRIST.cycle
KEPT = Calibration("34", Side.RIGHT, "x", rest=1.1, peak=0.3, excursions=3)


def cycle(ends: str, least: float = 20.0) -> Cycle:
    assert WRIST.cycle
    changed = {"ends": ends, "least": WRIST.cycle.least.model_copy(update={"value": least})}
    return WRIST.cycle.model_copy(update=changed)


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
        reached = [scale.fraction(50.0 + sign * way) >= rules.full.value for way in (19.99, 20.01)]
        assert reached == [False, True]


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
        replace(
            KEPT, exercise="15", way=TransportPath(0.2, 0.5, 0.8, 0.5, 0.2), object=ObjectKind.ROD
        ),
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
