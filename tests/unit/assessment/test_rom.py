"""Poses of known angles give these, with an error and a label, and reasons for what is missing."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from handtrack.assessment.accuracy import accurate_enough, held_error
from handtrack.assessment.assess import assess
from handtrack.assessment.motion_figures import (
    TrialReading,
    motion_figure,
)
from handtrack.assessment.notation import in_words
from handtrack.assessment.poses.find_poses import Mark, find_still_poses, marked_poses
from handtrack.assessment.poses.pose_angles import SURE_SHAPE
from handtrack.assessment.protocol import Protocol, find_protocol
from handtrack.assessment.rom_result import Assessment, AssessmentMode, Trial
from handtrack.events import Label
from handtrack.landmarks.hand import FINGERS, Side
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.views import View
from synthetic_hand.camera import Camera
from synthetic_hand.landmarks_only import landmarks_only
from synthetic_hand.pose import Angles
from tests.helpers.held_poses import FINGER_POSES, LAG, WRIST, held

PROTOCOL = find_protocol("hand-basic")


def assessed(
    recording: Recording,
    section: str,
    side: Side = Side.RIGHT,
    protocol: Protocol = PROTOCOL,
    manner: AssessmentMode = AssessmentMode.ACTIVE,
) -> Assessment:
    hand = recording.hand(0, side)
    taken = find_still_poses(protocol, protocol.select_sections([section]), hand)
    return assess(recording, hand, protocol, taken, manner)


def values(found: Assessment) -> dict[str, float | None]:
    return {figure.motion: figure.value for figure in found.figures}


CASES: list[tuple[str, View, Sequence[Angles], dict[str, float]]] = [
    ("wrist", View.SIDE, WRIST, {"wrist.extension": 50, "wrist.flexion": 60}),
    (
        "deviation",
        View.DORSAL,
        [{}, {"wrist_deviation": -18.0}, {"wrist_deviation": 30.0}],
        {"wrist.radial_deviation": 18, "wrist.ulnar_deviation": 30},
    ),
    (
        "forearm",
        View.PALM,
        [{"forearm_rotation": 90.0}, {"forearm_rotation": 20.0}, {"forearm_rotation": 150.0}],
        {"forearm.supination": 70, "forearm.pronation": 60},
    ),
    (
        "spread",
        View.PALM,
        [
            {"index_abd": 0.0, "ring_abd": 0.0, "little_abd": 2.0},
            {"index_abd": 16.0, "ring_abd": 12.0, "little_abd": 26.0},
        ],
        {"hand.spread": 40, "index.abduction": 16, "middle.abduction": 12, "ring.abduction": 12},
    ),
    (
        "thumb",
        View.PALM,
        [{"thumb_radial": 55.0}, {"thumb_radial": 5.0, "thumb_mcp": 50.0, "thumb_ip": 60.0}],
        {"thumb.radial_abduction": 55, "thumb.mcp.flexion": 50, "thumb.ip.flexion": 60},
    ),
    (
        "palmar",
        View.SIDE,
        [{"thumb_palmar": 0.0}, {"thumb_palmar": 45.0}],
        {"thumb.palmar_abduction": 45},
    ),
]


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize(("section", "view", "poses", "truth"), CASES, ids=[c[0] for c in CASES])
def test_known_angles_come_out(
    section: str, view: View, poses: Sequence[Angles], truth: dict[str, float], side: Side
) -> None:
    found = assessed(held([*poses] * 3, view, side), section, side)
    assert found.side is side
    for motion, true in truth.items():
        figure = found.figure(motion)
        assert figure is not None
        assert figure.value is not None
        assert figure.value == pytest.approx(true, abs=3.5 if motion != "index.abduction" else 5)
        assert figure.error is not None
        assert abs(figure.value - true) <= figure.error
        assert len(figure.trials) == 3
        assert all(t.steadiness is not None for t in figure.trials)


@pytest.fixture(autouse=True, scope="module")
def exact() -> Iterator[None]:
    with landmarks_only():
        yield


@pytest.fixture(scope="module")
def fingers() -> Assessment:
    return assessed(held([*FINGER_POSES] * 3), "fingers")


def test_fingers_lag_bend_and_add_up(fingers: Assessment) -> None:
    found = values(fingers)
    for finger in FINGERS:
        expected = {"mcp.flexion": 80, "pip.flexion": 95, "dip.flexion": 60, "pip.extension": -20,
                    "pip.flexion@hook": 90, "mcp.flexion@straight_fist": 80}  # fmt: skip
        for motion, true in expected.items():
            assert found[f"{finger}.{motion}"] == pytest.approx(true, abs=3), motion
        assert found[f"{finger}.total"] == pytest.approx(215, abs=8)
        gap = found[f"{finger}.tip_to_palm"]
        assert gap is not None
        assert gap < 0.5
    figure = fingers.figure("index.pip.extension")
    assert figure is not None
    assert in_words(figure) == "lag 20°"
    assert "cannot tell a lag from hyperextension" in figure.note


def test_from_the_side_no_finger_is_certain_and_the_hidden_ones_say_why(
    fingers: Assessment,
) -> None:
    labels = {f: fingers.figure(f"{f}.mcp.flexion") for f in FINGERS}
    assert {figure.label for figure in labels.values() if figure} == {Label.ESTIMATED}
    nearest = labels[FINGERS[0]]
    assert nearest is not None
    assert "other fingers" not in nearest.note
    hidden = labels[FINGERS[2]]
    assert hidden is not None
    assert "other fingers in front of it" in hidden.note


def test_a_total_rests_on_all_its_joints(fingers: Assessment) -> None:
    total = fingers.figure("index.total")
    assert total is not None
    assert len(total.trials) == 3
    assert "ASSH" in total.note
    joints = [fingers.figure(f"index.{j}.{w}") for j in ("mcp", "pip", "dip")
              for w in ("flexion", "extension")]  # fmt: skip
    assert total.error == pytest.approx(np.sqrt(sum((j.error or 0) ** 2 for j in joints if j)))


def test_the_error_joins_the_view_and_the_spread_of_trials() -> None:
    even = assessed(held([*WRIST] * 3), "wrist").figure("wrist.flexion")
    wide = assessed(
        held([WRIST[0], WRIST[1], WRIST[2], WRIST[0], WRIST[1], {"wrist_flexion": 40.0}]), "wrist"
    ).figure("wrist.flexion")
    bar = held_error("wrist.flexion")
    assert even is not None
    assert wide is not None
    assert bar is not None
    assert even.error == pytest.approx(bar, abs=0.5)
    assert wide.error == pytest.approx(np.hypot(bar, 1.96 * 10), abs=0.7)
    assert wide.value == pytest.approx(50, abs=1)


def test_an_implausible_reading_is_shown_and_left_out_and_never_clamped() -> None:
    poses = [*WRIST, *WRIST[:2], {"wrist_flexion": 130.0}, *WRIST]
    figure = assessed(held(poses), "wrist").figure("wrist.flexion")
    assert figure is not None
    odd = figure.trials[1]
    assert odd.implausible
    assert odd.value == pytest.approx(130, abs=2)
    assert figure.value == pytest.approx(60, abs=1)
    assert "1 of 3 trials left out" in figure.note


def test_where_every_reading_is_implausible_the_figure_is_missing_and_the_readings_are_shown() -> (
    None
):
    figure = assessed(held([WRIST[0], WRIST[1], {"wrist_flexion": 130.0}]), "wrist").figure(
        "wrist.flexion"
    )
    assert figure is not None
    assert (figure.value, figure.error, figure.note) == (None, None, "beyond what the joint can do")
    assert in_words(figure).startswith("implausible (1")


def test_without_a_straight_wrist_its_angles_are_missing_with_the_reason() -> None:
    recording = held([*WRIST])
    hand = recording.hand(0, Side.RIGHT)
    taken = marked_poses(PROTOCOL, [Mark("wrist_flexion", 11.0, 12.0)], hand)
    (figure,) = assess(recording, hand, PROTOCOL, taken).figures
    assert (figure.value, figure.error) == (None, None)
    assert figure.note == "it counts from the pose wrist_straight, which is not there"


def test_a_pose_without_a_hand_is_missing_and_not_zero() -> None:
    recording = held([*WRIST])
    image = recording.image_px.copy()
    image[330:] = np.nan
    gone = replace(recording, image_px=image)
    hand = gone.hand(0, Side.RIGHT)
    marks = [Mark("wrist_straight", 1.0, 2.0), Mark("wrist_flexion", 11.5, 12.0)]
    (figure,) = assess(gone, hand, PROTOCOL, marked_poses(PROTOCOL, marks, hand)).figures
    assert figure.value is None
    assert figure.note == "the hand was not seen long enough"
    assert in_words(figure) == "not measured"


def test_settling_frames_are_kept_out() -> None:
    recording = held([*WRIST])
    hand = recording.hand(0, Side.RIGHT)
    wild = recording.image_px.copy()
    wild[330:345] += np.random.default_rng(0).normal(size=wild[330:345].shape) * 80
    settling = recording.settling.copy()
    settling[330:345] = True
    marks = [Mark("wrist_straight", 1.0, 2.0), Mark("wrist_flexion", 11.0, 12.0)]
    spoiled = replace(recording, image_px=wild.astype(np.float32), settling=settling)
    taken = marked_poses(PROTOCOL, marks, hand)
    clean = assess(recording, hand, PROTOCOL, taken).figures[0].value
    same = assess(spoiled, spoiled.hand(0, Side.RIGHT), PROTOCOL, taken).figures[0].value
    assert clean is not None
    assert same == pytest.approx(clean, abs=1)


def test_a_thumb_seen_from_the_side_is_missing_because_its_error_is_too_large() -> None:
    recording = held([{"thumb_radial": 55.0}, {"thumb_radial": 5.0}], View.SIDE)
    hand = recording.hand(0, Side.RIGHT)
    taken = marked_poses(PROTOCOL, [Mark("thumb_out", 2.0, 3.0)], hand)
    figure = assess(recording, hand, PROTOCOL, taken).figure("thumb.radial_abduction")
    assert figure is not None
    assert figure.value is None
    assert re.match(r"cannot be told in the side view: its error there is \d+°", figure.note)


def test_a_finger_seen_from_the_palm_is_an_estimate() -> None:
    bent = {f"{finger}_{joint}": 50.0 for finger in FINGERS for joint in ("mcp", "pip", "dip")}
    recording = held([LAG, bent], Camera(rotation_deg=20.0))
    hand = recording.hand(0, Side.RIGHT)
    marks = [Mark("straight", 2.0, 3.0), Mark("full_fist", 7.0, 8.0)]
    found = assess(recording, hand, PROTOCOL, marked_poses(PROTOCOL, marks, hand))
    figure = found.figure("index.pip.flexion")
    assert figure is not None
    assert figure.label is Label.ESTIMATED
    assert "palm view" in figure.note


def test_relative_motions_do_not_depend_on_where_they_begin() -> None:
    together: Angles = {"index_abd": 3.0, "ring_abd": 2.0, "little_abd": 6.0}
    apart: Angles = {"index_abd": 19.0, "ring_abd": 14.0, "little_abd": 30.0}
    figure = assessed(held([together, apart] * 2, View.PALM), "spread").figure("hand.spread")
    assert figure is not None
    assert figure.value == pytest.approx(40, abs=2)


def test_poor_tracking_makes_a_figure_estimated() -> None:
    small = held([*WRIST], Camera(rotation_deg=90.0, roll_deg=90.0, distance_m=1.4), noise_L=0.004)
    figure = assessed(small, "wrist").figure("wrist.flexion")
    assert figure is not None
    assert figure.label is Label.ESTIMATED
    assert "poor tracking" in figure.note


def test_an_assessment_says_how_it_was_made() -> None:
    found = assessed(held([*WRIST]), "wrist", manner=AssessmentMode.ASSISTED)
    made = found.made_by
    assert found.manner is AssessmentMode.ASSISTED
    assert (made.protocol, made.protocol_version, made.source) == ("hand-basic", "1.0", "held.mp4")
    assert made.rate_hz == pytest.approx(30)
    assert made.hand_length_px == pytest.approx(113, abs=3)


def test_three_assessments_of_one_hand_differ_by_less_than_the_detectable_change() -> None:
    from handtrack.records.change import ChangeVerdict, change

    made = [assessed(held([*WRIST] * 3, seed=seed, noise_L=0.02), "wrist") for seed in range(3)]
    for motion in ("wrist.flexion", "wrist.extension"):
        figures = [one.figure(motion) for one in made]
        for a in figures:
            for b in figures:
                assert a is not None
                assert b is not None
                judged = change(a, b, (made[0].made_by, made[0].made_by))
                assert judged.verdict is ChangeVerdict.NO_CHANGE


def test_no_figure_is_verified_whose_interval_is_wide_and_none_is_read_without_error() -> None:
    """An interval of 38° verifies nothing, and trials of one minute share their error."""
    found = assessed(held(FINGER_POSES, View.SIDE), "fingers")
    known = [figure for figure in found.figures if figure.value is not None]
    assert known
    for figure in known:
        assert figure.error is not None
        if figure.unit == "deg":
            sure = accurate_enough(figure.motion, figure.error)
            assert figure.label is Label.ESTIMATED or sure, figure.motion
        elif figure.unit == "L":
            assert figure.error >= (held_error(figure.motion) or math.inf)


def test_a_pose_whose_shape_the_tracker_is_unsure_of_is_not_measured() -> None:
    recording = held([*WRIST])
    frames = len(recording.time_s)

    def found(presence: float) -> Assessment:
        header = replace(recording.header, presences=True)
        sure = np.full((frames, recording.header.slots), presence, np.float32)
        return assessed(replace(recording, header=header, presence=sure), "wrist")

    assert values(found(SURE_SHAPE + 0.05)) == values(assessed(recording, "wrist"))
    unsure = found(SURE_SHAPE - 0.05)
    assert unsure.figures
    assert all(figure.value is None for figure in unsure.figures)
    assert {figure.note for figure in unsure.figures} == {"the hand was not seen long enough"}


def test_a_wide_interval_takes_the_word_verified_away() -> None:
    trial = Trial(1, 0.0, 1.0, 45.0, False, Label.VERIFIED, None)
    apart = [replace(trial, number=n, value=value) for n, value in ((1, 20.0), (2, 70.0))]
    alike = [replace(trial, number=n) for n in (1, 2)]
    sure, wide = (
        motion_figure("wrist.extension", "wrist_up", [TrialReading(t, View.SIDE) for t in trials])
        for trials in (alike, apart)
    )
    assert (sure.label, wide.label) == (Label.VERIFIED, Label.ESTIMATED)
    assert "less exact than ± 10°, so estimated and not compared with norms" in wide.note
