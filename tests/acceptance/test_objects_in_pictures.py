"""From pictures of a table to repetitions: what follows the object sees what counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import find
from handtrack.events import Label, Reason, Status
from handtrack.landmarks.hand import LANDMARKS, Finger, Floats, Landmark, Side
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.tracked_object import ObjectKind
from handtrack.measurements.object_in_hand import pinch_point
from handtrack.scoring.results import ExerciseResult
from handtrack.scoring.score import score
from handtrack.tracking.objects.appearance import learn_from_point
from handtrack.tracking.objects.follow import ObjectTracker
from synthetic_hand.landmarks import synthetic_recording, synthetic_track
from synthetic_hand.objects import beside
from synthetic_hand.performances.perform import perform, repetition_times_s, view_of
from synthetic_hand.performances.style import Style
from synthetic_hand.pose import OPEN, PLACE, Angles
from tests.helpers.table_pictures import Point, Rgb, Table, disc, draw_hand, pen

FPS = 15.0
NOBODY = np.zeros((0, LANDMARKS, 2))
SILVER: Rgb = (188, 190, 196)
ENDS: tuple[Rgb, Rgb] = ((40, 80, 200), (205, 45, 45))
COIN_PX = 11.0
TURN_S = 3.0
"""From one coin to the next."""
Draw = Callable[[NDArray[np.uint8], int], None]


def followed(
    recording: Recording, kind: ObjectKind, draw: Draw, points: Sequence[Point]
) -> Recording:
    """What is seen of an object that is drawn so in each frame, known by pointing at it."""
    table = Table()
    picture = table.empty()
    draw(picture, 0)
    look = learn_from_point(table.frame(picture).image_rgb, list(points), kind, NOBODY)
    tracker, found = ObjectTracker(look), []
    for index in range(len(recording)):
        picture = table.empty()
        draw(picture, index)
        found.append(tracker.track(table.frame(picture, index, FPS)))
    seen = np.array(found)
    return replace(beside(recording, kind, seen[..., :2].astype(float)), object_px=seen)


def hand_of(recording: Recording, index: int) -> Floats:
    """The hand's points on the screen, shape (21, 2)."""
    points: Floats = recording.image_px[index, 0, :, :2].astype(float)
    return points


def result_of(recording: Recording, exercise: Exercise) -> ExerciseResult:
    return score(recording, exercise, Side.RIGHT).result


def moving(
    exercise: Exercise,
    turns: int,
    stations: Sequence[tuple[float, float]],
    bent: Sequence[Finger] = (),
) -> Recording:
    """A hand that is at these places, in hand lengths, at these seconds of every turn."""
    time_s = np.arange(0.0, TURN_S * turns + 2.0, 1 / FPS)
    at_s = [TURN_S * turn + s for turn in range(turns) for s, _ in stations]
    places = [place for _ in range(turns) for _, place in stations]
    return hand_at_places(exercise, np.interp(time_s, at_s, places), bent)


def hand_at_places(exercise: Exercise, right: Floats, bent: Sequence[Finger] = ()) -> Recording:
    """A hand so many hand lengths from its usual place in each frame, open but for some fingers."""
    closed = {f"{finger}_{joint}": 80.0 for finger in bent for joint in ("mcp", "pip", "dip")}
    still = {**OPEN, **PLACE, **closed}
    pose: Angles = {name: np.full(len(right), angle) for name, angle in still.items()}
    view = view_of(exercise, Style())
    return synthetic_recording(synthetic_track({**pose, "right": right}, Side.RIGHT, view, fps=FPS))


def coins(places: Callable[[int], Sequence[Point]], recording: Recording) -> Draw:
    """Coins at these places in each frame, and the hand over them."""

    def draw(picture: NDArray[np.uint8], index: int) -> None:
        for place in places(index):
            disc(picture, place, COIN_PX, SILVER)
        draw_hand(picture, hand_of(recording, index))

    return draw


