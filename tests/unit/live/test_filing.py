"""A live session reaches the patient's records whole, once, and also when it was interrupted."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from patients import patient
from performances import Style, perform
from typer.testing import CliRunner

from handtrack.cli.app import build
from handtrack.errors import RecordError
from handtrack.events import Status
from handtrack.hand import Side
from handtrack.library import find
from handtrack.live.filing import Filed, file_earlier, file_session
from handtrack.live.flow import begin
from handtrack.live.keeping import Keeper, Kept, read_session
from handtrack.live.plan import single
from handtrack.live.state import BEFORE
from handtrack.patient import Moment
from handtrack.recording import Recording, TrackedFrame
from handtrack.recording_file import read
from handtrack.records import Source
from handtrack.reports.building import build as build_report
from handtrack.session import score
from handtrack.store.place import find_place
from handtrack.store.store import Store

FIST = find("34")
NOW = datetime(2026, 3, 2, 10, 30)
FIELDS = ("image_px", "world_m", "is_right", "side_score", "settling")


@pytest.fixture(scope="module")
def performed() -> Recording:
    return perform(FIST, Style(amplitudes=[1.0] * 3))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = Store.open(find_place(str(tmp_path / "handtrack.db")), create=True)
    opened.add_patient(patient())
    return opened


def session(folder: Path, recording: Recording, ends: bool = True, share: float = 1.0) -> Kept:
    """What a live session of one set leaves on disk; without an end, as after a power cut."""
    own = score(recording, FIST, Side.RIGHT).result.calibration
    keeper = Keeper(folder, {"patient": "mk"}, NOW)
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
    kept = session(tmp_path / "sessions", performed)
    assert file_session(store, "mk", kept) == Filed(1)
    (found,) = store.history("mk").sessions
    (done,) = found.exercises
    assert (found.source, found.at.replace(tzinfo=None)) == (Source.LIVE, NOW)
    assert (done.exercise, done.side, done.ended(Status.VALID)) == ("34", Side.RIGHT, 3)
    assert all(rep.smoothness is not None for rep in done.repetitions)
    assert len(read(store.file(done.files[0]))) == len(performed)
    assert [(r.moment, r.pain, r.effort) for r in found.reports] == [(Moment.BEFORE, 3, None)]


def test_a_session_is_kept_once(store: Store, tmp_path: Path, performed: Recording) -> None:
    kept = session(tmp_path / "sessions", performed)
    file_session(store, "mk", kept)
    assert file_session(store, "mk", kept) == Filed(0, before=True)
    assert file_earlier(store, "mk", tmp_path / "sessions") == 0
    assert len(store.history("mk").sessions) == 1


def test_what_an_interrupted_session_wrote_is_kept_the_next_time(
    store: Store, tmp_path: Path, performed: Recording
) -> None:
    kept = session(tmp_path / "sessions", performed, ends=False, share=0.7)
    assert kept.ended is None
    assert file_earlier(store, "mk", tmp_path / "sessions") == 0  # it may still be going on
    long_ago_s = time.time() - 600
    for path in kept.folder.iterdir():
        os.utime(path, (long_ago_s, long_ago_s))
    assert file_earlier(store, "other", tmp_path / "sessions") == 0
    assert file_earlier(store, "mk", tmp_path / "sessions") == 1
    assert file_earlier(store, "mk", tmp_path / "sessions") == 0
    (found,) = store.history("mk").sessions
    (done,) = found.exercises
    assert not done.complete
    assert 1 <= done.ended(Status.VALID) <= 3  # the one it was interrupted in may be one of them
    assert [(r.moment, r.pain, r.effort) for r in found.reports] == [(Moment.BEFORE, 4, None)]
    report = build_report(store.history("mk"), {}, NOW.astimezone())
    assert report.log[0].pain == "4"
    assert report.bottom_line[2] == "Pain, as said, from 0 to 10: 4 (median of 1)."
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
        file_session(store, "mx", session(tmp_path / "sessions", performed))


def test_a_session_can_be_kept_by_hand(store: Store, tmp_path: Path, performed: Recording) -> None:
    kept = session(tmp_path / "sessions", performed)
    command = ["sessions", "keep", kept.folder.name, "--patient", "mk"]
    command += ["--folder", str(tmp_path / "sessions"), "--db", str(tmp_path / "handtrack.db")]
    first, second = (CliRunner().invoke(build(), command) for _ in range(2))
    assert first.stdout == f"Kept for mk: 1 set of {kept.folder.name}.\n"
    assert second.stdout == f"{kept.folder.name} is in the records of mk already.\n"
    assert len(store.history("mk").sessions) == 1
