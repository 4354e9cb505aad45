"""How each condition of an exercise is broken: the synthetic hand does the exercise, and that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from handtrack.definitions.criteria import (
    AboveCriterion,
    ActivityEventsCriterion,
    AssistCriterion,
    BelowCriterion,
    Criterion,
    DirectionCriterion,
    HoldCriterion,
    InFrameCriterion,
    IsolateCriterion,
    MovesCriterion,
    ReturnCriterion,
    SteadyCriterion,
    StillCriterion,
    TempoCriterion,
    TogetherCriterion,
    TurnCriterion,
    ViewCriterion,
)
from handtrack.definitions.exercise import Exercise
from handtrack.definitions.fields import Signal
from handtrack.definitions.library import find
from handtrack.events import Reason
from handtrack.landmarks.hand import Landmark, Side
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.views import View
from handtrack.measurements.reading import Reading
from synthetic_hand.camera import CAMERAS
from synthetic_hand.measure_poses import ends
from synthetic_hand.performances.exercise_poses import moved, rest_pose
from synthetic_hand.performances.perform import perform, view_of
from synthetic_hand.performances.style import PLAIN, Besides, Style
from synthetic_hand.pose import Angles

EDGEWISE_DEG = (50.0, 80.0)
"""A turn of the forearm shows best across these turns from the palm view."""
SHORT_OF_A_TURN_DEG = 45.0
"""By how much more the forearm turns than is seen of it at the least."""


@dataclass(frozen=True, slots=True)
class Cheat:
    """One way of breaking one condition, and what must be said of it."""

    recording: Recording
    reason: Reason


def cheats(exercise: Exercise, guard: Criterion, style: Style = PLAIN) -> list[Cheat]:
    """Every way this guard can be made to speak; none for a view, which has tests of its own."""
    return _WAYS[type(guard)](exercise, guard, style)


def _none(exercise: Exercise, guard: Criterion, style: Style) -> list[Cheat]:
    return []


def _still(exercise: Exercise, guard: StillCriterion, style: Style) -> list[Cheat]:
    far = guard.max.value + 0.1
    besides = _moving({"right": -far}, {"right": far})
    return [Cheat(perform(exercise, style, besides), guard.reason)]


def _steady(exercise: Exercise, guard: SteadyCriterion, style: Style) -> list[Cheat]:
    moves = [_moving(*_swung(exercise, exercise.signals[name], style)) for name in guard.signals]
    return [Cheat(perform(exercise, style, besides), guard.reason) for besides in moves]


def _turn(exercise: Exercise, guard: TurnCriterion, style: Style) -> list[Cheat]:
    """The forearm turns clearly farther than it may, through where a turn shows best."""
    view = view_of(exercise, style)
    turned_deg = (CAMERAS[view] if isinstance(view, View) else view).rotation_deg
    before_deg, latest_deg = EDGEWISE_DEG
    start_deg = float(np.clip(turned_deg - before_deg, 0.0, latest_deg)) - turned_deg
    end_deg = start_deg + guard.max.value + guard.max.margin + SHORT_OF_A_TURN_DEG
    turning = _moving({"forearm_rotation": start_deg}, {"forearm_rotation": end_deg})
    return [Cheat(perform(exercise, style, turning), guard.reason)]


def _direction(exercise: Exercise, guard: DirectionCriterion, style: Style) -> list[Cheat]:
    """The hand goes as far, and the other way."""
    other = find("12" if guard.asks == "flexion" else "11")
    return [Cheat(perform(other, style), guard.reason)]


def _moves(exercise: Exercise, guard: MovesCriterion, style: Style) -> list[Cheat]:
    """A joint that does not take part stays as it is at rest."""
    rest = rest_pose(exercise)
    joints = [ends(exercise.signals[name])[0] for name in guard.signals]
    idle = [Besides.always({joint: rest[joint] for joint in some}) for some in joints]
    return [Cheat(perform(exercise, style, besides), guard.reason) for besides in idle]


def _level(exercise: Exercise, guard: BelowCriterion | AboveCriterion, style: Style) -> list[Cheat]:
    end = 1 if isinstance(guard, BelowCriterion) else 0
    poses = [_kept(exercise, exercise.signals[name], end, style) for name in guard.signals]
    return [Cheat(perform(exercise, style, Besides.always(pose)), guard.reason) for pose in poses]


def _isolate(exercise: Exercise, guard: IsolateCriterion, style: Style) -> list[Cheat]:
    """The other fingers do as the chosen one does."""
    measure = exercise.signals[guard.signal].measurement
    low: dict[str, Any] = {}
    high: dict[str, Any] = {}
    for finger in measure.fingers:
        few, many = ends(Reading(measure=measure.name, finger=finger))
        low, high = low | dict(few), high | dict(many)
    turned = getattr(exercise.method, "ends", "high") == "low"
    besides = Besides(high, low) if turned else Besides(low, high)
    return [Cheat(perform(exercise, style, besides), guard.reason)]


def _assist(exercise: Exercise, guard: AssistCriterion, style: Style) -> list[Cheat]:
    near = replace(style, apart_L=guard.near.value / 2)
    return [Cheat(perform(exercise, near), guard.reason)]


def _together(exercise: Exercise, guard: TogetherCriterion, style: Style) -> list[Cheat]:
    far = replace(style, apart_L=guard.near.value * 2)
    merged = _one_hand_only(perform(exercise, style))
    return [Cheat(perform(exercise, far), guard.reason), Cheat(merged, Reason.HANDS_MERGED)]


def _tempo(exercise: Exercise, guard: TempoCriterion, style: Style) -> list[Cheat]:
    asked_s = [g.min_s.value for g in exercise.guards if isinstance(g, HoldCriterion)]
    quick = replace(style, move_s=0.1, back_s=0.1, hold_s=0.04 - max(asked_s, default=0.0))
    slow = replace(style, move_s=guard.max_s.value)
    return [
        Cheat(perform(exercise, quick), Reason.TOO_FAST),
        Cheat(perform(exercise, slow), Reason.TOO_SLOW),
    ]


def _hold(exercise: Exercise, guard: HoldCriterion, style: Style) -> list[Cheat]:
    short = replace(style, move_s=0.4, hold_s=0.1 - guard.min_s.value)
    return [Cheat(perform(exercise, short), Reason.SHORT_HOLD)]


def _return(exercise: Exercise, guard: ReturnCriterion, style: Style) -> list[Cheat]:
    return [Cheat(perform(exercise, replace(style, back_s=0.2)), Reason.LET_FALL)]


def _in_frame(exercise: Exercise, guard: InFrameCriterion, style: Style) -> list[Cheat]:
    at_the_edge = Besides.always({"down": _to_the_edge(exercise, style)})
    return [Cheat(perform(exercise, style, at_the_edge), Reason.NEAR_FRAME_EDGE)]


def _deeds(exercise: Exercise, guard: ActivityEventsCriterion, style: Style) -> list[Cheat]:
    return [Cheat(perform(exercise, style, Besides(waving=True)), Reason.NOTHING_DONE)]


_WAYS: Mapping[type, Callable[[Exercise, Any, Style], list[Cheat]]] = {
    ViewCriterion: _none,
    StillCriterion: _still,
    TurnCriterion: _turn,
    DirectionCriterion: _direction,
    SteadyCriterion: _steady,
    MovesCriterion: _moves,
    BelowCriterion: _level,
    AboveCriterion: _level,
    IsolateCriterion: _isolate,
    AssistCriterion: _assist,
    TogetherCriterion: _together,
    TempoCriterion: _tempo,
    HoldCriterion: _hold,
    ReturnCriterion: _return,
    InFrameCriterion: _in_frame,
    ActivityEventsCriterion: _deeds,
}


def _moving(low: Angles, high: Angles) -> Besides:
    """From one pose to the other with the movement, and back to the first while it is held."""
    return Besides(low, high, low)


def _swung(exercise: Exercise, signal: Signal, style: Style) -> tuple[Angles, Angles]:
    """Two poses between which the signal changes clearly, and the counting signal does not."""
    view = view_of(exercise, style)
    if signal.measure == "hand_direction":
        joint = "wrist_flexion" if view is View.SIDE else "wrist_deviation"
        return {joint: -40.0}, {joint: 40.0}
    low, high = ends(signal)
    return _spared(exercise, low), _spared(exercise, high)


def _kept(exercise: Exercise, signal: Signal, end: int, style: Style) -> Angles:
    """The pose in which the signal is at one of its ends, the counting signal spared."""
    return _spared(exercise, ends(signal)[end])


def _spared(exercise: Exercise, pose: Angles) -> Angles:
    """A pose without the joints that the exercise itself moves."""
    return {joint: angle for joint, angle in pose.items() if joint not in moved(exercise)}


def _one_hand_only(recording: Recording) -> Recording:
    """As if the tracker had merged two hands into one."""
    image, label = recording.image_px.copy(), recording.is_right.copy()
    image[:, 1], label[:, 1] = np.nan, -1
    return replace(recording, image_px=image, is_right=label)


def _to_the_edge(exercise: Exercise, style: Style) -> float:
    """By how many hand lengths the hand must go down to be at the picture's edge."""
    hand = perform(exercise, replace(style, amplitudes=(1.0,))).hand(0, Side.RIGHT)
    points = hand.image_px[0, :, :2]
    length_px = float(np.hypot(*(points[Landmark.MIDDLE_MCP] - points[Landmark.WRIST])))
    return (hand.frame_size_px[1] - float(points[:, 1].max())) / length_px
