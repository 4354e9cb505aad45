"""A beat asks for a finger: on time, early, late, another finger, near only, missed, not seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from handtrack.definitions.verifier_tables import BeatCue
from handtrack.definitions.verifier_tables import Sequence as Touching
from handtrack.events import Action, Candidate, Label, Reason, Status
from handtrack.landmarks.hand import FINGERS, Finger
from handtrack.verifiers.sequence.metronome import ENGINE, Metronome, initial, step
from tests.helpers.machines import followed, table

INDEX, MIDDLE, RING, LITTLE = FINGERS
RULE = Metronome(table(Touching, doubt=7.0), table(BeatCue), beats=4)
FPS = 50

Visit = tuple[float, float, Finger | None, float]
"""From, to, the finger (None: the hand is lost), and how likely the thumb is on it."""


def at(time_s: float, finger: Finger, seconds: float = 0.4) -> Visit:
    return time_s, time_s + seconds, finger, 0.9


def near(time_s: float, finger: Finger) -> Visit:
    return time_s, time_s + 0.4, finger, 0.11


def lost(start_s: float, end_s: float) -> Visit:
    return start_s, end_s, None, math.nan


def follow(
    *visits: Visit, until_s: float = 10.0, rule: Metronome = RULE, start_s: float = 0.0
) -> list[Candidate]:
    """Feed the visits, whole and frame by frame, which must agree."""
    time_s = start_s + np.arange(round(until_s * FPS)) / FPS
    likely = np.full((len(time_s), 4), 0.001)
    for from_s, to_s, finger, chance in visits:
        frames = slice(round(from_s * FPS), round(to_s * FPS))
        likely[frames, slice(None) if finger is None else FINGERS.index(finger)] = chance
    whole = followed(ENGINE, rule, time_s, likely)
    assert all(a.end_s <= b.start_s for a, b in pairwise(whole))
    return whole


def outcomes(found: Sequence[Candidate]) -> list[str]:
    return [c.findings[0].reason if c.findings else c.status for c in found]


ON_TIME = [at(2.0, INDEX), at(4.1, MIDDLE), at(5.9, RING), at(8.0, LITTLE)]


def test_touches_on_the_beat_are_valid_and_say_how_near_to_it_they_were() -> None:
    found = follow(*ON_TIME)
    assert outcomes(found) == [Status.VALID] * 4
    assert [c.touches[0].finger for c in found] == list(FINGERS)
    assert [c.touches[0].late_s for c in found] == pytest.approx([0.0, 0.1, -0.1, 0.0])
    assert [c.start_s for c in found] == [2.0, 4.1, 5.9, 8.0]


def test_the_order_begins_anew_after_the_last_finger() -> None:
    again = follow(*ON_TIME, at(10.0, INDEX), until_s=12.0, rule=replace(RULE, beats=5))
    assert outcomes(again) == [Status.VALID] * 5


def test_the_order_may_name_a_finger_twice() -> None:
    cue = table(BeatCue).model_dump()
    twice = table(Touching, doubt=7.0, order=(INDEX, INDEX, MIDDLE), cue=cue)
    rule = replace(RULE, touch=twice)
    touched = [at(2.0, INDEX), at(4.0, INDEX), at(6.0, MIDDLE), at(8.0, INDEX)]
    assert outcomes(follow(*touched, rule=rule)) == [Status.VALID] * 4


def test_the_clock_starts_with_the_first_frame() -> None:
    found = follow(*ON_TIME, start_s=100.0)
    assert [c.touches[0].late_s for c in found] == pytest.approx([0.0, 0.1, -0.1, 0.0])


@pytest.mark.parametrize(
    ("off_s", "outcome", "detail"),
    [
        (-0.5, Reason.EARLY, "by 0.50 s, at most 0.35 s"),
        (-0.34, Status.VALID, ""),
        (0.34, Status.VALID, ""),
        (0.5, Reason.LATE, "by 0.50 s, at most 0.35 s"),
        (0.9, Reason.LATE, "by 0.90 s, at most 0.35 s"),
    ],
)
def test_how_far_from_the_beat_is_told(off_s: float, outcome: str, detail: str) -> None:
    found = follow(at(2.0, INDEX), at(4.0 + off_s, MIDDLE), *ON_TIME[2:])
    assert outcomes(found) == [Status.VALID, outcome, Status.VALID, Status.VALID]
    if detail:
        assert found[1].status is Status.REJECTED
        assert found[1].findings[0].detail == detail
        assert found[1].touches[0].finger is MIDDLE


def test_what_counts_is_when_the_tips_meet_and_not_when_they_come_near() -> None:
    slowly = (3.5, 4.1, MIDDLE, 0.2)
    found = follow(at(2.0, INDEX), slowly, at(4.1, MIDDLE), *ON_TIME[2:])
    assert outcomes(found) == [Status.VALID] * 4
    assert found[1].touches[0].start_s == 3.5


def test_a_beat_without_a_touch_is_missed() -> None:
    found = follow(ON_TIME[0], ON_TIME[2], ON_TIME[3])
    assert outcomes(found) == [Status.VALID, Reason.MISSED_BEAT, Status.VALID, Status.VALID]
    assert found[1].status is Status.REJECTED
    assert found[1].findings[0].detail == "middle was asked"
    assert (found[1].start_s, found[1].end_s) == (3.65, 4.35)
    assert found[1].touches == ()


def test_another_finger_is_named() -> None:
    found = follow(ON_TIME[0], at(4.0, LITTLE), *ON_TIME[2:])
    assert outcomes(found) == [Status.VALID, Reason.WRONG_FINGER, Status.VALID, Status.VALID]
    assert found[1].findings[0].detail == "little instead of middle"
    assert (found[1].start_s, found[1].end_s) == (4.0, 4.4)


def test_a_finger_put_right_in_time_counts_with_a_note() -> None:
    found = follow(ON_TIME[0], at(3.7, RING, 0.2), at(4.2, MIDDLE), *ON_TIME[2:])
    assert [c.status for c in found] == [Status.VALID] * 4
    (note,) = found[1].findings
    assert (note.reason, note.action, note.detail) == (
        Reason.WRONG_FINGER,
        Action.FLAG,
        "ring first",
    )


def test_what_is_touched_after_the_beat_was_answered_is_no_news() -> None:
    assert outcomes(follow(*ON_TIME, at(4.6, LITTLE, 0.2))) == [Status.VALID] * 4


def test_coming_near_is_partial() -> None:
    found = follow(ON_TIME[0], near(4.0, MIDDLE), *ON_TIME[2:])
    assert outcomes(found) == [Status.VALID, Reason.NEAR_MISS, Status.VALID, Status.VALID]
    assert found[1].status is Status.PARTIAL
    all_near = follow(*(near(2.0 + 2 * i, f) for i, f in enumerate(FINGERS)))
    assert [c.status for c in all_near] == [Status.PARTIAL] * 4


def test_a_brush_shorter_than_the_dwell_is_nothing() -> None:
    assert outcomes(follow(ON_TIME[0], at(4.0, MIDDLE, 0.06), *ON_TIME[2:]))[1] == (
        Reason.MISSED_BEAT
    )


def test_nothing_is_asked_of_a_hand_that_has_not_begun() -> None:
    assert follow(until_s=30.0) == []
    assert follow(lost(0.0, 5.0), until_s=30.0) == []
    assert outcomes(follow(at(6.0, RING), at(8.0, LITTLE))) == [Status.VALID] * 2


def test_beats_after_the_last_touch_are_missed_up_to_the_last_one_recorded() -> None:
    assert outcomes(follow(ON_TIME[0])) == [Status.VALID] + [Reason.MISSED_BEAT] * 3
    assert outcomes(follow(ON_TIME[0], until_s=4.2)) == [Status.VALID]
    assert outcomes(follow(ON_TIME[0], until_s=4.5)) == [Status.VALID, Reason.MISSED_BEAT]


def test_after_the_last_beat_nothing_more_is_asked() -> None:
    assert outcomes(follow(*ON_TIME, at(10.0, INDEX), at(12.0, INDEX), until_s=20.0)) == (
        [Status.VALID] * 4
    )


def test_a_hand_out_of_sight_on_the_beat_leaves_it_unverifiable() -> None:
    found = follow(ON_TIME[0], lost(3.5, 4.5), *ON_TIME[2:])
    assert found[1].status is Status.UNVERIFIABLE
    assert found[1].findings[0].reason is Reason.HAND_LEFT_VIEW
    assert [c.status for c in found if c is not found[1]] == [Status.VALID] * 3
    two_beats = follow(ON_TIME[0], lost(3.5, 6.5), ON_TIME[3])
    assert [c.status for c in two_beats][1:3] == [Status.UNVERIFIABLE] * 2


def test_a_dropout_shorter_than_half_the_window_hides_nothing() -> None:
    found = follow(ON_TIME[0], lost(3.9, 4.1), *ON_TIME[2:])
    assert found[1].findings[0].reason is Reason.MISSED_BEAT
    broken = follow(ON_TIME[0], at(4.0, MIDDLE), lost(4.1, 4.2), *ON_TIME[2:])
    assert outcomes(broken) == [Status.VALID] * 4


def test_a_touch_from_which_the_hand_is_lost_counts_as_it_stands() -> None:
    found = follow(ON_TIME[0], at(4.0, MIDDLE, 0.2), lost(4.2, 7.0), ON_TIME[3])
    assert outcomes(found) == [Status.VALID, Status.VALID, Reason.HAND_LEFT_VIEW, Status.VALID]


def test_a_finger_held_through_the_next_beats_misses_them() -> None:
    found = follow(ON_TIME[0], at(4.0, MIDDLE, 4.5))
    assert outcomes(found) == [Status.VALID] * 2 + [Reason.MISSED_BEAT] * 2
    assert found[1].end_s == 8.5


def test_the_end_of_a_recording_ends_the_touch() -> None:
    assert outcomes(follow(ON_TIME[0], at(4.0, MIDDLE), until_s=4.2)) == [Status.VALID] * 2
    assert outcomes(follow(ON_TIME[0], at(4.0, RING), until_s=4.2)) == [
        Status.VALID,
        Reason.WRONG_FINGER,
    ]


def test_nothing_comes_of_nothing() -> None:
    assert followed(ENGINE, RULE, np.empty(0), np.empty((0, 4))) == []


def test_a_step_without_news_gives_the_very_same_state() -> None:
    open_hand = [0.0, 0.0, 0.0, 0.0]
    state, _ = step(RULE, initial(), 0.0, open_hand)
    after, found = step(RULE, state, 0.1, open_hand)
    assert after is state
    assert found == ()


def test_a_touch_that_may_be_the_asked_one_is_estimated() -> None:
    unclear = (4.0, 4.4, MIDDLE, 0.3)
    found = follow(ON_TIME[0], unclear, *ON_TIME[2:])
    assert [c.status for c in found] == [Status.VALID] * 4
    assert found[1].label is Label.ESTIMATED
    assert found[1].touches[0].label is Label.ESTIMATED
    (note,) = found[1].findings
    assert (note.reason, note.action) == (Reason.NOT_SEEN_CLEARLY, Action.FLAG)
