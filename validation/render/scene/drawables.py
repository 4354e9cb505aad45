"""What can be drawn: hands and things, placed in the camera's axes (x right, y down, z away)."""

from __future__ import annotations

from dataclasses import dataclass

from handtrack.landmarks.hand import Floats, Side
from validation.render.model.anthropometry import Shape
from validation.render.model.mesh import Faces
from validation.render.scene.appearance import Colour, Skin


@dataclass(frozen=True, slots=True)
class SkinPart:
    """A hand to draw: coarse vertices (n, 3) and joints (21, 3) in the camera's axes."""

    shape: Shape
    side: Side
    vertices: Floats
    joints: Floats
    skin: Skin
    creases: float = 1.0
    sleeve: Colour = (0.1, 0.1, 0.1)
    sleeve_m: float | None = None


@dataclass(frozen=True, slots=True)
class ThingPart:
    """Anything else to draw, in the camera's axes; faces counter-clockwise seen from outside.

    Parameters
    ----------
    vertices, normals, colours : ndarray, shape (n, 3)
    faces : ndarray of int, shape (m, 3)
    gloss, grain : float
        0 matt to 1 polished; how strongly the surface is mottled.
    """

    vertices: Floats
    normals: Floats
    colours: Floats
    faces: Faces
    gloss: float = 0.2
    grain: float = 0.1


Part = SkinPart | ThingPart
