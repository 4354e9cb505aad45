"""Lists of clips with the exercise of each: CSV files, made in a spreadsheet or by a script."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf
from pathlib import Path

from handtrack.errors import Fault, ManifestError
from handtrack.landmarks.hand import Side
from handtrack.sources.clip_part import seconds_of

COLUMNS = ("file", "exercise", "hand", "patient", "date", "start", "end")
MOST_BYTES = 50_000_000
MOST_FAULTS = 20
"""More are counted and not listed."""
LONGEST_LABEL = 200


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """One clip of the list.

    Parameters
    ----------
    line : int
        Where it stands in the file, from 1.
    file : Path
    name : str
        The file as the row names it.
    exercise : str
        "" where the row leaves it open, as are the others.
    side : Side or None
    patient, date : str
    start_s, end_s : float
        The part of the clip, half-open; 0 and infinite for all of it.
    """

    line: int
    file: Path
    name: str
    exercise: str
    side: Side | None
    patient: str
    date: str
    start_s: float
    end_s: float


def read(path: Path) -> tuple[ManifestRow, ...]:
    """Read a list of clips; relative paths start at its folder.

    Raises
    ------
    ManifestError
        It is missing, no table, or has faults, all of them at once.
    """
    lines = list(_lines(path))
    if not lines:
        raise ManifestError(f"{path} is empty; its first line names the columns, as file,exercise.")
    number, header = lines[0]
    names = _header(path, number, header)
    rows: list[ManifestRow] = []
    faults: list[Fault] = []
    for number, cells in lines[1:]:
        try:
            rows.append(_row(path.parent, number, names, cells))
        except ValueError as e:
            faults.append(Fault(f"line {number}", str(e)))
    refuse(path, faults)
    if not rows:
        raise ManifestError(f"{path} names no clip: nothing stands below its first line.")
    return tuple(rows)


def refuse(path: Path, faults: Sequence[Fault]) -> None:
    """Raise what is wrong with rows, if anything is.

    Parameters
    ----------
    path : Path
        The list.
    faults : sequence of Fault
    """
    if faults:
        more = len(faults) - MOST_FAULTS
        shown = [*faults[:MOST_FAULTS], *[Fault("and", f"{more} more.")] * (more > 0)]
        raise ManifestError(f"{path} cannot be used; nothing was scored:", shown)


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The lines that are not empty, with the number of the last line of each."""
    text = _text(path)
    first = text.lstrip("\r\n").partition("\n")[0]
    mark = max(",;\t", key=first.count)
    table = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    while True:
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error as e:
            raise ManifestError(f"{path}, line {table.line_num}: no CSV ({e}).") from e
        if any(cell.strip() for cell in cells):
            yield table.line_num, [cell.strip() for cell in cells]


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            blob = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise ManifestError(f"There is no file {path}; --manifest wants a CSV file.") from None
    except OSError as e:
        raise ManifestError(f"Cannot read {path}: {e.strerror}.") from e
    if len(blob) > MOST_BYTES:
        raise ManifestError(f"{path} is larger than 50 MB; a list of clips is not.")
    try:
        text = blob.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = blob[: e.start].count(b"\n") + 1
        raise ManifestError(
            f"{path}, line {line}: no UTF-8; save it as 'CSV UTF-8 (comma delimited)'."
        ) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise ManifestError(f"{path}, line {line}: a zero byte; this is no CSV file.")
    return text


def _header(path: Path, number: int, cells: Sequence[str]) -> list[str]:
    names = [cell.lower() for cell in cells]
    while names and not names[-1]:  # a spreadsheet's empty columns
        names.pop()
    unknown = [cell for cell, name in zip(cells, names, strict=False) if name not in COLUMNS]
    if unknown:
        which = ", ".join(f"'{name[:40]}'" for name in unknown[:5])
        raise ManifestError(
            f"{path}, line {number}: unknown {'column' if len(unknown) == 1 else 'columns'} "
            f"{which}; there are {', '.join(COLUMNS)}."
        )
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise ManifestError(f"{path}, line {number}: the column {twice} stands there twice.")
    if "file" not in names:
        raise ManifestError(f"{path}, line {number}: there is no column 'file'.")
    return names


def _row(folder: Path, number: int, names: Sequence[str], cells: Sequence[str]) -> ManifestRow:
    """One row.

    Raises
    ------
    ValueError
        What is wrong with it, in a sentence.
    """
    if any(cells[len(names) :]):
        raise ValueError(f"{len(cells)} cells for {len(names)} columns; quote what holds a comma.")
    given = dict.fromkeys(COLUMNS, "") | dict(zip(names, cells, strict=False))
    if not given["file"]:
        raise ValueError("no file is named.")
    file = folder / given["file"]
    if not file.is_file():
        raise ValueError(f"there is no file {file}.")
    start_s, end_s = _seconds(given, "start", 0.0), _seconds(given, "end", inf)
    if end_s <= start_s:
        raise ValueError(f"it ends at {given['end']}, which is not after its start.")
    for name in ("patient", "date"):
        if len(given[name]) > LONGEST_LABEL or not given[name].isprintable():
            raise ValueError(f"{name} is no plain text of at most {LONGEST_LABEL} letters.")
    exercise, date = given["exercise"], _date(given["date"])
    if exercise.endswith(".toml"):
        exercise = str(folder / exercise)
    side, patient = _side(given["hand"]), given["patient"]
    return ManifestRow(number, file, given["file"], exercise, side, patient, date, start_s, end_s)


def _side(text: str) -> Side | None:
    if not text:
        return None
    try:
        return Side(text.lower())
    except ValueError:
        raise ValueError(f"hand is '{text[:40]}', which is neither left nor right.") from None


def _date(text: str) -> str:
    try:
        if text:
            datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"date is '{text[:40]}'; write 2026-09-01 or 2026-09-01T10:30.") from None
    return text


def _seconds(given: Mapping[str, str], name: str, usual: float) -> float:
    """Seconds, or minutes and seconds: "12.5", "1:05", "1:02:30"."""
    text = given[name]
    try:
        return seconds_of(text) if text else usual
    except ValueError:
        wrong = f"{name} is '{text[:40]}'; write seconds as 12.5, or 1:05."
        raise ValueError(wrong) from None
