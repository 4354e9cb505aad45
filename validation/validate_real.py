"""How handtrack does on real hands that were counted by eye: `just validate-real FOLDER`.

    python validation/validate_real.py FOLDER [--all] [--figures FOLDER]

Scores every recording of FOLDER that `counts.json` has a row for, and writes `real-hands.md` and
`real-hands.json` into docs/. With `--two-hands`, where two tracked hands are scored, or `--out`,
they go elsewhere. `--page` writes the page anew from the published figures, as after a new cause.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from audit.running import write
from real_bench.building import Bench, report
from real_bench.causes import read_causes
from real_bench.evaluate import Scoring, counted, scoring_of
from real_bench.page import bars_in_words, page
from real_bench.tables import Report, read_json, to_json

from handtrack.errors import HandtrackError

ROOT = Path(__file__).parents[1]
DOCS, ELSEWHERE = ROOT / "docs", ROOT / "results/real-hands"
PAGE, JSON = "real-hands.md", "real-hands.json"


def main() -> None:
    """Run from the command line."""
    options = _options()
    if options.page:
        publish(read_json(DOCS / JSON), options.out or DOCS)
        return
    try:
        evaluate(options)
    except (HandtrackError, OSError) as e:
        raise SystemExit(str(e)) from e


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT.parent / "shared/real")
    parser.add_argument("--all", action="store_true", help="negatives under every exercise, too")
    parser.add_argument("--two-hands", action="store_true", help="where two hands were tracked")
    parser.add_argument("--figures", type=Path, help="draw what disagrees into a folder")
    parser.add_argument("--every-figure", action="store_true", help="draw those that agree, too")
    parser.add_argument("--out", type=Path, help="where the page and its figures go")
    parser.add_argument("--page", action="store_true", help="only write the page anew")
    return parser.parse_args()


def evaluate(options: argparse.Namespace) -> None:
    """Score a folder, write what was found, and draw what was asked for."""
    bench = Bench.of(options.folder, options.two_hands)
    scored = bench.scorings()
    made = report(bench, scored, options.all)
    print(bars_in_words(made))
    publish(made, options.out or (ELSEWHERE if options.two_hands else DOCS))
    if options.figures:
        draw(bench, scored, made, options.figures, options.every_figure)


def publish(made: Report, out: Path) -> None:
    """Write the page and its figures."""
    causes = read_causes()
    write(out / JSON, to_json(made))
    write(out / PAGE, page(made, causes))
    print(f"wrote {out / PAGE} and {JSON}")
    for clip in causes.stale(made):
        print(f"the cause written down for {clip} is out of date")


def draw(bench: Bench, scored: Iterable[Scoring], made: Report, folder: Path, every: bool) -> None:
    """Draw the clips that disagree, or all, and what was counted where nothing is done."""
    from real_bench.figures import draw_clip  # Matplotlib, for those who ask for it

    shown = [s for s in scored if every or not counted(s).agrees]
    for scoring in shown:
        draw_clip(scoring, folder / f"{scoring.clip.name}.png")
    clips = {clip.name: clip for clip in bench.clips}
    exercises = {exercise.id: exercise for exercise in bench.library}
    ghosts = dict.fromkeys((g.clip, g.exercise) for g in made.ghosts.found)
    for name, id in ghosts:
        scoring = scoring_of(clips[name], exercises[id], bench.two_hands)
        draw_clip(scoring, folder / f"{name}_as_{id}.png")
    print(f"drew {len(shown) + len(ghosts)} pictures into {folder}")


if __name__ == "__main__":
    main()
