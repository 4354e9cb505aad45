"""The named norms say what their sources say, and a faulty file says what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from handtrack.assessment.motions import MOTIONS
from handtrack.assessment.norms import Norm, load_norms
from handtrack.errors import NormError
from handtrack.files import packaged_folder

UNMEASURED = {"thumb.cmc.flexion", "thumb.cmc.extension", "fingers.mcp.abduction"}
PUBLISHED: dict[str, tuple[object, object, object]] = {
    # motion: e-hand, AAOS, AMA
    "wrist.flexion": (75, 80, 60),
    "wrist.extension": (70, 70, (60, 70)),
    "wrist.radial_deviation": (20, 20, 20),
    "wrist.ulnar_deviation": (35, 30, 30),
    "forearm.pronation": (70, 80, 80),
    "forearm.supination": (85, 80, 80),
    "index.mcp.flexion": (90, 90, None),
    "little.mcp.extension": ((0, 45), 45, None),
    "ring.pip.flexion": (100, 100, None),
    "middle.dip.flexion": (80, 90, None),
    "thumb.mcp.flexion": (55, 50, None),
    "thumb.mcp.extension": (10, None, None),
    "thumb.ip.flexion": (80, 80, None),
    "thumb.ip.extension": (15, 20, None),
    "thumb.cmc.flexion": (None, 15, None),
    "thumb.cmc.extension": (None, 20, 35),
    "thumb.palmar_abduction": (45, 70, None),
    "thumb.radial_abduction": (60, 70, None),
}


@pytest.mark.parametrize("motion", PUBLISHED)
def test_the_sets_are_as_published(motion: str) -> None:
    sets = load_norms()
    for name, value in zip(("e-hand", "AAOS", "AMA"), PUBLISHED[motion], strict=True):
        pair = value if isinstance(value, tuple) else (value, value)
        assert sets[name].norm(motion) == (None if value is None else Norm(*pair)), name


def test_every_set_has_a_source_and_names_motions_we_know() -> None:
    known = {f"fingers.{m.key.partition('.')[2]}" for m in MOTIONS.values() if m.finger}
    for norms in load_norms().values():
        assert norms.source
        assert set(norms.degrees) <= set(MOTIONS) | known | UNMEASURED


def test_a_norm_is_the_same_whatever_pose_the_motion_was_taken_in() -> None:
    assert load_norms()["AAOS"].norm("index.pip.flexion@hook") == Norm(100, 100)


def test_a_folder_of_ones_own_is_read(tmp_path: Path) -> None:
    (tmp_path / "clinic.toml").write_text(
        'schema = 1\nid = "clinic"\ntitle = "Ours"\nsource = "our own 200 hands"\n'
        '[degrees]\n"wrist.flexion" = [50, 70]\n'
    )
    assert load_norms(tmp_path)["clinic"].norm("wrist.flexion") == Norm(50, 70)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("schema = 1", "is missing"),
        ("schema = 1\nid = ", "is not valid TOML"),
        ('schema = 1\nid = "a"\ntitle = "a"\nsource = "a"\n[degrees]\nx = -4', "x"),
        ('schema = 9\nid = "a"\ntitle = "a"\nsource = "a"\n[degrees]', "schema"),
    ],
)
def test_a_faulty_file_says_what_is_wrong(text: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(text)
    with pytest.raises(NormError, match=r"bad\.toml") as caught:
        load_norms(tmp_path)
    assert sentence in str(caught.value)


def test_a_folder_without_norms_says_so(tmp_path: Path) -> None:
    with pytest.raises(NormError, match="holds no norms"):
        load_norms(tmp_path)


def test_two_sets_of_one_name_are_refused(tmp_path: Path) -> None:
    text = (packaged_folder("norms") / "ama.toml").read_text(encoding="utf-8")
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(text)
    with pytest.raises(NormError, match="named 'AMA'"):
        load_norms(tmp_path)
