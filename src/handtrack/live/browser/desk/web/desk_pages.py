"""Pages of the desk that show something; nothing is changed by opening one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from handtrack.assessment.motions import MOTIONS
from handtrack.errors import RecordError
from handtrack.live.browser.desk.assessment_sheet import assessment_sheet
from handtrack.live.browser.desk.compare_sheet import compare_sheet
from handtrack.live.browser.desk.exercise_signals import EMPTY, KeptSignals
from handtrack.live.browser.desk.patient_list import patient_lines, window_begin
from handtrack.live.browser.desk.patient_sheet import patient_sheet
from handtrack.live.browser.desk.session_sheet import chosen_exercise, session_sheet
from handtrack.live.browser.desk.web.desk_files import video_of
from handtrack.live.browser.desk.web.desk_views import DeskViews, Told
from handtrack.records.review import PersonVerdict
from handtrack.records.store.one_record import found_record, history_of
from handtrack.records.store.store import Store
from handtrack.records.values import History, RecordKind, SessionRecord
from handtrack.reports.write import Format


class DeskPages:
    """Answers what is asked for to look at.

    Parameters
    ----------
    views : DeskViews
    """

    def __init__(self, views: DeskViews) -> None:
        self._views, self._tools = views, views.tools
        self._signals = KeptSignals(views.tools)

    def patients(self, request: Request) -> Response:
        """All patients, those who need attention first."""
        views = self._views
        with self._tools.store() as store:
            lines = patient_lines(store, self._tools, views.words)
        return views.page("desk_patients.html", views.told(request), patients=lines)

    def add(self, request: Request, told: Told | None = None, status: int = 200) -> Response:
        """The form of a new patient.

        Parameters
        ----------
        request : Request
        told : Told, optional
        status : int
        """
        return self._views.page("desk_person.html", told, status, person=None)

    def edit(self, request: Request, told: Told | None = None, status: int = 200) -> Response:
        """The form of a patient who is known.

        Parameters
        ----------
        request : Request
        told : Told, optional
        status : int
        """
        with self._tools.store() as store:
            person = store.patient(request.path_params["key"])
        return self._views.page("desk_person.html", told, status, person=person)

    def patient(self, request: Request, told: Told | None = None, status: int = 200) -> Response:
        """A patient.

        Parameters
        ----------
        request : Request
        told : Told, optional
        status : int
        """
        views, tools = self._views, self._tools
        with tools.store() as store:
            history = store.history(request.path_params["key"])
            (line,) = patient_lines(store, tools, views.words, history.patient.key)
        words, today = views.words, tools.now().astimezone().date()
        return views.page(
            "desk_patient.html",
            told or views.told(request),
            status,
            patient=patient_sheet(history, tools, words),
            line=line,
            exercises=[
                (one.id, words.exercise(one.id, one.title_clinical)) for one in tools.exercises
            ],
            motions=[(key, words.motion(key)) for key in MOTIONS],
            side=_side(history),
            formats=[str(one) for one in Format if str(one) in words.tables["report"]],
            all_sessions=request.query_params.get("sessions") == "all",
            today=today.isoformat(),
        )

    def session(self, request: Request, told: Told | None = None, status: int = 200) -> Response:
        """A session, and one of its repetitions.

        Parameters
        ----------
        request : Request
        told : Told, optional
        status : int
        """
        views, tools = self._views, self._tools
        asked, of = request.query_params, request.path_params
        with tools.store() as store:
            history, session = self._found(store, request)
            record = chosen_exercise(session, of.get("exercise") or _number(asked.get("exercise")))
            result = store.result(record.id) if record else None
            signals = self._signals.of(store, record) if record else EMPTY
            video, _ = video_of(store, tools, history, session, record)
            since = window_begin(tools.now())
            others = store.history(history.patient.key, since).sessions[::-1]
        wanted = _number(asked.get("rep") or (told.typed.get("rep") if told else None))
        shown = (session, others, record, result, signals, wanted, video)
        sheet = session_sheet(*shown, views.words)
        return views.page(
            "desk_session.html",
            told or views.told(request),
            status,
            patient=history.patient,
            session=sheet,
            verdicts=[str(one) for one in PersonVerdict],
        )

    def _found(self, store: Store, request: Request) -> tuple[History, SessionRecord]:
        of = request.path_params
        history = history_of(store, of["key"], RecordKind.SESSION, of["number"])
        return history, found_record(history.sessions, of["number"])

    def assessment(self, request: Request, told: Told | None = None, status: int = 200) -> Response:
        """An assessment.

        Parameters
        ----------
        request : Request
        told : Told, optional
        status : int
        """
        views, tools = self._views, self._tools
        with tools.store() as store:
            history = store.history(request.path_params["key"])
        record = found_record(history.assessments, request.path_params["number"])
        protocol = tools.protocol(record.assessment.made_by.protocol)
        others = [
            (one.id, views.words.moment(one.at))
            for one in history.assessments
            if one.id != record.id and one.assessment.side is record.assessment.side
        ]
        return views.page(
            "desk_assessment.html",
            told or views.told(request),
            status,
            patient=history.patient,
            assessment=assessment_sheet(record, protocol, views.words),
            others=others,
        )

    def compare(self, request: Request) -> Response:
        """Two assessments of one hand, the earlier one first."""
        views, asked = self._views, request.query_params
        with self._tools.store() as store:
            history = store.history(request.path_params["key"])
        wanted = (_number(asked.get("first")), _number(asked.get("second")))
        pair = sorted(
            (found_record(history.assessments, number or 0) for number in wanted),
            key=lambda record: record.at,
        )
        sides = {record.assessment.side for record in pair}
        sheet = compare_sheet(history, pair[0], pair[1], views.words) if len(sides) == 1 else None
        choices = [
            (one.id, f"{views.words.moment(one.at)}, {views.words.hand(one.assessment.side)}")
            for one in history.assessments
        ]
        return views.page(
            "desk_compare.html",
            patient=history.patient,
            compare=sheet,
            chosen=tuple(record.id for record in pair),
            choices=choices,
        )

    def place(self, request: Request, told: Told | None = None, status: int = 200) -> Response:
        """Whether a session or an assessment is to be moved or removed.

        Parameters
        ----------
        request : Request
        told : Told, optional
        status : int
        """
        views, of = self._views, request.path_params
        with self._tools.store() as store:
            kind = kind_of(of["what"])
            history = history_of(store, of["key"], kind, of["number"])
            others = [
                (line.patient.key, line.patient.name or line.patient.key)
                for line in store.patients()
                if line.patient.key != history.patient.key
            ]
        records: Iterable[Any] = (
            history.sessions if kind is RecordKind.SESSION else history.assessments
        )
        record = found_record(records, of["number"])
        return views.page(
            "desk_place.html",
            told,
            status,
            patient=history.patient,
            what=of["what"],
            number=record.id,
            at=views.words.moment(record.at),
            others=others,
        )


def kind_of(what: str) -> RecordKind:
    """Kind of record that an address names.

    Raises
    ------
    RecordError
        It names none.
    """
    kinds = {"sessions": RecordKind.SESSION, "assessments": RecordKind.ASSESSMENT}
    if what not in kinds:
        raise RecordError(f"There are no {what}.")
    return kinds[what]


def _side(history: History) -> str:
    """The hand that is offered in forms: the affected one, if it is one."""
    affected = history.patient.affected
    return str(affected.side or "") if affected else ""


def _number(text: object) -> int | None:
    """A whole number of an address; None for anything else."""
    text = str(text or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
