"""What the figures were before a criterion could be undecided, kept to compare with.

`earlier_version.json` holds the bars and the reasons as the command found them at that time, when
the forearm's turn was its roll towards the camera, travel that of the tracked wrist, and a view
asked of the exercise as a whole.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from validation.evaluate.page_format import table
from validation.real_hands.page_format import measured
from validation.real_hands.report_values import Counted, RealHandsReport

FILE = Path(__file__).with_name("earlier_version.json")


def before_and_now(report: RealHandsReport, path: Path = FILE) -> str:
    """Section of the page: the bars and the reasons, as they were and as they are.

    Parameters
    ----------
    path : Path
        Kept figures: bars as name, of what, figure and unit by key; reasons as times and clips.
    """
    kept = json.loads(path.read_text(encoding="utf-8"))
    bars = [
        (bar.name, measured(kept["bars"][bar.key][2], bar.unit), measured(bar.found, bar.unit))
        for bar in report.bars
        if bar.key in kept["bars"]
    ]
    was = {reason: (times, clips) for reason, (times, clips) in kept["reasons"].items()}
    now = told(report.counted)
    reasons = [
        (reason, *_times(was.get(reason)), *_times(now.get(reason)))
        for reason in sorted({*was, *now}, key=lambda r: (-was.get(r, (0, 0))[0], r))
    ]
    return (
        "## Before and now\n\nThe same recordings before a criterion could be undecided, when the "
        "forearm's turn was its roll towards the camera, travel that of the tracked wrist, and a "
        "view was asked of the exercise as a whole.\n\n"
        + table("what | before | now", bars)
        + "\n\nWhat repetitions in counted clips were told that did not count, how often and in "
        "how many clips; hardly any of these faults was committed.\n\n"
        + table("reason | before | in clips | now | in clips", reasons)
    )


def told(rows: Iterable[Counted]) -> dict[str, tuple[int, int]]:
    """How often each reason was told in counted clips, and in how many of them."""
    times: Counter[str] = Counter()
    clips: Counter[str] = Counter()
    for row in rows:
        for reason, number in row.reasons:
            times[reason] += number
            clips[reason] += 1
    return {reason: (number, clips[reason]) for reason, number in times.items()}


def _times(found: tuple[int, int] | None) -> tuple[str, str]:
    return (str(found[0]), str(found[1])) if found else ("", "")
