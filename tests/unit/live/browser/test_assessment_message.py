"""What the page of an assessment is told, and which of its keys are taken."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from handtrack.assessment.poses.hold_detector import RejectionReason
from handtrack.assessment.protocol import find_protocol
from handtrack.assessment.rom_result import (
    Assessment,
    AssessmentMode,
    AssessmentProvenance,
    MotionFigure,
)
from handtrack.events import Label
from handtrack.landmarks.hand import Side
from handtrack.live.assessment.assessment_flow import AssessmentPrompt
from handtrack.live.assessment.assessment_order import AssessmentOrder, AssessmentOutcome
from handtrack.live.assessment.assessment_output import AssessmentModel
from handtrack.live.browser.demonstrations.drawn_movements import drawn_pose
from handtrack.live.browser.link.assessment_message import (
    moment_message,
    pose_messages,
    results_message,
)
from handtrack.live.browser.link.message_parts import Surroundings
from handtrack.live.browser.link.messages import CameraState
from handtrack.live.browser.link.page_assessment import PageAssessment
from handtrack.live.browser.link.page_feeds import PageCamera
from handtrack.live.browser.link.page_link import PageLink
from handtrack.live.camera_guidance import PlacementCue
from handtrack.live.flow.menu import Menu
from handtrack.live.flow.states import Key, Pressed
from handtrack.live.language.texts import languages, load

PROTOCOL = find_protocol("hand-basic")
ORDER = AssessmentOrder(PROTOCOL, PROTOCOL.sections)
AROUND = Surroundings(3, 4 / 3, CameraState.ON, False, False, "Maria K.", "")
ENGLISH = load("en")


def prompt(index: int = 0, **changes: Any) -> AssessmentPrompt:
    request = ORDER.requests[index]
    usual = AssessmentPrompt(request, index, len(ORDER.requests), None, 0.0, 3.0, None, False)
    return replace(usual, **changes)


def told(index: int = 0, cue: PlacementCue | None = None, **changes: Any) -> dict[str, Any]:
    model = AssessmentModel(prompt(index, **changes), 5.0, cue=cue, side=Side.LEFT)
    return moment_message(model, AROUND, ORDER, ENGLISH)


def keys(message: dict[str, Any]) -> list[str]:
    return [one["key"] for one in message["keys"]]


def outcome(value: float | None = 45.0, **changes: Any) -> AssessmentOutcome:
    made = AssessmentProvenance("1", "replay", "", "hand-basic", "1.0", "a", "", 30.0, 90.0)
    figure = MotionFigure(
        "wrist.flexion", "deg", value, 7.0, Label.VERIFIED, None, "wrist_flexion", (), "unseen"
    )
    found = Assessment(Side.LEFT, AssessmentMode.ACTIVE, (figure,), made)
    return replace(AssessmentOutcome(found, where="/records.db"), **changes)


def test_the_camera_is_placed_before_the_first_pose_and_in_between() -> None:
    first, later = told(placing=True), told(9, placing=True)
    assert (first["screen"], first["heading"]) == ("place", "Place the camera")
    assert later["heading"] == "Now the camera goes somewhere else"
    assert (keys(first), keys(later)) == (["go", "skip", "stop"], ["go", "repeat", "skip", "stop"])


def test_a_pose_is_named_and_offers_no_key_that_leaves_it_out_by_chance() -> None:
    shown = told(1)
    assert (shown["screen"], shown["heading"], shown["pose"]) == ("pose", "Wrist up", 1)
    assert keys(shown) == ["repeat", "skip", "stop"]
    assert keys(told(0)) == ["skip", "stop"]
    assert (shown["side"], shown["number"], shown["saved"]) == ("left", 3, None)


def test_one_thing_is_said_at_a_time_the_rejection_first() -> None:
    assert told(cue=PlacementCue.CLOSER)["cue"]["sentence"] == "Come closer"
    both = told(cue=PlacementCue.CLOSER, rejected=RejectionReason.NOT_MOVED)
    assert both["cue"] is None
    assert both["rejected"]["name"] == "not_moved"
    assert both["rejected"]["sentence"].startswith("This is still the pose before")


@pytest.mark.parametrize("language", languages())
def test_every_pose_is_described_and_drawn_but_for_the_series_of_touches(language: str) -> None:
    poses = pose_messages(ORDER, load(language))
    assert len(poses) == len(ORDER.requests)
    assert all(pose["title"] and pose["say"] and pose["placement"] for pose in poses)
    assert {pose["pose"] for pose in poses if pose["demonstration"] is None} == {"ladder"}


def test_a_drawn_pose_ends_as_it_is_to_be_held() -> None:
    for section in PROTOCOL.sections:
        for pose in section.poses:
            points = drawn_pose(PROTOCOL.id, pose.id, Side.RIGHT)
            if points is None:
                continue
            assert points.shape[1:] == (22, 3)
            assert (points[-15:] == points[-1]).all()
            assert (points[0] != points[-1]).any()
            assert ((points[:, :21, :2] >= 0) & (points[:, :21, :2] <= 1)).all()


@pytest.mark.parametrize(
    ("found", "saved_for", "sentence"),
    [
        (outcome(), "Maria K.", "Saved for Maria K."),
        (outcome(where=""), None, "Not saved: handtrack was opened for nobody"),
        (outcome(where="", unsaved="full"), None, "It could not be saved"),
        (outcome(None), None, "Nothing is saved"),
        (None, None, "Nothing is saved"),
    ],
)
def test_it_is_said_for_whom_and_where_results_are_kept(
    found: AssessmentOutcome | None, saved_for: str | None, sentence: str
) -> None:
    saved = results_message(found, AROUND, ORDER, ENGLISH)["saved"]
    assert saved["for"] == saved_for
    assert saved["where"] == ("/records.db" if saved_for else "")
    assert saved["sentence"].startswith(sentence)


def test_results_say_how_far_and_how_exactly_in_plain_words() -> None:
    message = results_message(outcome(), AROUND, ORDER, load("de"))
    (group,) = message["results"]
    assert group["title"] == "Handgelenk beugen"
    (figure,) = group["figures"]
    assert [figure[name] for name in ("title", "value", "error", "label", "note")] == [
        "Handgelenk nach unten", "45°", "± 7°", "verified", "",
    ]  # fmt: skip
    (missing,) = results_message(outcome(None), AROUND, ORDER, ENGLISH)["results"][0]["figures"]
    assert (missing["label"], missing["value"], missing["note"]) == (None, "not measured", "unseen")


def test_a_key_is_taken_once_a_screen_and_only_where_it_is_offered() -> None:
    link = PageLink()
    page = PageAssessment(link, PageCamera(link), ORDER, ENGLISH, None)
    placing = AssessmentModel(prompt(placing=True), 0.0)
    for _ in range(2):
        link.receive(Pressed(key=Key.GO))
    page.show(placing)
    assert page.pressed().key is Key.GO
    page.show(AssessmentModel(prompt(), 0.1))
    assert page.pressed() == Pressed()  # the second press would have left the first pose out
    link.receive(Pressed(key=Key.STOP))
    assert page.pressed().key is Key.STOP


def test_without_keys_the_hand_begins_pauses_and_chooses() -> None:
    def hinted(hands_free: bool, **changes: Any) -> dict[str, Any]:
        around = replace(AROUND, hands_free=hands_free)
        return moment_message(AssessmentModel(prompt(3, **changes), 5.0), around, ORDER, ENGLISH)

    assert hinted(True, placing=True, free=True)["hint"].startswith("Or hold your hand still")
    assert "out of the picture" in hinted(True, placing=True)["hint"]
    assert hinted(False, placing=True)["hint"] == hinted(True)["hint"] == ""
    paused = hinted(True, menu=Menu(("continue", "repeat_pose", "skip_pose", "stop"), lit=1))
    assert (paused["screen"], paused["heading"], paused["hint"]) == ("paused", "Pause", "")
    assert [one["title"] for one in paused["menu"]["options"]] == [
        "Go on", "The last pose again", "Skip this pose", "Stop for today",
    ]  # fmt: skip
    assert (paused["menu"]["lit"], keys(paused)) == (1, ["go", "next", "stop"])


def test_an_option_is_taken_as_it_was_pointed_at() -> None:
    link = PageLink()
    page = PageAssessment(link, PageCamera(link), ORDER, ENGLISH, None)
    page.show(AssessmentModel(prompt(menu=Menu(("continue", "stop"))), 0.0))
    link.receive(Pressed(option="stop"))
    assert page.pressed().option == "stop"


def test_results_are_said_anew_in_another_language() -> None:
    link, shown = PageLink(), list[Any]()

    class Sink:
        def send(self, payload: str | bytes) -> None:
            shown.append(json.loads(payload))

        def leave(self, code: int) -> None:
            """Nothing to do."""

    link.attach(Sink())
    page = PageAssessment(link, PageCamera(link), ORDER, ENGLISH, None)
    page.show_results(None)
    page.use(load("de"))
    assert [one["heading"] for one in shown] == ["Done.", "Fertig."]
