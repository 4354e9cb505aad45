"""Assessment without some of its trials, as if they had not been taken."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from math import sqrt

import numpy as np

from handtrack.assessment.motion_figures import OPPOSITION, total_motion_figure
from handtrack.assessment.rom_result import Assessment, MotionFigure
from handtrack.assessment.total_active_motion import JOINTS
from handtrack.events import Label
from handtrack.landmarks.hand import FINGERS
from handtrack.measurements.error_model import Z95


def without_trials(assessment: Assessment, removed: Collection[tuple[str, int]]) -> Assessment:
    """Assessment whose figures do not include some trials.

    The total active motion of a finger is computed again from its joints. The note of a changed
    figure names its removed trials.

    Parameters
    ----------
    assessment : Assessment
        As measured.
    removed : collection of (str, int)
        Motion and number of each trial.

    Returns
    -------
    Assessment
        A figure without a trial that counts has no value.
    """
    if not removed:
        return assessment
    numbers: dict[str, set[int]] = {}
    for motion, number in removed:
        numbers.setdefault(motion, set()).add(number)
    figures = [_without(f, numbers.get(f.motion, ())) for f in assessment.figures]
    single = {figure.motion: figure for figure in reversed(figures)}
    for finger in FINGERS:
        parts = {f"{finger}.{joint}.{way}" for joint in JOINTS for way in ("flexion", "extension")}
        if parts.isdisjoint(numbers):
            continue
        for index, figure in enumerate(figures):
            if figure.motion == f"{finger}.total":
                total = total_motion_figure(finger, figure.pose, single)
                figures[index] = _without(total, numbers.get(figure.motion, ()))
    return replace(assessment, figures=tuple(figures))


def _without(figure: MotionFigure, numbers: Collection[int]) -> MotionFigure:
    """Figure without trials; the same if it has none of them."""
    gone = [trial.number for trial in figure.trials if trial.number in numbers]
    if not gone:
        return figure
    left = tuple(trial for trial in figure.trials if trial.number not in numbers)
    named = f"trial {', '.join(map(str, gone))} removed by a person"
    note = "; ".join(filter(None, (figure.note, named)))
    values = [t.value for t in left if t.value is not None and t.counts]
    if figure.value is None or not values:
        return replace(
            figure, value=None, error=None, label=Label.ESTIMATED, trials=left, note=note
        )
    value = max(values) if figure.motion == OPPOSITION else float(np.median(values))
    return replace(figure, value=value, error=_error(figure, values), trials=left, note=note)


def _error(figure: MotionFigure, values: list[float]) -> float | None:
    """Half width of the 95 % interval with the spread of the remaining trials.

    One trial alone has no spread: its interval is not narrower than before.
    """
    if figure.error is None or figure.motion == OPPOSITION:
        return figure.error
    before = _spread([t.value for t in figure.trials if t.value is not None and t.counts])
    if len(values) < 2:
        return figure.error
    shared = max(0.0, figure.error**2 - before**2)
    return sqrt(shared + _spread(values) ** 2)


def _spread(values: list[float]) -> float:
    """Half width of the 95 % interval of a mean by the spread of its values; 0 below two."""
    if len(values) < 2:
        return 0.0
    return Z95 * float(np.std(values, ddof=1)) / sqrt(len(values))
