"""What a person does for an exercise, played by the synthetic hand.

A performance follows from the exercise file: the verifier says what shape the movement has, and
the measure it counts by says which poses are the two ends of it (`poses.ends`). An exercise on a
known measure is therefore performed as soon as its file exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Sequence as Series
from dataclasses import dataclass, field, replace

import numpy as np
from handlings import carried, grips, thumb_round, wound
from numpy.typing import NDArray
from poses import FLAT_PINCH, ends
from synthetic import (
    OPEN,
    PLACE,
    Angles,
    Camera,
    synthetic_recording,
    synthetic_track,
    touching,
)

from handtrack.definitions.criteria import (
    AboveCriterion,
    AssistCriterion,
    BelowCriterion,
    HoldCriterion,
    ReturnCriterion,
    TogetherCriterion,
)
from handtrack.definitions.exercise import Exercise
from handtrack.definitions.handling import Carry, Turning
from handtrack.definitions.methods import Activity, Cue, Cycle, Hold, Sequence
from handtrack.events import Deed
from handtrack.landmarks.hand import FINGERS, PALM, Finger, Floats, Hand, Landmark, Side
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.views import View
from handtrack.scoring.results import Repetition
from handtrack.scoring.stream import Stream
from handtrack.verifiers.calibration import Calibration


@dataclass(frozen=True, slots=True)
class Style:
    """How an exercise is performed.

    Parameters
    ----------
    amplitudes : sequence of float, optional
        One a repetition, each a share of the full movement; of a sequence, the share of its
        fingers that are touched, and where it is cued of the way to the one asked for. The
        exercise's dose of full ones otherwise.
    view : View or Camera, optional
        Where the camera stands; the exercise's first view otherwise.
    move_s, hold_s, rest_s : float
        One way of the movement (half of it for a touch), the stay at its end beyond what the file
        asks for, and after it.
    back_s : float, optional
        The way back; `move_s` otherwise, or as slow as the file asks.
    still_s : float
        How long the hand rests before the first and after the last repetition.
    noise_L : float
        Standard deviation of the jitter of every coordinate, in hand lengths.
    lost_s : sequence of (float, float)
        Half-open intervals in which the hand is out of the picture.
    apart_L : float, optional
        How far away the other hand is, palm to palm, where the exercise looks for two; as the file
        asks otherwise.
    """

    side: Side = Side.RIGHT
    view: View | Camera | None = None
    fps: float = 30.0
    frame_size_px: tuple[int, int] = (640, 480)
    amplitudes: Series[float] | None = None
    move_s: float = 1.0
    hold_s: float = 0.4
    rest_s: float = 0.6
    back_s: float | None = None
    still_s: float = 1.5
    noise_L: float = 0.0  # noqa: N815  L is the unit
    seed: int = 0
    lost_s: Series[tuple[float, float]] = ()
    apart_L: float | None = None  # noqa: N815


@dataclass(frozen=True, slots=True)
class Besides:
    """What the hand does besides, joint by joint, laid over what it should do.

    Parameters
    ----------
    rest, peak, late : mapping of str to float
        Between the repetitions, at their far end, and at the end of the stay there.
    waving : bool
        An activity's hand only waves.
    """

    rest: Angles = field(default_factory=dict)
    peak: Angles = field(default_factory=dict)
    late: Angles = field(default_factory=dict)
    waving: bool = False

    @classmethod
    def always(cls, pose: Angles) -> Besides:
        """The same all the time."""
        return cls(pose, pose, pose)


PLAIN = Style()
NOTHING = Besides()
MINUTE_S = 60.0
Frames = list[tuple[float, Angles]]
"""Poses and when the hand stands in them; between two it goes smoothly."""


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
        _course(frames, style.fps),
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
        return _on_the_beat(exercise.sequence, exercise.sequence.cue, style, amplitudes, besides)
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


def _on_the_beat(
    rule: Sequence, cue: Cue, style: Style, amplitudes: Series[float], besides: Besides
) -> tuple[Frames, list[tuple[float, float]]]:
    """One touch a beat, as slow as the beat leaves time for; the thumb arrives just after it."""
    half_s = min(style.move_s / 2, cue.every_s.value / 4)
    hold_s = min(style.hold_s, cue.every_s.value / 4)
    frames: Frames = [(0.0, OPEN)]
    times_s = []
    for number, amplitude in enumerate(amplitudes):
        touch = touching(rule.order[number % len(rule.order)])
        pose = {n: OPEN[n] + amplitude * (v - OPEN[n]) for n, v in touch.items()}
        pose |= besides.peak
        arrives_s = cue.lead_in_s.value + number * cue.every_s.value + 0.3 * half_s
        leaves_s = arrives_s + hold_s
        frames += [(arrives_s - half_s, OPEN), (arrives_s, {**OPEN, **pose})]
        frames += [(leaves_s, {**OPEN, **pose, **besides.late}), (leaves_s + half_s, OPEN)]
        times_s.append((arrives_s - half_s, leaves_s + half_s))
    return [*frames, (frames[-1][0] + style.still_s, OPEN)], times_s


def rest_pose(exercise: Exercise) -> Angles:
    """Give the pose the exercise begins with."""
    match exercise.method:
        case Cycle() | Hold():
            return _between(exercise, 0.0)
        case Carry() as carry:
            return grips(exercise, carry)[1]
        case Turning():
            return {**OPEN, **thumb_round(0)}
    return OPEN


def peak_pose(exercise: Exercise) -> Angles:
    """Give the pose at the far end of a cycle, or the posture of a hold."""
    return _between(exercise, 1.0)


def _between(exercise: Exercise, share: float) -> Angles:
    """Part of the way from rest to the peak of a cycle, or to the posture of a hold."""
    method = exercise.method
    assert isinstance(method, Cycle | Hold)
    low, high = _ends(exercise, method)
    start, end = (high, low) if method.ends == "low" else (low, high)
    usual = {**OPEN, **PLACE, **kept_pose(exercise)}
    a, b = {**usual, **start}, {**usual, **end}
    return {name: a[name] + share * (b[name] - a[name]) for name in a}


def _ends(exercise: Exercise, method: Cycle | Hold) -> tuple[Angles, Angles]:
    """Give the poses of a small and a large reading; fingers that must be straight pinch flat."""
    reading = exercise.signals[method.signal]
    kept = {
        n for guard in exercise.guards if isinstance(guard, BelowCriterion) for n in guard.signals
    }
    if reading.measure == "pinch_gap" and "pip_flexion" in {
        exercise.signals[name].measure for name in kept
    }:
        return FLAT_PINCH, {joint: OPEN[joint] for joint in FLAT_PINCH}
    return ends(reading)


def kept_pose(exercise: Exercise) -> Angles:
    """Give what the conditions ask to be so all the time, as far as the movement leaves it free."""
    pose: dict[str, float | Floats] = {}
    for guard in exercise.guards:
        if isinstance(guard, AboveCriterion | BelowCriterion):
            end = 1 if isinstance(guard, AboveCriterion) else 0
            for name in guard.signals:
                pose |= ends(exercise.signals[name])[end]
    return {joint: angle for joint, angle in pose.items() if joint not in moved(exercise)}


def moved(exercise: Exercise) -> set[str]:
    """Give the joints that the exercise itself moves."""
    method = exercise.method
    if isinstance(method, Carry):
        return {"right"} | set(ends(exercise.signals[method.grip])[0])
    if isinstance(method, Turning):
        return set(thumb_round(0))
    if not isinstance(method, Cycle | Hold):
        return set()
    low, high = ({**OPEN, **PLACE, **end} for end in _ends(exercise, method))
    return {joint for joint in low if low[joint] != high[joint]}


Legs = list[tuple[float, Angles]]
"""Durations, and the poses they lead to."""


def _legs(exercise: Exercise, style: Style, amplitude: float, besides: Besides) -> Legs:
    """One repetition, from rest to rest."""
    match exercise.method:
        case Cycle():
            asked_s = [g.min_s.value for g in exercise.guards if isinstance(g, HoldCriterion)]
            hold_s = max(asked_s, default=0.0) + style.hold_s
            return _out_and_back(exercise, style, amplitude, hold_s, besides)
        case Hold() as method:
            hold_s = method.seconds.value + style.hold_s
            return _out_and_back(exercise, style, amplitude, hold_s, besides)
        case Activity() as method:
            return _busy(method, MINUTE_S * amplitude, besides)
        case Sequence() as method:
            return _touches(method, style, amplitude, besides)
    raise TypeError(f"nobody knows how to perform a {exercise.verifier}")


def _out_and_back(
    exercise: Exercise, style: Style, amplitude: float, hold_s: float, besides: Besides
) -> Legs:
    peak = _between(exercise, amplitude)
    calm_s = [2 * g.min_s.value for g in exercise.guards if isinstance(g, ReturnCriterion)]
    return [
        (style.move_s, {**peak, **besides.peak}),
        (hold_s, {**peak, **(besides.late or besides.peak)}),
        (style.back_s or max(style.move_s, *calm_s, 0.0), {**rest_pose(exercise), **besides.rest}),
    ]


def _busy(activity: Activity, seconds: float, besides: Besides) -> Legs:
    """Taps of each finger in turn, or carrying something forth and back, for so long."""
    pinch = {**OPEN, **touching(Finger.INDEX)}
    if besides.waving:
        turn: Legs = [(1.0, {**OPEN, "right": place}) for place in (-0.6, 0.6)]
    elif Deed.TAP in activity.deeds:
        down = [{**OPEN, f"{finger}_mcp": 25.0} for finger in FINGERS]
        turn = [leg for pose in down for leg in ((0.15, pose), (0.15, OPEN), (0.7, OPEN))]
    else:
        here, there = -0.6, 0.6
        turn = [
            (0.5, {**pinch, "right": here}),
            (1.0, {**pinch, "right": there}),
            (0.5, {**OPEN, "right": there}),
            (0.5, {**OPEN, "right": there}),
            (1.0, {**OPEN, "right": here}),
            (0.5, {**OPEN, "right": here}),
        ]
    turn = [(took_s, {**pose, **besides.peak}) for took_s, pose in turn]
    return turn * round(seconds / sum(took_s for took_s, _ in turn))


def _touches(sequence: Sequence, style: Style, amplitude: float, besides: Besides) -> Legs:
    order = sequence.order
    half_s = style.move_s / 2
    legs: Legs = []
    for finger in order[: round(amplitude * len(order))]:
        touch = {**OPEN, **touching(finger), **besides.peak}
        legs += [(half_s, touch), (style.hold_s, touch), (half_s, OPEN), (half_s / 2, OPEN)]
    return legs[:-1]


def touching_in_order(
    fingers: Series[Finger], style: Style = PLAIN, share: float = 1.0
) -> Recording:
    """Give a hand whose thumb goes `share` of the way to each of these fingers in turn."""
    now_s = style.still_s
    frames: Frames = [(0.0, OPEN), (now_s, OPEN)]
    for finger in fingers:
        touch = {
            name: OPEN[name] + share * (v - OPEN[name]) for name, v in touching(finger).items()
        }
        for took_s, pose in (
            (style.move_s / 2, {**OPEN, **touch}),
            (style.hold_s, {**OPEN, **touch}),
            (style.move_s / 2, OPEN),
            (style.rest_s, OPEN),
        ):
            now_s += took_s
            frames.append((now_s, pose))
    frames.append((now_s + style.still_s, OPEN))
    angles = _course(frames, style.fps)
    hand = synthetic_track(
        angles, style.side, style.view or View.PALM, style.frame_size_px, style.fps
    )
    return synthetic_recording(hand)


def _course(frames: Frames, fps: float) -> Angles:
    """Angles at every frame's time, half a cosine from pose to pose."""
    at_s = np.array([time_s for time_s, _ in frames])
    time_s = np.arange(0.0, at_s[-1], 1 / fps)
    before = np.clip(np.searchsorted(at_s, time_s, side="right") - 1, 0, len(at_s) - 2)
    share = (time_s - at_s[before]) / (at_s[before + 1] - at_s[before])
    share = (1 - np.cos(np.pi * share)) / 2
    course: dict[str, float | Floats] = {}
    usual = {**OPEN, **PLACE}
    for name in usual:
        pose = np.array([{**usual, **angles}[name] for _, angles in frames])
        course[name] = pose[before] + share * (pose[before + 1] - pose[before])
    return course


