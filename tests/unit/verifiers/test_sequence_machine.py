"""The thumb goes from finger to finger: order, skips, misread fingers, and the hand lost."""

from __future__ import annotations

from collections.abc import Sequence as Row

import numpy as np
import pytest

from handtrack.definitions.verifier_tables import Sequence
from handtrack.events import Action, Candidate, Label, Reason, Status
from handtrack.landmarks.hand import FINGERS, Finger
from handtrack.verifiers.sequence.machine import ENGINE, initial, step
from tests.helpers.machines import followed, table
from tests.helpers.touch_likelihoods import (
    INDEX,
    LITTLE,
    MIDDLE,
    RING,
    ContactEpisode,
    between,
    frames,
    lost,
    near,
    on,
    touches,
    wide,
)

RULE = table(Sequence, doubt=7.0)
STRICT = table(Sequence, doubt=1.0)
FPS = 50


def follow(rule: Sequence, episodes: Row[ContactEpisode], fps: int = FPS) -> list[Candidate]:
    """Feed the episodes, whole and frame by frame, which must agree."""
    time_s, likely = frames(episodes, fps)
    return followed(ENGINE, rule, time_s, likely)


def outcomes(found: Row[Candidate]) -> list[str]:
    return [c.findings[0].reason if c.findings else c.status for c in found]


def fingers(candidate: Candidate) -> list[Finger]:
    return [touch.finger for touch in candidate.touches]


def test_a_pass_in_order_is_valid_and_keeps_its_touches() -> None:
    (found,) = follow(RULE, [wide(), *touches(*FINGERS)])
    assert (found.status, found.label, found.findings) == (Status.VALID, Label.VERIFIED, ())
    assert fingers(found) == list(FINGERS)
    times = [(round(t.start_s, 6), round(t.end_s, 6)) for t in found.touches]
    assert times == [(0.3, 0.6), (0.9, 1.2), (1.5, 1.8), (2.1, 2.4)]
    assert (found.start_s, found.end_s) == (found.touches[0].start_s, found.touches[-1].end_s)


def test_passes_follow_each_other() -> None:
    assert outcomes(follow(RULE, [wide(), *touches(*FINGERS * 3)])) == [Status.VALID] * 3


def test_the_thumb_may_go_from_finger_to_finger_without_opening() -> None:
    (found,) = follow(RULE, [wide(), *(on(f) for f in FINGERS), wide()])
    assert found.status is Status.VALID
    assert fingers(found) == list(FINGERS)


def test_the_thumb_may_glide_back_from_a_whole_pass() -> None:
    """Up and down and up again: the index finger ends the way back and begins the second pass."""
    up, down = [on(f) for f in FINGERS], [on(RING), on(MIDDLE)]
    assert outcomes(follow(RULE, [wide(), *up, *down, *up, wide()])) == [Status.VALID] * 2
    opened = [*touches(*FINGERS), *touches(RING, MIDDLE), *touches(*FINGERS)]
    assert outcomes(follow(RULE, [wide(), *opened])) == [Status.VALID] * 2


def test_the_index_finger_at_the_end_of_the_way_back_is_no_pass_begun() -> None:
    back = touches(*FINGERS, RING, MIDDLE, INDEX)
    assert outcomes(follow(RULE, [wide(), *back, wide(12.0)])) == [Status.VALID]
    found = follow(RULE, [wide(), *back, *touches(MIDDLE), wide(12.0)])
    assert outcomes(found) == [Status.VALID, Reason.INCOMPLETE_SEQUENCE]


def test_who_turns_at_the_middle_finger_leaves_out_the_index_finger() -> None:
    turned = touches(*FINGERS, RING, MIDDLE, RING, LITTLE)
    found = follow(RULE, [wide(), *turned, wide(12.0)])
    assert [c.status for c in found] == [Status.VALID, Status.REJECTED]


def test_a_way_down_that_follows_no_pass_is_out_of_order() -> None:
    found = follow(RULE, [wide(), *touches(RING, MIDDLE, *FINGERS)])
    assert outcomes(found)[0] is Reason.OUT_OF_ORDER


def test_a_first_touch_that_reads_as_an_approach_is_shown_by_what_follows() -> None:
    (found,) = follow(RULE, [wide(), near(INDEX), wide(), *touches(MIDDLE, RING, LITTLE)])
    assert (found.status, found.label) == (Status.VALID, Label.ESTIMATED)
    assert [t.label for t in found.touches].count(Label.ESTIMATED) == 1
    assert follow(RULE, [wide(), near(INDEX), wide(), *touches(MIDDLE), wide(12.0)]) == []
    (left_out,) = follow(STRICT, [wide(), near(INDEX), wide(), *touches(*FINGERS[1:])])
    assert left_out.status is Status.REJECTED


