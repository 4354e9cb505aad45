"""Folders of the checkout that tests read from."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SAMPLE_VIDEOS = ROOT / "sample_videos"
SHARED = ROOT.parent / "shared"
"""Recordings that are not part of the project; it lies beside the checkout, or nowhere."""
GOLDEN = ROOT / "tests/golden"
"""What commands and reports print and write, to the letter."""
EXERCISES = ROOT / "tests/data/exercises"
"""Exercise files of their own, which do not change when those of the library do."""
RECORDINGS = ROOT / "tests/data/recordings"
"""Landmarks that were tracked on rendered hands."""
ASSESSMENTS = ROOT / "tests/data/assessments"
"""Landmarks of assessments of rendered hands."""
