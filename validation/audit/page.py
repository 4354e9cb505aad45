"""The published page, made from the published figures alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from audit.agreement import Agreement, Figure, Proportion
from audit.tables import (
    OTHERS,
    Angles,
    Bar,
    Counting,
    Factor,
    Group,
    Perfect,
    Recognised,
    Report,
    Verdicts,
)

FIGURE = "validation.svg"
NONE = "n/a"
TRUSTED_DEG = 6.0
"""A joint whose ranges are off by no more on average may be read as they stand."""
ROUGH_DEG = 12.0
"""From twice that on a range says no more than that the joint moved."""
ENOUGH_SHARE = 0.9


def page(report: Report) -> str:
    """The whole page as Markdown."""
    parts = [
        _head(report),
        _bars(report.bars),
        _figure(),
        *(_group(group) for group in report.groups),
        _perfect(report.perfect),
        _negatives(report),
        _recognised(report.recognised),
        _real(report),
        _method(report),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(report: Report) -> str:
    first = report.groups[0]
    total = first.total
    reached = sum(bar.reached for bar in report.bars)
    good, rough, bad = _trust(first)
    lines = [
        "# How wrong is handtrack?",
        "",
        f"Measured on {total.clips} scored clips of {first.hands} rendered hands whose every angle "
        f"and repetition is known, {total.reps} full repetitions. **Figures on rendered hands are "
        "an upper bound on how well it does on real ones**: no rendered hand has swollen joints, "
        "rings or an unsteady webcam, and nobody renders what nobody thought of.",
        *(["", f"**{report.note}**"] if report.note else []),
        "",
        "**In one minute**",
        "",
        f"- Counting: {_of(total.exact)} clips counted exactly; event F1 {_num(total.f1, 2)}; "
        f"{_ghosts(report)}.",
        f"- Angles you may read as they stand (off by {TRUSTED_DEG:.0f}° or less on average, "
        f"printed for at least {ENOUGH_SHARE:.0%} of repetitions): {good}.",
        f"- Angles that show a trend but not a number (off by up to {ROUGH_DEG:.0f}°): {rough}.",
        f"- Angles not to be trusted, or mostly refused: {bad}.",
        f"- The printed ± holds the truth in {_share(first.covered)} of clips' ranges; it promises "
        "95 %.",
        f"- {reached} of {len(report.bars)} bars below are reached.",
    ]
    return "\n".join(lines)


def _perfect(found: Perfect | None) -> str:
    if found is None:
        return ""
    return (
        "## With true joints in the tracker's place\n\nThe clips of the prescribed placement, "
        "scored on the joints that the rendered hand really has. What is wrong here lies in the "
        "counting or in what an exercise asks; the rest of what is wrong above, with the tracker."
        "\n\n" + _counts([found.total], "exercise") + "\n\n" + _verdicts(found.verdicts)
    )


def _ghosts(report: Report) -> str:
    told = []
    for others, where in ((False, "without an exercise"), (True, "of another exercise")):
        some = [n for n in report.negatives if (n.name == OTHERS) is others]
        minutes = sum(n.minutes for n in some)
        if minutes:
            told.append(f"{sum(n.ghosts for n in some)} in {minutes:.0f} minutes {where}")
    return (
        f"ghost repetitions: {', '.join(told)}" if told else "no clip without an exercise was tried"
    )


def _trust(group: Group) -> tuple[str, ...]:
    """Joints that may be read, that show a trend, and that may not be trusted."""
    places: tuple[dict[tuple[str, str], dict[str, Figure]], ...] = ({}, {}, {})
    for row in group.angles:
        mostly = (row.refused.share or 0.0) <= 1 - ENOUGH_SHARE
        mae = row.reps.mae if mostly else None
        place = 2 if mae is None else sum(mae > limit for limit in (TRUSTED_DEG, ROUGH_DEG))
        number = row.exercise.partition(".")[0]
        places[place].setdefault((row.measure, row.view), {})[number] = mae
    return tuple(
        _list(
            [
                f"{words(joint)} ({view}, {_off_by([*maes.values()])}; exercise {', '.join(maes)})"
                for (joint, view), maes in rows.items()
            ]
        )
        for rows in places
    )


def _off_by(maes: Sequence[Figure]) -> str:
    known = sorted(mae for mae in maes if mae is not None)
    ends = dict.fromkeys(f"{mae:.0f}°" for mae in known[:1] + known[-1:])
    refused = ["refused"] if len(known) < len(maes) else []
    return " or ".join([*([" to ".join(ends)] if ends else []), *refused])


def _bars(bars: Sequence[Bar]) -> str:
    rows = []
    for bar in bars:
        wanted = " to ".join(
            f"{sign}{_unit(value, bar.unit)}"
            for sign, value in (("≥ ", bar.at_least), ("≤ ", bar.at_most))
            if value is not None
        )
        name = f"{bar.name}, {bar.group}" if bar.group else bar.name
        mark = "reached" if bar.reached else "**not reached**"
        rows.append((name, wanted, _unit(bar.found, bar.unit), bar.of, mark))
    return (
        "## The bars\n\n" + _table("what | bar | measured | on | ", rows) + "\n\nOff placement: "
        "what a reader would take at its word, which are clips without a warning and ranges "
        "labelled verified. Where every range is an estimate, the estimates stand there."
    )


def _figure() -> str:
    return (
        f"![Estimated against true angle through one repetition of each movement]({FIGURE})\n\n"
        "One repetition of each movement: the true angle, and what was read. Shown is the "
        "repetition whose range was off by the median, neither the best nor the worst."
    )


def _group(group: Group) -> str:
    title = group.name[:1].upper() + group.name[1:]
    parts = [
        f"## {title}",
        _counts([*group.counting, group.total], "exercise"),
        "What was said of each kind of repetition (flagged: whole, with a fault that the exercise "
        "counts and tells of; hidden: whole, in an exercise that hides itself from the camera, so "
        "that it shall be counted, or told as unverifiable with that reason):\n\n"
        + _verdicts(group.verdicts),
    ]
    if group.spoiled:
        parts.append("Spoiled repetitions by what was wrong:\n\n" + _verdicts(group.spoiled))
    if group.touches:
        rows = [
            (t.turned, t.finger, _of(t.right), _share(t.right), str(t.elsewhere))
            for t in group.touches
        ]
        parts.append(
            "Touches of the thumb given to the right finger, by how far the camera is turned. What "
            "is given to no finger was missed. A result lists no touches any more once their pass "
            "was turned down; of those it is what was read that stands here:\n\n"
            + _table("turned | finger | right | share | given to another finger", rows)
        )
    parts += [
        "### Range of motion of a repetition\n\n" + _arcs(group.angles),
        "### Single readings, frame by frame\n\n" + _frames(group.angles),
        "### By what the clips differ in\n\n*Than usual*: how much larger the errors are than "
        "those of the same joints, movements and views in all clips.\n\n" + _factors(group.factors),
        f"Clips in which the result says that camera or view is wrong: {_of(group.warned)}.",
    ]
    if len(group.fingers) > len(group.angles):
        rows_by_finger = _arcs(group.fingers)
        parts.append(
            "<details><summary>The same for each finger</summary>\n\n"
            f"{rows_by_finger}\n\n</details>"
        )
    return "\n\n".join(parts)


def _counts(rows: Iterable[Counting], what: str) -> str:
    return _table(
        f"{what} | clips | full repetitions | hand found | right side | exact count"
        " | within one | event F1 | edges off by | ghosts",
        [
            (
                row.name,
                str(row.clips),
                str(row.reps),
                _share(row.detected),
                _share(row.sided),
                _share(row.exact),
                _share(row.near),
                _num(row.f1, 2),
                NONE if row.edges_s is None else f"{row.edges_s:.2f} s",
                str(row.ghosts),
            )
            for row in rows
        ],
    )


def _verdicts(rows: Iterable[Verdicts]) -> str:
    return _table(
        "made | counted | partial | rejected | unverifiable | not noticed | right reason",
        [
            (
                row.made.replace("_", " "),
                *(str(n) for n in (row.valid, row.partial, row.rejected, row.unverifiable)),
                str(row.missed),
                _of(row.right_reason) if row.right_reason else NONE,
            )
            for row in rows
        ],
    )


def _arcs(rows: Iterable[Angles]) -> str:
    return _table(
        "movement | joint | view | ranges | refused | bias | MAE | RMSE | "
        "limits of agreement | ICC(A,1) | printed ± | truth inside ±",
        [
            (
                row.exercise,
                _joint(row),
                row.view,
                str(row.reps.n),
                _share(row.refused),
                *_agreement(row.reps),
                _deg(row.error_deg),
                _interval(row.covered_reps),
            )
            for row in rows
        ],
    )


def _frames(rows: Iterable[Angles]) -> str:
    return _table(
        "movement | joint | view | readings | bias | MAE | RMSE | limits of agreement | ICC(A,1)",
        [
            (row.exercise, _joint(row), row.view, str(row.frames.n), *_agreement(row.frames))
            for row in rows
        ],
    )


def _agreement(a: Agreement) -> tuple[str, ...]:
    low, high = a.limits
    limits = NONE if low is None or high is None else f"{low:+.0f}° to {high:+.0f}°"
    return (
        _deg(a.bias, signed=True),
        _deg(a.mae) + _ci(a.mae_ci, 1),
        _deg(a.rmse),
        limits,
        _num(a.icc, 2) + _ci(a.icc_ci, 2),
    )


def _factors(rows: Sequence[Factor]) -> str:
    several = {f for f in (r.factor for r in rows) if sum(r.factor == f for r in rows) > 1}
    kept = [row for row in rows if row.factor in several]
    if not kept:
        return "The clips differ in nothing else."
    return _table(
        " |  | clips | hand found | exact count | event F1 | MAE of ranges | than usual"
        " | ranges | truth inside ±",
        [
            (
                row.factor,
                row.level,
                str(row.counting.clips),
                _share(row.counting.detected),
                _share(row.counting.exact),
                _num(row.counting.f1, 2),
                _deg(row.reps.mae) + _ci(row.reps.mae_ci, 1),
                _deg(row.more_deg, signed=True),
                str(row.reps.n),
                _interval(row.covered),
            )
            for row in kept
        ],
    )


def _negatives(report: Report) -> str:
    rows = [
        (
            n.name,
            str(n.clips),
            str(n.scorings),
            f"{n.minutes:.1f}",
            str(n.ghosts),
            f"{n.per_minute:.2f}" if n.minutes else NONE,
            str(n.attempts),
        )
        for n in report.negatives
    ]
    text = (
        "## Ghosts\n\nClips scored as exercises they do not show; anything counted is a ghost.\n\n"
        + _table("clips of | clips | scorings | minutes | ghosts | a minute | not counted", rows)
    )
    if report.cross:
        cross = [
            (c.movement.replace("_", " "), c.exercise, str(c.clips), str(c.made), str(c.counted))
            for c in report.cross
        ]
        text += (
            "\n\nOther exercises' clips in which something was counted. Some movements contain "
            "others: the thumb that reaches for the little finger crosses the palm.\n\n"
            + _table("movement | scored as | clips | repetitions made | counted", cross)
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
        f"- Prescribed placement: {_of(found.right)} clips are what was answered, among what it "
        f"could be ({_share(found.right)}); in {_of(found.same)} the first answer has the same "
        "movement. Where the tracker found the hand in at least half of the frames: "
        f"{_of(found.seen)} ({_share(found.seen)}).\n"
        f"- Off placement: {_of(found.off)} clips.\n"
        f"- Without an exercise: none was named in {_of(found.idle)} clips.\n\n"
        + _table("shown | named | clips", rows)
    )


def _real(report: Report) -> str:
    if not report.real:
        return ""
    rows = [
        (r.name, r.exercise, str(r.true), str(r.counted), str(r.matched), r.others or NONE)
        for r in report.real
    ]
    return (
        "## Real hands\n\nA few clips of real people, counted by eye before any counter ran. Too "
        "few for a rate, and without known angles. *Matched* are counted repetitions that hold "
        "exactly one of those seen.\n\n"
        + _table("clip | scored as | by eye | counted | matched | not counted", rows)
    )


def _method(report: Report) -> str:
    made = ", ".join(f"{name} {value}" for name, value in report.made_by.items())
    return f"""## How it was measured

