"""Package, synthetic hand, tests and validation: who may import whom."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.paths import ROOT

ALLOWED = {
    "src/handtrack": {"handtrack"},
    "src/synthetic_hand": {"handtrack", "synthetic_hand"},
    "tests": {"handtrack", "synthetic_hand", "tests"},
    "validation": {"handtrack", "synthetic_hand", "validation"},
}
"""What a tree may import of the project's four; an import for types counts as well."""
OURS = {"handtrack", "synthetic_hand", "tests", "validation"}


def imported(path: Path) -> Iterator[str]:
    """The top names of all that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize("tree", ALLOWED)
def test_a_tree_imports_what_it_may(tree: str) -> None:
    files = sorted((ROOT / tree).rglob("*.py"))
    assert files
    strange = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files
        for name in imported(path)
        if name in OURS - ALLOWED[tree]
    }
    assert strange == set()
