"""However the same movement reaches the engine, it comes to the same repetitions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import find, load_all
from handtrack.events import Reason, Status
from handtrack.landmarks.hand import Side
from handtrack.landmarks.recording import Recording
from handtrack.scoring.results import Repetition
from handtrack.scoring.score import score
from handtrack.scoring.self_calibration import calibrate
from handtrack.scoring.stream import FORGET_EVERY
from handtrack.verifiers.registry import counter_for
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style
from synthetic_hand.recording_changes import mirrored, resampled, without_hand
from tests.helpers.choices import one_of_each_kind, other
from tests.helpers.frame_by_frame import streamed

EXERCISES = [e for e in one_of_each_kind(load_all()) if not e.activity]
"""Minutes of activity are long; `tests/unit/verifiers/counting` compares them once."""
MIXED = [1.0, 0.6, 1.0, 0.35, 1.0]
EDGE_S = 0.3
"""How far jitter may move the edge of a small movement."""


@pytest.fixture(params=EXERCISES, ids=lambda e: e.slug)
def exercise(request: pytest.FixtureRequest) -> Exercise:
    chosen: Exercise = request.param
    return chosen


def untidy(exercise: Exercise, side: Side = Side.RIGHT) -> Recording:
    """Good and bad repetitions, jitter, settling frames, and the hand lost now and then."""
    lost = [(0.4, 0.5), (3.0, 3.2), (5.0, 5.8), (9.0, 10.4), (12.0, 12.04)]
    style = Style(side=side, amplitudes=MIXED, noise_L=0.01, lost_s=lost, rest_s=0.8)
    recording = perform(exercise, style)
    settling = recording.settling.copy()
    settling[60:70] = settling[320:330] = True
    return replace(recording, settling=settling)


def only(recording: Recording, frames: slice | NDArray[np.intp]) -> Recording:
    names = ("time_s", "image_px", "world_m", "is_right", "side_score", "settling")
    return replace(recording, **{name: getattr(recording, name)[frames] for name in names})


@pytest.mark.parametrize("side", Side)
def test_whole_and_frame_by_frame_are_identical(exercise: Exercise, side: Side) -> None:
    recording = untidy(exercise, side)
    scored = score(recording, exercise, side)
    found = streamed(recording.hand(0, side), exercise, scored.result.calibration)
    assert tuple(found) == scored.result.repetitions
    assert len(found) >= 3


def test_the_untidy_recordings_hold_more_than_good_repetitions() -> None:
    """Jitter as large as a finger's smallest movement can make a partial one full: not in most."""
    mixed = [
        {r.status for r in score(untidy(e), e).result.repetitions} > {Status.VALID}
        for e in EXERCISES
    ]
    assert mixed.count(False) <= 1


def test_a_stream_that_forgets_old_frames_judges_the_same(exercise: Exercise) -> None:
    recording = perform(exercise, Style(amplitudes=MIXED * 3, noise_L=0.005))
    assert len(recording) > 3 * FORGET_EVERY
    scored = score(recording, exercise)
    found = streamed(recording.hand(0, Side.RIGHT), exercise, scored.result.calibration)
    assert tuple(found) == scored.result.repetitions


@given(
    cuts=st.lists(st.tuples(st.integers(0, 400), st.integers(1, 45)), max_size=6),
    start=st.integers(0, 60),
    seed=st.integers(0, 5),
    stalls=st.booleans(),
)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_lost_whole_and_frame_by_frame_are_identical(
    exercise: Exercise, cuts: list[tuple[int, int]], start: int, seed: int, stalls: bool
) -> None:
    recording = perform(exercise, Style(amplitudes=[1.0, 0.6, 1.0], noise_L=0.01, seed=seed))
    lost = np.zeros(len(recording), bool)
    for first, count in cuts:
        lost[first : first + count] = True
    if stalls:
        recording = only(recording, np.flatnonzero(~lost)[start:])
    else:
        recording = only(without_hand(recording, lost), slice(start, None))
    scored = score(recording, exercise)
    found = streamed(recording.hand(0, scored.result.side), exercise, scored.result.calibration)
    assert tuple(found) == scored.result.repetitions


