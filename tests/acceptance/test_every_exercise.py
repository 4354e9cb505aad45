"""Whatever exercise file lies in the folder is held to the same promises, without being named."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from handtrack.definitions.criteria import ViewCriterion
from handtrack.definitions.exercise import Exercise
from handtrack.definitions.exercise import read as read_file
from handtrack.definitions.library import exercise_files
from handtrack.definitions.verifier_tables import Cycle, Hold, Sequence
from handtrack.events import Action, Label, Reason, Status
from handtrack.landmarks.hand import Side
from handtrack.landmarks.quality import in_view
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.views import View
from handtrack.scoring.advice import ENOUGH
from handtrack.scoring.results import ExerciseResult, Repetition
from handtrack.scoring.score import score
from handtrack.verifiers.calibration import Calibration, Scale
from synthetic_hand.performances.perform import perform, repetition_times_s, still
from synthetic_hand.performances.sequence import touching_in_order
from synthetic_hand.performances.style import PLAIN, Style
from synthetic_hand.recording_changes import resampled
from tests.helpers.criterion_violations import cheats

pytestmark = pytest.mark.slow

FILES = exercise_files()
EDGE_S = 0.35
"""How far the edge of a repetition may be off, also where a slow movement hardly shows at first."""
NOISE_L = 0.01
TURNED = {View.PALM: 1.0, View.DORSAL: -1.0, View.SIDE: 0.0}
"""How the palm is turned to the camera in the views that a turn of the hand tells apart."""
MIXED = (1.0, 0.6, 1.0, 1.0)


def document(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def read(file: Path) -> Exercise:
    return read_file(file)


def by(verifier: str) -> list[Path]:
    return [file for file in FILES if document(file).get("verifier") == verifier]


VIEWED = [f for f in FILES if any(g["kind"] == "view" for g in document(f).get("guard", ()))]
JUDGED = [file for file in FILES if file not in by("activity")]
GUARDS = [
    pytest.param(file, number, id=f"{file.stem}-{number}-{guard['kind']}")
    for file in FILES
    for number, guard in enumerate(document(file).get("guard", ()), 1)
    if guard["kind"] != "view"
]


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


@cache
def own_range(file: Path) -> Calibration:
    """What a person who moves fully is calibrated to."""
    three_full = perform(read(file), Style(amplitudes=(1.0,) * 3))
    return score(three_full, read(file), Side.RIGHT).result.calibration


@cache
def mixed(file: Path) -> ExerciseResult:
    """What full movements with a small one among them come to, in the usual picture."""
    return scored(perform(read(file), Style(amplitudes=MIXED)), read(file))


def scored(
    recording: Recording, exercise: Exercise, calibration: Calibration | None = None
) -> ExerciseResult:
    return score(recording, exercise, Side.RIGHT, calibration).result


def statuses(result: ExerciseResult) -> list[Status]:
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
        elif isinstance(value, bool):
            continue
        elif isinstance(value, int | float) and isinstance(table, dict):
            yield " → ".join(here), table


def test_it_is_valid(file: Path) -> None:
    assert read(file).id == document(file)["id"]


def test_every_number_that_decides_says_where_it_comes_from(file: Path) -> None:
    assert read(file).thresholds()
    for trail, table in numbers(document(file)):
        if trail not in ("schema", "hands"):
            assert len(str(table.get("source", "")).split()) >= (
                1 if trail.endswith("dose → reps") else 2
            )


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
        Style(lost_s=((0.5, 0.7), (2.2, 2.45), (3.1, 3.25), (8.6, 8.85))),
    ],
    ids=["plain", "noisy", "quick", "slow", "short dropouts"],
)
def test_a_hand_that_follows_scores_exactly_the_dose(exercise: Exercise, style: Style) -> None:
    dose = exercise.dose.reps
    if exercise.activity and style is not PLAIN:  # minutes: the whole dose once is enough
        dose, style = 2, replace(style, amplitudes=(1.0, 1.0))
    result = scored(perform(exercise, style), exercise)
    assert statuses(result) == [Status.VALID] * dose
    assert result.summary.valid == dose
    assert all(r.notes == () for r in result.repetitions)
    if exercise.activity:
        return
    moved = repetition_times_s(exercise, style)
    for repetition, (start_s, end_s) in zip(result.repetitions, moved, strict=True):
        assert start_s - EDGE_S <= repetition.start_s < repetition.end_s <= end_s + EDGE_S


def test_no_more_is_claimed_than_the_grade_allows(file: Path, exercise: Exercise) -> None:
    # The small movement among them is all but a touch, which makes it an estimate on its own.
    clear = [r for r in mixed(file).repetitions if Reason.NOT_SEEN_CLEARLY not in reasons(r)]
    labels = {r.label for r in clear if r.status is Status.VALID}
    assert labels == {Label.ESTIMATED if exercise.grade in "CD" else Label.VERIFIED}


def test_a_hand_that_stops_short_scores_nothing_and_is_told_why(
    file: Path, exercise: Exercise
) -> None:
    shares = (0.6,) if exercise.activity else (0.6,) * 4
    expected = Reason.TOO_SMALL
    match exercise.method:
        case Sequence(cue=None):
            expected = Reason.INCOMPLETE_SEQUENCE
        case Sequence():
            # Of a cued touch it is the share of the way, and joints at 0.6 of theirs are all but
            # there; but the little finger's way is the longest.
            expected, shares = Reason.NEAR_MISS, (0.55, 0.48, 0.48, 0.65)
    if exercise.activity:
        expected = Reason.SHORT_ACTIVITY
    short = perform(exercise, Style(amplitudes=shares))
    result = scored(short, exercise, own_range(file))
    assert statuses(result) == [Status.PARTIAL] * len(shares)
    assert all(reasons(r) == [expected] and r.notes[0].sentence for r in result.repetitions)
    assert result.advice


@of(by("hold"))
def test_a_posture_given_up_early_scores_nothing_and_is_told_why(
    file: Path, exercise: Exercise
) -> None:
    early = perform(exercise, Style(amplitudes=(1.0,) * 2, hold_s=-8.0))
    result = scored(early, exercise)
    assert statuses(result) == [Status.PARTIAL] * 2
    for repetition in result.repetitions:
        assert reasons(repetition) == [Reason.SHORT_HOLD]
        assert exercise.hold
        assert repetition.hold_s == pytest.approx(exercise.hold.seconds.value - 8.0, abs=1.0)


@of(by("cycle"))
def test_an_own_range_below_the_least_scores_nothing_and_is_told_why(
    file: Path, exercise: Exercise
) -> None:
    assert exercise.cycle
    attempt, full = exercise.cycle.attempt.value, exercise.cycle.full.value
    for share in ((attempt + full) / 2, 0.95 * full):
        recording = moving_by(file, share / full * exercise.cycle.least.value)
        result = scored(recording, exercise)
        assert statuses(result) == [Status.PARTIAL] * 4
        assert all(reasons(r) == [Reason.BELOW_MINIMUM] for r in result.repetitions)


def moving_by(file: Path, amount: float) -> Recording:
    """Four movements of so much in the signal, which need not follow the joints in line."""
    full, exercise = own_range(file), read(file)
    assert isinstance(exercise.method, Cycle | Hold)
    scale = Scale.of(exercise.method, full)
    assert scale
    wanted = amount / abs(scale.one - scale.zero)
    low, high = 0.0, 1.0
    for _ in range(12):
        middle = (low + high) / 2
        recording = perform(exercise, Style(amplitudes=(middle,)))
        way = score(recording, exercise, calibration=full).signals.progress
        low, high = (middle, high) if np.ptp(way) < wanted else (low, middle)
    return perform(exercise, Style(amplitudes=(low,) * 4))


@of(by("sequence"))
def test_a_thumb_that_only_comes_near_scores_nothing(file: Path, exercise: Exercise) -> None:
    assert exercise.sequence
    near = touching_in_order(exercise.sequence.order * 3, share=0.5)
    result = scored(near, exercise, own_range(file))
    assert result.summary.valid == 0


@pytest.mark.parametrize(("file", "number"), GUARDS)
def test_each_way_of_cheating_is_noticed(file: Path, number: int) -> None:
    exercise = read(file)
    guard = exercise.guards[number - 1]
    assert not isinstance(guard, ViewCriterion)
    style = Style(amplitudes=(1.0,) * 2)
    for cheat in cheats(exercise, guard, style):
        result = scored(cheat.recording, exercise)
        noticed = [r for r in result.repetitions if cheat.reason in reasons(r)]
        assert noticed, f"nobody said {cheat.reason}: {result.repetitions}"
        note = next(n for n in noticed[0].notes if n.reason is cheat.reason)
        if note.action is not Action.FLAG:
            assert result.summary.valid == 0


def test_left_and_right_hands_agree(file: Path, exercise: Exercise) -> None:
    right = mixed(file)
    recording = perform(exercise, Style(amplitudes=MIXED, side=Side.LEFT))
    left = score(recording, exercise).result if exercise.hands == 1 else None
    left = left or score(recording, exercise, Side.LEFT).result
    assert (right.side, left.side) == (Side.RIGHT, Side.LEFT)
    assert statuses(left) == statuses(right)
    assert [reasons(r) for r in left.repetitions] == [reasons(r) for r in right.repetitions]
    for a, b in zip(left.repetitions, right.repetitions, strict=True):
        assert (a.start_s, a.end_s) == (b.start_s, b.end_s)


@pytest.mark.parametrize("fps", [15.0, 60.0])
def test_frame_rates_agree(file: Path, exercise: Exercise, fps: float) -> None:
    at_30 = mixed(file)
    other = scored(perform(exercise, Style(amplitudes=MIXED, fps=fps)), exercise)
    assert statuses(other) == statuses(at_30)
    for a, b in zip(other.repetitions, at_30.repetitions, strict=True):
        assert a.start_s == pytest.approx(b.start_s, abs=2 / min(fps, 30.0))
        assert a.end_s == pytest.approx(b.end_s, abs=2 / min(fps, 30.0))


@pytest.mark.parametrize("size", [(1280, 720), (480, 640), (320, 240), (1920, 1080)])
def test_picture_shapes_and_sizes_agree(
    file: Path, exercise: Exercise, size: tuple[int, int]
) -> None:
    usual = mixed(file)
    other = scored(perform(exercise, Style(amplitudes=MIXED, frame_size_px=size)), exercise)
    assert statuses(other) == statuses(usual)
    for a, b in zip(other.repetitions, usual.repetitions, strict=True):
        assert (a.start_s, a.end_s) == pytest.approx((b.start_s, b.end_s), abs=1e-3)


@pytest.mark.parametrize("noise", [0.0, NOISE_L], ids=["exact", "noisy"])
def test_half_a_minute_of_rest_is_no_event(file: Path, exercise: Exercise, noise: float) -> None:
    resting = still(exercise, 30.0, Style(noise_L=noise))
    assert scored(resting, exercise).repetitions == ()
    assert scored(resting, exercise, own_range(file)).repetitions == ()


@of(JUDGED)
def test_a_hand_lost_in_mid_repetition_leaves_it_unverifiable(
    file: Path, exercise: Exercise
) -> None:
    hold = exercise.hold
    away_s = 1.3 if hold is None else hold.grace_s.value + 0.3
    style = Style(amplitudes=(1.0,) * 4, rest_s=2.5)
    start_s, end_s = repetition_times_s(exercise, style)[1]
    cued = exercise.sequence is not None and exercise.sequence.cue is not None
    # A touch that the beat asks for has been made as soon as it was seen.
    from_s = start_s if cued else (start_s + end_s) / 2
    lost = replace(style, lost_s=((from_s, from_s + away_s),))
    result = scored(perform(exercise, lost), exercise, own_range(file))
    found = statuses(result)
    if hold:  # what is left of it after the gap is one that was too short
        assert found.pop(2) is Status.PARTIAL
    assert found == [Status.VALID, Status.UNVERIFIABLE, Status.VALID, Status.VALID]
    gone = Reason.HANDS_MERGED if hold and exercise.hands == 2 else Reason.HAND_LEFT_VIEW
    assert gone in reasons(result.repetitions[1])


@of(by("activity"))
def test_time_out_of_the_picture_is_not_credited(file: Path, exercise: Exercise) -> None:
    style = Style(amplitudes=(1.0,))
    whole = scored(perform(exercise, style), exercise)
    lost = scored(perform(exercise, replace(style, lost_s=((20.0, 40.0),))), exercise)
    assert statuses(whole) == [Status.VALID]
    assert statuses(lost) == [Status.PARTIAL]
    assert lost.repetitions[0].active_s == pytest.approx(43.0, abs=3.0)


def wrong_views(exercise: Exercise, views: tuple[View, ...]) -> list[View]:
    return [v for v, turn in TURNED.items() if not in_view(views, np.array([turn]))[0]]


@of(VIEWED)
def test_a_wrong_view_is_said_so_and_counts_nothing_for_certain(
    file: Path, exercise: Exercise
) -> None:
    assert wrong_views(exercise, exercise.views)
    count = 1 if exercise.activity or exercise.hold else 4
    blind = wrong_views(exercise, exercise.readable_views)
    for view in wrong_views(exercise, exercise.views):
        seen_wrongly = perform(exercise, Style(view=view, amplitudes=(1.0,) * count))
        for calibration in (None, own_range(file)):
            result = scored(seen_wrongly, exercise, calibration)
            assert all(r.label is Label.ESTIMATED for r in result.repetitions)
            if view in blind:
                assert result.summary.valid == 0
                assert all(Reason.WRONG_VIEW in reasons(r) for r in result.repetitions)
            assert result.summary.view_share is not None
            assert result.summary.view_share < ENOUGH
            assert any(text.startswith("Camera ") for text in result.advice)


def test_every_allowed_view_scores_the_dose(exercise: Exercise) -> None:
    count = 1 if exercise.activity else 3
    for view in exercise.views:
        result = scored(perform(exercise, Style(view=view, amplitudes=(1.0,) * count)), exercise)
        assert statuses(result) == [Status.VALID] * count, view


def test_a_faster_recording_thinned_out_scores_the_same(exercise: Exercise) -> None:
    fast = perform(exercise, Style(fps=120.0, amplitudes=(1.0, 0.6)))
    assert statuses(scored(resampled(fast, 24.0), exercise)) == statuses(scored(fast, exercise))


def test_numbers_and_order_follow_time(file: Path) -> None:
    result = mixed(file)
    assert [r.number for r in result.repetitions] == [1, 2, 3, 4]
    assert all(a.end_s <= b.start_s for a, b in pairwise(result.repetitions))
