"""What is told of a bout of tapping, and what where there is none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from handtrack.assessment.tapping.score_tapping import score_tapping
from handtrack.assessment.tapping.tapping_result import Bout, TappingResult, from_json, to_json
from handtrack.definitions.library import find
from handtrack.events import Label
from handtrack.landmarks.hand import Hand, Side
from handtrack.landmarks.recording import Recording
from synthetic_hand.landmarks import synthetic_recording, synthetic_track
from synthetic_hand.performances.perform import perform, still
from synthetic_hand.performances.style import Style
from synthetic_hand.pose import FIST, OPEN
from synthetic_hand.tapping import evenly, tapping
from synthetic_hand.time_course import blend


def scored(hand: Hand | Recording) -> TappingResult:
    recording = hand if isinstance(hand, Recording) else synthetic_recording(hand)
    return score_tapping(recording).result


def bout_of(hand: Hand) -> Bout:
    bout = scored(hand).bout
    assert bout is not None
    return bout


def lost(hand: Hand, start_s: float, end_s: float) -> Hand:
    return hand.masked((np.asarray(hand.time_s) >= start_s) & (np.asarray(hand.time_s) < end_s))


@pytest.mark.parametrize("share", [1.0, 0.8, 0.5])
def test_a_decrement_is_told_in_percent(share: float) -> None:
    widths = np.linspace(1.0, share, 20)
    bout = bout_of(tapping(evenly(2.0, 20), 30.0, widths.tolist(), noise=0.005))
    amplitude = np.array([tap.amplitude_hand_lengths for tap in bout.taps], dtype=float)
    true = 100 * (amplitude[-1] / amplitude[0] - 1)  # the gap does not follow the joints evenly
    assert bout.decrement_percent.value == pytest.approx(true, abs=6)
    assert bout.decrement_percent.label is Label.VERIFIED
    first = bout.decrement_first_10_percent.value
    assert first is not None
    assert first == pytest.approx(true * 9 / 19, abs=6)


def test_one_wild_tap_is_no_decrement() -> None:
    widths = [1.0] * 11 + [0.6]
    change = bout_of(tapping(evenly(2.0, 12), 30.0, widths)).decrement_percent
    assert change.value == pytest.approx(0.0, abs=2)


@pytest.mark.parametrize(("pauses", "halts"), [([], 0), ([0.9], 0), ([0.9, 1.6], 1)])
def test_hesitations_and_halts_are_counted(pauses: list[float], halts: int) -> None:
    intervals = [0.33] * 6
    for pause in pauses:
        intervals += [pause, *[0.33] * 5]
    moments = 1.0 + np.cumsum(intervals)
    bout = bout_of(tapping(moments.tolist(), 30.0, noise=0.01))
    assert bout.hesitations.value == len(pauses)
    assert bout.halts.value == halts
    assert len(bout.taps) == len(moments)


def test_a_lost_hand_makes_no_hesitation_and_hides_what_it_hides() -> None:
    hand = lost(tapping(evenly(2.0, 16), 30.0, noise=0.01), 4.3, 5.6)
    result = scored(hand)
    bout = result.bout
    assert bout is not None
    assert bout.hesitations.value == 0
    assert bout.bounds.at_least < 16
    assert bout.bounds.holds(16)
    assert bout.rate_per_s.value == pytest.approx(2.0, rel=0.02)
    assert any("not seen for a moment" in note for note in result.notes)


def test_single_lost_pictures_change_nothing() -> None:
    hand = tapping(evenly(2.0, 12), 30.0, noise=0.01)
    some = np.random.default_rng(1).random(len(hand.image_px)) < 0.06
    assert len(bout_of(hand.masked(some)).taps) == 12


def test_a_recording_cut_in_the_midst_of_a_closing_does_not_count_it() -> None:
    hand = tapping(evenly(1.0, 6, start_s=0.5), 30.0)
    cut = synthetic_recording(hand).between(0.0, 6.3)  # the sixth would be closed at 6.5
    bout = score_tapping(cut).result.bout
    assert bout is not None
    assert len(bout.taps) == 5
    assert bout.bounds.holds(6)


def test_between_four_and_eight_pictures_a_tap_it_is_counted_and_not_measured() -> None:
    result = scored(tapping(evenly(3.0, 12), 15.0, noise=0.01))
    bout = result.bout
    assert bout is not None
    assert bout.bounds.words == "exactly 12"
    assert bout.amplitude_hand_lengths.value is None
    assert bout.decrement_percent.value is None
    assert all(tap.amplitude_hand_lengths is None for tap in bout.taps)
    assert "the amplitude is not told. 25 pictures a second would measure it." in result.notes[0]


def test_the_sentence_about_too_few_pictures_says_what_they_are_enough_for() -> None:
    result = scored(tapping(evenly(4.3, 17), 12.5, noise=0.01))
    assert result.bout is not None
    assert result.notes[0] == (
        "12.5 pictures a second are enough to count taps up to 3.1 a second; these were 4.1 a "
        "second or more: the number is an estimate, and the amplitude is not told. 34 pictures a "
        "second would measure it."
    )
    assert "or more" in result.summary


def test_amplitude_is_an_estimate_whatever_the_pictures() -> None:
    amplitude = bout_of(tapping(evenly(2.0, 12), 60.0)).amplitude_hand_lengths
    assert amplitude.label is Label.ESTIMATED
    assert amplitude.value == pytest.approx(1.5, abs=0.1)


def test_a_hand_that_turns_makes_the_decrement_an_estimate() -> None:
    hand = tapping(evenly(2.0, 14), 30.0)
    angles = np.linspace(0.0, np.radians(50.0), len(hand.image_px))
    cos, sin, zero, one = np.cos(angles), np.sin(angles), 0 * angles, 0 * angles + 1
    turn = np.stack([cos, zero, sin, zero, one, zero, -sin, zero, cos], axis=-1)
    wrist = hand.image_px[:, :1]
    points = np.einsum("nij,nkj->nki", turn.reshape(-1, 3, 3), hand.image_px - wrist) + wrist
    change = bout_of(replace(hand, image_px=points)).decrement_percent
    assert change.label is Label.ESTIMATED
    assert "turned" in change.note


def test_of_two_bouts_the_longer_one_is_told_and_the_other_named() -> None:
    moments = [*evenly(2.0, 5), *evenly(2.0, 11, start_s=10.0)]
    result = scored(tapping(moments, 30.0, noise=0.01))
    assert result.bout is not None
    assert result.bout.start_s > 8
    assert any("Another bout of" in note for note in result.notes)


def test_a_result_as_json_and_back() -> None:
    for hand in (tapping(evenly(3.0, 12), 15.0), tapping(evenly(2.0, 12), 30.0)):
        result = scored(hand)
        assert from_json(to_json(result)) == result


def fist() -> Hand:
    share = (1 - np.cos(2 * np.pi * np.arange(240) / 30)) / 2
    return synthetic_track(blend(OPEN, FIST, share), fps=30.0, noise_L=0.01)


def moved() -> Hand:
    hand = tapping(evenly(1.0, 8), 30.0)
    way = 100 * np.sin(2 * np.pi * np.asarray(hand.time_s))
    return replace(hand, image_px=hand.image_px + way[:, None, None] * [1.0, 0.0, 0.0])


def near() -> Hand:
    return tapping(evenly(2.0, 12), 30.0, widths=[0.04] * 12, noise=0.002)


@pytest.mark.parametrize(
    ("hand", "why"),
    [
        (fist(), "the whole hand"),
        (moved(), "The hand itself moved"),
        (tapping(evenly(2.0, 2), 30.0), "twice; a bout of tapping has at least 3 taps"),
        (tapping(evenly(0.25, 6), 30.0), "taps are at most 3.3 s apart"),
        (near(), "not once"),
    ],
)
def test_what_is_no_tapping_is_told_why(hand: Hand, why: str) -> None:
    result = scored(hand)
    assert result.bout is None
    assert result.summary.startswith("No tapping. ")
    assert why in result.summary


def test_without_a_hand_it_says_so() -> None:
    hand = tapping(evenly(2.0, 8), 30.0)
    result = scored(hand.masked(np.ones(len(hand.image_px), dtype=np.bool_)))
    assert result.summary == "No tapping. No hand was found."
    assert result.pictures_per_s is None


def test_a_slow_camera_that_finds_nothing_says_what_it_would_miss() -> None:
    result = scored(tapping(evenly(2.0, 2), 10.0, noise=0.005))
    assert result.notes == (
        "10 pictures a second are enough to count taps up to 2.5 a second; faster ones would not "
        "be found.",
    )


@pytest.mark.parametrize("exercise", ["33", "34", "10", "11", "12", "2", "18"])
def test_other_exercises_are_no_tapping(exercise: str) -> None:
    recording = perform(find(exercise), Style(amplitudes=[1.0] * 4))
    assert scored(recording).bout is None


def test_a_resting_hand_is_no_tapping() -> None:
    assert scored(still(find("34"), 5.0)).bout is None


@pytest.mark.parametrize("said", [None, Side.LEFT, Side.RIGHT])
def test_of_two_hands_the_one_that_taps_is_taken_unless_another_is_named(said: Side | None) -> None:
    taps = tapping(evenly(2.0, 12), 30.0, side=Side.LEFT, noise=0.005)
    rests = tapping(evenly(2.0, 12), 30.0, widths=[0.0] * 12, noise=0.005)
    one, other = synthetic_recording(rests), synthetic_recording(taps)
    names = ("image_px", "world_m", "is_right", "side_score", "settling")
    both = {n: np.concatenate([getattr(one, n), getattr(other, n)], axis=1) for n in names}
    recording = replace(one, header=replace(one.header, slots=2), **both)
    result = score_tapping(recording, said).result
    assert result.side is (said or Side.LEFT)
    assert (result.bout is not None) is (said is not Side.RIGHT)
