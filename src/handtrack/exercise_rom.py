"""Range of motion as seen during an exercise: an arc in degrees with its error and label.

It rests on plateaus: medians over the frames near the two ends of every valid repetition, never
on the extreme of raw frames. It is not a ROM assessment, which takes still holds in prescribed
views.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import hypot

import numpy as np
from numpy.typing import NDArray

from handtrack.calibration import Calibration
from handtrack.counting.table import counting
from handtrack.definition import Exercise
from handtrack.events import Label, Status
from handtrack.hand import Floats
from handtrack.measurements import Space
from handtrack.measurements.errors import ErrorModel, measurement_error_deg
from handtrack.quality import MIN_GOOD_SHARE
from handtrack.readings import Reading
from handtrack.results import JointRange, Repetition
from handtrack.spans import Spans
from handtrack.trace import Trace, cut_hand, read_each
from handtrack.views import View, view_matches

PLATEAU_SHARE = 0.1
"""Provisional: frames within this share of the person's range of an end belong to it."""
REST_S = 0.5
"""Provisional: how long before and after a repetition its rest is looked for."""
MAX_ESTIMATED_DEG = 30.0
"""Provisional: the largest error with which an angle seen from an unfit side is still shown; a
goniometer's own smallest detectable change is 12 to 30 degrees (10.1186/s13018-019-1177-y)."""
SEEN_FOREARM_DEG = 8.0
"""Measured: half-width of the error of a forearm line taken from the picture, twice the largest
median error on rendered clips (`validation/forearm.py`)."""
Z95 = 1.96


@dataclass(frozen=True, slots=True)
class _Ends:
    """Frames near the two ends of the valid repetitions.

    Parameters
    ----------
    frame : ndarray of int, shape (K,)
        Places in the whole trace, one or more a repetition and end.
    spans : Spans
        Which of the K are the rest of the first repetition, its peak, the rest of the second...
    """

    frame: NDArray[np.intp]
    spans: Spans

    @property
    def count(self) -> int:
        """How many repetitions."""
        return len(self.spans) // 2


def joint_ranges(
    exercise: Exercise,
    calibration: Calibration,
    whole: Trace,
    repetitions: Sequence[Repetition],
) -> tuple[JointRange, ...]:
    """One range for each joint the exercise reports, in the file's order."""
    readings = [reading for entry in exercise.rom for reading in entry.readings]
    counted = counting(exercise)
    rest, both = counted.rest, counted.two_ended
    if not readings or rest is None:
        return ()
    whole = replace(whole, progress=counted.way(whole.progress))
    valid = [r for r in repetitions if r.status is Status.VALID]
    pairs = [pair for pair in _ends(whole, valid, both, rest) if all(map(len, pair))]
    frames = [frames for pair in pairs for frames in pair]
    last = np.cumsum([len(f) for f in frames], dtype=np.intp)
    first = np.concatenate([[0], last[:-1]]).astype(np.intp)[: len(last)]
    ends = _Ends(np.concatenate([np.empty(0, dtype=np.intp), *frames]), Spans(first, last))
    if not ends.count:
        return tuple(map(_unknown, readings))
    line = calibration.forearm.line if calibration.forearm else None
    angles = read_each(readings, cut_hand(whole.hand, ends.frame), line)
    midway = _midway(whole, valid)
    # A bent wrist turns the palm from the camera; how the forearm lies shows half way.
    of_hand, of_forearm = (
        view_of(whole.facing[f]) for f in (ends.frame, midway if len(midway) else ends.frame)
    )
    return tuple(
        _range(
            reading,
            of_forearm if reading.measurement.needs_forearm else of_hand,
            calibration,
            whole,
            angle,
            ends,
            both,
        )
        for reading, angle in zip(readings, angles, strict=True)
    )


def _midway(whole: Trace, repetitions: Sequence[Repetition]) -> NDArray[np.intp]:
    """Places of the frames half way between the ends of the given repetitions."""
    edges = [whole.place(r.start_s, r.end_s) for r in repetitions]
    inside = np.concatenate([np.empty(0, dtype=np.intp), *(np.arange(i, j) for i, j in edges)])
    half_way = np.abs(whole.progress[inside] - 0.5) <= PLATEAU_SHARE
    midway: NDArray[np.intp] = inside[half_way & whole.quality.seen[inside]]
    return midway


