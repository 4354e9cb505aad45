"""Published norms, each set by its name, because they disagree.

A set is one file in `norms/`: degrees by motion, one number or a lowest and a highest, and the
source. "fingers." stands for each of the four. A set may name motions handtrack does not measure.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from handtrack.errors import Fault, NormError
from handtrack.hand import FINGERS
from handtrack.readings import Part, Text

ALL_FINGERS = "fingers."
Degrees = Annotated[float, Field(ge=0, le=360)]


@dataclass(frozen=True, slots=True)
class Norm:
    """What a set says of a motion, in degrees; both ends are the same for a single number."""

    low: float
    high: float


class NormSet(Part):
    """One file of norms."""

    schema_: Literal[1] = Field(alias="schema")
    id: Text
    title: Text
    source: Text
    note: str = ""
    degrees: dict[Text, Degrees | tuple[Degrees, Degrees]]

    def norm(self, motion: str) -> Norm | None:
        """The norm of a motion, whatever pose it was taken in; None where the set has none."""
        key = motion.partition("@")[0]
        finger, _, rest = key.partition(".")
        found = self.degrees.get(key)
        if found is None and finger in FINGERS:
            found = self.degrees.get(ALL_FINGERS + rest)
        if found is None:
            return None
        return Norm(*found) if isinstance(found, tuple) else Norm(found, found)


def packaged_folder() -> Path:
    """Where handtrack's own norms are: inside the installed package or the checkout."""
    packaged = Path(str(files("handtrack") / "norms"))
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "norms"


def load_norms(folder: Path | None = None) -> Mapping[str, NormSet]:
    """Every set of a folder, or handtrack's own, by name.

    Raises
    ------
    NormError
        A file cannot be used, or two have one name.
    """
    place = folder or packaged_folder()
    found: dict[str, NormSet] = {}
    for path in sorted(place.glob("*.toml")):
        norms = read(path)
        if norms.id in found:
            raise NormError(f"{path} is named '{norms.id}', and so is another file.")
        found[norms.id] = norms
    if not found:
        raise NormError(f"The folder {place} holds no norms (NAME.toml).")
    return found


def read(path: Path) -> NormSet:
    """Read one file.

    Raises
    ------
    NormError
        It is missing, unreadable or has faults.
    """
    try:
        return NormSet.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as e:
        raise NormError(f"Cannot read {path}: {e.strerror}.") from e
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
        raise NormError(f"{path} is not valid TOML: {e}.") from e
    except ValidationError as e:
        faults = [_fault(path.name, error["loc"], error["msg"]) for error in e.errors()]
        raise NormError(f"{path.name} has faults:", faults) from e


def _fault(name: str, trail: tuple[int | str, ...], message: str) -> Fault:
    steps = [str(step).removesuffix("_") for step in trail]
    return Fault(" → ".join([name, *steps]), message)
