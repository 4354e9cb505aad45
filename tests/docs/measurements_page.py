"""Writes the table in `docs/clinical/measurements.md`: `python tests/docs/measurements_page.py`."""

import math
import re
from pathlib import Path

from handtrack.measurements import MEASUREMENTS, Measurement

PAGE = Path(__file__).parents[2] / "docs/clinical/measurements.md"
BEGIN, END = "<!-- table: written by tests/docs/measurements_page.py -->\n", "<!-- end of table -->"
UNITS = {"deg": "degrees", "L": "hand lengths", "B": "palm widths", "1": "none"}


def row(m: Measurement) -> str:
    """One line of the table."""
    whole = "forearm line" if m.needs_forearm else "object" if m.needs_object else "hand"
    taken = {4: "each finger", 0: whole}
    cells = [
        f"`{m.name}`",
        m.summary,
        UNITS[m.unit],
        span(m) + (", circular" if m.circular else ""),
        taken.get(len(m.fingers), ", ".join(m.fingers)),
        m.space,
        ", ".join(m.views),
        m.source,
    ]
    return "| " + " | ".join(cells) + " |"


def span(m: Measurement) -> str:
    """The range in words."""
    if math.isinf(m.low):
        return "any"
    return f"from {m.low:g}" if math.isinf(m.high) else f"{m.low:g} to {m.high:g}"


def table() -> str:
    """The whole table, in the order of the package."""
    head = "| name | what it reads | unit | range | per | landmarks | views | definition |"
    return "\n".join([head, "|---" * 8 + "|", *map(row, MEASUREMENTS.values())]) + "\n"


def written(page: str) -> str:
    """The page with its table written anew."""
    pattern = re.escape(BEGIN) + r".*?" + re.escape(END)
    return re.sub(pattern, lambda _: BEGIN + table() + END, page, flags=re.DOTALL)


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