def _ends(
    whole: Trace, repetitions: Sequence[Repetition], both: bool, rest: float
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Of each repetition: places of the frames at rest around it, and of those at its peak."""
    times_s = [(r.start_s - REST_S, r.start_s, r.end_s, r.end_s + REST_S) for r in repetitions]
    edges = np.searchsorted(whole.time_s, np.reshape(times_s, (-1, 4)))
    high = Spans(edges[:, 0], edges[:, 1] + 1).middle(whole.progress) > 0.5
    usable = whole.quality.seen & ~whole.quality.settling
    for (before, start, end, after), from_far in zip(edges.tolist(), high.tolist(), strict=True):
        way = whole.progress[before:after]
        if both and from_far:
            way = 1 - way
        moved, around = slice(start - before, end - before), way.copy()
        around[moved] = np.nan
        top, lowest = np.fmax.reduce(way[moved]), np.fmin.reduce(around)
        at_rest = around <= min(rest, lowest + PLATEAU_SHARE)
        at_peak = way[moved] >= top - PLATEAU_SHARE
        yield (
            before + np.flatnonzero(at_rest & usable[before:after]),
            start + np.flatnonzero(at_peak & usable[start:end]),
        )


def _unknown(reading: Reading) -> JointRange:
    """What is said of a joint as long as nothing is known."""
    return JointRange(
        measure=reading.measure,
        finger=reading.finger,
        title=reading.title,
        from_deg=None,
        to_deg=None,
        ends_error_deg=None,
        arc_deg=None,
        error_deg=None,
        label=Label.ESTIMATED,
        repetitions=0,
        note="no valid repetition",
    )


def _range(
    reading: Reading,
    view: View,
    calibration: Calibration,
    whole: Trace,
    angle: Floats,
    ends: _Ends,
    both: bool,
) -> JointRange:
    """The range of one joint seen from `view`; `angle` is read in the frames of `ends`."""
    unknown = replace(_unknown(reading), repetitions=ends.count)
    model = error_from(reading, view)
    if model is None or model.rom_bar_deg is None:
        note = f"cannot be measured from this side: its error is unknown ({view} view)"
        return replace(unknown, note=note)
    levels = ends.spans.median(angle)
    rests, peaks = levels[::2], levels[1::2]
    arcs = np.abs(reading.measurement.difference(peaks, rests))
    arcs = arcs[np.isfinite(arcs)]
    if not len(arcs):
        return replace(unknown, note="the angle could not be read in any repetition")
    arc = float(np.median(arcs))
    error = hypot(model.rom_bar_deg, Z95 * float(np.std(arcs)) / len(arcs) ** 0.5)
    in_view = view in reading.measurement.views
    if error >= arc or (error > MAX_ESTIMATED_DEG and not in_view):
        note = f"cannot be told in the {view} view: its error there is {error:.0f}°"
        return replace(unknown, note=note)
    steady = float(whole.quality.good[ends.frame].mean()) >= MIN_GOOD_SHARE
    forearm = calibration.forearm
    against = reading.measurement.needs_forearm
    seen = bool(against and forearm and forearm.seen)
    zero = not against or seen or bool(forearm and forearm.known)
    notes = {
        "the forearm's line is the picture's": seen,
        f"{view} view": not in_view,
        "poor tracking": not steady,
        "no neutral hold, so only the whole arc is known": not zero,
        f"error {model.source}": True,
    }
    known = replace(
        unknown,
        arc_deg=arc,
        error_deg=error,
        label=Label.VERIFIED if in_view and steady else Label.ESTIMATED,
        note="; ".join(note for note, applies in notes.items() if applies),
    )
    if not zero:
        return known
    pair = float(np.nanmedian(rests)), float(np.nanmedian(peaks))
    low, high = sorted(pair) if both else pair
    bar_deg = hypot(model.frame_bar_deg, SEEN_FOREARM_DEG if seen else 0.0)
    return replace(known, from_deg=low, to_deg=high, ends_error_deg=bar_deg)


def view_of(facing: Floats) -> View:
    """From where most of these frames see the hand."""
    middle = np.asarray(np.median(facing))
    order = (View.PALM, View.DORSAL, View.SIDE)
    return next((v for v in order if bool(view_matches(v, middle))), View.OBLIQUE)


def error_from(reading: Reading, view: View) -> ErrorModel | None:
    """The error measured in this view; in the image plane the two faces of the hand are alike."""
    faces = {View.PALM: View.DORSAL, View.DORSAL: View.PALM}
    found = measurement_error_deg(reading.measure, view)
    if (found is None or found.rom_rmse_deg is None) and reading.measurement.space is Space.PLANE:
        other = faces.get(view)
        return measurement_error_deg(reading.measure, other) if other else found
    return found
