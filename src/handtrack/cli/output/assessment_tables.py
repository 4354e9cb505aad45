"""An assessment as tables for the terminal: figures, comparisons, grades, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from handtrack.assessment.accuracy import accurate_enough
from handtrack.assessment.motions import MotionKind, motion_of, title_of
from handtrack.assessment.norms import NormSet
from handtrack.assessment.notation import (
    TWO_ERRORS,
    error_in_words,
    in_words,
    joints_in_sftr,
    value_in_words,
)
from handtrack.assessment.rom_result import Assessment, MotionFigure
from handtrack.assessment.total_active_motion import (
    JOINTS,
    NORMAL_DEG,
    assh_grade,
    strickland_grade,
    strickland_percent,
)
from handtrack.cli.output.console import number_column, plain_table, word_column
from handtrack.cli.output.format import paragraph
from handtrack.landmarks.hand import Side, fingers_but, fingers_words, without_words
from handtrack.measurements.number_format import MISSING, count
from handtrack.records.change import Change, Comparison, RelativeFigure, compare
from handtrack.records.values import AssessmentRecord, History
from handtrack.reports import phrases


def assessment_view(
    found: Assessment,
    history: History | None,
    record: AssessmentRecord | None,
    norms: Sequence[NormSet],
    grades: bool,
) -> RenderableType:
    """Show everything about one assessment.

    Parameters
    ----------
    history, record : History and AssessmentRecord, or None
        Where it is kept for a patient.
    grades : bool
        Whether to grade whole fingers.
    """
    made = found.made_by
    title = (
        f"{made.source}: {made.protocol} {made.protocol_version}, {found.side} hand, {found.manner}"
    )
    title += f", {without_words(found.without)}" if found.without else ""
    parts: list[RenderableType] = [Text(title, style="bold"), "", figures_table(found), ""]
    parts += [Text(paragraph(line, indent=2)) for line in _footnotes(found)]
    joints = joints_in_sftr(found)
    if joints:
        parts += ["", Text("SFTR", style="bold")]
        parts += [f"  {joint.replace('.', ' ')}: {text}" for joint, text in joints]
    if history and record:
        healthy = history.patient.affected.healthy if history.patient.affected else None
        compared = {
            f.motion: compare(history.assessments, record, f.motion, healthy, norms)
            for f in found.figures
        }
        parts += ["", comparisons_table({k: c for k, c in compared.items() if c}, healthy, norms)]
        if any(c and c.baseline for c in compared.values()):
            parts += ["", Text(paragraph(TWO_ERRORS))]
        parts += _other_first(history, found.side, healthy)
    if grades:
        other = _healthy_totals(history, found.side) if history else {}
        parts += ["", Text("Grades of whole fingers", style="bold"), *_grades(found, other)]
    if history:
        parts += ["", f"Kept for {history.patient.key}."]
    return Group(*parts)


def figures_table(found: Assessment) -> RenderableType:
    """List the motions that were measured, with their figures."""
    known = [f for f in found.figures if f.value is not None]
    if not known:
        return "Nothing could be measured."
    notes = _notes(found)
    columns = (number_column("value"), number_column("accuracy"), word_column("label"))
    table = plain_table("motion", *columns, "trials", number_column("note"), gap=2)
    for figure in known:
        table.add_row(
            title_of(figure.motion),
            in_words(figure),
            error_in_words(figure),
            figure.label,
            _trials(figure),
            f"({notes.index(figure.note) + 1})" if figure.note else "",
        )
    return table


def _notes(found: Assessment) -> list[str]:
    return list(dict.fromkeys(f.note for f in found.figures if f.note and f.value is not None))


def _trials(figure: MotionFigure) -> str:
    """Every trial, an implausible one in brackets."""
    shown = []
    for trial in figure.trials:
        if trial.value is None:
            shown.append(MISSING)
            continue
        text = value_in_words(figure.motion, trial.value).removesuffix(" hand lengths")
        shown.append(f"[{text}]" if trial.implausible else text)
    return ", ".join(shown)


def _footnotes(found: Assessment) -> Iterable[str]:
    yield from (f"({i}) {note}" for i, note in enumerate(_notes(found), start=1))
    if any(t.implausible for f in found.figures for t in f.trials):
        yield "[ ]: beyond what the joint can do, so an error of the camera's; left out."
    missing = [f for f in found.figures if f.value is None]
    for note in dict.fromkeys(f.note for f in missing):
        titles = "; ".join(_missing(f) for f in missing if f.note == note)
        yield f"not measured: {titles}: {note}"
    if found.without:
        yield f"{fingers_words(found.without)} left out as asked"


def _missing(figure: MotionFigure) -> str:
    words = in_words(figure)
    title = title_of(figure.motion)
    return f"{title} ({words})" if words.startswith("implausible") else title


def comparisons_table(
    compared: dict[str, Comparison], healthy: Side | None, norms: Sequence[NormSet]
) -> RenderableType:
    """Compare with the other hand, the own baseline and norms: one row a motion.

    Parameters
    ----------
    compared : dict of str to Comparison
        By motion.
    healthy : Side, optional
        The hand not under treatment.
    norms : sequence of NormSet
        A column each.
    """
    if not compared:
        return "There is nothing to compare."
    other = number_column(f"of {healthy or 'other'} hand")
    sets = [number_column(f"of {norm.id}") for norm in norms]
    table = plain_table("motion", other, "since baseline", *sets)
    for motion, one in compared.items():
        shares = {share.name: share for share in one.norms}
        table.add_row(
            title_of(motion),
            _share(motion, one.other_hand),
            change_words(motion, one.baseline),
            *(_share(motion, shares.get(norm.id)) for norm in norms),
        )
    return table


def _share(motion: str, share: RelativeFigure | None) -> str:
    if share is None:
        return MISSING
    if share.percent is not None:
        return f"{round(share.percent)} %"
    low, high = (value_in_words(motion, value) for value in (share.low, share.high))
    return low if low == high else f"{low} to {high}"


def change_words(motion: str, change: Change | None) -> str:
    """Write a change with what is behind the word, `MISSING` where nothing was measured before.

    Parameters
    ----------
    motion : str
    change : Change, optional
    """
    return MISSING if change is None else phrases.change(motion, change)


def _other_first(history: History, side: Side, healthy: Side | None) -> list[RenderableType]:
    """A hint where the healthy hand is yet to be measured."""
    if healthy is None or side is healthy:
        return []
    if any(record.assessment.side is healthy for record in history.assessments):
        return []
    return ["", f"The healthy ({healthy}) hand is not measured yet: it is what to compare with."]


def _healthy_totals(history: History, side: Side) -> dict[str, float]:
    """Total motion of the healthy hand's fingers, the latest known."""
    affected = history.patient.affected
    healthy = affected.healthy if affected else None
    if healthy is None or healthy is side:
        return {}
    return {
        figure.motion: figure.value
        for record in history.assessments
        if record.assessment.side is healthy
        for figure in record.assessment.figures
        if motion_of(figure.motion).kind is MotionKind.TOTAL and figure.value is not None
    }


