"""Each screen of a session as the page gets it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from handtrack.definitions.library import find, load_all
from handtrack.events import Reason, Status
from handtrack.landmarks.hand import Side
from handtrack.live.browser.exercise_cards import groups, items, minutes
from handtrack.live.browser.link.message_parts import Surroundings
from handtrack.live.browser.link.messages import CameraState
from handtrack.live.browser.link.screen_message import kind_of, screen_message
from handtrack.live.camera_guidance import Observation, PlacementCue
from handtrack.live.flow.menu import Menu
from handtrack.live.flow.states import (
    BEFORE,
    CONTINUE,
    SKIP,
    FlowInputs,
    Key,
    Question,
    Screen,
    SetDone,
    State,
)
from handtrack.live.flow.transitions import advance, begin
from handtrack.live.language.texts import languages, load, sentence
from handtrack.live.screen.view_model import ScreenModel
from handtrack.live.session_end import SessionEnd
from handtrack.live.session_plan import PlannedExercise, SessionPlan, single

PLAN = SessionPlan(
    (
        PlannedExercise(find("33"), Side.RIGHT, sets=2, reps=3),
        PlannedExercise(find("3"), Side.LEFT, sets=1, reps=1, hold_s=8.0),
    )
)
AROUND = Surroundings(4, 4 / 3, CameraState.ON, False, False, "Maria K.", "/data/sessions/1")


def at(screen: Screen, **more: Any) -> State:
    """A session that stands on this screen."""
    return replace(begin(PLAN, 10.0), screen=screen, since_s=20.0, **more)


def told(model: ScreenModel, around: Surroundings = AROUND, language: str = "en") -> dict[str, Any]:
    """The message as it arrives."""
    said: dict[str, Any] = json.loads(
        json.dumps(screen_message(model, around, load(language).plainly()), allow_nan=False)
    )
    return said


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("screen", Screen)
def test_every_screen_can_be_told_in_every_language(screen: Screen, language: str) -> None:
    menu = Menu((CONTINUE, SKIP)) if screen in (Screen.PAUSED, Screen.OFFER) else None
    message = told(ScreenModel(at(screen, menu=menu), 21.0), language=language)
    assert (message["type"], message["screen"], message["number"]) == ("screen", screen, 4)
    assert bool(message["heading"]) == (screen is not Screen.END)
    assert bool(message["keys"]) == (screen is not Screen.END)
    assert (message["menu"] is not None) == (menu is not None)
    assert (message["question"] is not None) == (screen is Screen.QUESTION)
    assert (message["rest_left_s"] is not None) == (screen is Screen.REST)


def test_the_movement_and_its_thresholds_are_told() -> None:
    points = np.tile([0.25, 0.123456], (21, 1))
    model = ScreenModel(
        at(Screen.WORK), 21.0, points=points, share=0.5, marks=(0.2, 0.5, 0.8), timer_s=(3.0, 8.0)
    )
    message = told(model)
    assert message["points"] == [[0.25, 0.1235]] * 21
    assert (message["share"], message["marks"]) == (0.5, [0.2, 0.5, 0.8])
    assert (message["sets"], message["reps"], message["valid"]) == (2, 3, 0)
    assert message["timer"]["of_s"] == 8.0
    assert message["hint"] == "Open palm, held still: pause"


def test_what_is_not_known_is_null() -> None:
    points = np.full((21, 2), np.nan)
    message = told(ScreenModel(at(Screen.WORK), 21.0, points=points, share=np.nan))
    assert (message["points"], message["share"]) == (None, None)


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        (Reason.INCOMPLETE_SEQUENCE, "unfinished"),
        (Reason.TOO_SMALL, "too_small"),
        (Reason.WRONG_FINGER, "wrong_finger"),
        (Reason.HAND_LEFT_VIEW, "hidden"),
        (Reason.FINGERS_BENT, "other"),
    ],
)
def test_why_a_repetition_did_not_count_is_told_by_kind(reason: Reason, kind: str) -> None:
    model = ScreenModel(at(Screen.WORK), 21.0, last=Status.PARTIAL, reason=reason)
    last = told(model)["last"]
    assert (last["kind"], last["reason"]) == (kind, reason)
    assert last["sentence"] == load("en").say("kind", kind)
    assert last["why"]
    assert kind_of("") == "other"


def test_every_reason_has_a_kind_with_words() -> None:
    kinds = {kind_of(reason) for reason in Reason}
    assert kinds < set(load("en").tables["kind"])
    assert kinds == {"unfinished", "too_small", "wrong_finger", "hidden", "other"}


def test_the_camera_that_gives_nothing_is_told_as_the_page_knows_it() -> None:
    model = ScreenModel(at(Screen.WORK), 21.0, trouble=sentence("camera", "lost"))

    def name(camera: CameraState, hidden: bool = False) -> str:
        trouble = told(model, replace(AROUND, camera=camera, hidden=hidden))["trouble"]
        assert trouble["sentence"] == load("en").say("camera", trouble["name"])
        return str(trouble["name"])

    assert name(CameraState.ON) == name(CameraState.ENDED) == "lost"
    assert [name(c) for c in (CameraState.WAITING, CameraState.REFUSED, CameraState.BUSY)] == [
        *("waiting", "refused", "busy")
    ]
    assert name(CameraState.ON, hidden=True) == "hidden"
    slow = replace(model, trouble=sentence("camera", "slow", rate=8))
    assert told(slow, replace(AROUND, hidden=True))["trouble"]["name"] == "slow"


def test_the_cue_names_the_hand_that_is_meant() -> None:
    cue = told(ScreenModel(at(Screen.PLACE), 21.0, cue=PlacementCue.OTHER_HAND))["cue"]
    assert cue == {"name": "other_hand", "sentence": "The other hand, please: your right hand"}
    free = replace(begin(single(find("33"), None), 0.0), screen=Screen.PLACE)
    assert told(ScreenModel(free, 1.0, cue=PlacementCue.OTHER_HAND))["cue"] is None


def test_how_long_the_picture_was_good_is_told() -> None:
    placed = told(ScreenModel(at(Screen.PLACE, good_since_s=20.5), 21.0))
    assert (placed["good_s"], placed["good_of_s"]) == (0.5, 1.0)
    ready = ScreenModel(at(Screen.READY), 21.0, still_s=0.25)
    assert told(ready)["good_s"] == 0.25
    assert told(replace(ready, cue=PlacementCue.CLOSER))["good_s"] == 0.0


def test_after_the_rest_comes_the_next_set_or_exercise_by_its_plain_name() -> None:
    assert told(ScreenModel(at(Screen.REST), 21.0))["next"] == {
        "item": 0,
        "set": 2,
        "sentence": "Set 2 of 2",
    }
    second = told(ScreenModel(at(Screen.REST, set=2), 21.0))["next"]
    assert second["item"] == 1
    assert second["sentence"] == "Next: Stretch your arm with folded hands"


def test_the_end_tells_each_exercise_and_where_it_is_saved() -> None:
    done = (SetDone(0, 1, (), True), SetDone(1, 1, (), False))
    summary = (sentence("summary", "kept"), sentence("summary", "same"))
    message = told(ScreenModel(at(Screen.SUMMARY, done=done), 21.0, summary=summary))
    assert [t["item"] for t in message["totals"]] == [0, 1]
    assert message["totals"][0] == {
        "item": 0,
        "valid": 0,
        "reps": 6,
        "sets": 1,
        "finished": False,
        "best": None,
    }
    assert message["saved"]["sentence"] == "Saved for Maria K."
    assert message["farewell"] == "See you tomorrow!"
    assert message["summary"] == ["As far as last week"]
    nothing = told(ScreenModel(at(Screen.SUMMARY), 21.0))
    assert (nothing["totals"], nothing["saved"]) == ([], None)


def test_the_end_tells_the_own_best_beside_each_count() -> None:
    done = (SetDone(0, 1, (), True), SetDone(1, 1, (), True))
    end = SessionEnd(
        (sentence("summary", "best_new", now=3, best=2), None),
        farewell=sentence("farewell", "today"),
    )
    model = ScreenModel(at(Screen.SUMMARY, done=done), 21.0, end=end)
    assert [t["best"] for t in told(model)["totals"]] == ["Your best so far: 3 in one set", None]
    assert told(model, language="de")["farewell"] == "Bis später!"
    assert told(replace(model, state=at(Screen.WORK)))["farewell"] is None


def test_an_answer_can_be_taken_back_but_not_across_the_exercise() -> None:
    now = begin(PLAN, 0.0)
    seen = Observation(1.0)
    assert not told(ScreenModel(now, 1.0))["question"]["may_go_back"]
    asked = advance(now, FlowInputs(seen, digit=4))
    assert asked.question is Question.EFFORT_BEFORE
    assert told(ScreenModel(asked, 1.0))["question"]["may_go_back"]
    again = advance(asked, FlowInputs(seen, Key.BACK))
    assert (again.question, again.answers) == (Question.PAIN_BEFORE, ())
    after = replace(asked, answers=tuple((q, 1) for q in BEFORE))
    assert advance(after, FlowInputs(seen, Key.BACK)).question is Question.PAIN_AFTER


def test_an_option_is_chosen_by_pointing_at_it() -> None:
    paused = at(Screen.PAUSED, menu=Menu((CONTINUE, SKIP)))
    assert advance(paused, FlowInputs(Observation(21.0), option=CONTINUE)).screen is Screen.WORK
    assert advance(paused, FlowInputs(Observation(21.0), option=SKIP)).screen is Screen.REST
    assert advance(paused, FlowInputs(Observation(21.0), option="other")).screen is Screen.PAUSED


def test_a_hand_chooses_pauses_and_answers_nothing_where_that_is_switched_off() -> None:
    by_key = Surroundings(4, 4 / 3, CameraState.ON, False, False, None, "", hands_free=False)
    fist, palm = Observation(21.0, True, fingers=0), Observation(22.0, True, None, fingers=5)
    palm = replace(palm, still_s=9.0, open_palm_s=9.0, fingers_s=9.0)
    asked = advance(begin(PLAN, 0.0), FlowInputs(fist, hands_free=False))
    assert advance(asked, FlowInputs(palm, hands_free=False)).answers == ()
    assert told(ScreenModel(asked, 1.0), by_key)["question"]["hint"] == ""
    work = advance(
        at(Screen.READY), FlowInputs(replace(fist, cue=None, still_s=9.0), hands_free=False)
    )
    assert (work.screen, work.palm_pauses) == (Screen.WORK, False)
    assert advance(work, FlowInputs(palm, hands_free=False)).screen is Screen.WORK
    assert told(ScreenModel(work, 21.0), by_key)["hint"] == "Leave the picture: pause"
    paused = at(Screen.PAUSED, menu=Menu((CONTINUE, SKIP), free=True))
    assert advance(paused, FlowInputs(palm, hands_free=False)) == paused
    assert advance(paused, FlowInputs(palm)).screen is Screen.WORK
    assert told(ScreenModel(paused, 21.0), by_key)["menu"]["hint"] == ""


@pytest.mark.parametrize("language", languages())
def test_every_exercise_is_offered_once_with_a_plain_name_of_its_own(language: str) -> None:
    found = groups(load_all(), load(language))
    cards = [card for group in found for card in group["exercises"]]
    assert [group["name"] for group in found] == [
        *("stretch", "everyday", "therapy", "ball", "putty", "advanced")
    ]
    assert [card["id"] for card in cards] == [str(n) for n in range(1, 40)]
    plain = [card["plain"] for card in cards]
    assert len(set(plain)) == 39
    assert max(map(len, plain)) <= 46


def test_exercises_of_ones_own_come_last() -> None:
    own = find("33").model_copy(update={"id": "mine", "title_clinical": "Mine"})
    last = groups([*load_all(), own], load("en"))[-1]
    assert (last["name"], last["exercises"][0]["plain"]) == ("own", "Mine")


def test_the_items_of_a_plan_say_what_is_to_be_done() -> None:
    first, second = items(PLAN, load("de"))
    assert (first["exercise"], first["side"], first["sets"], first["reps"]) == ("33", "right", 2, 3)
    assert first["plain"] == "Finger spreizen"
    assert first["demonstration"] == "/demonstrations/33.json"
    assert (second["timed"], second["hold_s"]) == ("hold", 8.0)
    assert "8" in second["hold_sentence"]
    assert minutes(PLAN) == 2
    assert first["note_sentence"] == ""


def test_the_therapists_note_is_told_with_its_exercise() -> None:
    noted = replace(PLAN, items=(replace(PLAN.items[0], note="thumb outside"),))
    (item,) = items(noted, load("en"))
    assert item["note_sentence"] == "From your therapist: thumb outside"
