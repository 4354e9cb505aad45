"""A figure is verified only where held poses of known angles were read well enough."""

from __future__ import annotations

import pytest

from handtrack.assessment.accuracy import motion_class, static_error, wanted_deg
from handtrack.assessment.assess import assess
from handtrack.assessment.poses.find_poses import find_still_poses
from handtrack.assessment.protocol import find_protocol
from handtrack.events import Label
from handtrack.landmarks.hand import Side
from tests.helpers.held_poses import FINGER_POSES, held

PROTOCOL = find_protocol("hand-basic")
KEYS = [k for s in PROTOCOL.sections for pose in s.poses for k in pose.keys]


def test_fingers_are_gathered() -> None:
    assert motion_class("ring.pip.flexion@hook") == "fingers.pip.flexion@hook"
    assert motion_class("thumb.ip.flexion") == "thumb.ip.flexion"
    assert motion_class("wrist.flexion") == "wrist.flexion"


@pytest.mark.parametrize(
    ("key", "degrees"),
    [("wrist.flexion", 4), ("hand.spread", 4), ("index.abduction", 4), ("forearm.pronation", 8),
     ("index.pip.flexion@hook", 6), ("thumb.ip.flexion", 6)],
)  # fmt: skip
def test_what_is_wanted(key: str, degrees: float) -> None:
    assert wanted_deg(key) == degrees


def test_every_angle_of_the_protocol_was_tried() -> None:
    angles = [key for key in KEYS if not key.endswith(("tip_to_palm", "span"))]
    for key in angles:
        found = static_error(key)
        assert found is not None, key
        assert found.figures >= 1  # of pronation alone: its far end is seen from the back
        assert found.mae_deg < 20


def test_another_pose_of_a_known_motion_counts_as_the_usual_one() -> None:
    assert static_error("index.mcp.flexion@table_top") == static_error("index.mcp.flexion")
    assert static_error("index.total") is None


def test_what_is_read_badly_is_estimated_and_says_by_how_much() -> None:
    clip = held([*FINGER_POSES])
    hand = clip.hand(0, Side.RIGHT)
    found = assess(
        clip,
        hand,
        PROTOCOL,
        find_still_poses(PROTOCOL, PROTOCOL.select_sections(["fingers"]), hand),
    )
    badly, well = found.figure("index.pip.flexion@hook"), found.figure("index.mcp.extension")
    assert badly is not None
    assert badly.label is Label.ESTIMATED
    assert "11° off in the mean on held poses of known angles" in badly.note
    assert well is not None
    assert well.label is Label.ESTIMATED  # for its wide interval
    assert "known angles" not in well.note
