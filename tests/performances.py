"""What a person does for an exercise, played by the synthetic hand.

A performance follows from the exercise file: the verifier says what shape the movement has, and
the measure it counts by says which poses are the two ends of it (`ends`). An exercise on a known
measure is therefore performed as soon as its file exists.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from synthetic import FIST, OPEN, Angles, synthetic_recording, synthetic_track, touching

from handtrack.calibration import Calibration
from handtrack.definition import Exercise
from handtrack.hand import Finger, Floats, Hand, Side
from handtrack.methods import Cue
from handtrack.methods import Sequence as Touches
from handtrack.readings import Reading
from handtrack.recording import Recording
from handtrack.results import Repetition
from handtrack.session import Stream
from handtrack.views import View

_TOGETHER: Angles = {"index_abd": 0.0, "ring_abd": 0.0, "little_abd": 2.0}
_SPREAD: Angles = {"index_abd": 16.0, "ring_abd": 12.0, "little_abd": 26.0}
_THUMB_OUT: Angles = {"thumb_radial": 50.0, "thumb_palmar": 5.0, "thumb_mcp": 5.0, "thumb_ip": 0.0}
_THUMB_ACROSS: Angles = {
    "thumb_radial": 5.0,
    "thumb_palmar": 40.0,
    "thumb_mcp": 50.0,
    "thumb_ip": 50.0,
}

_ENDS: dict[str, tuple[Angles, Angles]] = {
    "wrist_flexion": ({"wrist_flexion": -50.0}, {"wrist_flexion": 50.0}),
    "wrist_deviation": ({"wrist_deviation": -18.0}, {"wrist_deviation": 25.0}),
    "hand_direction": ({"wrist_deviation": 25.0}, {"wrist_deviation": -18.0}),
    "palm_facing": ({"forearm_rotation": 180.0}, {"forearm_rotation": 0.0}),
    "forearm_rotation": ({"forearm_rotation": 0.0}, {"forearm_rotation": 180.0}),
    "composite_flexion": (OPEN, FIST),
    "finger_spread": (_TOGETHER, _SPREAD),
    "span": (_TOGETHER, _SPREAD),
    "fist_gap": (FIST, OPEN),
    "aperture": (FIST, OPEN),
    "thumb_mcp_flexion": ({"thumb_mcp": 5.0}, {"thumb_mcp": 55.0}),
    "thumb_ip_flexion": ({"thumb_ip": 0.0}, {"thumb_ip": 60.0}),
    "thumb_radial_abduction": ({"thumb_radial": 10.0}, {"thumb_radial": 50.0}),
    "thumb_palmar_abduction": ({"thumb_palmar": 0.0}, {"thumb_palmar": 45.0}),
    "thumb_ulnar": (_THUMB_OUT, _THUMB_ACROSS),
    "thumb_distal": ({"thumb_radial": 50.0}, {"thumb_radial": 10.0}),
    "opposition_distance": (_THUMB_ACROSS, _THUMB_OUT),
}
"""The poses at which a measure of the whole hand reads little and much."""

_BENT: dict[str, tuple[str, ...]] = {
    "mcp_flexion": ("mcp",),
    "pip_flexion": ("pip",),
    "dip_flexion": ("dip",),
    "finger_flexion": ("mcp", "pip", "dip"),
    "tip_to_palm": ("mcp", "pip", "dip"),
    "tip_to_wrist": ("mcp", "pip", "dip"),
}
"""The joints that bend for a measure of one finger."""


def ends(reading: Reading) -> tuple[Angles, Angles]:
    """Give the pose at which this reading is small and the one at which it is large."""
    name, finger = reading.measure, reading.finger
    if finger is None:
        return _ENDS[name]
    if name == "pinch_gap":
        return touching(finger), OPEN
    if name == "finger_abduction":
        return _TOGETHER, _SPREAD
    straight = {f"{finger}_{joint}": 0.0 for joint in _BENT[name]}
    bent = {joint: FIST[joint] for joint in straight}
    return (bent, straight) if name.startswith("tip_to_") else (straight, bent)


@dataclass(frozen=True, slots=True)
class Style:
    """How an exercise is performed.

    Parameters
    ----------
    amplitudes : sequence of float, optional
        One a repetition, each a share of the full movement; of a sequence, the share of its
        fingers that are touched, and where it is cued of the way to the one asked for. The
        exercise's dose of full ones otherwise.
    view : View, optional
        Where the camera stands; the exercise's first view otherwise.
    move_s, hold_s, rest_s : float
        One way of the movement (half of it for a touch), the stay at its end, and after it.
    still_s : float
        How long the hand rests before the first and after the last repetition.
    noise_L : float
        Standard deviation of the jitter of every coordinate, in hand lengths.
    lost_s : sequence of (float, float)
        Half-open intervals in which the hand is out of the picture.
    """

    side: Side = Side.RIGHT
    view: View | None = None
    fps: float = 30.0
    frame_size_px: tuple[int, int] = (640, 480)
    amplitudes: Sequence[float] | None = None
    move_s: float = 1.0
    hold_s: float = 0.4
    rest_s: float = 0.6
    still_s: float = 1.5
    noise_L: float = 0.0  # noqa: N815  L is the unit
    seed: int = 0
    lost_s: Sequence[tuple[float, float]] = ()


PLAIN = Style()
Frames = list[tuple[float, Angles]]
"""Poses and when the hand stands in them; between two it goes smoothly."""


def perform(exercise: Exercise, style: Style = PLAIN) -> Recording:
    """Give the recording of a hand that does the exercise."""
    frames, _ = _plan(exercise, style)
    view = style.view or (exercise.views[0] if exercise.views else View.PALM)
    hand = synthetic_track(
        _course(frames, style.fps),
        style.side,
        view,
        style.frame_size_px,
        style.fps,
        style.noise_L,
        style.seed,
    )
    recording = synthetic_recording(hand)
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
    frames: Frames = [(0.0, rest), (seconds, rest)]
    view = style.view or (exercise.views[0] if exercise.views else View.PALM)
    hand = synthetic_track(
        _course(frames, style.fps),
        style.side,
        view,
        style.frame_size_px,
        style.fps,
        style.noise_L,
        style.seed,
    )
    return synthetic_recording(hand)


def _plan(exercise: Exercise, style: Style) -> tuple[Frames, list[tuple[float, float]]]:
    full = [1.0] * exercise.dose.reps
    amplitudes = full if style.amplitudes is None else style.amplitudes
    legs = [_legs(exercise, style, amplitude) for amplitude in amplitudes]
    rest = _rest(exercise)
    if exercise.sequence and exercise.sequence.cue:
        return _on_the_beat(exercise.sequence, exercise.sequence.cue, style, amplitudes)
    now_s = style.still_s
    frames: Frames = [(0.0, rest), (now_s, rest)]
    times_s = []
    for leg in legs:
        start_s = now_s
        for took_s, pose in leg:
            now_s += took_s
            frames.append((now_s, pose))
        times_s.append((start_s, now_s))
        now_s += style.rest_s
        frames.append((now_s, rest))
    return [*frames, (now_s + style.still_s, rest)], times_s


def _on_the_beat(
    rule: Touches, cue: Cue, style: Style, amplitudes: Sequence[float]
) -> tuple[Frames, list[tuple[float, float]]]:
    """One touch a beat, as slow as the beat leaves time for; the thumb arrives just after it."""
    half_s = min(style.move_s / 2, cue.every_s.value / 4)
    hold_s = min(style.hold_s, cue.every_s.value / 4)
    frames: Frames = [(0.0, OPEN)]
    times_s = []
    for number, amplitude in enumerate(amplitudes):
        touch = touching(rule.order[number % len(rule.order)])
        pose = {n: OPEN[n] + amplitude * (v - OPEN[n]) for n, v in touch.items()}
        arrives_s = cue.lead_in_s.value + number * cue.every_s.value + 0.3 * half_s
        leaves_s = arrives_s + hold_s
        frames += [(arrives_s - half_s, OPEN), (arrives_s, {**OPEN, **pose})]
        frames += [(leaves_s, {**OPEN, **pose}), (leaves_s + half_s, OPEN)]
        times_s.append((arrives_s - half_s, leaves_s + half_s))
    return [*frames, (frames[-1][0] + style.still_s, OPEN)], times_s


def _rest(exercise: Exercise) -> Angles:
    return _between(exercise, 0.0) if exercise.cycle else OPEN


def _between(exercise: Exercise, share: float) -> Angles:
    """Part of the way from a cycle's rest to its peak."""
    assert exercise.cycle
    low, high = ends(exercise.signals[exercise.cycle.signal])
    start, end = (high, low) if exercise.cycle.ends == "low" else (low, high)
    a, b = {**OPEN, **start}, {**OPEN, **end}
    return {name: a[name] + share * (b[name] - a[name]) for name in a}


