"""Assessed motions of hand, wrist and forearm, by key: "index.pip.flexion".

A motion is one direction of one joint. Its value increases in that direction, so one reading gives
60 for `wrist.extension` and -60 for `wrist.flexion`. A key names the pose if it is not the usual
one: "index.pip.flexion@hook".
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from handtrack.landmarks.hand import FINGERS, Finger
from handtrack.measurements import MEASUREMENTS
from handtrack.measurements.number_format import Unit
from handtrack.measurements.reading import Reading


class MotionKind(StrEnum):
    """Kind of a motion: it determines the smallest detectable change."""

    EXTENSION = "extension"
    FLEXION = "flexion"
    WRIST = "wrist"
    TURN = "turn"
    """Forearm, thumb abduction, finger spread."""
    TOTAL = "total"
    """Total active motion of a finger."""
    DISTANCE = "distance"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Motion:
    """One motion.

    Parameters
    ----------
    key : str
        Joint and direction.
    title : str
        For people: "index PIP flexion".
    kind : Kind
    unit : str
    measure : str
        Name of the measurement; "" if it is computed from other figures.
    finger : Finger or None
        Finger of the measurement.
    sign : int
        +1 if the measurement increases with the motion, -1 if it decreases.
    relative : bool
        Whether the value is the difference from the section's zero pose.
    better : str
        Direction of improvement: "more", "less", or "to zero" (more, up to 0).
    plane : str
        S sagittal, F frontal, R rotation, as in SFTR; "" if SFTR has none.
    opposite : str
        Key of the other direction of the same joint; "" if there is none.
    """

    key: str
    title: str
    kind: MotionKind
    unit: Unit
    measure: str = ""
    finger: Finger | None = None
    sign: Literal[1, -1] = 1
    relative: bool = False
    better: Literal["more", "less", "to zero"] = "more"
    plane: Literal["S", "F", "R", ""] = ""
    opposite: str = ""

    @property
    def joint(self) -> str:
        """Key without the direction."""
        return self.key.rpartition(".")[0]

    @property
    def reading(self) -> Reading:
        """Measurement and finger; only if the motion has a measurement."""
        return Reading(measure=self.measure, finger=self.finger)

    def readable(self, without: Collection[Finger]) -> bool:
        """Whether the motion can be measured on a hand without these fingers.

        A measurement over all fingers (index to little) has another meaning over fewer.
        """
        fingers = self.reading.measurement.reads(self.finger) if self.measure else ()
        if self.measure and self.reading.measurement.over:
            fingers = (FINGERS[0], FINGERS[-1])
        own = (self.finger,) if self.finger else ()
        return not any(finger in without for finger in (*fingers, *own))

    @property
    def signed(self) -> bool:
        """Whether the sign of the measurement distinguishes the two directions of the joint."""
        return bool(self.measure) and MEASUREMENTS[self.measure].low < 0


def _flexion_extension(
    joint: str, title: str, measure: str, finger: Finger | None
) -> Iterator[Motion]:
    """Flexion and extension of a joint with the straight position as its zero.

    SFTR has no letter for the plane of the thumb's joints.
    """
    plane: Literal["S", ""] = "S" if finger else ""
    flexion, extension = f"{joint}.flexion", f"{joint}.extension"
    yield Motion(
        flexion, f"{title} flexion", MotionKind.FLEXION, "deg", measure, finger,
        plane=plane, opposite=extension,
    )  # fmt: skip
    yield Motion(
        extension, f"{title} extension", MotionKind.EXTENSION, "deg", measure, finger, -1,
        better="to zero", plane=plane, opposite=flexion,
    )  # fmt: skip


def _two_ways(
    joint: str,
    more: str,
    less: str,
    measure: str,
    kind: MotionKind,
    plane: Literal["S", "F", "R"],
    relative: bool = False,
) -> Iterator[Motion]:
    """Two directions of a joint from its neutral position."""
    for name, other, sign in ((more, less, 1), (less, more, -1)):
        yield Motion(
            f"{joint}.{name}",
            f"{joint} {name}".replace("_", " "),
            kind,
            "deg",
            measure,
            sign=1 if sign > 0 else -1,
            relative=relative,
            plane=plane,
            opposite=f"{joint}.{other}",
        )


def _of_finger(finger: Finger) -> Iterator[Motion]:
    for joint in ("mcp", "pip", "dip"):
        title = f"{finger} {joint.upper()}"
        yield from _flexion_extension(f"{finger}.{joint}", title, f"{joint}_flexion", finger)
    if finger in MEASUREMENTS["finger_abduction"].fingers:
        neighbour = FINGERS[FINGERS.index(finger) + 1]
        title = f"{finger} to {neighbour} spread"
        key = f"{finger}.abduction"
        yield Motion(key, title, MotionKind.TURN, "deg", "finger_abduction", finger, relative=True)
    title = f"{finger} tip to palm"
    key = f"{finger}.tip_to_palm"
    yield Motion(key, title, MotionKind.DISTANCE, "L", "tip_to_palm", finger, better="less")
    yield Motion(f"{finger}.total", f"{finger} total active motion", MotionKind.TOTAL, "deg")


def _all() -> Iterator[Motion]:
    yield from _two_ways("wrist", "flexion", "extension", "wrist_flexion", MotionKind.WRIST, "S")
    deviations = ("ulnar_deviation", "radial_deviation")
    yield from _two_ways("wrist", *deviations, "wrist_deviation", MotionKind.WRIST, "F")
    turns = ("pronation", "supination")
    yield from _two_ways("forearm", *turns, "forearm_rotation", MotionKind.TURN, "R", relative=True)
    for finger in FINGERS:
        yield from _of_finger(finger)
    yield Motion(
        "hand.spread", "finger spread", MotionKind.TURN, "deg", "finger_spread", relative=True
    )
    yield Motion("hand.span", "index to little span", MotionKind.DISTANCE, "L", "span")
    for joint in ("mcp", "ip"):
        title = f"thumb {joint.upper()}"
        yield from _flexion_extension(f"thumb.{joint}", title, f"thumb_{joint}_flexion", None)
    for way in ("radial", "palmar"):
        key, title = f"thumb.{way}_abduction", f"thumb {way} abduction"
        yield Motion(key, title, MotionKind.TURN, "deg", f"thumb_{way}_abduction")
    yield Motion("thumb.opposition", "thumb opposition (Kapandji)", MotionKind.SCORE, "1")


MOTIONS: Mapping[str, Motion] = MappingProxyType({motion.key: motion for motion in _all()})
"""Motions by key; immutable."""


def motion_of(key: str) -> Motion:
    """Motion of a key, without its pose.

    Raises
    ------
    KeyError
        There is no such motion.
    """
    return MOTIONS[key.partition("@")[0]]


def title_of(key: str) -> str:
    """Title of a key with its pose: "index PIP flexion (hook)"."""
    name, _, pose = key.partition("@")
    title = MOTIONS[name].title
    return f"{title} ({pose.replace('_', ' ')})" if pose else title
