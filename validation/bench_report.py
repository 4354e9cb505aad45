"""How long reports of long records take: `just bench-report`.

    python validation/bench_report.py [--days N] [--repetitions N]

Makes records of two years of daily sessions in a folder of its own, writes each format from them
and prints the processor's seconds, which a busy machine does not change.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from histories import whole_assessment
from patients import exercise, long_result, patient

from handtrack.landmarks.hand import Side
from handtrack.records.store.location import find_location
from handtrack.records.store.store import Store
from handtrack.records.values import Source
from handtrack.reports.write import Format, write

START = datetime.fromisoformat("2024-09-01T10:30+00:00")
BETWEEN_ASSESSMENTS = 30


def seconds(work: Callable[[], object]) -> float:
    """The processor's time for something."""
    start = time.process_time()
    work()
    return time.process_time() - start


def fill(store: Store, days: int, repetitions: int) -> None:
    """Two exercises a day, and an assessment of every motion a month."""
    store.add_patient(patient())
    numbers = 2 * days
    for number in range(days):
        counts = [repetitions * (k + 1) // numbers - repetitions * k // numbers
                  for k in (2 * number, 2 * number + 1)]  # fmt: skip
        done = [exercise(of=long_result(count)) for count in counts]
        store.add_session("mk", START + timedelta(days=number), Source.LIVE, done)
        if number % BETWEEN_ASSESSMENTS == 0:
            record = whole_assessment(Side.LEFT, number / days * 20, number)
            at = START + timedelta(days=number, hours=1)
            store.add_assessment("mk", at, record.assessment)


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
            for name in (Format.HTML, Format.PDF, Format.CSV, Format.JSON, Format.FHIR):
                target = Path(folder) / name
                took_s = seconds(partial(write, store, "mk", [name], target, at))
                size = sum(path.stat().st_size for path in target.iterdir()) / 1e6
                print(f"| {name}, records read anew | {took_s:.1f} | {size:.1f} |", flush=True)


if __name__ == "__main__":
    main()
