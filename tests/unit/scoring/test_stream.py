"""One frame at a time."""

from __future__ import annotations

from handtrack.events import Status
from handtrack.landmarks.hand import Side
from handtrack.landmarks.views import View
from handtrack.scoring.self_calibration import calibrate
from handtrack.scoring.stream import FORGET_EVERY, LOOK_EVERY_S, Stream
from handtrack.verifiers.kinematics import NEEDED_S, WINDOW_S
from synthetic_hand.performances.perform import perform, still
from synthetic_hand.performances.style import Style
from tests.helpers.frame_by_frame import frames_of
from tests.helpers.frozen_exercises import frozen

FIST = frozen("34")
THREE = Style(view=View.SIDE, amplitudes=[1.0] * 3)


def test_a_stream_says_a_repetition_as_soon_as_it_is_known_to_be_over() -> None:
    hand = perform(FIST, THREE).hand(0, Side.RIGHT)
    stream = Stream(FIST, calibrate(FIST, hand))
    said = [(f.time_s, r) for f in frames_of(hand) for r in stream.push(f)]
    assert len(said) == 3
    for now_s, repetition in said:
        assert repetition.end_s < now_s <= repetition.end_s + WINDOW_S + LOOK_EVERY_S + 1 / 30
    assert stream.finish() == []


def test_a_stream_closes_what_is_open() -> None:
    hand = perform(FIST, THREE).hand(0, Side.RIGHT)
    stream = Stream(FIST, calibrate(FIST, hand))
    assert stream.finish() == []
    held_s = 1.5 + 1.0 + 0.2
    for frame in frames_of(hand.at(slice(0, round(held_s * 30)))):
        assert stream.push(frame) == []
    (open_one,) = stream.finish()
    assert open_one.status is Status.PARTIAL


def test_a_stream_keeps_no_more_frames_than_it_needs() -> None:
    hand = still(FIST, 60.0, Style(fps=30.0)).hand(0, Side.RIGHT)
    own = calibrate(FIST, perform(FIST, THREE).hand(0, Side.RIGHT))
    stream = Stream(FIST, own)
    for frame in frames_of(hand):
        stream.push(frame)
        assert len(stream._frames) <= FORGET_EVERY + 30 * NEEDED_S + 2
