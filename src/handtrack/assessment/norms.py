"""Published norms of range of motion, as named sets because they disagree.

A set is one file in `norms/`: degrees by motion (one number, or lowest and highest), and the
source. "fingers." stands for each of the four. A set may have motions that handtrack does not
measure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from handtrack.definitions.fields import Text
from handtrack.errors import NormError
from handtrack.files import packaged_folder, read
from handtrack.landmarks.hand import FINGERS
from handtrack.measurements.reading import FrozenTable

ALL_FINGERS = "fingers."
Degrees = Annotated[float, Field(ge=0, le=360)]


@dataclass(frozen=True, slots=True)
class Norm:
    """Norm of a motion in degrees; both ends are equal for a single number."""

    low: float
    high: float


class NormSet(FrozenTable):
    """One file of norms."""

    schema_: Literal[1] = Field(alias="schema")
    id: Text
    title: Text
    source: Text
    note: str = ""
    degrees: dict[Text, Degrees | tuple[Degrees, Degrees]]

    def norm(self, motion: str) -> Norm | None:
        """Norm of a motion without its pose; None if the set has none."""
        key = motion.partition("@")[0]
        finger, _, rest = key.partition(".")
        found = self.degrees.get(key)
        if found is None and finger in FINGERS:
            found = self.degrees.get(ALL_FINGERS + rest)
        if found is None:
            return None
        return Norm(*found) if isinstance(found, tuple) else Norm(found, found)


def select_norm_sets(names: Iterable[str]) -> list[NormSet]:
    """Packaged sets with these names, in this order; upper and lower case are equal.

    Raises
    ------
    NormError
        There is no set of a name.
    """
    there = load_norms()
    by_name = {name.lower(): norms for name, norms in there.items()}
    found = []
    for name in names:
        if name.lower() not in by_name:
            raise NormError(f"There are no norms '{name}'. There are: {', '.join(there)}.")
        found.append(by_name[name.lower()])
    return found


def load_norms(folder: Path | None = None) -> Mapping[str, NormSet]:
    """Sets of a folder by name; without a folder, the packaged ones.

    Raises
    ------
    NormError
        A file is faulty, two have one name, or there is none.
    """
    source_folder = folder or packaged_folder("norms")
    found: dict[str, NormSet] = {}
    for path in sorted(source_folder.glob("*.toml")):
        norms = read(path, NormSet, NormError)
        if norms.id in found:
            raise NormError(f"{path} is named '{norms.id}', and so is another file.")
        found[norms.id] = norms
    if not found:
        raise NormError(f"The folder {source_folder} holds no norms (NAME.toml).")
    return found
