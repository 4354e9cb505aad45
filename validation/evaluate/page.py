"""The published page, made from the published figures alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from validation.evaluate.agreement import Proportion
from validation.evaluate.group_values import (
    Counting,
    Group,
    HandednessTrust,
    LabelTrust,
    Perfect,
    Verdicts,
)
from validation.evaluate.page_angles import arc_table, factor_table, frame_table
from validation.evaluate.page_format import (
    NONE,
    heading,
    num,
    share,
    so_many,
    table,
)
from validation.evaluate.page_method import method
from validation.evaluate.page_summary import bars_reached, figure_of_movements, head
from validation.evaluate.report_values import OFF_L, Recognised, ValidationReport


def page(report: ValidationReport) -> str:
    """The whole page as Markdown."""
    parts = [
        head(report),
        bars_reached(report.bars),
        figure_of_movements(),
        *(_group(group) for group in report.groups),
        _perfect(report.perfect),
        _called(report.called),
        _negatives(report),
        _recognised(report.recognised),
        _real(report),
        method(report),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _perfect(found: Perfect | None) -> str:
    if found is None:
        return ""
    return (
        "## With true joints in the tracker's place\n\nThe clips of the prescribed placement, "
        "scored on the joints that the rendered hand really has. What is wrong here lies in the "
        "counting or in what an exercise asks; the rest of what is wrong above, with the tracker."
        "\n\n" + _counts([found.total], "exercise") + "\n\n" + _verdicts(found.verdicts)
    )


def _group(group: Group) -> str:
    parts = [
        f"## {heading(group.name)}",
        _counts([*group.counting, group.total], "exercise"),
        "What was said of each kind of repetition (flagged: whole, with a fault that the exercise "
        "counts and tells of; hidden: whole, in an exercise that hides itself from the camera, so "
        "that it shall be counted, or told as unverifiable with that reason):\n\n"
        + _verdicts(group.verdicts),
    ]
    if group.spoiled:
        parts.append("Spoiled repetitions by what was wrong:\n\n" + _verdicts(group.spoiled))
    if group.told:
        parts.append(_told(group.told))
    if group.touches:
        rows = [
            (t.turned, t.finger, so_many(t.right), share(t.right), str(t.elsewhere))
            for t in group.touches
        ]
        parts.append(
            "Touches of the thumb given to the right finger, by how far the camera is turned. What "
            "is given to no finger was missed. A result lists no touches any more once their pass "
            "was turned down; of those it is what was read that stands here:\n\n"
            + table("turned | finger | right | share | given to another finger", rows)
        )
    parts += [
        "### Range of motion of a repetition\n\n" + arc_table(group.angles),
        "### Single readings, frame by frame\n\n" + frame_table(group.angles),
        "### By what the clips differ in\n\n*Than usual*: how much larger the errors are than "
        "those of the same joints, movements and views in all clips.\n\n"
        + factor_table(group.factors),
        f"Clips in which the result says that camera or view is wrong: {so_many(group.warned)}.",
    ]
    if len(group.fingers) > len(group.angles):
        rows_by_finger = arc_table(group.fingers)
        parts.append(
            "<details><summary>The same for each finger</summary>\n\n"
            f"{rows_by_finger}\n\n</details>"
        )
    return "\n\n".join(parts)


def _counts(rows: Iterable[Counting], what: str) -> str:
    return table(
        f"{what} | clips | full repetitions | hand found | right side | exact count"
        " | within one | event F1 | edges off by | ghosts",
        [
            (
                row.name,
                str(row.clips),
                str(row.reps),
                share(row.detected),
                share(row.sided),
                share(row.exact),
                share(row.near),
                num(row.f1, 2),
                NONE if row.edges_s is None else f"{row.edges_s:.2f} s",
                str(row.ghosts),
            )
            for row in rows
        ],
    )


def _told(rows: Iterable[LabelTrust]) -> str:
    return (
        "How far its labels may be believed: counted repetitions that were whole, and partial and "
        "rejected ones that were not.\n\n"
        + table(
            "label | counted rightly | share | turned down rightly | share",
            [(row.label, *_both(row.counted), *_both(row.turned_down)) for row in rows],
        )
    )


def _both(found: Proportion) -> tuple[str, str]:
    return so_many(found), share(found)


def _called(rows: Sequence[HandednessTrust]) -> str:
    """Whether landmarks are right, by what the tracker calls the hand."""
    if not rows:
        return ""
    names = {True: "the hand it is", False: "the other hand"}
    cells = [
        (names[r.rightly], str(r.off.of), str(r.off.hits), share(r.off), share(r.mirrored))
        for r in rows
    ]
    return (
        "## Hands taken for the other one\n\nFrames in which landmarks are off by more than "
        f"{OFF_L:g} hand lengths on average, by which hand the tracker says it is. A hand that is "
        "seldom called the other one is not seen in those frames. *Mirrored*: what is nearer is "
        "said to be farther away; how the forearm turns is not read there.\n\n"
        + table("called | frames | far off | share | mirrored", cells)
    )


def _verdicts(rows: Iterable[Verdicts]) -> str:
    return table(
        "made | counted | partial | rejected | unverifiable | not noticed | right reason",
        [
            (
                row.made.replace("_", " "),
                *(str(n) for n in (row.valid, row.partial, row.rejected, row.unverifiable)),
                str(row.missed),
                so_many(row.right_reason) if row.right_reason else NONE,
            )
            for row in rows
        ],
    )


def _negatives(report: ValidationReport) -> str:
    rows = [
        (
            n.name,
            str(n.clips),
            str(n.scorings),
            f"{n.minutes:.1f}",
            str(n.ghosts),
            NONE if n.really is None else str(n.really),
            f"{n.per_minute:.2f}" if n.minutes else NONE,
            str(n.attempts),
        )
        for n in report.negatives
    ]
    text = (
        "## Ghosts\n\nClips scored as exercises they do not show; anything counted is a ghost. "
        "*On true joints*: what is counted where the tracker cannot err, movements that the hand "
        "did make, as a freely moving one does that closes and opens.\n\n"
        + table(
            "clips of | clips | scorings | minutes | ghosts | on true joints | a minute"
            " | not counted",
            rows,
        )
    )
    if report.cross:
        cross = [
            (c.movement.replace("_", " "), c.exercise, str(c.clips), str(c.made), str(c.counted))
            for c in report.cross
        ]
        text += (
            "\n\nOther exercises' clips in which something was counted. Some movements contain "
            "others: the thumb that reaches for the little finger crosses the palm.\n\n"
            + table("movement | scored as | clips | repetitions made | counted", cross)
        )
    return text


def _recognised(found: Recognised | None) -> str:
    """What clips were named; the section of a page without that figure is left out."""
    if found is None:
        return ""
    rows = [
        (n.shown, n.named if n.named != n.shown else "the same", str(n.clips)) for n in found.named
    ]
    return (
        "## Recognition\n\nClips named by `handtrack recognise`, which is not told what they show. "
        "Exercises of one movement, which differ by an object or by support, are one row. "
        "Those that are told by what one hand does to the other are tracked with both.\n\n"
        f"- Prescribed placement: {so_many(found.right)} clips are what was answered, among what "
        f"it could be ({share(found.right)}); in {so_many(found.same)} the first answer has the "
        "same movement. Where the tracker found the hand in at least half of the frames: "
        f"{so_many(found.seen)} ({share(found.seen)}).\n"
        f"- Off placement: {so_many(found.off)} clips.\n"
        f"- Without an exercise: none was named in {so_many(found.idle)} clips.\n\n"
        + table("shown | named | clips", rows)
    )


def _real(report: ValidationReport) -> str:
    if not report.real:
        return ""
    rows = [
        (r.name, r.exercise, str(r.true), str(r.counted), str(r.matched), r.others or NONE)
        for r in report.real
    ]
    return (
        "## Real hands\n\nA few clips of real people, counted by eye before any counter ran. Too "
        "few for a rate, and without known angles. *Matched* are counted repetitions that hold "
        "exactly one of those seen. More of them, of more people: [real hands](real-hands.md)."
        "\n\n" + table("clip | scored as | by eye | counted | matched | not counted", rows)
    )
