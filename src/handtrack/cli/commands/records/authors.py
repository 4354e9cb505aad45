"""Options of commands that change what is recorded: who does it, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from handtrack.cli.options import moment

if TYPE_CHECKING:
    from handtrack.records.store.corrections import Author

By = Annotated[
    str | None, typer.Option(metavar="NAME", help="Who does it. Default: who is logged in.")
]
Why = Annotated[
    str, typer.Option(metavar="TEXT", help="The reason, kept with it.", show_default=False)
]


def author(by: str | None, why: str) -> Author:
    """Who does it now, and why.

    Parameters
    ----------
    by : str or None
        By default who is logged in.
    why : str

    Raises
    ------
    typer.BadParameter
        Nobody is named, and the system knows no name.
    """
    import getpass

    from handtrack.records.store.corrections import Author

    if by is None:
        try:
            by = getpass.getuser()
        except (OSError, KeyError, ImportError):
            raise typer.BadParameter("say who does it.", param_hint="--by") from None
    return Author(by, moment(None), why)
