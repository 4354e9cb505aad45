"""What is wrong can be removed or moved, and who did it stays known."""

from __future__ import annotations

from pathlib import Path

import pytest

from handtrack.errors import RecordError
from handtrack.records.patient import ReportTime, SelfReport
from handtrack.records.store.backup.archive import write_archive
from handtrack.records.store.backup.archive_import import read_archive
from handtrack.records.store.corrections import Author, move_record, remove_record
from handtrack.records.store.location import find_location
from handtrack.records.store.store import Store
from handtrack.records.values import Correction, CorrectionAct, RecordKind, Source
from tests.helpers.patients import START, assessment, day, exercise, file, patient

ANNA = Author("anna", day(3), "wrong hand")


def filled(store: Store, folder: Path) -> int:
    for key in ("mk", "ab"):
        store.add_patient(patient(key))
    said = [SelfReport(START, ReportTime.BEFORE, pain=3)]
    done = [exercise([file(folder)])]
    return store.add_session("mk", START, Source.RECORDED, done, said)


def test_a_session_is_removed_with_its_files_and_leaves_a_trace(
    store: Store, tmp_path: Path
) -> None:
    number = filled(store, tmp_path)
    assert remove_record(store, "mk", RecordKind.SESSION, number, ANNA) == 1
    left = store.history("mk")
    assert (left.sessions, left.reports) == ((), ())
    assert not [p for p in store.location.files.rglob("*") if p.is_file()]
    assert left.corrections == (
        Correction(
            day(3),
            "anna",
            CorrectionAct.REMOVED,
            RecordKind.SESSION,
            START,
            "exercise wrist",
            None,
            "wrong hand",
        ),
    )


def test_a_session_is_moved_with_all_of_it_and_both_know(store: Store, tmp_path: Path) -> None:
    number = filled(store, tmp_path)
    before = store.history("mk").sessions
    move_record(store, "mk", RecordKind.SESSION, number, "ab", ANNA)
    assert store.history("mk").sessions == ()
    assert store.history("ab").sessions == before
    (away,), (here,) = (store.history(key).corrections for key in ("mk", "ab"))
    assert (away.act, away.other) == (CorrectionAct.MOVED_AWAY, "ab")
    assert (here.act, here.other) == (CorrectionAct.MOVED_HERE, "mk")


def test_an_assessment_is_moved_and_removed(store: Store, tmp_path: Path) -> None:
    filled(store, tmp_path)
    number = store.add_assessment("mk", START, assessment(), 2, [file(tmp_path, b"posed")])
    before = store.history("mk").assessments
    move_record(store, "mk", RecordKind.ASSESSMENT, number, "ab", ANNA)
    assert (store.history("mk").assessments, store.history("ab").assessments) == ((), before)
    assert remove_record(store, "ab", RecordKind.ASSESSMENT, number, ANNA) == 1
    assert [c.held for c in store.history("ab").corrections] == ["left hand, active"] * 2


def test_the_other_patient_is_forgotten_when_they_are_deleted(store: Store, tmp_path: Path) -> None:
    number = filled(store, tmp_path)
    move_record(store, "mk", RecordKind.SESSION, number, "ab", ANNA)
    store.delete_patient("ab")
    (away,) = store.history("mk").corrections
    assert away.other is None


def test_a_trace_travels_without_the_key_of_the_other_patient(store: Store, tmp_path: Path) -> None:
    number = filled(store, tmp_path)
    move_record(store, "mk", RecordKind.SESSION, number, "ab", ANNA)
    write_archive(store, ["mk"], tmp_path / "mk.zip")
    with Store.open(find_location(str(tmp_path / "other.db")), create=True) as other:
        read_archive(other, tmp_path / "mk.zip")
        (away,) = other.history("mk").corrections
    assert (away.act, away.other, away.by) == (CorrectionAct.MOVED_AWAY, None, "anna")


def test_what_is_not_theirs_can_be_neither_removed_nor_moved(store: Store, tmp_path: Path) -> None:
    number = filled(store, tmp_path)
    for what in RecordKind:
        with pytest.raises(RecordError, match=rf"ab has no {what} {number}\. See: handtrack"):
            remove_record(store, "ab", what, number, ANNA)
    with pytest.raises(RecordError, match="with mk already"):
        move_record(store, "mk", RecordKind.SESSION, number, "mk", ANNA)
    with pytest.raises(RecordError, match="no patient 'zz'"):
        move_record(store, "mk", RecordKind.SESSION, number, "zz", ANNA)
    assert len(store.history("mk").sessions) == 1
    assert store.history("mk").corrections == ()
