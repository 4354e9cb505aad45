"""A clip of held poses, made of pictures of a sample clip: some stand still, others lead there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from handtrack.sources.video import VideoSource
from tests.helpers.paths import SAMPLE_VIDEOS
from tests.helpers.video_files import Image, write_clip

FPS = 30
HOLD_S = 3.8
WRIST = SAMPLE_VIDEOS / "wrist_bend.mp4"
STRAIGHT_S, UP_S, DOWN_S = 5.72, 6.7, 7.76
"""When the hand of that clip is in line with its forearm, bent up, and bent down."""
HELD_DEG = {"wrist.extension": 45.0, "wrist.flexion": 55.0}
"""What the clip's own angles say (`sample_videos/registry.toml`)."""
NEAR_DEG = 12.0
"""How far a figure of this clip may be from that. How exact figures are is measured on many hands
(docs/accuracy/repeats.md); one clip only shows that the right thing was measured."""


def wrist_poses(path: Path, hold_s: float = HOLD_S) -> Path:
    """Write the poses of the section `wrist`, once: straight, up, down."""
    with VideoSource(WRIST, None) as video:
        pictures = [frame.image_rgb for frame in video]
    noise = np.random.default_rng(0)

    def held(at_s: float) -> Iterator[Image]:
        for _ in range(round(hold_s * FPS)):
            grain = noise.normal(0.0, 2.0, pictures[0].shape)
            shown = pictures[round(at_s * FPS)] + grain
            yield np.clip(shown, 0, 255).astype(np.uint8)

    def shown() -> Iterator[Image]:
        yield from held(STRAIGHT_S)
        yield from pictures[round(STRAIGHT_S * FPS) : round(UP_S * FPS)]
        yield from held(UP_S)
        yield from pictures[round(UP_S * FPS) : round(DOWN_S * FPS)]
        yield from held(DOWN_S)

    return write_clip(path, shown(), FPS)
