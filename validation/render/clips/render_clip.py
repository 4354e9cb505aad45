"""Filming: a clip's pictures, frame by frame, and as a video file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from handtrack.landmarks.hand import Floats
from validation.render.clips.clip import ClipSpec, moment, still
from validation.render.clips.picture import canvas, dressed, over
from validation.render.scene.appearance import LIGHTS
from validation.render.scene.drawables import Part, SkinPart
from validation.render.scene.objects import part, table_part
from validation.render.scene.sensor import Exposer, Picture

_BLUR_STEP_PX = 2.5
"""A frame in which something moves by more than a step is drawn several times and averaged."""
_OFFSETS_PX = ((-0.33, -0.17), (0.33, 0.17), (-0.1, 0.38), (0.1, -0.38), (0.0, 0.0))
"""Jagged pictures a part of a pixel apart make a smooth one."""


def frames(clip: ClipSpec) -> Iterator[Picture]:
    """Draw and expose a clip, frame by frame."""
    exposer = Exposer(clip.look.sensor, clip.camera.size_px, clip.look.seed)
    smooth, jagged = canvas(clip.camera.size_px, 4), canvas(clip.camera.size_px, 0)
    light = LIGHTS[clip.look.light]
    open_s = clip.look.sensor.shutter / clip.fps
    for time_s, steps in zip(clip.times_s.tolist(), _steps(clip, open_s), strict=True):
        when = time_s + ((np.arange(steps) + 0.5) / steps - 0.5) * open_s
        drawing = smooth if steps == 1 else jagged
        offsets_px = _OFFSETS_PX if steps > 1 else ((0.0, 0.0),)
        drawn = np.zeros((*clip.camera.size_px[::-1], 4), np.float32)
        for parts, offset_px in zip(_parts(clip, when), offsets_px, strict=False):
            drawn += drawing.draw(parts, clip.camera, light, offset_px)
        yield exposer.expose(over(drawn / steps, clip.camera, clip.look, light), time_s)


def _steps(clip: ClipSpec, open_s: float) -> list[int]:
    """How often each frame is drawn, from how far anything moves while the shutter is open."""
    times_s = clip.times_s
    moved = np.zeros(len(times_s))
    for performer in clip.performers:
        ends = [performer.joints_m(times_s + way * open_s) for way in (-0.5, 0.5)]
        px = [clip.camera.project(points) for points in ends]
        way_px = np.sqrt(np.square(px[1] - px[0]).sum(axis=-1)).max(axis=-1)
        moved = np.fmax(moved, np.nan_to_num(way_px))
    steps: list[int] = (
        np.clip(np.ceil(moved / _BLUR_STEP_PX), 1, len(_OFFSETS_PX)).astype(int).tolist()
    )
    return steps


def _parts(clip: ClipSpec, times_s: Floats) -> Iterator[Sequence[Part]]:
    """What there is to draw at each of some times."""
    posed = [(performer, *performer.at(times_s)[1:]) for performer in clip.performers]
    things = clip.things_at(times_s)
    for i in range(len(times_s)):
        parts: list[Part] = []
        for performer, bones, placing in posed:
            here, skin = still(placing, i), performer.rig.skin(moment(bones, i))
            joints = here(bones.joints[i])
            hand = SkinPart(
                performer.shape, performer.side, here(skin), joints, performer.look.shade
            )
            parts.append(dressed(hand, performer.look))
        parts += [part(t.body, course[i]) for t, course in zip(clip.things, things, strict=True)]
        if clip.table is not None and clip.performers:
            parts.append(table_part(clip.table, clip.performers[0].home))
        yield parts


def write_video(clip: ClipSpec, path: Path) -> int:
    """Write a clip as H.264 in MP4; the same clip gives the same file. Gives the frames written."""
    count = 0
    with av.open(str(path), "w", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libx264", rate=Fraction(clip.fps).limit_denominator(1001))
        stream.width, stream.height = clip.camera.size_px
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": str(clip.quality), "preset": "medium", "threads": "1"}
        for picture in frames(clip):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            count += 1
        container.mux(stream.encode())
    return count