def test_half_of_the_touches_must_be_clear() -> None:
    def approached(*fingers: Finger) -> list[ContactEpisode]:
        return [episode for finger in fingers for episode in (near(finger), wide())]

    lax = table(Sequence, doubt=200.0)
    half = [wide(), *touches(INDEX, MIDDLE), *approached(RING, LITTLE)]
    assert [c.status for c in follow(lax, half)] == [Status.VALID]
    less = [wide(), *touches(INDEX), *approached(MIDDLE, RING, LITTLE), wide(12.0)]
    assert [c.status for c in follow(lax, less)] == [Status.PARTIAL]


def test_an_approach_to_the_last_finger_waits_for_its_touch() -> None:
    gliding = [wide(), *touches(INDEX, MIDDLE, RING), near(RING, 0.5), on(LITTLE), wide()]
    (found,) = follow(RULE, gliding)
    assert (found.status, found.label) == (Status.VALID, Label.VERIFIED)
    assert found.end_s == pytest.approx(2.9)


def test_what_was_made_of_the_first_fingers_may_change_with_the_last_ones() -> None:
    """The second and third touch both read as the ring finger's, the fourth a little as its own.

    Taken one by one, the second would be the ring finger's, the middle one left out.
    """
    second, third = [between(RING, MIDDLE, 5.0), wide()], [between(RING, LITTLE, 1.5), wide()]
    (found,) = follow(RULE, [wide(), *touches(INDEX), *second, *third, *touches(LITTLE)])
    assert (found.status, found.label) == (Status.VALID, Label.ESTIMATED)
    assert fingers(found) == list(FINGERS)


def test_the_first_finger_touched_again_begins_anew_without_a_word() -> None:
    (found,) = follow(RULE, [wide(), *touches(INDEX), wide(5.0), *touches(*FINGERS)])
    assert found.status is Status.VALID
    assert found.start_s == pytest.approx(5.9)


def test_a_hand_that_seems_open_for_a_moment_has_touched_the_first_finger_once() -> None:
    flicker = [wide(), on(INDEX), wide(0.1), on(INDEX), wide(), *touches(*FINGERS[1:])]
    (found,) = follow(RULE, flicker)
    assert found.status is Status.VALID
    assert found.start_s == pytest.approx(0.3)


def test_a_neighbour_passed_on_the_way_out_is_not_touched() -> None:
    passing = [*touches(INDEX, MIDDLE), on(RING), on(LITTLE, 0.18), wide()]
    (found,) = follow(RULE, passing)
    assert found.findings[0].detail == "3 of 4 touches"
    (found,) = follow(RULE, [*passing, on(LITTLE, 0.1), wide()])
    assert found.status is Status.VALID
    assert round(found.touches[-1].end_s - found.touches[-1].start_s, 6) == 0.1


def test_the_hand_may_start_and_end_at_a_finger() -> None:
    sliding = [on(INDEX), wide(), on(MIDDLE), wide(), on(RING), wide(), on(LITTLE)]
    assert outcomes(follow(RULE, sliding)) == [Status.VALID]


def test_a_brush_shorter_than_the_dwell_is_no_touch() -> None:
    brush = [wide(), on(INDEX), wide(), on(MIDDLE, 0.06), wide(), on(RING), wide(), on(LITTLE)]
    (found,) = follow(STRICT, brush)
    assert found.findings[0].reason is Reason.SKIPPED_FINGER


def test_leaving_a_finger_out_is_named() -> None:
    (found,) = follow(RULE, [wide(), *touches(INDEX, MIDDLE, LITTLE)])
    assert found.status is Status.REJECTED
    assert found.findings[0].reason is Reason.SKIPPED_FINGER
    assert found.findings[0].detail == "ring"
    assert found.findings[0].action is Action.REJECT


@pytest.mark.parametrize(
    ("touched", "label"),
    [
        ((INDEX, MIDDLE, LITTLE), Label.ESTIMATED),
        ((INDEX, MIDDLE, RING), Label.ESTIMATED),
        ((INDEX, LITTLE), Label.VERIFIED),
        ((INDEX, MIDDLE), Label.VERIFIED),
        ((INDEX, MIDDLE, RING, MIDDLE, LITTLE), Label.VERIFIED),
    ],
)
def test_that_one_touch_alone_is_missing_is_no_more_than_an_estimate(
    touched: tuple[Finger, ...], label: Label
) -> None:
    """A touch now and then does not show at all."""
    (found,) = follow(STRICT, [wide(), *touches(*touched)])
    assert found.status is not Status.VALID
    assert found.label is label