def without_hand(recording: Recording, lost: NDArray[np.bool_]) -> Recording:
    """Give the recording as if the hand had not been seen in these frames."""
    gone = lost[:, None, None, None]
    return replace(
        recording,
        image_px=np.where(gone, np.float32(np.nan), recording.image_px),
        world_m=np.where(gone, np.float32(np.nan), recording.world_m),
        is_right=np.where(lost[:, None], np.int8(-1), recording.is_right),
        side_score=np.where(lost[:, None], np.float32(np.nan), recording.side_score),
        settling=recording.settling & ~lost[:, None],
    )


def with_other_hand(recording: Recording, apart_L: float) -> Recording:  # noqa: N803
    """Give the same hand with its mirror image beside it, so many hand lengths away."""
    points = recording.image_px[:, 0]
    length_px = np.sqrt(((points[:, Landmark.MIDDLE_MCP] - points[:, Landmark.WRIST]) ** 2).sum(-1))
    other, world = points.copy(), recording.world_m[:, 0].copy()
    palm_px = points[:, PALM, :1].mean(axis=1, keepdims=True)
    other[..., :1] = 2 * palm_px - other[..., :1] + apart_L * length_px[:, None, None]
    world[..., 0] *= -1
    label = recording.is_right[:, 0]
    swapped = np.where(label >= 0, 1 - label, label).astype(np.int8)
    return replace(
        recording,
        header=replace(recording.header, slots=2),
        image_px=np.stack([points, other], axis=1),
        world_m=np.stack([recording.world_m[:, 0], world], axis=1),
        is_right=np.stack([label, swapped], axis=1),
        side_score=np.repeat(recording.side_score, 2, axis=1),
        settling=np.repeat(recording.settling, 2, axis=1),
    )


