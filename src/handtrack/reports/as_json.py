"""A report as JSON, with a published schema."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from handtrack.reports.view import Report


def to_json(report: Report) -> str:
    """The report as JSON, indented."""
    return TypeAdapter(Report).dump_json(report, indent=2).decode() + "\n"


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a report."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **TypeAdapter(Report).json_schema(mode="serialization"),
    }