def test_leaving_the_first_finger_out_is_named() -> None:
    (found,) = follow(RULE, [wide(), *touches(MIDDLE, RING, LITTLE), wide(12.0)])
    assert found.findings[0].reason is Reason.SKIPPED_FINGER
    assert found.findings[0].detail == "index"


def test_the_reverse_order_is_one_rejected_pass() -> None:
    (found,) = follow(RULE, [wide(), *touches(LITTLE, RING, MIDDLE, INDEX)])
    assert found.findings[0].reason is Reason.OUT_OF_ORDER
    assert found.findings[0].detail == "little → ring → middle → index"


def test_reverse_passes_are_each_rejected() -> None:
    backwards = touches(LITTLE, RING, MIDDLE, INDEX)
    assert outcomes(follow(RULE, [wide(), *backwards * 3])) == [Reason.OUT_OF_ORDER] * 3


def test_a_swapped_order_is_out_of_order() -> None:
    (found,) = follow(STRICT, [wide(), *touches(INDEX, RING, MIDDLE, LITTLE)])
    assert found.status is Status.REJECTED
    assert found.findings[0].reason is Reason.SKIPPED_FINGER  # as far as it went
    (found,) = follow(STRICT, [wide(), *touches(INDEX, MIDDLE, RING, MIDDLE, LITTLE)])
    assert found.findings[0].reason is Reason.OUT_OF_ORDER


def test_a_rejected_pass_is_said_once_and_a_new_one_counts() -> None:
    found = follow(RULE, [wide(), *touches(INDEX, MIDDLE, LITTLE, RING, LITTLE, *FINGERS)])
    assert outcomes(found) == [Reason.SKIPPED_FINGER, Status.VALID]


@pytest.mark.parametrize("order", [(INDEX, MIDDLE), (INDEX, RING, LITTLE), (MIDDLE, RING, LITTLE)])
def test_a_finger_outside_the_order_is_never_touched(order: tuple[Finger, ...]) -> None:
    rule = table(Sequence, doubt=7.0, order=order)
    assert outcomes(follow(rule, [wide(), *touches(*FINGERS * 2)])) == [Status.VALID] * 2
    assert outcomes(follow(rule, [wide(), *touches(*order)])) == [Status.VALID]
    (found,) = follow(rule, [wide(), *touches(*(f for f in FINGERS if f is not order[-1]))])
    assert found.findings[0].detail == f"{len(order) - 1} of {len(order)} touches"
    others = [f for f in FINGERS if f not in order]
    assert follow(rule, [wide(), *touches(*others * 3), wide(11.0)]) == []


def test_a_finger_left_out_of_three_is_told() -> None:
    rule = table(Sequence, doubt=7.0, order=(INDEX, MIDDLE, RING))
    (found,) = follow(rule, [wide(), *touches(INDEX, RING), wide(11.0)])
    assert found.findings[0].reason is Reason.SKIPPED_FINGER
    assert found.findings[0].detail == "middle"


def test_the_same_finger_twice_is_no_fault() -> None:
    assert outcomes(follow(RULE, touches(INDEX, MIDDLE, MIDDLE, RING, LITTLE))) == [Status.VALID]
    assert outcomes(follow(STRICT, touches(INDEX, MIDDLE, RING, RING, LITTLE))) == [Status.VALID]


def test_going_back_to_the_first_finger_starts_anew() -> None:
    found = follow(RULE, [wide(), *touches(INDEX, MIDDLE, *FINGERS)])
    assert outcomes(found) == [Reason.INCOMPLETE_SEQUENCE, Status.VALID]
    assert found[0].status is Status.PARTIAL
    assert found[0].findings[0].detail == "2 of 4 touches"


def test_a_single_stray_touch_leaves_no_trace() -> None:
    assert follow(RULE, [wide(), *touches(RING), wide(12.0)]) == []
    assert outcomes(follow(RULE, [wide(), *touches(RING, RING, *FINGERS)])) == [Status.VALID]


def test_stray_touches_before_a_pass_are_one_rejected_pass() -> None:
    found = follow(RULE, [wide(), *touches(RING, LITTLE, *FINGERS)])
    assert outcomes(found) == [Reason.SKIPPED_FINGER, Status.VALID]


