"""An exercise file as TOML with comments, in the form of handtrack's own files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tomlkit
from tomlkit.container import Container
from tomlkit.items import Array, Item, Table

from handtrack.definitions.exercise import Exercise

Document = Mapping[str, Any]
"""What an exercise file says, as TOML reads it."""
COMMENTS: Mapping[str, str] = {
    "id": "Any short name in lower case; what stands after --exercise.",
    "version": "Raise it when a threshold changes: it is written into every result.",
    "slug": "The name in lower case with hyphens.",
    "title_article": "What it is called where it comes from.",
    "title_clinical": "What a therapist calls it. Both names find it.",
    "summary": "What is done, in one short sentence.",
    "interpretation": "How an unclear description was read; may be empty.",
    "grade": "A: landmarks suffice. B: with an object in hand. C, D: see report, estimated.",
    "what_to_do": "Short plain sentences to the person.",
    "placement": "Where to put the camera, in a sentence.",
    "views": "palm, dorsal, side, oblique, top, end, body; empty for any.",
    "hands": "1, or 2 where the other hand helps in the picture.",
    "assist": "Help by the other hand: allowed, required or forbidden.",
    "dose": 'How many; source is "article" where a text says so, else "default".',
    "verifier": "How it is counted; the table of this name says by what.",
    "signals": "What is read off the hand: 'handtrack measurements list' tells all there is.",
    "guard": "Conditions on every repetition. flag: it counts, with a note. reject: it does not.",
    "rom": "Angles to report.",
    "report": "What a camera cannot tell, and what the person is asked instead.",
}
"""A line above each key, and below the head of each table where it comes first."""
WIDTH = 100


def toml_text(document: Document, head: str = "") -> str:
    """Write an exercise as the text of its file.

    Parameters
    ----------
    document : mapping
        What the file says, as TOML reads it.
    head : str
        A comment above all; may have several lines.
    """
    file = tomlkit.document()
    for line in head.splitlines():
        file.add(tomlkit.comment(line) if line else tomlkit.ws("#\n"))
    _add_values(file, document, COMMENTS)
    for key, value in document.items():
        if _has_head(value):
            file.add(key, _tables(key, value, COMMENTS.get(key, _of_table(document, key))))
    return tomlkit.dumps(file)


def _of_table(document: Document, key: str) -> str:
    if key == document.get("verifier"):
        return "Every number that decides says where it comes from: a source, or 'provisional'."
    return ""


def _has_head(value: object) -> bool:
    """Whether a value is a table with a head; what has a source stands on one line."""
    if isinstance(value, Mapping):
        return "source" not in value
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def _add_values(table: Container | Table, values: Document, comments: Mapping[str, str]) -> None:
    """Add the keys that stand on a line of their own, each below its comment."""
    for key, value in values.items():
        if _has_head(value):
            continue
        if text := comments.get(key, ""):
            table.add(tomlkit.comment(text))
        table.add(key, _on_one_line(key, value))


def _on_one_line(key: str, value: object) -> Item:
    """A value for its line; a list that is too wide for it has a line an entry."""
    if isinstance(value, Mapping):
        inline = tomlkit.inline_table()
        inline.update(value)
        return inline
    item = tomlkit.item(value)
    if (
        isinstance(item, Array)
        and isinstance(value, list)
        and len(f"{key} = {item.as_string()}") > WIDTH
    ):
        item.clear()
        for entry in value:
            item.add_line(entry, indent="  ")
        item.add_line(indent="")
    return item


def _tables(name: str, value: object, comment: str) -> Item:
    """A table, or an array of tables; the comment stands in the first that has keys."""
    if isinstance(value, Mapping):
        return _table(name, value, comment)
    assert isinstance(value, list)
    entries = tomlkit.aot()
    for place, entry in enumerate(value):
        entries.append(_table("", entry, "" if place else comment))
    return entries


def _table(name: str, values: Document, comment: str) -> Table:
    tables = {key: inside for key, inside in values.items() if _has_head(inside)}
    table = tomlkit.table(is_super_table=len(tables) == len(values))
    if comment and len(tables) < len(values):
        table.add(tomlkit.comment(comment))
        comment = ""
    _add_values(table, values, _described(name))
    for key, inside in tables.items():
        table.add(key, _tables(f"{name}.{key}", inside, comment))
        comment = ""
    return table


def _described(table: str) -> Mapping[str, str]:
    """What the keys of a verifier's table mean, where the format says."""
    model = getattr(Exercise.model_fields.get(table), "annotation", None)
    found: dict[str, str] = {}
    for kind in getattr(model, "__args__", (model,)):
        for key, inside in getattr(kind, "model_fields", {}).items():
            if inside.description:
                found.setdefault(key, inside.description)
    return found
