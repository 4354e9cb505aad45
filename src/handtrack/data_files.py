"""The small data files that come with handtrack or are a user's own: TOML, checked when read."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from handtrack.errors import DataFileError
from handtrack.faults import fault, place, sentence

M = TypeVar("M", bound=BaseModel)


def packaged_folder(name: str) -> Path:
    """Where handtrack's own files are: inside the installed package or the checkout."""
    packaged = Path(str(files("handtrack") / name))
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / name


def read(path: Path, kind: type[M], error: type[DataFileError]) -> M:
    """Read one file.

    Raises
    ------
    DataFileError
        The one given: the file is missing, unreadable or has faults, all of them at once.
    """
    try:
        return kind.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as e:
        raise error(f"Cannot read {path}: {e.strerror}.") from e
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as e:
        raise error(f"{path} is not valid TOML: {e}.") from e
    except ValidationError as e:
        faults = [fault(path.name, one) for one in e.errors(include_url=False)]
        raise error(f"{path.name} has faults:", faults) from e


def first_fault(error: ValidationError) -> str:
    """Where the first fault in a text is, and what it is: "repetitions → number 1: is missing"."""
    first = error.errors(include_url=False)[0]
    return f"{place(first) or 'the file'}: {sentence(first)}"
