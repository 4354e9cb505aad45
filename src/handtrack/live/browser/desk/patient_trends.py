"""Motions that matter of a patient over time, and how far goals are reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from handtrack.assessment.notation import rounded
from handtrack.assessment.rom_result import AssessmentMode
from handtrack.landmarks.hand import Side
from handtrack.live.browser.desk.compare_sheet import change_kind, change_words
from handtrack.live.browser.desk.desk_charts import TrendChart, TrendPoint, trend_chart
from handtrack.live.browser.desk.desk_tools import DeskTools
from handtrack.live.browser.desk.desk_words import NOTHING, DeskWords
from handtrack.records.goal_progress import valid_by_day, way_percent
from handtrack.records.review import Goal
from handtrack.records.time_course import Course, time_course
from handtrack.records.values import History
from handtrack.reports.sections import key_motions, rom_section

MOST_CARDS = key_motions.MOST
"""Also where both hands are followed."""


@dataclass(frozen=True, slots=True)
class TrendCard:
    """One motion over time.

    Parameters
    ----------
    title, hand : str
    now, first : str
        Latest figure and baseline, with error and label.
    kind, verdict, by, least : str
        As in `ChangeLine`; kind is "" for a single figure.
    goal : str
    chart : TrendChart
    """

    title: str
    hand: str
    now: str
    first: str
    kind: str
    verdict: str
    by: str
    least: str
    goal: str
    chart: TrendChart


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal and how far it is reached.

    Parameters
    ----------
    id : int
    title, hand, target, now, by_day : str
    remark : str
        Why no way is told of, or the most on one day; may be "".
    percent : int or None
        Of the way from the baseline, 0 to 100; None where that cannot be said.
    late : bool
        Whether its day is over and it is not reached.
    """

    id: int
    title: str
    hand: str
    target: str
    now: str
    by_day: str
    remark: str
    percent: int | None
    late: bool


def trend_cards(history: History, today: date, words: DeskWords) -> tuple[TrendCard, ...]:
    """Motions that matter: those of the report's first page, of the hands that it is about.

    Parameters
    ----------
    history : History
    today : date
    words : DeskWords
    """
    rows, _ = rom_section.table(history, {})
    sides = tuple(str(side) for side in rom_section.sides(history))
    chosen = key_motions.choose(rows, sides, history.goals, history.plans, today)
    courses = [
        (one.row.motion, course)
        for one in chosen
        for course in time_course(history.assessments, one.row.motion)
        if course.side in sides and course.manner is AssessmentMode.ACTIVE
    ]
    return tuple(_card(key, course, history.goals, words) for key, course in courses[:MOST_CARDS])


def _goal(key: str, side: Side, goals: Iterable[Goal]) -> Goal | None:
    own = (g for g in goals if g.motion_or_exercise == key and g.side in (None, side))
    return next(own, None)


def _card(key: str, course: Course, goals: Sequence[Goal], words: DeskWords) -> TrendCard:
    first, last = course.points[0], course.points[-1]
    points = [
        TrendPoint(
            p.at,
            p.value,
            f"{words.day(p.at.astimezone())}: {words.figure(key, p.value)}",
            words.day(p.at.astimezone()),
        )
        for p in course.points
    ]
    goal = _goal(key, course.side, goals)
    verdict = by = least = kind = ""
    if last.change is not None:
        verdict, by, least = change_words(last.change, key, words)
        kind = change_kind(last.change.verdict)
    band = first.value - course.mdc, first.value + course.mdc
    return TrendCard(
        words.motion(key),
        words.hand(course.side),
        words.measured(last.figure),
        words.measured(first.figure),
        *(kind, verdict, by, least),
        words.figure(key, goal.value) if goal else "",
        trend_chart(points, band, goal.value if goal else None),
    )


def goal_lines(
    history: History, tools: DeskTools, today: date, words: DeskWords
) -> tuple[GoalLine, ...]:
    """Goals and how far they are reached, the next one first.

    Parameters
    ----------
    history : History
    tools : DeskTools
    today : date
    words : DeskWords
    """
    lines = []
    for goal in sorted(history.goals, key=lambda one: one.by_day):
        of = _of_motion if goal.of_motion else _of_exercise
        title, target, now, remark, percent = of(goal, history, tools, words)
        late = goal.by_day < today and percent != 100
        day = words.day(goal.by_day)
        hand = words.hand(goal.side)
        lines.append(GoalLine(goal.id or 0, title, hand, target, now, day, remark, percent, late))
    return tuple(lines)


def _of_motion(
    goal: Goal, history: History, tools: DeskTools, words: DeskWords
) -> tuple[str, str, str, str, int | None]:
    key = goal.motion_or_exercise
    courses = [c for c in time_course(history.assessments, key) if goal.side in (None, c.side)]
    title, target = words.motion(key), words.figure(key, goal.value)
    if not courses:
        return title, target, NOTHING, "", None
    first, last = courses[0].points[0], courses[0].points[-1]
    change = last.change.verdict if last.change else None
    way = way_percent(goal, rounded(key, first.value), rounded(key, last.value), change)
    remark = (
        "" if way is not None or last.change is None else change_words(last.change, key, words)[0]
    )
    return title, target, words.measured(last.figure), remark, way


def _of_exercise(
    goal: Goal, history: History, tools: DeskTools, words: DeskWords
) -> tuple[str, str, str, str, int | None]:
    number = goal.motion_or_exercise
    exercise = tools.exercise(number)
    title = words.exercise(number, exercise.title_clinical) if exercise else number
    by_day = valid_by_day(goal, history.sessions)
    target = words.say("goal", "repetitions", n=round(goal.value))
    if not by_day:
        return title, target, NOTHING, "", None
    now = words.say("goal", "repetitions", n=by_day[max(by_day)])
    most = max(by_day.values())
    remark = words.say("goal", "most", n=most)
    return title, target, now, remark, round(100 * min(1.0, most / goal.value))
