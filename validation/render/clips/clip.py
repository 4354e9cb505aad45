"""A clip: who does what before which camera, and where everything is when."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from handtrack.landmarks.hand import Floats, Side
from validation.render.acts.motion import Motion
from validation.render.model.anthropometry import PLAIN, Shape, shaped
from validation.render.model.pose import OPEN
from validation.render.model.rig import Rig, Skeleton
from validation.render.scene.appearance import Look
from validation.render.scene.camera import Camera, Placing, middle_of, place
from validation.render.scene.objects import Table, Thing, Where, where

PLAIN_LOOK = Look()


@dataclass(frozen=True)
class Performer:
    """A hand in a clip.

    Parameters
    ----------
    motion : Motion
    shape, side, look
        Whose hand; of the look only what concerns the skin.
    camera : Camera
        How the hand stands to the lens. Lens and size of the picture are those of the clip.
    """

    motion: Motion
    camera: Camera
    shape: Shape = PLAIN
    side: Side = Side.RIGHT
    look: Look = PLAIN_LOOK

    @cached_property
    def rig(self) -> Rig:
        """The posable hand."""
        return shaped(self.shape)

    @cached_property
    def middle(self) -> Floats:
        """Middle of the box around all its poses, which stands where the camera says."""
        times_s = np.linspace(0.0, self.motion.lasts_s, 60)
        return middle_of(self.rig.pose(self.motion.at(times_s)).joints)

    @cached_property
    def home(self) -> Placing:
        """Where the forearm stands at rest."""
        return place(self.camera, self.side, OPEN, self.middle)

    def at(self, times_s: Floats) -> tuple[dict[str, Floats], Skeleton, Placing]:
        """Give angles, bones and placing at some times, shape (n,)."""
        course = self.motion.at(times_s)
        return course, self.rig.pose(course), place(self.camera, self.side, course, self.middle)

    def joints_m(self, times_s: Floats) -> Floats:
        """Give the joints in the camera's axes, shape (n, 21, 3)."""
        _, bones, placing = self.at(times_s)
        return placing(bones.joints)


@dataclass(frozen=True, slots=True)
class ClipSpec:
    """All that decides a clip.

    Parameters
    ----------
    name : str
        Of its files.
    performers : tuple of Performer
        The one that exercises first; none for an empty room.
    look : Look
    camera : Camera
        Lens and size of the picture.
    seconds, fps : float
    exercise : str
        Id of the exercise file, or what it shows instead ("still", "nobody").
    placement : str
        "prescribed" where the exercise file wants the camera, "off" elsewhere, "negative" where
        no exercise is done.
    turned_deg : float
        By how much the camera is turned away from where it is wanted.
    things : tuple of Thing
        Held by the first performer, or lying about.
    table : Table, optional
    quality : int
        H.264's constant rate factor: 23 is good, 32 a bad connection.
    """

    name: str
    performers: tuple[Performer, ...]
    look: Look
    camera: Camera
    seconds: float
    fps: float = 30.0
    exercise: str = "nobody"
    placement: str = "negative"
    turned_deg: float = 0.0
    things: tuple[Thing, ...] = ()
    table: Table | None = None
    quality: int = 25

    @property
    def times_s(self) -> Floats:
        """Time of each frame: the middle of its exposure."""
        return np.arange(round(self.seconds * self.fps)) / self.fps

    def things_at(self, times_s: Floats) -> list[list[Where]]:
        """Give each thing's place at each time, first by thing."""
        if not self.things:
            return []
        hand = self.performers[0]
        table = self.table or Table()
        _, bones, placing = hand.at(times_s)
        return [
            [
                where(
                    thing, float(t), hand.rig, moment(bones, i), still(placing, i), hand.home, table
                )
                for i, t in enumerate(times_s)
            ]
            for thing in self.things
        ]


def moment(bones: Skeleton, i: int) -> Skeleton:
    """Give one moment of a course."""
    return Skeleton(bones.turns[i], bones.shifts[i], bones.joints[i])


def still(placing: Placing, i: int) -> Placing:
    """Give one moment of a placing."""
    return Placing(placing.turn[i], placing.shift[i], placing.mirror)
