"""Acts that handle things: carried and let go, taken up and put down, turned in the fingers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
from scipy.optimize import least_squares

from handtrack.landmarks.hand import Finger, Floats, Landmark
from validation.render.acts.act import FRONT, RELAXED_FINGERS, SLANT, Act, fingers, in_a_row
from validation.render.acts.course import Course
from validation.render.acts.motion import Motion, Repetition, Spoil, Status
from validation.render.model.anthropometry import Shape, shaped
from validation.render.model.pinch_solver import touching
from validation.render.model.pose import LIMITS, Pose, blend, full
from validation.render.scene.camera import Camera
from validation.render.scene.objects import Hold, Holder, Table, Thing, ball, bean, coin, pen

_BESIDE = Camera(rotation_deg=35.0, roll_deg=-90.0, distance_m=0.55)
"""Across the table: the hand stands on its little-finger side, the palm at a slant to the lens."""
_FROM_THUMB_SIDE = replace(_BESIDE, rotation_deg=45.0)
_TABLE_BESIDE = Table(normal=(1.0, 0.0, 0.0), depth_m=0.05)
_KEEPING = {
    name: value
    for name, value in fingers(mcp=72.0, pip=88.0, dip=45.0).items()
    if name.startswith(("ring", "little"))
}
"""Ring and little finger closed on what is in the palm."""
_COUNT = 5
_SHORT = 0.4
"""Share of its way that a movement goes which stops short."""
_STEPS = 24
"""Poses of one round of the thumb, and holds of one round of a pen."""
_ROUND_M = 0.016
_SHIFT_M = 0.025
"""How far one step of the thumb shifts the grip along a pen."""
_COIN = Hold(Holder.PINCH, along=(0.5, -0.5, 0.7))
_BEAN = Hold(Holder.PINCH, along=(0.3, 1.0, 0.0))


def _thumb_to(
    shape: Shape, base: Pose, way_m: tuple[float, float, float]
) -> Mapping[str, float | Floats]:
    """Move the thumb's tip so far from where it is: to the thumb's side, to the fingers, out."""
    hand = shaped(shape)
    names = ("thumb_radial", "thumb_palmar", "thumb_mcp", "thumb_ip")
    low, high = np.array([LIMITS[name] for name in names]).T
    low, high = low - 25.0, high + 12.0
    natural = np.clip([float(np.asarray(full(base)[name])) for name in names], low, high)

    def tip(values: Floats) -> Floats:
        posed = hand.pose({**base, **dict(zip(names, values.tolist(), strict=True))})
        at: Floats = posed.joints[..., Landmark.THUMB_TIP, :]
        return at

    goal = tip(natural) + np.array(way_m)

    def misses(values: Floats) -> Floats:
        return np.concatenate([(tip(values) - goal) / 0.001, 0.01 * (values - natural)])

    found = least_squares(misses, natural, bounds=(low, high)).x
    return {**base, **dict(zip(names, found.tolist(), strict=True))}


def _carrying(
    closed: Pose,
    loose: Pose,
    axis: str,
    ends_m: tuple[float, float],
    random: np.random.Generator,
    fetch: bool,
) -> Motion:
    """Close at one end, go to the other, open there; once let go of too soon.

    The open hand comes back where it is to `fetch` the next thing, and where it let go too soon;
    otherwise the next way leads back.
    """
    (here_m, there_m), now_s = ends_m, 1.2
    row: list[tuple[float, Pose]] = [(0.0, {**loose, axis: here_m}), (1.2, {**loose, axis: here_m})]
    done: list[Repetition] = []
    short = int(random.integers(1, _COUNT - 1))
    for number in range(_COUNT):
        share = _SHORT if number == short else 1.0
        to_m = here_m + share * (there_m - here_m)
        carry_s = float(random.uniform(0.8, 1.1))
        row += [(0.5, {**closed, axis: here_m}), (carry_s, {**closed, axis: to_m})]
        row += [(0.25, {**closed, axis: to_m}), (0.45, {**loose, axis: to_m})]
        end_s = now_s + carry_s + 1.2
        status = Status.FULL if share == 1.0 else Status.PARTIAL
        done.append(Repetition(now_s, now_s + 0.5 + carry_s, end_s, share, status))
        if not fetch and share == 1.0:
            here_m, there_m = there_m, here_m
        row += [(0.8, {**loose, axis: here_m}), (0.35, {**loose, axis: here_m})]
        now_s = end_s + 1.15
    return in_a_row([*row, (0.8, row[-1][1])], done, random)


def _stacking(shape: Shape, random: np.random.Generator) -> Motion:
    """Coins from one place to a stack at another, the hand going back empty."""
    pinch = touching(shape, Finger.INDEX)
    loose = blend(pinch, {}, 0.5)
    return _carrying(pinch, loose, "arm_x", (-0.11, 0.11), random, fetch=True)


def _coins_to_a_stack(shape: Shape, motion: Motion) -> tuple[Thing, ...]:
    """A coin for each carry: it lies apart, goes along, and lies where it was let go."""
    things = []
    for number, repetition in enumerate(motion.repetitions):
        end_m = 0.22 * repetition.amplitude
        apart = Hold(Holder.TABLE, (-0.05, 0.22 - 0.006 * number, 0.002))
        put = Hold(Holder.TABLE, (-0.05, 0.22 - end_m, 0.004 + 0.0021 * number))
        course = _taken(repetition, apart, _COIN, put)
        things.append(Thing(f"coin{number + 1}", coin(), course))
    return tuple(things)


def _taken(
    repetition: Repetition, before: Hold, held: Hold, after: Hold
) -> tuple[tuple[float, Hold], ...]:
    """Closed on half a second after the start, opened from in the last half second."""
    start_s, end_s = repetition.start_s, repetition.end_s
    return (
        (0.0, before),
        (start_s + 0.2, before),
        (start_s + 0.5, held),
        (end_s - 0.45, held),
        (end_s - 0.15, after),
    )


_ROUND_PEN = {
    **fingers(mcp=62.0, pip=78.0, dip=42.0),
    "thumb_radial": 8.0,
    "thumb_palmar": 48.0,
    "thumb_mcp": 28.0,
    "thumb_ip": 40.0,
}
_FAR_M = 0.13


def _across_the_table(shape: Shape, random: np.random.Generator) -> Motion:
    """A pen to the far side, and back with the next grip."""
    loose = {**fingers(mcp=12.0, pip=16.0, dip=8.0), "thumb_palmar": 30.0}
    return _carrying(_ROUND_PEN, loose, "arm_y", (_FAR_M, -_FAR_M), random, fetch=False)


def _pen_across(shape: Shape, motion: Motion) -> tuple[Thing, ...]:
    """It lies under the fingers, goes along in the hand, and lies where it was let go of."""
    held = Hold(Holder.PALM, (0.0, 0.088, 0.030), (-1.0, 0.1, 0.0))

    def lies(at_m: float) -> Hold:
        return Hold(Holder.TABLE, (0.0, 0.10 - at_m, 0.005), (1.0, 0.1, 0.0))

    here_m = _FAR_M
    course: list[tuple[float, Hold]] = [(0.0, lies(here_m))]
    for repetition in motion.repetitions:
        to_m = here_m - 2 * repetition.amplitude * here_m
        course += _taken(repetition, lies(here_m), held, lies(to_m))[1:]
        here_m = to_m if repetition.status is Status.FULL else here_m
        course.append((repetition.end_s + 0.1, lies(here_m)))
    return (Thing("pen", pen(), course),)


def _one_by_one(shape: Shape) -> Course:
    """Thumb and index finger close on one thing after the other, the others keep the rest."""
    closed = {**touching(shape, Finger.INDEX), **_KEEPING}
    return Course(rest={**blend(closed, {}, 0.6), **_KEEPING}, through=(closed,))


def _in_palm(number: int) -> Hold:
    return Hold(Holder.PALM, (0.002 * number - 0.015, 0.055 + 0.003 * number, 0.022), (0.2, 0, 1.0))


def _on_table(number: int) -> Hold:
    return Hold(Holder.TABLE, (-0.07 - 0.02 * (number % 2), 0.15 - 0.028 * number, 0.003))


def _counted(
    repetition: Repetition, before: Hold, held: Hold, after: Hold
) -> list[tuple[float, Hold]]:
    """In the fingers around the far end of a repetition."""
    start_s, peak_s, end_s = repetition.start_s, repetition.peak_s, repetition.end_s
    return [(start_s, before), (peak_s - 0.1, held), (peak_s + 0.1, held), (end_s, after)]


def _whole(motion: Motion) -> list[Repetition]:
    return [r for r in motion.repetitions if r.status is Status.FULL]


def _coins_out(shape: Shape, motion: Motion) -> tuple[Thing, ...]:
    """A coin for each whole closing, out of the palm onto the table."""
    return tuple(
        Thing(f"coin{n + 1}", coin(0.010), _counted(r, _in_palm(n), _COIN, _on_table(n)))
        for n, r in enumerate(_whole(motion))
    )


_BEANS_M = (-0.11, -0.06, -0.01)
"""Where the hand is for each bean, the farthest first ..."""
_DRAWN_BACK_M = 0.11
"""... and between two of them."""
_WHITE = (0.80, 0.76, 0.66)


def _gathering(shape: Shape, random: np.random.Generator) -> Motion:
    """Fetch one bean after the other, keep them all, and put each back where it was."""
    closed = {**touching(shape, Finger.INDEX), **_KEEPING}
    loose = {**blend(closed, {}, 0.6), **_KEEPING}
    home_m, now_s = _DRAWN_BACK_M, 1.2
    row: list[tuple[float, Pose]] = [
        (0.0, {**loose, "arm_x": home_m}),
        (1.2, {**loose, "arm_x": home_m}),
    ]
    done: list[Repetition] = []
    for fetches in (True, False):
        for there_m in _BEANS_M:
            from_m, to_m = (there_m, home_m) if fetches else (home_m, there_m)
            reach_s, carry_s = random.uniform(0.55, 0.75, 2).tolist()
            if fetches:
                row.append((reach_s, {**loose, "arm_x": there_m}))
                now_s += reach_s
            row += [(0.5, {**closed, "arm_x": from_m}), (carry_s, {**closed, "arm_x": to_m})]
            row += [(0.15, {**closed, "arm_x": to_m}), (0.45, {**loose, "arm_x": to_m})]
            end_s = now_s + carry_s + 1.1
            done.append(Repetition(now_s, now_s + 0.5 + carry_s / 2, end_s))
            if not fetches:
                row.append((reach_s, {**loose, "arm_x": home_m}))
                end_s += reach_s
            row.append((0.35, {**loose, "arm_x": home_m}))
            now_s = end_s + 0.35
    return in_a_row([*row, (1.0, row[-1][1])], done, random)


def _beans_in_and_out(shape: Shape, motion: Motion) -> tuple[Thing, ...]:
    """Each bean goes from its place into the palm, and later back."""
    things = []
    count = len(_BEANS_M)
    fetched, put = motion.repetitions[:count], motion.repetitions[count:]
    for n, place_m in enumerate(_BEANS_M):
        lies = Hold(Holder.TABLE, (-0.05, 0.11 - place_m, 0.003))
        kept = Hold(Holder.PALM, (-0.02, 0.045 + 0.005 * n, 0.012))
        course = _taken(fetched[n], lies, _BEAN, kept) + _taken(put[n], kept, _BEAN, lies)[1:]
        things.append(Thing(f"bean{n + 1}", bean(colour=_WHITE), course))
    return tuple(things)


def _rubbing(shape: Shape) -> Course:
    """The thumb's tip along the index finger, back and forth."""
    pinch = touching(shape, Finger.INDEX)
    near, far = (_thumb_to(shape, pinch, (0.0, way_m, 0.004)) for way_m in (-0.014, 0.008))
    return Course(
        rest=near,
        through=(far,),
        spoils={
            Spoil.FOREARM_MOVES: ({**far, "arm_x": 0.09},),
            Spoil.FOREARM_TURNS: ({**far, "forearm_rotation": 80.0},),
        },
    )


