"""Whatever exercise file lies in the folder is held to the same promises, without being named."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from performances import (
    PLAIN,
    Style,
    perform,
    repetition_times_s,
    resampled,
    still,
    touching_in_order,
)

from handtrack.advice import ENOUGH
from handtrack.calibration import Calibration, Scale
from handtrack.definition import Exercise, read
from handtrack.events import Reason, Status
from handtrack.hand import Side
from handtrack.library import exercise_files
from handtrack.quality import in_view
from handtrack.recording import Recording
from handtrack.results import Repetition, SessionResult
from handtrack.session import score
from handtrack.views import View

FILES = exercise_files()
EDGE_S = 0.35
"""How far the edge of a repetition may be off, also where a slow movement hardly shows at first."""
NOISE_L = 0.01
TURNED = {View.PALM: 1.0, View.DORSAL: -1.0, View.SIDE: 0.0}
"""How the palm is turned to the camera in the views that a turn of the hand tells apart."""


def document(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


CYCLES = [file for file in FILES if "cycle" in document(file)]
SEQUENCES = [file for file in FILES if "sequence" in document(file)]
VIEWED = [f for f in FILES if any(g["kind"] == "view" for g in document(f).get("guard", ()))]


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def file(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture
def exercise(file: Path) -> Exercise:
    return read(file)


def of(files: list[Path]) -> pytest.MarkDecorator:
    """Only these of the exercise files."""
    return pytest.mark.parametrize("file", files, ids=[f.stem for f in files])


def own_range(exercise: Exercise, side: Side = Side.RIGHT) -> Calibration:
    """What a person who moves fully is calibrated to."""
    three_full = perform(exercise, Style(side=side, amplitudes=[1.0] * 3))
    return score(three_full, exercise, side).result.calibration


def scored(
    recording: Recording, exercise: Exercise, calibration: Calibration | None = None
) -> SessionResult:
    return score(recording, exercise, calibration=calibration).result


def statuses(result: SessionResult) -> list[Status]:
    return [r.status for r in result.repetitions]


def reasons(repetition: Repetition) -> list[Reason]:
    return [note.reason for note in repetition.notes]


def numbers(table: object, trail: tuple[str, ...] = ()) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every number of a TOML document: its trail and the table it stands in."""
    items = table.items() if isinstance(table, dict) else enumerate(table)  # type: ignore[arg-type]
    for key, value in items:
        here = (*trail, str(key))
        if isinstance(value, dict | list):
            yield from numbers(value, here)
        elif isinstance(value, int | float) and isinstance(table, dict):
            yield " → ".join(here), table


def test_it_is_valid(file: Path) -> None:
    assert read(file).id == document(file)["id"]


def test_every_number_that_decides_says_where_it_comes_from(file: Path) -> None:
    assert read(file).thresholds()
    for trail, table in numbers(document(file)):
        if trail not in ("schema", "hands"):
            assert len(str(table.get("source", "")).split()) >= (1 if trail == "dose → reps" else 2)


def test_the_list_of_thresholds_leaves_none_out(file: Path, exercise: Exercise) -> None:
    table = document(file)
    written = sorted(float(t["value"]) for trail, t in numbers(table) if trail.endswith("value"))
    assert sorted(t.value for t in exercise.thresholds().values()) == written


@pytest.mark.parametrize(
    "style",
    [
        PLAIN,
        Style(noise_L=NOISE_L, seed=1),
        Style(move_s=0.6, hold_s=0.15, rest_s=0.4),
        Style(move_s=2.5, hold_s=1.0, rest_s=1.0),
        Style(lost_s=[(0.5, 0.7), (2.2, 2.45), (3.0, 3.2), (8.6, 8.85)]),
    ],
    ids=["plain", "noisy", "quick", "slow", "short dropouts"],
)
def test_a_hand_that_follows_scores_exactly_the_dose(exercise: Exercise, style: Style) -> None:
    result = scored(perform(exercise, style), exercise)
    assert statuses(result) == [Status.VALID] * exercise.dose.reps
    assert result.summary.valid == exercise.dose.reps
    moved = repetition_times_s(exercise, style)
    for repetition, (start_s, end_s) in zip(result.repetitions, moved, strict=True):
        assert start_s - EDGE_S <= repetition.start_s < repetition.end_s <= end_s + EDGE_S


