"""Range of motion as seen during an exercise: an arc in degrees with its error and label.

It rests on plateaus: medians over the frames near the two ends of every valid repetition, never
on the extreme of raw frames. It is not a ROM assessment, which takes still holds in prescribed
views.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import hypot

import numpy as np
from numpy.typing import NDArray

from handtrack.calibration import Calibration
from handtrack.counting.table import counting
from handtrack.definition import Exercise
from handtrack.events import Label, Status
from handtrack.hand import Floats, Hand
from handtrack.measurements import Space
from handtrack.measurements.errors import ErrorModel, measurement_error_deg
from handtrack.quality import MIN_GOOD_SHARE
from handtrack.readings import Reading
from handtrack.results import JointRange, Repetition
from handtrack.trace import Trace, cut_hand
from handtrack.views import View, view_matches

PLATEAU_SHARE = 0.1
"""Provisional: frames within this share of the person's range of an end belong to it."""
REST_S = 0.5
"""Provisional: how long before and after a repetition its rest is looked for."""
MAX_ESTIMATED_DEG = 30.0
"""Provisional: the largest error with which an angle seen from an unfit side is still shown; a
goniometer's own smallest detectable change is 12 to 30 degrees (10.1186/s13018-019-1177-y)."""
Z95 = 1.96


@dataclass(frozen=True, slots=True)
class _Ends:
    """Frames near the two ends of the valid repetitions.

    Parameters
    ----------
    frame : ndarray of int, shape (K,)
        Places in the whole trace, one or more a repetition and end.
    group : ndarray of int, shape (K,)
        2 r for the rest of repetition r, 2 r + 1 for its peak.
    count : int
        How many repetitions.
    """

    frame: NDArray[np.intp]
    group: NDArray[np.intp]
    count: int


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
    pairs = [_ends(whole, r, both, rest) for r in valid]
    pairs = [pair for pair in pairs if all(map(len, pair))]
    frames = [frames for pair in pairs for frames in pair]
    groups = [np.full(len(f), number) for number, f in enumerate(frames)]
    nothing = np.empty(0, dtype=np.intp)
    ends = _Ends(np.concatenate([nothing, *frames]), np.concatenate([nothing, *groups]), len(pairs))
    hand = cut_hand(whole.hand, ends.frame)
    midway = _midway(whole, valid)

    def view(reading: Reading) -> View:
        # A bent wrist turns the palm from the camera; how the forearm lies shows half way.
        forearm = reading.measurement.needs_forearm and len(midway)
        return view_of(whole.facing[midway if forearm else ends.frame])

    return tuple(
        _range(r, view(r), calibration, whole, hand, ends, both) if ends.count else _unknown(r)
        for r in readings
    )


def _midway(whole: Trace, repetitions: Sequence[Repetition]) -> NDArray[np.intp]:
    """Places of the frames half way between the ends of the given repetitions."""
    edges = [whole.place(r.start_s, r.end_s) for r in repetitions]
    inside = np.concatenate([np.empty(0, dtype=np.intp), *(np.arange(i, j) for i, j in edges)])
    half_way = np.abs(whole.progress[inside] - 0.5) <= PLATEAU_SHARE
    midway: NDArray[np.intp] = inside[half_way & whole.quality.seen[inside]]
    return midway


def _ends(
    whole: Trace, repetition: Repetition, both: bool, rest: float
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Places of the frames at rest before and after a repetition, and of those at its peak."""
    start_s, end_s = repetition.start_s, repetition.end_s
    edges = [start_s - REST_S, start_s, end_s, end_s + REST_S]
    before, start, end, after = np.searchsorted(whole.time_s, edges).tolist()
    way = whole.progress[before:after]
    if both and np.nanmedian(way[: start - before + 1]) > 0.5:
        way = 1 - way
    usable = whole.quality.seen[before:after] & ~whole.quality.settling[before:after]
    inside = np.zeros_like(usable)
    inside[start - before : end - before] = True
    peak = usable & inside & (way >= np.nanmax(way[inside]) - PLATEAU_SHARE)
    lowest = np.nanmin(way[~inside]) if np.isfinite(way[~inside]).any() else np.nan
    at_rest = usable & ~inside & (way <= min(rest, lowest + PLATEAU_SHARE))
    return before + np.flatnonzero(at_rest), before + np.flatnonzero(peak)


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
    hand: Hand,
    ends: _Ends,
    both: bool,
) -> JointRange:
    """The range of one joint seen from `view`; `hand` holds the frames of `ends`."""
    unknown = replace(_unknown(reading), repetitions=ends.count)
    model = error_from(reading, view)
    if model is None or model.rom_bar_deg is None:
        note = f"cannot be measured from this side: its error is unknown ({view} view)"
        return replace(unknown, note=note)
    line = calibration.forearm.line if calibration.forearm else None
    levels = _medians(reading.of(hand, line), ends.group, 2 * ends.count)
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
    zero = not reading.measurement.needs_forearm or bool(forearm and forearm.known)
    notes = {
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
    return replace(known, from_deg=low, to_deg=high, ends_error_deg=model.frame_bar_deg)


def _medians(values: Floats, group: NDArray[np.intp], count: int) -> Floats:
    """Median of each group, shape (count,); NaN for a group without a reading."""
    seen = np.isfinite(values)
    values, group = values[seen], group[seen]
    order = np.lexsort((values, group))
    values = values[order]
    size = np.bincount(group, minlength=count)
    first = np.cumsum(size) - size
    result = np.full(count, np.nan)
    some = size > 0
    low, high = (first + (size - 1) // 2)[some], (first + size // 2)[some]
    result[some] = (values[low] + values[high]) / 2
    return result


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
