"""Results and lists as tables for the terminal, and as plain text where there is none.

A status is always a word; its colour only repeats it.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from handtrack.batch.jobs import Outcome
from handtrack.cli.columns import number_column, plain_table, word_column
from handtrack.cli.format import (
    MISSING,
    count,
    degrees,
    duration,
    in_unit,
    seconds,
    share,
    titles,
    unit_words,
)
from handtrack.cli.text import paragraph
from handtrack.definitions.exercise import Exercise
from handtrack.events import Label, Reason, Status
from handtrack.landmarks.hand import fingers_words, without_words
from handtrack.scoring.count_interval import CountInterval
from handtrack.scoring.results import ExerciseResult, JointRange, Repetition
from handtrack.verifiers.registry import counter_for

STYLES = {
    Status.VALID: "bold cyan",
    Status.PARTIAL: "yellow",
    Status.REJECTED: "bold red",
    Status.UNVERIFIABLE: "magenta",
}
ROOMY = 120
"""Columns of a terminal that is wide enough for all that is told of an exercise."""
_DOSES = {"article": "the article's dose", "default": "our default dose", "plan": "as planned"}


def result_view(result: ExerciseResult, name: str, width: int) -> RenderableType:
    """One scored recording: its repetitions, the summary, and what to do better."""
    length = f"{count(result.frames, 'frame')}, {duration(result.duration_s)}"
    title = f"{name}: {result.exercise}. {result.title}, {_which(result)}; {length}"
    parts: list[RenderableType] = [Text(title, style="bold"), ""]
    if not result.complete:
        parts += [Text(f"Incomplete: {result.note}", style="bold"), ""]
    for warning in result.warnings:
        parts += [Text(warning, style="bold"), ""]
    if result.repetitions:
        parts += [repetitions_table(result, width), *map(Text, _footnotes(result)), ""]
    else:
        parts += ["No repetition was found.", ""]
    parts.append(summary_grid(result))
    if result.ranges:
        parts += ["", Text("Range of motion during the exercise", style="bold")]
        parts.append(ranges_view(result.ranges))
        if result.without:
            parts.append(f"{fingers_words(result.without)} left out as asked")
    if result.advice:
        parts += ["", Text("What to do better", style="bold")]
        parts += [Text(paragraph(f"- {line}", indent=2)) for line in result.advice]
    return Group(*parts)


def _which(result: ExerciseResult) -> str:
    """Whose hand it is, and who says so: of one that was never found only the user can."""
    if result.side_source == "given":
        hand = f"{result.side} hand"
    else:
        hand = f"{result.side} hand (as seen)" if result.summary.hand_share else "no hand found"
    return f"{hand} {without_words(result.without)}".rstrip()


def repetitions_table(result: ExerciseResult, width: int) -> Table:
    """One row a repetition, set closer where there is little room."""
    timed = any(r.active_s is not None for r in result.repetitions)
    touched = bool(any(r.touches for r in result.repetitions) or result.calibration.open_gaps)
    touched = touched and not timed
    titles = ("active",) if timed else ("peak", "excursion", "hold")
    figures = [Column("touched")] if touched else [number_column(title) for title in titles]
    figures += [Column("done")] if timed else []
    times = [number_column(title) for title in ("start", "end", "duration")]
    columns = [number_column("#"), word_column("status"), *times, *figures, Column("reason")]
    table = plain_table(*columns, gap=1 if width < 100 else 2)
    for repetition in result.repetitions:
        if touched:
            own = [_touches(repetition)]
        elif timed:
            own = [seconds(repetition.active_s), _done(repetition)]
        else:
            own = _figures(repetition, result.signal_unit)
        table.add_row(
            str(repetition.number),
            Text(repetition.status, style=STYLES[repetition.status]),
            seconds(repetition.start_s),
            seconds(repetition.end_s),
            seconds(repetition.duration_s),
            *own,
            _reasons(repetition),
        )
    return table


def _figures(repetition: Repetition, unit: str) -> list[str]:
    peak, moved = (in_unit(value, unit) for value in (repetition.peak, repetition.excursion))
    return [peak, moved, seconds(repetition.hold_s)]


def _done(repetition: Repetition) -> str:
    """What was counted, the fingers together: "12 taps, 3 carries"."""
    numbers: Counter[str] = Counter()
    for count_ in repetition.counts:
        numbers[count_.deed] += count_.number
    return ", ".join(f"{number} {deed}" for deed, number in numbers.items())


def _touches(repetition: Repetition) -> str:
    return ", ".join(
        t.finger + ("?" if t.label is Label.ESTIMATED else "") for t in repetition.touches
    )


def _reasons(repetition: Repetition) -> str:
    """Why it does not count; for one that does, what was noted.

    The first with the figures behind it; of the others each kind once, and their figures are in
    the result.
    """
    kinds = dict.fromkeys(note.words for note in repetition.reasons)
    texts = [note.sentence for note in repetition.reasons[:1]] + list(kinds)[1:]
    counts = repetition.status is Status.VALID
    if counts and texts:
        texts[0] = f"note: {texts[0]}"
    if _is_estimate(repetition):
        texts.append("estimated")
    return "; ".join(texts)


def _is_estimate(repetition: Repetition) -> bool:
    """Whether the size that it was judged by is one."""
    sized = repetition.status in (Status.VALID, Status.PARTIAL)
    return sized and repetition.label is Label.ESTIMATED


def _footnotes(result: ExerciseResult) -> Iterable[str]:
    """What the columns mean, where their titles cannot say it."""
    unit = "" if result.signal_unit == "1" else f", in {unit_words(result.signal_unit)}"
    if any(r.peak is not None for r in result.repetitions):
        yield f"Times in seconds. peak and excursion: {result.signal}{unit}."
        forearm = result.calibration.forearm
        if forearm and forearm.seen and result.signal_unit == "deg":
            yield "The zero of 'peak' is the forearm in the picture, which may be 8° off."
        elif forearm and not forearm.known and result.signal_unit == "deg":
            yield "Without a neutral hold the zero of 'peak' is unknown; 'excursion' needs none."
    elif any(r.excursion is not None for r in result.repetitions):
        yield f"Times in seconds. excursion: {result.signal}{unit}."
    else:
        yield "Times in seconds."
    if result.calibration.object:
        yield f"Counted with the object that was followed ({result.calibration.object})."
    touches = (t for r in result.repetitions for t in r.touches)
    if any(t.label is Label.ESTIMATED for t in touches):
        yield "?: the camera read a neighbouring finger, and the order tells which it was."
    if any(map(_is_estimate, result.repetitions)):
        why = result.estimated or (
            "the view or something in it hides part of the movement, or it is so close to a limit "
            "that it may lie on the other side"
        )
        yield f"estimated: {why[:1].lower()}{why[1:].rstrip('.')}."


def summary_grid(result: ExerciseResult) -> Table:
    """The bottom line in a few named lines."""
    summary, tempo = result.summary, result.summary.tempo
    others = (
        f"{number} {status}"
        for number, status in (
            (summary.partial, Status.PARTIAL),
            (summary.rejected, Status.REJECTED),
            (summary.unverifiable, Status.UNVERIFIABLE),
        )
    )
    what = "" if summary.what == "repetition" else f" {summary.what}s"
    dose = f"{summary.dose}{what} ({_DOSES[summary.dose_source]})"
    grid = Table.grid(padding=(0, 2))
    grid.add_row(
        Text("Counted", style="bold"),
        Text(f"{summary.valid} valid of {dose}; {', '.join(others)}"),
    )
    if summary.bounds is not None:
        grid.add_row(Text("Certainty", style="bold"), _certainty(result, summary.bounds))
    if tempo.median_s is not None:
        spread = f"{seconds(tempo.shortest_s)} to {seconds(tempo.longest_s)}"
        text = f"{seconds(tempo.median_s)} s a valid {summary.what} ({spread} s)"
        grid.add_row(Text("Tempo", style="bold"), text)
    if beats := _beats(result):
        grid.add_row(Text("Beat", style="bold"), beats)
    camera = f"hand seen in {share(summary.hand_share)} of frames"
    if summary.view_share is not None:
        camera += f", from a fitting side in {share(summary.view_share)} of these"
    grid.add_row(Text("Camera", style="bold"), camera)
    return grid


def _certainty(result: ExerciseResult, bounds: CountInterval) -> str:
    """How many it may truly be, and why that is no more certain."""
    estimates = [r for r in result.repetitions if r.label is Label.ESTIMATED]
    counted = sum(r.status is Status.VALID for r in estimates)
    others = sum(r.status in (Status.PARTIAL, Status.REJECTED) for r in estimates)
    unseen = result.summary.unverifiable
    why = [
        f"{counted} of those counted {_are(counted)} estimated" if counted else "",
        f"{others} of the others {_are(others)} estimated" if others else "",
        f"{unseen} not seen well enough" if unseen else "",
        _why_no_upper_end(result) if bounds.at_most is None else "",
    ]
    reasons = "; ".join(text for text in why if text)
    return f"{bounds.words} valid ({reasons})" if reasons else f"{bounds.words} valid"


def _why_no_upper_end(result: ExerciseResult) -> str:
    if not result.complete and result.made_by.source_sha256:
        return "part of the file was not seen"
    if result.calibration.believed:
        return "the hand was out of sight too long"
    return "most of what was done was something else"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _beats(result: ExerciseResult) -> str:
    """How near to the beats the touches came; "" without a beat."""
    timed = [t.late_s for r in result.repetitions for t in r.touches if t.late_s is not None]
    if not timed:
        return ""
    reasons = Counter(r.notes[0].reason for r in result.repetitions if r.notes)
    missed = (reasons[reason] for reason in (Reason.EARLY, Reason.LATE, Reason.MISSED_BEAT))
    early, late, none = missed
    typical = statistics.median(timed)
    way = "before" if typical < 0 else "after"
    return (
        f"{result.summary.valid} on time, {early} early, {late} late, {none} missed; typically "
        f"{seconds(abs(typical))} s {way} the beat"
    )


def ranges_view(ranges: Sequence[JointRange]) -> RenderableType:
    """Joints with ranges, errors and labels; then what is noted about them, and what is missing."""
    known = [r for r in ranges if r.arc_deg is not None]
    notes = list(dict.fromkeys(r.note for r in known if r.note))
    table = plain_table(
        "joint",
        number_column("range"),
        number_column("from, to"),
        word_column("label"),
        number_column("note"),
    )
    for joint in known:
        table.add_row(
            joint.title,
            f"{degrees(joint.arc_deg)} ± {degrees(joint.error_deg)}",
            _ends(joint),
            joint.label,
            f"({notes.index(joint.note) + 1})" if joint.note else "",
        )
    lines = [f"({i}) {note}" for i, note in enumerate(notes, start=1)]
    missing = [r for r in ranges if r.arc_deg is None]
    for note in dict.fromkeys(r.note for r in missing):
        joints = "; ".join(titles(r for r in missing if r.note == note))
        lines.append(f"not measured: {joints}: {note}")
    return Group(*[table] * bool(known), *(Text(paragraph(line, indent=2)) for line in lines))


def _ends(joint: JointRange) -> str:
    """Where the joint stood at the two ends, with the error of either."""
    if joint.from_deg is None:
        return MISSING
    ends = f"{degrees(joint.from_deg)} to {degrees(joint.to_deg)}"
    return f"{ends} (± {degrees(joint.ends_error_deg)})"


def outcomes_view(outcomes: Sequence[Outcome], width: int) -> RenderableType:
    """Many scored files: one row each, and below which to look at and why.

    How well the hand was seen, and the range of motion, only where there is room.
    """
    roomy = width >= ROOMY
    counts = ("valid", "of", "may be", *(str(status) for status in Status if status != "valid"))
    seen = (*map(number_column, ("seen", "view")), word_column("range of motion"))
    table = plain_table(
        "file",
        word_column("hand"),
        *map(number_column, counts),
        *(seen if roomy else ()),
        word_column("outcome"),
        gap=1,  # so many numbers leave little room for the name
    )
    plain = Counter(outcome.job.path.name for outcome in outcomes)
    for outcome in outcomes:
        path = outcome.job.path
        name = Text(path.name if plain[path.name] == 1 else str(path), overflow="fold")
        table.add_row(name, *_outcome_cells(outcome, roomy))
    failed = [outcome.error for outcome in outcomes if outcome.result is None]
    total = f"{count(len(outcomes) - len(failed), 'file')} scored, {len(failed)} failed."
    look = [f"{o.job.path}: {o.look}" for o in outcomes if o.result and o.look]
    title = [f"{count(len(look), 'file')} to look at:"] * bool(look)
    return Group(table, "", total, *map(Text, [*failed, *title, *look]))


def _outcome_cells(outcome: Outcome, roomy: bool) -> list[str | Text]:
    result = outcome.result
    if result is None:
        return [MISSING] * (10 if roomy else 7) + [Text("failed", style="bold red")]
    summary, bounds = result.summary, result.summary.bounds
    hand = str(result.side) if summary.hand_share or result.side_source == "given" else MISSING
    cells: list[str | Text] = [hand, str(summary.valid), str(summary.dose), _may_be(bounds)]
    cells += [str(n) for n in (summary.partial, summary.rejected, summary.unverifiable)]
    if roomy:
        cells += [share(summary.hand_share), share(summary.view_share), _first_range(result)]
    if not result.complete:
        return [*cells, Text("incomplete", style="bold")]
    return [*cells, Text("look", style="bold yellow") if outcome.look else "scored"]


def _may_be(bounds: CountInterval | None) -> str:
    """What the true number lies between: "3", "3-4", "3+"."""
    if bounds is None:
        return MISSING
    if bounds.at_most is None:
        return f"{bounds.at_least}+"
    return str(bounds.at_least) + ("" if bounds.certain else f"-{bounds.at_most}")


def _first_range(result: ExerciseResult) -> str:
    known = next((r for r in result.ranges if r.arc_deg is not None), None)
    if known is None:
        return MISSING
    return f"{known.title} {degrees(known.arc_deg)} ± {degrees(known.error_deg)}"


def exercises_table(exercises: Iterable[Exercise], width: int) -> Table:
    """The library: one row an exercise; how it is counted and seen only where there is room."""
    roomy = width >= ROOMY
    names = (Column("in the article", ratio=2), Column("clinical name", ratio=3))
    how = (word_column("counted by"), "views") if roomy else ()
    last = (number_column("dose"), word_column("grade"))
    table = plain_table(number_column("id"), *names, *how, *last)
    for e in exercises:
        what = counter_for(e).what
        amount = str(e.dose.reps) if what == "repetition" else count(e.dose.reps, what)
        dose = f"{amount}{'' if e.dose.source == 'article' else '*'}"
        seen = (e.verifier, ", ".join(e.views) or "any") if roomy else ()
        table.add_row(e.id, e.title_article, e.title_clinical, *seen, dose, e.grade)
    table.caption = "* our default; the article gives no number"
    table.caption_justify = "left"
    return table
