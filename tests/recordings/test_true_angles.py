"""Our definitions of joint angles against those that came with the rendered hand's true joints."""

import numpy as np
import pytest

from handtrack.landmarks.hand import FINGERS, Finger, Side
from handtrack.measurements import MEASUREMENTS
from tests.helpers.paths import SHARED

CLIPS = SHARED / "rendered/clips"
NAMES = sorted(path.stem for path in CLIPS.glob("*.npz"))
JOINTS = [(f"{joint}_flexion", finger) for joint in ("mcp", "pip", "dip") for finger in FINGERS]

pytestmark = pytest.mark.skipif(not NAMES, reason="the rendered clips are not beside the checkout")


def truth(clip: str, name: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    with np.load(CLIPS / f"{clip}.npz") as data:
        return np.asarray(data[name], np.float64)


@pytest.mark.parametrize("clip", NAMES)
@pytest.mark.parametrize(("name", "finger"), JOINTS)
def test_finger_joints_agree(clip: str, name: str, finger: Finger) -> None:
    side = Side.LEFT if clip.startswith("left") else Side.RIGHT
    joint = name.partition("_")[0]
    wanted = truth(clip, f"ang_{'pinky' if finger is Finger.LITTLE else finger}_{joint}")
    found = MEASUREMENTS[name].function(truth(clip, "joints3d"), side, finger)
    np.testing.assert_allclose(found, wanted, atol=0.05)


@pytest.mark.parametrize("clip", NAMES)
def test_thumb_joints_agree(clip: str) -> None:
    joints = truth(clip, "joints3d")
    for joint in ("mcp", "ip"):
        found = MEASUREMENTS[f"thumb_{joint}_flexion"].function(joints, Side.RIGHT)
        np.testing.assert_allclose(found, truth(clip, f"ang_th_{joint}"), atol=0.05)


@pytest.mark.parametrize("clip", NAMES)
@pytest.mark.parametrize("finger", FINGERS)
def test_thumb_to_fingertip_gaps_agree(clip: str, finger: Finger) -> None:
    wanted = truth(clip, f"ang_opp_{'pinky' if finger is Finger.LITTLE else finger}")
    found = MEASUREMENTS["pinch_gap"].function(truth(clip, "joints3d"), Side.RIGHT, finger)
    np.testing.assert_allclose(found, wanted, atol=1e-4)
