"""Score clips with known truth and publish how wrong handtrack is: `just validate`.

    python -m validation.validate [--only NAMES | --clips FOLDER | --short] [--out FOLDER]

Renders the test set, tracks and scores it, and writes `validation.md`, `validation.json` and
`validation.svg` into docs/accuracy/. What was rendered and tracked is kept in the user's cache. Of
a part of the set (`--only '34_*'`), or of other clips, nothing is published: the files go to
results/validation. `--short` scores the short set alone and renews its figures.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from handtrack.errors import HandtrackError
from validation.evaluate.clips import Clip, Placement, TruthError, read_folder
from validation.evaluate.figure import draw
from validation.evaluate.page import page
from validation.evaluate.page_summary import FIGURE
from validation.evaluate.real_hands import real_hands
from validation.evaluate.report_values import read_json, to_json
from validation.evaluate.run import outcomes_of, report, track_beforehand, write
from validation.evaluate.score_clip import Outcome
from validation.evaluate.short_set import score_short, worse, write_short_set
from validation.evaluate.test_set import rendered
from validation.evaluate.tracks import Tracks, default_cache

ROOT = Path(__file__).parents[1]
DOCS, PART = ROOT / "docs/accuracy", ROOT / "results/validation"
JSON = "validation.json"
REAL = ROOT.parent / "shared/real"


def main() -> None:
    """Run from the command line."""
    options = _options()
    try:
        if options.short:
            renew_short()
        else:
            publish(options)
    except (HandtrackError, TruthError) as e:
        raise SystemExit(str(e)) from e


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--only", default="*", help="names of the test set, as in '34_*'")
    which.add_argument("--clips", type=Path, help="score the clips of this folder instead")
    which.add_argument("--short", action="store_true", help="renew the short set's figures")
    parser.add_argument("--out", type=Path, help="where the three files go")
    parser.add_argument("--cache", type=Path, default=default_cache())
    parser.add_argument("--real", type=Path, default=REAL, help="footage of real hands")
    parser.add_argument("--workers", type=int, help="how many clips to render and track at once")
    return parser.parse_args()


def publish(options: argparse.Namespace) -> None:
    """Score clips and write the three files."""
    whole = options.clips is None and options.only == "*"
    out = options.out or (DOCS if whole else PART)
    if options.clips:
        clips = read_folder(options.clips)
    else:
        clips = rendered(options.cache / "clips", options.only, options.workers)
    track_beforehand(clips, options.cache / "tracks", options.workers)
    tracks = Tracks(options.cache / "tracks")
    outcomes = outcomes_of(clips, tracks, lambda text: print(text, file=sys.stderr))
    made = report(clips, outcomes, tracks)
    made = replace(made, real=real_hands(options.real, tracks))
    if whole:
        write_short_set(short_of(outcomes), tracks)
        made = replace(made, short=score_short())
    out.mkdir(parents=True, exist_ok=True)
    prescribed = [o for o in outcomes if o.clip.placement is Placement.PRESCRIBED]
    draw(prescribed, out / FIGURE)
    write(out / JSON, to_json(made))
    write(out / "validation.md", page(made))
    print(f"wrote {out}/validation.md, {JSON} and {FIGURE}")


def short_of(outcomes: Sequence[Outcome]) -> list[Clip]:
    """The short set: of each exercise that the hand alone suffices for, one clip a placement."""
    found: dict[tuple[str, Placement], Clip] = {}
    for o in outcomes:
        if o.exercise.grade == "A" and o.clip.placement is not Placement.MODEL:
            found.setdefault((o.exercise.id, o.clip.placement), o.clip)
    return list({clip.name: clip for clip in found.values()}.values())


def renew_short() -> None:
    """Score the short set, say what became worse, and write its figures."""
    published = read_json(DOCS / JSON)
    now = score_short()
    for sentence in worse(now, published.short) if published.short else []:
        print(f"worse: {sentence}")
    write(DOCS / JSON, to_json(replace(published, short=now)))
    print(
        f"wrote the short set's figures into docs/accuracy/{JSON}: {now.total.exact.hits} of "
        f"{now.total.exact.of} clips exact, {now.total.reps} repetitions"
    )


if __name__ == "__main__":
    main()