def test_the_next_touch_is_waited_for_so_long_and_no_longer() -> None:
    waits = [*touches(INDEX, MIDDLE), wide(9.5), *touches(RING, LITTLE)]
    assert outcomes(follow(RULE, waits)) == [Status.VALID]
    gives_up = [*touches(INDEX, MIDDLE), wide(10.5), *touches(RING, LITTLE), wide(10.5)]
    found = follow(RULE, gives_up)
    assert outcomes(found) == [Reason.INCOMPLETE_SEQUENCE, Reason.SKIPPED_FINGER]
    assert found[0].end_s == pytest.approx(0.9)


def test_the_end_of_a_recording_closes_an_open_pass() -> None:
    (found,) = follow(RULE, touches(INDEX, MIDDLE, RING))
    assert found.status is Status.PARTIAL
    assert found.findings[0].detail == "3 of 4 touches"


def test_coming_near_without_touching_is_nothing() -> None:
    assert follow(RULE, [episode for f in FINGERS for episode in (near(f), wide())]) == []
    missed = [*touches(INDEX, MIDDLE, RING), near(LITTLE), wide()]
    assert outcomes(follow(STRICT, missed)) == [Reason.INCOMPLETE_SEQUENCE]


def test_a_finger_only_approached_is_named() -> None:
    (found,) = follow(STRICT, [*touches(INDEX), near(MIDDLE), wide(), *touches(RING, LITTLE)])
    assert found.status is Status.REJECTED
    assert found.findings[0].reason is Reason.NEAR_MISS
    assert found.findings[0].detail == "middle"


@pytest.mark.parametrize(
    "read_as", [between(RING, MIDDLE, 6.0), between(LITTLE, MIDDLE, 6.0), near(MIDDLE)]
)
def test_a_touch_that_may_be_the_one_whose_turn_it_is_is_estimated(read_as: ContactEpisode) -> None:
    misread = [wide(), *touches(INDEX), read_as, wide(), *touches(RING, LITTLE)]
    (found,) = follow(RULE, misread)
    assert (found.status, found.label) == (Status.VALID, Label.ESTIMATED)
    assert fingers(found) == list(FINGERS)
    assert [t.label for t in found.touches].count(Label.ESTIMATED) == 1
    assert found.findings[0].reason is Reason.NOT_SEEN_CLEARLY
    assert found.findings[0].action is Action.FLAG
    assert "middle" in found.findings[0].sentence


def test_a_touch_taken_from_an_approach_is_replaced_by_the_clear_one_that_follows() -> None:
    again = [wide(), *touches(INDEX, MIDDLE), near(RING), wide(), *touches(RING, LITTLE)]
    (found,) = follow(RULE, again)
    assert outcomes([found]) == [Status.VALID]
    assert [t.label for t in found.touches] == [Label.VERIFIED] * 4
    assert found.touches[2].start_s == pytest.approx(2.1)


def test_a_touch_that_hardly_can_be_is_what_it_reads_as() -> None:
    misread = [wide(), *touches(INDEX), between(RING, MIDDLE, 8.0), wide(), *touches(LITTLE)]
    assert outcomes(follow(RULE, misread)) == [Reason.SKIPPED_FINGER]


def test_doubts_add_up_over_a_pass() -> None:
    def doubted(times: float) -> list[ContactEpisode]:
        second = [between(RING, MIDDLE, times), wide()]
        return [wide(), *touches(INDEX), *second, between(LITTLE, RING, times), wide()]

    assert outcomes(follow(RULE, [*doubted(2.5), *touches(LITTLE)])) == [Reason.NOT_SEEN_CLEARLY]
    assert outcomes(follow(RULE, [*doubted(2.5), *touches(MIDDLE)])) == [Reason.OUT_OF_ORDER]
    assert outcomes(follow(RULE, [*doubted(3.0), *touches(MIDDLE)])) == [Reason.SKIPPED_FINGER]


@pytest.mark.parametrize("sure", [8.0, 40.0])
def test_what_reads_as_one_finger_twice_was_its_neighbour_at_first(sure: float) -> None:
    second = [between(RING, MIDDLE, sure), wide()]
    (found,) = follow(RULE, [wide(), *touches(INDEX), *second, *touches(RING, LITTLE)])
    assert (found.status, found.label) == (Status.VALID, Label.ESTIMATED)
    assert fingers(found) == list(FINGERS)


