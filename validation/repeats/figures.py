"""Figures of repeated assessments, with what is true of them; as rows of a JSON file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from handtrack.assessment.accuracy import motion_class
from handtrack.assessment.motions import motion_of
from handtrack.assessment.rom_result import Assessment, AssessmentProvenance, MotionFigure, Trial
from handtrack.events import Label
from handtrack.landmarks.views import View
from handtrack.records.change import Change, change

CHANGED = "changed"
"""The occasion on which every motion has changed."""
Row = list[int | str | float | None]


@dataclass(frozen=True, slots=True)
class Repeat:
    """One figure of one assessment of one hand.

    Parameters
    ----------
    hand : int
    occasion : str
        `CHANGED` if the motions had become smaller, else any other name.
    motion : str
        Key.
    value, error : float or None
    label : Label
    view : View or None
    true : float
        In the figure's unit.
    """

    hand: int
    occasion: str
    motion: str
    value: float | None
    error: float | None
    label: Label
    view: View | None
    true: float

    @property
    def sort(self) -> str:
        """Motion without finger and pose."""
        return motion_class(self.motion).partition("@")[0]

    @property
    def figure(self) -> MotionFigure:
        """What a record would hold, of one trial."""
        trial = Trial(1, 0.0, 1.0, self.value, False, self.label, None)
        unit = motion_of(self.motion).unit
        return MotionFigure(
            self.motion, unit, self.value, self.error, self.label, self.view, "", (trial,), ""
        )

    def row(self) -> Row:
        """Give the values of a row; `from_row` reads it."""
        value, error, true = (_short(v) for v in (self.value, self.error, self.true))
        view = None if self.view is None else str(self.view)
        return [self.hand, self.occasion, self.motion, value, error, str(self.label), view, true]

    @classmethod
    def from_row(cls, row: Row) -> Repeat:
        """Read a row."""
        hand, occasion, motion, value, error, label, view, true = row
        assert isinstance(hand, int)
        assert isinstance(true, int | float)
        return cls(
            hand,
            str(occasion),
            str(motion),
            None if value is None else float(value),
            None if error is None else float(error),
            Label(str(label)),
            None if view is None else View(str(view)),
            float(true),
        )


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def repeats(
    hand: int, occasion: str, found: Assessment, true: Mapping[str, float]
) -> Iterator[Repeat]:
    """Give the figures of an assessment whose truth is known.

    Parameters
    ----------
    hand : int
    occasion : str
    found : Assessment
    true : mapping of str to float
        By key.
    """
    for f in found.figures:
        if f.motion in true:
            yield Repeat(
                hand, occasion, f.motion, f.value, f.error, f.label, f.view, true[f.motion]
            )


@dataclass(frozen=True, slots=True)
class Pair:
    """Two figures of one motion of one hand.

    Parameters
    ----------
    before, after : Repeat
    """

    before: Repeat
    after: Repeat

    @property
    def change(self) -> Change:
        """What the program says of it."""
        return change(self.before.figure, self.after.figure, (_BY, _BY))

    @property
    def difference(self) -> float | None:
        """After minus before; None where one is missing or they were seen from two sides."""
        a, b = self.before, self.after
        if a.value is None or b.value is None or a.view is not b.view:
            return None
        return b.value - a.value

    @property
    def true(self) -> float:
        """The true change."""
        return self.after.true - self.before.true


_BY = AssessmentProvenance("", "", "", "", "", "", "", None, None)


def pairs(figures: Sequence[Repeat], changed: bool = False) -> list[Pair]:
    """Pair the figures of each motion of each hand.

    Parameters
    ----------
    figures : sequence of Repeat
    changed : bool
        Whether the later one is of the occasion `CHANGED`; else neither is.
    """
    by: dict[tuple[int, str], list[Repeat]] = {}
    for figure in figures:
        by.setdefault((figure.hand, figure.motion), []).append(figure)
    found = []
    for own in by.values():
        same = [f for f in own if f.occasion != CHANGED]
        later = [f for f in own if f.occasion == CHANGED]
        both = [(a, b) for a in same for b in later] if changed else combinations(same, 2)
        found += [Pair(a, b) for a, b in both]
    return found
