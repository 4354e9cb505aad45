"""What is written at the desk: each form leads back to its page, which says what was done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
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
from handtrack.live.to_records import folder_of
from handtrack.records.review import PersonVerdict
from handtrack.records.store import reviews
from handtrack.records.store.corrections import Author, move_record, remove_record
from handtrack.records.store.store import Store
from handtrack.records.values import RecordKind, Source

Posted = dict[str, Any]
Path = dict[str, Any]
Act = Callable[[Store, Path, Posted], str]
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
                to = act(store, request.path_params, posted)
        except (FormError, HandtrackError) as e:
            return again(request, self._views.fault(e, name, posted), 400)
        if by := str(posted.get("by") or "").strip():
            self._views.desk.author = by
        return RedirectResponse(to, 303)

    # Patients ------------------------------------------------------------------------------

    def add_patient(self, store: Store, of: Path, posted: Posted) -> str:
        """Add a patient."""
        taken = {line.patient.key for line in store.patients()}
        new = forms.new_patient(posted, taken, self._tools.now())
        store.add_patient(new)
        return went(f"/desk/patients/{new.key}", "added")

    def edit_patient(self, store: Store, of: Path, posted: Posted) -> str:
        """Change what is known of a patient; the key and the time of consent stay."""
        known = store.patient(of["key"])
        new = forms.new_patient(posted | {"key": known.key}, set(), self._tools.now())
        consent = new.video_consent and (known.video_consent or new.video_consent)
        kept = {"added_at": known.added_at, "without": known.without, "video_consent": consent}
        store.edit_patient(replace(new, **kept))
        return went(f"/desk/patients/{known.key}", "changed")

    # Plans, notes, goals -------------------------------------------------------------------

    def prescribe(self, store: Store, of: Path, posted: Posted) -> str:
        """Prescribe an exercise."""
        known = {exercise.id: exercise for exercise in self._tools.exercises}
        today = self._tools.now().astimezone().date()
        store.add_plan(of["key"], forms.prescription(posted, known, today))
        return went(f"/desk/patients/{of['key']}", "prescribed")

    def end_plan(self, store: Store, of: Path, posted: Posted) -> str:
        """End a prescription today."""
        store.end_plan(of["key"], of["number"], self._tools.now().astimezone().date())
        return went(f"/desk/patients/{of['key']}", "ended")

    def add_note(self, store: Store, of: Path, posted: Posted) -> str:
        """Keep a note."""
        text = fields.text(posted, "text")
        if not text:
            raise FormError("note", "text")
        author = forms.author(posted, self._tools.now(), asks_why=False)
        reviews.add_note(store, of["key"], text, author)
        return went(f"/desk/patients/{of['key']}", "noted")

    def remove_note(self, store: Store, of: Path, posted: Posted) -> str:
        """Remove a note."""
        reviews.remove_note(store, of["key"], of["number"])
        return went(f"/desk/patients/{of['key']}", "note_removed")

    def set_goal(self, store: Store, of: Path, posted: Posted) -> str:
        """Set a goal."""
        known = {exercise.id for exercise in self._tools.exercises}
        reviews.set_goal(store, of["key"], forms.goal(posted, known))
        return went(f"/desk/patients/{of['key']}", "goal_set")

    def remove_goal(self, store: Store, of: Path, posted: Posted) -> str:
        """Remove a goal."""
        reviews.remove_goal(store, of["key"], of["number"])
        return went(f"/desk/patients/{of['key']}", "goal_removed")

    # Corrections ---------------------------------------------------------------------------

    def correct(self, store: Store, of: Path, posted: Posted) -> str:
        """Put a person's verdict beside the machine's."""
        verdict = fields.one_of(posted, "verdict", PersonVerdict)
        author = forms.author(posted, self._tools.now())
        number = fields.whole(posted, "rep", 1, 10**9, 0)
        reviews.correct_verdict(store, of["key"], of["exercise"], number, verdict, author)
        return went(_session(of), "corrected", exercise=of["exercise"], rep=number)

    def undo(self, store: Store, of: Path, posted: Posted) -> str:
        """Undo a person's verdict; it stays in the trail."""
        author = forms.author(posted, self._tools.now(), asks_why=False)
        undone = reviews.undo_verdict(store, of["key"], of["correction"], author)
        return went(_session(of), "undone", exercise=of["exercise"], rep=undone.number)

    def remove_trial(self, store: Store, of: Path, posted: Posted) -> str:
        """Leave a trial out of its figure."""
        author = forms.author(posted, self._tools.now())
        motion, number = fields.text(posted, "motion"), fields.whole(posted, "trial", 1, 10**6, 0)
        reviews.remove_trial(store, of["key"], of["number"], motion, number, author)
        return went(_assessment(of), "trial_removed")

    def restore_trial(self, store: Store, of: Path, posted: Posted) -> str:
        """Take a removed trial back into its figure."""
        author = forms.author(posted, self._tools.now(), asks_why=False)
        reviews.restore_trial(store, of["key"], of["removal"], author)
        return went(_assessment(of), "trial_restored")

    def remove(self, store: Store, of: Path, posted: Posted) -> str:
        """Remove a session or an assessment for good."""
        if not posted.get("sure"):
            raise FormError("sure", "sure")
        author = forms.author(posted, self._tools.now())
        kind, key = kind_of(of["what"]), store.patient(of["key"]).key
        remove_record(store, key, kind, of["number"], author, self._folders(store, of))
        return went(f"/desk/patients/{key}", "removed")

    def move(self, store: Store, of: Path, posted: Posted) -> str:
        """Move a session or an assessment to the patient it belongs to."""
        to = fields.text(posted, "to")
        if not to:
            raise FormError("choose", "to")
        author: Author = forms.author(posted, self._tools.now())
        key, other = store.patient(of["key"]).key, store.patient(to)
        folders = self._folders(store, of)
        move_record(store, key, kind_of(of["what"]), of["number"], other.key, author, folders)
        for folder in folders:
            assign(read_session(folder), other)
        return went(f"/desk/patients/{key}", "moved")

    def _folders(self, store: Store, of: Path) -> list[Any]:
        """The folder of the live session that is meant, if it is one and still there."""
        if kind_of(of["what"]) is not RecordKind.SESSION:
            return []
        sessions = store.history(of["key"]).sessions
        live = [s.at for s in sessions if s.id == of["number"] and s.source is Source.LIVE]
        found = [folder_of(store, of["key"], at, self._tools.sessions) for at in live]
        return [folder for folder in found if folder]


def _session(of: Path) -> str:
    return f"/desk/patients/{of['key']}/sessions/{of['number']}"


def _assessment(of: Path) -> str:
    return f"/desk/patients/{of['key']}/assessments/{of['number']}"
