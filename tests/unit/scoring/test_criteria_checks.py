"""Conditions on a repetition: each kind notices what it should, and nothing else."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import ArrayLike

from handtrack.definitions.exercise import Exercise
from handtrack.events import Action, ActivityEvent, Count, Finding, Reason
from handtrack.landmarks.hand import Finger, Floats, Landmark
from handtrack.landmarks.quality import hand_length_px, quality
from handtrack.landmarks.views import View
from handtrack.measurements import MEASUREMENTS
from handtrack.scoring.criteria.criteria_checks import checks
from handtrack.scoring.criteria.decision_rule import findings
from handtrack.scoring.criteria.repetition_signals import RepetitionSignals
from handtrack.scoring.intervals import Intervals
from handtrack.verifiers.signals import PalmOnce, Signals
from synthetic_hand.landmarks import synthetic_track
from tests.helpers.frozen_exercises import frozen

N = 40
QUIET: Floats = np.zeros(N)
UNHURRIED, HELD = 2.0, 0.5
FIST = frozen("34")


def exercise(**guard: Any) -> Exercise:
    """A fist with this one guard, and a signal of each unit."""
    raw = FIST.model_dump(by_alias=True)
    bend = {"measure": "composite_flexion"}
    way = {"measure": "hand_direction"}
    turn = {"measure": "palm_facing"}
    gap = {"measure": "tip_to_palm", "finger": "index"}
    raw["signals"] |= {"bend": bend, "way": way, "turn": turn, "index_gap": gap}
    raw["guard"] = [guard]
    return Exercise.model_validate(raw)


def rep(viewed: ArrayLike = True, **signals: Floats) -> Signals:
    """A resting hand of `N` frames, with these readings."""
    hand = synthetic_track({"index_mcp": QUIET})
    everything = {"bend": QUIET, "way": QUIET, "turn": QUIET, "index_gap": QUIET} | signals
    seen_so = np.broadcast_to(np.asarray(viewed, bool), N)
    return Signals(hand, everything, QUIET, QUIET, PalmOnce(hand), seen_so, quality(hand), seen_so)


def one(
    trace: Signals,
    lasted_s: Floats,
    held_s: Floats,
    back_s: float = math.nan,
    complete: bool = True,
    done: tuple[Count, ...] = (),
) -> RepetitionSignals:
    """All of a trace as one repetition."""
    intervals = Intervals(np.array([0]), np.array([N]))
    return RepetitionSignals(
        trace, intervals, lasted_s, held_s, np.array([back_s]), np.array([complete]), [done]
    )


def found(
    kind: Exercise,
    trace: Signals,
    lasted_s: float = UNHURRIED,
    held_s: float = HELD,
    complete: bool = True,
    back_s: float = math.nan,
    done: tuple[Count, ...] = (),
) -> tuple[Finding, ...]:
    times = np.array([lasted_s]), np.array([held_s])
    return findings(checks(kind, one(trace, *times, back_s, complete, done)), 0)


def doubtful(kind: Exercise, trace: Signals) -> bool:
    """Whether any criterion leaves doubt about all of a trace as one repetition."""
    asked = checks(kind, one(trace, np.array([UNHURRIED]), np.array([HELD])))
    return any(check.doubts[0] for check in asked)


def limit(value: float) -> dict[str, object]:
    return {"value": value, "source": "provisional: for the test"}


# --- view


def test_too_few_frames_in_the_right_view_are_noticed() -> None:
    asks = exercise(kind="view", min_share=limit(0.5))
    assert found(asks, rep(viewed=np.arange(N) < 20)) == ()
    (finding,) = found(asks, rep(viewed=np.arange(N) < 19))
    assert (finding.reason, finding.action) == (Reason.WRONG_VIEW, Action.UNVERIFIABLE)
    assert "48% of its frames" in finding.sentence


def test_the_view_of_a_hand_that_was_never_seen_is_nobodys_fault() -> None:
    trace = rep(viewed=False)
    unseen = replace(trace, quality=replace(trace.quality, seen=np.zeros(N, bool)))
    assert found(exercise(kind="view", min_share=limit(0.5)), unseen) == ()


# --- still


def drifting(share: float) -> Signals:
    """The wrist moves so many hand lengths, straight and evenly."""
    trace = rep()
    image = trace.hand.image_px.copy()
    length = float(hand_length_px(trace.hand)[0])
    way = np.linspace(0, share * length * (N - 1) / (N - 5), N)[:, None]
    image[..., 0] += 0.6 * way
    image[..., 1] += 0.8 * way
    return replace(trace, hand=replace(trace.hand, image_px=image))


def test_a_hand_that_travels_is_noticed() -> None:
    asks = exercise(kind="still", max=limit(0.5), action="reject")
    assert found(asks, drifting(0.49)) == ()
    (finding,) = found(asks, drifting(0.51))
    assert (finding.reason, finding.action) == (Reason.FOREARM_MOVED, Action.REJECT)
    assert "moved 0.51 hand lengths, at most 0.5" in finding.sentence


def test_fingers_that_move_take_the_hand_nowhere() -> None:
    trace = rep()
    image = trace.hand.image_px.copy()
    image[:, Landmark.INDEX_TIP, 0] += np.linspace(0, 300, N)
    moving = replace(trace, hand=replace(trace.hand, image_px=image))
    assert found(exercise(kind="still", max=limit(0.1)), moving) == ()


@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 1.0])
def test_a_hand_that_turns_about_a_place_in_itself_travels_nowhere(share: float) -> None:
    trace = rep()
    points = trace.hand.image_px[..., :2]
    wrist, knuckle = points[:, [Landmark.WRIST]], points[:, [Landmark.MIDDLE_MCP]]
    pivot = wrist + share * (knuckle - wrist)
    turn = np.linspace(-1.0, 1.0, N)[:, None]
    x, y = np.moveaxis(points - pivot, -1, 0)
    image = trace.hand.image_px.copy()
    image[..., 0] = pivot[..., 0] + np.cos(turn) * x - np.sin(turn) * y
    image[..., 1] = pivot[..., 1] + np.sin(turn) * x + np.cos(turn) * y
    turning = replace(trace, hand=replace(trace.hand, image_px=image))
    assert found(exercise(kind="still", max=limit(0.15)), turning) == ()


def test_a_hand_that_enters_the_picture_has_not_travelled() -> None:
    trace = drifting(0.0)
    image = trace.hand.image_px.copy()
    image[: N // 4, :, 0] -= np.linspace(3, 0.5, N // 4)[:, None] * hand_length_px(trace.hand)[0]
    entering = replace(trace.hand, image_px=image)
    edge = replace(trace.quality, near_edge=np.arange(N) < N // 4)
    asks = exercise(kind="still", max=limit(0.1))
    assert found(asks, replace(trace, hand=entering, quality=edge)) == ()
    assert found(asks, replace(trace, hand=entering)) != ()


@pytest.mark.parametrize("value", [math.nan, 0.0])
def test_a_hand_without_a_length_cannot_be_called_moving(value: float) -> None:
    trace = drifting(2.0)
    nowhere = np.full_like(trace.hand.image_px, value)
    lost = replace(trace, hand=replace(trace.hand, image_px=nowhere))
    assert found(exercise(kind="still", max=limit(0.1)), lost) == ()


# --- steady, moves, below


def sweep(amount: float, start: float = 0.0) -> Floats:
    """A signal whose swing is exactly this."""
    return np.linspace(start, start + amount * (N - 1) / (N - 5), N)


def test_a_signal_that_should_keep_still_is_noticed_when_it_does_not() -> None:
    asks = exercise(kind="steady", signals=["bend"], max=limit(60.0), reason="fingers_bent")
    assert found(asks, rep(bend=sweep(59.9))) == ()
    (finding,) = found(asks, rep(bend=sweep(61.0)))
    assert (finding.reason, finding.action) == (Reason.FINGERS_BENT, Action.FLAG)
    assert finding.detail == "bend changed by 61°, at most 60°"


def test_of_several_signals_the_one_that_changed_most_is_named() -> None:
    asks = exercise(
        kind="steady", signals=["turn", "index_gap"], max=limit(0.5), reason="forearm_turned"
    )
    (finding,) = found(asks, rep(turn=sweep(0.6), index_gap=sweep(0.9)))
    assert finding.detail == "index gap changed by 0.90 hand lengths, at most 0.5 hand lengths"
    (finding,) = found(asks, rep(turn=sweep(0.6)))
    assert finding.detail == "turn changed by 0.60, at most 0.5"


def test_a_direction_that_crosses_its_ends_did_not_swing_all_the_way_round() -> None:
    asks = exercise(kind="steady", signals=["way"], max=limit(45.0), reason="wrist_bent")
    around = (sweep(40.0, start=160.0) + 180.0) % 360.0 - 180.0
    assert np.ptp(around) > 300
    assert found(asks, rep(way=around)) == ()
    assert len(found(asks, rep(way=(sweep(50.0, start=160.0) + 180.0) % 360.0 - 180.0))) == 1


def test_a_direction_is_followed_over_lost_frames() -> None:
    asks = exercise(kind="steady", signals=["way"], max=limit(45.0), reason="wrist_bent")
    around = (sweep(40.0, start=160.0) + 180.0) % 360.0 - 180.0
    around[10:15] = np.nan
    assert found(asks, rep(way=around)) == ()


def test_a_signal_that_should_move_is_noticed_when_it_does_not() -> None:
    asks = exercise(
        kind="moves",
        signals=["bend", "index_gap"],
        min=limit(20.0),
        reason="finger_idle",
        action="reject",
    )
    assert found(asks, rep(bend=sweep(21.0), index_gap=sweep(21.0))) == ()
    (finding,) = found(asks, rep(bend=sweep(21.0), index_gap=sweep(19.0)))
    assert (finding.reason, finding.action) == (Reason.FINGER_IDLE, Action.REJECT)
    assert finding.detail == "index gap changed by 19.00 hand lengths, at least 20.00 hand lengths"
    (finding,) = found(asks, rep())
    assert finding.detail.startswith("bend, index gap changed by 0")


def test_a_finger_that_lags_far_behind_another_is_idle_also_where_it_moves_enough() -> None:
    asks = exercise(
        kind="moves", signals=["bend", "index_gap"], min=limit(5.0), reason="finger_idle"
    )
    assert found(asks, rep(bend=sweep(40.0), index_gap=sweep(17.0))) == ()
    (finding,) = found(asks, rep(bend=sweep(40.0), index_gap=sweep(11.0)))
    assert finding.detail == "index gap changed by 11.00 hand lengths, at least 16.00 hand lengths"


@pytest.mark.parametrize(
    ("moved", "close"), [(10.0, False), (14.0, True), (18.0, True), (24.0, False), (40.0, False)]
)
def test_a_finger_that_moves_about_as_little_as_an_idle_one_is_in_doubt(
    moved: float, close: bool
) -> None:
    guard = {"kind": "moves", "min": limit(5.0), "reason": "finger_idle", "action": "reject"}
    trace = rep(bend=sweep(40.0), index_gap=sweep(moved))
    assert doubtful(exercise(signals=["bend", "index_gap"], **guard), trace) is close
    assert not doubtful(exercise(signals=["index_gap"], **guard), trace)


def test_a_signal_that_should_stay_low_is_noticed_by_its_middle_reading() -> None:
    asks = exercise(kind="below", signals=["bend"], max=limit(150.0), reason="fingers_bent")
    mostly_open = np.r_[np.full(25, 40.0), np.full(15, 240.0)]
    assert found(asks, rep(bend=mostly_open)) == ()
    (finding,) = found(asks, rep(bend=280 - mostly_open))
    assert (finding.reason, finding.detail) == (
        Reason.FINGERS_BENT,
        "bend was 240°, at most 150°",
    )


def test_a_guard_that_could_not_see_says_nothing_and_leaves_doubt() -> None:
    blind = rep(bend=np.full(N, np.nan))
    for kind in (
        {"kind": "steady", "signals": ["bend"], "max": limit(1.0), "reason": "fingers_bent"},
        {"kind": "moves", "signals": ["bend"], "min": limit(1.0), "reason": "finger_idle"},
        {"kind": "below", "signals": ["bend"], "max": limit(1.0), "reason": "fingers_bent"},
    ):
        assert found(exercise(**kind), blind) == ()
        assert doubtful(exercise(**kind, action="reject"), blind)
        assert not doubtful(exercise(**kind), blind)


# --- tempo, hold


def test_a_repetition_may_be_too_fast_or_too_slow() -> None:
    asks = exercise(kind="tempo", min_s=limit(0.5), max_s=limit(15.0), action="reject")
    for took_s in (0.5, 7.0, 15.0):
        assert found(asks, rep(), took_s) == ()
    (fast,) = found(asks, rep(), 0.48)
    assert (fast.reason, fast.detail) == (Reason.TOO_FAST, "0.48 s, at least 0.5 s")
    (slow,) = found(asks, rep(), 15.2)
    assert (slow.reason, slow.detail) == (Reason.TOO_SLOW, "15.20 s, at most 15 s")
    assert fast.action is slow.action is Action.REJECT


def test_a_peak_may_be_held_for_too_short() -> None:
    asks = exercise(kind="hold", min_s=limit(3.0))
    assert found(asks, rep(), held_s=3.0) == ()
    (finding,) = found(asks, rep(), held_s=2.5)
    assert (finding.reason, finding.detail) == (Reason.SHORT_HOLD, "2.50 s, at least 3 s")


@pytest.mark.parametrize(
    ("guard", "asks_partials"),
    [
        ({"kind": "tempo", "min_s": limit(5.0), "max_s": limit(9.0)}, False),
        ({"kind": "hold", "min_s": limit(5.0)}, False),
        (
            {"kind": "moves", "signals": ["bend"], "min": limit(5.0), "reason": "finger_idle"},
            False,
        ),
        ({"kind": "view", "min_share": limit(1.0)}, True),
    ],
)
def test_a_partial_is_not_blamed_for_being_small_and_short(
    guard: dict[str, Any], asks_partials: bool
) -> None:
    trace = rep(viewed=False)
    assert len(found(exercise(**guard), trace)) == 1
    assert len(found(exercise(**guard), trace, complete=False)) == asks_partials


# --- above, isolate


def test_a_level_below_the_least_is_noticed() -> None:
    asks = exercise(kind="above", signals=["turn"], min=limit(0.3), reason="palm_wrong_way")
    assert found(asks, rep(turn=np.full(N, 0.3))) == ()
    (finding,) = found(asks, rep(turn=np.full(N, -0.2)))
    assert finding.reason is Reason.PALM_WRONG_WAY
    assert finding.detail == "turn was -0.20, at least 0.3"
    assert found(asks, rep(turn=np.full(N, np.nan))) == ()


def closing(*fingers: str) -> Signals:
    """These fingers bend at their knuckles."""
    course = {f"{finger}_mcp": np.linspace(0, 60.0, N) for finger in fingers}
    hand = synthetic_track({"index_pip": QUIET, **course}, view=View.SIDE)
    trace = rep(index_gap=MEASUREMENTS["tip_to_palm"].read(hand, Finger.INDEX))
    return replace(trace, hand=hand)


def test_a_finger_that_moves_along_is_noticed_by_name() -> None:
    asks = exercise(kind="isolate", signal="index_gap", max=limit(0.4))
    assert found(asks, closing("index")) == ()
    (finding,) = found(asks, closing("index", "ring"))
    assert finding.reason is Reason.OTHER_FINGERS_MOVED
    assert finding.detail.startswith("ring by ")
    assert found(asks, closing("index", "ring"), complete=False) == ()


# --- the other hand


def beside(apart_L: float, seen: float = 1.0) -> Signals:  # noqa: N803
    """Another hand so many hand lengths away, seen in so many of the first frames."""
    trace = rep()
    other = trace.hand.image_px.copy()
    other[..., 0] += apart_L * float(hand_length_px(trace.hand)[0])
    other[round(seen * N) :] = np.nan
    return replace(trace, hand=replace(trace.hand, other_px=other))


def test_help_by_the_other_hand_is_noticed_where_it_is_near_for_long_enough() -> None:
    asks = exercise(kind="assist", near=limit(1.0), min_share=limit(0.5))
    (finding,) = found(asks, beside(0.9))
    assert (finding.reason, finding.action) == (Reason.OTHER_HAND_HELPED, Action.FLAG)
    assert found(asks, beside(1.1)) == ()
    assert found(asks, beside(0.9, seen=0.4)) == ()
    assert found(asks, rep()) == ()


def test_hands_that_should_be_together_are_noticed_when_apart_and_when_not_both_seen() -> None:
    asks = exercise(kind="together", near=limit(1.0), min_share=limit(0.5), action="reject")
    assert found(asks, beside(0.9)) == ()
    (finding,) = found(asks, beside(2.0))
    assert (finding.reason, finding.action) == (Reason.HANDS_APART, Action.REJECT)
    assert finding.detail == "2.0 hand lengths, at most 1"
    for unseen in (beside(2.0, seen=0.4), rep()):
        (finding,) = found(asks, unseen)
        assert (finding.reason, finding.action) == (Reason.HANDS_MERGED, Action.UNVERIFIABLE)


# --- return, in frame, deeds


def test_a_way_back_without_control_is_noticed() -> None:
    asks = exercise(kind="return", min_s=limit(0.5))
    assert found(asks, rep(), back_s=0.5) == ()
    (finding,) = found(asks, rep(), back_s=0.2)
    assert finding.sentence == "came back without control (in 0.20 s, at least 0.5 s)"
    assert found(asks, rep(), back_s=math.nan) == ()
    assert found(asks, rep(), back_s=0.2, complete=False) == ()


def test_a_hand_at_the_edge_of_the_picture_cannot_be_verified() -> None:
    asks = exercise(kind="in_frame", min_share=limit(0.5))
    trace = rep()
    assert found(asks, trace) == ()
    edge = replace(trace, quality=replace(trace.quality, near_edge=np.arange(N) < 30))
    (finding,) = found(asks, edge)
    assert (finding.reason, finding.action) == (Reason.NEAR_FRAME_EDGE, Action.UNVERIFIABLE)
    assert finding.detail == "in 75% of its frames"


def test_too_few_deeds_in_a_minute_are_noticed() -> None:
    asks = exercise(kind="deeds", deed="taps", min=limit(3))
    taps = (Count(ActivityEvent.TAP, 2, Finger.INDEX), Count(ActivityEvent.TAP, 1, Finger.RING))
    assert found(asks, rep(), done=taps) == ()
    (finding,) = found(asks, rep(), done=taps[:1])
    assert finding.sentence.endswith("(2 taps, at least 3)")


def test_findings_keep_the_order_of_the_file() -> None:
    raw = FIST.model_dump(by_alias=True)
    raw["guard"] = [
        {"kind": "hold", "min_s": limit(5.0)},
        {"kind": "tempo", "min_s": limit(5.0), "max_s": limit(9.0)},
        {"kind": "view", "min_share": limit(1.0)},
    ]
    noticed = found(Exercise.model_validate(raw), rep(viewed=False))
    assert [f.reason for f in noticed] == [Reason.SHORT_HOLD, Reason.TOO_FAST, Reason.WRONG_VIEW]


def test_each_repetition_of_a_trace_is_asked_by_itself() -> None:
    asks = exercise(kind="steady", signals=["bend"], max=limit(20.0), reason="fingers_bent")
    bend = np.r_[np.zeros(10), np.linspace(0, 40, 10), np.zeros(10), np.linspace(0, 30, 10)]
    intervals = Intervals(np.array([0, 10, 20, 30]), np.array([10, 20, 20, 40]))
    lasted_s, complete = np.full(4, UNHURRIED), np.ones(4, bool)
    times = (lasted_s, lasted_s, lasted_s)
    asked = checks(asks, RepetitionSignals(rep(bend=bend), intervals, *times, complete, [()] * 4))
    assert [[f.detail for f in findings(asked, r)] for r in range(4)] == [
        [],
        ["bend changed by 40°, at most 20°"],
        [],
        ["bend changed by 30°, at most 20°"],
    ]
