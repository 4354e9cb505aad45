"""What is written at the desk: each form leads back to its page, which says what was done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from handtrack.errors import HandtrackError
from handtrack.live.browser.desk.web import desk_fields as fields
from handtrack.live.browser.desk.web import desk_forms as forms
from handtrack.live.browser.desk.web.desk_fields import FormError
from handtrack.live.browser.desk.web.desk_pages import DeskPages, kind_of
from handtrack.live.browser.desk.web.desk_views import DeskViews, Told
from handtrack.live.browser.web.requests import read_post
from handtrack.live.session_folder.stored_session import assign, read_session
from handtrack.live.to_records import folders_of_record
from handtrack.records.review import PersonVerdict
from handtrack.records.store import reviews
from handtrack.records.store.corrections import Author, move_record, remove_record
from handtrack.records.store.store import Store

Posted = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SentForm:
    """A form that was sent, and the records it goes to.

    Parameters
    ----------
    store : Store
    of : mapping
        What the address names.
    posted : mapping
    at : datetime
        Now.
    """

    store: Store
    of: Mapping[str, Any]
    posted: Posted
    at: datetime

    @property
    def key(self) -> str:
        """Of the patient."""
        return self.store.patient(self.of["key"]).key

    @property
    def today(self) -> date:
        """By this computer's clock."""
        return self.at.astimezone().date()

    @property
    def correction(self) -> Author:
        """Who corrects, when and why.

        Raises
        ------
        FormError
            Name or reason is missing.
        """
        return forms.author(self.posted, self.at)

    @property
    def author(self) -> Author:
        """Who writes, and when.

        Raises
        ------
        FormError
            The name is missing.
        """
        return forms.author(self.posted, self.at, asks_why=False)


Act = Callable[[SentForm], str]
"""Writes what a form says, and gives the address to go on to."""
Again = Callable[[Request, Told, int], Response]
"""The page that has the form, where it cannot be written."""


def went(path: str, done: str, **query: object) -> str:
    """Address of a page that says what was done.

    Parameters
    ----------
    path : str
    done : str
        Key of the text.
    **query
        What else the address says.
    """
    return f"{path}?{urlencode(query | {'done': done})}"


