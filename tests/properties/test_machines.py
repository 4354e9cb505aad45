"""Whatever the signal does, feeding it whole or frame by frame tells the same story."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handtrack.events import Action, Candidate, Deed, Label, Status
from handtrack.landmarks.hand import FINGERS, Floats
from handtrack.verifiers.activity import machine as activity
from handtrack.verifiers.cycle import machine as cycle
from handtrack.verifiers.hold import machine as hold
from handtrack.verifiers.inhand import machine as inhand
from handtrack.verifiers.sequence import contacts as touching
from handtrack.verifiers.sequence import machine as sequence
from handtrack.verifiers.sequence import metronome as beat
from handtrack.verifiers.transport import machine as transport
from handtrack.verifiers.transport import piece_machine as items

STEPS_S = st.sampled_from([1 / 60, 1 / 30, 1 / 15, 0.15, 0.4, 1.1])
Signal = tuple[Floats, Floats]
"""Times, and what was read at them."""

CYCLES = [
    cycle.CycleRule(0.25, 0.30, 0.50, 0.80),
    cycle.CycleRule(0.25, 0.30, 0.50, 0.80, two_ended=True),
    cycle.CycleRule(0.18, 0.20, 0.50, 0.80, two_ended=True),
    cycle.CycleRule(0.3, 0.3, 0.6, 1.0, arm_s=0.0, settle_s=0.05, pause_s=0.2),
]
TOUCH = touching.TouchRule(on=0.5, off=0.1, dwell_s=0.08)
PLAIN_TOUCH = touching.TouchRule(on=0.5, off=0.4, dwell_s=0.2)
SEQUENCES = [
    sequence.SequenceRule(FINGERS, TOUCH),
    sequence.SequenceRule(FINGERS, TOUCH, doubt=2.0, pass_s=1.0),
    sequence.SequenceRule(FINGERS[:2], PLAIN_TOUCH, pass_s=2.0, pause_s=0.3),
]
BEATS = [
    beat.BeatRule(FINGERS, TOUCH, 1.0, lead_in_s=1.0, every_s=1.0, window_s=0.3, beats=20),
    beat.BeatRule(FINGERS[:2], PLAIN_TOUCH, 0.0, 0.1, 0.5, window_s=0.25, beats=8, pause_s=0.3),
]
HOLDS = [
    hold.HoldRule(0.25, 0.40, 0.80, still_L_s=0.2, seconds=3.0),
    hold.HoldRule(0.25, 0.25, 0.80, 0.2, seconds=1.0, grace_s=0.3, attempt_s=0.5, bridge_s=0.1),
]
ACTIVITIES = [
    activity.ActivityRule(frozenset(Deed), 0.15, linger_s=0.5, minute_s=2.0, least_s=0.3),
    activity.ActivityRule(frozenset({Deed.TAP}), 0.15, linger_s=2.0, minute_s=5.0, least_s=1.0),
]
TRANSPORTS = [
    transport.TransportRule(0.6, 0.4, 0.3, 0.7, dwell_s=0.1),
    transport.TransportRule(0.6, 0.4, 0.3, 0.7, dwell_s=0.3, fetch=True, one_way=True),
]
TURNS = [
    inhand.TurnRule(360.0, 270.0, 90.0, 60.0, stop_s=0.5),
    inhand.TurnRule(90.0, 90.0, 30.0, 30.0, stop_s=1.5, bridge_s=0.1),
]
ITEMS = [
    items.ItemsRule((("dispense", 3),), together_s=0.3, item_s=5.0),
    items.ItemsRule((("collect", 2), ("dispense", 2)), together_s=0.1, item_s=1.0),
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
@settings(max_examples=80, deadline=None)
def test_a_cycle_whole_and_frame_by_frame_is_the_same(
    rule: cycle.CycleRule, signal: Signal
) -> None:
    time_s, fraction = signal
    bands, state = rule.bands, cycle.initial()
    found: list[Candidate] = []
    for now_s, value in zip(time_s.tolist(), fraction.tolist(), strict=True):
        state, more = cycle.step(rule, bands, state, now_s, bands.band(value))
        found += more
    if len(time_s):
        found += cycle.finish(rule, state, float(time_s[-1]))
    assert found == list(cycle.run(rule, time_s, fraction))


@pytest.mark.parametrize("rule", SEQUENCES)
@given(signal=thumbs())
@settings(max_examples=80, deadline=None)
def test_a_sequence_whole_and_frame_by_frame_is_the_same(
    rule: sequence.SequenceRule, signal: Signal
) -> None:
    time_s, share = signal
    state = sequence.initial()
    found: list[Candidate] = []
    for now_s, row in zip(time_s.tolist(), share.tolist(), strict=True):
        state, more = sequence.step(rule, state, now_s, tuple(row))
        found += more
    if len(time_s):
        found += sequence.finish(rule, state, float(time_s[-1]))
    assert found == list(sequence.run(rule, time_s, share))


@pytest.mark.parametrize("rule", BEATS)
@given(signal=thumbs())
@settings(max_examples=80, deadline=None)
def test_a_beat_whole_and_frame_by_frame_is_the_same(rule: beat.BeatRule, signal: Signal) -> None:
    time_s, share = signal
    state = beat.initial()
    found: list[Candidate] = []
    for now_s, row in zip(time_s.tolist(), share.tolist(), strict=True):
        open_s = min(now_s, beat.open_since_s(rule, state))
        state, more = beat.step(rule, state, now_s, tuple(row))
        assert all(c.start_s >= open_s for c in more)
        found += more
    if len(time_s):
        found += beat.finish(rule, state, float(time_s[-1]))
    assert found == list(beat.run(rule, time_s, share))
    assert len(found) <= rule.beats
    assert all(c.start_s <= c.end_s for c in found)
    assert all(a.end_s <= b.start_s for a, b in pairwise(found))


@given(rule=st.sampled_from(CYCLES), signal=fractions())
@settings(max_examples=120, deadline=None)
def test_repetitions_of_a_cycle_follow_each_other_and_say_why(
    rule: cycle.CycleRule, signal: Signal
) -> None:
    time_s, fraction = signal
    found = list(cycle.run(rule, time_s, fraction))
    assert all(c.start_s < c.end_s for c in found)
    assert all(a.end_s <= b.start_s for a, b in pairwise(found))
    assert all((c.status is Status.VALID) == _only_flagged(c) for c in found)
    flagged = [c for c in found if c.findings and _only_flagged(c)]
    assert flagged in ([], found[-1:]), "only what the recording cut off is flagged"
    assert all(c.label is Label.ESTIMATED for c in flagged)


def _only_flagged(candidate: Candidate) -> bool:
    return all(finding.action is Action.FLAG for finding in candidate.findings)


@given(signal=fractions())
@settings(max_examples=120, deadline=None)
def test_a_valid_repetition_went_all_the_way_and_came_all_the_way_back(signal: Signal) -> None:
    rule = CYCLES[0]
    time_s, fraction = signal
    for candidate in cycle.run(rule, time_s, fraction):
        inside = fraction[(time_s >= candidate.start_s) & (time_s < candidate.end_s)]
        went_full = bool(np.nanmax(inside) >= rule.full)
        if candidate.status is Status.VALID:
            assert went_full
            within = (time_s >= candidate.start_s) & (time_s < candidate.end_s)
            for low_s in time_s[within & (fraction < rule.rest)]:
                soon = (time_s > low_s) & (time_s < low_s + rule.blip_s)
                assert (fraction[soon] >= rule.full).any()  # a misreading
            if not candidate.findings:  # and not cut off by the end of the recording
                assert fraction[time_s == candidate.end_s] < rule.rest
        elif candidate.findings[0].reason == "too_small":
            assert not went_full


@given(rule=st.sampled_from(SEQUENCES), signal=thumbs())
@settings(max_examples=120, deadline=None)
def test_passes_follow_each_other_and_a_valid_one_has_every_touch_in_order(
    rule: sequence.SequenceRule, signal: Signal
) -> None:
    found = list(sequence.run(rule, *signal))
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
@settings(max_examples=60, deadline=None)
def test_when_a_recording_begins_does_not_matter(signal: Signal, shift: int) -> None:
    time_s, fraction = signal
    rule = CYCLES[1]
    exact_s = np.round(time_s * 64) / 64  # so that shifting loses no digit
    now = list(cycle.run(rule, exact_s, fraction))
    later = list(cycle.run(rule, exact_s + shift, fraction))
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
@settings(max_examples=80, deadline=None)
def test_a_hold_whole_and_frame_by_frame_is_the_same(rule: hold.HoldRule, signal: Signal) -> None:
    time_s, progress = signal
    state = hold.initial()
    found: list[Candidate] = []
    for now_s, row in zip(time_s.tolist(), progress.tolist(), strict=True):
        state, more = hold.step(rule, state, now_s, rule.zone(*row))
        found += more
    if len(time_s):
        found += hold.finish(rule, state, float(time_s[-1]))
    assert found == list(hold.run(rule, time_s, progress))


@given(rule=st.sampled_from(HOLDS), signal=postures())
@settings(max_examples=120, deadline=None)
def test_holds_follow_each_other_and_never_claim_more_time_than_they_took(
    rule: hold.HoldRule, signal: Signal
) -> None:
    found = list(hold.run(rule, *signal))
    assert all(a.end_s <= b.start_s for a, b in pairwise(found))
    for candidate in found:
        assert candidate.timed_s is not None
        assert 0 <= candidate.timed_s <= candidate.end_s - candidate.start_s + 1e-9
        valid = candidate.status is Status.VALID
        assert valid == (candidate.findings == ())
        assert not valid or candidate.timed_s >= rule.seconds


@given(rule=st.sampled_from(ACTIVITIES), signal=doings())
@settings(max_examples=120, deadline=None)
def test_minutes_follow_each_other_and_never_claim_more_time_than_they_took(
    rule: activity.ActivityRule, signal: Signal
) -> None:
    found = list(activity.run(rule, *signal))
    assert all(a.end_s <= b.start_s + 1e-9 for a, b in pairwise(found))
    for candidate in found:
        assert candidate.timed_s is not None
        assert candidate.timed_s <= candidate.end_s - candidate.start_s + 1e-9
        assert {c.deed for c in candidate.counts} <= rule.deeds
        valid = candidate.status is Status.VALID
        assert valid == (candidate.findings == ()) == (candidate.timed_s == rule.minute_s)


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
@settings(max_examples=80, deadline=None)
def test_transports_are_the_same_frame_by_frame_and_follow_each_other(
    rule: transport.TransportRule, signal: Signal
) -> None:
    time_s, shares = signal
    state = transport.initial()
    found: list[Candidate] = []
    for now_s, (grip, place) in zip(time_s.tolist(), shares.tolist(), strict=True):
        state, more = transport.step(rule, state, now_s, grip, place)
        found += more
    if len(time_s):
        found += transport.finish(rule, state, float(time_s[-1]))
    assert found == list(transport.run(rule, time_s, shares))
    _in_order_and_with_reasons(found)


@pytest.mark.parametrize("rule", TURNS)
@given(signal=directions())
@settings(max_examples=80, deadline=None)
def test_turns_are_the_same_frame_by_frame_and_follow_each_other(
    rule: inhand.TurnRule, signal: Signal
) -> None:
    time_s, angle = signal
    state = inhand.initial()
    found: list[Candidate] = []
    for now_s, seen in zip(time_s.tolist(), angle.tolist(), strict=True):
        state, more = inhand.step(rule, state, now_s, seen)
        found += more
    if len(time_s):
        found += inhand.finish(rule, state, float(time_s[-1]))
    assert found == list(inhand.run(rule, time_s, angle))
    _in_order_and_with_reasons(found)


@pytest.mark.parametrize("rule", ITEMS)
@given(signal=numbers(), late_s=st.floats(0.0, 5.0))
@settings(max_examples=80, deadline=None)
def test_pieces_are_the_same_frame_by_frame_and_never_more_than_asked(
    rule: items.ItemsRule, signal: Signal, late_s: float
) -> None:
    time_s, numbers_seen = signal
    count = np.stack([numbers_seen, time_s - late_s], axis=-1)
    state = items.initial()
    found: list[Candidate] = []
    for now_s, seen in zip(time_s.tolist(), count.tolist(), strict=True):
        state, more = items.step(rule, state, now_s, *seen)
        found += more
    if len(time_s):
        found += items.finish(rule, state, float(time_s[-1]))
    assert found == list(items.run(rule, time_s, count))
    _in_order_and_with_reasons(found)
    valid = sum(c.status is Status.VALID for c in found)
    assert valid <= sum(many for _, many in rule.phases)


def _in_order_and_with_reasons(found: list[Candidate]) -> None:
    assert all(c.start_s <= c.end_s for c in found)
    assert all(a.end_s <= b.start_s for a, b in pairwise(found))
    assert all((c.status is Status.VALID) == (c.findings == ()) for c in found)
