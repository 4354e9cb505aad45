"""The package stays a house in which things are found: sizes, names and docstrings."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import handtrack

PACKAGE = Path(handtrack.__file__).parent
MODULES = {path.relative_to(PACKAGE).as_posix(): path for path in sorted(PACKAGE.rglob("*.py"))}
TREES = {name: ast.parse(path.read_text("utf-8")) for name, path in MODULES.items()}
MOST_LINES = 300
MOST_MODULES = 15
IN_EVERY_VERIFIER = {"counter", "machine"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_no_module_is_long() -> None:
    lines = {name: path.read_text("utf-8").count("\n") for name, path in MODULES.items()}
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}


def test_no_folder_is_full() -> None:
    folders: dict[str, int] = defaultdict(int)
    for name, path in MODULES.items():
        folders[str(Path(name).parent)] += path.stem != "__init__"
    assert {name: count for name, count in folders.items() if count > MOST_MODULES} == {}


def test_no_module_is_named_twice_but_for_the_parts_of_verifiers_and_commands() -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for name, path in MODULES.items():
        if not name.startswith(("cli/commands/", "records/store/migrations/")):
            found[path.stem].append(name)
    twice = {stem: names for stem, names in found.items() if len(names) > 1}
    assert twice.keys() - IN_EVERY_VERIFIER == {"__init__"}


def test_no_class_is_named_twice() -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(name)
    assert {name: homes for name, homes in found.items() if len(homes) > 1} == {}


def public_functions(node: ast.AST) -> Iterator[Function]:
    """Functions and methods that a reader may call, down to those of public classes."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function) and not child.name.startswith("_"):
            yield child
        elif isinstance(child, ast.ClassDef) and not child.name.startswith("_"):
            yield from public_functions(child)


def is_override(function: Function) -> bool:
    return any(isinstance(d, ast.Name) and d.id == "override" for d in function.decorator_list)


def is_command(module: str, function: Function) -> bool:
    """Whether Typer calls it: its help describes each option beside the option itself."""
    gives = ast.unparse(function.returns) if function.returns else ""
    return module.startswith("cli/commands/") and gives in ("None", "NoReturn")


def arguments(function: Function) -> list[str]:
    a = function.args
    every = [*a.posonlyargs, *a.args, *a.kwonlyargs, a.vararg, a.kwarg]
    return [x.arg for x in every if x is not None and x.arg not in ("self", "cls")]


def test_parameters_are_described_where_there_are_two_or_more() -> None:
    silent = [
        f"{name}:{function.lineno} {function.name}"
        for name, tree in TREES.items()
        for function in public_functions(tree)
        if len(arguments(function)) > 1
        and not is_override(function)
        and not is_command(name, function)
        and "Parameters\n" not in (ast.get_docstring(function) or "")
    ]
    assert silent == []


def test_no_docstring_only_points_elsewhere() -> None:
    pointing = [
        f"{name}:{node.lineno} {node.name}"
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, Function) and (ast.get_docstring(node) or "").startswith("See ")
    ]
    assert pointing == []
