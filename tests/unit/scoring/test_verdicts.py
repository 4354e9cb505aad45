"""From candidates to repetitions: its status, its label, its figures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from handtrack.definitions.exercise import Exercise
from handtrack.events import Action, Candidate, Finding, Label, Reason, Status
from handtrack.landmarks.hand import Floats, Side
from handtrack.landmarks.quality import quality
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.views import View
from handtrack.scoring.resolved_exercise import ResolvedExercise
from handtrack.scoring.results import Repetition
from handtrack.scoring.score import score
from handtrack.scoring.verdicts import classify
from handtrack.verifiers.calibration import Calibration, Forearm
from handtrack.verifiers.signals import PalmOnce, Signals
from synthetic_hand.landmarks import synthetic_recording, synthetic_track
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style
from synthetic_hand.time_course import repetitions
from tests.helpers.frozen_exercises import frozen

FIST, WRIST, TURN, CURL = frozen("34"), frozen("11"), frozen("10"), frozen("18")
N = 30
OUT_AND_BACK = np.r_[
    np.linspace(0.3, 1.1, 10, endpoint=False), np.full(10, 1.1), np.linspace(1.1, 0.3, 10)
]
CALIBRATION = Calibration("34", Side.RIGHT, "x", rest=1.0, peak=0.2, excursions=3)
OWN = {"34": (1.0, 0.2), "11": (-40.0, 60.0), "10": (5.0, 175.0)}


def without_guards(exercise: Exercise, *guards: dict[str, Any]) -> Exercise:
    raw = exercise.model_dump(by_alias=True)
    return Exercise.model_validate(raw | {"guard": list(guards)})


def rep(progress: Floats, exercise: Exercise = FIST) -> Signals:
    """A resting hand; only the counting signal moves."""
    hand = synthetic_track({"index_mcp": np.zeros(len(progress))})
    rest, peak = OWN[exercise.id]
    assert exercise.cycle
    signals: dict[str, Floats] = {name: np.zeros(len(progress)) for name in exercise.signals}
    signals[exercise.cycle.signal] = rest + progress * (peak - rest)
    everywhere, palm = np.ones(len(progress), bool), PalmOnce(hand)
    return Signals(hand, signals, progress, progress, palm, everywhere, quality(hand), everywhere)


def one(
    exercise: Exercise, own: Calibration, candidate: Candidate, trace: Signals, number: int = 1
) -> Repetition:
    (found,) = classify(ResolvedExercise.of(exercise, own), [candidate], trace, number)
    return found.repetition()


def judged(
    progress: Floats = OUT_AND_BACK,
    exercise: Exercise = FIST,
    candidate: Candidate | None = None,
    calibration: Calibration | None = None,
    *guards: dict[str, Any],
) -> Repetition:
    rest, peak = OWN[exercise.id]
    own = calibration or replace(CALIBRATION, exercise=exercise.id, rest=rest, peak=peak)
    whole = candidate or Candidate(0.0, len(progress) / 30, Status.VALID)
    return one(without_guards(exercise, *guards), own, whole, rep(progress, exercise), 7)


# --- figures


def test_a_repetition_keeps_its_number_and_times() -> None:
    found = judged(candidate=Candidate(2.0, 3.5, Status.VALID))
    assert (found.number, found.start_s, found.end_s, found.duration_s) == (7, 2.0, 3.5, 1.5)


def test_the_peak_and_the_way_to_it_are_in_the_signals_own_unit() -> None:
    found = judged()
    assert found.peak_s == pytest.approx(10 / 30)
    assert found.peak == pytest.approx(1.0 - 1.1 * 0.8)
    assert found.excursion == pytest.approx(1.1 * 0.8)
    assert found.range_share == pytest.approx(1.1)


def test_the_hold_is_the_time_at_which_the_hand_stays_at_full_size() -> None:
    way = np.sin(np.linspace(0.0, np.pi / 2, 15))
    held = np.r_[way, np.full(30, 1.0), way[::-1]]
    assert judged(held).hold_s == pytest.approx(30 / 30, abs=0.2)
    lost = held.copy()
    lost[25:31] = np.nan
    assert judged(lost).hold_s == pytest.approx(24 / 30, abs=0.2)
    assert judged(np.full(9, 0.5)).hold_s == 0.0


def test_a_slow_hand_that_turns_round_at_full_size_holds_little() -> None:
    slow = np.sin(np.linspace(0.0, np.pi, 120))
    assert (slow >= 0.8).sum() / 30 > 1.5
    found = judged(slow)
    assert found.hold_s is not None
    assert found.hold_s < 0.8


def test_a_two_ended_repetition_is_measured_from_the_end_it_began_at() -> None:
    forth = judged(OUT_AND_BACK, WRIST)
    other_end = Candidate(0.0, N / 30, Status.VALID, flipped=True)
    back = judged(1 - OUT_AND_BACK, WRIST, other_end)
    for found, peak in ((forth, 70.0), (back, -50.0)):
        assert found.excursion == pytest.approx(110)
        assert found.range_share == pytest.approx(1.1)
        assert found.peak == pytest.approx(peak)


def test_what_was_never_seen_has_no_figures() -> None:
    found = judged(np.full(N, np.nan))
    assert found.peak_s is found.peak is found.excursion is found.range_share is None
    assert found.hold_s is None


def test_without_an_own_range_there_is_no_share_of_it() -> None:
    nowhere = replace(CALIBRATION, rest=1.0, peak=1.0)
    assert judged(calibration=nowhere).range_share is None


def test_shares_of_frames_count_the_hand_and_then_the_view() -> None:
    trace = rep(OUT_AND_BACK)
    seen = np.arange(N) < 24
    viewed = np.arange(N) < 12
    trace = replace(trace, quality=replace(trace.quality, seen=seen), viewed=viewed)
    found = one(without_guards(FIST), CALIBRATION, Candidate(0, 1, Status.VALID), trace, 1)
    assert found.seen_share == pytest.approx(0.8)
    assert found.view_share == pytest.approx(0.5)
    unseen = replace(trace, quality=replace(trace.quality, seen=np.zeros(N, bool)))
    found = one(without_guards(FIST), CALIBRATION, Candidate(0, 1, Status.VALID), unseen, 1)
    assert (found.seen_share, found.view_share) == (0.0, None)


# --- label


@pytest.mark.parametrize(
    ("good", "expected"), [(24, Label.VERIFIED), (23, Label.ESTIMATED), (0, Label.ESTIMATED)]
)
def test_a_repetition_is_verified_where_four_frames_in_five_are_good(
    good: int, expected: Label
) -> None:
    trace = replace(rep(OUT_AND_BACK), viewed=np.arange(N) < good)
    candidate = Candidate(0, 1, Status.VALID)
    assert one(without_guards(FIST), CALIBRATION, candidate, trace, 1).label is expected
    settling = np.arange(N) >= good
    trace = rep(OUT_AND_BACK)
    trace = replace(trace, quality=replace(trace.quality, settling=settling))
    assert one(without_guards(FIST), CALIBRATION, candidate, trace, 1).label is expected


@pytest.mark.parametrize(("wrong", "told"), [(6, True), (7, False)])
def test_a_hand_that_is_called_both_by_turns_may_turn_unjudged(wrong: int, told: bool) -> None:
    signals = {"fist": {"measure": "aperture"}, "turn": {"measure": "palm_up"}}
    steady = {
        "kind": "steady",
        "signals": ["turn"],
        "max": {"value": 0.5, "source": "test"},
        "reason": "forearm_turned",
        "action": "reject",
    }
    raw = without_guards(FIST).model_dump(by_alias=True) | {"signals": signals, "guard": [steady]}
    fist = Exercise.model_validate(raw)
    trace = rep(OUT_AND_BACK, fist)
    hand = replace(trace.hand, handedness_doubtful=np.arange(N) < wrong)
    trace = replace(
        trace, hand=hand, declared={**trace.declared, "turn": np.linspace(-0.8, 0.8, N)}
    )
    found = one(fist, CALIBRATION, Candidate(0, 1, Status.VALID), trace)
    assert [note.reason for note in found.notes] == [Reason.FOREARM_TURNED] * told
    assert found.label is (Label.VERIFIED if told else Label.ESTIMATED)


def test_what_the_verifier_only_estimates_stays_estimated() -> None:
    unsure = Candidate(0, 1, Status.VALID, label=Label.ESTIMATED)
    assert judged(candidate=unsure).label is Label.ESTIMATED


# --- status

SOURCE = {"source": "provisional: for the test"}
FLAG = {"kind": "hold", "min_s": {"value": 9.0} | SOURCE, "action": "flag"}
REJECT = FLAG | {"action": "reject"}
UNVERIFIABLE = FLAG | {"action": "unverifiable"}
TOO_FAST = {"kind": "tempo", "min_s": {"value": 5.0} | SOURCE, "max_s": {"value": 9.0} | SOURCE}
TOO_FAST |= {"action": "reject"}
SMALL = Candidate(0, 1, Status.PARTIAL, (Finding(Reason.TOO_SMALL, Action.REJECT),))
LOST = Candidate(0, 1, Status.UNVERIFIABLE, (Finding(Reason.HAND_LEFT_VIEW, Action.UNVERIFIABLE),))


@pytest.mark.parametrize(
    ("guards", "expected"),
    [
        ((), Status.VALID),
        ((FLAG,), Status.VALID),
        ((FLAG, TOO_FAST), Status.REJECTED),
        ((TOO_FAST, UNVERIFIABLE), Status.UNVERIFIABLE),
        ((UNVERIFIABLE, TOO_FAST | {"action": "flag"}), Status.UNVERIFIABLE),
    ],
)
def test_the_gravest_finding_decides(guards: tuple[dict[str, Any], ...], expected: Status) -> None:
    found = judged(OUT_AND_BACK, FIST, None, None, *guards)
    assert found.status is expected
    assert [note.action for note in found.notes] == [g["action"] for g in guards]


def test_a_reason_is_told_once_and_as_grave_as_it_was_found() -> None:
    for guards in ((FLAG, REJECT), (REJECT, FLAG)):
        found = judged(OUT_AND_BACK, FIST, None, None, *guards)
        assert found.status is Status.REJECTED
        assert [note.action for note in found.notes] == [Action.REJECT]


def test_a_partial_in_the_wrong_view_is_unverifiable_and_keeps_both_reasons() -> None:
    view = {"kind": "view", "min_share": {"value": 0.5} | SOURCE}
    trace = replace(rep(OUT_AND_BACK * 0.5), readable=np.zeros(N, bool))
    found = one(without_guards(FIST, view), CALIBRATION, SMALL, trace, 1)
    assert found.status is Status.UNVERIFIABLE
    assert [n.reason for n in found.notes] == [Reason.WRONG_VIEW, Reason.TOO_SMALL]


@pytest.mark.parametrize(("in_view", "status"), [(23, "unverifiable"), (24, "partial")])
def test_a_movement_is_small_only_where_nearly_all_of_it_was_in_the_right_view(
    in_view: int, status: str
) -> None:
    view = {"kind": "view", "min_share": {"value": 0.5} | SOURCE}
    trace = replace(rep(OUT_AND_BACK * 0.5), readable=np.arange(N) < in_view)
    found = one(without_guards(FIST, view), CALIBRATION, SMALL, trace, 1)
    assert found.status == status
    assert [n.reason for n in found.notes][-1] is Reason.TOO_SMALL
    careless = one(without_guards(FIST), CALIBRATION, SMALL, trace, 1)
    assert careless.status is Status.PARTIAL  # who asks for no view is told of none


def test_what_else_is_wrong_with_a_small_movement_comes_before_its_view() -> None:
    view = {"kind": "view", "min_share": {"value": 0.5} | SOURCE}
    still = {"kind": "still", "max": {"value": 0.01} | SOURCE, "action": "reject"}
    trace = replace(rep(OUT_AND_BACK * 0.5), readable=np.arange(N) < 20)
    trace.hand.image_px[..., 0] += np.linspace(0, 30, N)[:, None]
    found = one(without_guards(FIST, view, still), CALIBRATION, SMALL, trace, 1)
    assert found.status is Status.REJECTED
    assert [n.reason for n in found.notes] == [Reason.FOREARM_MOVED, Reason.TOO_SMALL]


def test_a_note_says_it_in_words() -> None:
    (note,) = judged(OUT_AND_BACK * 0.5, candidate=SMALL).notes
    assert note.sentence == "smaller than your own full movement"


def test_a_hand_that_was_lost_stays_unverifiable() -> None:
    found = judged(candidate=LOST)
    assert found.status is Status.UNVERIFIABLE
    assert [n.reason for n in found.notes] == [Reason.HAND_LEFT_VIEW]


def test_too_small_against_the_least_is_said_with_figures() -> None:
    tiny = replace(CALIBRATION, rest=1.0, peak=0.9)
    fist = with_least(0.25)
    found = one(fist, tiny, SMALL, rep(OUT_AND_BACK * 0.3), 1)
    (note,) = found.notes
    assert note.reason is Reason.BELOW_MINIMUM
    assert note.sentence.endswith("(0.10 hand lengths, at least 0.25 hand lengths)")
    half = one(fist, tiny, SMALL, rep(OUT_AND_BACK * 0.15), 1)
    assert half.notes[0].reason is Reason.TOO_SMALL


def with_least(value: float) -> Exercise:
    raw = without_guards(FIST).model_dump(by_alias=True)
    raw["cycle"]["least"]["value"] = value
    return Exercise.model_validate(raw)


# --- both ways


def swinging(low: float, high: float) -> Recording:
    """The wrist is held at neutral for two seconds, then swings three times."""
    course = low + (high - low) * repetitions([1, 1, 1], still_s=0.5)
    angle = np.r_[np.zeros(75), np.linspace(0, low, 30), course]
    return synthetic_recording(synthetic_track({"wrist_flexion": angle}, view=View.SIDE))


def _reasons(repetition: Repetition) -> set[Reason]:
    return {note.reason for note in repetition.notes}


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (-40.0, 40.0, Status.VALID),
        (-20.0, 60.0, Status.VALID),
        (-15.0, 70.0, Status.VALID),
        (-60.0, 20.0, Status.VALID),
        (-5.0, 60.0, Status.REJECTED),
        (0.0, 60.0, Status.REJECTED),
        (-60.0, 5.0, Status.REJECTED),
    ],
)
def test_where_neutral_is_known_both_ways_are_part_of_it(
    low: float, high: float, expected: Status
) -> None:
    result = score(swinging(low, high), WRIST, neutral_s=(0.0, 2.0)).result
    back = [r for r in result.repetitions if Reason.INCOMPLETE_RETURN not in _reasons(r)]
    complete = [r for r in back if r.status is not Status.PARTIAL]
    assert [r.status for r in complete] == [expected] * 3
    if expected is Status.REJECTED:
        assert {n.reason for r in complete for n in r.notes} == {Reason.ONE_DIRECTION_ONLY}
        assert "at least 10° either way" in complete[0].notes[0].sentence


def test_where_neutral_is_unknown_one_way_cannot_be_told_from_two() -> None:
    result = score(swinging(0.0, 60.0), WRIST).result
    assert {n.reason for r in result.repetitions for n in r.notes} <= {Reason.INCOMPLETE_RETURN}
    assert result.summary.valid == 3


def test_a_neutral_that_the_exercise_knows_needs_no_hold() -> None:
    assert TURN.cycle
    assert TURN.cycle.neutral
    to_edge = perform(TURN, Style(amplitudes=[0.55] * 3))
    result = score(to_edge, TURN).result
    assert result.calibration.forearm is None
    assert [r.status for r in result.repetitions] == [Status.REJECTED] * 3
    assert {n.reason for r in result.repetitions for n in r.notes} == {Reason.ONE_DIRECTION_ONLY}


def test_a_repetition_without_an_own_range_is_judged_by_what_it_shows() -> None:
    forearm = Forearm(1.0, 0.0, 1, 0, known=True)
    own = Calibration("11", Side.RIGHT, "x", rest=-40.0, peak=60.0, forearm=forearm)
    assert judged(OUT_AND_BACK, WRIST, calibration=own).status is Status.VALID


def test_a_sequence_has_touches_and_no_figures_of_a_cycle() -> None:
    (found,) = score(perform(CURL, Style(amplitudes=[1.0])), CURL).result.repetitions
    assert len(found.touches) == 4
    assert found.peak is found.excursion is found.hold_s is found.range_share is None


def coming_back(hidden: int) -> Repetition:
    """A small movement that begins with the hand's coming back after so many frames."""
    progress = np.r_[np.zeros(20), np.linspace(0.8, 0.0, 20), np.zeros(20)]
    trace = rep(progress)
    unseen = (np.arange(60) >= 20 - hidden) & (np.arange(60) < 20)
    image = np.where(unseen[:, None, None], np.nan, trace.hand.image_px)
    hand = replace(trace.hand, image_px=image)
    trace = replace(trace, hand=hand, quality=quality(hand))
    small = (Finding(Reason.TOO_SMALL, Action.REJECT),)
    times_s = trace.time_s
    candidate = Candidate(float(times_s[20]), float(times_s[40]), Status.PARTIAL, small)
    return one(without_guards(FIST), CALIBRATION, candidate, trace)


def test_what_begins_as_the_hand_comes_back_may_have_been_larger() -> None:
    seen = coming_back(0)
    assert seen.status is Status.PARTIAL
    assert Reason.HAND_LEFT_VIEW not in {note.reason for note in seen.notes}
    hidden = coming_back(10)
    assert hidden.status is Status.UNVERIFIABLE
    assert hidden.notes[0].reason is Reason.HAND_LEFT_VIEW
    assert "its beginning was hidden" in hidden.notes[0].sentence
