"""Clip sets by name: which clips, by which seed. The same name gives the same clips.

`validation` judges and `training` teaches: hands of the first are of the family `test`, of the
second of the family `train`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

import numpy as np

from handtrack.landmarks.hand import Side
from validation.render.acts.act import Act
from validation.render.acts.catalogue import ACTS, in_library
from validation.render.acts.course import BRISK, GONE_M, SLOW, Tempo, Turn, random_turns, repeat
from validation.render.acts.motion import Motion, Spoil, Status, Sway
from validation.render.clips.clip import ClipSpec, Performer
from validation.render.clips.negatives import NEGATIVES, negative
from validation.render.clips.visible_amplitude import visible_part
from validation.render.model.anthropometry import Family, Shape, random_shape
from validation.render.model.mesh import Model
from validation.render.model.pose import RELAXED
from validation.render.scene.appearance import BACKGROUNDS, LIGHTS, SKINS, Look, Sensor

Make = Callable[[], ClipSpec]
"""Makes a clip: posing a hand for it takes a while, so that is left to whoever films it."""
TEMPOS = (Tempo(), SLOW, BRISK)
MOST_S = 19.5
"""No clip is longer."""
ONCE_HANDS = 2
"""How many hands do what is done as prescribed only."""
OTHER_WAYS = 4
"""In how many other ways a clip is made than as prescribed: see `_placed`."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is decided of a clip before chance decides the rest.

    Parameters
    ----------
    exercise : str
    seed : int
        Decides all that is not decided here.
    family : Family
    side : Side
    skin, light, background : str
    turns : tuple of Turn, optional
        The repetitions; drawn otherwise.
    count : int
        How many repetitions to draw.
    tempo : Tempo
    fps : float
    turned_deg : float
        The camera, away from where the exercise wants it.
    farther : float
        The camera's distance over the prescribed one.
    size_px : tuple of int
    model : Model
        From which the hand is shaped.
    """

    exercise: str
    seed: int
    family: Family = Family.TEST
    side: Side = Side.RIGHT
    skin: str = "medium"
    light: str = "window"
    background: str = "room"
    turns: tuple[Turn, ...] | None = None
    count: int = 5
    tempo: Tempo = TEMPOS[0]
    fps: float = 30.0
    turned_deg: float = 0.0
    farther: float = 1.0
    size_px: tuple[int, int] = (640, 480)
    model: Model = Model.WEBXR


def perform(plan: Plan, name: str) -> ClipSpec:
    """Make the clip of a plan."""
    act = ACTS[plan.exercise]
    random = np.random.default_rng([plan.seed, 81])
    shape = random_shape(plan.family, plan.seed, plan.model)
    motion = _motion(act, plan, shape)
    turned = plan.turned_deg * (1 if random.random() < 0.5 else -1)
    camera = replace(
        act.camera,
        rotation_deg=act.camera.rotation_deg + turned + float(random.uniform(-4, 4)),
        pitch_deg=act.camera.pitch_deg + float(random.uniform(-4, 4)),
        roll_deg=act.camera.roll_deg + float(random.uniform(-5, 5)),
        distance_m=act.camera.distance_m
        * plan.farther
        * shape.size
        * float(random.uniform(0.95, 1.1)),
        shift=(float(random.uniform(-0.05, 0.05)), float(random.uniform(-0.03, 0.03))),
        view_deg=float(random.uniform(52, 60)),
        size_px=plan.size_px,
    )
    look = _look(random, plan)
    things = act.things(shape, motion) if act.things else ()
    if act.aside and plan.side is Side.LEFT:
        motion = _the_other_way(motion)
    hand = Performer(motion, camera, shape, plan.side, look)
    partners = (_partner(hand, act.partner),) if act.partner else ()
    return ClipSpec(
        name=name,
        performers=(hand, *partners),
        look=look,
        camera=camera,
        seconds=motion.lasts_s,
        fps=plan.fps,
        exercise=plan.exercise,
        placement=_placement(plan),
        turned_deg=turned,
        things=things,
        table=act.table,
        quality=int(random.integers(22, 29)),
    )


def _motion(act: Act, plan: Plan, shape: Shape) -> Motion:
    if act.plays is not None:
        return act.plays(shape, np.random.default_rng([plan.seed, 83]))
    assert act.course is not None
    course = act.course(shape)
    turns = plan.turns or random_turns(course, plan.count, plan.seed)
    part = visible_part(plan.exercise, shape, plan.side, act.camera)
    return _fitting(lambda some: repeat(course, some, plan.tempo, plan.seed, part), turns)


def _the_other_way(motion: Motion) -> Motion:
    """The same with the arm going to the other side of the picture."""
    poses = [{**pose, "arm_x": -pose["arm_x"]} for pose in motion.poses]
    return replace(motion, poses=tuple(poses))


def _partner(hand: Performer, beside: tuple[float, float]) -> Performer:
    """The person's other hand, which does the same."""
    aside, behind_m = beside
    x, y = hand.camera.shift
    way = aside if hand.side is Side.RIGHT else -aside
    camera = replace(hand.camera, shift=(x + way, y), distance_m=hand.camera.distance_m + behind_m)
    other = Side.LEFT if hand.side is Side.RIGHT else Side.RIGHT
    return replace(hand, camera=camera, side=other)


def _placement(plan: Plan) -> str:
    if plan.model is not Model.WEBXR:
        return "model"
    off = abs(plan.turned_deg) > 10 or plan.farther > 1.3 or plan.fps < 20
    return "off" if off else "prescribed"


def _fitting(make: Callable[[Sequence[Turn]], Motion], turns: Sequence[Turn]) -> Motion:
    """As many repetitions as fit into the longest clip, the last of which is brought back."""
    motion = make(turns)
    while len(turns) > 1 and (turns[-1].spoil is Spoil.NO_RETURN or motion.lasts_s > MOST_S):
        turns = turns[:-1]
        motion = make(turns)
    return motion