def _pen_rolled(shape: Shape, motion: Motion) -> tuple[Thing, ...]:
    return (Thing("pen", pen(), ((0.0, Hold(Holder.PINCH, along=(1.0, 0.25, 0.35))),)),)


def _pen_shifted(shape: Shape, motion: Motion) -> tuple[Thing, ...]:
    """Each step of the thumb shifts the grip along the pen, towards its end and back."""
    along = np.array([0.55, -0.70, -0.15])
    along /= np.linalg.norm(along)
    whole = _whole(motion)

    def held(at_m: float) -> Hold:
        x, y, z = (along * at_m).tolist()
        return Hold(Holder.PINCH, (x, y, z), tuple(along.tolist()))

    at_m = 0.05
    course = [(0.0, held(at_m))]
    for number, repetition in enumerate(whole):
        course.append((repetition.start_s, held(at_m)))
        at_m += _SHIFT_M if number >= (len(whole) + 1) // 2 else -_SHIFT_M
        course.append((repetition.peak_s, held(at_m)))
    return (Thing("pen", pen(), course),)


_OVER_THE_FINGERS = {**fingers(mcp=26.0, pip=34.0, dip=18.0), "thumb_opposition": 10.0}


def _pushing(shape: Shape) -> Course:
    """The thumb pushes across the fingers, out and back."""
    radial = {"thumb_radial": 30.0, "thumb_palmar": 48.0, "thumb_mcp": 8.0, "thumb_ip": 8.0}
    ulnar = {"thumb_radial": -20.0, "thumb_palmar": 54.0, "thumb_mcp": 20.0, "thumb_ip": 18.0}
    far = {**_OVER_THE_FINGERS, **ulnar}
    return Course(
        rest={**_OVER_THE_FINGERS, **radial},
        through=(far,),
        spoils={
            Spoil.FOREARM_MOVES: ({**far, "arm_x": 0.09},),
            Spoil.FOREARM_TURNS: ({**far, "forearm_rotation": 80.0},),
        },
    )


