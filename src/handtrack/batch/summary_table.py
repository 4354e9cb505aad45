"""`summary.csv`: one row for each clip of a folder of results.

Laws
----
1. It is made from what is kept of each clip, by whichever run.
2. Several runs may write into one folder at the same time: each writes the table from what is
   there, looks again, and writes again until nothing is new. So the last one to write has seen
   the results of all, and no lock is needed, which not every shared disk has.
"""

from __future__ import annotations

import contextlib
import csv
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from handtrack.batch.clip_row import COLUMNS, Cell, ClipRow, not_done
from handtrack.batch.exports import make_folder
from handtrack.batch.jobs import Job
from handtrack.batch.result_store import OUTCOME, kept_row
from handtrack.errors import OutputError
from handtrack.landmarks.free_text import as_table_cell

SUMMARY = "summary.csv"


def write_summary(out: Path, jobs: Sequence[Job], scratch: Path) -> None:
    """Write the table, replacing an older one.

    Parameters
    ----------
    out : Path
        The folder of all results.
    jobs : sequence of Job
        The clips of this run and of its sisters: those without a result have a row as well.
    scratch : Path
        A folder in `out` that no other run writes into, for the table while it is unfinished.

    Raises
    ------
    OutputError
        It cannot be written.
    """
    make_folder(scratch)
    unfinished, written = scratch / f"{SUMMARY}.tmp", ""
    try:
        while (text := summary_csv(out, jobs)) != written:
            unfinished.write_text(text, encoding="utf-8", newline="")
            os.replace(unfinished, out / SUMMARY)
            written = text
        with contextlib.suppress(OSError):  # it holds results, as it should
            scratch.rmdir()
    except OSError as e:
        raise OutputError(f"Cannot write {out / SUMMARY}: {e.strerror}.") from e


def summary_csv(out: Path, jobs: Iterable[Job]) -> str:
    """Write the table as text, in the order of the clips' folders.

    Parameters
    ----------
    out : Path
        Where results are kept.
    jobs : iterable of Job
    """
    rows: dict[Path, ClipRow] = {job.folder: not_done(job) for job in jobs if job.folder}
    for path in out.rglob(OUTCOME):
        if (row := kept_row(path)) is not None:
            rows[path.parent] = row
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for folder in sorted(rows):
        row = rows[folder] | {"folder": folder.relative_to(out).as_posix()}
        writer.writerow([_cell(row.get(column)) for column in COLUMNS])
    return text.getvalue()


def _cell(value: Cell) -> object:
    """Nothing for what is not known; a text that no spreadsheet takes for a formula."""
    return "" if value is None else as_table_cell(value)
