"""What a patient's records hold of a session's exercises, and what is prescribed to come next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from handtrack.events import Status
from handtrack.landmarks.hand import Side
from handtrack.live.prescribed_plan import DoneOn, prescribed_plan
from handtrack.live.session_plan import SessionPlan
from handtrack.records.values import ExerciseRecord, History


@dataclass(frozen=True, slots=True)
class OwnBest:
    """The best of one exercise and side.

    Parameters
    ----------
    valid : int
        Most repetitions that counted in a set.
    hold_s : float or None
        Longest hold that counted; None where nothing was held.
    """

    valid: int
    hold_s: float | None


@dataclass(frozen=True, slots=True)
class OwnPast:
    """A patient's records as they were before the session.

    Parameters
    ----------
    history : History
    library : Path or None
        Folder of exercise files; None for the packaged ones.
    """

    history: History
    library: Path | None = None

    def best(self, exercise: str, side: Side) -> OwnBest | None:
        """Find the best of an exercise; None where it was never done, or nothing counted.

        Parameters
        ----------
        exercise : str
            Its id.
        side : Side
        """
        sets = [
            done
            for session in self.history.sessions
            for done in session.exercises
            if done.exercise == exercise and done.side is side
        ]
        valid = max((done.ended(Status.VALID) for done in sets), default=0)
        if not valid:
            return None
        return OwnBest(valid, max((s for done in sets for s in _holds_s(done)), default=None))

    def days_of_week(self, today: date) -> int:
        """Number of days of this week, from Monday, on which something was done; today is one."""
        monday = today - timedelta(days=today.weekday())
        days = {session.at.astimezone().date() for session in self.history.sessions}
        return len({day for day in days if monday <= day <= today} | {today})

    def next_plan(self, day: date, done: Sequence[DoneOn]) -> SessionPlan | None:
        """Plan what is still to be done on a day; None where nothing is prescribed for it.

        Parameters
        ----------
        day : date
        done : sequence of DoneOn
            What the session adds to the records.
        """
        return prescribed_plan(self.history, day, self.library, done)

    def prescribes(self, day: date) -> bool:
        """Whether any plan is in force on a day."""
        return any(plan.runs_on(day) for plan in self.history.plans)


def _holds_s(done: ExerciseRecord) -> list[float]:
    valid = (r for r in done.reviewed if r.status is Status.VALID)
    return [r.hold_s for r in valid if r.hold_s is not None]