def _pen_turned(shape: Shape, motion: Motion) -> tuple[Thing, ...]:
    """Once round the middle finger with each whole push."""
    course: list[tuple[float, Hold]] = []
    for repetition in _whole(motion):
        for step, time_s in enumerate(
            np.linspace(repetition.start_s, repetition.end_s, _STEPS + 1).tolist()
        ):
            turn = 2 * np.pi * step / _STEPS
            along = (float(np.cos(turn)), float(np.sin(turn)), 0.0)
            course.append((time_s, Hold(Holder.PALM, (0.0, 0.115, 0.050), along)))
    return (Thing("pen", pen(), course),)


def _winding(shape: Shape, random: np.random.Generator) -> Motion:
    """The thumb's tip goes round over the palm; once it stops half way."""
    base = {**RELAXED_FINGERS, "thumb_radial": 8.0, "thumb_palmar": 44.0}
    base |= {"thumb_mcp": 28.0, "thumb_ip": 30.0}
    turns = 2 * np.pi * np.arange(_STEPS) / _STEPS
    poses = [
        _thumb_to(shape, base, (_ROUND_M * float(np.cos(t)), _ROUND_M * float(np.sin(t)), 0.0))
        for t in turns
    ]
    row: list[tuple[float, Pose]] = [(0.0, poses[0]), (1.5, poses[0])]
    done: list[Repetition] = []
    now_s, at, short = 1.5, 0, int(random.integers(1, _COUNT - 1))
    for number in range(_COUNT):
        share = 0.5 if number == short else 1.0
        steps, round_s = round(share * _STEPS), float(random.uniform(1.9, 2.4)) * share
        for step in range(1, steps + 1):
            row.append((round_s / steps, poses[(at + step) % _STEPS]))
        at += steps
        status = Status.FULL if share == 1.0 else Status.PARTIAL
        end_s = now_s + round_s
        done.append(Repetition(now_s, now_s + round_s / 2, end_s, share, status))
        row.append((0.9, poses[at % _STEPS]))
        now_s = end_s + 0.9
    return in_a_row([*row, (0.6, row[-1][1])], done, random)


