"""Values of a report, rounded and labelled as every format prints them.

What renders a report prints these texts and numbers and computes nothing, so that the formats
cannot disagree. Texts are plain: escaping is the renderer's part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from handtrack.events import Status
from handtrack.measurements.number_format import Unit
from handtrack.scoring import result_json

NOT_A_DEVICE = (
    "Research and education software. Not a medical device; not for diagnosis or for deciding "
    "treatment. Angles are estimates from one camera."
)
SCHEMA = 1
Paper = Literal["A4", "Letter"]


@dataclass(frozen=True, slots=True)
class Field:
    """A label and its text."""

    label: str
    text: str


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
        The numbers by which the note stands in `HandReport.notes`, as "(1) (2)".
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
    bar: float | None
    first: float | None
    delta: float | None
    least: float | None


@dataclass(frozen=True, slots=True)
class RomRow:
    """One motion, right and left; None where that hand was not assessed."""

    motion: str
    title: str
    right: RomCell | None
    left: RomCell | None


@dataclass(frozen=True, slots=True)
class Trend:
    """One motion of one hand over time.

    Parameters
    ----------
    days : tuple of str
        ISO dates.
    values, errors : tuple of float
        Rounded; an error is None where it is unknown.
    baseline, mdc : float
        The first value, and the least change that counts.
    """

    motion: str
    title: str
    side: str
    unit: Unit
    days: tuple[str, ...]
    values: tuple[float, ...]
    errors: tuple[float | None, ...]
    baseline: float
    mdc: float


@dataclass(frozen=True, slots=True)
class RepMark:
    """One repetition on the strip: how far it went, in per cent of the own range, and how it ended.

    Parameters
    ----------
    percent : int or None
        None where that could not be read.
    start_s, duration_s : float
        When it began in its clip, and how long it took.
    reasons : str
        Why it did not count, or what was noticed.
    """

    day: str
    percent: int | None
    status: Status
    start_s: float
    duration_s: float
    reasons: str


@dataclass(frozen=True, slots=True)
class Strip:
    """Every repetition of one exercise and hand, in order of time."""

    title: str
    side: str
    marks: tuple[RepMark, ...]


@dataclass(frozen=True, slots=True)
class ReportedScores:
    """What was said of a session, 0 to 10; None where it was not."""

    pain_before: int | None
    pain_after: int | None
    effort_before: int | None
    effort_after: int | None


@dataclass(frozen=True, slots=True)
class LogRow:
    """One exercise in one session.

    Parameters
    ----------
    between : str
        What the true number of those done lies between; "" where it is certain.
    reasons, flags : str
        Why repetitions did not count, and what was noticed of those that did.
    smoothness : str
        Median SPARC of those that counted; closer to 0 is smoother.
    fade : str
        Mean size of the last third of the repetitions in per cent of the first third's.
    pain, effort : str
        As said before and after: "2 → 4".
    said : ReportedScores
        The same as numbers.
    """

    day: str
    exercise: str
    side: str
    prescribed: str
    done: int
    between: str
    partial: int
    rejected: int
    unverifiable: int
    reasons: str
    flags: str
    tempo: str
    smoothness: str
    fade: str
    assisted: str
    resistance: str
    pain: str
    effort: str
    said: ReportedScores

    @property
    def counted(self) -> str:
        """The count of valid repetitions, with its bounds where it is not certain."""
        return f"{self.done} ({self.between})" if self.between else str(self.done)


@dataclass(frozen=True, slots=True)
class HandReport:
    """A whole report."""

    title: str
    made_at: str
    period: str
    header: tuple[Field, ...]
    bottom_line: tuple[str, str, str]
    rom_day: str
    rom_pain: str
    norm_names: tuple[str, ...]
    rom: tuple[RomRow, ...]
    trends: tuple[Trend, ...]
    strips: tuple[Strip, ...]
    log: tuple[LogRow, ...]
    adherence: tuple[Field, ...]
    voice: tuple[Field, ...]
    subjective: tuple[str, ...]
    objective: tuple[str, ...]
    limits: tuple[str, ...]
    notes: tuple[str, ...]
    footnote: str
    disclaimer: str = NOT_A_DEVICE
    schema: int = SCHEMA

    def followed(self, side: Literal["right", "left"]) -> bool:
        """Whether any motion of this hand was measured more than once."""
        cells = (row.right if side == "right" else row.left for row in self.rom)
        return any(cell is not None and cell.verdict for cell in cells)


def to_json(report: HandReport) -> str:
    """Write the report as indented JSON."""
    return result_json.dump(report)


def json_schema() -> dict[str, Any]:
    """Give the JSON Schema of a report."""
    return result_json.schema(HandReport)
