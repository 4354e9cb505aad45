"""The public names of the package: `python tests/docs/public_names.py [WORD]`.

Prints the words in them, the most frequent first, or all names with one word.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src/handtrack"


@dataclass(frozen=True, slots=True)
class Name:
    """A public name: where it stands, and what it is the name of."""

    module: str
    kind: str
    name: str

    @property
    def words(self) -> list[str]:
        """The words of the name in small letters: snake_case and CamelCase taken apart."""
        parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", self.name)
        return [part.lower() for part in parts]


def public_names(source: Path = SOURCE) -> Iterator[Name]:
    """Every public module, folder, class, function, parameter and field."""
    for path in sorted(source.rglob("*.py")):
        module = str(path.relative_to(source))
        if "migrations" in path.parts:
            continue  # they repeat the tables of their day
        for part in (path.parent.name, path.stem):
            yield from _public(module, "module", part)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            yield from _of_node(module, node)


def _of_node(module: str, node: ast.AST) -> Iterator[Name]:
    if isinstance(node, ast.ClassDef):
        yield from _public(module, "class", node.name)
        for field in node.body:
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                yield from _public(module, f"field of {node.name}", field.target.id)
    if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
        yield from _public(module, "function", node.name)
        arguments = node.args
        for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
            yield from _public(module, f"parameter of {node.name}", argument.arg)


def _public(module: str, kind: str, name: str) -> Iterator[Name]:
    if not name.startswith("_"):
        yield Name(module, kind, name)


def main(words: list[str]) -> None:
    """Print all names with a word, or how often each word occurs."""
    names = list(public_names())
    if words:
        for name in names:
            if words[0] in name.words:
                print(f"{name.module}: {name.kind} {name.name}")
        return
    for word, times in Counter(word for name in names for word in name.words).most_common():
        print(f"{times:5} {word}")


if __name__ == "__main__":
    main(sys.argv[1:])
