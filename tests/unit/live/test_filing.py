"""A live session reaches the patient's records whole, once, and also when it was interrupted."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from handtrack.cli.app import build
from handtrack.definitions.library import find
from handtrack.errors import RecordError
from handtrack.events import Status
from handtrack.landmarks.hand import Side
from handtrack.landmarks.recording import Recording, TrackedFrame
from handtrack.landmarks.recording_file import read
from handtrack.live.flow.states import BEFORE
from handtrack.live.flow.transitions import begin
from handtrack.live.session_folder.session_writer import SessionWriter
from handtrack.live.session_folder.set_results import earlier_results, saved_ranges
from handtrack.live.session_folder.stored_session import StoredSession, read_session, sessions
from handtrack.live.session_plan import single
from handtrack.live.to_records import (
    ImportResult,
    folders_of,
    import_earlier_sessions,
    import_session,
    orphaned_sessions,
)
from handtrack.records.patient import ReportTime
from handtrack.records.store.corrections import Author, move_record
from handtrack.records.store.location import find_location
from handtrack.records.store.store import Store
from handtrack.records.values import RecordKind, Source
from handtrack.reports.build import build as build_report
from handtrack.scoring.score import score
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style
from tests.helpers.patients import patient

FIST = find("34")
NOW = datetime(2026, 3, 2, 10, 30)
MK = {"identity": "00mk"}
WEEK = timedelta(days=7)
FIELDS = ("image_px", "world_m", "is_right", "side_score", "settling")


@pytest.fixture(scope="module")
def performed() -> Recording:
    return perform(FIST, Style(amplitudes=[1.0] * 3))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = Store.open(find_location(str(tmp_path / "handtrack.db")), create=True)
    opened.add_patient(replace(patient(), identity="00mk"))
    return opened


def session(
    folder: Path,
    recording: Recording,
    whose: dict[str, str],
    ends: bool = True,
    share: float = 1.0,
    now: datetime = NOW,
) -> StoredSession:
    """What a live session of one set leaves on disk; without an end, as after a power cut."""
    own = score(recording, FIST, Side.RIGHT).result.calibration
    keeper = SessionWriter(folder, whose, now)
    keeper.begin_set("01-34-right-1", recording.header, own)
    for i in range(round(share * len(recording))):
        frame = (float(recording.time_s[i]), *(getattr(recording, name)[i] for name in FIELDS))
        keeper.frame(TrackedFrame(*frame))
    if ends:
        keeper.result(score(keeper.end_set(recording.header), FIST, Side.RIGHT, own).result)
        state = replace(begin(single(FIST, Side.RIGHT), 0.0), answers=((BEFORE[0], 3),))
        keeper.close("finished", state, {})
    else:  # what the end of a process closes
        keeper.answer(1.0, BEFORE[0], 4)
        keeper.answer(2.0, BEFORE[1], None)
        assert keeper._writer
        keeper._writer.__exit__(None, None, None)
        keeper._events.close()
    return read_session(keeper.folder)


def test_a_session_is_kept_with_its_repetitions_landmarks_and_answers(
    store: Store, tmp_path: Path, performed: Recording
) -> None:
    kept = session(tmp_path / "sessions", performed, MK)
    assert import_session(store, "mk", kept) == ImportResult(1)
    (found,) = store.history("mk").sessions
    (done,) = found.exercises
    assert (found.source, found.at.replace(tzinfo=None)) == (Source.LIVE, NOW)
    assert (done.exercise, done.side, done.ended(Status.VALID)) == ("34", Side.RIGHT, 3)
    assert all(rep.smoothness is not None for rep in done.repetitions)
    assert len(read(store.file(done.files[0]))) == len(performed)
    assert [(r.moment, r.pain, r.effort) for r in found.reports] == [(ReportTime.BEFORE, 3, None)]


def test_a_session_is_kept_once(store: Store, tmp_path: Path, performed: Recording) -> None:
    kept = session(tmp_path / "sessions", performed, MK)
    import_session(store, "mk", kept)
    assert import_session(store, "mk", kept) == ImportResult(0, before=True)
    assert import_earlier_sessions(store, "mk", tmp_path / "sessions") == 0
    assert len(store.history("mk").sessions) == 1


def test_what_an_interrupted_session_wrote_is_kept_the_next_time(
    store: Store, tmp_path: Path, performed: Recording
) -> None:
    kept = session(tmp_path / "sessions", performed, MK, ends=False, share=0.7)
    assert kept.ended is None
    assert (
        import_earlier_sessions(store, "mk", tmp_path / "sessions") == 0
    )  # it may still be going on
    long_ago_s = time.time() - 600
    for path in kept.folder.iterdir():
        os.utime(path, (long_ago_s, long_ago_s))
    store.add_patient(patient("other"))
    assert import_earlier_sessions(store, "other", tmp_path / "sessions") == 0
    assert import_earlier_sessions(store, "mk", tmp_path / "sessions") == 1
    assert import_earlier_sessions(store, "mk", tmp_path / "sessions") == 0
    (found,) = store.history("mk").sessions
    (done,) = found.exercises
    assert not done.complete
    assert 1 <= done.ended(Status.VALID) <= 3  # the one it was interrupted in may be one of them
    assert [(r.moment, r.pain, r.effort) for r in found.reports] == [(ReportTime.BEFORE, 4, None)]
    report = build_report(store.history("mk"), {}, NOW.astimezone())
    assert report.log[0].pain == "4"
    assert "Pain, as said (0 to 10): 4 on 2 Mar 2026." in report.bottom_line[2]
    shown = ["sessions", "show", kept.folder.name, "--folder", str(tmp_path / "sessions")]
    assert (
        "from 0 (none) to 10 (worst or most): pain before: 4."
        in CliRunner().invoke(build(), shown).stdout
    )
    assert len(read(store.file(done.files[0]))) == round(0.7 * len(performed))


def test_a_session_for_nobody_is_refused(
    store: Store, tmp_path: Path, performed: Recording
) -> None:
    with pytest.raises(RecordError, match="no patient 'mx'"):
        import_session(store, "mx", session(tmp_path / "sessions", performed, MK))


def test_a_session_can_be_kept_by_hand(store: Store, tmp_path: Path, performed: Recording) -> None:
    kept = session(tmp_path / "sessions", performed, MK)
    command = ["sessions", "keep", kept.folder.name, "--patient", "mk"]
    command += ["--folder", str(tmp_path / "sessions"), "--db", str(tmp_path / "handtrack.db")]
    first, second = (CliRunner().invoke(build(), command) for _ in range(2))
    assert first.stdout == f"Kept for mk: 1 set of {kept.folder.name}.\n"
    assert second.stdout == f"{kept.folder.name} is in the records of mk already.\n"
    assert len(store.history("mk").sessions) == 1


def test_the_sessions_of_a_deleted_patient_go_with_them_wherever_they_lie(
    store: Store, tmp_path: Path, performed: Recording
) -> None:
    here = session(tmp_path / "sessions", performed, MK).folder
    elsewhere = session(tmp_path / "elsewhere", performed, MK).folder
    store.add_folder("mk", elsewhere)
    nobodys = session(tmp_path / "sessions", performed, {}).folder
    folders = folders_of(store, "mk", tmp_path / "sessions")
    assert sorted(folders) == sorted([here, elsewhere])
    assert store.delete_patient("mk", folders).folders == 2
    assert [p.exists() for p in (here, elsewhere, nobodys)] == [False, False, True]


def test_whoever_gets_the_id_of_a_deleted_patient_gets_nothing_of_theirs(
    store: Store, tmp_path: Path, performed: Recording
) -> None:
    old = session(tmp_path / "sessions", performed, MK)
    older = session(tmp_path / "sessions", performed, {"patient": "mk"})
    store.delete_patient("mk")  # by a program that knew of no folder
    store.add_patient(patient())
    assert store.patient("mk").identity not in ("", "00mk")
    assert import_earlier_sessions(store, "mk", tmp_path / "sessions") == 0
    assert saved_ranges(tmp_path / "sessions", store.patient("mk")) == {}
    assert earlier_results(tmp_path / "sessions", store.patient("mk"), NOW + WEEK) == []
    for kept in (old, older):
        with pytest.raises(RecordError, match="belongs to another patient than mk"):
            import_session(store, "mk", kept)
    assert store.history("mk").sessions == ()
    left = list(orphaned_sessions(store, tmp_path / "sessions"))
    assert [str(k.folder) in one for k, one in zip((older, old), left, strict=True)] == [True] * 2


def test_an_old_session_with_a_key_is_of_the_patient_who_had_it_then(
    store: Store, tmp_path: Path, performed: Recording
) -> None:
    store.add_patient(replace(patient("ab"), added_at=NOW.astimezone() - WEEK))
    kept = session(tmp_path / "sessions", performed, {"patient": "ab"})
    assert import_earlier_sessions(store, "mk", tmp_path / "sessions") == 0
    assert import_earlier_sessions(store, "ab", tmp_path / "sessions") == 1
    assert read_session(kept.folder).identity == store.patient("ab").identity
    assert list(orphaned_sessions(store, tmp_path / "sessions")) == []


def test_own_ranges_and_last_weeks_results_are_the_patients_own(
    store: Store, tmp_path: Path, performed: Recording
) -> None:
    store.add_patient(patient("ab"))
    session(tmp_path / "sessions", performed, MK)
    mk, ab = store.patient("mk"), store.patient("ab")
    folder, later = tmp_path / "sessions", NOW + timedelta(days=2)
    assert list(saved_ranges(folder, mk)) == [("34", Side.RIGHT)]
    assert len(earlier_results(folder, mk, later)) == 1
    for other in (ab, None):
        assert saved_ranges(folder, other) == {}
        assert earlier_results(folder, other, later) == []


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Moves this machine to another time zone."""

    def go(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield go
    monkeypatch.undo()
    time.tzset()


ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata"]


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="only POSIX systems let a test do this")
@pytest.mark.parametrize("whose", [MK, {"patient": "mk"}])
def test_a_session_stands_once_in_whatever_zone_it_is_looked_at(
    store: Store,
    tmp_path: Path,
    performed: Recording,
    zone: Callable[[str], None],
    whose: dict[str, str],
) -> None:
    store.edit_patient(replace(store.patient("mk"), added_at=NOW.astimezone() - WEEK))
    zone(ZONES[0])
    kept = session(tmp_path / "sessions", performed, whose)
    if whose is not MK:  # as it was written when no offset was kept
        about = json.loads((kept.folder / "session.json").read_text())
        wall = about | {"started": about["started"].removesuffix("+01:00")}
        (kept.folder / "session.json").write_text(json.dumps(wall))
    for name in (*ZONES, "UTC"):
        zone(name)
        counted = import_earlier_sessions(store, "mk", tmp_path / "sessions")
        assert counted == (name == ZONES[0])
        assert import_session(store, "mk", read_session(kept.folder)).before
    (found,) = store.history("mk").sessions
    assert found.at.isoformat() == "2026-03-02T10:30:00+01:00"


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="only POSIX systems let a test do this")
def test_the_hour_that_comes_twice_holds_two_sessions(
    store: Store, tmp_path: Path, performed: Recording, zone: Callable[[str], None]
) -> None:
    zone(ZONES[0])
    summer = datetime(2026, 10, 25, 0, 30, tzinfo=UTC).astimezone()  # 02:30, and again an hour on
    both = [
        session(tmp_path / "sessions", performed, MK, now=at)
        for at in (summer, (summer + timedelta(hours=1)).astimezone())
    ]
    assert [kept.started.hour for kept in both] == [2, 2]
    assert import_earlier_sessions(store, "mk", tmp_path / "sessions") == 2
    zone("UTC")
    assert import_earlier_sessions(store, "mk", tmp_path / "sessions") == 0
    first, second = store.history("mk").sessions
    assert second.at - first.at == timedelta(hours=1)
    listed = [kept.folder for kept in sessions(tmp_path / "sessions")]
    assert listed == [both[1].folder, both[0].folder]  # the latest first


