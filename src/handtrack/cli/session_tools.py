"""What a session works with: trackers, own ranges and earlier results."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from handtrack.live.loop import Tools
    from handtrack.live.own_past import OwnPast
    from handtrack.live.session_plan import SessionPlan
    from handtrack.records.patient import Patient
    from handtrack.tracking.open_tracker import TrackerChoice
    from handtrack.tracking.tracker import Tracker
    from handtrack.verifiers.calibration import Calibration


def check_language(language: str | None) -> None:
    """Refuse a language in which there are no texts."""
    from handtrack.live.language import texts

    if language is not None and language not in texts.languages():
        wrong = f"there are texts in {', '.join(texts.languages())} only."
        raise typer.BadParameter(wrong, param_hint="--language")


def shared_trackers(choice: TrackerChoice) -> Callable[[int], Tracker]:
    """Make a function that opens the tracker for one or two hands once, in whatever thread."""
    from functools import cache
    from threading import Lock

    from handtrack.tracking.open_tracker import open_tracker

    lock, opened = Lock(), cache(lambda slots: open_tracker(choice, slots))

    def tracker_for(slots: int) -> Tracker:
        with lock:
            return opened(slots)

    return tracker_for


def tools_for(
    tracker_for: Callable[[int], Tracker],
    plan: SessionPlan | None,
    calibration: Path | None,
    folder: Path,
    patient: Patient | None,
    past: Callable[[], OwnPast | None] = lambda: None,
) -> Tools:
    """Put together what a session works with: trackers, own ranges, earlier results.

    Parameters
    ----------
    tracker_for : callable
        The tracker for one or two hands.
    plan : Plan, optional
    calibration : Path, optional
        The own range to begin with; needs a plan of one exercise.
    folder : Path
        The user's data folder.
    patient : Patient, optional
        Whose earlier sessions count.
    past : callable
        The patient's records.

    Raises
    ------
    typer.BadParameter
        A calibration is given and the plan is not of one exercise.
    """
    from handtrack.live.loop import Tools
    from handtrack.live.session_folder.set_results import earlier_results, saved_ranges

    sessions = folder / "sessions"
    saved = saved_ranges(sessions, patient)
    own = read_individual_range(calibration, plan)
    if own is not None:
        saved[own.exercise, own.side] = own
    tracker_for(1)
    return Tools(tracker_for, saved, lambda: earlier_results(sessions, patient), past)


def read_individual_range(calibration: Path | None, plan: SessionPlan | None) -> Calibration | None:
    """Read the individual range to begin with; None where none was given.

    Parameters
    ----------
    calibration : Path, optional
    plan : Plan, optional
        Of the one exercise to which it belongs.

    Raises
    ------
    typer.BadParameter
        A calibration is given and the plan is not of one exercise.
    """
    from handtrack.verifiers.calibration_file import read

    if calibration is None:
        return None
    if plan is None or len({item.exercise.id for item in plan.items}) != 1:
        wrong = "a calibration belongs to one exercise; name that."
        raise typer.BadParameter(wrong, param_hint="--calibration")
    first = plan.items[0]
    return read(calibration, first.exercise, first.side, first.missing_fingers)