`just validate` makes this page, [validation.json](validation.json) and the figure. It renders the
clips ({report.clips}), tracks them, scores each as `handtrack score` does, and compares with what
the renderer was told to do. Nothing of the truth reaches the software. Made by {made}.

- **Truth.** Joint angles are the project's own measurements ([measurements](measurements.md)) on
  the true joints. Wrist and forearm angles are turns of the hand in space, so a turned camera
  cannot hide its error in the projection. The true range of a repetition is the whole way of the
  true angle within it. Single readings are those of full and partial repetitions, five a second.
  A clip that shows two exercises is scored as both. Small and broken-off movements are shares of
  what is seen of them: half a fist halves the way of the fingertips, not the bend of the joints.
- **Found and counted.** *Hand found*: frames whose landmarks lie within half a hand length of the
  true ones, of those that show the whole hand. *Exact count*: clips in which the number of counted
  repetitions is the number of full ones.
- **Objects.** Where an exercise is counted by its object if that is made known, it is pointed at
  where it first lies clear of the hand; where it does not stand out, or never lies clear, the hand
  alone is scored.
- **Event F1.** A counted repetition is right when its start **and** its end lie within 0.3 s of the
  true ones; pairs are assigned so that as many match as possible, as for sound events (Mesaros,
  Heittola and Virtanen 2016, [10.3390/app6060162](https://doi.org/10.3390/app6060162)). Their
  looser offset, half of the event's length, is not used, because durations are reported. The true
  edges are the first and last moment at which the true joints move what is counted at 2 % of that
  repetition's greatest speed or faster, the usual sign of onset
  ([10.1186/s12984-021-00895-3](https://doi.org/10.1186/s12984-021-00895-3)); where no one signal is
  counted, the first and last moment of the movement; of a touch cued to a beat, those of the
  contact; of a minute of activity, those of sixty seconds credited as the exercise file credits
  them, by the true joints, and its edges may be off by as long as the file lets a pause be.
- **Agreement.** Bias, mean absolute error (MAE), root mean square error (RMSE), limits of agreement
  for repeated readings and ICC(A,1) come from
  [poseaudit](dependencies.md); brackets are 95 % intervals that resample whole
  hands, because readings of one hand are not independent. Readings minus truth. An ICC needs truths
  that differ: full repetitions of one movement differ little, so it is low even where errors are
  small.
- **Refused** are ranges the software does not print because it cannot tell them from that side; an
  error over printed ranges alone would flatter it.
- **Truth inside ±** is the share of printed 95 % intervals that hold the true range, with Wilson's
  interval."""


def words(measure: str) -> str:
    """A measurement's name in words."""
    joints = {"mcp": "MCP", "pip": "PIP", "dip": "DIP", "ip": "IP"}
    return " ".join(joints.get(word, word) for word in measure.split("_"))


def _joint(row: Angles) -> str:
    return f"{words(row.measure)}, {row.finger}" if row.finger else words(row.measure)


def _list(names: Sequence[str]) -> str:
    return "; ".join(names) or "none"


def _num(value: Figure, digits: int) -> str:
    return NONE if value is None else f"{value:.{digits}f}"


def _deg(value: Figure, signed: bool = False) -> str:
    return NONE if value is None else f"{value:{'+' if signed else ''}.1f}°"


def _unit(value: Figure, unit: str) -> str:
    if value is None:
        return NONE
    match unit:
        case "share":
            return f"{100 * value:.1f} %".replace(".0 %", " %")
        case "deg":
            return f"{value:.1f}°"
        case "score":
            return f"{value:.3f}"
        case _:
            return f"{value:g}"


def _ci(interval: tuple[Figure, Figure], digits: int) -> str:
    low, high = interval
    return "" if low is None or high is None else f" [{low:.{digits}f}, {high:.{digits}f}]"


def _of(found: Proportion) -> str:
    return f"{found.hits} of {found.of}"


def _share(found: Proportion) -> str:
    return _unit(found.share, "share")


def _interval(found: Proportion) -> str:
    if found.share is None or found.low is None or found.high is None:
        return NONE
    return f"{found.share:.0%} [{found.low:.0%}, {found.high:.0%}] of {found.of}"


def _table(head: str, rows: Iterable[Sequence[str]]) -> str:
    lines = [head, " | ".join(["---"] * (head.count("|") + 1))]
    return "\n".join(f"| {line} |" for line in [*lines, *(" | ".join(row) for row in rows)])
