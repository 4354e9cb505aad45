"""The package's folders stand in the order of the data, and imports go one way."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import handtrack

PACKAGE = Path(handtrack.__file__).parent
ORDER = (
    *("errors", "files", "landmarks", "events", "sources", "measurements", "tracking"),
    *("definitions", "verifiers", "scoring", "recognition", "assessment", "records"),
    *("rendering", "batch", "reports", "live", "cli"),
)
"""A room may import from those before it; what only types ask for counts as well."""


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """The rooms that a module imports from."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            parts = node.module.split(".")
            if parts[0] == "handtrack":
                yield from parts[1:2] or (alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (a.name.split(".")[1] for a in node.names if a.name[:10] == "handtrack.")


def test_imports_go_one_way() -> None:
    back = [
        f"{path.relative_to(PACKAGE)} imports {room}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if not room_of(path).startswith("__")
        for room in imported(path)
        if not room.startswith("__") and ORDER.index(room) > ORDER.index(room_of(path))
    ]
    assert back == []


def test_every_room_has_its_place() -> None:
    rooms = {
        path.name.removesuffix(".py")
        for path in PACKAGE.iterdir()
        if not path.name.startswith("__") and (path.is_dir() or path.suffix == ".py")
    }
    assert rooms == set(ORDER)
    assert sum((PACKAGE / room).is_dir() for room in rooms) <= 15
