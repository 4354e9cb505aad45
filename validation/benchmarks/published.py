"""What was measured last: docs/accuracy/performance.json, and the tables of the page beside it."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Self

from pydantic import TypeAdapter

from handtrack.tracking.open_tracker import cores
from validation.benchmarks.pairs import Ratio
from validation.written_page import table, with_part

PAGE = Path(__file__).parents[2] / "docs/accuracy/performance.md"
FIGURES = PAGE.with_suffix(".json")
COMMAND = "validation/benchmarks/offline.py"
PARTS = ("loop", "folder", "engine", "start", "watched")
WATCHED = PARTS[-1]
PACKAGES = ("ai-edge-litert", "mediapipe", "opencv-contrib-python", "numpy")
UNMEASURED = "Not measured yet."


@dataclass(frozen=True, slots=True)
class Measured:
    """One part of the bench.

    Parameters
    ----------
    machine : str
        Where it ran, and with which packages.
    load : tuple of float
        How many processes wanted a core on average in the minute before it, and before its end.
    ratios : mapping of str to Ratio
        How many times as fast each is as what it is compared with.
    figures : mapping of str to mapping
        By row and column of their table.
    """

    machine: str
    load: tuple[float, float]
    ratios: Mapping[str, Ratio] = field(default_factory=dict)
    figures: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What the page says of it."""
        before, after = self.load
        lines = [f"{self.machine}; load {before:.1f} before, {after:.1f} after."]
        if self.ratios:
            head = ["what", "times as fast", "half of the rounds", "goal"]
            lines.append(table(head, [_row(name, r) for name, r in self.ratios.items()]))
        if self.figures:
            columns = list(next(iter(self.figures.values())))
            rows = [[name, *map(_number, row.values())] for name, row in self.figures.items()]
            lines.append(table(["what", *columns], rows))
        return "\n\n".join(lines)


@dataclass(frozen=True, slots=True)
class Published:
    """All parts of the bench that were measured, by their names."""

    parts: Mapping[str, Measured]

    @classmethod
    def read(cls) -> Self:
        """Read the file beside the page; nothing is measured where there is none."""
        if not FIGURES.exists():
            return cls({})
        return cls(_PARTS.validate_json(FIGURES.read_bytes()))

    def figures(self, name: str) -> Mapping[str, Mapping[str, float]]:
        """The figures of one part."""
        return self.parts[name].figures if name in self.parts else {}

    def with_measured(self, name: str, measured: Measured) -> Self:
        """The same with one part measured anew."""
        return type(self)({**self.parts, name: measured})

    def write(self) -> None:
        """Write the file, and the page's tables."""
        json = _PARTS.dump_json(dict(self.parts), indent=1, exclude_none=True)
        FIGURES.write_bytes(json + b"\n")
        PAGE.write_text(self.page(PAGE.read_text("utf-8")), "utf-8")

    def page(self, page: str) -> str:
        """Give the page with its tables written anew."""
        for name in PARTS:
            text = self.parts[name].text if name in self.parts else UNMEASURED
            page = with_part(page, name, COMMAND, text)
        return page


_PARTS = TypeAdapter(dict[str, Measured])


def machine() -> str:
    """Cores and processor of the machine, and the packages whose speed matters."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"{cores()} cores, {platform.machine()}, Python {platform.python_version()}, {packages}"


def load() -> float:
    """How many processes wanted a core in the last minute, on average."""
    return round(os.getloadavg()[0], 1)


def _row(name: str, ratio: Ratio) -> list[str]:
    goal = "" if ratio.goal is None else f"{ratio.goal:.2f}"
    return [name, f"{ratio.median:.2f}", f"{ratio.low:.2f} to {ratio.high:.2f}", goal]


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2f}"
