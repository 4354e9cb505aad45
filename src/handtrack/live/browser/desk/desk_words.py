"""Words of the desk in one language: titles, dates, figures, reasons."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from handtrack.assessment.motions import MotionKind, motion_of
from handtrack.assessment.notation import rounded, size_in_words
from handtrack.assessment.rom_result import MotionFigure
from handtrack.events import Label, plain_words, reason_words
from handtrack.files import packaged_toml
from handtrack.landmarks.hand import Side
from handtrack.live.language import texts
from handtrack.measurements.number_format import UNITS, number
from handtrack.scoring.results import Note

NOTHING = "—"


@dataclass(frozen=True, slots=True)
class DeskWords:
    """Words of the desk in one language.

    Parameters
    ----------
    language : str
    said : Texts
        Of sessions in this language: titles of exercises.
    tables : mapping
        Of the desk.
    """

    language: str
    said: texts.Texts
    tables: Mapping[str, Any]

    def say(self, table: str, key: str, /, **values: object) -> str:
        """A text with its blanks filled in.

        Parameters
        ----------
        table, key : str
        **values
            By the blank's name.
        """
        text: str = self.tables[table][key]
        return text.format(**values) if values else text

    def times(self, table: str, key: str, n: int) -> str:
        """A text with a number, in the singular (`KEY_one`) or the plural.

        Parameters
        ----------
        table, key : str
        n : int
        """
        return self.say(table, f"{key}_one" if n == 1 else key, n=n)

    def exercise(self, number: str, title: str) -> str:
        """Title of an exercise.

        Parameters
        ----------
        number : str
            Its id.
        title : str
            As its file or record has it.
        """
        return self.said.exercise(number, "title", title)

    def hand(self, side: Side | str | None) -> str:
        """Which hand, as "left hand"."""
        return self.say("hand", str(side) if side else "either")

    def motion(self, key: str) -> str:
        """Title of a motion, as "Index finger PIP flexion".

        Parameters
        ----------
        key : str
            With its pose where that is not the usual one.
        """
        name, _, pose = key.partition("@")
        limb, *rest = name.split(".")
        words: Mapping[str, str] = self.tables["motion"]
        whole = name.replace(".", "_")
        if whole in words:
            title = words[whole]
        else:
            parts = (words[limb], *(words.get(part, part.upper()) for part in rest))
            title = (words["of_limb"] if len(parts) == 2 else " ").join(parts)
        return f"{title} ({words.get(pose, pose.replace('_', ' '))})" if pose else title

    def figure(self, key: str, value: float | None) -> str:
        """Figure of a motion, without a bare sign: "45°", "20° short of straight".

        Parameters
        ----------
        key : str
            The motion.
        value : float or None
        """
        if value is None:
            return NOTHING
        kind, shown, size = motion_of(key).kind, rounded(key, value), self.size(key, value)
        if kind is MotionKind.SCORE:
            return self.say("figure", "score", size=size)
        if shown < 0:
            return self.say("figure", "lag" if kind is MotionKind.EXTENSION else "lacks", size=size)
        beyond = kind is MotionKind.EXTENSION and shown > 0
        return self.say("figure", "beyond", size=size) if beyond else size

    def measured(self, figure: MotionFigure) -> str:
        """Figure with its error and, unless it is verified, its label: "45° ± 7° (estimated)"."""
        said = self.figure(figure.motion, figure.value)
        if figure.value is None:
            return said
        if figure.error is not None:
            said += f" ± {self.size(figure.motion, figure.error)}"
        return (
            said
            if figure.label is Label.VERIFIED
            else f"{said} ({self.say('label', figure.label)})"
        )

    def size(self, key: str, value: float) -> str:
        """Size of a figure or of a change: "12°", "0.41 hand lengths".

        Parameters
        ----------
        key : str
            The motion.
        value : float
            Its sign is left out.
        """
        motion = motion_of(key)
        if motion.unit == "L" and motion.kind is not MotionKind.SCORE:
            written = self.decimal(number(abs(value), UNITS["L"].digits))
            return self.say("figure", "lengths", size=written)
        return self.decimal(size_in_words(key, value))

    def decimal(self, written: str) -> str:
        """A written number with the language's decimal mark."""
        return re.sub(r"(?<=\d)\.(?=\d)", str(self.tables["figure"]["decimal"]), written)

    def day(self, at: date | datetime) -> str:
        """A day as people write it: "29 Nov 2026"."""
        words = self.tables["date"]
        return str(words["day"]).format(d=at.day, month=words["months"][at.month - 1], y=at.year)

    def weekday(self, at: date) -> str:
        """Short name of a day of the week."""
        return str(self.tables["date"]["weekdays"][at.weekday()])

    def moment(self, at: datetime) -> str:
        """A time of this computer's zone: "29 Nov 2026, 17:16"."""
        here = at.astimezone()
        return f"{self.day(here)}, {here:%H:%M}"

    def ago(self, days: int) -> str:
        """How long ago: "today", "3 days ago"."""
        if days <= 1:
            return self.say("date", "yesterday" if days == 1 else "today")
        return self.say("date", "ago", n=days)

    def reason(self, note: Note) -> str:
        """Why a repetition did not count, without figures."""
        if self.language == "en":
            return plain_words(note.reason)
        return reason_words(self.language)[note.reason].spoken

    def detail(self, note: Note) -> str:
        """By how much, of a note: "changed by 0.16, at least 0.45"; "" where it has no figures."""
        _, bracket, detail = note.sentence.partition(" (")
        if not bracket:
            return ""
        return self.decimal(self._translated(detail.removesuffix(")")))

    def verdict(self, verdict: str) -> str:
        """A person's verdict, in a word or two."""
        return self.say("verdict", str(verdict).replace(" ", "_"))

    def signal(self, name: str) -> str:
        """Name of a line or threshold of a signal; as it is where there is no word for it."""
        known: Mapping[str, str] = self.tables["signal"]
        return known.get(re.sub(r"\W+", "_", name.lower()), name)

    def _translated(self, text: str) -> str:
        """English figures of a criterion in this language, by its table of patterns."""
        patterns: list[list[str]] = self.tables.get("detail", {}).get("patterns", [])
        for pattern, said in patterns:
            text = re.sub(pattern, said, text)
        return text


def desk_words(language: str) -> DeskWords:
    """Words of the desk in a language; English where one is missing."""
    english, own = desk_texts("en"), desk_texts(language)
    tables = {name: {**table, **own.get(name, {})} for name, table in english.items()}
    if language != "en":
        tables["detail"] = own.get("detail", {})
    return DeskWords(language, texts.load(language), tables)


def desk_texts(language: str) -> dict[str, Any]:
    """Tables of a language's file, as they are."""
    return packaged_toml(f"live/browser/desk/language/{language}.toml")
