"""The hand fitted to landmarks: what must not matter, what is unknown, and how big it is."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest
from numpy.typing import NDArray

from handtrack.landmarks.geometry import palm_frame
from handtrack.landmarks.hand import FINGERS, Floats, Side
from handtrack.landmarks.pose.learned_pose import (
    JOINTS,
    LearnedFlexions,
    LearnedPalm,
    LearnedPose,
    LearnedThumb,
    estimate_pose,
)
from handtrack.landmarks.pose.pose_networks import NETWORKS, WEIGHTS, packaged
from handtrack.measurements import MEASUREMENTS
from synthetic_hand.make import make_hand
from tests.helpers.known_hands import Known, known

MAX_BYTES = 2_000_000


@pytest.fixture(scope="module")
def hands() -> Known:
    return known()


def same(a: LearnedPose, b: LearnedPose) -> None:
    np.testing.assert_allclose(a.flexions.deg, b.flexions.deg, atol=1e-2)
    np.testing.assert_allclose(a.flexions.sd_deg, b.flexions.sd_deg, atol=1e-2)
    np.testing.assert_allclose(a.palm.rotation_deg, b.palm.rotation_deg, atol=1e-2)
    np.testing.assert_allclose(a.thumb.deg, b.thumb.deg, atol=1e-2)
    np.testing.assert_allclose(a.thumb.sd_deg, b.thumb.sd_deg, atol=1e-2)


def test_moving_the_hand_in_the_picture_changes_nothing(hands: Known) -> None:
    moved = replace(hands.hand, image_px=hands.hand.image_px + [37.0, -21.0, 0.0])
    same(estimate_pose(moved), estimate_pose(hands.hand))


@pytest.mark.parametrize("scale", [0.3, 4.0])
def test_bringing_the_hand_nearer_changes_nothing(hands: Known, scale: float) -> None:
    same(
        estimate_pose(replace(hands.hand, image_px=hands.hand.image_px * scale)),
        estimate_pose(hands.hand),
    )


@pytest.mark.parametrize("turn_deg", [25.0, 90.0, 180.0])
def test_turning_the_hand_on_the_screen_changes_nothing(hands: Known, turn_deg: float) -> None:
    c, s = np.cos(np.radians(turn_deg)), np.sin(np.radians(turn_deg))
    way = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
    hand = hands.hand
    turned = replace(hand, image_px=hand.image_px @ way.T, world_m=hand.world_m @ way.T)
    fitted, before = estimate_pose(turned), estimate_pose(hand)
    same(fitted, before)
    np.testing.assert_allclose(fitted.palm.distal, before.palm.distal @ way.T, atol=1e-4)


def test_a_left_hand_is_a_right_one_in_a_mirror(hands: Known) -> None:
    hand, mirror = hands.hand, np.array([-1.0, 1.0, 1.0])
    left = replace(
        hand, side=Side.LEFT, image_px=hand.image_px * mirror, world_m=hand.world_m * mirror
    )
    fitted, before = estimate_pose(left), estimate_pose(hand)
    same(fitted, before)
    for axis in ("distal", "ulnar", "palmar"):
        wanted = getattr(before.palm, axis) * mirror
        np.testing.assert_allclose(getattr(fitted.palm, axis), wanted, atol=1e-4)


def test_one_frame_and_many_give_the_same(hands: Known) -> None:
    together = estimate_pose(hands.hand)
    for i in (0, 7, 40):
        hand = hands.hand
        one = estimate_pose(
            replace(hand, time_s=float(i), image_px=hand.image_px[i], world_m=hand.world_m[i])
        )
        assert one.flexions.deg.shape == (4, 3)
        np.testing.assert_allclose(one.flexions.deg, together.flexions.deg[i], atol=1e-2)
        np.testing.assert_allclose(one.palm.orientation, together.palm.orientation[i], atol=1e-4)


def test_axes_of_the_palm_are_unit_vectors_at_right_angles(hands: Known) -> None:
    palm = estimate_pose(hands.hand).palm
    axes = np.stack([palm.distal, palm.ulnar, palm.palmar], axis=-2)
    np.testing.assert_allclose(axes @ np.swapaxes(axes, -1, -2), [np.eye(3)] * len(axes), atol=1e-6)


def test_a_hand_that_was_not_seen_is_unknown_and_spoils_no_other(hands: Known) -> None:
    image = hands.hand.image_px.copy()
    image[3] = np.nan
    fitted = estimate_pose(replace(hands.hand, image_px=image))
    assert np.isnan(fitted.flexions.deg[3]).all()
    assert np.isnan(fitted.palm.orientation[3])
    assert np.isnan(fitted.thumb.deg[3]).all()
    kept = np.arange(len(image)) != 3
    same(estimate_pose(hands.hand.at(np.flatnonzero(kept))), _cut(fitted, kept))


def _cut(fitted: LearnedPose, kept: NDArray[np.bool_]) -> LearnedPose:
    flexions = LearnedFlexions(fitted.flexions.deg[kept], fitted.flexions.sd_deg[kept])
    palm = LearnedPalm.of_columns(fitted.palm.columns[kept])
    return LearnedPose(
        flexions, palm, LearnedThumb(fitted.thumb.deg[kept], fitted.thumb.sd_deg[kept])
    )


def test_landmarks_in_one_point_are_unknown() -> None:
    nowhere = np.zeros((21, 3))
    fitted = estimate_pose(make_hand(nowhere, nowhere))
    assert np.isnan(fitted.flexions.deg).all()
    assert np.isnan(fitted.thumb.deg).all()


def test_the_weights_are_small_and_finite() -> None:
    assert files("handtrack.landmarks.pose").joinpath(WEIGHTS).stat().st_size < MAX_BYTES  # type: ignore[attr-defined]
    for network in (getattr(packaged(), name) for name in NETWORKS):
        members = {len(w) for w in (*network.weights, *network.biases)}
        assert len(members) == 1
        assert all(np.isfinite(w).all() for w in (*network.weights, *network.biases))


def mean_error(found: Floats, true: Floats) -> Floats:
    result: Floats = np.abs(found - true).mean(axis=(0, 1))
    return result


def test_bends_of_hands_it_never_met_come_nearer_than_the_landmarks(hands: Known) -> None:
    read = np.stack(
        [[MEASUREMENTS[m].read(hands.hand, finger) for m in JOINTS] for finger in FINGERS]
    ).transpose(2, 0, 1)
    fitted = mean_error(estimate_pose(hands.hand).flexions.deg, hands.bends_deg)
    assert (fitted < mean_error(read, hands.bends_deg)).all()
    assert (fitted < 12.0).all()


def test_how_the_palm_faces_comes_nearer_than_the_landmarks(hands: Known) -> None:
    def off(facing: Floats) -> float:
        degrees = np.degrees(np.arccos(np.clip(facing, -1, 1)))
        wanted = np.degrees(np.arccos(np.clip(hands.facing, -1, 1)))
        return float(np.abs(degrees - wanted).mean())

    read = -palm_frame(hands.hand.image_px, Side.RIGHT).palmar[..., 2]
    assert off(estimate_pose(hands.hand).palm.orientation) < min(off(read), 9.0)


def test_where_the_networks_disagree_they_are_further_off(hands: Known) -> None:
    fitted = estimate_pose(hands.hand)
    off = np.abs(fitted.flexions.deg - hands.bends_deg).ravel()
    doubt = fitted.flexions.sd_deg.ravel()
    calm, unsure = doubt < np.quantile(doubt, 0.33), doubt > np.quantile(doubt, 0.67)
    assert off[unsure].mean() > 1.3 * off[calm].mean()


def test_of_no_frame_at_all_nothing_is_fitted(hands: Known) -> None:
    fitted = estimate_pose(hands.hand.at(slice(0, 0)))
    assert fitted.flexions.deg.shape == (0, 4, 3)
    assert fitted.palm.palmar.shape == (0, 3)
    assert fitted.thumb.deg.shape == (0, 3)
