"""Score clips with known truth and publish how wrong handtrack is: `just validate`.

    python validation/validate.py [--clips FOLDER] [--out FOLDER] [--cache FOLDER]

Writes `validation.md`, `validation.json` and `validation.svg`. With `--clips` the clips of a folder
are used.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from audit.clips import TruthError, read_folder
from audit.figures import draw
from audit.page import FIGURE, page
from audit.real import real_hands
from audit.running import outcomes_of, report, write
from audit.tables import to_json
from audit.tracks import Tracks, default_cache

from handtrack.errors import HandtrackError

ROOT = Path(__file__).parents[1]
REAL = ROOT.parent / "shared/real"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--clips", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=ROOT / "docs")
    parser.add_argument("--cache", type=Path, default=default_cache())
    parser.add_argument("--real", type=Path, default=REAL)
    options = parser.parse_args()
    try:
        clips = read_folder(options.clips)
        tracks = Tracks(options.cache / "tracks")
        outcomes = outcomes_of(clips, tracks, lambda text: print(text, file=sys.stderr))
        made = report(clips, outcomes, tracks, f"{len(clips)} clips")
        made = replace(made, real=real_hands(options.real, tracks))
    except (HandtrackError, TruthError) as e:
        raise SystemExit(str(e)) from e
    draw([o for o in outcomes if o.clip.placement == "prescribed"], options.out / FIGURE)
    write(options.out / "validation.json", to_json(made))
    write(options.out / "validation.md", page(made))


if __name__ == "__main__":
    main()
