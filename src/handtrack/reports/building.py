"""From a patient's records to a report."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from handtrack import change as changes
from handtrack.assessment import Assessment, MotionFigure
from handtrack.change import FLOORS, Comparison, Verdict, mdc95, sem
from handtrack.events import SENTENCES, Label, Reason, Status
from handtrack.free_text import shown
from handtrack.hand import Side
from handtrack.library import load_all
from handtrack.motions import MOTIONS, motion_of, title_of
from handtrack.norm_sets import NormSet
from handtrack.records import (
    AssessmentRecord,
    ExerciseRecord,
    History,
    Moment,
    Plan,
    SelfReport,
    SessionRecord,
)
from handtrack.reports import words
from handtrack.reports.view import (
    Field,
    LogRow,
    RepMark,
    Report,
    RomCell,
    RomRow,
    Strip,
    Trend,
)

WINDOW_DAYS = 30
MOST_REASONS = 3
_ORDER = {key: place for place, key in enumerate(MOTIONS)}


def build(
    history: History,
    norms: Mapping[str, NormSet],
    at: datetime,
    since: date | None = None,
    anonymous: bool = False,
) -> Report:
    """Make the report of a patient.

    Parameters
    ----------
    norms : mapping of str to NormSet
        Sets to compare with, by name.
    at : datetime
        Now.
    since : date, optional
        Sessions and self-reports before this day are left out. Assessments are all kept: the
        first one is the baseline.
    anonymous : bool
        Whether name, birth year and free texts stay out.
    """
    sessions = [s for s in history.sessions if since is None or s.at.date() >= since]
    first = since or _first_day(history) or at.date()
    rom, notes = _numbered(_rom(history, norms))
    said = [r for s in sessions for r in s.reports] + [
        r for r in history.reports if since is None or r.at.date() >= since
    ]
    return Report(
        title="Hand report",
        made_at=at.isoformat(timespec="minutes"),
        period=f"{first.isoformat()} to {words.day(at)}",
        header=_header(history, anonymous),
        bottom_line=(_rom_sentence(history, norms), _dose_sentence(sessions), _pain_sentence(said)),
        rom_day=_rom_day(history),
        rom_pain=_rom_pain(history),
        norm_names=tuple(norms),
        rom=rom,
        trends=_trends(history),
        strips=_strips(sessions),
        log=_log(sessions, history.plans, anonymous),
        adherence=_adherence(sessions, history.plans, first, at.date()),
        voice=_voice(history, said, anonymous),
        subjective=_subjective(history, said, sessions, anonymous),
        objective=_objective(rom, sessions),
        limits=_limits(history, sessions),
        notes=notes,
        footnote=(
            f"{words.NO_CHANGE_MEANS}. Figures are verified and active unless marked (est.: "
            "estimated); after them stands half of their 95 % interval. L is the length of the "
            "palm, wrist to middle knuckle."
        ),
    )


def _first_day(history: History) -> date | None:
    days = [s.at.date() for s in history.sessions] + [a.at.date() for a in history.assessments]
    return min(days, default=None)


def _header(history: History, anonymous: bool) -> tuple[Field, ...]:
    patient = history.patient
    key = f"anonymous {uuid5(NAMESPACE_URL, patient.key).hex[:8]}" if anonymous else patient.key
    rows = [("Patient", key)]
    if not anonymous:
        rows += [("Name", shown(patient.name)), ("Born", str(patient.birth_year or ""))]
    rows += [
        ("Dominant hand", str(patient.dominant or "")),
        ("Affected hand", str(patient.affected or "")),
    ]
    if not anonymous:
        rows += [
            ("Diagnosis", shown(patient.diagnosis)),
            ("Onset", shown(patient.onset)),
            ("Precautions", shown(patient.precautions)),
            ("Therapist", shown(patient.therapist)),
        ]
    return tuple(Field(label, text) for label, text in rows if text.strip())


# Range of motion


def _latest(history: History, side: Side) -> dict[str, tuple[AssessmentRecord, MotionFigure]]:
    """The latest figure of each motion of one hand, whichever assessment took it."""
    found: dict[str, tuple[AssessmentRecord, MotionFigure]] = {}
    for record in history.assessments:
        if record.assessment.side is side:
            found |= {f.motion: (record, f) for f in record.assessment.figures}
    return found


def _rom(history: History, norms: Mapping[str, NormSet]) -> tuple[RomRow, ...]:
    sides = {side: _latest(history, side) for side in Side}
    keys = {key for latest in sides.values() for key in latest}
    cells = {
        (side, key): _cell(history, *latest[key], norms)
        for side, latest in sides.items()
        for key in latest
    }
    ordered = sorted(keys, key=_place)
    return tuple(
        RomRow(key, title_of(key), cells.get((Side.RIGHT, key)), cells.get((Side.LEFT, key)))
        for key in ordered
    )


def _place(motion: str) -> tuple[int, str]:
    """Where a motion stands in a table."""
    return _ORDER[motion_of(motion).key], motion


def _compared(
    history: History, record: AssessmentRecord, motion: str, norms: Iterable[NormSet]
) -> Comparison | None:
    affected = history.patient.affected
    healthy = affected.healthy if affected else None
    return changes.compare(history.assessments, record, motion, healthy, norms)


def _cell(
    history: History,
    record: AssessmentRecord,
    figure: MotionFigure,
    norms: Mapping[str, NormSet],
) -> RomCell:
    compared = _compared(history, record, figure.motion, norms.values())
    since = compared.baseline if compared else None
    before = since.before if since else None
    shares = {n.name: words.share(n) for n in (compared.norms if compared else ())}
    return RomCell(
        value=words.figure(figure.motion, figure.value, figure.unit),
        number=None if figure.value is None else words.rounded(figure.value, figure.unit),
        unit=figure.unit,
        error=words.error(figure.error, figure.unit),
        label=str(figure.label),
        manner=str(record.assessment.manner),
        baseline=words.figure(figure.motion, before, figure.unit),
        verdict=words.verdict(since, figure.unit),
        change=words.change(since, figure.unit) if compared else words.NOTHING,
        other_hand=words.share(compared.other_hand if compared else None),
        norms=tuple(shares.get(name, words.NOTHING) for name in norms),
        note=figure.note,
        marks="",
    )


def _numbered(rows: Iterable[RomRow]) -> tuple[tuple[RomRow, ...], tuple[str, ...]]:
    """The rows with their notes numbered, and each note once."""
    numbers: dict[str, int] = {}

    def marked(cell: RomCell | None) -> RomCell | None:
        if cell is None or not cell.note:
            return cell
        parts = [part.strip() for part in cell.note.split(";")]
        found = [numbers.setdefault(part, len(numbers) + 1) for part in parts]
        return replace(cell, marks=" ".join(f"({number})" for number in found))

    made = tuple(replace(r, right=marked(r.right), left=marked(r.left)) for r in rows)
    return made, tuple(f"({number}) {note}" for note, number in numbers.items())


def _rom_day(history: History) -> str:
    return words.day(history.assessments[-1].at) if history.assessments else ""


def _rom_pain(history: History) -> str:
    said = history.assessments[-1].pain if history.assessments else None
    return "not asked" if said is None else f"{said} of 10"


def _rom_sentence(history: History, norms: Mapping[str, NormSet]) -> str:
    """The largest change beyond error, counted in least changes; or that there is none."""
    if not history.assessments:
        return "Range of motion was not assessed."
    found: list[tuple[float, str]] = []
    compared_any = False
    for side in Side:
        for key, (record, figure) in _latest(history, side).items():
            compared = _compared(history, record, key, ())
            since = compared.baseline if compared else None
            if since is None or since.delta is None:
                continue
            compared_any = True
            if since.verdict in (Verdict.BETTER, Verdict.WORSE):
                before = words.figure(key, since.before, figure.unit)
                now = words.figure(key, figure.value, figure.unit)
                text = f"{str(side).capitalize()} {title_of(key)} went from {before} to {now}"
                found.append((abs(since.delta) / since.mdc, f"{text}: {since.verdict}."))
    if found:
        better = sum(text.endswith("better.") for _, text in found)
        rest = f" Of all motions {better} became better and {len(found) - better} worse."
        return max(found, key=lambda pair: pair[0])[1] + (rest if len(found) > 1 else "")
    if not compared_any:
        return "Range of motion was assessed once; this is the baseline."
    return "No range of motion changed beyond measurement error since the baseline."


def _trends(history: History) -> tuple[Trend, ...]:
    found: dict[tuple[Side, str], list[tuple[str, MotionFigure]]] = defaultdict(list)
    for record in history.assessments:
        for figure in record.assessment.figures:
            if figure.value is not None:
                found[record.assessment.side, figure.motion].append((words.day(record.at), figure))
    trends = []
    for (side, motion), points in sorted(
        found.items(), key=lambda p: (_ORDER[motion_of(p[0][1]).key], p[0])
    ):
        if len(points) < 2:
            continue
        figures = [figure for _, figure in points]
        unit = figures[0].unit
        least = mdc95(
            sem([changes.values(f) for f in figures]), FLOORS[motion_of(motion).kind].value
        )
        known = [f.value for f in figures if f.value is not None]
        trends.append(
            Trend(
                motion,
                title_of(motion),
                str(side),
                unit,
                tuple(day for day, _ in points),
                tuple(words.rounded(v, unit) for v in known),
                tuple(None if f.error is None else words.rounded(f.error, unit) for f in figures),
                words.rounded(known[0], unit),
                words.rounded(least, unit),
            )
        )
    return tuple(trends)


# Exercises


def _dose_sentence(sessions: Sequence[SessionRecord]) -> str:
    if not sessions:
        return "No exercise was recorded in this time."
    reps = [r for s in sessions for e in s.exercises for r in e.repetitions]
    counted = sum(r.status is Status.VALID for r in reps)
    days = len({s.at.date() for s in sessions})
    return (
        f"{words.plural(len(sessions), 'session')} on {words.plural(days, 'day')}: "
        f"{counted} of {words.plural(len(reps), 'repetition')} seen counted."
    )


def _pain_sentence(said: Sequence[SelfReport]) -> str:
    before = [r.pain for r in said if r.pain is not None and r.moment is Moment.BEFORE]
    after = [r.pain for r in said if r.pain is not None and r.moment is Moment.AFTER]
    other = [r.pain for r in said if r.pain is not None and r.moment is Moment.OTHER]
    if before and after:
        return (
            f"Pain, as said, from 0 to 10: {words.score(before)} before and "
            f"{words.score(after)} after exercise (medians)."
        )
    rest = before + after + other
    if rest:
        return f"Pain, as said, from 0 to 10: {words.score(rest)} (median of {len(rest)})."
    return "Pain was not asked."


def _strips(sessions: Sequence[SessionRecord]) -> tuple[Strip, ...]:
    found: dict[tuple[str, Side], list[RepMark]] = defaultdict(list)
    for session in sessions:
        for exercise in session.exercises:
            found[exercise.title, exercise.side] += [
                RepMark(
                    words.day(session.at),
                    None if r.range_share is None else round(100 * r.range_share),
                    r.status,
                )
                for r in exercise.repetitions
            ]
    return tuple(Strip(t, str(side), tuple(marks)) for (t, side), marks in sorted(found.items()))


def _log(
    sessions: Sequence[SessionRecord], plans: Sequence[Plan], anonymous: bool
) -> tuple[LogRow, ...]:
    return tuple(
        _log_row(session, exercise, plans, anonymous)
        for session in sessions
        for exercise in session.exercises
    )


def _log_row(
    session: SessionRecord, done: ExerciseRecord, plans: Sequence[Plan], anonymous: bool
) -> LogRow:
    tempo, movement = done.tempo.median_s, done.movement
    smooth, faded = movement.median_smoothness, movement.decrement.last_to_first
    return LogRow(
        day=words.day(session.at),
        exercise=f"{done.exercise}. {done.title}",
        side=str(done.side),
        prescribed=_prescribed(session, done, plans),
        done=done.ended(Status.VALID),
        partial=done.ended(Status.PARTIAL),
        rejected=done.ended(Status.REJECTED),
        unverifiable=done.ended(Status.UNVERIFIABLE),
        reasons=_most(r.reasons[:1] for r in done.repetitions if r.status is not Status.VALID),
        flags=_most(r.reasons for r in done.repetitions if r.status is Status.VALID),
        tempo="" if tempo is None else f"{tempo:.1f} s",
        smoothness="" if smooth is None else f"SPARC {smooth:.1f}",
        fade="" if faded is None else f"{100 * faded:.0f} %",
        assisted="assisted" if done.assisted else "",
        resistance="" if anonymous else shown(done.resistance),
        pain=_before_after(session.reports, "pain"),
        effort=_before_after(session.reports, "effort"),
    )


def _most(reasons: Iterable[Sequence[Reason]]) -> str:
    """The most frequent reasons in words, each with how often."""
    counted = Counter(SENTENCES[reason] for some in reasons for reason in some)
    return "; ".join(f"{count} x {text}" for text, count in counted.most_common(MOST_REASONS))


def _prescribed(session: SessionRecord, done: ExerciseRecord, plans: Sequence[Plan]) -> str:
    for plan in plans:
        fits = plan.exercise == done.exercise and plan.side in (None, done.side)
        if fits and plan.runs_on(session.at.date()):
            return f"{plan.sets} x {plan.reps}"
    return f"{done.dose} ({done.dose_source})"


def _before_after(reports: Iterable[SelfReport], what: str) -> str:
    found = {r.moment: getattr(r, what) for r in reports if getattr(r, what) is not None}
    if Moment.BEFORE in found and Moment.AFTER in found:
        return f"{found[Moment.BEFORE]} → {found[Moment.AFTER]}"
    return str(next(iter(found.values()))) if found else ""


def _adherence(
    sessions: Sequence[SessionRecord], plans: Sequence[Plan], first: date, last: date
) -> tuple[Field, ...]:
    days = {s.at.date() for s in sessions}
    rows = []
    if plans:
        span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        asked = sum(
            max((p.days_a_week for p in plans if p.runs_on(d)), default=0) / 7 for d in span
        )
        rows.append(Field("Days prescribed", str(round(asked))))
    rows.append(Field("Days with data", str(len(days))))
    rows.append(Field("Sessions", str(len(sessions))))
    minutes = sum(e.duration_s for s in sessions for e in s.exercises) / 60
    rows.append(Field("Minutes recorded", f"{minutes:.0f}"))
    start = first
    while start <= last:
        end = min(start + timedelta(days=WINDOW_DAYS - 1), last)
        count = sum(start <= d <= end for d in days)
        label = f"Data days, {start.isoformat()} to {end.isoformat()}"
        rows.append(Field(label, f"{count} of {(end - start).days + 1}"))
        start = end + timedelta(days=1)
    return tuple(rows)


# Words of the person, and for the notes


def _voice(history: History, said: Sequence[SelfReport], anonymous: bool) -> tuple[Field, ...]:
    if anonymous:
        return ()
    rows = [Field("Goal", shown(history.patient.goal))] if history.patient.goal else []
    return (*rows, *(Field(words.day(r.at), shown(r.words)) for r in said if r.words))


def _subjective(
    history: History,
    said: Sequence[SelfReport],
    sessions: Sequence[SessionRecord],
    anonymous: bool,
) -> tuple[str, ...]:
    lines = [_pain_sentence(said)]
    efforts = [r.effort for r in said if r.effort is not None]
    if efforts:
        lines.append(f"Effort, as said, from 0 to 10: {words.score(efforts)} (median).")
    days = len({s.at.date() for s in sessions})
    lines.append(f"Exercised on {words.plural(days, 'day')} of this time.")
    if history.patient.goal and not anonymous:
        lines.append(f"Goal in own words: {shown(history.patient.goal)}")
    return tuple(lines)


def _objective(rom: Sequence[RomRow], sessions: Sequence[SessionRecord]) -> tuple[str, ...]:
    parts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rom:
        part = row.motion.partition(".")[0]
        for side, cell in (("Right", row.right), ("Left", row.left)):
            if cell is not None and cell.value != words.NOTHING:
                parts[side, part].append(_in_notes(row, part, cell))
    lines = [f"{side} {part}: {'; '.join(texts)}." for (side, part), texts in parts.items()]
    how = ("Range of motion with half of its 95 % interval, active and verified unless said.",)
    return (*(how if lines else ()), *lines, _dose_sentence(sessions))


def _in_notes(row: RomRow, part: str, cell: RomCell) -> str:
    """One figure of a part of the hand that the line has named."""
    own = row.title.removeprefix(f"{part} ")
    title = row.title if own.startswith("to ") else own
    marks = [m for m, usual in ((cell.manner, "active"), (cell.label, "verified")) if m != usual]
    changed = [cell.change] if cell.baseline != words.NOTHING else []
    return ", ".join([f"{title} {cell.value} {cell.error}".rstrip(), *marks, *changed])


def _limits(history: History, sessions: Sequence[SessionRecord]) -> tuple[str, ...]:
    done = (e.made_by for s in sessions for e in s.exercises)
    measured = (a.assessment.made_by for a in history.assessments)
    engines = {(m.handtrack, m.mediapipe, m.model_sha256[:8]) for m in done}
    engines |= {(m.handtrack, m.mediapipe, m.model_sha256[:8]) for m in measured}
    made = [
        f"handtrack {h}, mediapipe {m or 'unknown'}, hand model {sha or 'unknown'}"
        for h, m, sha in sorted(engines)
    ]
    lines = [f"Made with {text}." for text in made]
    estimated = _count(history.assessments, Label.ESTIMATED)
    if estimated:
        lines.append(
            f"{words.plural(estimated, 'figure')} of range of motion estimated, not verified."
        )
    lines.append(
        "Errors are half-widths of 95 % intervals. A change counts only beyond the smallest "
        "detectable one (MDC95). Repetitions count by the person's own range, never by a norm."
    )
    lines.append(
        "Not verifiable by a camera: force, load, pain, stretch, and who moves an assisted joint."
    )
    lines += _not_verifiable(sessions)
    return tuple(lines)


def _count(records: Iterable[AssessmentRecord], label: Label) -> int:
    measured: Iterable[Assessment] = (r.assessment for r in records)
    return sum(f.label is label and f.value is not None for a in measured for f in a.figures)


def _not_verifiable(sessions: Sequence[SessionRecord]) -> list[str]:
    """What each exercise's file says; an exercise from a file of one's own is not known here."""
    done = {e.exercise for s in sessions for e in s.exercises}
    return [
        f"Exercise {exercise.title}: not verified: {'; '.join(exercise.report.not_verifiable)}."
        for exercise in load_all()
        if exercise.id in done and exercise.report.not_verifiable
    ]
