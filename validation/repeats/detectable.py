"""Smallest detectable change from repeated assessments, and how it does on hands held back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from types import MappingProxyType

import numpy as np

from handtrack.assessment.accuracy import LEAST_FIGURES, most_verified
from handtrack.assessment.motions import MOTIONS, MotionKind, motion_of
from handtrack.landmarks.hand import Floats
from handtrack.measurements.error_model import Z95
from handtrack.measurements.number_format import Unit
from handtrack.records.change import ChangeVerdict
from validation.repeats.figures import Pair, Repeat, pairs

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "wrist": (
            "wrist.extension",
            "wrist.flexion",
            "wrist.radial_deviation",
            "wrist.ulnar_deviation",
        ),
        "forearm": ("forearm.supination", "forearm.pronation"),
        "MCP extension of fingers": ("fingers.mcp.extension",),
        "PIP extension of fingers": ("fingers.pip.extension",),
        "DIP extension of fingers": ("fingers.dip.extension",),
        "MCP flexion of fingers": ("fingers.mcp.flexion",),
        "PIP flexion of fingers": ("fingers.pip.flexion",),
        "DIP flexion of fingers": ("fingers.dip.flexion",),
        "total active motion": ("fingers.total",),
        "spread": ("hand.spread", "fingers.abduction"),
        "extension of the thumb": ("thumb.mcp.extension", "thumb.ip.extension"),
        "flexion of the thumb": ("thumb.mcp.flexion", "thumb.ip.flexion"),
        "abduction of the thumb": ("thumb.radial_abduction", "thumb.palmar_abduction"),
        "tip to palm": ("fingers.tip_to_palm",),
        "span": ("hand.span",),
    }
)
"""Kinds of motion whose repeats are pooled."""
LEAST: Mapping[Unit, float] = MappingProxyType({"deg": 5.0, "L": 0.05})
"""No smallest change is smaller, whatever rendered hands show: people do not come back to a pose
exactly, and three-dimensional motion capture of people has one of 5 to 12 degrees
(10.1186/s13018-019-1177-y). Hand lengths: judgement, half a centimetre."""
_STEP: Mapping[Unit, float] = MappingProxyType({"deg": 1.0, "L": 0.01})
DRAWS = 1000
"""Of hands with replacement."""
TWICE = (1.9, 2.5)
"""A true change of so many times the smallest detectable one is one of twice it."""


@dataclass(frozen=True, slots=True)
class Detectable:
    """What repeats of one kind of motion show.

    Parameters
    ----------
    name : str
    motions : tuple of str
        Keys without finger and pose, "fingers." for each finger.
    unit : str
    sem : float
        Standard error of measurement.
    largest_95 : float
        What 95 % of the differences are within.
    of_others : float
        The larger of that and of 1.96 · √2 · SEM, as it may be of other hands: exceeded by a tenth
        of as many hands drawn from these again and again.
    smallest_change : float
    pairs, hands : int
    misread : int
        Figures that were misread, which are in none of these.
    """

    name: str
    motions: tuple[str, ...]
    unit: Unit
    sem: float
    largest_95: float
    of_others: float
    smallest_change: float
    pairs: int
    hands: int
    misread: int


def misread(figure: Repeat) -> bool:
    """Whether a figure is so far from the truth that another pose was seen.

    Three times the bound of what is verified: 30 degrees. No smallest change guards against that.
    """
    off = abs((figure.value or 0.0) - figure.true)
    return figure.value is not None and off > 3 * most_verified(figure.motion)


def detectable(figures: Sequence[Repeat]) -> list[Detectable]:
    """Measure the smallest detectable change of each kind of motion.

    Parameters
    ----------
    figures : sequence of Repeat
        Of hands that did not change; other occasions are passed over.

    Raises
    ------
    ValueError
        A kind of motion was not measured twice by any hand.
    """
    wrong = [f for f in figures if misread(f)]
    all_pairs = pairs([f for f in figures if not misread(f)])
    return [
        _group(name, motions, all_pairs, sum(f.sort in motions for f in wrong))
        for name, motions in GROUPS.items()
    ]


def _group(
    name: str, motions: tuple[str, ...], all_pairs: Iterable[Pair], wrong: int
) -> Detectable:
    own = [p for p in all_pairs if p.before.sort in motions and p.difference is not None]
    if not own:
        raise ValueError(f"no hand was measured twice: {name}")
    by_hand: dict[int, list[float]] = {}
    for pair in own:
        by_hand.setdefault(pair.before.hand, []).append(abs(pair.difference or 0.0))
    hands = [np.array(apart) for apart in by_hand.values()]
    unit, apart = motion_of(own[0].before.motion).unit, np.concatenate(hands)
    random = np.random.default_rng(DRAWS)
    drawn = [
        _within(np.concatenate([hands[i] for i in random.integers(len(hands), size=len(hands))]))
        for _ in range(DRAWS)
    ]
    of_others = float(np.percentile(drawn, 90))
    step = _STEP[unit]
    smallest = round(ceil(round(max(LEAST[unit], of_others) / step, 6)) * step, 2)
    sem, largest = _sem(apart), float(np.percentile(apart, 95))
    return Detectable(
        name, motions, unit, sem, largest, of_others, smallest, len(own), len(hands), wrong
    )


def _sem(apart: Floats) -> float:
    return sqrt(float(np.square(apart).mean()) / 2)


def _within(apart: Floats) -> float:
    """What differences are within, by their standard deviation or by their number."""
    return max(Z95 * sqrt(2) * _sem(apart), float(np.percentile(apart, 95)))


def held_errors(figures: Sequence[Repeat]) -> dict[str, float]:
    """Measure the accuracy of distances, and of motions counted from a pose held before, by motion.

    It is the larger of what 95 % of the errors are within and of 1.96 times their root mean square;
    of a joint's two directions the larger, since the pose that both are counted from is shared.

    Parameters
    ----------
    figures : sequence of Repeat
        Only those read from where the motion shows count.
    """
    off: dict[str, list[float]] = {}
    for figure in figures:
        motion = motion_of(figure.motion)
        reading = motion.reading.measurement if motion.measure else None
        distance = motion.kind is MotionKind.DISTANCE
        if reading is None or not (motion.relative or reading.needs_forearm or distance):
            continue
        if figure.value is not None and figure.view in reading.views:
            off.setdefault(figure.sort, []).append(figure.value - figure.true)
    own = {
        motion: max(
            Z95 * float(np.sqrt(np.mean(np.square(errors)))),
            float(np.percentile(np.abs(errors), 95)),
        )
        for motion, errors in off.items()
        if len(errors) >= LEAST_FIGURES
    }
    return {
        motion: max(error, own.get(MOTIONS[motion].opposite, 0.0) if motion in MOTIONS else 0.0)
        for motion, error in own.items()
    }


def toml(found: Sequence[Detectable], errors: Mapping[str, float], source: str) -> str:
    """Write the packaged file that the program reads.

    Parameters
    ----------
    found : sequence of Detectable
    errors : mapping of str to float
        From `held_errors`.
    source : str
        Where the figures come from.
    """
    lines = ["# Written by `just repeats`; do not edit by hand."]
    for one in found:
        lines += ["", "[[group]]", f'name = "{one.name}"']
        lines += ["motions = [", *(f'    "{motion}",' for motion in one.motions), "]"]
        lines += [f"smallest_change = {one.smallest_change:g}", f"sem = {one.sem:.3g}"]
        lines += [f'source = "{source}: {one.pairs} pairs, {one.hands} hands"']
    lines += [
        "",
        "# Half width of the 95 % interval: distances, motions counted from a pose held before.",
    ]
    lines += ["[held_error]", *(f'"{motion}" = {e:.3g}' for motion, e in errors.items())]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Told:
    """What the program says of pairs of figures.

    Parameters
    ----------
    pairs, compared, changed : int
        All of them, those it compares, and those it calls changed the way they were (of unchanged
        ones: any way).
    """

    pairs: int
    compared: int
    changed: int

    @property
    def share(self) -> float | None:
        """Of those compared."""
        return self.changed / self.compared if self.compared else None


_NOT_TOLD = (ChangeVerdict.NO_CHANGE, ChangeVerdict.NOT_COMPARABLE)


def told(found: Iterable[Pair]) -> Told:
    """Count what the program says.

    Parameters
    ----------
    found : iterable of Pair
    """
    count = compared = changed = 0
    for pair in found:
        said = pair.change
        count += 1
        compared += said.verdict is not ChangeVerdict.NOT_COMPARABLE
        right_way = said.delta is not None and (not pair.true or said.delta * pair.true > 0)
        changed += said.verdict not in _NOT_TOLD and right_way
    return Told(count, compared, changed)


def twice(found: Iterable[Pair]) -> list[Pair]:
    """Choose the pairs whose true change is twice the smallest detectable one.

    Parameters
    ----------
    found : iterable of Pair
    """
    low, high = TWICE
    return [p for p in found if low <= abs(p.true) / p.change.mdc <= high]


def of_group(found: Iterable[Pair], motions: Sequence[str]) -> list[Pair]:
    """Choose the pairs of some motions.

    Parameters
    ----------
    found : iterable of Pair
    motions : sequence of str
        Without finger and pose.
    """
    return [p for p in found if p.before.sort in motions]
