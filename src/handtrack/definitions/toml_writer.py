"""An exercise as the text of its file: TOML in the form of handtrack's own files, with comments."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

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
"""A line above each key or table, where it comes first."""
WIDTH = 100


def written(document: Document, head: str = "") -> str:
    """The text of a file; `head` is a comment above all."""
    lines = [f"# {line}".rstrip() for line in head.splitlines()]
    lines += [*_plain(document, COMMENTS)]
    told: set[str] = set()
    for key, table in document.items():
        for line in _tables(key, table):
            if line.startswith("[") and key not in told:
                lines += ["", *_comment(COMMENTS.get(key, _of_table(document, key)))]
                told.add(key)
            elif line.startswith("["):
                lines.append("")
            lines.append(line)
    return "\n".join(lines) + "\n"


def _of_table(document: Document, key: str) -> str:
    if key == document.get("verifier"):
        return "Every number that decides says where it comes from: a source, or 'provisional'."
    return ""


def _comment(text: str) -> list[str]:
    return [f"# {text}"] if text else []


def _plain(table: Document, comments: Mapping[str, str]) -> Iterator[str]:
    """The keys of a table that stand on a line of their own."""
    for key, value in table.items():
        if _stands_alone(value):
            continue
        yield from _comment(comments.get(key, ""))
        line = f"{key} = {_value(value)}"
        if isinstance(value, list) and len(line) > WIDTH:
            line = f"{key} = [\n" + "".join(f"  {_value(v)},\n" for v in value) + "]"
        yield line


def _stands_alone(value: object) -> bool:
    """Whether a value is a table with a head; what has a source is written on one line."""
    if isinstance(value, Mapping):
        return "source" not in value
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def _tables(name: str, value: object, comments: Mapping[str, str] | None = None) -> Iterator[str]:
    """A table with its head, and those inside it."""
    if not _stands_alone(value):
        return
    if isinstance(value, Mapping):
        plain = [*_plain(value, comments or _described(name))]
        if plain:
            yield f"[{name}]"
            yield from plain
        for key, inside in value.items():
            yield from _tables(f"{name}.{key}", inside)
    elif isinstance(value, list):
        for entry in value:
            yield f"[[{name}]]"
            yield from _plain(entry, {})


def _described(table: str) -> Mapping[str, str]:
    """What the keys of a verifier's table mean, where the format says."""
    field = Exercise.model_fields.get(table)
    model = getattr(field, "annotation", None)
    kinds = getattr(model, "__args__", (model,))
    found: dict[str, str] = {}
    for kind in kinds:
        for key, inside in getattr(kind, "model_fields", {}).items():
            if inside.description:
                found.setdefault(key, inside.description)
    return found


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(v) for v in value)}]"
    assert isinstance(value, Mapping)
    return "{ " + ", ".join(f"{k} = {_value(v)}" for k, v in value.items()) + " }"
