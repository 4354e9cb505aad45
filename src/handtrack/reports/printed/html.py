"""A report as one HTML file: nothing to load, no script, ready to print on A4 or Letter."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from handtrack.errors import OutputError
from handtrack.reports import phrases
from handtrack.reports.printed.day_plots import days_and_pain
from handtrack.reports.printed.pdf import norm_texts
from handtrack.reports.printed.plots import Picture, graphs, strips
from handtrack.reports.view import HandReport, Paper, RomRow

_WIDTH_MM, _DAYS_MM = 182.0, 46.0


def html(report: HandReport, paper: Paper = "A4") -> str:
    """Make the text of the file.

    Parameters
    ----------
    report : HandReport
    paper : str
        Size for printing.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("handtrack.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    days = days_and_pain(report, "svg", _WIDTH_MM, _DAYS_MM)
    environment.filters["groupby_in_order"] = _groups
    return environment.get_template("report.html").render(
        r=report,
        days=_embedded(days),
        partial=days.partial,
        graphs=[_embedded(picture) for picture in graphs(report, "svg")],
        strips=[_embedded(picture) for picture in strips(report, "svg")],
        logo=_logo(report.letterhead.logo),
        norms=norm_texts,
        paper=paper,
        phrases=phrases,
    )


def _groups(rows: Iterable[RomRow]) -> list[tuple[str, list[RomRow]]]:
    return [(group, list(some)) for group, some in groupby(rows, lambda row: row.group)]


def _embedded(picture: Picture) -> tuple[str, str]:
    return picture.caption, f"data:image/svg+xml;base64,{_base64(picture.data)}"


def _logo(path: str) -> str:
    if not path:
        return ""
    try:
        data = Path(path).read_bytes()
    except OSError as e:
        raise OutputError(f"Cannot read the logo {path}: {e.strerror}.") from e
    kind = "png" if data.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{_base64(data)}"


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
