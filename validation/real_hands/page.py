"""The published page, made from the published figures and the causes that people wrote down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from handtrack.events import Label
from validation.evaluate.page_format import in_unit, listed, num, so_many, table
from validation.real_hands.causes import Causes
from validation.real_hands.earlier_version import before_and_now
from validation.real_hands.event_matching import OUTSIDE_S, PEAK_S, TWO_ENDED, TWO_ENDED_S
from validation.real_hands.page_format import by_eye, measured, percent, tallied
from validation.real_hands.recognition import reliability
from validation.real_hands.report_values import (
    Counted,
    FalsePositives,
    FigureLimit,
    NamedClip,
    RealHandsReport,
)
from validation.real_hands.summary import WELL_SEEN, CountSummary, answers, counting, people

LABELS = (Label.VERIFIED.value, Label.ESTIMATED.value)
COMMAND = "just validate-real FOLDER"
MORE = " --all"


def page(report: RealHandsReport, causes: Causes) -> str:
    """The whole page as Markdown."""
    parts = [
        _head(report),
        _bars(report.bars),
        before_and_now(report),
        _groups(report.counted),
        _disagreements(report.counted, causes),
        _ghosts(report, causes),
        _recognition(report, causes),
        _stale(causes.stale(report)),
        _method(report),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(report: RealHandsReport) -> str:
    total = counting(report.counted)
    reached = [bar.reached for bar in report.bars if bar.reached is not None]
    left = (
        f" Left out, for they show no exercise of the library: {', '.join(report.left_out)}."
        if report.left_out
        else ""
    )
    return (
        "# Real hands, counted by eye\n\n"
        f"{total.clips} recordings of {total.people} people who do an exercise and "
        f"{len(report.ghosts.negatives)} without one, of {report.people} people in all, found in "
        "public repositories and counted by eye before any counter ran. Scored by the product as "
        f"its users would, from the landmarks of its own tracker. {sum(reached)} of {len(reached)} "
        f"bars are reached.{left}\n\n"
        f"    {COMMAND}{MORE if report.every else ''}\n\nwrote this page and "
        f"[real-hands.json](real-hands.json), with handtrack {report.handtrack}. The recordings "
        "are not part of the project: they lie in FOLDER, as `counts.json` and `tracks/`, and some "
        "as `videos/`, which are tracked anew; the other tracks are MediaPipe's. What is "
        "tuned to these clips is worth nothing on others; people are split, not clips, wherever "
        "something is learned from them."
    )


def _bars(bars: Sequence[FigureLimit]) -> str:
    rows = []
    for bar in bars:
        wanted = [
            f"{sign} {measured(value, bar.unit)}"
            for sign, value in (("≥", bar.at_least), ("≤", bar.at_most))
            if value is not None
        ]
        mark = {True: "reached", False: "**not reached**", None: ""}[bar.reached]
        found = [bar.found, bar.by_person, bar.yardstick]
        shown = [measured(f, bar.unit) if f is not None else "" for f in found]
        rows.append((bar.name, shown[0], bar.of, *shown[1:], "".join(wanted), mark))
    return (
        "## The bars\n\n"
        "*By person*: the mean of what the figure is for each person, since many clips are of one "
        "hand. *Peak finding*: the script that anybody writes in an afternoon, which smooths one "
        "distance and looks for its peaks; it rejects nothing.\n\n"
        + table("what | found | of | by person | peak finding | to reach | ", rows)
    )


def _groups(rows: Sequence[Counted]) -> str:
    return "\n\n".join(
        (
            "## Counted clips",
            "### By exercise\n\nNumbers are those of [the exercises](../clinical/exercises.md).\n\n"
            + _counting(rows, lambda r: (r.exercise,), "exercise", _number),
            "### By view\n\nBy the words that describe where the camera stands; a clip counts "
            "under each of its words.\n\n" + _counting(rows, lambda r: r.view, "view"),
            "### By person\n\nWith the most clips first.\n\n" + _by_person(rows),
        )
    )


def _number(name: str) -> tuple[int, str]:
    return (int(name) if name.isdecimal() else 10_000, name)


def _counting(
    rows: Sequence[Counted],
    groups: Callable[[Counted], Sequence[str]],
    what: str,
    order: Callable[[str], object] | None = None,
) -> str:
    found: dict[str, list[Counted]] = {}
    for row in rows:
        for name in groups(row):
            found.setdefault(name, []).append(row)
    names = sorted(found, key=order) if order else sorted(found)  # type: ignore[arg-type]
    return _sums([(name, counting(found[name])) for name in names], what)


def _by_person(rows: Sequence[Counted]) -> str:
    each = sorted(people(rows).items(), key=lambda item: (-len(item[1]), item[0].lower()))
    return _sums([(name, counting(some)) for name, some in each], "person")


def _sums(rows: Iterable[tuple[str, CountSummary]], what: str) -> str:
    return table(
        f"{what} | clips | people | exact | bounds hold | certain and right | repetitions"
        " | found at all | counted | F1 | F1 by peaks",
        [
            (
                name,
                str(c.clips),
                str(c.people),
                str(c.exact.hits),
                str(c.held.hits),
                so_many(c.certain) if c.certain.of else "",
                str(c.events),
                str(c.noticed.hits),
                str(c.counted),
                num(c.f1, 2),
                num(c.f1_peak, 2),
            )
            for name, c in rows
        ],
    )


def _disagreements(rows: Sequence[Counted], causes: Causes) -> str:
    wrong = [row for row in rows if not row.agrees]
    if not wrong:
        return "## Clips that disagree with the eye\n\nNone."
    cells = [
        (
            row.name,
            row.exercise,
            by_eye(row),
            str(row.counted),
            row.bounds.words if row.held else f"**{row.bounds.words}**",
            f"{row.noticed} of {row.events}",
            in_unit(row.seen_share, "share"),
            tallied(row.reasons),
            causes.of_count(row.name),
        )
        for row in wrong
    ]
    return (
        "## Clips that disagree with the eye\n\n"
        f"{len(wrong)} of {len(rows)}. *Said to be*: the bounds that the product prints; bold where"
        " they do not hold the count. *Found*: repetitions found whatever became of them. *Told*: "
        "the product's reasons for those that it did not count, and how often. *Cause*: what a "
        "person saw who looked at the signal; `--figures FOLDER` draws it.\n\n"
        + table(
            "clip | as | by eye | counted | said to be | found | hand seen | told | cause", cells
        )
    )


def _ghosts(report: RealHandsReport, causes: Causes) -> str:
    few = report.ghosts
    cells: dict[str, list[str]] = {}
    for g in few.found:
        cells.setdefault(g.clip, []).append(f"{g.exercise} {g.label} at {g.start_s:.1f} s")
    rows = [(clip, "; ".join(each), causes.of_negative(clip)) for clip, each in cells.items()]
    parts = [
        "## Ghosts\n\nWhat was counted in clips without an exercise: typing, music, signs, things "
        "carried, hands at rest. Single movements in them may be real ones, and are counted here "
        "all the same.",
        f"Scored as {', '.join(few.exercises)}: {_so_many_ghosts(few)}.",
    ]
    if rows:
        parts.append(table("clip | counted as | cause", rows))
    if report.every:
        parts.append(_by_exercise(report.every))
    return "\n\n".join(parts)


def _so_many_ghosts(ghosts: FalsePositives) -> str:
    found = Counter(g.label for g in ghosts.found)
    told = ", ".join(f"{found[label]} {label}" for label in LABELS)
    return f"{told}, in {ghosts.minutes:.0f} minutes of scoring"


def _by_exercise(ghosts: FalsePositives) -> str:
    """Ghosts under every exercise: which exercise, and in which clips."""
    rows = []
    for exercise in ghosts.exercises:
        some = [g for g in ghosts.found if g.exercise == exercise]
        found = Counter(g.label for g in some)
        clips = ", ".join(dict.fromkeys(g.clip for g in some))
        if some:
            rows.append((exercise, *(str(found[label]) for label in LABELS), clips))
    return (
        f"### Under all {len(ghosts.exercises)} exercises\n\n{_so_many_ghosts(ghosts)}.\n\n"
        + table(f"exercise | {' | '.join(LABELS)} | in", rows)
    )


def _recognition(report: RealHandsReport, causes: Causes) -> str:
    named = report.named
    shown = answers(named, negative=False)
    same = sum(n.same for n in shown)
    bins = [
        (
            f"{100 * b.low:.0f} to {b.high:.0%}".replace("%", " %"),
            str(b.names),
            percent(b.confidence),
            str(b.right),
            percent(b.right / b.names),
            str(b.on_negatives),
        )
        for b in reliability(named)
    ]
    wrong = [n for n in named if n.named and not n.right]
    nameless = [n.clip for n in shown if n.named is None]
    return (
        "## Recognition\n\n`handtrack recognise` is not told what a clip shows. A name is right "
        "where what the clip shows is among what it is said to be able to be: exercises that "
        "landmarks do not tell apart are answered together, as are those whose movements were "
        "found to look alike. A clip's answer is the name given for longest. Of clips with an "
        f"exercise {sum(n.right for n in shown)} of {len(shown)} are answered so; in {same} the "
        f"first name has the same movement, and {len(nameless)} are given no name. In clips "
        "without an exercise every name counts as wrong. A name given outside the part that is the "
        f"exercise is not judged, for nobody said what is done there ({report.unjudged}).\n\n"
        "### What a confidence is worth\n\n"
        + table("said to be | names | mean confidence | right | share | on negatives", bins)
        + "\n\n### Names that are wrong\n\n"
        + table("clip | shows | named | confidence | cause", [_misnamed(n, causes) for n in wrong])
        + f"\n\nWith an exercise and given no name: {listed(nameless)}."
    )


def _misnamed(named: NamedClip, causes: Causes) -> tuple[str, ...]:
    sure = percent(named.confidence)
    cause = "" if named.shown else causes.of_negative(named.clip)
    could_be = ", ".join(named.could_be)
    return named.clip, ", ".join(named.shown) or "no exercise", could_be, sure, cause


def _stale(clips: Sequence[str]) -> str:
    if not clips:
        return ""
    return (
        "## Causes that are out of date\n\nWritten down in `validation/real_hands/causes.toml` for "
        f"clips that agree by now: {', '.join(clips)}."
    )


def _method(report: RealHandsReport) -> str:
    of = ", ".join(sorted(TWO_ENDED, key=int))
    return (
        "## How it is measured\n\n"
        "- Each clip is scored as the first of its exercises that the library has, from the "
        "landmarks of one hand. Repetitions count where their far end lies in the part of the clip "
        "that is the exercise.\n"
        "- *Exact*: as many valid ones as the eye counted, or as another count that is fair, as "
        "where the last one does not return. Counts were made before any software ran and are not "
        "changed; another one that is fair was added later only where a clip's note says so.\n"
        "- *Event F1*: valid repetitions against the moments that the eye noted, one to one. A "
        f"repetition is the one seen where it holds its moment or ends within {OUTSIDE_S:g} s of "
        "it: a fist is held for a while, and the eye may have noted any moment of that. *By "
        f"peaks*, the stricter rule: its own far end lies within {PEAK_S:g} s; within "
        f"{TWO_ENDED_S:g} s in {of}, where either end may be taken for the far one. Peak finding "
        "is measured by that.\n"
        "- *Hand found*: the tracker had one in that frame; clips with at least "
        f"{percent(WELL_SEEN)} of those have a row of their own.\n"
        "- *Ghosts*: the bars are rates, of two verified and twelve estimated in 57 minutes. Peak "
        "finding is scored as five of the six exercises, without the touches in order."
    )