def _look(random: np.random.Generator, plan: Plan) -> Look:
    dim = plan.light in ("dim", "screen")
    sensor = Sensor(
        exposure=float(random.uniform(1.4, 1.8) if dim else random.uniform(0.9, 1.15)),
        noise=float(random.uniform(1.5, 2.5) if dim else random.uniform(0.5, 1.2)),
        blur_px=float(random.uniform(0.4, 0.8)),
        drift=float(random.uniform(0.0, 0.06)),
        shutter=float(random.uniform(0.3, 0.6)),
    )
    return Look(
        skin=plan.skin,
        light=plan.light,
        background=plan.background,
        seed=plan.seed,
        sleeve_m=float(random.uniform(0.04, 0.14)) if random.random() < 0.5 else None,
        creases=float(random.uniform(0.5, 1.5)),
        sensor=sensor,
    )


def _cycled(family: Family, hands: int) -> dict[str, Make]:
    """Each exercise by many hands: side, skin, light, room and tempo in turn.

    `hands` do it as prescribed, each of four or more in one other way, and one of another model.
    """
    made: dict[str, Make] = {}
    for exercise in in_library():
        number = int(exercise)
        for i in range(max(hands, OTHER_WAYS)):
            k = number + 3 * i
            plan = Plan(
                exercise,
                seed=1000 * number + i,
                family=family,
                side=list(Side)[(number + i) % 2],
                skin=list(SKINS)[k % len(SKINS)],
                light=list(LIGHTS)[k % len(LIGHTS)],
                background=BACKGROUNDS[(k + i) % len(BACKGROUNDS)],
                tempo=TEMPOS[k % len(TEMPOS)],
            )
            placed = _placed(plan, i)
            if ACTS[exercise].once:
                placed = placed[:1] if i < ONCE_HANDS else []
            elif i >= hands:
                placed = placed[1:]
            if i == 0 and family is Family.TEST and not ACTS[exercise].once:
                other = replace(plan, model=Model.MAKEHUMAN, seed=plan.seed + 700)
                placed = [*placed, ("model", other)]
            for kind, changed in placed:
                name = f"{exercise.zfill(2)}_{kind}_{i}"
                made[name] = partial(perform, changed, name)
    return made


def _placed(plan: Plan, i: int) -> list[tuple[str, Plan]]:
    """The plan as prescribed, and one other way in turn: off its place, or faster pictures."""
    other = [
        ("turned", replace(plan, turned_deg=25.0)),
        ("far", replace(plan, farther=2.0)),
        ("slow", replace(plan, fps=15.0)),
        ("fast", replace(plan, fps=60.0)),
    ]
    kind, changed = other[i % OTHER_WAYS]
    return [("prescribed", plan), (kind, replace(changed, seed=plan.seed + 500))]


def leaving(clip: ClipSpec, at_s: float) -> ClipSpec:
    """Give the clip of a hand that leaves the picture for good, in the middle of what it does."""
    hand = clip.performers[0]
    motion = hand.motion
    gone = {name: float(values[0]) for name, values in motion.at(np.array([at_s])).items()}
    kept = motion.times_s < at_s
    times_s = np.concatenate([motion.times_s[kept], [at_s, at_s + 0.8, at_s + 3.0]])
    poses = [pose for pose, keep in zip(motion.poses, kept, strict=True) if keep]
    away = {**gone, "arm_x": GONE_M}
    told = tuple(
        r if r.end_s <= at_s else replace(r, status=Status.SPOILED, spoiled=Spoil.OUT_OF_FRAME)
        for r in motion.repetitions
        if r.start_s < at_s
    )
    left = replace(motion, times_s=times_s, poses=(*poses, gone, away, away), repetitions=told)
    performers = (replace(hand, motion=left), *clip.performers[1:])
    return replace(clip, performers=performers, seconds=float(times_s[-1]))


def joined(clip: ClipSpec, other: Side, enters_s: float, leaves_s: float, seed: int) -> ClipSpec:
    """Give the clip with another person's hand that comes in from the side and goes again."""
    hand = clip.performers[0]
    way = GONE_M if other is Side.RIGHT else -GONE_M
    away, here = {**RELAXED, "arm_x": way}, dict(RELAXED)
    times_s = np.array([0.0, enters_s, enters_s + 0.8, leaves_s - 0.8, leaves_s, clip.seconds])
    motion = Motion(times_s, (away, away, here, here, away, away), (), Sway(seed))
    camera = replace(
        hand.camera,
        rotation_deg=hand.camera.rotation_deg + 160.0,
        roll_deg=-50.0,
        distance_m=1.25 * hand.camera.distance_m,
        shift=(0.45 if other is Side.RIGHT else -0.45, 0.15),
    )
    skin = list(SKINS)[(list(SKINS).index(hand.look.skin) + 2) % len(SKINS)]
    look = replace(hand.look, skin=skin, seed=seed, sleeve_m=0.05)
    guest = Performer(motion, camera, random_shape(Family.TEST, seed), other, look)
    return replace(clip, performers=(*clip.performers, guest))


def _set(family: Family, hands: int) -> dict[str, Make]:
    none = {f"no_{kind}": partial(negative, family, kind, f"no_{kind}") for kind in NEGATIVES}
    return _cycled(family, hands) | none


SETS: Mapping[str, Callable[[], Mapping[str, Make]]] = MappingProxyType(
    {"validation": partial(_set, Family.TEST, 2), "training": partial(_set, Family.TRAIN, 4)}
)
"""Clip sets by name: each gives what makes a clip, by the clip's name. A set grows with the
library; what it says of one exercise stays the same."""