@pytest.mark.parametrize(
    ("after", "reasons"),
    [
        ([], [Reason.SKIPPED_FINGER]),
        ([wide(11.0)], [Reason.SKIPPED_FINGER]),
        ([lost(1.2)], [Reason.SKIPPED_FINGER]),
        ([near(MIDDLE), wide()], [Reason.NEAR_MISS]),
        (touches(LITTLE), [Reason.SKIPPED_FINGER]),
        (touches(MIDDLE, RING, LITTLE), [Reason.SKIPPED_FINGER]),
        (touches(*FINGERS), [Reason.SKIPPED_FINGER, Status.VALID]),
    ],
)
def test_a_finger_left_out_is_told_when_the_next_touch_is_another(
    after: list[ContactEpisode], reasons: list[Reason | Status]
) -> None:
    left_out = [wide(), *touches(INDEX), between(RING, MIDDLE, 8.0), wide()]
    assert outcomes(follow(RULE, [*left_out, *after])) == reasons


def test_what_follows_can_show_that_it_had_been_the_neighbour_after_all() -> None:
    (found,) = follow(RULE, [*touches(INDEX), between(RING, MIDDLE, 6.0), wide(), *touches(LITTLE)])
    assert found.status is Status.REJECTED
    assert found.findings[0].reason is Reason.SKIPPED_FINGER
    assert found.findings[0].detail == "middle"
    assert fingers(found) == [INDEX, RING, LITTLE]


def test_without_doubt_allowed_a_neighbour_is_a_skip() -> None:
    misread = [*touches(INDEX), between(RING, MIDDLE, 1.1), wide(), *touches(RING, LITTLE)]
    assert outcomes(follow(STRICT, misread)) == [Reason.SKIPPED_FINGER]


def test_a_hand_lost_for_up_to_a_second_only_pauses_the_pass() -> None:
    for seconds in (0.1, 0.9):
        pausing = [*touches(INDEX, MIDDLE), lost(seconds), *touches(RING, LITTLE)]
        assert outcomes(follow(RULE, pausing)) == [Status.VALID]


def test_a_hand_lost_for_longer_leaves_the_pass_unverifiable() -> None:
    rest = [lost(1.2), *touches(RING, LITTLE), *touches(*FINGERS)]
    for begun in (touches(INDEX, MIDDLE), [*touches(INDEX), on(MIDDLE)], [on(INDEX)]):
        gone, after = follow(RULE, [wide(), *begun, *rest])
        assert gone.status is Status.UNVERIFIABLE
        assert gone.findings[0].reason is Reason.HAND_LEFT_VIEW
        assert gone.findings[0].action is Action.UNVERIFIABLE
        assert fingers(gone) == [INDEX, MIDDLE][: len(gone.touches)]
        assert after.status is Status.VALID


def test_a_hand_lost_from_the_last_finger_has_finished() -> None:
    for seconds in (0.5, 5.0):
        withdrawn = [*touches(INDEX, MIDDLE, RING), on(LITTLE), lost(seconds)]
        (found,) = follow(RULE, withdrawn)
        assert found.status is Status.VALID
        assert found.end_s == pytest.approx(2.1)


def test_a_hand_lost_between_passes_is_no_event() -> None:
    assert (
        outcomes(follow(RULE, [*touches(*FINGERS), lost(3.0), *touches(*FINGERS)]))
        == [Status.VALID] * 2
    )
    assert follow(RULE, [wide(), lost(5.0)]) == []


def test_a_touch_interrupted_by_a_lost_frame_keeps_its_time() -> None:
    for dropout in (0.02, 0.2):
        broken = [on(MIDDLE, 0.06), lost(dropout), on(MIDDLE, 0.06)]
        found = follow(STRICT, [*touches(INDEX), *broken, wide(), *touches(RING, LITTLE)])
        assert outcomes(found) == [Status.VALID]


def test_a_touch_from_which_the_hand_is_lost_for_a_moment_counts() -> None:
    lifting = [*touches(INDEX), on(MIDDLE), lost(0.2), wide(), *touches(RING, LITTLE)]
    assert outcomes(follow(STRICT, lifting)) == [Status.VALID]


def test_time_without_the_hand_is_no_touch() -> None:
    blink = [*touches(INDEX), on(MIDDLE, 0.02), lost(0.5), on(MIDDLE, 0.02), wide(), on(RING)]
    assert outcomes(follow(STRICT, blink)) == [Reason.SKIPPED_FINGER]


def test_nothing_comes_of_nothing() -> None:
    assert followed(ENGINE, RULE, np.empty(0), np.empty((0, 4))) == []
    assert follow(RULE, [lost(3.0)]) == []
    assert follow(RULE, [wide(30.0)]) == []
    assert follow(RULE, [on(INDEX, 0.02)]) == []


def test_a_step_without_news_gives_the_very_same_state() -> None:
    open_hand = [0.0, 0.0, 0.0, 0.0]
    state, _ = step(RULE, initial(), 0.0, open_hand)
    after, found = step(RULE, state, 0.1, open_hand)
    assert after is state
    assert found == ()
