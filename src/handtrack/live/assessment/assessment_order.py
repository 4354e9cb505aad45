"""What a guided assessment is to measure, and what it came to."""

from __future__ import annotations

from dataclasses import dataclass

from handtrack.assessment.protocol import PoseRequest, Protocol, Section, pose_requests
from handtrack.assessment.rom_result import Assessment
from handtrack.landmarks.hand import Side
from handtrack.records.values import AssessmentRecord, History


@dataclass(frozen=True, slots=True)
class AssessmentOrder:
    """What is to be measured.

    Parameters
    ----------
    protocol : Protocol
    sections : tuple of Section
        Of the protocol.
    side : Side or None
        Which hand; None for the one that is seen.
    """

    protocol: Protocol
    sections: tuple[Section, ...]
    side: Side | None = None

    @property
    def requests(self) -> list[PoseRequest]:
        """The poses in their order."""
        return pose_requests(self.protocol, self.sections)


@dataclass(frozen=True, slots=True)
class AssessmentOutcome:
    """What an assessment came to, and where it is kept.

    Parameters
    ----------
    found : Assessment
    doubts : tuple of str
        What speaks against the poses being those that were asked for.
    history : History or None
        The patient's, with this assessment; None where it is not kept.
    record : AssessmentRecord or None
    where : str
        Name of the records; "" where it is not kept.
    unsaved : str
        Why it could not be kept; "" where nothing is wrong.
    """

    found: Assessment
    doubts: tuple[str, ...] = ()
    history: History | None = None
    record: AssessmentRecord | None = None
    where: str = ""
    unsaved: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing could be measured."""
        return all(figure.value is None for figure in self.found.figures)
