"""What a second look in the mirror would tell: one table of docs/accuracy/angles.md.

    python -m validation.angles.mirror_consistency [--only '34_*']

The clips of the test set are tracked once more, mirrored. The same hand should read the same: by
how much it does not may be a doubt, as may be how far the networks of the fitted hand disagree, and
the mean of both looks may be nearer to the truth. Frames in which both looks have settled count.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from time import process_time

import numpy as np
from scipy.stats import spearmanr

from handtrack.landmarks.hand import Floats, Side
from handtrack.landmarks.pose.learned_pose import JOINTS, estimate_pose
from handtrack.landmarks.quality import hand_length_px
from handtrack.landmarks.recording import Recording
from handtrack.sources.video import VideoSource
from handtrack.tracking.open_tracker import open_tracker
from handtrack.tracking.tracker import Tracker
from validation.angles.data import true_bends
from validation.evaluate.clips import Clip, landmark_error_l
from validation.evaluate.test_set import rendered
from validation.evaluate.tracks import Tracks, default_cache

EVERY_S = 0.2
"""Frames nearer to each other tell the same."""
MIRROR = np.array([-1.0, 1.0, 1.0])


@dataclass(frozen=True, slots=True)
class Looks:
    """Frames of one clip, N of them, by both looks and by the truth.

    Parameters
    ----------
    bends_deg, mirrored_deg, true_deg : ndarray, shape (N, 4, 3)
        Per finger the measurements of `JOINTS`.
    doubts_deg : ndarray, shape (N, 4, 3)
        How far the networks disagree about the first look.
    apart_l, error_l : ndarray, shape (N,)
        In hand lengths: how far the landmarks of both looks are apart, and those of the first from
        the true ones.
    """

    bends_deg: Floats
    mirrored_deg: Floats
    true_deg: Floats
    doubts_deg: Floats
    apart_l: Floats
    error_l: Floats


def mirrored(video: Path, tracker: Tracker) -> tuple[list[Floats], list[Floats], float]:
    """Image and world points of each frame, seen in the mirror and turned back; seconds it took."""
    image: list[Floats] = []
    world: list[Floats] = []
    took_s = 0.0
    tracker.reset()
    with VideoSource(video) as source:
        for frame in source:
            seen = np.ascontiguousarray(frame.image_rgb[:, ::-1])
            start_s = process_time()
            found = tracker.track(replace(frame, image_rgb=seen))
            took_s += process_time() - start_s
            width = np.array([frame.size_px[0], 0.0, 0.0])
            settled = np.where(found.settling[0], np.nan, 1.0)
            image.append((found.image_px[0] * MIRROR + width) * settled)
            world.append(found.world_m[0] * MIRROR)
    return image, world, took_s / max(len(image), 1)


def look_twice(clip: Clip, recording: Recording, tracker: Tracker) -> tuple[Looks, float]:
    """Look at a clip both ways; also the seconds a frame that the second look took."""
    hand = recording.hand(0, clip.side)
    image, world, took_s = mirrored(clip.video, tracker)
    step = max(round(EVERY_S * clip.fps), 1)
    count = min(len(clip.px), len(hand.seen), len(image))
    every = np.arange(0, count, step)
    first = hand.at(every)
    other = replace(first, image_px=np.array(image)[every], world_m=np.array(world)[every])
    used = np.flatnonzero(first.seen & other.seen & ~np.asarray(first.settling))
    first, other = (h.at(used) for h in (first, other))
    at = every[used]
    fitted = estimate_pose(first)
    apart = np.linalg.norm((first.image_px - other.image_px)[..., :2], axis=-1).mean(axis=-1)
    true = clip.joints_m[at] * (1.0 if clip.side is Side.RIGHT else MIRROR)
    error = landmark_error_l(replace(clip, px=clip.px[at]), first.image_px)
    return (
        Looks(
            fitted.flexions.deg,
            estimate_pose(other).flexions.deg,
            true_bends(true),
            fitted.flexions.sd_deg,
            apart / hand_length_px(first),
            error,
        ),
        took_s,
    )


def table(looks: Iterable[Looks]) -> str:
    """How well each doubt goes with the error, and what the mean of both looks is off by."""
    every = list(looks)

    def gathered(name: str) -> Floats:
        return np.concatenate([getattr(one, name) for one in every])

    bends, mirror, true = (gathered(n) for n in ("bends_deg", "mirrored_deg", "true_deg"))
    doubts, error = gathered("doubts_deg"), np.abs(bends - true)
    rows = ["| | networks disagree | looks disagree | off by | mean of both looks off by |"]
    rows.append("|---" * 5 + "|")
    for k, joint in enumerate(JOINTS):
        off = error[..., k].ravel()
        ranks = [
            spearmanr(doubt[..., k].ravel(), off).statistic
            for doubt in (doubts, np.abs(bends - mirror))
        ]
        both = np.abs((bends + mirror) / 2 - true)[..., k].mean()
        ranked = " | ".join(f"{rank:.2f}" for rank in ranks)
        rows.append(f"| {joint} | {ranked} | {off.mean():.1f}° | {both:.1f}° |")
    rank = spearmanr(gathered("apart_l"), gathered("error_l")).statistic
    rows.append(
        f"| landmarks on the screen | | {rank:.2f} | {gathered('error_l').mean():.3f} L | |"
    )
    return "\n".join(rows)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", default="*_prescribed_0", help="names of the test set")
    parser.add_argument("--cache", type=Path, default=default_cache())
    arguments = parser.parse_args()
    tracks, tracker = Tracks(arguments.cache / "tracks"), open_tracker()
    clips = [c for c in rendered(arguments.cache / "clips", arguments.only) if c.exercises]
    found = [look_twice(clip, tracks.of(clip.video), tracker) for clip in clips]
    frames = sum(len(looks.error_l) for looks, _ in found)
    cost_ms = 1000 * float(np.mean([took_s for _, took_s in found]))
    print(f"{len(found)} clips, {frames} frames; the second look takes {cost_ms:.0f} ms a frame\n")
    print(table(looks for looks, _ in found))


if __name__ == "__main__":
    main()