def test_a_live_session_is_removed_with_its_folder_and_moved_with_its_owner(
    store: Store, tmp_path: Path, performed: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDTRACK_DATA", str(tmp_path))
    store.add_patient(patient("ab"))
    wrong, right = (
        session(tmp_path / "sessions", performed, MK, now=NOW + timedelta(hours=hours))
        for hours in (0, 1)
    )
    assert import_earlier_sessions(store, "mk", tmp_path / "sessions") == 2
    first, second = (str(s.id) for s in store.history("mk").sessions)
    where = ["--db", str(tmp_path / "handtrack.db"), "--by", "anna"]
    run = CliRunner().invoke
    moved = run(build(), ["patient", "session", "move", "mk", first, "--to", "ab", *where])
    assert moved.stdout == "Moved the session of 2026-03-02 10:30 from mk to ab. By: anna.\n"
    assert read_session(wrong.folder).identity == store.patient("ab").identity
    gone = run(build(), ["patient", "session", "remove", "mk", second, "--yes", *where])
    assert gone.stdout == "Removed the session of 2026-03-02 11:30 of mk, 0 files. By: anna.\n"
    assert not right.folder.exists()
    for key in ("mk", "ab"):
        assert import_earlier_sessions(store, key, tmp_path / "sessions") == 0
    assert [len(store.history(key).sessions) for key in ("mk", "ab")] == [0, 1]
    shown = run(build(), ["patient", "show", "mk", *where[:2]], env={"COLUMNS": "200"}).stdout
    assert "session of 2026-03-02 10:30 (exercise 34) moved to ab by anna" in shown
    assert "session of 2026-03-02 11:30 (exercise 34) removed by anna" in shown


def test_a_move_that_was_cut_short_files_nothing_twice(
    store: Store, tmp_path: Path, performed: Recording
) -> None:
    """The records have moved it, and the folder still names the one it was of before."""
    store.add_patient(patient("ab"))
    kept = session(tmp_path / "sessions", performed, MK)
    import_session(store, "mk", kept)
    (wrong,) = store.history("mk").sessions
    author = Author("anna", NOW.astimezone())
    move_record(store, "mk", RecordKind.SESSION, wrong.id, "ab", author, [kept.folder])
    assert read_session(kept.folder).identity == "00mk"
    for key in ("mk", "ab"):
        assert import_earlier_sessions(store, key, tmp_path / "sessions") == 0
    assert folders_of(store, "mk", tmp_path / "sessions") == []
    assert folders_of(store, "ab", tmp_path / "sessions") == [kept.folder]
    assert [len(store.history(key).sessions) for key in ("mk", "ab")] == [0, 1]
