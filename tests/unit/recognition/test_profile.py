from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from handtrack.definitions.library import find
from handtrack.landmarks.hand import Floats
from handtrack.landmarks.recording import Recording, choose_slot
from handtrack.recognition.profile import COLUMNS, NAMES, movement, profile, track_of
from synthetic_hand.performances.perform import perform, still
from synthetic_hand.performances.style import Style
from synthetic_hand.recording_changes import mirrored, resampled, without_hand

FIST, OPPOSITION = find("34"), find("18")
THREE = Style(amplitudes=[1.0, 1.0, 1.0])


def whole(recording: Recording) -> Floats:
    hand = recording.hand(*choose_slot(recording, None))
    return profile(track_of(hand), 0.0, recording.duration_s)


def test_a_profile_has_a_number_a_column() -> None:
    row = whole(perform(FIST, THREE))
    assert row.shape == (len(COLUMNS),)
    assert np.isfinite(row).all()


def test_left_and_right_hands_have_one_profile() -> None:
    recording = perform(FIST, THREE)
    np.testing.assert_allclose(whole(mirrored(recording)), whole(recording), atol=1e-4)


def test_a_hand_farther_away_has_the_same_profile() -> None:
    recording = perform(FIST, THREE)
    far = replace(recording, image_px=recording.image_px / 2)
    np.testing.assert_allclose(whole(far), whole(recording), atol=1e-3)


@pytest.mark.parametrize("fps", [15.0, 60.0])
def test_the_frame_rate_hardly_shows(fps: float) -> None:
    recording = perform(FIST, THREE)
    difference = whole(resampled(recording, fps)) - whole(recording)
    assert np.abs(difference).max() < 0.3


def test_what_moves_is_told() -> None:
    row = dict(zip(NAMES, whole(perform(FIST, THREE)), strict=False))
    assert row["tip_to_wrist_middle"] > 2
    assert row["size"] < 0.1


def test_a_still_hand_does_not_move() -> None:
    assert movement(whole(still(FIST, 5.0))) < 0.1
    assert movement(whole(perform(OPPOSITION))) > 1


def test_a_hand_seen_too_briefly_has_no_profile() -> None:
    recording = perform(FIST, THREE)
    assert np.isnan(whole(without_hand(recording, recording.time_s > 1.0))).all()
