"""Range of motion as seen during an exercise: an arc in degrees with its error and label.

It rests on plateaus: medians over the frames near the two ends of every valid repetition, never
on the extreme of raw frames. It is not a ROM assessment, which takes still holds in prescribed
views.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

import numpy as np
from numpy.typing import NDArray

from handtrack.calibration import Calibration
from handtrack.definition import Exercise, Reading
from handtrack.events import Label, Status
from handtrack.hand import Floats
from handtrack.measurements import Space
from handtrack.measurements.errors import ErrorModel, measurement_error_deg
from handtrack.quality import MIN_GOOD_SHARE
from handtrack.results import JointRange, Repetition
from handtrack.trace import Trace, cut_hand, read_signal
from handtrack.views import View, view_matches

PLATEAU_SHARE = 0.1
"""Provisional: frames within this share of the person's range of the peak belong to it."""
REST_S = 0.5
"""Provisional: how long before and after a repetition its rest is looked for."""
Z95 = 1.96


@dataclass(frozen=True, slots=True)
class _Plateaus:
    """Frames of the two ends of one repetition: boolean, shape (N,) of the whole trace."""

    rest: NDArray[np.bool_]
    peak: NDArray[np.bool_]


def joint_ranges(
    exercise: Exercise,
    calibration: Calibration,
    whole: Trace,
    repetitions: Sequence[Repetition],
) -> tuple[JointRange, ...]:
    """One range for each joint the exercise reports, in the file's order."""
    readings = [reading for entry in exercise.rom for reading in entry.readings]
    if not readings or exercise.cycle is None:
        return ()
    both = exercise.cycle.ends == "both"
    rest = exercise.cycle.rest.value
    valid = [r for r in repetitions if r.status is Status.VALID]
    found = [_plateaus(whole, r, both, rest) for r in valid]
    plateaus = [p for p in found if p.rest.any() and p.peak.any()]
    return tuple(_range(reading, calibration, whole, plateaus, both) for reading in readings)


def _plateaus(whole: Trace, repetition: Repetition, both: bool, rest: float) -> _Plateaus:
    time_s = whole.time_s
    edges = [repetition.start_s - REST_S, repetition.start_s, repetition.end_s]
    before, start, end = np.searchsorted(time_s, edges)
    after = int(np.searchsorted(time_s, repetition.end_s + REST_S))
    usable = whole.quality.seen & ~whole.quality.settling
    way = np.full(len(time_s), np.nan)
    way[before:after] = whole.progress[before:after]
    if both and np.nanmedian(way[before : start + 1]) > 0.5:
        way = 1 - way
    inside, outside = np.zeros_like(usable), np.zeros_like(usable)
    inside[start:end] = True
    outside[before:start] = outside[end:after] = True
    top = np.nanmax(way[start:end])
    return _Plateaus(
        rest=usable & outside & (way <= rest),
        peak=usable & inside & (way >= top - PLATEAU_SHARE),
    )


def _range(
    reading: Reading, calibration: Calibration, whole: Trace, plateaus: list[_Plateaus], both: bool
) -> JointRange:
    """The range of one joint over the valid repetitions."""
    measurement = reading.measurement

    def result(
        note: str,
        ends: tuple[float | None, float | None] = (None, None),
        label: Label = Label.ESTIMATED,
        arc: float | None = None,
        error: float | None = None,
        ends_error: float | None = None,
    ) -> JointRange:
        return JointRange(
            reading.measure,
            reading.finger,
            reading.title,
            *ends,
            ends_error,
            arc,
            error,
            label,
            len(plateaus),
            note,
        )

    if not plateaus:
        return result("no valid repetition")
    used = np.any([p.rest | p.peak for p in plateaus], axis=0)
    view = _view(whole.facing[used])
    model = _error(reading, view)
    if model is None or model.rom_bar_deg is None:
        return result(f"cannot be measured from this side: its error is unknown ({view} view)")
    values = np.full(len(used), np.nan)
    line = calibration.forearm.line if calibration.forearm else None
    values[used] = read_signal(reading, cut_hand(whole.hand, used), line)
    rests = np.array([np.nanmedian(values[p.rest]) for p in plateaus])
    peaks = np.array([np.nanmedian(values[p.peak]) for p in plateaus])
    arcs = np.abs(measurement.difference(peaks, rests))
    if not np.isfinite(arcs).any():
        return result("the angle could not be read in any repetition")
    arc = float(np.nanmedian(arcs))
    error = hypot(model.rom_bar_deg, Z95 * float(np.nanstd(arcs)) / len(arcs) ** 0.5)
    if error >= arc:
        return result(f"cannot be told from its error of {error:.0f}° ({view} view)")
    zero = not measurement.needs_forearm or bool(calibration.forearm and calibration.forearm.known)
    ends: tuple[float | None, float | None] = (None, None)
    if zero:
        pair = (float(np.nanmedian(rests)), float(np.nanmedian(peaks)))
        ends = (min(pair), max(pair)) if both else pair
    sure = view in measurement.views and float(whole.quality.good[used].mean()) >= MIN_GOOD_SHARE
    reasons = [] if sure else [f"{view} view" if view not in measurement.views else "poor tracking"]
    if not zero:
        reasons.append("no neutral hold, so only the whole arc is known")
    return result(
        "; ".join([*reasons, f"error {model.source}"]),
        ends,
        Label.VERIFIED if sure else Label.ESTIMATED,
        arc,
        error,
        model.frame_bar_deg if zero else None,
    )


def _view(facing: Floats) -> View:
    """From where most of these frames see the hand."""
    middle = np.asarray(np.median(facing))
    order = (View.PALM, View.DORSAL, View.SIDE)
    return next((v for v in order if bool(view_matches(v, middle))), View.OBLIQUE)


def _error(reading: Reading, view: View) -> ErrorModel | None:
    """The error measured in this view; in the image plane the two faces of the hand are alike."""
    faces = {View.PALM: View.DORSAL, View.DORSAL: View.PALM}
    found = measurement_error_deg(reading.measure, view)
    if (found is None or found.rom_rmse_deg is None) and reading.measurement.space is Space.PLANE:
        other = faces.get(view)
        return measurement_error_deg(reading.measure, other) if other else found
    return found