def _under_the_thumb(shape: Shape, motion: Motion) -> tuple[Thing, ...]:
    """A ball rolls half as far as the thumb that is on it."""
    hand, radius_m = shaped(shape), 0.012
    course: list[tuple[float, Hold]] = []
    tips = [hand.pose(pose).joints[..., Landmark.THUMB_TIP, :] for pose in motion.poses]
    middle = (np.min(tips, axis=0) + np.max(tips, axis=0)) / 2
    for time_s, tip in zip(motion.times_s.tolist(), tips, strict=True):
        x, y, _ = (middle + 0.5 * (tip - middle)).tolist()
        course.append((time_s, Hold(Holder.PALM, (x, y, 0.022 + radius_m))))
    return (Thing("ball", ball(radius_m), course),)


_FAR_ABOVE = Camera(rotation_deg=180.0, distance_m=0.68)

HANDLING: Mapping[str, Act] = MappingProxyType(
    {
        "5": Act(
            None,
            _FROM_THUMB_SIDE,
            _TABLE_BESIDE,
            _coins_to_a_stack,
            plays=_stacking,
            aside=True,
            once=True,
        ),
        "15": Act(
            None, _FAR_ABOVE, Table(depth_m=0.05), _pen_across, plays=_across_the_table, once=True
        ),
        "16": Act(_rubbing, SLANT, things=_pen_rolled, once=True),
        "17": Act(_one_by_one, _BESIDE, _TABLE_BESIDE, _coins_out, once=True),
        "24": Act(None, FRONT, things=_under_the_thumb, plays=_winding, once=True),
        "36": Act(_pushing, SLANT, things=_pen_turned, once=True),
        "37": Act(_rubbing, SLANT, things=_pen_shifted, once=True),
        "38": Act(
            None,
            _BESIDE,
            _TABLE_BESIDE,
            _beans_in_and_out,
            plays=_gathering,
            aside=True,
            once=True,
        ),
    }
)
"""By the exercise's id."""
