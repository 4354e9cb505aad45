"""What a session says, in the language asked for."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


def languages() -> list[str]:
    """Codes of all languages there are texts in."""
    folder = files("handtrack.live") / "texts"
    return sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith("toml"))


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts of one language, by table and key.

    Parameters
    ----------
    language : str
        Its code, "en" or "de".
    tables : mapping
    """

    language: str
    tables: dict[str, Any]

    def say(self, table: str, key: str, **values: object) -> str:
        """A text with its blanks filled in."""
        text: str = self.tables[table][key]
        return text.format(**values) if values else text

    def exercise(self, number: str, field: str, original: str) -> str:
        """A text of an exercise file in this language; the file's own where there is none."""
        translated: str = self.tables.get("exercise", {}).get(number, {}).get(field, original)
        return translated


def load(language: str) -> Texts:
    """Texts of one of `languages()`."""
    text = (files("handtrack.live") / "texts" / f"{language}.toml").read_text(encoding="utf-8")
    return Texts(language, tomllib.loads(text))
