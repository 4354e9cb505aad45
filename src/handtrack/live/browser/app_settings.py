"""Settings of the app, kept in the user's data folder: what a browser keeps goes with the port."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from handtrack.errors import OutputError
from handtrack.files import make_private, write_text

FILE = "app-settings.json"


class AppSettings(BaseModel):
    """How pages look and sound."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    language: str = Field(default="en", pattern=r"^[a-z]{2,3}$")
    theme: Literal["auto", "light", "dark"] = "auto"
    dock: Literal["left", "right"] = "right"
    text_size: float = Field(default=1.0, ge=1.0, le=2.0)
    sound: bool = True
    voice: bool = True
    skeleton: bool = True
    hands_free: bool = True
    motion: Literal["auto", "less"] = "auto"
    camera: str = Field(default="", max_length=200)


class SettingsFile:
    """The settings as they are now, and their file.

    Parameters
    ----------
    folder : Path
        The user's data folder.
    languages : tuple of str
        Codes of those that can be chosen.

    Attributes
    ----------
    now : AppSettings
    """

    def __init__(self, folder: Path, languages: tuple[str, ...]) -> None:
        self._path, self._languages = folder / FILE, languages
        self.now = AppSettings()
        with contextlib.suppress(OSError, ValidationError):  # as if nothing had been changed
            self.now = self._known(AppSettings.model_validate_json(self._path.read_bytes()))

    def change(self, wanted: Mapping[str, object]) -> None:
        """Change some of the settings, and keep them for the next time.

        Raises
        ------
        ValueError
            One of them cannot be so.
        """
        names = AppSettings.model_fields.keys() & wanted.keys()
        changed = self.now.model_dump() | {name: wanted[name] for name in names}
        self.now = self._known(AppSettings.model_validate(changed))
        with contextlib.suppress(OSError, OutputError):  # they hold until the end
            make_private(self._path.parent)
            write_text(self._path, self.now.model_dump_json(indent=2) + "\n")

    def _known(self, settings: AppSettings) -> AppSettings:
        if settings.language in self._languages:
            return settings
        return settings.model_copy(update={"language": self.now.language})
