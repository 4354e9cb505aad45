"""Which hands were assessed repeatedly, everything that it gave, and its JSON file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from validation.repeats.figures import Repeat
from validation.repeats.real_repeats import RealRow, TwoCameras

ROOT = Path(__file__).parents[2]
LIMITS = ROOT / "src/handtrack/assessment/repeats.toml"
DOCS = ROOT / "docs/accuracy"
FIRST, LATER = tuple(range(200, 208)), (*range(300, 310), *range(400, 410))
CHECK = tuple(range(500, 510))
"""Numbers of the hands that set the smallest detectable changes (later ones had been held back
once, see `page`), and of those that are held back."""
TIMES = ("0", "1", "2")
SOURCE = "repeated assessments of rendered hands, docs/accuracy/repeats.md"


@dataclass(frozen=True, slots=True)
class Repeats:
    """Everything that was measured.

    Parameters
    ----------
    setting, check : tuple of Repeat
        Of the hands that set the smallest detectable changes, and of those held back.
    refused : tuple of str
        Sections in which nothing was measured, as "fingers of hand 203, second time".
    far_ends : tuple of RealRow
    cameras : tuple of TwoCameras
    """

    setting: tuple[Repeat, ...]
    check: tuple[Repeat, ...]
    refused: tuple[str, ...]
    far_ends: tuple[RealRow, ...]
    cameras: tuple[TwoCameras, ...]


def to_json(found: Repeats) -> str:
    """Write everything, a figure a line; `from_json` reads it."""
    parts = {
        "columns": ["hand", "occasion", "motion", "value", "error", "label", "view", "true"],
        "refused": list(found.refused),
        "far_ends": [asdict(row) for row in found.far_ends],
        "cameras": [asdict(row) for row in found.cameras],
    }
    lines = [f"{json.dumps(name)}: {json.dumps(part)}" for name, part in parts.items()]
    for name, figures in (("setting", found.setting), ("check", found.check)):
        rows = ",\n".join(json.dumps(figure.row()) for figure in figures)
        lines.append(f"{json.dumps(name)}: [\n{rows}\n]")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def from_json(text: str) -> Repeats:
    """Read what `to_json` wrote."""
    data: Mapping[str, Any] = json.loads(text)
    return Repeats(
        tuple(map(Repeat.from_row, data["setting"])),
        tuple(map(Repeat.from_row, data["check"])),
        tuple(data["refused"]),
        tuple(RealRow(**row) for row in data["far_ends"]),
        tuple(TwoCameras(**row) for row in data["cameras"]),
    )
