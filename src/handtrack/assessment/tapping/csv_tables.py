"""A tapping test as tables: its taps, and the gap they were found in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import fields

from handtrack.assessment.tapping.tapping_result import Tap, TappingResult
from handtrack.assessment.tapping.tip_gap import TipGap


def taps_csv(result: TappingResult) -> str:
    """One row a tap; a cell without a figure is empty."""
    names = [field.name for field in fields(Tap)]
    taps = result.bout.taps if result.bout else ()
    return _table(names, ([_cell(getattr(tap, name)) for name in names] for tap in taps))


def gap_csv(signal: TipGap) -> str:
    """One row a picture in which the hand was seen."""
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
