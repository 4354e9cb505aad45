"""Tables of a tapping test: taps, and the gap signal."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import fields

from handtrack.assessment.tapping.tapping_result import Tap, TappingResult
from handtrack.assessment.tapping.tip_gap import TipGap


def taps_csv(result: TappingResult) -> str:
    """Taps as CSV, one row each; a missing value is an empty cell."""
    names = [field.name for field in fields(Tap)]
    taps = result.bout.taps if result.bout else ()
    return _table(names, ([_cell(getattr(tap, name)) for name in names] for tap in taps))


def gap_csv(signal: TipGap) -> str:
    """Gap signal as CSV, one row a picture."""
    rows = zip(signal.time_s.tolist(), signal.gap.tolist(), strict=True)
    header = ["time_s", "gap_hand_lengths"]
    return _table(header, ([_cell(value) for value in row] for row in rows))


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
