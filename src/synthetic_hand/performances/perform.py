"""What a person does for an exercise, played by the synthetic hand.

A performance follows from the exercise file: the verifier says what shape the movement has, and
the measure it counts by says which poses are its two ends (`measure_poses.ends`). An exercise on a
known measure is therefore performed as soon as its file exists.
"""

from __future__ import annotations

from handtrack.definitions.criteria import AssistCriterion, HoldCriterion, TogetherCriterion
from handtrack.definitions.exercise import Exercise
from handtrack.definitions.handling_tables import Carry, Turning
from handtrack.definitions.verifier_tables import Activity, Cycle, Hold, Sequence
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.views import View
from synthetic_hand.camera import Camera
from synthetic_hand.landmarks import synthetic_recording, synthetic_track
from synthetic_hand.performances.activity import MINUTE_S, busy
from synthetic_hand.performances.cycle_and_hold import out_and_back
from synthetic_hand.performances.exercise_poses import rest_pose
from synthetic_hand.performances.inhand import wound
from synthetic_hand.performances.sequence import on_the_beat, touches
from synthetic_hand.performances.style import NOTHING, PLAIN, Besides, Legs, Style
from synthetic_hand.performances.transport import carried
from synthetic_hand.pose import Angles
from synthetic_hand.recording_changes import with_other_hand, without_hand
from synthetic_hand.time_course import Frames, course


def perform(exercise: Exercise, style: Style = PLAIN, besides: Besides = NOTHING) -> Recording:
    """Give the recording of a hand that does the exercise, and what else is said."""
    frames, _ = _plan(exercise, style, besides)
    recording = _filmed(exercise, style, frames)
    if exercise.hands == 2:
        apart_L = _apart_L(exercise) if style.apart_L is None else style.apart_L  # noqa: N806
        recording = with_other_hand(recording, apart_L)
    for start_s, end_s in style.lost_s:
        recording = without_hand(
            recording, (recording.time_s >= start_s) & (recording.time_s < end_s)
        )
    return recording


def repetition_times_s(exercise: Exercise, style: Style = PLAIN) -> list[tuple[float, float]]:
    """Give when each repetition of a performance begins to move and comes to rest."""
    return _plan(exercise, style)[1]


def still(
    exercise: Exercise, seconds: float, style: Style = PLAIN, pose: Angles | None = None
) -> Recording:
    """Give a hand that only rests, in the pose the exercise begins with."""
    rest = pose if pose is not None else _plan(exercise, style)[0][0][1]
    return _filmed(exercise, style, [(0.0, rest), (seconds, rest)])


def _filmed(exercise: Exercise, style: Style, frames: Frames) -> Recording:
    hand = synthetic_track(
        course(frames, style.fps),
        style.side,
        view_of(exercise, style),
        style.frame_size_px,
        style.fps,
        style.noise_L,
        style.seed,
    )
    return synthetic_recording(hand)


def view_of(exercise: Exercise, style: Style) -> View | Camera:
    """Give where the camera stands."""
    return style.view or (exercise.views[0] if exercise.views else View.PALM)


def _apart_L(exercise: Exercise) -> float:  # noqa: N802  L is the unit
    """As near as the exercise asks the other hand to be, and as far as it asks it to keep away."""
    for guard in exercise.guards:
        if isinstance(guard, TogetherCriterion):
            return guard.near.value / 2
        if isinstance(guard, AssistCriterion):
            return guard.near.value * 2
    return 3.0


def _plan(
    exercise: Exercise, style: Style, besides: Besides = NOTHING
) -> tuple[Frames, list[tuple[float, float]]]:
    full = [1.0] * exercise.dose.reps
    amplitudes = full if style.amplitudes is None else style.amplitudes
    match exercise.method:
        case Carry() as carry:
            return carried(exercise, carry, style, amplitudes, besides)
        case Turning():
            return wound(style, amplitudes, besides)
    legs = [_legs(exercise, style, amplitude, besides) for amplitude in amplitudes]
    rest = {**rest_pose(exercise), **besides.rest}
    if exercise.sequence and exercise.sequence.cue:
        return on_the_beat(exercise.sequence, exercise.sequence.cue, style, amplitudes, besides)
    now_s = style.still_s
    frames: Frames = [(0.0, rest), (now_s, rest)]
    times_s = []
    for leg in legs:
        start_s = now_s
        for took_s, pose in leg:
            now_s += took_s
            frames.append((now_s, pose))
        times_s.append((start_s, now_s))
        if not exercise.activity:  # which goes on, minute after minute
            now_s += style.rest_s
            frames.append((now_s, rest))
    return [*frames, (now_s + style.still_s, rest)], times_s


def _legs(exercise: Exercise, style: Style, amplitude: float, besides: Besides) -> Legs:
    """One repetition, from rest to rest."""
    match exercise.method:
        case Cycle():
            asked_s = [g.min_s.value for g in exercise.guards if isinstance(g, HoldCriterion)]
            hold_s = max(asked_s, default=0.0) + style.hold_s
            return out_and_back(exercise, style, amplitude, hold_s, besides)
        case Hold() as method:
            hold_s = method.seconds.value + style.hold_s
            return out_and_back(exercise, style, amplitude, hold_s, besides)
        case Activity() as method:
            return busy(method, MINUTE_S * amplitude, besides)
        case Sequence() as method:
            return touches(method, style, amplitude, besides)
    raise TypeError(f"nobody knows how to perform a {exercise.verifier}")
