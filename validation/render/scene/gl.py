"""Drawing without a screen or a graphics card: OpenGL by Mesa, through EGL.

Vertices come in the camera's axes (x right, y down, z away); the shaders have y up and z towards
the lens, which `_FLIP` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import moderngl
import numpy as np
from scipy.ndimage import gaussian_filter

from handtrack.landmarks.hand import Floats, Side
from validation.render.model.anthropometry import shaped
from validation.render.model.skin_detail import detail, openness
from validation.render.scene.appearance import Colour, Light
from validation.render.scene.camera import Camera
from validation.render.scene.drawables import Part, SkinPart, ThingPart

_SHADERS = Path(__file__).with_name("shaders")
_FLIP = np.array([1.0, -1.0, -1.0], np.float32)
_NEAR_M, _FAR_M = 0.05, 8.0
_SHADOW_PX = 768
_ROUGHNESS = 0.5
_NO_SLEEVE_M = 9.0


class NoOpenGLError(RuntimeError):
    """Nothing can be drawn on this machine."""


class Canvas:
    """A picture of one size to draw on; drawing is exact, the same parts give the same pixels.

    Parameters
    ----------
    size_px : tuple of int
        Width and height.
    samples : int
        Samples a pixel; 0 leaves edges jagged (for pictures that are averaged anyway).
    """

    def __init__(self, size_px: tuple[int, int], samples: int = 4) -> None:
        try:
            self._gl = moderngl.create_context(standalone=True, backend="egl")
        except Exception as error:  # glcontext raises bare Exceptions
            raise NoOpenGLError(
                f"no OpenGL without a screen on this machine ({error}). Install Mesa's software "
                "driver (Debian: libegl1 libgl1-mesa-dri)."
            ) from error
        self.size_px = size_px
        vertex = {name: _source(f"{name}.vert") for name in ("skin", "thing", "shadow")}
        self._skin = self._program(vertex["skin"], "skin.frag")
        self._thing = self._program(vertex["thing"], "thing.frag")
        self._shadow = self._gl.program(vertex["shadow"], _source("shadow.frag"))
        self._drawn = self._gl.framebuffer(
            [self._gl.renderbuffer(size_px, 4, samples=samples, dtype="f2")],
            self._gl.depth_renderbuffer(size_px, samples=samples),
        )
        self._read = self._gl.framebuffer([self._gl.renderbuffer(size_px, 4, dtype="f2")])
        self._shadow_map = self._gl.depth_texture((_SHADOW_PX, _SHADOW_PX))
        self._shadow_map.compare_func = ""
        self._shadow_map.filter = (moderngl.NEAREST, moderngl.NEAREST)
        self._shadow_map.repeat_x = self._shadow_map.repeat_y = False
        self._shadows = self._gl.framebuffer(depth_attachment=self._shadow_map)
        self._noise = self._gl.texture3d((_NOISE, _NOISE, _NOISE), 4, _noise().tobytes())
        self._noise.filter = (moderngl.LINEAR, moderngl.LINEAR)

    def draw(
        self,
        parts: Sequence[Part],
        camera: Camera,
        light: Light,
        offset_px: tuple[float, float] = (0.0, 0.0),
    ) -> Floats:
        """Give linear light and cover, shape (height, width, 4), premultiplied.

        `offset_px` moves the picture by a part of a pixel: averaging a few gives smooth edges.
        """
        ready = [self._ready(part) for part in parts]
        to_light = _to_light(parts, light)
        self._cast(ready, to_light)
        self._noise.use(0)
        self._shadow_map.use(1)
        for program in (self._skin, self._thing):
            _set(program, projection=_projection(camera, offset_px).T, to_light=to_light.T)
            _light(program, light)
        self._drawn.use()
        self._gl.viewport = (0, 0, *self.size_px)
        self._drawn.clear(0, 0, 0, 0)
        for item in ready:
            # Skin is closed; of things also the inside may be seen, as of a table's edge.
            self._gl.enable_only(
                moderngl.DEPTH_TEST | (moderngl.CULL_FACE if item.closed else moderngl.NOTHING)
            )
            item.set_up()
            item.lit.render()
        self._gl.copy_framebuffer(self._read, self._drawn)
        raw = np.frombuffer(self._read.read(components=4, dtype="f2"), np.float16)
        for item in ready:
            item.release()
        picture: Floats = raw.reshape(self.size_px[1], self.size_px[0], 4)[::-1].astype(np.float32)
        return picture

    def _program(self, vertex: str, fragment: str) -> Any:
        text = "#version 330\n" + _source("light.glsl") + _source(fragment)
        return self._gl.program(vertex_shader=vertex, fragment_shader=text)

    def _cast(self, ready: Iterable[_Ready], to_light: Floats) -> None:
        self._shadows.use()
        self._gl.viewport = (0, 0, _SHADOW_PX, _SHADOW_PX)
        self._shadows.clear(depth=1.0)
        self._gl.enable_only(moderngl.DEPTH_TEST)
        _set(self._shadow, to_light=to_light.T)
        for item in ready:
            item.shadow.render()

    def _ready(self, part: Part) -> _Ready:
        return self._ready_skin(part) if isinstance(part, SkinPart) else self._ready_thing(part)

    def _ready_skin(self, part: SkinPart) -> _Ready:
        hand, marks = shaped(part.shape), detail(part.shape)
        outward = 1.0 if part.side is Side.RIGHT else -1.0
        smooth = (hand.surface.refine @ part.vertices.astype(np.float32)).astype(np.float32)
        normals = outward * hand.surface.normals(smooth)
        coarse = len(part.vertices)
        scale = part.shape.size * float(np.mean(part.shape.girth))
        # Shade varies slowly: it is worked out at the coarse vertices, which come first.
        sky = openness(part.vertices, normals[:coarse], part.joints, scale)
        moving = np.concatenate(
            [smooth * _FLIP, normals * _FLIP, (hand.surface.refine @ sky)[:, None]], axis=1
        )
        faces = hand.surface.faces if part.side is Side.RIGHT else hand.surface.faces[:, ::-1]
        buffers = [
            self._gl.buffer(np.ascontiguousarray(moving, "f4").tobytes()),
            self._gl.buffer(marks.packed.tobytes()),
            self._gl.buffer(np.ascontiguousarray(faces, "i4").tobytes()),
        ]
        lit = self._gl.vertex_array(
            self._skin,
            [
                (buffers[0], "3f 3f 1f", "position", "normal", "openness"),
                (buffers[1], "3f 3f 4f 2f", "rest", "rest_normal", "marks", "crease"),
            ],
            buffers[2],
        )
        shadow = self._gl.vertex_array(
            self._shadow, [(buffers[0], "3f 4x4", "position")], buffers[2]
        )
        return _Ready(lit, shadow, buffers, self._skin, _skin_values(part), closed=True)

    def _ready_thing(self, part: ThingPart) -> _Ready:
        moving = np.concatenate([part.vertices * _FLIP, part.normals * _FLIP, part.colours], axis=1)
        buffers = [
            self._gl.buffer(np.ascontiguousarray(moving, "f4").tobytes()),
            self._gl.buffer(np.ascontiguousarray(part.faces, "i4").tobytes()),
        ]
        content = [(buffers[0], "3f 3f 3f", "position", "normal", "colour")]
        lit = self._gl.vertex_array(self._thing, content, buffers[1])
        shadow = self._gl.vertex_array(
            self._shadow, [(buffers[0], "3f 6x4", "position")], buffers[1]
        )
        values = {"gloss": part.gloss, "grain": part.grain}
        return _Ready(lit, shadow, buffers, self._thing, values, closed=False)


@dataclass(frozen=True, slots=True)
class _Ready:
    """A part as the driver wants it."""

    lit: Any
    shadow: Any
    buffers: Sequence[Any]
    program: Any
    values: Mapping[str, Floats | float | Colour]
    closed: bool

    def set_up(self) -> None:
        _set(self.program, **self.values)

    def release(self) -> None:
        for thing in (self.lit, self.shadow, *self.buffers):
            thing.release()


def _skin_values(part: SkinPart) -> dict[str, Floats | float | Colour]:
    return {
        "back_colour": part.skin.back,
        "palm_colour": part.skin.palm,
        "sleeve_colour": part.sleeve,
        "sleeve_start": _NO_SLEEVE_M if part.sleeve_m is None else part.sleeve_m,
        "roughness": _ROUGHNESS,
        "creases": part.creases,
    }


def _set(program: Any, **values: Floats | float | Colour) -> None:
    for name, value in values.items():
        if name not in program:  # the driver drops what a shader does not use
            continue
        if isinstance(value, float):
            program[name].value = value
        else:
            program[name].write(np.ascontiguousarray(value, "f4").tobytes())


def _light(program: Any, light: Light) -> None:
    _set(
        program,
        key_direction=_unit(np.array(light.key_direction)),
        key_colour=light.key,
        fill_direction=_unit(np.array(light.fill_direction)),
        fill_colour=light.fill,
        sky_colour=light.sky,
        ground_colour=light.ground,
        shadow_size=float(_SHADOW_PX),
    )
    for name, unit in (("noise", 0), ("shadow_map", 1)):
        if name in program:
            program[name].value = unit


def _to_light(parts: Sequence[Part], light: Light) -> Floats:
    """Orthographic view from the key light of the hands, or of everything where there is none."""
    points = [p.joints for p in parts if isinstance(p, SkinPart)] or [p.vertices for p in parts]
    if not points:
        return np.eye(4)
    at = np.concatenate(points) * _FLIP
    centre = at.mean(axis=0)
    reach = max(0.20, 0.10 + float(np.sqrt(np.square(at - centre).sum(axis=1)).max()))
    forward = -_unit(np.array(light.key_direction))
    right = _unit(np.cross(forward, [0.0, 1.0, 0.02]))
    axes = np.stack([right, np.cross(right, forward), -forward])
    view = np.eye(4)
    view[:3, :3], view[:3, 3] = axes, -axes @ centre
    result: Floats = np.diag([1 / reach, 1 / reach, -0.5 / reach, 1.0]) @ view
    return result


def _projection(camera: Camera, offset_px: tuple[float, float]) -> Floats:
    width, height = camera.size_px
    matrix = np.zeros((4, 4))
    matrix[0, 0], matrix[1, 1] = 2 * camera.focal_px / width, 2 * camera.focal_px / height
    matrix[0, 2], matrix[1, 2] = -2 * offset_px[0] / width, 2 * offset_px[1] / height
    matrix[2, 2] = -(_FAR_M + _NEAR_M) / (_FAR_M - _NEAR_M)
    matrix[2, 3] = -2 * _FAR_M * _NEAR_M / (_FAR_M - _NEAR_M)
    matrix[3, 2] = -1.0
    return matrix


def _unit(v: Floats) -> Floats:
    result: Floats = v / np.linalg.norm(v)
    return result


def _source(name: str) -> str:
    return (_SHADERS / name).read_text("utf-8")


_NOISE = 64


def _noise() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Smooth noise that repeats, four kinds of it."""
    random = np.random.default_rng(0)
    result = np.zeros((_NOISE, _NOISE, _NOISE, 4))
    for kind in range(4):
        white = random.standard_normal((_NOISE, _NOISE, _NOISE))
        x = sum(gaussian_filter(white, s, mode="wrap") * s**1.5 for s in (1.2, 2.5, 5.0))
        result[..., kind] = x / np.std(x) / 6 + 0.5
    return (np.clip(result, 0, 1) * 255).astype(np.uint8)
