import json
from pathlib import Path

import numpy as np
import pytest

from handtrack.landmarks.hand import FINGERS, Floats, Landmark, Side
from handtrack.landmarks.views import View, view_matches
from validation.render.acts.catalogue import ACTS
from validation.render.acts.course import Turn
from validation.render.acts.motion import Spoil
from validation.render.clips.clip import ClipSpec
from validation.render.clips.negatives import NEGATIVES, negative
from validation.render.clips.sets import Plan, joined, leaving, perform
from validation.render.clips.truth_file import about, arrays, write_truth
from validation.render.model.anthropometry import Family

TURNS = (Turn(), Turn(0.4), Turn(0.95))


def clip(exercise: str, **decided: object) -> ClipSpec:
    return perform(Plan(exercise, seed=5, turns=TURNS, **decided), "a_clip")  # type: ignore[arg-type]


def commanded(truth: dict[str, Floats], name: str) -> Floats:
    return truth["cmd"][:, truth["cmd_keys"].tolist().index(name)]


@pytest.mark.parametrize("side", Side)
def test_measured_truth_is_what_was_commanded(side: Side) -> None:
    truth = arrays(clip("34", side=side))
    for finger in FINGERS:
        for joint in ("mcp", "pip", "dip"):
            found = truth[f"ang_{joint}_flexion_{finger}"]
            wanted = commanded(truth, f"{finger}_{joint}")
            # Bends below 0, which swaying makes of a straight joint, have no sign when measured.
            wanted = wanted if joint == "mcp" else np.abs(wanted)
            np.testing.assert_allclose(found, wanted, atol=0.05)
    np.testing.assert_allclose(
        truth["ang_thumb_palmar_abduction"], commanded(truth, "thumb_palmar"), atol=0.01
    )


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize(
    ("exercise", "angle", "within_deg"),
    [("1", "wrist_flexion", 6.0), ("11", "wrist_flexion", 6.0), ("12", "wrist_deviation", 2.0)],
)
def test_a_wrist_in_its_view_is_seen_bent_as_commanded(
    side: Side, exercise: str, angle: str, within_deg: float
) -> None:
    truth = arrays(clip(exercise, side=side))
    found, wanted = truth[f"ang_{angle}"], commanded(truth, angle)
    assert np.ptp(wanted) > 40
    assert np.abs(found - wanted).max() < within_deg


@pytest.mark.parametrize("side", Side)
def test_a_turning_forearm_is_measured_as_commanded(side: Side) -> None:
    made = clip("10", side=side)
    truth = arrays(made)
    wanted = commanded(truth, "forearm_rotation") + made.performers[0].camera.rotation_deg
    found = truth["ang_forearm_rotation"]
    middle = (wanted > 20) & (wanted < 150)
    assert np.abs(found - wanted)[middle].max() < 8.0


@pytest.mark.parametrize("exercise", ACTS)
def test_the_hand_is_in_the_picture_and_large_enough(exercise: str) -> None:
    truth = arrays(clip(exercise))
    assert truth["px"].min() > 0
    assert (truth["px"].max(axis=(0, 1)) < [640, 480]).all()
    length = np.linalg.norm(truth["px"][:, Landmark.MIDDLE_MCP] - truth["px"][:, 0], axis=1)
    assert length.max() > 70


@pytest.mark.parametrize(
    ("exercise", "view"),
    [("1", View.SIDE), ("2", View.PALM), ("11", View.SIDE), ("12", View.DORSAL), ("33", View.PALM)],
)
def test_the_camera_stands_where_the_exercise_wants_it(exercise: str, view: View) -> None:
    facing = arrays(clip(exercise))["ang_palm_facing"]
    assert view_matches(view, facing).mean() > 0.8


def test_pixels_are_where_the_lens_puts_the_joints() -> None:
    told, truth = about(clip("33")), arrays(clip("33"))
    joints = truth["joints3d"].astype(float)
    flat = joints[..., :2] / joints[..., 2:]
    px = told["fx"] * flat * (1 + told["distortion"] * (flat**2).sum(axis=-1, keepdims=True))
    np.testing.assert_allclose(px + [told["cx"], told["cy"]], truth["px"], atol=0.01)


def test_a_clip_says_whose_hand_it_is_and_what_it_did() -> None:
    told = about(clip("34", family=Family.TRAIN, side=Side.LEFT, skin="dark", fps=15.0))
    assert told["shape"] == {"family": "train", "seed": 5}
    assert (told["side"], told["skin"], told["fps"]) == ("left", "dark", 15.0)
    assert (told["exercise"], told["placement"]) == ("34", "off")  # 15 frames a second is slow
    assert [r["status"] for r in told["reps"]] == ["full", "partial", "full"]
    assert [r["partial"] for r in told["reps"]] == [False, True, False]
    assert told["n_valid"] == 2
    assert told["frames"] == len(arrays(clip("34", fps=15.0))["joints3d"])
    json.dumps(told)


def test_a_spoiled_repetition_is_told_with_its_kind() -> None:
    made = perform(Plan("18", seed=5, turns=(Turn(), Turn(spoil=Spoil.SKIPPED_FINGER))), "x")
    rep = about(made)["reps"][1]
    assert (rep["status"], rep["spoiled"], rep["valid"]) == ("spoiled", "skipped_finger", False)
    assert [name for name, _, _ in rep["touches"]] == ["index", "ring", "little"]


def test_thumb_and_finger_touch_when_the_truth_says_so() -> None:
    truth, told = arrays(clip("18")), about(clip("18"))
    for rep in told["reps"]:
        for name, start, end in rep["touches"]:
            middle = round((start + end) / 2)
            gap = {f: truth[f"ang_pinch_gap_{f}"][middle] for f in FINGERS}
            assert min(gap, key=lambda f: gap[f]) == name
            assert gap[FINGERS[[str(f) for f in FINGERS].index(name)]] < 0.2


def test_a_leaving_hand_is_out_of_the_picture_and_spoils_its_last_repetition() -> None:
    whole = clip("34")
    second = whole.performers[0].motion.repetitions[1]
    left = leaving(whole, second.peak_s)
    truth = arrays(left)
    assert [r["spoiled"] for r in about(left)["reps"]] == [None, "out_of_frame"]
    assert (truth["px"][-1, :, 0] > 640).all()


def test_another_person_s_hand_comes_in_and_goes_again() -> None:
    alone = clip("33")
    both = joined(alone, Side.LEFT, enters_s=2.0, leaves_s=6.0, seed=7)
    truth = arrays(both)
    inside = (
        ((truth["other1_px"] > 0) & (truth["other1_px"] < [640, 480])).all(axis=-1).any(axis=-1)
    )
    assert not inside[:30].any()
    assert inside[120]
    assert not inside[-20:].any()
    np.testing.assert_array_equal(truth["px"], arrays(alone)["px"])
    assert about(both)["others"][0]["side"] == "left"


def test_clips_of_no_exercise_have_no_repetitions(tmp_path: Path) -> None:
    for kind in NEGATIVES:
        made = negative(Family.TEST, kind, kind)
        told = about(made)
        assert (told["reps"], told["placement"]) == ([], "negative")
        write_truth(made, tmp_path / f"{made.name}.mp4")
        with np.load(tmp_path / f"{made.name}.npz") as data:
            assert ("joints3d" in data) == bool(made.performers)


def test_the_same_plan_gives_the_same_truth() -> None:
    first, second = arrays(clip("2")), arrays(clip("2"))
    assert first.keys() == second.keys()
    for key in first:
        np.testing.assert_array_equal(first[key], second[key])
