"""How handtrack does on real hands that were counted by eye: `just validate-real FOLDER`.

    python -m validation.validate_real FOLDER [--all | --quick] [--figures FOLDER]

Scores every recording of FOLDER that `counts.json` has a row for, and writes `real-hands.md` and
`real-hands.json` into docs/accuracy/. With `--two-hands`, where two tracked hands are scored, or
`--out`, they go elsewhere. `--quick` leaves recognition out, prints how every clip is counted and
what is worse than published where these are the published clips, and writes nothing. `--page`
writes the page anew from the published figures, as after a new cause.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from handtrack.errors import HandtrackError
from validation.evaluate.run import write
from validation.real_hands.acceptance_limits import counting_bars, ghost_bars
from validation.real_hands.build_report import Bench, report
from validation.real_hands.causes import read_causes
from validation.real_hands.page import page
from validation.real_hands.page_format import bars_in_words, clip_in_words
from validation.real_hands.regressions import worse
from validation.real_hands.report_values import FalsePositives, RealHandsReport, read_json, to_json
from validation.real_hands.score_clips import Scoring, counted, false_positives, scoring_of

ROOT = Path(__file__).parents[1]
REAL = ROOT.parent / "shared/real"
DOCS, ELSEWHERE = ROOT / "docs/accuracy", ROOT / "results/real-hands"
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
    parser.add_argument("folder", type=Path, nargs="?", default=REAL)
    parser.add_argument("--quick", action="store_true", help="count and print, in seconds")
    parser.add_argument("--all", action="store_true", help="negatives under every exercise, too")
    parser.add_argument("--two-hands", action="store_true", help="where two hands were tracked")
    parser.add_argument("--figures", type=Path, help="draw what disagrees into a folder")
    parser.add_argument("--every-figure", action="store_true", help="draw those that agree, too")
    parser.add_argument("--out", type=Path, help="where the page and its figures go")
    parser.add_argument("--page", action="store_true", help="only write the page anew")
    return parser.parse_args()


def evaluate(options: argparse.Namespace) -> None:
    """Score a folder, say or write what was found, and draw what was asked for."""
    bench = Bench.of(options.folder, options.two_hands)
    scored = bench.scorings()
    if options.quick:
        found = print_counts(bench, scored)
    else:
        made = report(bench, scored, options.all)
        print(bars_in_words(made.bars))
        publish(made, options.out or (ELSEWHERE if options.two_hands else DOCS))
        found = made.ghosts
    if options.figures:
        draw(bench, scored, found, options.figures, options.every_figure)


def print_counts(bench: Bench, scored: Iterable[Scoring]) -> FalsePositives:
    """Print how clips are counted, and what became worse; the ghosts."""
    rows = [counted(scoring) for scoring in scored]
    found = false_positives(bench.clips, bench.few(), bench.two_hands)
    for row in rows:
        print(clip_in_words(row))
    for g in found.found:
        print(f"{g.clip:30} {g.exercise:>3}  {g.label} ghost, {g.start_s:.1f} to {g.end_s:.1f} s")
    print(bars_in_words([*counting_bars(rows, None), *ghost_bars(found)]))
    published = read_json(DOCS / JSON)
    if [row.name for row in rows] == [row.name for row in published.counted]:
        for sentence in worse(rows, found, published.bars):
            print(f"worse: {sentence}")
    return found


def publish(made: RealHandsReport, out: Path) -> None:
    """Write the page and its figures."""
    causes = read_causes()
    write(out / JSON, to_json(made))
    write(out / PAGE, page(made, causes))
    print(f"wrote {out / PAGE} and {JSON}")
    for clip in causes.stale(made):
        print(f"the cause written down for {clip} is out of date")


def draw(
    bench: Bench, scored: Iterable[Scoring], found: FalsePositives, folder: Path, every: bool
) -> None:
    """Draw the clips that disagree, or all, and what was counted where nothing is done."""
    from validation.real_hands.disagreement_plots import (
        draw_clip,  # Matplotlib, for those who ask for it
    )

    shown = [s for s in scored if every or not counted(s).agrees]
    for scoring in shown:
        draw_clip(scoring, folder / f"{scoring.clip.name}.png")
    clips = {clip.name: clip for clip in bench.clips}
    exercises = {exercise.id: exercise for exercise in bench.library}
    also = dict.fromkeys((g.clip, g.exercise) for g in found.found)
    for name, id in also:
        scoring = scoring_of(clips[name], exercises[id], bench.two_hands)
        draw_clip(scoring, folder / f"{name}_as_{id}.png")
    print(f"drew {len(shown) + len(also)} pictures into {folder}")


if __name__ == "__main__":
    main()
