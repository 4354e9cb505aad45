"""What a session says, in the language asked for."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from handtrack.events import reason_words
from handtrack.files import packaged_toml


def languages() -> list[str]:
    """Codes of all languages there are texts in."""
    folder = files("handtrack.live.language")
    return sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith("toml"))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text that is yet to be said in a language.

    Parameters
    ----------
    table, key : str
        Which text.
    values : tuple of (str, object)
        What fills its blanks; sentences and titles among them are said in the same language.
    """

    table: str
    key: str
    values: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Title:
    """The name of an exercise, yet to be said in a language."""

    exercise: str
    original: str


def sentence(table: str, key: str, **values: object) -> Sentence:
    """Name a text and what fills its blanks.

    Parameters
    ----------
    table, key : str
    values
        By the blank's name.
    """
    return Sentence(table, key, tuple(values.items()))


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
        """Give a text with its blanks filled in.

        Parameters
        ----------
        table, key : str
        values
            By the blank's name.
        """
        text: str = self.tables[table][key]
        return text.format(**values) if values else text

    def translate(self, text: Sentence) -> str:
        """Translate a sentence into this language."""
        return self.say(text.table, text.key, **{k: self._filled(v) for k, v in text.values})

    def _filled(self, value: object) -> object:
        match value:
            case Sentence():
                return self.translate(value)
            case Title(exercise, original):
                return self.exercise(exercise, "title", original)
            case tuple():
                return ", ".join(str(self._filled(one)) for one in value)
        return value

    def exercise(self, number: str, field: str, original: str) -> str:
        """Give a text of an exercise file in this language; the file's own where there is none.

        Parameters
        ----------
        number : str
            Id of the exercise.
        field : str
            "title", "step_1".
        original : str
            The file's own.
        """
        translated: str = self.tables.get("exercise", {}).get(number, {}).get(field, original)
        return translated

    def plainly(self) -> Texts:
        """Name exercises by what is done, as in "Make a fist", instead of by their clinical names.

        An exercise without such a name keeps its own.
        """
        plain: dict[str, str] = self.tables["plain"]
        said: dict[str, dict[str, str]] = self.tables.get("exercise", {})
        named = {number: said.get(number, {}) | {"title": plain[number]} for number in plain}
        return Texts(self.language, self.tables | {"exercise": said | named})

    def protocol(self, protocol: str, kind: str, name: str, field: str, original: str) -> str:
        """Give a text of a protocol in this language; the file's own where there is none.

        Parameters
        ----------
        protocol : str
            Its id.
        kind : str
            "section" or "pose".
        name : str
            Of the section or pose.
        field : str
        original : str
            The file's own.
        """
        parts = self.tables.get("protocol", {}).get(protocol, {}).get(kind, {})
        translated: str = parts.get(name, {}).get(field, original)
        return translated


def load(language: str) -> Texts:
    """Texts of one of `languages()`."""
    tables = packaged_toml(f"live/language/{language}.toml")
    reasons = {reason: words.spoken for reason, words in reason_words(language).items()}
    return Texts(language, tables | {"reason": reasons})
