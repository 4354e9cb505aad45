"""A report as one HTML file: nothing to load, no script, ready to print on A4 or Letter."""

from __future__ import annotations

import base64
from typing import Literal

from handtrack.reports import phrases
from handtrack.reports.plots import pictures
from handtrack.reports.view import Report

Paper = Literal["A4", "Letter"]


def html(report: Report, paper: Paper = "A4") -> str:
    """The text of the file."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("handtrack.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    images = [
        (p.caption, "data:image/svg+xml;base64," + base64.b64encode(p.data).decode())
        for p in pictures(report, "svg")
    ]
    return environment.get_template("report.html").render(
        r=report, images=images, paper=paper, phrases=phrases
    )