def _of_finger(
    total: MotionFigure, known: Sequence[dict[str, float]], other: dict[str, float]
) -> Iterable[str]:
    """The grades of a finger; those by a norm only of a figure that is exact enough for one."""
    assert total.value is not None
    exact = accurate_enough(total.motion, total.error)
    if exact or total.motion in other:
        percent = 100 * total.value / other.get(total.motion, NORMAL_DEG)
        of = "the other hand" if total.motion in other else f"{NORMAL_DEG:.0f}°"
        yield f"ASSH {assh_grade(percent)} ({round(percent)} % of {of})"
    if exact:
        own = strickland_percent(*known)
        yield f"Strickland {strickland_grade(own)} ({round(own)} %)"
    else:
        yield f"not compared with norms: its accuracy is {error_in_words(total)}"


def _grades(found: Assessment, other: dict[str, float]) -> list[RenderableType]:
    lines: list[RenderableType] = []
    for finger in fingers_but(found.without):
        total = found.figure(f"{finger}.total")
        ways = [
            {j: found.figure(f"{finger}.{j}.{way}") for j in JOINTS}
            for way in ("flexion", "extension")
        ]
        known = [{j: f.value for j, f in way.items() if f and f.value is not None} for way in ways]
        if total is None or total.value is None or any(len(way) < len(JOINTS) for way in known):
            lines.append(f"  {finger}: not all of its joints were measured")
            continue
        lines.append(f"  {finger}: {'; '.join(_of_finger(total, known, other))}")
    return lines or [f"  {count(0, 'finger')}"]
