"""`handtrack doctor`: check the installation and explain how to fix problems."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from handtrack.cli.options import HandModel, TrackerOption, tracker_choice


def doctor(
    model: HandModel = None,
    tracker: TrackerOption = None,
    cameras: Annotated[bool, typer.Option(help="Open the cameras for a second each.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Check the installation and explain how to fix problems.

    Versions, hand model, OpenCV, tracking speed and cameras. Fails if something is broken.
    """
    from handtrack.cli.doctor_checks import CheckResult, CheckStatus, examine
    from handtrack.cli.output.format import hanging

    findings: list[CheckResult] = []
    for finding in examine(tracker_choice(model, tracker), cameras):
        findings.append(finding)
        if not as_json:
            typer.echo(hanging(f"{finding.verdict:<4}  {finding.what:<14}", finding.text))
    if as_json:
        from handtrack.cli.output.format import json_text

        typer.echo(json_text([asdict(f) for f in findings]))
    if any(f.verdict is CheckStatus.FAIL for f in findings):
        raise typer.Exit(1)
