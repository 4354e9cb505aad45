"""The pages' own files: templates, texts, and what browsers fetch beside them."""

from __future__ import annotations

import mimetypes
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

import handtrack
from handtrack.files import packaged_toml
from handtrack.live.language import texts

_PAGES = Path(str(files("handtrack.live.browser") / "pages"))
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
"""What browsers insist on, whatever the machine's own tables say."""


class PageFiles:
    """Everything that stands in `pages/`.

    Attributes
    ----------
    languages : tuple of dict
        Code and own name of each language that pages and sessions both have.
    """

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(_PAGES),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
        )
        static = _PAGES / "static"
        self._static = {
            path.relative_to(static).as_posix(): path
            for path in static.rglob("*")
            if path.is_file()
        }
        codes = [path.stem for path in sorted((_PAGES / "texts").glob("*.toml"))]
        both = [code for code in texts.languages() if code in codes]
        names = {code: texts.load(code).tables["name"] for code in both}
        self.languages = tuple({"code": code, "name": names[code]} for code in both)

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of all languages."""
        return tuple(one["code"] for one in self.languages)

    def static(self, name: str) -> tuple[Path, str] | None:
        """Find a file by its name in the list made at the start; its path and type.

        What is not in that list is no file, whatever the name looks like.
        """
        path = self._static.get(name)
        if path is None:
            return None
        guessed = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
        return path, guessed or "application/octet-stream"

    def render(self, name: str, language: str, **values: Any) -> str:
        """Render a template.

        Parameters
        ----------
        name : str
        language : str
        **values
            What it shows.
        """
        about = {
            "language": language,
            "languages": self.languages,
            "text": page_texts(language),
            "version": handtrack.__version__,
        }
        return self._templates.get_template(name).render(about | values)


def page_texts(language: str) -> dict[str, Any]:
    """Texts of the pages in a language; English where one is missing."""
    english = packaged_toml("live/browser/pages/texts/en.toml")
    own = packaged_toml(f"live/browser/pages/texts/{language}.toml")
    return {table: {**said, **own.get(table, {})} for table, said in english.items()}
