"""What to do better, in plain sentences."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from handtrack.definitions.library import find
from handtrack.events import Reason, Status
from handtrack.landmarks.hand import Side
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.views import View
from handtrack.scoring.advice import SLOW_HZ
from handtrack.scoring.results import ExerciseResult
from handtrack.scoring.score import score
from handtrack.scoring.self_calibration import calibrate
from synthetic_hand.performances.perform import perform, still
from synthetic_hand.performances.style import Style
from synthetic_hand.recording_changes import without_hand
from tests.helpers.frozen_exercises import frozen

FIST, WRIST, CURL, SPREAD = frozen("34"), frozen("11"), frozen("18"), frozen("33")
SIDE_ON = Style(view=View.SIDE, amplitudes=[1.0] * 3)


def advice(recording: Recording, wanted: str = "34", side: Side | None = None) -> tuple[str, ...]:
    return score(recording, find(wanted), side).result.advice


def lost(recording: Recording, share: float) -> Recording:
    frames = np.arange(len(recording)) < share * len(recording)
    return without_hand(recording, frames)


def moved(recording: Recording, x: float = 0.0, scale: float = 1.0) -> Recording:
    image = recording.image_px * np.float32(scale)
    image[..., 0] += np.float32(x)
    return replace(recording, image_px=image)


def test_a_good_recording_needs_no_advice() -> None:
    assert advice(perform(FIST, SIDE_ON)) == ()
    assert advice(perform(CURL, Style(amplitudes=[1.0])), "18") == ()


def test_no_frame_at_all_is_said() -> None:
    empty = Recording.from_frames(perform(FIST, SIDE_ON).header, [])
    assert advice(empty) == ("The recording holds no frame.",)


def test_no_hand_at_all_is_said_with_where_to_put_the_camera() -> None:
    (text,) = advice(lost(perform(FIST, SIDE_ON), 1.0))
    assert text.startswith("No hand was found in any of the 360 frames. Gloves, splints")
    assert "Camera in front" in text


def test_a_hand_that_could_be_either_is_asked_for_its_side() -> None:
    recording = perform(FIST, SIDE_ON)
    for share, asked in ((0.2, False), (0.4, True)):
        labels = np.where(np.arange(len(recording)) % 10 < 10 * share, 0, recording.is_right[:, 0])
        mixed = replace(recording, is_right=labels[:, None].astype(np.int8))
        told = [text for text in advice(mixed) if "--hand" in text]
        assert bool(told) is asked
        assert all("in 40% of frames it could as well be the other one" in text for text in told)
        assert not [text for text in advice(mixed, side=Side.RIGHT) if "--hand" in text]


def test_a_hand_often_missing_is_said() -> None:
    recording = still(FIST, 10.0, SIDE_ON)
    assert advice(lost(recording, 0.08)) == ()
    (text,) = advice(lost(recording, 0.25))
    assert text.startswith("The camera did not find your hand in 25% of frames: keep all of it")


@pytest.mark.parametrize(
    ("wanted", "view", "expected"),
    [
        ("34", View.DORSAL, "100% of frames showed the back of the hand."),
        ("33", View.SIDE, "100% of frames showed the hand's edge."),
        ("11", View.PALM, "100% of frames showed the palm."),
        ("33", View.OBLIQUE, "100% of frames showed the palm at a slant."),
    ],
)
def test_a_wrong_view_is_said_with_what_was_seen(wanted: str, view: View, expected: str) -> None:
    texts = advice(still(find(wanted), 3.0, Style(view=view), pose={}), wanted)
    assert any(text.endswith(expected) for text in texts), texts


def test_the_camera_is_asked_to_where_the_exercise_wants_it() -> None:
    texts = advice(still(SPREAD, 3.0, Style(view=View.SIDE)), "33")
    assert texts[0].startswith("Camera from the palm side or from the back of the hand, please:")


def test_a_hand_at_the_edge_is_said() -> None:
    recording = still(FIST, 3.0)
    right = float(recording.image_px[0, 0, :, 0].max())
    texts = advice(moved(recording, x=639 - right))
    assert texts == (
        "Move the hand to the middle of the picture: it was at the edge in 100% of frames.",
    )


def test_a_small_hand_is_said() -> None:
    small = moved(still(FIST, 3.0, Style(view=View.SIDE)), x=200, scale=0.4)
    assert advice(small) == ("Move the camera closer: the hand is small in the picture.",)


def test_too_few_frames_a_second_are_said() -> None:
    assert advice(still(FIST, 3.0, replace(SIDE_ON, fps=SLOW_HZ))) == ()
    (text,) = advice(still(FIST, 3.0, replace(SIDE_ON, fps=10.0)))
    assert text.startswith("Use more light or a faster camera: 10 frames a second are few, 15")


def test_a_side_that_is_not_what_the_camera_saw_is_asked_about() -> None:
    recording = still(FIST, 3.0)
    assert not any("You said" in text for text in advice(recording, side=Side.RIGHT))
    texts = advice(recording, side=Side.LEFT)
    assert any(
        text.startswith("You said it is the left hand; the camera took it for a right one.")
        for text in texts
    )


def both_hands(seen_together: float) -> Recording:
    """The right hand all the time, and a left one for a part of it."""
    right, left = (perform(FIST, replace(SIDE_ON, side=side)) for side in (Side.RIGHT, Side.LEFT))
    left = without_hand(left, np.arange(len(left)) >= seen_together * len(left))
    names = ("image_px", "world_m", "is_right", "side_score", "settling")
    joined = {n: np.concatenate([getattr(right, n), getattr(left, n)], axis=1) for n in names}
    return replace(right, header=replace(right.header, slots=2), **joined)


def test_two_hands_are_said_unless_one_was_chosen() -> None:
    assert advice(both_hands(0.15)) == ()
    (text,) = advice(both_hands(0.5))
    assert text == "Two hands were seen; the right one was scored. Choose with --hand."
    assert advice(both_hands(0.5), side=Side.RIGHT) == ()


def test_a_neutral_hold_is_proposed_where_it_would_tell_more() -> None:
    recording = perform(WRIST, Style(amplitudes=[1.0] * 2))
    assert any("--neutral" in text for text in advice(recording, "11"))
    held = score(recording, WRIST, neutral_s=(0.0, 1.0)).result.advice
    assert not any("--neutral" in text for text in held)


def movement_advice(result: ExerciseResult) -> str:
    return result.advice[-1]


def test_the_most_common_reason_comes_last() -> None:
    own = calibrate(FIST, perform(FIST, SIDE_ON).hand(0, Side.RIGHT))
    mixed = perform(FIST, replace(SIDE_ON, amplitudes=[0.7, 1.0, 0.7]))
    assert movement_advice(score(mixed, FIST, calibration=own).result) == (
        "Go as far as is comfortable each time: 2 repetitions smaller than your own full movement."
    )
    once = perform(FIST, replace(SIDE_ON, amplitudes=[0.7, 1.0]))
    assert "1 repetition smaller" in movement_advice(score(once, FIST, calibration=own).result)


def test_a_reason_without_a_remedy_gives_no_advice() -> None:
    own = calibrate(SPREAD, perform(SPREAD, Style()).hand(0, Side.RIGHT))
    wrong = perform(SPREAD, Style(view=View.SIDE, amplitudes=[0.7] * 2))
    result = score(wrong, SPREAD, calibration=own).result
    assert all(r.status is Status.UNVERIFIABLE for r in result.repetitions)
    assert {r.reasons[0].reason for r in result.repetitions} == {Reason.WRONG_VIEW}
    (camera,) = score(wrong, SPREAD).result.advice[:1]
    assert camera.startswith("Camera from")


def test_missing_joint_angles_are_asked_for_from_where_they_show() -> None:
    from_the_palm = perform(FIST, Style(view=View.PALM, amplitudes=[1.0] * 3))
    result = score(from_the_palm, FIST).result
    assert any(r.arc_deg is None for r in result.ranges)
    assert result.advice == (
        "For the joint angles that are missing, camera from the edge of the hand, please.",
    )
