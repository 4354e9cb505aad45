"""What is to be reached on real hands, and what was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from handtrack.events import Label
from validation.evaluate.agreement import Figure, Proportion, figure
from validation.real_hands.report_values import (
    Counted,
    FalsePositives,
    FigureLimit,
    NamedClip,
    Yardstick,
)
from validation.real_hands.summary import (
    SURE,
    WELL_SEEN,
    Row,
    answers,
    by_person,
    counting,
    f1,
    ghosts_a_minute,
    share,
    sure_names,
    well_seen,
)

CLIPS, MINUTES = 50, 57.0
"""The bars were set on so many counted clips, and negatives of so many minutes of scoring."""
EXACT, HELD = 41 / CLIPS, 48 / CLIPS
_SEEN = f"hand found in ≥ {100 * WELL_SEEN:.0f} % of frames"
GHOSTS = {Label.VERIFIED: 2 / MINUTES, Label.ESTIMATED: 12 / MINUTES}


def counting_bars(rows: Sequence[Counted], yardstick: Yardstick | None) -> tuple[FigureLimit, ...]:
    """Of clips counted under their own exercise."""
    total, peaks = counting(rows), yardstick
    extra = sum(r.verified_not_there for r in rows)
    return (
        replace(
            _share("exact", "clips counted exactly", rows, lambda r: r.exact, at_least=EXACT),
            yardstick=peaks.exact / peaks.of if peaks else None,
        ),
        _f1("f1", "event F1", rows, f1, at_least=0.85),
        _f1("f1_seen", f"event F1, {_SEEN}", well_seen(rows), f1, at_least=0.9),
        replace(
            _f1("f1_peak", "event F1 by peaks", rows, _peak_f1),
            yardstick=peaks.f1 if peaks else None,
        ),
        _f1("f1_peak_seen", f"event F1 by peaks, {_SEEN}", well_seen(rows), _peak_f1),
        FigureLimit(
            "noticed",
            "repetitions found, whatever became of them",
            "share",
            total.noticed.share,
            _of(total.noticed, "repetitions"),
            by_person(rows, lambda some: counting(some).noticed.share),
        ),
        _share("bounds", "bounds hold the count", rows, lambda r: r.held, at_least=HELD),
        _share(
            "certain",
            "counts said to be certain that are right",
            [r for r in rows if r.bounds.certain],
            lambda r: r.at_least in r.fair,
            at_least=0.98,
        ),
        FigureLimit(
            "not_there",
            "verified repetitions that were not there",
            "1",
            float(extra),
            f"{total.counted} counted",
            at_most=0.0,
        ),
    )


def ghost_bars(
    ghosts: FalsePositives, yardstick: Yardstick | None = None
) -> tuple[FigureLimit, ...]:
    """Of clips without an exercise, under the exercises that the bars are about."""
    bars = tuple(
        FigureLimit(
            f"ghosts_{label.value}",
            f"ghosts, {label.value}",
            "a minute",
            ghosts_a_minute(ghosts, label.value),
            f"{sum(g.label == label for g in ghosts.found)} in {ghosts.minutes:.0f} minutes",
            ghosts_a_minute(ghosts, label.value, by_person=True),
            at_most=most,
        )
        for label, most in GHOSTS.items()
    )
    if yardstick is None:
        return bars
    both = figure(len(ghosts.found) / ghosts.minutes) if ghosts.minutes else None
    of = f"{len(ghosts.found)} in {ghosts.minutes:.0f} minutes"
    beside = yardstick.ghosts_a_minute
    return (*bars, FigureLimit("ghosts", "ghosts, both", "a minute", both, of, yardstick=beside))


def recognition_bars(named: Sequence[NamedClip]) -> tuple[FigureLimit, ...]:
    """Of what clips are named."""
    shown, idle = answers(named, negative=False), answers(named, negative=True)
    sure = f"names of ≥ {100 * SURE:.0f} % confidence that are right"
    return (
        _share("family", "clips named as what they show", shown, lambda n: n.right, at_least=0.75),
        _share("sure", sure, sure_names(named), lambda n: n.right, at_least=0.95),
        _share("claimed", "clips without an exercise named", idle, _named, at_most=0.05),
    )


def _share(
    key: str,
    name: str,
    rows: Sequence[Row],
    hit: Callable[[Row], bool],
    at_least: Figure = None,
    at_most: Figure = None,
) -> FigureLimit:
    found = Proportion.count(map(hit, rows))
    each = by_person(rows, lambda some: share(map(hit, some)))
    of = f"{found.hits} of {found.of}"
    return FigureLimit(key, name, "share", found.share, of, each, None, at_least, at_most)


def _f1(
    key: str,
    name: str,
    rows: Sequence[Counted],
    value: Callable[[Sequence[Counted]], Figure],
    at_least: Figure = None,
) -> FigureLimit:
    of = f"{sum(r.events for r in rows)} repetitions in {len(rows)} clips"
    return FigureLimit(key, name, "score", value(rows), of, by_person(rows, value), None, at_least)


def _peak_f1(rows: Sequence[Counted]) -> Figure:
    return f1(rows, by_peak=True)


def _named(answer: NamedClip) -> bool:
    return answer.named is not None


def _of(found: Proportion, what: str) -> str:
    return f"{found.hits} of {found.of} {what}"
