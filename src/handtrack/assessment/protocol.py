"""Assessment protocol: poses, views, number of trials. One TOML file each.

`docs/clinical/assessment.md` explains the keys. "fingers." before a motion stands for each finger
that has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from handtrack.assessment.motions import MOTIONS, motion_of
from handtrack.assessment.norms import ALL_FINGERS
from handtrack.definitions.fields import PositiveThreshold, Text
from handtrack.errors import ProtocolError
from handtrack.files import packaged_folder, read
from handtrack.landmarks.hand import FINGERS
from handtrack.landmarks.views import View
from handtrack.measurements.reading import FrozenTable, Name

Trials = Annotated[int, Field(ge=1, le=10)]


def _expanded(motions: Iterable[str]) -> tuple[str, ...]:
    """Keys of motions, with "fingers." replaced by each finger."""
    found: list[str] = []
    for name in motions:
        rest = name.removeprefix(ALL_FINGERS)
        each = [f"{f}.{rest}" for f in FINGERS] if rest != name else [name]
        there = [key for key in each if key in MOTIONS]
        if not there:
            raise ValueError(f"there is no motion '{name}'; see: handtrack protocols motions")
        found += there
    return tuple(found)


class Pose(FrozenTable):
    """Pose to hold.

    `motions` and `isolated` are its figures; the key of an isolated one ends in the pose's id,
    because the usual pose of that motion is another. `zero` marks the reference pose of the
    section's relative motions and of the forearm's line. `ladder` marks a Kapandji test: a series
    of touches, no hold.
    """

    id: Name
    title: Text
    say: tuple[Text, ...] = Field(min_length=1)
    motions: tuple[str, ...] = ()
    isolated: tuple[str, ...] = ()
    zero: bool = False
    ladder: bool = False

    _expand = field_validator("motions", "isolated")(_expanded)

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of all figures of the pose."""
        return (*self.motions, *(f"{motion}@{self.id}" for motion in self.isolated))


class TotalMotionPoses(FrozenTable):
    """Ids of the two poses of total active motion."""

    flexion: Name
    extension: Name


class MonotonicMotion(FrozenTable):
    """Motion that increases from pose to pose; a clear decrease contradicts the order of poses."""

    motion: tuple[str, ...]
    poses: tuple[Name, ...] = Field(min_length=2)

    @field_validator("motion", mode="before")
    @classmethod
    def _expand(cls, motion: object) -> tuple[str, ...]:
        if not isinstance(motion, str):
            raise ValueError("motion is one motion's name")
        return _expanded([motion])


