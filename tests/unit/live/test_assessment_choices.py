"""A guided assessment without keys: the hand begins, pauses and chooses, and never by resting."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from handtrack.assessment.protocol import find_protocol, pose_requests
from handtrack.errors import AssessmentError
from handtrack.landmarks.recording import Recording
from handtrack.live.assessment.assessment_choices import choose, choose_by_hand, press
from handtrack.live.assessment.assessment_flow import START_S, AssessmentState, begin, prompt
from handtrack.live.assessment.guided_assessment import GuidedAssessment
from handtrack.live.camera_guidance import Observation, PlacementCue
from handtrack.live.flow.menu import GONE_S, PICK_S, STEP_S
from handtrack.live.flow.states import Key
from handtrack.live.flow.transitions import AWAY_PAUSE_S
from handtrack.live.language.texts import load
from tests.helpers.held_poses import WRIST, held
from tests.helpers.live_session import Replay, Scene
from tests.unit.live.test_measuring import GREY, Heard, Page

PROTOCOL = find_protocol("hand-basic")
STILL = Observation(10.0, True, None, still_s=START_S)
AWAY = Observation(10.0, away_s=AWAY_PAUSE_S)
PALM = Observation(11.0, True, None, open_palm_s=PICK_S)


def begun(*sections: str) -> AssessmentState:
    wanted = PROTOCOL.select_sections(sections or ("wrist", "deviation"))
    return begin(PROTOCOL, pose_requests(PROTOCOL, wanted, trials=1), places=True)


def posing() -> AssessmentState:
    return press(press(begun(), Key.GO), Key.SKIP)


def asked(state: AssessmentState) -> str:
    return state.requests[state.index].pose.id


def test_a_hand_held_still_in_a_good_picture_says_that_the_camera_stands() -> None:
    state = begun()
    waiting = choose_by_hand(state, replace(STILL, still_s=START_S / 2))
    assert waiting.placing
    now = prompt(waiting, 10.0)
    assert (now.left_s, now.still_s, now.whole_s) == (1, START_S / 2, START_S)
    assert choose_by_hand(state, replace(STILL, cue=PlacementCue.TURN_SIDE)).placing
    assert not choose_by_hand(waiting, STILL).placing


def test_a_hand_that_rests_in_the_last_pose_does_not_begin_the_next_section() -> None:
    state = press(posing(), Key.SKIP)
    state = press(state, Key.SKIP)
    assert (asked(state), state.placing) == ("hand_in_line", True)
    rests = choose_by_hand(state, STILL)
    assert (rests.placing, prompt(rests, 10.0).free) == (True, False)
    back = choose_by_hand(choose_by_hand(rests, replace(AWAY, away_s=GONE_S)), STILL)
    assert not back.placing


def test_leaving_the_picture_pauses_and_a_palm_picks_what_is_lit() -> None:
    paused = choose_by_hand(posing(), AWAY)
    assert paused.menu is not None
    assert paused.menu.options == ("continue", "repeat_pose", "skip_pose", "stop")
    went_on = choose_by_hand(choose_by_hand(paused, AWAY), PALM)
    assert (went_on.menu, asked(went_on)) == (None, "wrist_extension")
    lit = choose_by_hand(paused, AWAY)
    for step in (1, 2):
        lit = choose_by_hand(lit, Observation(10.1 + step * STEP_S, True, None))
    assert asked(choose_by_hand(lit, replace(PALM, time_s=16.0))) == "wrist_flexion"
    short = choose_by_hand(posing(), replace(AWAY, away_s=AWAY_PAUSE_S - 0.1))
    assert short.menu is None


@pytest.mark.parametrize(
    ("option", "pose"), [("continue", "wrist_extension"), ("repeat_pose", "wrist_straight"),
                         ("skip_pose", "wrist_flexion")],
)  # fmt: skip
def test_options_are_pointed_at_as_well(option: str, pose: str) -> None:
    chosen = choose(choose_by_hand(posing(), AWAY), option)
    assert (chosen.menu, asked(chosen), chosen.over) == (None, pose, False)
    assert choose(posing(), option) == posing()


def test_stopping_ends_it_and_keys_work_the_menu_too() -> None:
    paused = choose_by_hand(posing(), AWAY)
    assert choose(paused, "stop").over
    lit = press(paused, Key.NEXT, 12.0)
    assert lit.menu is not None
    assert lit.menu.choice == "repeat_pose"
    assert asked(press(lit, Key.GO)) == "wrist_straight"
    assert press(paused, Key.SKIP) == paused
    assert choose_by_hand(choose(paused, "stop"), STILL).over


def test_a_whole_assessment_needs_no_key(tmp_path: Path) -> None:
    wrist: Recording = held([*WRIST, *[WRIST[0]] * 2])
    wanted = pose_requests(PROTOCOL, PROTOCOL.select_sections(["wrist"]), 1)

    def run(hands_free: bool) -> tuple[list[bool], int]:
        page = Page(lambda shown: Key.STOP if shown.now_s > 25.0 else None)
        guided = GuidedAssessment(
            Scene(lambda t: GREY), Replay(wrist), page, Heard(), PROTOCOL, wanted, None,
            tmp_path / f"{hands_free}.npz", load("en"), lambda: hands_free,
        )  # fmt: skip
        poses = len(guided.run()[1])
        return [shown.prompt.placing for shown in page.shown], poses

    placing, poses = run(hands_free=True)
    assert 30 * START_S <= sum(placing) < len(placing)
    assert poses == 3
    with pytest.raises(AssessmentError, match="Nothing was measured"):
        run(hands_free=False)
