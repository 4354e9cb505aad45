"""A report as one HTML file: nothing to load, no script, ready to print on A4 or Letter."""

from __future__ import annotations

import base64

from handtrack.reports import phrases
from handtrack.reports.printed.plots import pictures
from handtrack.reports.view import HandReport, Paper


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
    images = [
        (p.caption, "data:image/svg+xml;base64," + base64.b64encode(p.data).decode())
        for p in pictures(report, "svg")
    ]
    return environment.get_template("report.html").render(
        r=report, images=images, paper=paper, phrases=phrases
    )