def test_a_hand_that_stops_short_scores_nothing_and_is_told_why(exercise: Exercise) -> None:
    cued = exercise.sequence is not None and exercise.sequence.cue is not None
    # Of a cued touch it is the share of the way, and joints at 0.6 of theirs are all but there.
    short = perform(exercise, Style(amplitudes=[0.45 if cued else 0.6] * 4))
    result = scored(short, exercise, own_range(exercise))
    assert statuses(result) == [Status.PARTIAL] * 4
    in_order = Reason.NEAR_MISS if cued else Reason.INCOMPLETE_SEQUENCE
    expected = Reason.TOO_SMALL if exercise.cycle else in_order
    assert all(reasons(r) == [expected] and r.notes[0].sentence for r in result.repetitions)
    assert result.advice


@of(CYCLES)
def test_an_own_range_below_the_least_scores_nothing_and_is_told_why(exercise: Exercise) -> None:
    assert exercise.cycle
    for share_of_least in (0.7, 0.9):
        recording = moving_by(exercise, share_of_least * exercise.cycle.least.value)
        result = scored(recording, exercise)
        assert statuses(result) == [Status.PARTIAL] * 4
        assert all(reasons(r) == [Reason.BELOW_MINIMUM] for r in result.repetitions)


def moving_by(exercise: Exercise, amount: float) -> Recording:
    """Four movements of so much in the signal, which need not follow the joints in line."""
    assert exercise.cycle
    full = own_range(exercise)
    scale = Scale.of(exercise.cycle, full)
    assert scale
    wanted = amount / abs(scale.one - scale.zero)
    low, high = 0.0, 1.0
    for _ in range(12):
        middle = (low + high) / 2
        recording = perform(exercise, Style(amplitudes=[middle] * 4))
        way = score(recording, exercise, calibration=full).trace.progress
        low, high = (middle, high) if np.ptp(way) < wanted else (low, middle)
    return perform(exercise, Style(amplitudes=[low] * 4))


@of(SEQUENCES)
def test_a_thumb_that_only_comes_near_scores_nothing(exercise: Exercise) -> None:
    assert exercise.sequence
    near = touching_in_order(exercise.sequence.order * 3, share=0.5)
    result = scored(near, exercise, own_range(exercise))
    assert result.summary.valid == 0


def test_left_and_right_hands_agree(exercise: Exercise) -> None:
    style = Style(amplitudes=[1.0, 0.6, 1.0, 1.0])
    right = scored(perform(exercise, style), exercise)
    left = scored(perform(exercise, replace(style, side=Side.LEFT)), exercise)
    assert (right.side, left.side) == (Side.RIGHT, Side.LEFT)
    assert statuses(left) == statuses(right)
    assert [reasons(r) for r in left.repetitions] == [reasons(r) for r in right.repetitions]
    for a, b in zip(left.repetitions, right.repetitions, strict=True):
        assert (a.start_s, a.end_s) == (b.start_s, b.end_s)


@pytest.mark.parametrize("fps", [15.0, 60.0])
def test_frame_rates_agree(exercise: Exercise, fps: float) -> None:
    style = Style(amplitudes=[1.0, 0.6, 1.0, 1.0])
    at_30 = scored(perform(exercise, style), exercise)
    other = scored(perform(exercise, replace(style, fps=fps)), exercise)
    assert statuses(other) == statuses(at_30)
    for a, b in zip(other.repetitions, at_30.repetitions, strict=True):
        assert a.start_s == pytest.approx(b.start_s, abs=2 / min(fps, 30.0))
        assert a.end_s == pytest.approx(b.end_s, abs=2 / min(fps, 30.0))


