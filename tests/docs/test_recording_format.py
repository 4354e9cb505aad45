"""The page on the recording format is enough to read one."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from handtrack.landmarks.hand import LANDMARKS
from handtrack.landmarks.recording import Recording, TrackedFrame
from handtrack.landmarks.recording_file import Writer
from handtrack.landmarks.recording_header import Header
from tests.helpers.paths import DOCS

PAGE = (DOCS / "using/recording-format.md").read_text(encoding="utf-8")
FINISHED, PART = re.findall(r"^```python\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
HEADER = Header(frame_size_px=(640, 480), slots=2, source="clip.mp4", presences=True)
NUMPY_ALONE = "import sys\nsys.modules['handtrack'] = None\n"
SHOW = "\nprint(image_px.shape, float(np.nansum(image_px)))"


def frame(index: int) -> TrackedFrame:
    """One hand in slot 0 in the first three frames, nobody in slot 1."""
    points = np.full((2, LANDMARKS, 3), np.nan, np.float32)
    if index < 3:
        points[0] = index
    label = 1 if index < 3 else -1
    return TrackedFrame(
        time_s=index / 30,
        image_px=points,
        world_m=points,
        is_right=np.array([label, -1], np.int8),
        side_score=np.array([0.9 if index < 3 else np.nan, np.nan], np.float32),
        settling=np.array([index < 3, False]),
        presence=np.array([0.9 if index < 3 else np.nan, np.nan], np.float32),
    )


def write_whole(folder: Path) -> None:
    with Writer(folder / "clip.npz", HEADER) as writer:
        for index in range(5):
            writer.append(frame(index))
        writer.finish(HEADER)


def write_interrupted(folder: Path) -> None:
    def stopped() -> None:
        with Writer(folder / "clip.npz", HEADER) as writer:
            for index in range(5):
                writer.append(frame(index))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    part = folder / "clip.npz.part"
    part.write_bytes(part.read_bytes()[:-7])  # the last record is cut short


@pytest.mark.parametrize(
    ("write", "snippet", "printed"),
    [
        (write_whole, FINISHED, "clip.mp4 5 frames, 3 with a hand\n(5, 2, 21, 3) 189.0\n"),
        (write_interrupted, PART, "clip.mp4 4 frames\n(4, 2, 21, 3) 189.0\n"),
    ],
    ids=["finished", "interrupted"],
)
def test_the_code_on_the_page_reads_a_recording_with_numpy_alone(
    write: Callable[[Path], None], snippet: str, printed: str, tmp_path: Path
) -> None:
    write(tmp_path)
    run = subprocess.run(
        [sys.executable, "-c", NUMPY_ALONE + snippet + SHOW],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (run.stdout, run.stderr) == (printed, "")


def test_the_page_names_every_array_and_every_key_of_the_header() -> None:
    arrays = [f.name for f in fields(Recording) if f.name != "header"]
    keys = [*(f.name for f in fields(Header)), "schema"]
    assert [name for name in [*arrays, *keys] if f"`{name}`" not in PAGE] == []


def test_the_page_gives_each_array_its_type(tmp_path: Path) -> None:
    write_whole(tmp_path)
    with np.load(tmp_path / "clip.npz") as file:
        for name in file.files:
            row = re.search(rf"^\| `{name}` \|[^|]*\| (\w+) \|", PAGE, flags=re.MULTILINE)
            assert row is not None, name
            assert file[name].dtype == np.dtype(row[1]), name
