"""The moving picture on top of the README: a sample video as `score --annotate` draws it.

    python -m validation.assets.annotated_clip [--clip FILE] [--exercise ID] [--from S] [--to S]

Writes docs/annotated.webp: part of the annotated video, smaller and with fewer frames a second.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import cv2
from PIL import Image

ROOT = Path(__file__).parents[2]
OUT = ROOT / "docs/annotated.webp"
WIDTH_PX, FRAMES_PER_S, QUALITY = 480, 10, 60


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--clip", type=Path, default=ROOT / "sample_videos/spread.mp4")
    parser.add_argument("--exercise", default="33")
    parser.add_argument("--from", type=float, default=2.7, dest="from_s")
    parser.add_argument("--to", type=float, default=8.4, dest="to_s")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        video = annotated(options.clip, options.exercise, Path(folder))
        pictures = frames(video, options.from_s, options.to_s)
    first, *rest = pictures
    first.save(
        OUT,
        save_all=True,
        append_images=rest,
        duration=round(1000 / FRAMES_PER_S),
        loop=0,
        quality=QUALITY,
        method=6,
    )
    print(f"{OUT}: {len(pictures)} frames, {OUT.stat().st_size / 1000:.0f} kB")


def annotated(clip: Path, exercise: str, folder: Path) -> Path:
    """Score a clip with `--annotate` into a folder.

    Parameters
    ----------
    clip
        The video.
    exercise
        Id of the exercise.
    folder
        Where the results go.

    Returns
    -------
    Path
        The annotated video.
    """
    command = [sys.executable, "-m", "handtrack", "score", str(clip), "-e", exercise]
    subprocess.run([*command, "--annotate", "--out", str(folder)], check=True)
    return next(folder.rglob("annotated.*"))


def frames(video: Path, from_s: float, to_s: float) -> list[Image.Image]:
    """Read the frames of one part of a video, `FRAMES_PER_S` of each second.

    Parameters
    ----------
    video
        The annotated video.
    from_s, to_s
        The part, in seconds.

    Returns
    -------
    list of Image
        RGB, `WIDTH_PX` wide.
    """
    capture = cv2.VideoCapture(str(video))
    step_s, next_s, pictures = 1 / FRAMES_PER_S, from_s, []
    rate = capture.get(cv2.CAP_PROP_FPS)
    index = 0
    while index / rate < to_s:
        found, picture = capture.read()
        if not found:
            break
        if index / rate >= next_s - 1e-6:
            pictures.append(_shrunk(picture))
            next_s += step_s
        index += 1
    return pictures


def _shrunk(picture: cv2.typing.MatLike) -> Image.Image:
    height, width = picture.shape[:2]
    size = (WIDTH_PX, round(height * WIDTH_PX / width))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return Image.fromarray(cv2.cvtColor(small, cv2.COLOR_BGR2RGB))


if __name__ == "__main__":
    main()
