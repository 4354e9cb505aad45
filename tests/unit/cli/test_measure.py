"""Measuring, following and explaining range of motion on the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from handtrack.cli.app import build
from handtrack.landmarks import recording_file
from handtrack.landmarks.hand import Side
from handtrack.records.store.location import find_location
from handtrack.records.store.store import Store
from synthetic_hand.pose import Angles
from tests.helpers.held_poses import FINGER_POSES, held


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "handtrack.db"
    assert run(path, "patient", "add", "M. K.", "--affected", "left").exit_code == 0
    return path


def run(db: Path, *arguments: str | Path | int) -> Result:
    environment = {"COLUMNS": "120", "HANDTRACK_DB": str(db)}
    return CliRunner().invoke(build(), [str(a) for a in arguments], env=environment)


def done(db: Path, *arguments: str | Path | int) -> str:
    result = run(db, *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(db: Path, *arguments: str | Path | int) -> str:
    result = run(db, *arguments)
    assert result.exit_code in (1, 2), result.output
    assert "Traceback" not in result.output
    return result.stderr


def squeezed(text: str) -> str:
    """The same without what only makes columns."""
    return " ".join(text.split())


def wrist(folder: Path, up: float, down: float, side: Side = Side.LEFT, **style: Any) -> Path:
    """Write a clip of the wrist taken through its poses three times."""
    poses: list[Angles] = [{}, {"wrist_flexion": -up}, {"wrist_flexion": down}]
    path = folder / f"{side}{up:.0f}.npz"
    recording_file.write(path, held(poses * 3, side=side, **style))
    return path


def test_a_clip_is_measured_and_told_in_words(db: Path, tmp_path: Path) -> None:
    clip = wrist(tmp_path, 50, 60)
    text = squeezed(done(db, "measure", "--source", clip, "--only", "wrist"))
    assert "hand-basic 1.0, left hand, active" in text
    row = re.search(r"wrist extension (\d+)° ± \d+° verified \d+°, \d+°, \d+° \(1\)", text)
    assert row
    assert abs(int(row[1]) - 50) <= 2
    sftr = re.search(r"wrist: S (\d+)-0-(\d+)", text)
    assert sftr
    assert np.allclose([int(sftr[1]), int(sftr[2])], [50, 60], atol=2)
    assert "Kept for" not in text


def test_an_assessment_is_kept_and_compared(db: Path, tmp_path: Path) -> None:
    first, healthy, later = (
        wrist(tmp_path, 20, 30),
        wrist(tmp_path, 60, 70, Side.RIGHT),
        wrist(tmp_path, 45, 34),
    )
    common = ("measure", "--patient", "mk", "--only", "wrist")
    text = done(db, *common, "--source", first, "--date", "2026-09-01", "--pain", 4)
    assert "The healthy (right) hand is not measured yet" in text
    done(db, *common, "--source", healthy, "--date", "2026-09-01")
    options = ("--source", later, "--date", "2026-10-01", "--norms", "aaos")
    text = squeezed(done(db, *common, *options))
    assert re.search(r"wrist extension 7\d % better \(2\d° more; real beyond 6°\) 6\d %", text)
    assert re.search(r"no change beyond measurement error \([345]° more; real beyond 6°\)", text)
    assert "of AAOS" in text
    assert "not measured yet" not in text
    with Store.open(find_location(str(db))) as store:
        records = store.history("mk").assessments
        assert [r.pain for r in records] == [4, None, None]
        assert recording_file.read(store.file(records[0].files[0])).header.source == "held.mp4"


def test_marked_poses_are_measured_where_they_are_marked(db: Path, tmp_path: Path) -> None:
    clip = wrist(tmp_path, 50, 60)
    marks = ("--mark", "wrist_straight=1-2", "--mark", "wrist_flexion=10.5-11.5")
    found = json.loads(done(db, "measure", "--source", clip, *marks, "--json"))
    (figure,) = found["figures"]
    assert figure["motion"] == "wrist.flexion"
    assert figure["value"] == pytest.approx(60, abs=2)
    assert figure["trials"][0]["start_s"] == 10.5


def test_poses_in_another_order_are_measured_only_on_the_users_word(
    db: Path, tmp_path: Path
) -> None:
    poses: list[Angles] = [{}, {"wrist_flexion": 60.0}, {"wrist_flexion": -50.0}]
    clip = tmp_path / "downfirst.npz"
    recording_file.write(clip, held(poses, side=Side.LEFT))
    common = ("measure", "--source", clip, "--only", "wrist", "--patient", "mk")
    said = refused(db, *common)
    assert "What was taken for 'Wrist down'" in said
    with Store.open(find_location(str(db))) as store:
        assert store.history("mk").assessments == ()
    marks = ("wrist_straight=2-3", "wrist_flexion=6.2-7.2", "wrist_extension=10.4-11.4")
    right = run(db, *common, *(part for mark in marks for part in ("--mark", mark)))
    assert right.exit_code == 0
    assert right.stderr == ""
    wrong = ("wrist_straight=2-3", "wrist_extension=6.2-7.2")
    told = run(db, *common, *(part for mark in wrong for part in ("--mark", mark)))
    assert told.exit_code == 0
    assert told.stderr.startswith("Are these the right poses? What was taken for 'Wrist straight'")


def test_what_was_not_measured_is_said_and_not_kept(db: Path, tmp_path: Path) -> None:
    clip = wrist(tmp_path, 50, 60)
    for mark, why in (
        ("wrist_flexion=9-10", "it counts from the pose wrist_straight, which is not there"),
        ("wrist_straight=1-2", ""),
        ("wrist_flexion=9-9.04", "it counts from"),
        ("straight=9-9.04", "the hand was not seen long enough"),
    ):
        result = run(db, "measure", "--source", clip, "--patient", "mk", "--mark", mark)
        assert result.exit_code == 1
        assert "Nothing could be measured." in result.stdout
        assert why in squeezed(result.stdout)
    with Store.open(find_location(str(db))) as store:
        assert store.history("mk").assessments == ()


def test_json_holds_the_whole_assessment_and_alone(db: Path, tmp_path: Path) -> None:
    clip = wrist(tmp_path, 50, 60)
    options = ("--source", clip, "--only", "wrist", "--patient", "mk", "--assisted", "--json")
    found = json.loads(done(db, "measure", *options))
    assert (found["manner"], found["side"]) == ("assisted", "left")
    assert {f["motion"] for f in found["figures"]} == {"wrist.extension", "wrist.flexion"}


def test_grades_by_a_norm_are_given_on_request_and_only_of_what_is_exact_enough(
    db: Path, tmp_path: Path
) -> None:
    clip = tmp_path / "fingers.npz"
    recording_file.write(clip, held([*FINGER_POSES] * 3))
    plain = done(db, "measure", "--source", clip, "--only", "fingers")
    assert "Strickland" not in plain
    assert re.search(r"lag \d+°", plain)
    text = done(db, "measure", "--source", clip, "--only", "fingers", "--strickland")
    said = [line for line in text.splitlines() if line.startswith("  index: ")]
    assert re.fullmatch(r"  index: not compared with norms: its accuracy is ± \d+°", said[0]), (
        "a total of six wide intervals is no share of 260 degrees"
    )


def test_the_motions_of_a_finger_that_the_hand_lacks_are_left_out(db: Path, tmp_path: Path) -> None:
    clip = tmp_path / "fingers.npz"
    recording_file.write(clip, held([*FINGER_POSES] * 3))
    asked = ("measure", "--source", clip, "--only", "fingers")
    whole = {f["motion"] for f in json.loads(done(db, *asked, "--json"))["figures"]}
    told = json.loads(done(db, *asked, "--json", "--without", "little"))
    left = {f["motion"] for f in told["figures"]}
    assert told["without"] == ["little"]
    assert whole - left == {m for m in whole if m.startswith("little.")} != set()
    text = done(db, *asked, "--without", "little", "--strickland")
    assert "active, without the little finger" in squeezed(text)
    assert text.count("little finger left out as asked") == 1
    assert "little: " not in text
    done(db, "patient", "edit", "mk", "--affected", "right", "--without", "little")
    of_record = done(db, *asked, "--patient", "mk", "--json")
    assert json.loads(of_record)["without"] == ["little"]
    (kept,) = json.loads(done(db, "patient", "show", "mk", "--json"))["assessments"]
    assert kept["assessment"]["without"] == ["little"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--live", "--source", "CLIP", "--mark", "hook=1-2"], "poses are marked in a clip"),
        (["--source", "CLIP"], "hand-basic asks for 58 in 8 sections; --only takes one"),
        (["--source", "CLIP", "--only", "fingers"], "has 4 poses"),
        (["--source", "CLIP", "--only", "knee"], "no section 'knee'"),
        (["--source", "CLIP", "--protocol", "foot"], "no protocol 'foot'"),
        (["--source", "CLIP", "--mark", "hook"], "marks no pose"),
        (["--source", "CLIP", "--mark", "hook=5-4"], "is no interval"),
        (["--source", "CLIP", "--mark", "hook=500-501"], "but the clip lasts from"),
        (
            ["--source", "CLIP", "--only", "wrist", "--mark", "hook=1-2"],
            "hook is marked, but belongs to the section fingers, which --only leaves out.",
        ),
        (
            ["--source", "CLIP", "--only", "wrist", "--hand", "right"],
            "If the clip shows the other hand, say which with --hand.",
        ),
        (["--source", "CLIP", "--only", "opposition"], "has 1 pose (Thumb ladder), to be done as"),
        (["--source", "CLIP", "--norms", "NASA"], "no norms 'NASA'. There are: AAOS, AMA, e-hand"),
        (["--source", "CLIP", "--hand", "third"], "neither left nor right"),
        (["--source", "nothing.npz"], "There is no file nothing.npz"),
        (["--source", "CLIP", "--patient", "mx"], "There is no patient 'mx'"),
    ],
)
def test_what_cannot_be_measured_is_said(
    options: list[str], sentence: str, db: Path, tmp_path: Path
) -> None:
    clip = str(wrist(tmp_path, 50, 60))
    chosen = [clip if option == "CLIP" else option for option in options]
    assert sentence in refused(db, "measure", *chosen)


def test_a_trend_is_plotted_listed_and_drawn(db: Path, tmp_path: Path) -> None:
    for number, up in enumerate((20, 26, 45)):
        clip = wrist(tmp_path, up, 30)
        day = f"2026-09-{1 + 10 * number:02d}"
        done(db, "measure", "--patient", "mk", "--source", clip, "--only", "wrist", "--date", day)
    target = tmp_path / "trend.svg"
    text = squeezed(done(db, "trend", "wrist.extension", "--patient", "mk", "--svg", target))
    assert text.startswith("wrist extension ")
    assert re.search(r"2026-09-01 (19|20|21)° ± \d+° \w+ baseline", text)
    later = r"2026-09-21 4[3-7]° ± \d+° \w+ better \(2[3-7]° more; real beyond 6°\)"
    assert re.search(later, text)
    assert target.read_text(encoding="utf-8").startswith("<?xml")
    later = done(db, "trend", "wrist.extension", "--patient", "mk", "--since", "2026-09-05")
    assert re.search(r"better \((17|18|19|20|21)°", later)
    lines = json.loads(done(db, "trend", "wrist.extension", "--patient", "mk", "--json"))
    assert [p["value"] for p in lines[0]["points"]] == pytest.approx([20, 26, 45], abs=2)
    nothing = refused(db, "trend", "hand.span", "--patient", "mk")
    assert "hand.span was not measured for mk in this time. Measured are: wrist.ext" in nothing
    assert "Do you mean wrist.flexion" in refused(db, "trend", "wrist.flex", "--patient", "mk")


def test_protocols_are_told_in_words(db: Path) -> None:
    assert "hand-basic 1.0: Hand, wrist and forearm, 3 trials: wrist" in done(
        db, "protocols", "list"
    )
    text = done(db, "protocols", "show", "hand-basic")
    assert "Thumb ladder" in text
    assert "- index PIP flexion (hook)" in text
    assert "wrist.radial_deviation" in done(db, "protocols", "motions")
