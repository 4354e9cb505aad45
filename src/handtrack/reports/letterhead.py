"""Letterhead of a clinic: a TOML file beside the records, or options of the command.

clinic = "Hand clinic Example"
address = ["1 Example Road", "Example Town"]
logo = "logo.png"        # beside this file; PNG or JPEG
therapist = "A. Berg"    # who signs
signature = true         # a line for the signature
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from handtrack.errors import DataFileError
from handtrack.files import data_folder, read
from handtrack.landmarks.free_text import sanitised
from handtrack.measurements.reading import FrozenTable
from handtrack.reports.first_page_view import LetterheadView

FILE = "letterhead.toml"
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff")


class Letterhead(FrozenTable):
    """The file."""

    clinic: str = Field(default="", max_length=80)
    address: tuple[str, ...] = Field(default=(), max_length=6)
    logo: str = ""
    therapist: str = Field(default="", max_length=80)
    signature: bool = False


def load_letterhead(path: Path | None = None) -> LetterheadView:
    """Read a clinic's letterhead; without a path the one in the user's data folder, if any.

    Raises
    ------
    DataFileError
        There is no such file, it has faults, or its logo is no picture.
    """
    file = path or data_folder() / FILE
    if path is None and not file.is_file():
        return LetterheadView()
    made = read(file, Letterhead, DataFileError)
    logo = file.parent / made.logo if made.logo else None
    if logo is not None:
        _check_picture(file, logo)
    return LetterheadView(
        clinic=sanitised(made.clinic),
        address=tuple(map(sanitised, made.address)),
        signs=sanitised(made.therapist),
        signature=made.signature,
        logo=str(logo or ""),
    )


def _check_picture(file: Path, logo: Path) -> None:
    try:
        with logo.open("rb") as opened:
            start = opened.read(8)
    except OSError as e:
        raise DataFileError(f"The logo that {file} names cannot be read: {logo}.") from e
    if not start.startswith(_PICTURES):
        raise DataFileError(f"The logo that {file} names is no PNG or JPEG: {logo}.")
