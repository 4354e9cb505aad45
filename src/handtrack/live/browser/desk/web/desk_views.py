"""Pages of the desk: what each of them needs beside its own values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from handtrack.errors import HandtrackError
from handtrack.live.browser.app_settings import SettingsFile
from handtrack.live.browser.desk.desk_tools import DeskTools
from handtrack.live.browser.desk.desk_words import DeskWords, desk_words
from handtrack.live.browser.desk.web.desk_access import DeskAccess
from handtrack.live.browser.desk.web.desk_fields import FormError
from handtrack.live.browser.web.access import Access
from handtrack.live.browser.web.page_files import PageFiles, page_texts


@dataclass(frozen=True, slots=True)
class Told:
    """What a page says of the form that was sent.

    Parameters
    ----------
    done : str
        What was done; "" where nothing was.
    fault : str
        Why it was not done, in a sentence.
    fault_language : str
        Of that sentence; "" for the page's own.
    form : str
        Name of the form with the fault.
    fields : tuple of str
        Names of its fields that are wrong.
    typed : mapping
        What was typed into it.
    """

    done: str = ""
    fault: str = ""
    fault_language: str = ""
    form: str = ""
    fields: tuple[str, ...] = ()
    typed: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeskViews:
    """Makes pages of the desk.

    Parameters
    ----------
    tools : DeskTools
    access : Access
        To the app, whose token forms carry.
    desk : DeskAccess
    settings : SettingsFile
    files : PageFiles
    """

    tools: DeskTools
    access: Access
    desk: DeskAccess
    settings: SettingsFile
    files: PageFiles

    @property
    def words(self) -> DeskWords:
        """Words in the language of the settings."""
        return desk_words(self.settings.now.language)

    def told(self, request: Request) -> Told:
        """What the address says was just done."""
        done = request.query_params.get("done", "")
        words = self.words
        return Told(done=words.say("done", done)) if done in words.tables["done"] else Told()

    def fault(self, error: FormError | HandtrackError, form: str, posted: dict[str, Any]) -> Told:
        """What is told of a form with a fault.

        Parameters
        ----------
        error : FormError or HandtrackError
            The latter has its sentence in English.
        form : str
        posted : dict
            What was typed.
        """
        typed = {name: value for name, value in posted.items() if name != "password"}
        if isinstance(error, FormError):
            said = self.words.say("fault", error.key, **error.values)
            return Told(fault=said, form=form, fields=error.fields, typed=typed)
        return Told(fault=str(error), fault_language="en", form=form, typed=typed)

    def page(
        self, name: str, told: Told | None = None, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """Make a page.

        Parameters
        ----------
        name : str
            Of its template.
        told : Told, optional
        status : int
        **values
            What it shows.
        """
        now, words = self.settings.now, self.words
        about = {
            "settings": now.model_dump(),
            "csrf": self.access.csrf,
            "text": page_texts(now.language),
            "desk": words.tables,
            "words": words,
            "told": told or Told(),
            "locks": self.desk.password.is_set,
            "author": self.desk.author or self.tools.author,
        }
        return HTMLResponse(self.files.render(name, now.language, **about, **values), status)
