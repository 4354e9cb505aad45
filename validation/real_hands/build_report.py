"""The published tables, made from what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from handtrack import __version__
from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import load_all
from handtrack.recognition.prototypes import packaged
from validation.real_hands.acceptance_limits import counting_bars, ghost_bars, recognition_bars
from validation.real_hands.clips import CountedClip, read_clips
from validation.real_hands.peak_counting import yardstick
from validation.real_hands.recognition import names
from validation.real_hands.report_values import RealHandsReport
from validation.real_hands.score_clips import FEW, Scoring, counted, false_positives, scorings


@dataclass(frozen=True, slots=True)
class Bench:
    """Recordings counted by eye, and the exercises they are scored as."""

    folder: Path
    clips: tuple[CountedClip, ...]
    library: tuple[Exercise, ...]
    two_hands: bool = False

    @classmethod
    def of(cls, folder: Path, two_hands: bool = False) -> Bench:
        """Read a folder."""
        return cls(folder, read_clips(folder), tuple(load_all()), two_hands)

    def scorings(self) -> tuple[Scoring, ...]:
        """Every counted clip under its own exercise."""
        known = {exercise.id: exercise for exercise in self.library}
        shown = [clip for clip in self.clips if not clip.negative]
        return tuple(scorings(shown, known, self.two_hands))

    def few(self) -> tuple[Exercise, ...]:
        """The exercises that the bars for ghosts are about."""
        return tuple(exercise for exercise in self.library if exercise.id in FEW)


def report(bench: Bench, scored: Sequence[Scoring], every: bool = False) -> RealHandsReport:
    """Everything that is published.

    Parameters
    ----------
    scored : sequence of Scoring
        The counted clips.
    every : bool
        Whether negatives are scored as every exercise as well.
    """
    rows = tuple(map(counted, scored))
    few = false_positives(bench.clips, bench.few(), bench.two_hands)
    named, unjudged = names(bench.clips, bench.library, packaged(), bench.two_hands)
    peaks = yardstick(bench.folder)
    scored_names = {row.name for row in rows}
    return RealHandsReport(
        schema=1,
        handtrack=__version__,
        people=len({clip.person for clip in bench.clips}),
        bars=(*counting_bars(rows, peaks), *ghost_bars(few, peaks), *recognition_bars(named)),
        counted=rows,
        left_out=tuple(
            c.name for c in bench.clips if not c.negative and c.name not in scored_names
        ),
        ghosts=few,
        every=false_positives(bench.clips, bench.library, bench.two_hands) if every else None,
        named=named,
        unjudged=unjudged,
        yardstick=peaks,
    )
