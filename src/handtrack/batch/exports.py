"""Files of a scored recording: its result as JSON, its repetitions and signals as tables.

The tables follow RFC 4180 (commas, CRLF) in UTF-8. Units are in the column names, and a cell
without a figure is empty, never 0 or nan. Truth values are `true` and `false`.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from math import isfinite
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from handtrack.definitions.exercise import Exercise
from handtrack.errors import OutputError
from handtrack.events import Label, Touch
from handtrack.files import write_text
from handtrack.landmarks.hand import Floats
from handtrack.measurements.number_format import UNITS
from handtrack.scoring.results import ExerciseResult, to_json
from handtrack.scoring.score import Scored
from handtrack.verifiers.registry import counter_for
from handtrack.verifiers.signals import Signals

RESULT, REPETITIONS, SIGNALS = "result.json", "reps.csv", "signals.csv"
RECORDING, ANNOTATED = "recording.npz", "annotated.mp4"
_OF_THE_FRAME = (
    "facing",
    "hand_seen",
    "view_ok",
    "settling",
    "near_edge",
    "repetition",
)


def export(folder: Path, scored: Scored, exercise: Exercise) -> None:
    """Write the result and its tables, replacing what is there.

    Parameters
    ----------
    folder : Path
        An existing folder.
    scored : Scored
    exercise : Exercise
        As it was scored.

    Raises
    ------
    OutputError
        A file cannot be written.
    """
    write_text(folder / RESULT, to_json(scored.result))
    write_text(folder / REPETITIONS, repetitions_csv(scored.result))
    write_text(folder / SIGNALS, signals_csv(scored, exercise))


def make_folder(folder: Path) -> None:
    """Make a folder with all above it.

    Raises
    ------
    OutputError
        It cannot be made, or not written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as e:
        raise OutputError(f"{folder} is a file; --out wants a folder.") from e
    except OSError as e:
        raise OutputError(f"Cannot make the folder {folder}: {e.strerror}.") from e
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OutputError(f"Cannot write into {folder}: permission denied.")


def repetitions_csv(result: ExerciseResult) -> str:
    """Write a table of repetitions."""
    suffix = UNITS[result.signal_unit].column
    columns = {
        "number": (r.number for r in result.repetitions),
        "status": (r.status for r in result.repetitions),
        "label": (r.label for r in result.repetitions),
        "reasons": ("; ".join(n.reason for n in r.notes) for r in result.repetitions),
        "notes": ("; ".join(n.sentence for n in r.notes) for r in result.repetitions),
        "start_s": (_time(r.start_s) for r in result.repetitions),
        "end_s": (_time(r.end_s) for r in result.repetitions),
        "duration_s": (_time(r.duration_s) for r in result.repetitions),
        "peak_s": (_time(r.peak_s) for r in result.repetitions),
        f"peak{suffix}": (_figure(r.peak) for r in result.repetitions),
        f"excursion{suffix}": (_figure(r.excursion) for r in result.repetitions),
        "range_share": (_figure(r.range_share) for r in result.repetitions),
        "hold_s": (_time(r.hold_s) for r in result.repetitions),
        "touches": (_touches(r.touches) for r in result.repetitions),
        "hand_seen_share": (_figure(r.seen_share) for r in result.repetitions),
        "view_ok_share": (_figure(r.view_share) for r in result.repetitions),
    }
    return _table(list(columns), zip(*columns.values(), strict=True))


def signals_csv(scored: Scored, exercise: Exercise) -> str:
    """Write a table of frames: the exercise's signals as measured, and what was counted.

    Parameters
    ----------
    scored : Scored
    exercise : Exercise
        As it was scored.
    """
    signals, quality = scored.signals, scored.signals.quality
    columns: dict[str, Iterator[str]] = {"time_s": (_time(t) for t in signals.time_s.tolist())}
    for name, values in signals.declared.items():
        column = name + UNITS[exercise.signals[name].measurement.unit].column
        columns[f"signal_{name}" if column in _OF_THE_FRAME else column] = _figures(values)
    for name, values in progress_columns(signals, exercise).items():
        columns[name] = _figures(values)
    measured: tuple[Iterator[str], ...] = (
        _figures(signals.facing),
        _truths(quality.seen),
        _truths(signals.viewed, quality.seen),
        _truths(quality.settling, quality.seen),
        _truths(quality.near_edge, quality.seen),
        _numbers(scored),
    )
    columns.update(zip(_OF_THE_FRAME, measured, strict=True))
    return _table(list(columns), zip(*columns.values(), strict=True))


def progress_columns(signals: Signals, exercise: Exercise) -> dict[str, Floats]:
    """Name the columns of what was counted: one, or one for each thing looked at.

    Parameters
    ----------
    signals : Signals
    exercise : Exercise
    """
    names = counter_for(exercise).columns
    each = signals.progress.reshape(len(signals.progress), len(names))
    return {name: each[:, i] for i, name in enumerate(names)}


def _numbers(scored: Scored) -> Iterator[str]:
    """The repetition each frame belongs to; the later one where two share a frame."""
    time_s = scored.signals.time_s
    numbers = np.zeros(len(time_s), dtype=np.int64)
    for repetition in scored.result.repetitions:
        i, j = np.searchsorted(time_s, [repetition.start_s, repetition.end_s])
        numbers[i:j] = repetition.number
    return (str(n) if n else "" for n in numbers.tolist())


def _touches(touches: Sequence[Touch]) -> str:
    """For example "index 0.90-1.70; middle 1.73-1.83 (estimated)"."""
    return "; ".join(
        f"{t.finger} {t.start_s:.2f}-{t.end_s:.2f}"
        + (" (estimated)" if t.label is Label.ESTIMATED else "")
        for t in touches
    )


def _time(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _figure(value: float | None) -> str:
    return "" if value is None or not isfinite(value) else f"{value:.6g}"


def _figures(values: Floats) -> Iterator[str]:
    return (_figure(v) for v in values.tolist())


def _truths(values: NDArray[np.bool_], known: NDArray[np.bool_] | None = None) -> Iterator[str]:
    """Truth values; empty where nothing is known."""
    asked = np.ones_like(values) if known is None else known
    return (
        str(v).lower() if k else "" for v, k in zip(values.tolist(), asked.tolist(), strict=True)
    )


def _table(header: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
