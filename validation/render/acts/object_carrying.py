"""Acts in which something is carried: coins, beans and a pen, on a table or into the palm."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.optimize import least_squares

from handtrack.landmarks.hand import Finger, Floats, Landmark
from validation.render.acts.act import fingers, in_a_row
from validation.render.acts.course import Course
from validation.render.acts.motion import Motion, Repetition, Status
from validation.render.model.anthropometry import Shape, shaped
from validation.render.model.pinch_solver import touching
from validation.render.model.pose import LIMITS, Pose, blend, full
from validation.render.scene.object_shapes import bean, coin, pen
from validation.render.scene.objects import Hold, Holder, Thing

_KEEPING = {
    name: value
    for name, value in fingers(mcp=72.0, pip=88.0, dip=45.0).items()
    if name.startswith(("ring", "little"))
}
"""Ring and little finger closed on what is in the palm."""

REPETITIONS = 5

_SHORT = 0.4
"""Share of its way that a movement goes which stops short."""

_COIN = Hold(Holder.PINCH, along=(0.5, -0.5, 0.7))

_BEAN = Hold(Holder.PINCH, along=(0.3, 1.0, 0.0))


def thumb_to(
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
    short = int(random.integers(1, REPETITIONS - 1))
    for number in range(REPETITIONS):
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


def stacking(shape: Shape, random: np.random.Generator) -> Motion:
    """Coins from one place to a stack at another, the hand going back empty."""
    pinch = touching(shape, Finger.INDEX)
    loose = blend(pinch, {}, 0.5)
    return _carrying(pinch, loose, "arm_x", (-0.11, 0.11), random, fetch=True)


def coins_to_a_stack(shape: Shape, motion: Motion) -> tuple[Thing, ...]:
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


def across_the_table(shape: Shape, random: np.random.Generator) -> Motion:
    """A pen to the far side, and back with the next grip."""
    loose = {**fingers(mcp=12.0, pip=16.0, dip=8.0), "thumb_palmar": 30.0}
    return _carrying(_ROUND_PEN, loose, "arm_y", (_FAR_M, -_FAR_M), random, fetch=False)


def pen_across(shape: Shape, motion: Motion) -> tuple[Thing, ...]:
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


def one_by_one(shape: Shape) -> Course:
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


def full_repetitions(motion: Motion) -> list[Repetition]:
    """Repetitions that reach the end of the movement."""
    return [r for r in motion.repetitions if r.status is Status.FULL]


def coins_out(shape: Shape, motion: Motion) -> tuple[Thing, ...]:
    """A coin for each whole closing, out of the palm onto the table."""
    return tuple(
        Thing(f"coin{n + 1}", coin(0.010), _counted(r, _in_palm(n), _COIN, _on_table(n)))
        for n, r in enumerate(full_repetitions(motion))
    )


_BEANS_M = (-0.11, -0.06, -0.01)
"""Where the hand is for each bean, the farthest first ..."""

_DRAWN_BACK_M = 0.11
"""... and between two of them."""

_WHITE = (0.80, 0.76, 0.66)


def gathering(shape: Shape, random: np.random.Generator) -> Motion:
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


def beans_in_and_out(shape: Shape, motion: Motion) -> tuple[Thing, ...]:
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
