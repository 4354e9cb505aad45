import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from handtrack.definitions.library import find
from handtrack.landmarks.hand import Finger, Side
from validation.render.acts.catalogue import ACTS, in_library
from validation.render.clips import sample_videos
from validation.render.clips.clip import ClipSpec
from validation.render.clips.render_many import make
from validation.render.clips.sets import MOST_S, SETS, Plan, perform
from validation.render.model.anthropometry import Family
from validation.render.model.mesh import Model
from validation.render.scene.objects import Holder

ROOT = Path(__file__).parents[3]


def short(name: str, seconds: float) -> ClipSpec:
    return replace(perform(Plan("33", 5), name), seconds=seconds)


@pytest.mark.parametrize("name", SETS)
def test_the_clips_of_a_set_are_of_one_family(name: str) -> None:
    for chosen in ("33_prescribed_0", "34_turned_0", "12_slow_2", "no_still"):
        clip = SETS[name]()[chosen]()
        assert clip.name == chosen
        assert clip.seconds <= MOST_S
        wanted = Family.TEST if name == "validation" else Family.TRAIN
        assert {p.shape.family for p in clip.performers} == {wanted}


@pytest.mark.parametrize("name", SETS)
def test_every_exercise_is_shown_as_prescribed_and_in_the_other_ways(name: str) -> None:
    shown = {tuple(k.split("_")[:2]) for k in SETS[name]() if not k.startswith("no_")}
    assert len(in_library()) >= 8
    for exercise in in_library():
        assert find(exercise).id == exercise
        kinds = {kind for number, kind in shown if number == exercise.zfill(2)}
        other = set() if ACTS[exercise].once else {"turned", "far", "slow", "fast"}
        judged = {"model"} if other and name == "validation" else set()
        assert kinds == {"prescribed"} | other | judged


def test_nobody_learns_from_hands_of_another_model() -> None:
    clip = SETS["validation"]()["34_model_0"]()
    assert clip.placement == "model"
    assert [p.shape.model for p in clip.performers] == [Model.MAKEHUMAN]
    assert not [name for name in SETS["training"]() if "_model_" in name]


def test_sample_clips_are_short_and_keep_their_names() -> None:
    for name in ("spread", "left_wrist_bend", "nobody", "leaving_hand", "second_person"):
        clip = sample_videos.clips()[name]()
        assert clip.name == name
        assert clip.seconds <= 20
        assert find(clip.exercise).id == clip.exercise


@pytest.mark.slow
def test_the_truth_of_a_set_can_be_written_without_drawing(tmp_path: Path) -> None:
    clips = [partial(short, f"clip_{i}", 1.0) for i in range(2)]
    for folder in ("a", "b"):
        make(clips, tmp_path / folder, workers=1, draw=False)
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert names == ["clip_0.json", "clip_0.npz", "clip_1.json", "clip_1.npz"]
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


@pytest.mark.slow
def test_a_clip_is_filmed_with_its_truth_and_twice_alike(tmp_path: Path) -> None:
    pytest.importorskip("av", reason="the extra [render] is not installed")
    pytest.importorskip("moderngl", reason="the extra [render] is not installed")
    from validation.render.scene.gl import Canvas, NoOpenGLError

    try:
        Canvas((64, 48), 0)
    except NoOpenGLError as error:
        pytest.skip(str(error))
    for folder in ("a", "b"):
        make([partial(short, "clip", 0.3)], tmp_path / folder, workers=1)
    one, two = (tmp_path / folder / "clip.mp4" for folder in ("a", "b"))
    assert one.read_bytes() == two.read_bytes()
    with np.load(tmp_path / "a/clip.npz") as data:
        assert len(data["joints3d"]) == 9


def test_the_command_names_the_clips_of_a_set_and_refuses_what_is_not_there() -> None:
    command = [sys.executable, "-m", "validation.render", "list", "validation", "--only"]
    found = subprocess.run(
        [*command, "33_*_0"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.splitlines() == ["33_prescribed_0", "33_turned_0", "33_model_0"]
    missing = subprocess.run(
        [*command, "99_*"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert missing.returncode == 1
    assert "no clip named like '99_*'" in missing.stderr


@pytest.mark.parametrize("side", list(Side))
def test_either_hand_goes_to_where_the_coins_lie(side: Side) -> None:
    """Across the picture a left hand goes the other way, and so do its coins."""
    clip = perform(Plan("5", 5, side=side), "coins")
    hand = clip.performers[0]
    for coin, carry in zip(clip.things, hand.motion.repetitions, strict=True):
        now_s = np.array([carry.start_s])
        (tip,) = hand.joints_m(now_s)[:, Finger.INDEX.tip]
        ((lies,),) = replace(clip, things=(coin,)).things_at(now_s)
        assert np.linalg.norm(lies.middle - tip) < 0.1


@pytest.mark.parametrize("exercise", ["15", "17", "38"])
def test_things_are_in_the_hand_and_on_the_table(exercise: str) -> None:
    clip = perform(Plan(exercise, 5), "things")
    motion = clip.performers[0].motion
    first = motion.repetitions[0]
    in_hand = [hold.by for time_s, hold in clip.things[0].course if time_s < first.end_s]
    assert {Holder.PALM, Holder.PINCH} & set(in_hand)
    assert Holder.TABLE in {hold.by for _, hold in clip.things[0].course}