@pytest.mark.parametrize("size", [(1280, 720), (480, 640), (320, 240), (1920, 1080)])
def test_picture_shapes_and_sizes_agree(exercise: Exercise, size: tuple[int, int]) -> None:
    style = Style(amplitudes=[1.0, 0.6, 1.0, 1.0])
    usual = scored(perform(exercise, style), exercise)
    other = scored(perform(exercise, replace(style, frame_size_px=size)), exercise)
    assert statuses(other) == statuses(usual)
    for a, b in zip(other.repetitions, usual.repetitions, strict=True):
        assert (a.start_s, a.end_s) == (b.start_s, b.end_s)


@pytest.mark.parametrize("noise", [0.0, NOISE_L], ids=["exact", "noisy"])
def test_half_a_minute_of_rest_is_no_event(exercise: Exercise, noise: float) -> None:
    resting = still(exercise, 30.0, Style(noise_L=noise))
    assert scored(resting, exercise).repetitions == ()
    assert scored(resting, exercise, own_range(exercise)).repetitions == ()


def test_a_hand_lost_in_mid_repetition_leaves_it_unverifiable(exercise: Exercise) -> None:
    style = Style(amplitudes=[1.0] * 4)
    start_s, end_s = repetition_times_s(exercise, style)[1]
    middle_s = (start_s + end_s) / 2
    lost = replace(style, lost_s=[(middle_s, middle_s + 1.3)], rest_s=2.5)
    start_s, end_s = repetition_times_s(exercise, lost)[1]
    cued = exercise.sequence is not None and exercise.sequence.cue is not None
    # A touch that the beat asks for has been made as soon as it was seen.
    from_s = start_s if cued else (start_s + end_s) / 2
    lost = replace(lost, lost_s=[(from_s, from_s + 1.3)])
    result = scored(perform(exercise, lost), exercise, own_range(exercise))
    valid = Status.VALID
    assert statuses(result) == [valid, Status.UNVERIFIABLE, valid, valid]
    assert reasons(result.repetitions[1]) == [Reason.HAND_LEFT_VIEW]


def wrong_views(exercise: Exercise) -> list[View]:
    return [v for v, turn in TURNED.items() if not in_view(exercise.views, np.array([turn]))[0]]


@of(VIEWED)
def test_a_wrong_view_is_said_so(exercise: Exercise) -> None:
    assert wrong_views(exercise)
    for view in wrong_views(exercise):
        seen_wrongly = perform(exercise, Style(view=view, amplitudes=[1.0] * 4))
        for calibration in (None, own_range(exercise)):
            result = scored(seen_wrongly, exercise, calibration)
            assert result.summary.valid == 0
            assert all(Reason.WRONG_VIEW in reasons(r) for r in result.repetitions)
            assert result.summary.view_share is not None
            assert result.summary.view_share < ENOUGH
            assert any(text.startswith("Camera from") for text in result.advice)


def test_every_allowed_view_scores_the_dose(exercise: Exercise) -> None:
    for view in exercise.views:
        result = scored(perform(exercise, Style(view=view, amplitudes=[1.0] * 3)), exercise)
        assert statuses(result) == [Status.VALID] * 3, view


def test_a_faster_recording_thinned_out_scores_the_same(exercise: Exercise) -> None:
    fast = perform(exercise, Style(fps=120.0, amplitudes=[1.0, 0.6, 1.0]))
    assert statuses(scored(resampled(fast, 24.0), exercise)) == statuses(scored(fast, exercise))


def test_numbers_and_order_follow_time(exercise: Exercise) -> None:
    result = scored(perform(exercise, Style(amplitudes=[1.0, 0.6, 1.0])), exercise)
    assert [r.number for r in result.repetitions] == [1, 2, 3]
    assert all(a.end_s <= b.start_s for a, b in pairwise(result.repetitions))
