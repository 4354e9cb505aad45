"""Rows of a bench of real hands that were made up, for tests of what is made from them."""

from __future__ import annotations

from dataclasses import replace

from validation.evaluate.agreement import Figure
from validation.real_hands.acceptance_limits import counting_bars, ghost_bars, recognition_bars
from validation.real_hands.report_values import (
    Counted,
    FalsePositive,
    FalsePositives,
    NamedClip,
    NegativeClip,
    RealHandsReport,
    Yardstick,
)

PEAKS = Yardstick(exact=3, of=4, f1=0.7, ghosts_a_minute=14.1)


def row(name: str, person: str, true: int, counted: int, seen_share: Figure = 1.0) -> Counted:
    """A clip in which everything counted was there as far as the eye counted so many."""
    pairs = min(true, counted)
    return Counted(
        name=name,
        person=person,
        exercise="34",
        view=("palm",),
        true=true,
        fair=(true,),
        counted=counted,
        at_least=counted,
        at_most=counted,
        events=true,
        within=pairs,
        peak=pairs,
        noticed=pairs,
        not_there=counted - pairs,
        verified_not_there=counted - pairs,
        seen_share=seen_share,
        statuses=(("valid", counted),),
        reasons=(("the forearm turned", true - pairs),) if true > pairs else (),
    )


def name_given(
    clip: str, shown: tuple[str, ...], named: str | None, confidence: float = 0.0
) -> NamedClip:
    """What a clip was named."""
    right = named in shown if named else not shown
    could_be = (named,) if named else ()
    return NamedClip(
        clip, clip, shown, named, could_be, confidence, True, right, bool(named) and right
    )


ROWS = (row("right", "a", 4, 4), row("short", "a", 3, 1), row("long", "b", 2, 3))
NEGATIVES = (NegativeClip("still", "c", 2.0), NegativeClip("typing", "d", 3.0))
GHOSTS = FalsePositives(
    ("1", "34"), NEGATIVES, (FalsePositive("typing", "d", "34", "verified", 1.0, 2.0),)
)
NAMES = (
    name_given("right", ("34",), "34", 0.95),
    name_given("short", ("34",), None),
    name_given("still", (), None),
    name_given("typing", (), "9", 0.97),
)


def report(every: FalsePositives | None = None) -> RealHandsReport:
    """All of it."""
    bars = (
        *counting_bars(ROWS, PEAKS),
        *ghost_bars(GHOSTS, PEAKS),
        *recognition_bars(NAMES),
    )
    return RealHandsReport(
        schema=1,
        handtrack="0",
        people=4,
        bars=bars,
        counted=ROWS,
        left_out=(),
        ghosts=GHOSTS,
        every=every,
        named=NAMES,
        unjudged=0,
        yardstick=PEAKS,
    )


def with_ghosts(*found: FalsePositive) -> FalsePositives:
    """The same negatives with these ghosts."""
    return replace(GHOSTS, found=found)
