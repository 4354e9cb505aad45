"""What a therapist does at the desk reaches the records, with its author, and can be undone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest

from handtrack.events import Status
from handtrack.landmarks.hand import Side
from handtrack.live.browser.desk.desk_tools import DeskTools
from handtrack.live.session_folder.session_writer import SessionWriter
from handtrack.live.session_folder.stored_session import read_session
from handtrack.records.patient import Affected, Patient
from handtrack.records.review import PersonVerdict
from handtrack.records.values import FileKind, History, NewFile, Source
from tests.helpers.app_client import Page, serving, workplace
from tests.helpers.desk_clinic import at, desk_tools, done, measured, now, said
from tests.helpers.paths import SAMPLE_VIDEOS

BY = {"by": "A. Therapist"}
WHY = BY | {"why": "seen beside the patient"}


@pytest.fixture
def tools(tmp_path: Path) -> DeskTools:
    return desk_tools(tmp_path)


@pytest.fixture
def page(tools: DeskTools, tmp_path: Path) -> Iterator[Page]:
    """The app with the desk of an empty database, and a browser that was let in."""
    work = replace(workplace(tmp_path, lambda slots: None), desk=tools)  # type: ignore[arg-type,return-value]
    with serving(work, tmp_path) as app:
        page = Page(app)
        page.enter()
        yield page


@pytest.fixture
def patient(tools: DeskTools) -> str:
    """A patient with a session and two assessments."""
    with tools.store() as store:
        store.add_patient(Patient("mk", at(20), "Maria K.", affected=Affected.RIGHT))
        exercises = [done("opposition_yaw22", "18"), done("spread", "33")]
        store.add_session("mk", at(3), Source.RECORDED, exercises, said(at(3), 2, 3))
        store.add_assessment("mk", at(20), measured(0.0), pain=1)
        store.add_assessment("mk", at(1), measured(20.0))
    return "/desk/patients/mk"


def history(tools: DeskTools, key: str = "mk") -> History:
    with tools.store() as store:
        return store.history(key)


def went(page: Page, path: str, **fields: str) -> str:
    """Post a form that is taken; where it leads."""
    answer = page.post(path, **fields)
    assert answer.status == 303, path
    return answer.getheader("Location") or ""


def refused(page: Page, path: str, **fields: str) -> str:
    """Post a form that is not taken; the page that says why."""
    kind = "application/x-www-form-urlencoded"
    body = urlencode(fields | {"csrf": page.csrf})
    answer, text = page.ask("POST", path, body, Content_Type=kind)
    assert answer.status == 400, path
    return text.split('role="alert"')[1].split("</p>")[0]


def test_a_patient_is_added_and_changed_by_a_form(page: Page, tools: DeskTools) -> None:
    fields = {"name": "Jonas B.", "affected": "left", "birth_year": "1949", "goal": "écrire"}
    assert went(page, "/desk/add", **fields) == "/desk/patients/jb?done=added"
    whose = history(tools, "jb").patient
    assert (whose.affected, whose.birth_year, whose.goal) == (Affected.LEFT, 1949, "écrire")
    assert whose.video_consent is None
    change = fields | {"video_consent": "yes", "birth_year": ""}
    went(page, "/desk/patients/jb/edit", **change)
    changed = history(tools, "jb").patient
    assert changed.birth_year is None
    assert changed.video_consent == now()
    assert changed.added_at == whose.added_at


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": ""}, "Enter a name"),
        ({"name": "X", "birth_year": "1066"}, "whole number from 1900"),
        ({"name": "X", "key": "a/b"}, "A short name has"),
        ({"name": "X", "affected": "foot"}, "Make a choice"),
        ({"name": "X", "diagnosis": "y" * 2001}, "too long"),
    ],
)
def test_a_form_with_a_fault_is_shown_again_as_it_was_typed(
    page: Page, tools: DeskTools, fields: dict[str, str], told: str
) -> None:
    assert told in refused(page, "/desk/add", **fields)
    with tools.store() as store:
        assert store.patients() == ()


def test_a_short_name_is_given_once(page: Page, patient: str) -> None:
    assert "already a patient" in refused(page, "/desk/add", name="Mia K.", key="MK")
    assert went(page, "/desk/add", name="Mia K.") == "/desk/patients/mk2?done=added"


def test_exercises_are_prescribed_and_ended(page: Page, tools: DeskTools, patient: str) -> None:
    went(
        page, f"{patient}/plans", exercise="18", side="right", sets="2", reps="", hold_s="1,5",
        days_a_week="5", times_a_day="2", note="slowly", until_day="", pace_s="4", rest_s="0",
    )  # fmt: skip
    (plan,) = history(tools).plans
    assert (plan.exercise, plan.side, plan.sets, plan.hold_s) == ("18", Side.RIGHT, 2, 1.5)
    assert (plan.days_a_week, plan.times_a_day, plan.note) == (5, 2, "slowly")
    assert (plan.from_day, plan.until_day) == (now().date(), None)
    assert (plan.pace_s, plan.rest_s) == (4.0, 0.0)
    assert "number of seconds" in refused(page, f"{patient}/plans", exercise="18", hold_s="long")
    assert "Choose an exercise" in refused(page, f"{patient}/plans", exercise="999")
    assert "before the first" in refused(
        page, f"{patient}/plans", exercise="18", until_day="2020-01-01"
    )
    went(page, f"{patient}/plans/{plan.id}/end")
    assert history(tools).plans[0].until_day == now().date()


def test_notes_and_goals_are_kept_and_removed(page: Page, tools: DeskTools, patient: str) -> None:
    went(page, f"{patient}/notes", text="Swollen.\nIce.", **BY)
    assert "Enter your name" in refused(page, f"{patient}/notes", text="x", by=" ")
    goal = {"of": "wrist.extension", "side": "right", "value": "80", "by_day": "2026-12-24"}
    went(page, f"{patient}/goals", **goal)
    assert "Enter a number" in refused(page, f"{patient}/goals", **(goal | {"value": "far"}))
    found = history(tools)
    assert [(one.text, one.by) for one in found.notes] == [("Swollen.\nIce.", "A. Therapist")]
    (set_goal,) = found.goals
    assert (set_goal.value, set_goal.by_day) == (80.0, date(2026, 12, 24))
    _, text = page.ask("GET", patient)
    assert re.search(r"\d+° ± \d+°[^<]* now, 80° by", text)
    _, text = page.ask("GET", patient)
    assert "62 %" in text  # 48 at first, 68 now, 80 wanted
    went(page, f"{patient}/notes/{found.notes[0].id}/remove")
    went(page, f"{patient}/goals/{set_goal.id}/remove")
    assert (history(tools).notes, history(tools).goals) == ((), ())


def test_a_verdict_counts_beside_the_machines_and_is_undone(
    page: Page, tools: DeskTools, patient: str
) -> None:
    (session,) = history(tools).sessions
    exercise = session.exercises[0]
    machine = [one.status for one in exercise.repetitions]
    path = f"{patient}/sessions/{session.id}/exercises/{exercise.id}/verdicts"
    assert "Enter a reason" in refused(page, path, rep="2", verdict="valid", **BY)
    assert "Make a choice" in refused(page, path, rep="2", **WHY)
    assert "no repetition" in refused(page, path, rep="99", verdict="valid", **WHY)
    place = went(page, path, rep="2", verdict="valid", **WHY)
    assert place.endswith(f"sessions/{session.id}?exercise={exercise.id}&rep=2&done=corrected")
    corrected = history(tools).sessions[0].exercises[0]
    assert [one.status for one in corrected.repetitions] == machine
    assert corrected.repetitions[1].final is Status.VALID
    (correction,) = corrected.corrections
    assert (correction.verdict, correction.by) == (PersonVerdict.VALID, "A. Therapist")
    _, text = page.ask("GET", place)
    assert "seen beside the patient" in text
    assert "(machine: partial)" in text
    went(page, f"{path}/{correction.id}/undo", **BY)
    undone = history(tools).sessions[0].exercises[0]
    assert undone.repetitions[1].final is machine[1]
    assert undone.corrections[0].undone_by == "A. Therapist"
    assert "Undone by A. Therapist" in page.ask("GET", place)[1]


def test_doubtful_repetitions_lead_from_one_to_the_next_and_to_other_sessions(
    page: Page, tools: DeskTools, patient: str
) -> None:
    with tools.store() as store:
        exercises = [done("opposition_yaw22", "18")]
        store.add_session("mk", at(2), Source.RECORDED, exercises, again=True)
    seen, path = [], f"{patient}/sessions/{history(tools).sessions[-1].id}"
    for _ in range(5):
        text = page.ask("GET", path)[1]
        path = text.split('<a class="button primary" href="')[1].split("#")[0].replace("&amp;", "&")
        seen.append(path)
    assert len({*seen}) == 4, "two in each session, and round again"
    assert seen[4] == seen[0]


def test_a_trial_is_left_out_and_taken_back(page: Page, tools: DeskTools, patient: str) -> None:
    record = history(tools).assessments[0]
    before = record.assessment.figure("wrist.extension")
    assert before
    path = f"{patient}/assessments/{record.id}"
    went(page, f"{path}/trials", motion="wrist.extension", trial="1", **WHY)
    without = history(tools).assessments[0]
    figure = without.assessment.figure("wrist.extension")
    assert figure
    assert figure.value != before.value
    assert "left out by A. Therapist" in page.ask("GET", path)[1]
    went(page, f"{path}/removals/{without.removed_trials[0].id}/restore", **BY)
    again = history(tools).assessments[0].assessment.figure("wrist.extension")
    assert again
    assert again.value == before.value


def test_two_measurements_of_one_hand_are_compared(
    page: Page, tools: DeskTools, patient: str
) -> None:
    first, second = (one.id for one in history(tools).assessments)
    for pair in ((first, second), (second, first)):
        _, text = page.ask("GET", f"{patient}/compare?first={pair[0]}&second={pair[1]}")
        assert text.index("Wrist extension") > text.index("2 better")
        assert "better: 20° more" in text
        assert re.search(r"\d+° ± \d+°", text)
    assert page.ask("GET", f"{patient}/compare?first={first}&second=999")[0].status == 404


def test_a_session_is_moved_or_removed_for_good(page: Page, tools: DeskTools, patient: str) -> None:
    went(page, "/desk/add", name="Jonas B.")
    number = history(tools).sessions[0].id
    path = f"{patient}/sessions/{number}"
    assert "Tick the box" in refused(page, f"{path}/remove", **WHY)
    assert "Enter a reason" in refused(page, f"{path}/remove", sure="yes", **BY)
    went(page, f"{path}/move", to="jb", **WHY)
    assert history(tools).sessions == ()
    assert "A. Therapist moved the session" in page.ask("GET", patient)[1]
    went(page, f"/desk/patients/jb/sessions/{number}/remove", sure="yes", **WHY)
    assert history(tools, "jb").sessions == ()
    removed = history(tools).assessments[0].id
    went(page, f"{patient}/assessments/{removed}/remove", sure="yes", **WHY)
    assert len(history(tools).assessments) == 1


def test_landmarks_of_a_repetition_are_given_by_its_number(
    page: Page, tools: DeskTools, patient: str
) -> None:
    session = history(tools).sessions[0]
    exercise = session.exercises[1]
    path = f"{patient}/sessions/{session.id}/exercises/{exercise.id}"
    clip = json.loads(page.ask("GET", f"{path}/repetitions/2.json")[1])
    second = exercise.repetitions[1]
    assert clip["start_s"] == second.start_s
    assert clip["time_s"][0] <= second.start_s <= clip["end_s"] <= clip["time_s"][-1]
    assert {len(points) for points in clip["points"] if points} == {21}
    left, top, right, bottom = clip["box"]
    assert all(left <= x <= right and top <= y <= bottom for p in clip["points"] if p for x, y in p)
    assert page.ask("GET", f"{path}/repetitions/99.json")[0].status == 404


def test_a_video_is_shown_in_parts_and_only_with_consent(
    page: Page, tools: DeskTools, patient: str
) -> None:
    video = SAMPLE_VIDEOS / "spread.mp4"
    kept = NewFile(video, FileKind.VIDEO, video.name)
    new = done("spread", "33")
    with tools.store() as store:
        number = store.add_session(
            "mk", at(2), Source.RECORDED, [replace(new, files=(*new.files, kept))], again=True
        )
        exercise = store.history("mk").sessions[-1].exercises[0].id
    path = f"{patient}/sessions/{number}"
    film = f"{path}/exercises/{exercise}/video"
    assert page.ask("GET", film)[0].status == 404
    assert "consent is not" in page.ask("GET", path)[1]
    went(page, f"{patient}/edit", name="Maria K.", video_consent="yes")
    answer, _ = page.ask("GET", film, Range="bytes=0-99")
    assert (answer.status, answer.getheader("Content-Type")) == (206, "video/mp4")
    assert answer.getheader("Content-Range") == f"bytes 0-99/{video.stat().st_size}"
    assert f'data-video="{film}"' in page.ask("GET", path)[1]
    went(page, f"{patient}/edit", name="Maria K.")
    assert page.ask("GET", film)[0].status == 404


def test_the_video_of_a_live_session_is_found_in_its_folder(
    page: Page, tools: DeskTools, patient: str
) -> None:
    began = at(2).replace(tzinfo=None)
    writer = SessionWriter(tools.sessions, {"source": "camera"}, began)
    writer.release()
    (writer.folder / "1-33-1.mp4").write_bytes(b"a film")
    new = done("spread", "33")
    landmarks = replace(new.files[0], name=f"{writer.folder.name} 1-33-1.npz")
    with tools.store() as store:
        started = read_session(writer.folder).at
        store.add_folder("mk", writer.folder)
        exercises = [replace(new, files=(landmarks,))]
        number = store.add_session("mk", started, Source.LIVE, exercises, again=True)
        exercise = store.history("mk").sessions[-1].exercises[0].id
    went(page, f"{patient}/edit", name="Maria K.", video_consent="yes")
    film = f"{patient}/sessions/{number}/exercises/{exercise}/video"
    answer, text = page.ask("GET", film)
    assert (answer.status, text) == (200, "a film")
    went(page, f"{patient}/sessions/{number}/remove", sure="yes", **WHY)
    assert not writer.folder.exists()


def test_reports_are_saved_and_printed(page: Page, patient: str) -> None:
    for format, kind, name in (
        ("pdf", "application/pdf", "mk-2026-11-27-report.pdf"),
        ("html", "text/html; charset=utf-8", "mk-2026-11-27-report.html"),
        ("csv", "application/zip", "mk-2026-11-27-report-csv.zip"),
    ):
        answer, _ = page.ask("GET", f"{patient}/report/{format}")
        assert (answer.status, answer.getheader("Content-Type")) == (200, kind)
        assert answer.getheader("Content-Disposition") == f'attachment; filename="{name}"'
    answer, _ = page.ask("GET", f"{patient}/report/pdf?print")
    assert (answer.getheader("Content-Disposition") or "").startswith("inline")
    assert page.ask("GET", f"{patient}/report/exe")[0].status == 404


def test_what_a_person_typed_is_shown_as_text(page: Page, patient: str) -> None:
    sharp = "<script>alert(1)</script>"
    went(page, f"{patient}/notes", text=sharp, **BY)
    went(page, f"{patient}/edit", name=sharp)
    for path in ("/desk", patient):
        text = page.ask("GET", path)[1]
        assert sharp not in text
        assert "&lt;script&gt;alert(1)" in text
