"""`handtrack protocols`: how range of motion is measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from handtrack.cli.options import AsJson

if TYPE_CHECKING:
    from handtrack.assessment.protocol import Protocol


def build() -> typer.Typer:
    """The group of commands."""
    group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    group.callback()(_group)
    group.command("list")(list_protocols)
    group.command()(show)
    group.command()(motions)
    return group


def _group() -> None:
    """How range of motion is measured: poses, views, trials."""


def list_protocols(as_json: AsJson = False) -> None:
    """List the protocols."""
    from handtrack.assessment.protocol import load_protocols
    from handtrack.measurements.number_format import count

    protocols = load_protocols()
    if as_json:
        from handtrack.cli.output.format import json_text

        typer.echo(json_text([_row(protocol) for protocol in protocols]))
        return
    for protocol in protocols:
        sections = ", ".join(section.id for section in protocol.sections)
        trials = count(protocol.trials, "trial")
        typer.echo(f"{protocol.id} {protocol.version}: {protocol.title}, {trials}: {sections}")


def _row(protocol: Protocol) -> dict[str, object]:
    return {
        "id": protocol.id,
        "version": protocol.version,
        "title": protocol.title,
        "trials": protocol.trials,
        "sections": [section.id for section in protocol.sections],
    }


def show(
    protocol: Annotated[
        str,
        typer.Argument(metavar="ID", help="A protocol's id, or a .toml file.", show_default=False),
    ],
    as_json: AsJson = False,
) -> None:
    """Tell a protocol in words: where the camera stands, which poses, what they give."""
    from handtrack.assessment.motions import title_of
    from handtrack.assessment.protocol import find_protocol
    from handtrack.cli.output.format import heading, paragraph

    found = find_protocol(protocol)
    if as_json:
        typer.echo(found.model_dump_json(indent=2, by_alias=True))
        return
    typer.echo(heading(f"{found.id} {found.version}: {found.title}"))
    hold_s = found.settle_s.value + found.hold_s.value
    typer.echo(paragraph(f"Hold each pose still for {hold_s:g} seconds, the healthy hand first."))
    for section in found.sections:
        trials = section.trials or found.trials
        typer.echo(f"\n{section.title} ({section.id}), {trials} x")
        typer.echo(paragraph(section.placement, indent=2))
        for pose in section.poses:
            typer.echo(f"  {pose.id}: {pose.title}")
            typer.echo(paragraph(" ".join(pose.say), indent=4))
            for key in pose.keys:
                typer.echo(paragraph(f"- {title_of(key)}", indent=4))


def motions(as_json: AsJson = False) -> None:
    """List every motion by the key under which it is measured, kept and followed."""
    from handtrack.assessment.motions import MOTIONS

    if as_json:
        from handtrack.cli.output.format import json_text

        rows = [
            {"key": m.key, "title": m.title, "kind": m.kind, "unit": m.unit, "better": m.better}
            for m in MOTIONS.values()
        ]
        typer.echo(json_text(rows))
        return
    for motion in MOTIONS.values():
        typer.echo(f"{motion.key:26}{motion.title}")
