"""A guided assessment: what is asked and counted down, and that it measures as a clip would be."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from typing_extensions import override

from handtrack.assessment.assess import assess
from handtrack.assessment.poses.find_poses import find_still_poses as find_poses
from handtrack.assessment.poses.hold_detector import PoseHeld
from handtrack.assessment.protocol import Protocol, find_protocol, load_protocols, pose_requests
from handtrack.assessment.rom_result import Assessment
from handtrack.errors import AssessmentError
from handtrack.landmarks.hand import Side
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.recording_file import read
from handtrack.landmarks.views import View
from handtrack.live.assessment.assessment_flow import AssessmentPrompt
from handtrack.live.assessment.assessment_output import AssessmentModel, AssessmentOutput
from handtrack.live.assessment.guided_assessment import GuidedAssessment
from handtrack.live.assessment.pose_words import rejection
from handtrack.live.flow.states import Key, Pressed
from handtrack.live.language.texts import languages, load
from handtrack.rendering.text import Image
from tests.helpers.held_poses import WRIST, held
from tests.helpers.live_session import Replay, Scene, Silence

PROTOCOL = find_protocol("hand-basic")
SECTIONS = PROTOCOL.select_sections(["wrist"])
GREY = np.full((480, 640, 3), 128, np.uint8)
Press = Callable[[int], Key | None]


class Heard(Silence):
    """A silent voice that remembers what it would have said."""

    def __init__(self) -> None:
        self.said: list[str] = []

    @override
    def say(self, text: str) -> None:
        self.said.append(text)


class Page(AssessmentOutput):
    """A page, and everything it was shown."""

    def __init__(self, keys: Callable[[AssessmentModel], Key | None]) -> None:
        self._keys, self.shown, self._asked = keys, list[AssessmentModel](), 0

    @override
    def show(self, model: AssessmentModel) -> None:
        self.shown.append(model)

    @override
    def pressed(self) -> Pressed:
        if len(self.shown) == self._asked:  # a key is meant for one screen
            return Pressed()
        self._asked = len(self.shown)
        return Pressed(key=self._keys(self.shown[-1]))


class Clip(Scene):
    """Pictures that wait until they are taken, as those of a clip: the camera is placed once."""

    waits = True


class Guided:
    """An assessment on pictures in which is seen what a recording holds."""

    def __init__(
        self,
        recording: Recording,
        path: Path,
        press: Press = lambda turn: None,
        nows: list[AssessmentPrompt] | None = None,
        language: str = "en",
    ) -> None:
        self.nows = [] if nows is None else nows
        turns = itertools.count()

        def keys(shown: AssessmentModel) -> Key | None:
            if shown.prompt.placing:
                return Key.GO
            self.nows.append(shown.prompt)
            turn = next(turns)
            return Key.STOP if turn > len(recording) + 5 else press(turn)

        self.voice = Heard()
        wanted = pose_requests(PROTOCOL, SECTIONS)
        texts = load(language)
        self.recording, self.taken = GuidedAssessment(
            Clip(lambda t: GREY), Replay(recording), Page(keys), self.voice, PROTOCOL, wanted,
            Side.LEFT, path, texts,
        ).run()  # fmt: skip
        self.assessment = assessed(self.recording, self.taken)


def refusals(nows: list[AssessmentPrompt], language: str) -> str:
    said = [rejection(now.rejected) for now in nows]
    return " ".join(load(language).translate(one) for one in said if one)


def assessed(recording: Recording, taken: object) -> Assessment:
    return assess(recording, recording.hand(0, Side.LEFT), PROTOCOL, taken)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def wrist() -> Recording:
    return held([*WRIST] * 3, side=Side.LEFT)


def test_it_measures_what_a_clip_of_the_same_would(wrist: Recording, tmp_path: Path) -> None:
    guided = Guided(wrist, tmp_path / "kept.npz")
    hand = wrist.hand(0, Side.LEFT)
    clip = assessed(wrist, find_poses(PROTOCOL, SECTIONS, hand))
    for ours, theirs in zip(guided.assessment.figures, clip.figures, strict=True):
        assert (ours.motion, ours.label, len(ours.trials)) == (
            theirs.motion, theirs.label, len(theirs.trials),
        )  # fmt: skip
        assert ours.value == pytest.approx(theirs.value, abs=0.2)
    assert len(read(tmp_path / "kept.npz")) == len(guided.recording)


def test_each_pose_is_asked_for_and_counted_down(wrist: Recording, tmp_path: Path) -> None:
    guided = Guided(wrist, tmp_path / "kept.npz")
    assert [n.done for n in guided.nows] == sorted(n.done for n in guided.nows)
    assert {n.request.pose.id for n in guided.nows} == {p.id for s in SECTIONS for p in s.poses}
    counted = [n.left_s for n in guided.nows if n.left_s is not None and n.done == 1]
    assert counted == sorted(counted, reverse=True)
    assert set(counted) == {3, 2, 1}


def test_a_pose_can_be_left_out_and_taken_again(wrist: Recording, tmp_path: Path) -> None:
    left_out = Guided(wrist, tmp_path / "a.npz", lambda turn: Key.SKIP if turn == 1 else None)
    assert left_out.taken[0].request.pose.id == "wrist_extension"
    done = round(3.7 * 30)
    again = Guided(wrist, tmp_path / "b.npz", lambda turn: Key.REPEAT if turn == done else None)
    first, second = again.taken[:2]
    assert (first.request.pose.id, second.request.pose.id) == ("wrist_straight", "wrist_extension")
    assert first.start_s > 3.0


def on_a_page(scene: Scene, recording: Recording, page: Page, path: Path) -> list[PoseHeld]:
    """Hold poses in front of a page."""
    guided = GuidedAssessment(
        scene, Replay(recording), page, Heard(), PROTOCOL, pose_requests(PROTOCOL, SECTIONS, 1),
        None, path, load("en"),
    )  # fmt: skip
    return guided.run()[1]


def test_poses_wait_until_the_camera_stands(wrist: Recording, tmp_path: Path) -> None:
    def starts_late(shown: AssessmentModel) -> Key | None:
        return Key.GO if len(page.shown) == 200 else None

    page = Page(starts_late)
    held = on_a_page(Scene(lambda t: GREY), wrist, page, tmp_path / "a.npz")
    placing = [model.prompt.placing for model in page.shown]
    assert placing[:200] == [True] * 200
    assert not any(placing[200:])
    assert len(held) == 3
    assert {model.side for model in page.shown[30:]} == {Side.LEFT}
    assert page.shown[-1].points is not None


def test_a_camera_that_is_gone_is_said_and_poses_go_on_when_it_is_back(
    wrist: Recording, tmp_path: Path
) -> None:
    def gone(time_s: float) -> Image | None:
        return None if time_s < 1.0 or 5.0 < time_s < 7.0 else GREY

    page = Page(lambda shown: Key.GO if shown.prompt.placing else None)
    held = on_a_page(Scene(gone), wrist, page, tmp_path / "a.npz")
    troubles = [model.trouble is not None for model in page.shown]
    assert troubles[0]
    assert any(troubles[1:])
    assert all(model.aspect is None for model in page.shown if model.trouble)
    assert len(held) == 3


def test_stopping_before_the_camera_stands_measures_nothing(
    wrist: Recording, tmp_path: Path
) -> None:
    page = Page(lambda shown: Key.STOP)
    with pytest.raises(AssessmentError, match="Nothing was measured"):
        on_a_page(Scene(lambda t: GREY), wrist, page, tmp_path / "a.npz")


def test_stopping_early_measures_what_was_held(wrist: Recording, tmp_path: Path) -> None:
    early = Guided(wrist, tmp_path / "a.npz", lambda turn: Key.STOP if turn == 300 else None)
    assert {len(f.trials) for f in early.assessment.figures} == {1}
    with pytest.raises(AssessmentError, match="No pose was held still"):
        Guided(wrist, tmp_path / "b.npz", lambda turn: Key.STOP if turn == 20 else None)


def test_the_wrong_side_is_said(tmp_path: Path) -> None:
    palm = held([*WRIST], view=View.PALM, side=Side.LEFT)
    nows: list[AssessmentPrompt] = []
    with pytest.raises(AssessmentError, match="No pose"):
        Guided(palm, tmp_path / "a.npz", nows=nows)
    assert "another side of the hand" in refusals(nows, "en")


def test_it_asks_in_the_language_wanted(wrist: Recording, tmp_path: Path) -> None:
    def stops(turn: int) -> Key | None:
        return Key.STOP if turn == 140 else None

    german = Guided(wrist, tmp_path / "a.npz", stops, language="de")
    english = Guided(wrist, tmp_path / "b.npz", stops)
    assert german.voice.said[1] == "Halten Sie das Handgelenk gerade."
    assert english.voice.said[1] == "Keep the wrist straight."
    assert len(german.voice.said) == len(english.voice.said) > 2


def test_the_wrong_side_is_said_in_german(tmp_path: Path) -> None:
    palm = held([*WRIST][:1], view=View.PALM, side=Side.LEFT)
    nows: list[AssessmentPrompt] = []
    with pytest.raises(AssessmentError, match="No pose"):
        Guided(palm, tmp_path / "a.npz", nows=nows, language="de")
    assert "andere Seite der Hand" in refusals(nows, "de")


@pytest.mark.parametrize("language", [code for code in languages() if code != "en"])
@pytest.mark.parametrize("protocol", load_protocols(), ids=lambda p: p.id)
def test_a_translation_of_a_protocol_is_whole(protocol: Protocol, language: str) -> None:
    said = load(language).tables["protocol"][protocol.id]
    assert said["section"] == {
        s.id: {
            "title": said["section"][s.id]["title"],
            "placement": said["section"][s.id]["placement"],
        }
        for s in protocol.sections
    }
    poses = [pose for section in protocol.sections for pose in section.poses]
    assert {p.id: set(said["pose"][p.id]) for p in poses} == {
        p.id: {"title"} | {f"say_{n}" for n in range(1, len(p.say) + 1)} for p in poses
    }
    assert set(said["pose"]) == {p.id for p in poses}
