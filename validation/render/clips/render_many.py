"""Filming many clips at once."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from validation.render.clips.sets import Make
from validation.render.clips.truth_file import write_truth


def make(clips: Sequence[Make], folder: Path, workers: int, draw: bool = True) -> None:
    """Film clips, several at once, and say how fast that went."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["LP_NUM_THREADS"] = "1"  # Mesa would use every core in every worker
    began_s = time.perf_counter()
    frames = 0
    for clip, count in _filmed(clips, partial(_film, folder, draw), workers):
        frames += count
        print(f"{clip}  {count} frames", flush=True)
    took_s = time.perf_counter() - began_s
    print(f"{len(clips)} clips, {frames} frames in {took_s:.0f} s: {frames / took_s:.1f} frames/s")


def _filmed(
    clips: Sequence[Make], film: partial[tuple[str, int]], workers: int
) -> Iterable[tuple[str, int]]:
    if workers == 1:
        yield from map(film, clips)
        return
    with get_context("spawn").Pool(workers, maxtasksperchild=8) as pool:
        yield from pool.imap(film, clips)


def _film(folder: Path, draw: bool, makes: Make) -> tuple[str, int]:
    """Write one clip and its truth; the truth last, so that it stands only beside a whole video."""
    clip = makes()
    path = folder / f"{clip.name}.mp4"
    count = len(clip.times_s)
    if draw:
        from validation.render.clips.render_clip import write_video

        count = write_video(clip, path)
    write_truth(clip, path)
    return clip.name, count