def test_a_mirrored_recording_of_the_other_side_is_the_same(exercise: Exercise) -> None:
    recording = untidy(exercise)
    straight = score(recording, exercise).result
    turned = score(mirrored(recording), exercise).result
    assert turned.side is other(straight.side)
    assert _without_figures(turned.repetitions) == _without_figures(straight.repetitions)
    for a, b in zip(turned.repetitions, straight.repetitions, strict=True):
        for figure in ("peak", "excursion", "range_share", "hold_s", "seen_share", "view_share"):
            expected = getattr(b, figure)
            assert getattr(a, figure) == (
                None if expected is None else pytest.approx(expected, abs=1e-3)
            )


def _without_figures(repetitions: tuple[Repetition, ...]) -> list[tuple[object, ...]]:
    return [
        (r.number, r.status, r.label, r.start_s, r.end_s, [n.reason for n in r.notes], r.touches)
        for r in repetitions
    ]


@pytest.mark.parametrize("fps", [15.0, 24.0, 60.0])
def test_resampled_recordings_hold_the_same_repetitions(exercise: Exercise, fps: float) -> None:
    recording = perform(exercise, Style(amplitudes=MIXED, noise_L=0.005))
    usual = score(recording, exercise).result.repetitions
    found = score(resampled(recording, fps), exercise).result.repetitions
    assert [r.status for r in found] == [r.status for r in usual]
    for a, b in zip(found, usual, strict=True):
        assert a.start_s == pytest.approx(b.start_s, abs=EDGE_S)
        assert a.end_s == pytest.approx(b.end_s, abs=EDGE_S)


def test_frames_without_a_hand_leave_no_mark_on_those_after_them(exercise: Exercise) -> None:
    recording = perform(exercise, Style(amplitudes=[1.0, 1.0]))
    blinking = np.zeros(len(recording), bool)
    blinking[5::7] = True
    calibration = calibrate(exercise, recording.hand(0, Side.RIGHT))
    usual = score(recording, exercise, calibration=calibration)
    blinked = score(without_hand(recording, blinking), exercise, calibration=calibration)
    seen = blinked.signals.quality.seen
    assert seen.tolist() == (~blinking).tolist()
    way, usual_way = (
        counter_for(exercise).displacement(s.signals.progress) for s in (blinked, usual)
    )
    assert np.isfinite(way[seen]).all()
    assert np.isnan(way[~seen]).all()
    # The middle of three readings is one frame older where one of them is missing.
    a_frame = max(float(np.abs(np.diff(usual_way)).max()), 0.02)
    assert np.abs(way - usual_way)[seen].max() <= a_frame
    assert [r.status for r in blinked.result.repetitions] == [Status.VALID] * 2


@pytest.mark.parametrize(
    ("gone_s", "expected"),
    [(0.2, Status.VALID), (0.9, Status.VALID), (1.2, Status.UNVERIFIABLE)],
    ids=["bridged", "paused", "given up"],
)
@pytest.mark.parametrize("stalls", [False, True], ids=["out of sight", "no frames"])
@pytest.mark.parametrize("number", ["34", "18"], ids=["cycle", "sequence"])
def test_how_long_the_hand_may_be_gone(
    gone_s: float, expected: Status, stalls: bool, number: str
) -> None:
    exercise = find(number)
    calm = Style(amplitudes=[1.0], move_s=2.0, hold_s=1.5)
    calibration = calibrate(exercise, perform(exercise, calm).hand(0, Side.RIGHT))
    half_way_s = 1.5 + calm.move_s + 0.1
    recording = perform(exercise, replace(calm, lost_s=[(half_way_s, half_way_s + gone_s)]))
    if stalls:  # the camera stands still, and the hand is there before and after
        recording = only(recording, np.flatnonzero(recording.is_right[:, 0] >= 0))
    found = score(recording, exercise, calibration=calibration).result
    assert tuple(streamed(recording.hand(0, Side.RIGHT), exercise, calibration)) == (
        found.repetitions
    )
    assert found.repetitions[0].status is expected
    assert found.summary.valid == (1 if expected is Status.VALID else 0)
    if expected is Status.UNVERIFIABLE:
        assert [n.reason for n in found.repetitions[0].notes] == [Reason.HAND_LEFT_VIEW]