def test_a_pen_that_goes_along_is_carried_and_one_left_behind_is_not() -> None:
    exercise = find("15")
    style = Style(amplitudes=(1.0,) * 4, fps=FPS)
    recording = perform(exercise, style)
    recording = replace(
        recording,
        header=replace(recording.header, slots=1),
        image_px=recording.image_px[:, :1],
        world_m=recording.world_m[:, :1],
        is_right=recording.is_right[:, :1],
        side_score=recording.side_score[:, :1],
        settling=recording.settling[:, :1],
    )
    tips = pinch_point(recording.image_px[:, 0].astype(float))[:, :2]
    place = tips.copy()
    for number, (start_s, end_s) in enumerate(repetition_times_s(exercise, style)):
        held = (recording.time_s > start_s + 0.5) & (recording.time_s <= end_s - 0.5)
        later = np.flatnonzero(recording.time_s > start_s + 0.5)
        if number < 3:  # the fourth time the hand goes without it
            place[held] = tips[held]
            place[later[held[later].sum() :]] = tips[held][-1]
    place[recording.time_s <= repetition_times_s(exercise, style)[0][0] + 0.5] = tips[0]

    def draw(picture: NDArray[np.uint8], index: int) -> None:
        x, y = place[index].tolist()
        draw_hand(picture, hand_of(recording, index))
        pen(picture, (x, y - 70), (x, y + 70), ENDS)

    x, y = place[0].tolist()
    seen = followed(recording, ObjectKind.ROD, draw, [(x, y - 66), (x, y + 66)])
    result = result_of(seen, exercise)
    assert [r.status for r in result.repetitions][:3] == [Status.VALID] * 3
    assert result.summary.valid == 3
    assert result.repetitions[-1].notes[0].reason is Reason.NOT_GRASPED
    assert {r.label for r in result.repetitions[:3]} == {Label.VERIFIED}


def test_coins_put_down_one_at_a_time_count_and_two_at_once_do_not() -> None:
    exercise = find("17")
    kept = (Finger.RING, Finger.LITTLE)
    recording = moving(exercise, 4, [(0.0, -1.2), (1.0, 0.9), (1.4, 0.9), (2.4, -1.2)], kept)
    down_s = [TURN_S * turn + 1.2 for turn in (0, 1, 2, 3, 3)]
    spots = [(400.0 + 32.0 * (i % 4), 150.0 + 40.0 * (i // 4)) for i in range(len(down_s))]

    def places(index: int) -> list[Point]:
        now_s = recording.time_s[index]
        there = [spot for spot, at_s in zip(spots, down_s, strict=True) if now_s >= at_s]
        return [(60.0, 440.0), *there]  # one lies apart, to be known by

    draw = coins(places, recording)
    result = result_of(followed(recording, ObjectKind.PIECES, draw, [(60, 440)]), exercise)
    assert [r.status for r in result.repetitions] == [Status.VALID] * 3 + [Status.REJECTED]
    assert result.repetitions[-1].notes[0].reason is Reason.MORE_THAN_ONE
    assert {r.label for r in result.repetitions[:3]} == {Label.VERIFIED}


def test_coins_that_leave_the_table_for_the_stack_count() -> None:
    exercise = find("5")
    stations = [(0.0, 0.0), (0.4, 0.0), (0.9, -1.3), (1.0, -1.3), (2.0, 1.3), (2.2, 1.3)]
    recording = moving(exercise, 3, stations)
    spots = [(110.0 + 34.0 * (i % 2), 160.0 + 40.0 * (i // 2)) for i in range(3)]
    stack = (480.0, 170.0)

    def places(index: int) -> list[Point]:
        now_s = recording.time_s[index]
        turn, within_s = divmod(now_s, TURN_S)
        left = [s for i, s in enumerate(spots) if now_s < TURN_S * i + 0.9]
        carried = pinch_point(hand_of(recording, index)).tolist()
        held = turn < len(spots) and 0.9 <= within_s < 2.1
        return [stack, *left, *([(carried[0], carried[1])] if held else [])]

    draw = coins(places, recording)
    seen = followed(recording, ObjectKind.PIECES, draw, [(480, 170)])
    result = result_of(seen, exercise)
    assert [r.status for r in result.repetitions] == [Status.VALID] * 3


def test_whole_turns_of_a_pen_count() -> None:
    exercise = find("36")
    count, rest = 2, np.zeros(round(2.0 * FPS))
    turn = 185.0 + np.concatenate(
        [
            rest,
            *[370.0 * n + 370.0 * np.linspace(0, 1, 40) for n in range(count)],
            rest + 370.0 * count,
        ]
    )
    recording = hand_at_places(exercise, np.zeros(len(turn)))

    def ends(index: int) -> tuple[Point, Point]:
        middle = hand_of(recording, index)[Landmark.MIDDLE_MCP]
        along = 60 * np.array([np.cos(np.radians(turn[index])), np.sin(np.radians(turn[index]))])
        (ax, ay), (bx, by) = (middle - along).tolist(), (middle + along).tolist()
        return (ax, ay), (bx, by)

    def draw(picture: NDArray[np.uint8], index: int) -> None:
        draw_hand(picture, hand_of(recording, index))
        pen(picture, *ends(index), ENDS)

    result = result_of(followed(recording, ObjectKind.ROD, draw, ends(0)), exercise)
    assert [r.status for r in result.repetitions] == [Status.VALID] * count
    assert {r.label for r in result.repetitions} == {Label.VERIFIED}
