"""Writes the figures in `README.md`: `python tests/docs/readme_figures.py`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "README.md"
REAL, RENDERED = (ROOT / f"docs/accuracy/{name}.json" for name in ("real-hands", "validation"))
BEGIN = "<!-- figures: written by tests/docs/readme_figures.py -->\n"
END = "<!-- end of figures -->"

COUNTS = {  # what the README calls it: the bar of real hands, the bar of rendered hands
    "clips counted exactly": ("exact", "clips counted exactly"),
    "event F1: repetitions missed and invented weigh alike, 1 is perfect": ("f1", "event F1"),
    "the printed range of the count holds the true count": (
        "bounds",
        "bounds of a count that hold the true one",
    ),
    "counts printed as certain that are right": (
        "certain",
        "counts said to be certain that are right",
    ),
    "repetitions counted where no exercise was done": ("ghosts", None),
    "clips in which the exercise was recognised": (
        "family",
        "clips recognised as what they show, or as what landmarks cannot tell from it",
    ),
}
ANGLES = (
    "wrist deviation",
    "finger spread",
    "wrist flexion and extension",
    "MCP of a full fist, from the side",
    "forearm rotation",
    "PIP of a full fist, from the side",
)


def text() -> str:
    """The table of counts, and the sentence on angles."""
    real = {bar["key"]: bar for bar in _bars(REAL)}
    rendered = {bar["name"]: bar for bar in _bars(RENDERED) if not bar.get("group")}
    earlier = ", measured with an earlier version" if _read(RENDERED)["note"] else ""
    rows = [f"| | real hands | rendered hands{earlier} |", "|---|---|---|"]
    for title, (key, name) in COUNTS.items():
        cells = (_cell(real[key]), _cell(rendered[name]) if name else "")
        rows.append(f"| {title} | {cells[0]} | {cells[1]} |")
    angles = ", ".join(f"{name} {rendered[name]['found']:.1f}°" for name in ANGLES)
    mean = f"Mean error of a range of motion, on rendered hands seen as asked: {angles}."
    return "\n".join([*rows, "", mean]) + "\n"


def _bars(page: Path) -> list[dict[str, Any]]:
    bars: list[dict[str, Any]] = _read(page)["bars"]
    return bars


def _read(page: Path) -> dict[str, Any]:
    figures: dict[str, Any] = json.loads(page.read_text("utf-8"))
    return figures


def _cell(bar: dict[str, Any]) -> str:
    """A share as what it is of, a score with two places."""
    if bar["unit"] == "score":
        return f"{bar['found']:.2f}"
    return str(bar["of"]).removesuffix(" clips")


def written(page: str) -> str:
    """The README with its figures written anew."""
    pattern = re.escape(BEGIN) + r".*?" + re.escape(END)
    return re.sub(pattern, lambda _: BEGIN + text() + END, page, flags=re.DOTALL)


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