def _legs(exercise: Exercise, style: Style, amplitude: float) -> list[tuple[float, Angles]]:
    """Durations and the poses they lead to: one repetition, from rest to rest."""
    if exercise.cycle:
        peak = _between(exercise, amplitude)
        return [(style.move_s, peak), (style.hold_s, peak), (style.move_s, _rest(exercise))]
    assert exercise.sequence
    order = exercise.sequence.order
    half_s = style.move_s / 2
    legs: list[tuple[float, Angles]] = []
    for finger in order[: round(amplitude * len(order))]:
        touch = {**OPEN, **ends(Reading(measure=exercise.sequence.measure, finger=finger))[0]}
        legs += [(half_s, touch), (style.hold_s, touch), (half_s, OPEN), (half_s / 2, OPEN)]
    return legs[:-1]


def touching_in_order(
    fingers: Sequence[Finger], style: Style = PLAIN, share: float = 1.0
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
    for name in OPEN:
        pose = np.array([{**OPEN, **angles}[name] for _, angles in frames])
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


def mirrored(recording: Recording) -> Recording:
    """Give what a camera behind a mirror would have recorded."""
    image, world = recording.image_px.copy(), recording.world_m.copy()
    image[..., 0] = recording.header.frame_size_px[0] - image[..., 0]
    world[..., 0] *= -1
    label = recording.is_right
    swapped = np.where(label >= 0, 1 - label, label).astype(np.int8)
    return replace(recording, image_px=image, world_m=world, is_right=swapped)


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
        )


def streamed(hand: Hand, exercise: Exercise, calibration: Calibration) -> list[Repetition]:
    """Give the repetitions of a hand fed frame by frame, as a live session does."""
    stream = Stream(exercise, calibration)
    found = [repetition for frame in frames_of(hand) for repetition in stream.push(frame)]
    return [*found, *stream.finish()]
