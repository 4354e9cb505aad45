"""`handtrack protocols`: how range of motion is measured."""

from __future__ import annotations

from typing import Annotated

import typer


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


def list_protocols() -> None:
    """List the protocols."""
    from handtrack.cli.format import count
    from handtrack.protocol import load_all

    for protocol in load_all():
        sections = ", ".join(section.id for section in protocol.sections)
        trials = count(protocol.trials, "trial")
        typer.echo(f"{protocol.id} {protocol.version}: {protocol.title}, {trials}: {sections}")


def show(
    protocol: Annotated[
        str,
        typer.Argument(metavar="ID", help="A protocol's id, or a .toml file.", show_default=False),
    ],
) -> None:
    """Tell a protocol in words: where the camera stands, which poses, what they give."""
    from handtrack.cli.text import heading, paragraph
    from handtrack.motions import title_of
    from handtrack.protocol import find

    found = find(protocol)
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


def motions() -> None:
    """List every motion by the key under which it is measured, kept and followed."""
    from handtrack.motions import MOTIONS

    for motion in MOTIONS.values():
        typer.echo(f"{motion.key:26}{motion.title}")
