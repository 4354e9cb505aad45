"""Recordings of hands that do each exercise in many ways, for prototypes and for judging them.

Two hands perform: the synthetic hand of the tests, which can do any exercise from its file, and the
bench's hand, which does those it has an act for, with hands of the family it is given. Neither is
filmed: a recording is made of the true points, and then disturbed in the ways in which a tracker
and a room disturb it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from handtrack.definitions.exercise import Exercise
from handtrack.landmarks.hand import PALM, Floats, Landmark, Side
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.recording_header import Header
from handtrack.landmarks.views import View, palm_orientation
from handtrack.measurements import MEASUREMENTS
from handtrack.scoring.score import score
from synthetic_hand.performances.exercise_poses import moved
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Besides, Style
from synthetic_hand.pose import FIST
from validation.render.acts.catalogue import ACTS
from validation.render.clips.clip import ClipSpec
from validation.render.clips.negatives import negative
from validation.render.clips.sets import TEMPOS, Plan
from validation.render.clips.sets import perform as bench_clip
from validation.render.model.anthropometry import Family

BODY_VIEWS = (View.END, View.BODY)
NONE = ""
"""The exercise of a hand that does none."""


@dataclass(frozen=True, slots=True)
class Take:
    """One recording and what it shows.

    Parameters
    ----------
    exercise : str
        Id; `NONE` for a hand that does none.
    kind : str
        What makes takes of one exercise look different: the hand that performs, the view, the
        finger.
    """

    exercise: str
    kind: str
    recording: Recording


def takes_of(exercise: Exercise, count: int, seed: int, family: Family) -> Iterator[Take]:
    """Perform one exercise `count` times in each kind, disturbed."""
    random = np.random.default_rng([seed, sum(map(ord, exercise.id))])
    fingers = exercise.choice.fingers if exercise.choice else (None,)
    views = exercise.views or (View.PALM, View.OBLIQUE, View.SIDE)
    for finger in fingers:
        done = exercise.with_finger(finger) if finger else exercise
        for view in views:
            for _ in range(count):
                recording = perform(done, style_of(done, view, random))
                yield Take(exercise.id, f"{view} {finger}", disturbed(recording, random))
            yield from _folded(done, view, count, random)
    if exercise.id in ACTS:
        for _ in range(2 * count):
            plan = Plan(
                exercise.id,
                seed=int(random.integers(1_000_000)),
                family=family,
                side=Side.LEFT if random.random() < 0.5 else Side.RIGHT,
                tempo=TEMPOS[int(random.integers(len(TEMPOS)))],
                turned_deg=float(random.choice([0.0, 0.0, 15.0])),
            )
            yield Take(exercise.id, "bench", disturbed(recorded(bench_clip(plan, "")), random))


def _folded(
    exercise: Exercise, view: View, count: int, random: np.random.Generator
) -> Iterator[Take]:
    """The chosen finger does it with the idle fingers folded, where that still counts."""
    if exercise.choice is None:
        return
    (finger,) = exercise.choice.fingers
    idle = {n: FIST[n] for n in FIST if not n.startswith((finger, "thumb"))}
    idle = {n: angle for n, angle in idle.items() if n not in moved(exercise)}
    for _ in range(count):
        share = float(random.uniform(0.5, 1.0))
        style = style_of(exercise, view, random)
        folded = Besides.always({n: share * angle for n, angle in idle.items()})
        recording = perform(exercise, style, folded)
        if not score(recording, exercise).result.summary.valid:
            return
        yield Take(exercise.id, f"{view} {finger} folded", disturbed(recording, random))


def idle_takes(count: int, seed: int, family: Family) -> Iterator[Take]:
    """Hands that do no exercise: still, waving, moving freely."""
    random = np.random.default_rng([seed, 7])
    for kind in ("still", "free", "waving"):
        for _ in range(count):
            clip = negative(family, kind, kind, int(random.integers(1_000_000)))
            yield Take(NONE, kind, disturbed(recorded(clip), random))


def style_of(exercise: Exercise, view: View, random: np.random.Generator) -> Style:
    """Draw how an exercise is performed."""
    cued = exercise.sequence is not None and exercise.sequence.cue is not None
    few = {"sequence": 10 if cued else 2, "hold": 1, "activity": 1}
    full = 0.3 if exercise.activity else float(random.uniform(0.8, 1.1))
    full = 1.0 if exercise.sequence else full
    return Style(
        side=Side.LEFT if random.random() < 0.5 else Side.RIGHT,
        view=view,
        amplitudes=[full] * few.get(exercise.verifier, 4),
        move_s=float(random.uniform(0.6, 1.5)),
        hold_s=float(random.uniform(0.2, 0.9)),
        rest_s=float(random.uniform(0.3, 1.0)),
        still_s=1.5,
    )


def recorded(clip: ClipSpec) -> Recording:
    """The recording a perfect tracker would make of a clip."""
    hand = clip.performers[0]
    joints = hand.joints_m(clip.times_s)
    camera = clip.camera
    wrist = joints[:, :1]
    depth = (joints - wrist)[..., 2:] * camera.focal_px / wrist[..., 2:]
    image = np.concatenate([camera.project(joints), depth], axis=-1)
    frames = len(joints)
    return Recording(
        Header(camera.size_px, source="bench"),
        time_s=clip.times_s,
        image_px=image[:, None].astype(np.float32),
        world_m=(joints - joints[:, PALM].mean(axis=1, keepdims=True))[:, None].astype(np.float32),
        is_right=np.full((frames, 1), int(hand.side is Side.RIGHT), np.int8),
        side_score=np.full((frames, 1), 0.99, np.float32),
        settling=np.zeros((frames, 1), bool),
    )


def disturbed(recording: Recording, random: np.random.Generator) -> Recording:
    """The same seen from a little elsewhere, of another hand, by a tracker that errs."""
    turn = _turn(np.radians(random.normal(0.0, [8.0, 8.0, 12.0])))
    stretch = random.uniform(0.92, 1.08, (2, 1)) * [1.0, 1.0] * random.uniform(0.95, 1.05, (2, 2))
    depth = random.uniform(0.6, 1.15, 2)
    bias = random.normal(0.0, 0.025, (2, 21, 3, 3))
    posture = _posture(recording)
    points = []
    for i, kept in enumerate((recording.image_px, recording.world_m)):
        wrist = kept[:, :, Landmark.WRIST : Landmark.WRIST + 1]
        length = np.sqrt(((kept[:, :, Landmark.MIDDLE_MCP] - wrist[:, :, 0]) ** 2).sum(-1))
        length = np.nanmedian(length)
        turned = (kept - wrist) @ turn.T * [*stretch[i], depth[i]]
        waver = _waver(kept.shape, recording.time_s, random)
        points.append(
            (
                wrist + turned + length * (np.einsum("lck,fsk->fslc", bias[i], posture) + waver)
            ).astype(np.float32)
        )
    return replace(recording, image_px=points[0], world_m=points[1])


def _posture(recording: Recording) -> Floats:
    """What a tracker's error depends on, shape (N, slots, 3): 1, facing, how open the hand is."""
    slots = []
    for slot, side in enumerate(recording.slot_sides()):
        hand = recording.hand(slot, side or Side.RIGHT)
        opened = (MEASUREMENTS["aperture"].read(hand) - 1.2) / 0.6
        slots.append(np.stack([np.ones(len(opened)), palm_orientation(hand), opened], axis=-1))
    return np.stack(slots, axis=1)


def _waver(shape: tuple[int, ...], time_s: Floats, random: np.random.Generator) -> Floats:
    """What a tracker adds of its own: slow wandering and jitter, in hand lengths."""
    tempo_hz, phase = random.uniform(0.2, 1.0, shape[1:]), random.uniform(0, 6.28, shape[1:])
    angle = 2 * np.pi * tempo_hz * time_s[:, None, None, None] + phase
    result: Floats = 0.012 * np.sin(angle) + random.normal(0.0, 0.006, shape)
    return result


def _turn(angles: Floats) -> Floats:
    turn = np.eye(3)
    for axis, angle in enumerate(angles):
        i, j = (axis + 1) % 3, (axis + 2) % 3
        one = np.eye(3)
        one[i, i] = one[j, j] = np.cos(angle)
        one[i, j], one[j, i] = -np.sin(angle), np.sin(angle)
        turn = one @ turn
    return turn
