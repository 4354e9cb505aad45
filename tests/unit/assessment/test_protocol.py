"""A protocol file says everything about an assessment, or says what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from handtrack.assessment.motions import MOTIONS, motion_of
from handtrack.assessment.protocol import find_protocol, load_protocols, pose_requests
from handtrack.errors import ProtocolError
from handtrack.files import packaged_folder
from handtrack.measurements import MEASUREMENTS

TEXT = (packaged_folder("protocols") / "hand-basic.toml").read_text(encoding="utf-8")


def test_the_basic_protocol_asks_for_what_a_hand_therapist_measures() -> None:
    protocol = find_protocol("hand-basic")
    keys = {k for section in protocol.sections for pose in section.poses for k in pose.keys}
    wanted = {
        "wrist.flexion", "wrist.extension", "wrist.radial_deviation", "wrist.ulnar_deviation",
        "forearm.pronation", "forearm.supination", "hand.spread", "hand.span",
        "thumb.radial_abduction", "thumb.palmar_abduction",
    }  # fmt: skip
    wanted |= {f"{f}.{j}.{w}" for f in ("index", "middle", "ring", "little")
               for j in ("mcp", "pip", "dip") for w in ("flexion", "extension")}  # fmt: skip
    assert wanted <= keys
    assert {"index.pip.flexion@hook", "little.pip.flexion@straight_fist"} <= keys
    assert any(pose.ladder for section in protocol.sections for pose in section.poses)


@pytest.mark.parametrize("protocol", load_protocols(), ids=lambda p: p.id)
def test_every_angle_of_every_protocol_has_limits_and_a_fitting_view(protocol) -> None:  # type: ignore[no-untyped-def]
    for section in protocol.sections:
        for key in (k for pose in section.poses for k in pose.keys):
            motion = motion_of(key)
            views = MEASUREMENTS[motion.measure].views
            assert set(views) & set(section.views), key
            if motion.unit == "deg":
                limits = protocol.plausible_range(key)
                assert limits is not None, key
                assert limits.low < limits.high
                assert limits.source


def test_poses_are_asked_for_section_by_section_and_trial_by_trial() -> None:
    protocol = find_protocol("hand-basic")
    wrist = pose_requests(protocol, protocol.select_sections(["wrist"]))
    assert [(a.trial, a.pose.id) for a in wrist[:4]] == [
        (1, "wrist_straight"),
        (1, "wrist_extension"),
        (1, "wrist_flexion"),
        (2, "wrist_straight"),
    ]
    assert len(wrist) == 9
    assert len(pose_requests(protocol, protocol.select_sections(["opposition"]))) == 1
    assert len(pose_requests(protocol, protocol.select_sections(["wrist"]), 1)) == 3


def test_sections_come_in_the_order_of_the_protocol() -> None:
    protocol = find_protocol("hand-basic")
    assert [s.id for s in protocol.select_sections(["spread", "wrist"])] == ["wrist", "spread"]
    assert protocol.select_sections([]) == protocol.sections
    with pytest.raises(ProtocolError, match="no section 'knee'; there are: wrist, deviation"):
        protocol.select_sections(["knee"])


def test_fingers_stands_for_each_finger_that_has_the_motion() -> None:
    pose = next(p for s in find_protocol("hand-basic").sections for p in s.poses if p.id == "apart")
    assert "ring.abduction" in pose.motions
    assert "little.abduction" not in pose.motions
    assert set(pose.motions) <= set(MOTIONS)


def test_an_unknown_protocol_lists_those_there_are() -> None:
    with pytest.raises(ProtocolError, match=r"no protocol 'foot'\. There are: hand-basic"):
        find_protocol("foot")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"wrist.extension"]', '"knee.extension"]', "there is no motion 'knee.extension'"),
        ('id = "wrist_flexion"', 'id = "wrist_straight"', "two of the same pose"),
        ('id = "deviation"', 'id = "wrist"', "two of the same section"),
        ("zero = true", "zero = false", "needs a first pose with zero = true"),
        ('views = ["side"]', 'views = ["under"]', "section → number 1 → views → number 1"),
        ('flexion = "full_fist"', 'flexion = "fist"', "total names a pose"),
        ("moved = { value = 0.15", "moved = { value = 0.05", "still must be less than moved"),
        ('"wrist_straight", "wrist_flexion"]', '"fist"]', "grows names a pose that its section"),
        ('motion = "wrist.flexion"', 'motion = "toe.flexion"', "there is no motion 'toe.flexion'"),
        ('motion = "wrist.flexion"', "motion = 3", "motion is one motion's name"),
        ("trials = 3", "trials = 0", "trials"),
        ("ladder = true", "ladder = true\nlader = true", "lader"),
        ("schema = 1", "schema = 2", "schema"),
        ('title = "Hook"', 'title = "Hook', "is not valid TOML"),
        ('motions = ["wrist.flexion"]', 'motions = ["wrist.extension"]', "two of the same figure"),
    ],
)
def test_a_faulty_file_says_what_is_wrong(
    old: str, new: str, sentence: str, tmp_path: Path
) -> None:
    assert old in TEXT
    path = tmp_path / "mine.toml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ProtocolError, match=r"mine\.toml") as caught:
        find_protocol(str(path))
    assert sentence in str(caught.value)


def test_a_file_that_is_missing_says_so(tmp_path: Path) -> None:
    with pytest.raises(ProtocolError, match="Cannot read"):
        find_protocol(str(tmp_path / "mine.toml"))
