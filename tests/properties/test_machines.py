"""Whatever the signal does, feeding it whole or frame by frame tells the same story."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handtrack.definitions.handling_tables import Carry, Items, Turning
from handtrack.definitions.verifier_tables import Activity, BeatCue, Cycle, Hold, Sequence
from handtrack.events import Action, ActivityEvent, Candidate, Label, Status
from handtrack.landmarks.hand import FINGERS, Floats
from handtrack.verifiers.activity import machine as activity
from handtrack.verifiers.cycle import machine as cycle
from handtrack.verifiers.hold import machine as hold
from handtrack.verifiers.inhand import machine as inhand
from handtrack.verifiers.machine import run
from handtrack.verifiers.sequence import machine as sequence
from handtrack.verifiers.sequence import metronome as beat
from handtrack.verifiers.transport import machine as transport
from handtrack.verifiers.transport import piece_machine as items
from tests.helpers.machines import followed, table, two_ended

STEPS_S = st.sampled_from([1 / 60, 1 / 30, 1 / 15, 0.15, 0.4, 1.1])
Signal = tuple[Floats, Floats]
"""Times, and what was read at them."""

CYCLES = [
    table(Cycle),
    two_ended(),
    two_ended(rest=0.18, attempt=0.20),
    table(Cycle, rest=0.3, attempt=0.3, dip=0.6, full=1.0, arm_s=1e-9, pause_s=0.2),
    two_ended(arm_s=1e-9, settle_s=0.05, pause_s=0.2),
]
PLAIN = {"off": 0.4, "dwell_s": 0.2, "pause_s": 0.3}
SEQUENCES = [
    table(Sequence),
    table(Sequence, doubt=7.4, pass_s=1.0),
    table(Sequence, order=FINGERS[:2], pass_s=2.0, **PLAIN),
]
BEATS = [
    beat.Metronome(
        table(Sequence, doubt=2.7), table(BeatCue, lead_in_s=1.0, every_s=1.0, window_s=0.3), 20
    ),
    beat.Metronome(
        table(Sequence, order=FINGERS[:2], **PLAIN),
        table(BeatCue, lead_in_s=0.1, every_s=0.5, window_s=0.25),
        8,
    ),
]
HOLDS = [
    table(Hold, seconds=4.0),
    table(Hold, attempt=0.25, seconds=1.5, slack_s=0.5, grace_s=0.3, attempt_s=0.5, bridge_s=0.1),
]
ACTIVITIES = [
    table(Activity, linger_s=0.5, minute_s=2.0, least_s=0.3),
    table(Activity, deeds=(ActivityEvent.TAP,), linger_s=2.0, minute_s=5.0, least_s=1.0),
]
TRANSPORTS = [
    table(Carry, attempt=0.3, full=0.7),
    table(Carry, attempt=0.3, full=0.7, dwell_s=0.3, mode="stack"),
]
TURNS = [
    table(Turning, least_deg=270, attempt_deg=90, back_deg=60),
    table(
        Turning, unit_deg=90, least_deg=90, attempt_deg=30, back_deg=30, stop_s=1.5, bridge_s=0.1
    ),
]
ITEMS = [
    table(Items, items=3, together_s=0.3, item_s=5.0),
    table(Items, mode="collect and dispense", items=2, together_s=0.1, item_s=1.0),
]


@st.composite
def fractions(draw: st.DrawFn) -> Signal:
    """Stays of a few frames at levels in and on all bands, some without the hand."""
    levels = [-0.1, 0.1, 0.2, 0.25, 0.28, 0.3, 0.4, 0.5, 0.6, 0.75, 0.78, 0.8, 0.9, 1.2, math.nan]
    stays = draw(
        st.lists(st.tuples(st.sampled_from(levels), st.integers(1, 8), STEPS_S), max_size=25)
    )
    values = [value for value, count, _ in stays for _ in range(count)]
    steps_s = [step_s for _, count, step_s in stays for _ in range(count)]
    return np.cumsum(steps_s), np.array(values, dtype=float)


@st.composite
def thumbs(draw: st.DrawFn) -> Signal:
    """Stays of a few frames on, near and off fingers, some without the hand."""
    level = st.sampled_from([0.02, 0.1, 0.3, 0.5, 0.95])
    one_finger = st.builds(
        lambda i, x: [x if i == j else 0.01 for j in range(4)], st.integers(0, 3), level
    )
    frame = st.one_of(
        one_finger,
        st.just([0.0] * 4),
        st.just([math.nan] * 4),
        st.lists(level, min_size=4, max_size=4).map(lambda x: [v / max(sum(x), 1.0) for v in x]),
    )
    stays = draw(st.lists(st.tuples(frame, st.integers(1, 8), STEPS_S), max_size=25))
    values = [value for value, count, _ in stays for _ in range(count)]
    steps_s = [step_s for _, count, step_s in stays for _ in range(count)]
    return np.cumsum(steps_s), np.array(values, dtype=float).reshape(-1, 4)


@pytest.mark.parametrize("rule", CYCLES)
@given(signal=fractions())
@settings(max_examples=80)
def test_a_cycle_whole_and_frame_by_frame_is_the_same(rule: Cycle, signal: Signal) -> None:
    followed(cycle.ENGINE, rule, *signal)


@pytest.mark.parametrize("rule", SEQUENCES)
@given(signal=thumbs())
@settings(max_examples=80)
def test_a_sequence_whole_and_frame_by_frame_is_the_same(rule: Sequence, signal: Signal) -> None:
    followed(sequence.ENGINE, rule, *signal)


@pytest.mark.parametrize("rule", BEATS)
@given(signal=thumbs())
@settings(max_examples=80)
def test_a_beat_whole_and_frame_by_frame_is_the_same(rule: beat.Metronome, signal: Signal) -> None:
    found = followed(beat.ENGINE, rule, *signal)
    assert len(found) <= rule.beats
    assert all(c.start_s <= c.end_s for c in found)
    assert all(a.end_s <= b.start_s for a, b in pairwise(found))


@given(rule=st.sampled_from(CYCLES), signal=fractions())
@settings(max_examples=120)
def test_repetitions_of_a_cycle_follow_each_other_and_say_why(rule: Cycle, signal: Signal) -> None:
    time_s, fraction = signal
    found = list(run(cycle.ENGINE, rule, time_s, fraction))
    assert all(c.start_s < c.end_s for c in found)
    assert all(a.end_s <= b.start_s for a, b in pairwise(found))
    assert all((c.status is Status.VALID) == _only_flagged(c) for c in found)
    flagged = [c for c in found if c.findings and _only_flagged(c)]
    assert flagged in ([], found[-1:]), "only what the recording cut off is flagged"
    assert all(c.label is Label.ESTIMATED for c in flagged)


def _only_flagged(candidate: Candidate) -> bool:
    return all(finding.action is Action.FLAG for finding in candidate.findings)


@given(signal=fractions())
@settings(max_examples=120)
def test_a_valid_repetition_went_all_the_way_and_came_all_the_way_back(signal: Signal) -> None:
    rule = CYCLES[0]
    time_s, fraction = signal
    for candidate in run(cycle.ENGINE, rule, time_s, fraction):
        inside = fraction[(time_s >= candidate.start_s) & (time_s < candidate.end_s)]
        went_full = bool(np.nanmax(inside) >= rule.full.value)
        if candidate.status is Status.VALID:
            assert went_full
            within = (time_s >= candidate.start_s) & (time_s < candidate.end_s)
            for low_s in time_s[within & (fraction < rule.rest.value)]:
                soon = (time_s > low_s) & (time_s < low_s + rule.blip_s.value)
                assert (fraction[soon] >= rule.full.value).any()  # a misreading
            if not candidate.findings:  # and not cut off by the end of the recording
                assert fraction[time_s == candidate.end_s] < rule.rest.value
        elif candidate.findings[0].reason == "too_small":
            assert not went_full


@given(rule=st.sampled_from(SEQUENCES), signal=thumbs())
@settings(max_examples=120)
def test_passes_follow_each_other_and_a_valid_one_has_every_touch_in_order(
    rule: Sequence, signal: Signal
) -> None:
    found = list(run(sequence.ENGINE, rule, *signal))
    assert all(a.end_s <= b.start_s for a, b in pairwise(found))
    for candidate in found:
        times = [t for touch in candidate.touches for t in (touch.start_s, touch.end_s)]
        assert times == sorted(times)
        assert (candidate.start_s, candidate.end_s) == (times[0], times[-1])
        if candidate.status is Status.VALID:
            assert tuple(touch.finger for touch in candidate.touches) == rule.order
        else:
            assert candidate.findings


@given(signal=fractions(), shift=st.integers(0, 1000))
@settings(max_examples=60)
def test_when_a_recording_begins_does_not_matter(signal: Signal, shift: int) -> None:
    time_s, fraction = signal
    rule = CYCLES[1]
    exact_s = np.round(time_s * 64) / 64  # so that shifting loses no digit
    now = list(run(cycle.ENGINE, rule, exact_s, fraction))
    later = list(run(cycle.ENGINE, rule, exact_s + shift, fraction))
    assert [c.start_s + shift for c in now] == [c.start_s for c in later]
    assert [c.status for c in now] == [c.status for c in later]


@st.composite
def postures(draw: st.DrawFn) -> Signal:
    """Stays of a few frames in and out of a posture, still or not, some without the hand."""
    row = st.tuples(
        st.sampled_from([0.1, 0.25, 0.3, 0.4, 0.6, 0.8, 1.0, 1.0, math.nan]),
        st.sampled_from([1.0, 1.0, 0.0]),
        st.sampled_from([0.0, 0.0, 0.3, math.nan]),
    )
    return _stays(draw, row, 3)


@st.composite
def doings(draw: st.DrawFn) -> Signal:
    """Stays of a few frames of moving, gripping and tapping, some without the hand."""
    press = st.sampled_from([0.0, 0.05, 0.09])
    row = st.one_of(
        st.tuples(
            st.sampled_from([0.0, 0.1, 0.2, math.nan]),
            st.sampled_from([5.0, 5.5, 7.0]),
            st.just(5.0),
            st.sampled_from([0.2, 0.5, 1.0]),
            *[press] * 4,
        ),
        st.just((math.nan,) * 8),
    )
    return _stays(draw, row, 8)


def _stays(draw: st.DrawFn, row: st.SearchStrategy[tuple[float, ...]], width: int) -> Signal:
    stays = draw(st.lists(st.tuples(row, st.integers(1, 8), STEPS_S), max_size=25))
    values = [value for value, count, _ in stays for _ in range(count)]
    steps_s = [step_s for _, count, step_s in stays for _ in range(count)]
    return np.cumsum(steps_s), np.array(values, dtype=float).reshape(-1, width)


@pytest.mark.parametrize("rule", HOLDS)
@given(signal=postures())
@settings(max_examples=80)
def test_a_hold_whole_and_frame_by_frame_is_the_same(rule: Hold, signal: Signal) -> None:
    followed(hold.ENGINE, rule, *signal)


@given(rule=st.sampled_from(HOLDS), signal=postures())
@settings(max_examples=120)
def test_holds_follow_each_other_and_never_claim_more_time_than_they_took(
    rule: Hold, signal: Signal
) -> None:
    found = list(run(hold.ENGINE, rule, *signal))
    assert all(a.end_s <= b.start_s for a, b in pairwise(found))
    for candidate in found:
        assert candidate.timed_s is not None
        assert 0 <= candidate.timed_s <= candidate.end_s - candidate.start_s + 1e-9
        valid = candidate.status is Status.VALID
        assert valid == (candidate.findings == ())
        assert not valid or candidate.timed_s >= rule.seconds.value - rule.slack_s.value


@given(rule=st.sampled_from(ACTIVITIES), signal=doings())
@settings(max_examples=120)
def test_minutes_follow_each_other_and_never_claim_more_time_than_they_took(
    rule: Activity, signal: Signal
) -> None:
    found = list(run(activity.ENGINE, rule, *signal))
    assert all(a.end_s <= b.start_s + 1e-9 for a, b in pairwise(found))
    for candidate in found:
        assert candidate.timed_s is not None
        assert candidate.timed_s <= candidate.end_s - candidate.start_s + 1e-9
        assert {c.deed for c in candidate.counts} <= set(rule.deeds)
        valid = candidate.status is Status.VALID
        assert valid == (candidate.findings == ()) == (candidate.timed_s == rule.minute_s.value)


@st.composite
def handlings(draw: st.DrawFn) -> Signal:
    """Stays of a few frames with the hand open or closed, here or there, or out of sight."""
    row = st.one_of(
        st.tuples(
            st.sampled_from([0.0, 0.4, 0.5, 0.6, 1.0]), st.sampled_from([0.0, 0.2, 0.4, 0.8, 1.1])
        ),
        st.just((math.nan, math.nan)),
    )
    return _stays(draw, row, 2)


@st.composite
def directions(draw: st.DrawFn) -> Signal:
    """Stays of a few frames of turning on by as much a frame, some with the direction hidden."""
    row = st.tuples(st.sampled_from([0.0, 0.0, 8.0, 25.0, 90.0, -25.0, -60.0, math.nan]))
    time_s, steps = _stays(draw, row, 1)
    turned = np.nancumsum(steps[:, 0])
    return time_s, np.where(np.isfinite(steps[:, 0]), (turned + 180.0) % 360.0 - 180.0, math.nan)


@st.composite
def numbers(draw: st.DrawFn) -> Signal:
    """Stays of a few frames with so many pieces on the table."""
    time_s, counts = _stays(draw, st.tuples(st.sampled_from([0.0, 1, 2, 3, 4, math.nan])), 1)
    return time_s, counts[:, 0]


@pytest.mark.parametrize("rule", TRANSPORTS)
@given(signal=handlings())
@settings(max_examples=80)
def test_transports_are_the_same_frame_by_frame_and_follow_each_other(
    rule: Carry, signal: Signal
) -> None:
    _in_order_and_with_reasons(followed(transport.ENGINE, rule, *signal))


@pytest.mark.parametrize("rule", TURNS)
@given(signal=directions())
@settings(max_examples=80)
def test_turns_are_the_same_frame_by_frame_and_follow_each_other(
    rule: Turning, signal: Signal
) -> None:
    _in_order_and_with_reasons(followed(inhand.ENGINE, rule, *signal))


@pytest.mark.parametrize("rule", ITEMS)
@given(signal=numbers(), late_s=st.floats(0.0, 5.0))
@settings(max_examples=80)
def test_pieces_are_the_same_frame_by_frame_and_never_more_than_asked(
    rule: Items, signal: Signal, late_s: float
) -> None:
    time_s, numbers_seen = signal
    count = np.stack([numbers_seen, time_s - late_s], axis=-1)
    found = followed(items.ENGINE, rule, time_s, count)
    _in_order_and_with_reasons(found)
    valid = sum(c.status is Status.VALID for c in found)
    assert valid <= rule.items.value * len(items.directions(rule))


def _in_order_and_with_reasons(found: list[Candidate]) -> None:
    assert all(c.start_s <= c.end_s for c in found)
    assert all(a.end_s <= b.start_s for a, b in pairwise(found))
    assert all((c.status is Status.VALID) == (c.findings == ()) for c in found)
