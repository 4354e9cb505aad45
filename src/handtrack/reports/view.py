"""Values of a report, rounded and labelled as every format prints them.

What renders a report prints these texts and numbers and computes nothing, so that the formats
cannot disagree. Texts are plain: escaping is the renderer's part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from handtrack.measurements.number_format import Unit
from handtrack.reports.first_page_view import Field, FirstPage, LetterheadView
from handtrack.reports.log_view import LogRow, Strip
from handtrack.scoring import result_json

NOT_A_DEVICE = (
    "Research and education software. Not a medical device; not for diagnosis or for deciding "
    "treatment. Angles are estimates from one camera."
)
SCHEMA = 2
Paper = Literal["A4", "Letter"]


@dataclass(frozen=True, slots=True)
class RomCell:
    """One motion of one hand at the latest assessment.

    Parameters
    ----------
    value : str
        "60°", "lag 20°"; "—" where it was not measured.
    number : float or None
        The same as a number in the motion's own direction: a lag is negative.
    unit : str
        "deg", "L" (hand lengths), "1" (a score).
    error : str
        "± 7°"; "" where there is none.
    label : str
        "verified", "estimated".
    manner : str
        "active" or "assisted".
    baseline, verdict, change : str
        What it was at first, what became of it in few words, and the same with the least change
        that counts.
    other_hand : str
        Per cent of the healthy hand.
    norms : tuple of str
        Per cent of each of the report's `norm_names`.
    note : str
        Why it is missing or estimated.
    marks : str
        The numbers by which the note stands in `HandReport.notes`, as "¹ ²".
    outcome : str
        The change since the baseline in one word of `ChangeVerdict`; "" where there is none.
    at : str
        ISO time of the assessment.
    bar, first, delta, least : float or None
        Half of the 95 % interval, the baseline's figure, the change since then and the least one
        that counts (MDC95), as numbers in the figure's unit.
    """

    value: str
    number: float | None
    unit: Unit
    error: str
    label: str
    manner: str
    baseline: str
    verdict: str
    change: str
    other_hand: str
    norms: tuple[str, ...]
    note: str
    marks: str
    outcome: str
    at: str
    bar: float | None
    first: float | None
    delta: float | None
    least: float | None


@dataclass(frozen=True, slots=True)
class RomRow:
    """One motion, right and left; None where that hand was not assessed.

    Parameters
    ----------
    group : str
        The joint it belongs to: "Wrist", "Index finger".
    within : str
        Its title below that heading: "MCP flexion".
    first, change : str
        What it was at first and what became of it: "▲ better: 24° more"; of both hands where both
        are followed; "" where it was measured once.
    other_hand : str
        Per cent of the healthy hand.
    """

    motion: str
    title: str
    group: str
    within: str
    first: str
    change: str
    other_hand: str
    right: RomCell | None
    left: RomCell | None


@dataclass(frozen=True, slots=True)
class Trend:
    """One motion of one hand over time.

    Parameters
    ----------
    at : tuple of str
        ISO times.
    values, errors : tuple of float
        Rounded; an error is None where it is unknown.
    baseline, mdc : float
        The first value, and the least change that counts.
    """

    motion: str
    title: str
    side: str
    unit: Unit
    at: tuple[str, ...]
    values: tuple[float, ...]
    errors: tuple[float | None, ...]
    baseline: float
    mdc: float


@dataclass(frozen=True, slots=True)
class HandReport:
    """A whole report.

    Parameters
    ----------
    period : str
        First and last day, as people write them.
    header : tuple of Field
        The patient's record, unshortened.
    bottom_line : tuple of str
        Three sentences: goal, key motions, exercise and pain.
    sides : tuple of str
        The hands it is about: the affected one, or those that were assessed.
    notes : tuple of str
        Footnotes, numbered.
    """

    title: str
    made_at: str
    period: str
    letterhead: LetterheadView
    header: tuple[Field, ...]
    bottom_line: tuple[str, str, str]
    first: FirstPage
    sides: tuple[str, ...]
    goals: tuple[str, ...]
    rom_day: str
    rom_pain: str
    norm_names: tuple[str, ...]
    rom: tuple[RomRow, ...]
    trends: tuple[Trend, ...]
    strips: tuple[Strip, ...]
    log: tuple[LogRow, ...]
    log_legend: str
    adherence: tuple[Field, ...]
    corrections: tuple[str, ...]
    voice: tuple[Field, ...]
    therapist: tuple[Field, ...]
    subjective: tuple[str, ...]
    objective: tuple[str, ...]
    limits: tuple[str, ...]
    notes: tuple[str, ...]
    footnote: str
    disclaimer: str = NOT_A_DEVICE
    schema: int = SCHEMA

    @property
    def paste(self) -> str:
        """The notes as they are pasted: S and O in short lines, A and P blank."""
        parts = ("S", self.subjective), ("O", self.objective), ("A", ()), ("P", ())
        return "\n\n".join("\n".join((f"{letter}:", *lines)) for letter, lines in parts)


def to_json(report: HandReport) -> str:
    """Write the report as indented JSON."""
    return result_json.dump(report)


def json_schema() -> dict[str, Any]:
    """Give the JSON Schema of a report."""
    return result_json.schema(HandReport)
