"""Addresses of the desk; all but the lock's own stand behind the lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.routing import Route

from handtrack.live.browser.desk.web.desk_files import DeskFiles
from handtrack.live.browser.desk.web.desk_lock import DeskLock
from handtrack.live.browser.desk.web.desk_pages import DeskPages
from handtrack.live.browser.desk.web.desk_posts import DeskPosts
from handtrack.live.browser.desk.web.desk_views import DeskViews

HOME = "/desk"
_ONE = f"{HOME}/patients/{{key}}"
_SESSION = f"{_ONE}/sessions/{{number:int}}"
_EXERCISE = f"{_SESSION}/exercises/{{exercise:int}}"
_ASSESSMENT = f"{_ONE}/assessments/{{number:int}}"


def desk_routes(views: DeskViews) -> list[Route]:
    """All routes of the desk."""
    pages, files, lock = DeskPages(views), DeskFiles(views.tools), DeskLock(views)
    posts = DeskPosts(views, pages)

    def shown(path: str, endpoint: Callable[..., Any]) -> Route:
        return Route(path, lock.behind(endpoint))

    def sent(path: str, name: str, act: Callable[..., str], again: Callable[..., Any]) -> Route:
        return Route(path, lock.behind(posts.form(name, act, again)), methods=["POST"])

    return [
        Route(f"{HOME}/unlock", lock.ask),
        Route(f"{HOME}/unlock", lock.unlock, methods=["POST"]),
        Route(f"{HOME}/lock", lock.lock, methods=["POST"]),
        shown(f"{HOME}/password", lock.change),
        Route(f"{HOME}/password", lock.behind(lock.set_password), methods=["POST"]),
        shown(HOME, pages.patients),
        shown(f"{HOME}/add", pages.add),
        sent(f"{HOME}/add", "person", posts.add_patient, pages.add),
        shown(_ONE, pages.patient),
        shown(f"{_ONE}/edit", pages.edit),
        sent(f"{_ONE}/edit", "person", posts.edit_patient, pages.edit),
        sent(f"{_ONE}/plans", "plan", posts.prescribe, pages.patient),
        sent(f"{_ONE}/plans/{{number:int}}/end", "plans", posts.end_plan, pages.patient),
        sent(f"{_ONE}/notes", "note", posts.add_note, pages.patient),
        sent(f"{_ONE}/notes/{{number:int}}/remove", "notes", posts.remove_note, pages.patient),
        sent(f"{_ONE}/goals", "goal", posts.set_goal, pages.patient),
        sent(f"{_ONE}/goals/{{number:int}}/remove", "goals", posts.remove_goal, pages.patient),
        shown(f"{_ONE}/compare", pages.compare),
        shown(f"{_ONE}/report/{{format}}", files.report),
        shown(_SESSION, pages.session),
        sent(f"{_EXERCISE}/verdicts", "verdict", posts.correct, pages.session),
        sent(
            f"{_EXERCISE}/verdicts/{{correction:int}}/undo", "undo", posts.undo, pages.session
        ),
        shown(f"{_EXERCISE}/video", files.video),
        shown(f"{_EXERCISE}/repetitions/{{rep:int}}.json", files.landmarks),
        shown(_ASSESSMENT, pages.assessment),
        sent(f"{_ASSESSMENT}/trials", "trial", posts.remove_trial, pages.assessment),
        sent(
            f"{_ASSESSMENT}/removals/{{removal:int}}/restore",
            "trial", posts.restore_trial, pages.assessment,
        ),
        shown(f"{_ONE}/{{what}}/{{number:int}}/place", pages.place),
        sent(f"{_ONE}/{{what}}/{{number:int}}/move", "move", posts.move, pages.place),
        sent(f"{_ONE}/{{what}}/{{number:int}}/remove", "remove", posts.remove, pages.place),
    ]  # fmt: skip
