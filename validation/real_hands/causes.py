"""Why clips disagree with the eye, as a person who looked at them wrote it down."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from validation.real_hands.report_values import RealHandsReport

FILE = Path(__file__).with_name("causes.toml")
NOT_YET = "not looked at yet"


@dataclass(frozen=True, slots=True)
class Causes:
    """One sentence a clip.

    Parameters
    ----------
    counts : mapping of str to str
        Of clips whose count or repetitions are not those of the eye.
    negatives : mapping of str to str
        Of clips without an exercise in which something was counted or named.
    """

    counts: Mapping[str, str]
    negatives: Mapping[str, str]

    def of_count(self, clip: str) -> str:
        """Why a clip's count disagrees."""
        return self.counts.get(clip, NOT_YET)

    def of_negative(self, clip: str) -> str:
        """Why something was found in a clip without an exercise."""
        return self.negatives.get(clip, NOT_YET)

    def stale(self, report: RealHandsReport) -> tuple[str, ...]:
        """Clips with a cause that agree now, or that are not there."""
        counts = {row.name for row in report.counted if not row.agrees}
        return tuple(sorted((set(self.counts) - counts) | (set(self.negatives) - found(report))))


def found(report: RealHandsReport) -> set[str]:
    """Clips without an exercise in which the page says that something was counted or named."""
    ghosts = {g.clip for g in report.ghosts.found}
    return ghosts | {n.clip for n in report.named if n.named and not n.shown}


def read_causes(path: Path = FILE) -> Causes:
    """Read the file beside this package."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return Causes(told.get("counts", {}), told.get("negatives", {}))
