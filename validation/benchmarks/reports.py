"""How long reports of long records take: `just bench-report`.

    python -m validation.benchmarks.reports [--days N] [--repetitions N]

Makes records of two years of daily sessions in a folder of its own, writes each format from them
and prints the processor's seconds, which a busy machine does not change.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path

from handtrack.assessment.motions import MOTIONS
from handtrack.assessment.rom_result import (
    Assessment,
    AssessmentMode,
    AssessmentProvenance,
    MotionFigure,
    Trial,
)
from handtrack.definitions.library import find
from handtrack.events import Label
from handtrack.landmarks.hand import Side
from handtrack.landmarks.views import View
from handtrack.records.patient import Affected, Patient
from handtrack.records.store.location import find_location
from handtrack.records.store.store import Store
from handtrack.records.values import NewExercise, Source
from handtrack.reports.write import Format, write
from handtrack.scoring.score import score
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style

START = datetime.fromisoformat("2024-09-01T10:30+00:00")
BETWEEN_ASSESSMENTS = 30
_FORMATS = (Format.HTML, Format.PDF, Format.CSV, Format.XLSX, Format.JSON, Format.FHIR)
PATIENT = Patient(
    "mk", START, "M. K.", birth_year=1958, dominant=Side.RIGHT, affected=Affected.LEFT
)


def seconds(work: Callable[[], object]) -> float:
    """The processor's time for something."""
    start = time.process_time()
    work()
    return time.process_time() - start


@cache
def performed(count: int) -> NewExercise:
    """A wrist that bends, its repetitions over and over until they are so many."""
    exercise = find("11")
    scored = score(perform(exercise, Style(amplitudes=(1.0, 1.0, 0.6), noise_L=0.003)), exercise)
    some = scored.result.repetitions
    repetitions = tuple(replace(some[i % len(some)], number=i + 1) for i in range(count))
    return NewExercise(replace(scored.result, repetitions=repetitions), assisted=True)


def assessment(gain_deg: float) -> Assessment:
    """Every motion that is measured directly, in three trials."""
    figures = tuple(
        MotionFigure(
            motion.key,
            motion.unit,
            40.0 + gain_deg,
            9.0,
            Label.VERIFIED,
            View.SIDE,
            motion.key,
            tuple(
                Trial(i, 3.0 * i, 3.0 * i + 1, 40.0 + gain_deg + i, False, Label.VERIFIED, None)
                for i in range(1, 4)
            ),
            "",
        )
        for motion in MOTIONS.values()
        if motion.measure
    )
    made_by = AssessmentProvenance(
        "0", "1.2.2", "0", "hand-basic", "1.0", "clip.mp4", "0" * 64, 30.0, 110.0
    )
    return Assessment(Side.LEFT, AssessmentMode.ACTIVE, figures, made_by)


def fill(store: Store, days: int, repetitions: int) -> None:
    """Two exercises a day, and an assessment of every motion a month."""
    store.add_patient(PATIENT)
    numbers = 2 * days
    for number in range(days):
        counts = [repetitions * (k + 1) // numbers - repetitions * k // numbers
                  for k in (2 * number, 2 * number + 1)]  # fmt: skip
        done = [performed(count) for count in counts]
        store.add_session("mk", START + timedelta(days=number), Source.LIVE, done)
        if number % BETWEEN_ASSESSMENTS == 0:
            at = START + timedelta(days=number, hours=1)
            store.add_assessment("mk", at, assessment(number / days * 20))


def main() -> None:
    """Measure everything and print it as Markdown."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--days", type=int, default=730)
    parser.add_argument("--repetitions", type=int, default=60_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = find_location(str(Path(folder) / "handtrack.db"))
        at = START + timedelta(days=options.days)
        with Store.open(place, create=True) as store:
            fill(store, options.days, options.repetitions)
            history = store.history("mk")
            count = sum(len(e.repetitions) for s in history.sessions for e in s.exercises)
            print(f"{len(history.sessions)} sessions, {count} repetitions, "
                  f"{len(history.assessments)} assessments\n")  # fmt: skip
            print("| what | seconds | megabytes |\n|---|---|---|")
            print(f"| reading the records | {seconds(partial(store.history, 'mk')):.1f} | |")
            for name in _FORMATS:
                target = Path(folder) / name
                took_s = seconds(partial(write, store, "mk", [name], target, at))
                size = sum(path.stat().st_size for path in target.iterdir()) / 1e6
                print(f"| {name}, records read anew | {took_s:.1f} | {size:.1f} |", flush=True)


if __name__ == "__main__":
    main()
