"""Figures of clips together, over all of them and person by person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from validation.evaluate.agreement import Figure, Proportion, figure
from validation.real_hands.report_values import Counted, FalsePositives, NamedClip

WELL_SEEN = 0.75
"""Share of frames with a hand from which on a clip is one that the tracker saw."""
SURE = 0.9
"""A name of this confidence is told as if it were known."""


class _OfSomebody(Protocol):
    @property
    def person(self) -> str: ...


Row = TypeVar("Row", bound=_OfSomebody)


@dataclass(frozen=True, slots=True)
class CountSummary:
    """How some clips were counted.

    Parameters
    ----------
    clips, people, events, counted : int
        Counted: valid repetitions of the product.
    exact, held, certain : Proportion
        Clips with a fair count; with one between the bounds; of those said to be certain.
    noticed : Proportion
        Events found whatever became of them.
    f1, f1_peak : float or None
        Of valid repetitions, by either rule of `matching`.
    """

    clips: int
    people: int
    events: int
    counted: int
    exact: Proportion
    held: Proportion
    certain: Proportion
    noticed: Proportion
    f1: Figure
    f1_peak: Figure


def counting(rows: Sequence[Counted]) -> CountSummary:
    """Sum clips up."""
    return CountSummary(
        clips=len(rows),
        people=len({r.person for r in rows}),
        events=sum(r.events for r in rows),
        counted=sum(r.counted for r in rows),
        exact=Proportion.count(r.exact for r in rows),
        held=Proportion.count(r.held for r in rows),
        certain=Proportion.count(r.at_least in r.fair for r in rows if r.bounds.certain),
        noticed=Proportion.given(sum(r.noticed for r in rows), sum(r.events for r in rows)),
        f1=f1(rows),
        f1_peak=f1(rows, by_peak=True),
    )


def f1(rows: Iterable[Counted], by_peak: bool = False) -> Figure:
    """Twice the pairs over all events and valid repetitions; None where there are none."""
    pairs = both = 0
    for r in rows:
        pairs += r.peak if by_peak else r.within
        both += r.events + r.counted
    return figure(2 * pairs / both) if both else None


def well_seen(rows: Iterable[Counted]) -> list[Counted]:
    """The clips that the tracker saw."""
    return [r for r in rows if r.seen_share is not None and r.seen_share >= WELL_SEEN]


def by_person(rows: Iterable[Row], value: Callable[[Sequence[Row]], Figure]) -> Figure:
    """The mean of a figure over the people for whom it can be measured: each weighs the same."""
    each = [found for some in people(rows).values() if (found := value(some)) is not None]
    return figure(sum(each) / len(each)) if each else None


def people(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows by person, in their own order."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.person, []).append(row)
    return found


def share(hits: Iterable[bool]) -> Figure:
    """The share that is true; None of nothing."""
    return Proportion.count(hits).share


def ghosts_a_minute(ghosts: FalsePositives, label: str, by_person: bool = False) -> Figure:
    """Ghosts of one label in a minute of scoring; as the mean over people where asked."""
    rates = []
    everybody = people(ghosts.negatives)
    groups = list(everybody.values()) if by_person else [list(ghosts.negatives)]
    for some in groups:
        names = {n.name for n in some}
        minutes = len(ghosts.exercises) * sum(n.minutes for n in some)
        found = sum(g.label == label and g.clip in names for g in ghosts.found)
        if minutes:
            rates.append(found / minutes)
    return sum(rates) / len(rates) if rates else None


def answers(named: Iterable[NamedClip], negative: bool) -> list[NamedClip]:
    """What stands for each clip with an exercise, or for each without one."""
    return [n for n in named if n.answer and (not n.shown) is negative]


def sure_names(named: Iterable[NamedClip]) -> list[NamedClip]:
    """Names that are told as if they were known."""
    return [n for n in named if n.named and n.confidence >= SURE]
