"""A report as JSON, with a published schema."""

from __future__ import annotations

from typing import Any

from handtrack.reports.view import HandReport
from handtrack.scoring import result_json


def to_json(report: HandReport) -> str:
    """Write the report as indented JSON."""
    return result_json.dump(report)


def json_schema() -> dict[str, Any]:
    """Give the JSON Schema of a report."""
    return result_json.schema(HandReport)
