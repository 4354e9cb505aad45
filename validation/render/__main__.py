"""Make clips: `python -m validation.render make SET FOLDER`, or `just render SET FOLDER`."""

from __future__ import annotations

import argparse
import fnmatch
import os
import sys
from pathlib import Path

from validation.render.clips.render_many import make
from validation.render.clips.sets import SETS, Make
from validation.render.model.anthropometry import Family


def main() -> None:
    """Run from the command line."""
    options = _parser().parse_args()
    match options.command:
        case "list":
            print("\n".join(_chosen(options.set, options.only)))
        case "make":
            clips = list(_chosen(options.set, options.only).values())
            make(clips, options.folder, options.workers, draw=not options.truth_only)
        case "samples":
            from validation.render.clips.sample_videos import sample

            sample(options.folder, options.workers, options.only)
        case "found":
            from validation.render.clips.detectability import detections, table

            print(table(list(detections(options.family, options.count))))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="validation.render", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    listing = commands.add_parser("list", help="name the clips of a set")
    making = commands.add_parser("make", help="film a set of clips into a folder, with their truth")
    sampling = commands.add_parser("samples", help="film the sample videos and their registry")
    finding = commands.add_parser("found", help="does MediaPipe find random hands?")
    for command in (listing, making):
        command.add_argument("set", choices=sorted(SETS))
    for command in (listing, making, sampling):
        command.add_argument("--only", default="*", help="names to take, as in '34_*'")
    for command in (making, sampling):
        command.add_argument("folder", type=Path)
        command.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    making.add_argument("--truth-only", action="store_true", help="draw nothing")
    finding.add_argument("--count", type=int, default=200)
    finding.add_argument("--family", type=Family, choices=list(Family), default=Family.TRAIN)
    return parser


def _chosen(name: str, pattern: str) -> dict[str, Make]:
    chosen = {k: v for k, v in SETS[name]().items() if fnmatch.fnmatch(k, pattern)}
    if not chosen:
        sys.exit(f"The set {name} has no clip named like '{pattern}'. `list {name}` names them.")
    return chosen


if __name__ == "__main__":
    main()