class Section(FrozenTable):
    """Sequence of poses in one camera placement, repeated `trials` times."""

    id: Name
    title: Text
    views: tuple[View, ...] = Field(min_length=1)
    placement: Text
    poses: tuple[Pose, ...] = Field(alias="pose", min_length=1)
    trials: Trials | None = None
    total: TotalMotionPoses | None = None
    grows: tuple[MonotonicMotion, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Section:
        zeros = [pose.id for pose in self.poses if pose.zero]
        if len(zeros) > 1:
            raise ValueError(f"two poses are zero: {', '.join(zeros)}")
        needs = [
            key
            for pose in self.poses
            for key in (*pose.motions, *pose.isolated)
            if counts_from_zero(key)
        ]
        if needs and not (zeros and self.poses[0].zero):
            raise ValueError(f"'{needs[0]}' needs a first pose with zero = true")
        names = {pose.id for pose in self.poses}
        if self.total and not {self.total.flexion, self.total.extension} <= names:
            raise ValueError("total names a pose that the section does not have")
        needs_zero = [k for one in self.grows for k in one.motion if counts_from_zero(k)]
        if needs_zero and not zeros:
            raise ValueError(f"'{needs_zero[0]}' needs a first pose with zero = true")
        if any(pose.ladder for pose in self.poses) and len(self.poses) > 1:
            raise ValueError("a ladder has a section of its own")
        return self

    @property
    def needs_forearm(self) -> bool:
        """Whether the forearm has to be in the picture."""
        measured = [m for pose in self.poses for m in map(motion_of, pose.keys) if m.measure]
        return any(motion.reading.measurement.needs_forearm for motion in measured)


def counts_from_zero(key: str) -> bool:
    """Whether a figure is measured from its section's zero pose."""
    motion = motion_of(key)
    return motion.relative or bool(motion.measure and motion.reading.measurement.needs_forearm)


class PlausibleRange(FrozenTable):
    """Physiological limits of motions, in degrees."""

    motions: tuple[str, ...]
    low: float
    high: float
    source: Text

    _expand = field_validator("motions")(_expanded)


class Protocol(FrozenTable):
    """Protocol file."""

    schema_: Literal[1] = Field(alias="schema")
    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    version: Annotated[str, Field(pattern=r"^\d+\.\d+$")]
    title: Text
    trials: Trials
    settle_s: PositiveThreshold
    hold_s: PositiveThreshold
    still: PositiveThreshold
    moved: PositiveThreshold
    sections: tuple[Section, ...] = Field(alias="section", min_length=1)
    plausible: tuple[PlausibleRange, ...] = ()

    @model_validator(mode="after")
    def _unique(self) -> Protocol:
        for what, names in (
            ("section", [section.id for section in self.sections]),
            ("pose", [pose.id for section in self.sections for pose in section.poses]),
            ("figure", [k for s in self.sections for pose in s.poses for k in pose.keys]),
        ):
            double = next((name for name in names if names.count(name) > 1), None)
            if double:
                raise ValueError(f"two of the same {what}: '{double}'")
        for section in self.sections:
            there = {pose.id for pose in section.poses}
            odd = [name for one in section.grows for name in one.poses if name not in there]
            if odd:
                raise ValueError(f"grows names a pose that its section does not have: '{odd[0]}'")
        if self.still.value >= self.moved.value:
            raise ValueError("still must be less than moved")
        return self

    def section(self, pose: str) -> Section | None:
        """Section of a pose id; None if there is none."""
        return next((s for s in self.sections for p in s.poses if p.id == pose), None)

    def select_sections(self, names: Sequence[str]) -> tuple[Section, ...]:
        """Sections with these ids in the protocol's order; all of them if `names` is empty.

        Raises
        ------
        ProtocolError
            There is no section of an id.
        """
        known = [section.id for section in self.sections]
        for name in names:
            if name not in known:
                raise ProtocolError(
                    f"{self.id} has no section '{name}'; there are: {', '.join(known)}."
                )
        return tuple(s for s in self.sections if not names or s.id in names)

    def plausible_range(self, motion: str) -> PlausibleRange | None:
        """Physiological limits of a motion; None if the protocol has none."""
        key = motion.partition("@")[0]
        return next((p for p in self.plausible if key in p.motions), None)


@dataclass(frozen=True, slots=True)
class PoseRequest:
    """Request for one pose in one trial, numbered from 1."""

    section: Section
    pose: Pose
    trial: int


def pose_requests(
    protocol: Protocol, sections: Sequence[Section], trials: int | None = None
) -> list[PoseRequest]:
    """Requests in their order: by section, trial, pose.

    Parameters
    ----------
    protocol : Protocol
    sections : sequence of Section
    trials : int, optional
        Replaces the number of the section or the protocol.

    Returns
    -------
    list of PoseRequest
    """
    return [
        PoseRequest(section, pose, trial)
        for section in sections
        for trial in range(1, 1 + (trials or section.trials or protocol.trials))
        for pose in section.poses
    ]


def load_protocols(folder: Path | None = None) -> list[Protocol]:
    """Protocols of a folder; without a folder, the packaged ones.

    Raises
    ------
    ProtocolError
        A file is faulty, or there is none.
    """
    source_folder = folder or packaged_folder("protocols")
    found = [read(path, Protocol, ProtocolError) for path in sorted(source_folder.glob("*.toml"))]
    if not found:
        raise ProtocolError(f"The folder {source_folder} holds no protocol (NAME.toml).")
    return found


def find_protocol(name: str) -> Protocol:
    """Protocol with an id, or in a file whose name ends in ".toml".

    Raises
    ------
    ProtocolError
        There is no such protocol, or its file is faulty.
    """
    if name.endswith(".toml"):
        return read(Path(name), Protocol, ProtocolError)
    there = {protocol.id: protocol for protocol in load_protocols()}
    if name not in there:
        raise ProtocolError(f"There is no protocol '{name}'. There are: {', '.join(there)}.")
    return there[name]