class DeskPosts:
    """Answers what is sent.

    Parameters
    ----------
    views : DeskViews
    pages : DeskPages
        Those that have the forms.
    """

    def __init__(self, views: DeskViews, pages: DeskPages) -> None:
        self._views, self._tools, self._pages = views, views.tools, pages

    def form(self, name: str, act: Act, again: Again) -> Callable[[Request], Awaitable[Response]]:
        """Endpoint of a form.

        Parameters
        ----------
        name : str
            Of the form.
        act : callable
            Writes it.
        again : callable
            Shows its page once more, with what is wrong.
        """

        async def endpoint(request: Request) -> Response:
            posted = await read_post(request, self._views.access)
            return await run_in_threadpool(self._answer, request, posted, name, act, again)

        return endpoint

    def _answer(
        self, request: Request, posted: Posted, name: str, act: Act, again: Again
    ) -> Response:
        try:
            with self._tools.store() as store:
                to = act(SentForm(store, request.path_params, posted, self._tools.now()))
        except (FormError, HandtrackError) as e:
            return again(request, self._views.fault(e, name, posted), 400)
        if by := str(posted.get("by") or "").strip():
            self._views.desk.author = by
        return RedirectResponse(to, 303)

    # Patients ------------------------------------------------------------------------------

    def add_patient(self, sent: SentForm) -> str:
        """Add a patient."""
        taken = {line.patient.key for line in sent.store.patients()}
        new = forms.new_patient(sent.posted, taken, sent.at)
        sent.store.add_patient(new)
        return went(f"/desk/patients/{new.key}", "added")

    def edit_patient(self, sent: SentForm) -> str:
        """Change what is known of a patient; the key and the time of consent stay."""
        known = sent.store.patient(sent.of["key"])
        new = forms.new_patient(sent.posted | {"key": known.key}, set(), sent.at)
        consent = new.video_consent and (known.video_consent or new.video_consent)
        new = replace(new, added_at=known.added_at, without=known.without, video_consent=consent)
        sent.store.edit_patient(new)
        return went(_patient(sent), "changed")

    # Plans, notes, goals -------------------------------------------------------------------

    def prescribe(self, sent: SentForm) -> str:
        """Prescribe an exercise."""
        known = {exercise.id: exercise for exercise in self._tools.exercises}
        sent.store.add_plan(sent.key, forms.prescription(sent.posted, known, sent.today))
        return went(_patient(sent), "prescribed")

    def end_plan(self, sent: SentForm) -> str:
        """End a prescription today."""
        sent.store.end_plan(sent.key, sent.of["number"], sent.today)
        return went(_patient(sent), "ended")

    def add_note(self, sent: SentForm) -> str:
        """Keep a note."""
        text = fields.text(sent.posted, "text")
        if not text:
            raise FormError("note", "text")
        reviews.add_note(sent.store, sent.key, text, sent.author)
        return went(_patient(sent), "noted")

    def remove_note(self, sent: SentForm) -> str:
        """Remove a note."""
        reviews.remove_note(sent.store, sent.key, sent.of["number"])
        return went(_patient(sent), "note_removed")

    def set_goal(self, sent: SentForm) -> str:
        """Set a goal."""
        known = {exercise.id for exercise in self._tools.exercises}
        reviews.set_goal(sent.store, sent.key, forms.goal(sent.posted, known))
        return went(_patient(sent), "goal_set")

    def remove_goal(self, sent: SentForm) -> str:
        """Remove a goal."""
        reviews.remove_goal(sent.store, sent.key, sent.of["number"])
        return went(_patient(sent), "goal_removed")

    # Corrections ---------------------------------------------------------------------------

    def correct(self, sent: SentForm) -> str:
        """Put a person's verdict beside the machine's."""
        verdict = fields.one_of(sent.posted, "verdict", PersonVerdict)
        number, exercise = fields.whole(sent.posted, "rep", 1, 10**9, 0), sent.of["exercise"]
        author = sent.correction
        reviews.correct_verdict(sent.store, sent.key, exercise, number, verdict, author)
        return went(_record(sent, "sessions"), "corrected", exercise=exercise, rep=number)

    def undo(self, sent: SentForm) -> str:
        """Undo a person's verdict; it stays in the trail."""
        undone = reviews.undo_verdict(sent.store, sent.key, sent.of["correction"], sent.author)
        place = {"exercise": sent.of["exercise"], "rep": undone.number}
        return went(_record(sent, "sessions"), "undone", **place)

    def remove_trial(self, sent: SentForm) -> str:
        """Leave a trial out of its figure."""
        motion = fields.text(sent.posted, "motion")
        trial, author = fields.whole(sent.posted, "trial", 1, 10**6, 0), sent.correction
        reviews.remove_trial(sent.store, sent.key, sent.of["number"], motion, trial, author)
        return went(_record(sent, "assessments"), "trial_removed")

    def restore_trial(self, sent: SentForm) -> str:
        """Take a removed trial back into its figure."""
        reviews.restore_trial(sent.store, sent.key, sent.of["removal"], sent.author)
        return went(_record(sent, "assessments"), "trial_restored")

    def remove(self, sent: SentForm) -> str:
        """Remove a session or an assessment for good."""
        author = sent.correction
        if not sent.posted.get("sure"):
            raise FormError("sure", "sure")
        kind, folders = kind_of(sent.of["what"]), self._folders(sent)
        remove_record(sent.store, sent.key, kind, sent.of["number"], author, folders)
        return went(_patient(sent), "removed")

    def move(self, sent: SentForm) -> str:
        """Move a session or an assessment to the patient it belongs to."""
        to = fields.text(sent.posted, "to")
        if not to:
            raise FormError("choose", "to")
        author, other = sent.correction, sent.store.patient(to)
        kind, folders = kind_of(sent.of["what"]), self._folders(sent)
        number = sent.of["number"]
        move_record(sent.store, sent.key, kind, number, other.key, author, folders)
        for folder in folders:
            assign(read_session(folder), other)
        return went(_patient(sent), "moved")

    def _folders(self, sent: SentForm) -> list[Path]:
        """The folder of the live session that is meant, if it is one and still there."""
        kind, number = kind_of(sent.of["what"]), sent.of["number"]
        return folders_of_record(sent.store, sent.key, kind, number, self._tools.sessions)


def _patient(sent: SentForm) -> str:
    return f"/desk/patients/{sent.key}"


def _record(sent: SentForm, what: str) -> str:
    return f"{_patient(sent)}/{what}/{sent.of['number']}"
