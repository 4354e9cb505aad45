"""Public names keep to the glossary."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest

from handtrack.definitions.library import load_all
from handtrack.events import Label, Status

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs/glossary.md").read_text("utf-8")
NAMES = run_path(str(HERE / "public_names.py"))


@dataclass(frozen=True)
class Rule:
    """A word, or several in a row, that public names do not hold outside some folders."""

    say: str
    words: list[str]
    folders: tuple[str, ...]

    def broken_by(self, name: Any) -> bool:
        """Whether a name holds the words in a row."""
        count, held = len(self.words), name.words
        found = any(held[i : i + count] == self.words for i in range(len(held) - count + 1))
        return found and not name.module.startswith(self.folders or ("nowhere/",))


def rules(page: str) -> list[Rule]:
    """The table of forbidden words, each word a rule."""
    table = page.partition("<!-- forbidden -->")[2].partition("<!-- end of forbidden -->")[0]
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.*?) ?\|$", table, flags=re.MULTILINE)[1:]
    return [
        Rule(say, word.split(), tuple(re.findall(r"`(.+?)`", allowed)))
        for say, words, allowed in rows
        for word in re.findall(r"`(.+?)`", words)
    ]


RULES = rules(PAGE)


def offenders(found: list[Rule], names: list[Any]) -> list[str]:
    """One line for each name that breaks a rule."""
    return [
        f"{name.module}: {name.kind} {name.name}: say {rule.say}, not {' '.join(rule.words)}"
        for rule in found
        for name in names
        if rule.broken_by(name)
    ]


def test_no_public_name_uses_a_forbidden_word() -> None:
    assert RULES
    assert "\n".join(offenders(RULES, list(NAMES["public_names"]()))) == ""


@pytest.mark.parametrize(
    ("module", "name", "broken"),
    [
        ("scoring/x.py", "own_range", True),
        ("scoring/x.py", "OwnRange", True),
        ("scoring/x.py", "range_of_own_hand", False),
        ("scoring/x.py", "session_id", True),
        ("live/x.py", "session_id", False),
        ("scoring/x.py", "obsession", False),
    ],
)
def test_a_rule_reads_whole_words_in_a_row(module: str, name: str, broken: bool) -> None:
    table = (
        "<!-- forbidden -->\n| say | not | but allowed in |\n|---|---|---|\n"
        "| individual range | `own range` | |\n"
        "| exercise result | `session` | `live/`, `records/` |\n<!-- end of forbidden -->"
    )
    found = offenders(rules(table), [NAMES["Name"](module, "function", name)])
    assert len(found) == broken


def test_the_names_of_the_package_are_found() -> None:
    found = {(n.kind, n.name) for n in NAMES["public_names"]()}
    assert {("module", "verifiers"), ("class", "Status"), ("function", "load_all")} <= found


@pytest.mark.parametrize(
    "word", sorted({*Status, *Label, *(exercise.verifier for exercise in load_all())})
)
def test_the_glossary_explains_the_words_of_a_result(word: str) -> None:
    terms = PAGE.partition("## Words that no public name uses")[0]
    assert re.search(rf"^\|.*\b{word}\b.*\|$", terms, flags=re.MULTILINE)
