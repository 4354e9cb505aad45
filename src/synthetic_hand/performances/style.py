"""How an exercise is performed, and what the hand does besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from handtrack.landmarks.hand import Side
from handtrack.landmarks.views import View
from synthetic_hand.camera import Camera
from synthetic_hand.pose import Angles


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
    amplitudes: Sequence[float] | None = None
    move_s: float = 1.0
    hold_s: float = 0.4
    rest_s: float = 0.6
    back_s: float | None = None
    still_s: float = 1.5
    noise_L: float = 0.0  # noqa: N815  L is the unit
    seed: int = 0
    lost_s: Sequence[tuple[float, float]] = ()
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
Legs = list[tuple[float, Angles]]
"""Durations, and the poses they lead to."""