def mirrored(recording: Recording) -> Recording:
    """Give what a camera behind a mirror would have recorded."""
    image, world = recording.image_px.copy(), recording.world_m.copy()
    image[..., 0] = recording.header.frame_size_px[0] - image[..., 0]
    world[..., 0] *= -1
    label = recording.is_right
    swapped = np.where(label >= 0, 1 - label, label).astype(np.int8)
    return replace(recording, image_px=image, world_m=world, is_right=swapped)


def one_of_each_kind(exercises: Iterable[Exercise]) -> list[Exercise]:
    """Give the first exercise of each kind that takes a way of its own through the engine."""
    kinds: dict[tuple[object, ...], Exercise] = {}
    for exercise in exercises:
        method = exercise.method
        shape = (getattr(method, "ends", None), getattr(method, "cue", None) is not None)
        chosen = exercise.choice is not None
        kind = Cycle if isinstance(method, Cycle) else type(method)
        kinds.setdefault((kind, *shape, exercise.needs_forearm, chosen), exercise)
    return list(kinds.values())


def other(side: Side) -> Side:
    """Give the other hand's side."""
    return Side.LEFT if side is Side.RIGHT else Side.RIGHT


def resampled(recording: Recording, fps: float) -> Recording:
    """Give the same movement at another frame rate, points on the straight line between frames.

    Where either neighbour has no hand, there is none.
    """
    old_s = recording.time_s
    time_s = np.arange(old_s[0], old_s[-1], 1 / fps)
    after = np.clip(np.searchsorted(old_s, time_s, side="right"), 1, len(old_s) - 1)
    share = (time_s - old_s[after - 1]) / (old_s[after] - old_s[after - 1])
    nearest = np.where(share < 0.5, after - 1, after)

    def between(points: Floats) -> Floats:
        before = points[after - 1].astype(float)
        step = points[after].astype(float) - before
        moved: Floats = (before + share[:, None, None, None] * step).astype(np.float32)
        return moved

    image, world = between(recording.image_px), between(recording.world_m)
    seen = np.isfinite(image[:, :, 0, 0])
    return replace(
        recording,
        time_s=time_s,
        image_px=image,
        world_m=world,
        is_right=np.where(seen, recording.is_right[nearest], -1).astype(np.int8),
        side_score=np.where(seen, recording.side_score[nearest], np.nan).astype(np.float32),
        settling=recording.settling[nearest] & seen,
        forearm=None if recording.forearm is None else recording.forearm[nearest],
    )


def frames_of(hand: Hand) -> Iterator[Hand]:
    """Give a hand through time one moment at a time."""
    times_s, settling = np.asarray(hand.time_s), np.asarray(hand.settling)
    for i in range(len(times_s)):
        yield replace(
            hand,
            time_s=float(times_s[i]),
            image_px=hand.image_px[i],
            world_m=hand.world_m[i],
            settling=bool(settling[i]),
            handedness_doubtful=bool(np.broadcast_to(hand.handedness_doubtful, times_s.shape)[i]),
            other_px=None if hand.other_px is None else hand.other_px[i],
            object_px=None if hand.object_px is None else hand.object_px[i],
        )


def streamed(hand: Hand, exercise: Exercise, calibration: Calibration) -> list[Repetition]:
    """Give the repetitions of a hand fed frame by frame, as a live session does."""
    stream = Stream(exercise, calibration)
    found = [repetition for frame in frames_of(hand) for repetition in stream.push(frame)]
    return [*found, *stream.finish()]
