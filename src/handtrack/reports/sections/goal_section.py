"""How far a person is from the goal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handtrack.assessment.motions import title_of
from handtrack.assessment.notation import value_in_words
from handtrack.definitions.library import load_all
from handtrack.landmarks.free_text import sanitised
from handtrack.measurements.number_format import count
from handtrack.records.goal_progress import is_reached, valid_by_day, way_percent
from handtrack.records.review import Goal
from handtrack.records.values import History
from handtrack.reports import phrases
from handtrack.reports.sections.key_motions import own_cells
from handtrack.reports.view import RomCell, RomRow

_LONGEST_WISH = 120


def sentence(history: History, rows: Sequence[RomRow], day: date, anonymous: bool) -> str:
    """Say the goal and how much of the way is done.

    Parameters
    ----------
    history : History
    rows : sequence of RomRow
        All motions.
    day : date
        The report's last.
    anonymous : bool
        Whether the person's own words stay out.
    """
    ahead = sorted(history.goals, key=lambda goal: (goal.by_day < day, goal.by_day))
    if ahead:
        more = f" ({count(len(ahead) - 1, 'further goal')} below.)" if len(ahead) > 1 else ""
        return f"Goal: {words(ahead[0], history, rows, day)}{more}"
    wish = sanitised(history.patient.goal)
    if wish and not anonymous:
        return (
            f"Goal in own words: {phrases.shortened(wish, _LONGEST_WISH)}. No figure is set for it."
        )
    return "No goal is set."


def every(history: History, rows: Sequence[RomRow], day: date) -> tuple[str, ...]:
    """Say every goal.

    Parameters
    ----------
    history : History
    rows : sequence of RomRow
        All motions.
    day : date
        The report's last.
    """
    said = (words(goal, history, rows, day) for goal in history.goals)
    return tuple(text[:1].upper() + text[1:] for text in said)


def words(goal: Goal, history: History, rows: Sequence[RomRow], day: date) -> str:
    """Say one goal: what, by when, now and at first, and the share of the way.

    Parameters
    ----------
    goal : Goal
    history : History
    rows : sequence of RomRow
    day : date
    """
    told = _motion(goal, rows) if goal.of_motion else _repetitions(goal, history)
    left = (goal.by_day - day).days
    over = "" if left >= 0 else " That day is over."
    return f"{told[0]} by {phrases.long_day(goal.by_day)}. {told[1]}{over}"


def _side(goal: Goal) -> str:
    return f"{goal.side} " if goal.side else ""


def _motion(goal: Goal, rows: Sequence[RomRow]) -> tuple[str, str]:
    key = goal.motion_or_exercise
    what = f"{_side(goal)}{title_of(key)} {value_in_words(key, goal.value, short=True)}"
    row = next((row for row in rows if row.motion == key), None)
    sides = (str(goal.side),) if goal.side else ("right", "left")
    cells = [cell for cell in own_cells(row, sides) if cell.number is not None] if row else []
    if not cells:
        return what, "It was not measured yet."
    return what, _progress(goal, cells[0])


def _progress(goal: Goal, cell: RomCell) -> str:
    assert cell.number is not None
    now = f"Now {cell.value} {cell.error}".rstrip()
    if is_reached(goal, cell.number):
        return f"{now}: reached."
    if cell.first is None:
        return f"{now}, measured once."
    way = way_percent(goal, cell.first, cell.number, cell.outcome)
    told = cell.outcome if way is None else f"{way} % of the way"
    return f"{now}, at first {cell.baseline}: {told}."


def _repetitions(goal: Goal, history: History) -> tuple[str, str]:
    title = next((e.title for e in load_all() if e.id == goal.motion_or_exercise), "")
    named = f"exercise {goal.motion_or_exercise} ({title})" if title else goal.motion_or_exercise
    what = f"{goal.value:.0f} counted repetitions of {_side(goal)}{named} in one day"
    days = valid_by_day(goal, history.sessions)
    if not days:
        return what, "It was not done yet."
    last = max(days)
    now = f"{days[last]} on {phrases.long_day(last)}, most {max(days.values())}"
    return what, f"{now}: reached." if is_reached(goal, max(days.values())) else f"{now}."
