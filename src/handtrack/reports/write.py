"""Files of a patient's report, in the formats asked for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from handtrack.assessment.norms import load_norms
from handtrack.batch.exports import make_folder
from handtrack.errors import OutputError
from handtrack.landmarks.hand import Side
from handtrack.landmarks.recording_file import read
from handtrack.records.store.store import Store
from handtrack.records.values import FileKind, History, StoredFile
from handtrack.reports.build import NO_LETTERHEAD, build
from handtrack.reports.exchange.bids import bids_motion
from handtrack.reports.exchange.fhir import bundle
from handtrack.reports.exchange.report_tables import tables
from handtrack.reports.exchange.spreadsheets import csv_text, workbook
from handtrack.reports.exchange.trc import trc
from handtrack.reports.first_page_view import LetterheadView
from handtrack.reports.printed.html import html
from handtrack.reports.printed.pdf import pdf, unprintable_note
from handtrack.reports.view import HandReport, Paper, to_json


class Format(StrEnum):
    """What a report can be written as."""

    HTML = "html"
    PDF = "pdf"
    CSV = "csv"
    XLSX = "xlsx"
    NOTES = "notes"
    JSON = "json"
    FHIR = "fhir"
    BIDS = "bids-motion"
    TRC = "trc"


@dataclass(frozen=True, slots=True)
class Written:
    """What was written.

    Parameters
    ----------
    paths : tuple of Path
    note : str
        What a reader has to know of the files; "" where there is nothing.
    """

    paths: tuple[Path, ...]
    note: str


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """How a report is written.

    Parameters
    ----------
    since : date or None
        Sessions before this day are left out.
    paper : str
    anonymous : bool
        Whether name, birth year and free texts stay out.
    letterhead : LetterheadView
    """

    since: date | None = None
    paper: Paper = "A4"
    anonymous: bool = False
    letterhead: LetterheadView = NO_LETTERHEAD


_USUAL = ReportOptions()


def write(
    store: Store,
    key: str,
    formats: Sequence[Format],
    folder: Path,
    at: datetime,
    options: ReportOptions = _USUAL,
) -> Written:
    """Write the files; a file that was there is replaced.

    Parameters
    ----------
    store : Store
    key : str
        The patient's.
    formats : sequence of str
    folder : Path
    at : datetime
        Now.
    options : ReportOptions

    Raises
    ------
    RecordError, StoreError
        There is no such patient, or the records cannot be read.
    OutputError
        A file cannot be written.
    """
    history = store.history(key)
    since, anonymous = options.since, options.anonymous
    report = build(history, load_norms(), at, since, anonymous, options.letterhead)
    make_folder(folder)
    written = []
    for format in dict.fromkeys(formats):
        for name, data in _files(format, report, history, store, options):
            path = folder / name
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            except OSError as e:
                raise OutputError(f"Cannot write {path}: {e.strerror}.") from e
            written.append(path)
    return Written(tuple(written), unprintable_note(report) if Format.PDF in formats else "")


def write_all(
    store: Store,
    formats: Sequence[Format],
    folder: Path,
    at: datetime,
    options: ReportOptions = _USUAL,
) -> Iterator[tuple[str, Written]]:
    """Write a folder for each patient, named by the id, or by the pseudonym if anonymous.

    Parameters
    ----------
    store : Store
    formats : sequence of str
    folder : Path
    at : datetime
        Now.
    options : ReportOptions

    Yields
    ------
    tuple of str and Written
        The patient's id and files, as soon as they are written.
    """
    for summary in store.patients():
        patient = summary.patient
        name = patient.pseudonym if options.anonymous else patient.key
        yield patient.key, write(store, patient.key, formats, folder / name, at, options)


def _files(
    format: Format, report: HandReport, history: History, store: Store, options: ReportOptions
) -> Iterator[tuple[str, bytes]]:
    match format:
        case Format.FHIR:
            at = datetime.fromisoformat(report.made_at)
            printed = pdf(report, options.paper)
            made = bundle(_from(history, options.since), at, printed, options.anonymous)
            yield "fhir-bundle.json", json.dumps(made, indent=1, ensure_ascii=False).encode()
        case Format.BIDS | Format.TRC:
            first = options.since
            late = _from(history, first)
            dated = (a for a in late.assessments if first is None or a.at.date() >= first)
            yield from _landmarks(format, report, replace(late, assessments=tuple(dated)), store)
        case _:
            yield from _of_report(format, report, options.paper)


def _of_report(format: Format, report: HandReport, paper: Paper) -> Iterator[tuple[str, bytes]]:
    """Formats of the report alone, without the records behind it."""
    match format:
        case Format.HTML:
            yield "report.html", html(report, paper).encode()
        case Format.PDF:
            yield "report.pdf", pdf(report, paper)
        case Format.CSV:
            yield from ((f"{t.name}.csv", csv_text(t).encode()) for t in tables(report))
        case Format.XLSX:
            at = datetime.fromisoformat(report.made_at)
            yield "report.xlsx", workbook(tables(report), at)
        case Format.NOTES:
            yield "notes.txt", f"{report.paste}\n".encode()
        case Format.JSON:
            yield "report.json", to_json(report).encode()


def _from(history: History, since: date | None) -> History:
    """What the report is about: assessments are all kept, because the first one is the baseline."""
    if since is None:
        return history
    sessions = tuple(session for session in history.sessions if session.at.date() >= since)
    reports = tuple(report for report in history.reports if report.at.date() >= since)
    return replace(history, sessions=sessions, reports=reports)


def _landmarks(
    format: Format, report: HandReport, history: History, store: Store
) -> Iterator[tuple[str, bytes]]:
    """Every kept landmark recording, each in a file of its own."""
    subject = report.header[0].text
    runs: Counter[tuple[str, str]] = Counter()
    for at, task, side, kept in _recordings(history):
        recording = read(store.file(kept))
        sides = recording.slot_sides()
        hand = recording.hand(sides.index(side) if side in sides else 0, side)
        day = at.strftime("%Y%m%dT%H%M")
        runs[day, task] += 1
        run = runs[day, task]
        if format is Format.TRC:
            name = f"{day}-{task}-{side}{f'-{run}' if run > 1 else ''}.trc"
            yield f"trc/{name}", trc(hand, name).encode()
            continue
        files = bids_motion(hand, recording.header, subject, day, f"{task}{side}", run)
        for name, text in files.items():
            sub, ses = name.split("_")[:2]
            yield f"bids/{sub}/{ses}/motion/{name}", text.encode()


def _recordings(history: History) -> Iterator[tuple[datetime, str, Side, StoredFile]]:
    """When, of what, of which hand: what was kept of exercises and of assessments."""
    for session in history.sessions:
        for exercise in session.exercises:
            for kept in _tracks(exercise.files):
                yield session.at, f"exercise{exercise.exercise}", exercise.side, kept
    for record in history.assessments:
        for kept in _tracks(record.files):
            yield record.at, "assessment", record.assessment.side, kept


def _tracks(files: Iterable[StoredFile]) -> Iterator[StoredFile]:
    return (kept for kept in files if kept.kind is FileKind.LANDMARKS)
