"""Range of motion as seen during an exercise: an arc in degrees with its error and label.

It rests on plateaus: medians over the frames near the two ends of every valid repetition
(`end_plateaus`). It is not a ROM assessment, which takes still holds in prescribed views.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import hypot

import numpy as np
from numpy.typing import NDArray

from handtrack.events import Label, Status
from handtrack.landmarks.hand import Floats, Hand
from handtrack.landmarks.pose.learned_pose import (
    THUMB_JOINTS,
    LearnedPalm,
    LearnedPose,
    LearnedThumb,
    estimate_flexions,
    estimate_thumb,
)
from handtrack.landmarks.quality import MIN_GOOD_SHARE
from handtrack.landmarks.views import View, view_of
from handtrack.measurements.error_model import (
    MOST_VERIFIED,
    Z95,
    ErrorModel,
    Estimator,
    measurement_error_deg,
)
from handtrack.measurements.joint_angle import JointAngle, from_learned_pose
from handtrack.measurements.measurement import Space
from handtrack.measurements.reading import Reading
from handtrack.scoring.end_plateaus import EndPlateaus, find_end_plateaus
from handtrack.scoring.resolved_exercise import ResolvedExercise
from handtrack.scoring.results import JointRange, Repetition
from handtrack.verifiers.calibration import Calibration, Forearm
from handtrack.verifiers.signals import PalmOnce, Signals, read_each

MOST_REPETITIONS = 100
"""Of more valid ones so many, evenly spread over the recording, are looked at: the median over them
is that of all to a tenth of their own spread, far below its error."""
MAX_ESTIMATED_DEG = 30.0
"""Provisional: the largest error with which an angle seen from an unfit side is still shown; a
goniometer's own smallest detectable change is 12 to 30 degrees (10.1186/s13018-019-1177-y)."""
SEEN_FOREARM_DEG = 8.0
"""Measured: half-width of the error of a forearm line taken from the picture, twice the largest
median error on rendered clips (`validation/studies/forearm.py`)."""
_SEEN_FROM = {View.PALM: "the palm", View.DORSAL: "the back", View.SIDE: "the side"}


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Landmarks at the end plateaus, and how far they can be trusted.

    Parameters
    ----------
    hand : Hand
        The frames of `ends`.
    palm : LearnedPalm
        Its learned palm.
    ends : EndPlateaus
    of_hand, of_forearm : View
        From where the camera sees the hand, and the forearm.
    forearm : Forearm or None
    steady : bool
        Whether the tracking was good.
    mixed : bool
        Whether the hand was taken for the other one in a good part of these frames.
    """

    hand: Hand
    palm: LearnedPalm
    ends: EndPlateaus
    of_hand: View
    of_forearm: View
    forearm: Forearm | None
    steady: bool
    mixed: bool

    @classmethod
    def of(cls, whole: Signals, ends: EndPlateaus, calibration: Calibration) -> _Evidence:
        """Gather the evidence at the ends of the repetitions, and half way between them.

        Parameters
        ----------
        whole : Signals
        ends : EndPlateaus
            Frames of `whole`.
        calibration : Calibration
            Its forearm is what wrist angles are measured against.
        """
        hand = whole.hand.at(ends.frame)
        palm, halfway = whole.palm.at(ends.frame), whole.palm.at(ends.midway)
        named = whole.hand.depth_valid
        return cls(
            hand=hand,
            palm=palm,
            ends=ends,
            of_hand=view_of(_where_named(palm.orientation, named[ends.frame])),
            # A bent wrist turns the palm from the camera; how the forearm lies shows half way.
            of_forearm=view_of(_where_named(halfway.orientation, named[ends.midway])),
            forearm=calibration.forearm,
            mixed=float(named[ends.frame].mean()) < MIN_GOOD_SHARE,
            steady=float(whole.quality.good[ends.frame].mean()) >= MIN_GOOD_SHARE,
        )

    def view(self, reading: Reading) -> View:
        """From where the camera sees what is read."""
        return self.of_forearm if reading.measurement.needs_forearm else self.of_hand

    def behind(self, reading: Reading) -> float:
        """How many fingers lie between the one that is read and the lens."""
        if reading.finger is None or self.of_hand is not View.SIDE:
            return 0.0
        return float(np.nanmedian(self.palm.occlusion_depth(reading.finger)))

    def levels(self, values: Floats) -> tuple[Floats, Floats]:
        """Medians at rest and at the peak, one each a repetition."""
        levels = self.ends.intervals.median(values)
        return levels[::2], levels[1::2]


def joint_ranges(
    resolved: ResolvedExercise,
    whole: Signals,
    repetitions: Sequence[Repetition],
) -> tuple[JointRange, ...]:
    """Measure the range of each joint that the exercise reports.

    Parameters
    ----------
    resolved : ResolvedExercise
    whole : Signals
        Of the whole recording.
    repetitions : sequence of Repetition
        Whatever their status; the range rests on the valid ones.

    Returns
    -------
    tuple of JointRange
        In the order of the exercise file; empty where it reports none, or its movement has no rest.
    """
    readings = [reading for entry in resolved.exercise.rom for reading in entry.readings]
    rest, both = resolved.counter.rest, resolved.counter.two_ended
    if not readings or rest is None:
        return ()
    valid = _few([r for r in repetitions if r.status is Status.VALID])
    ends = find_end_plateaus(whole, valid, both, rest)
    if not ends.count:
        return tuple(map(_unknown, readings))
    seen = _Evidence.of(whole, ends, resolved.calibration)
    sides = [seen.view(reading) for reading in readings]
    models = [measurement_error_deg(r.measure, v) for r, v in zip(readings, sides, strict=True)]
    angles = _angles(readings, models, seen)
    return tuple(
        _range(reading, view, model, angle, seen, both)
        for reading, view, model, angle in zip(readings, sides, models, angles, strict=True)
    )


def _few(repetitions: Sequence[Repetition]) -> Sequence[Repetition]:
    """`MOST_REPETITIONS` of them at most, evenly spread."""
    if len(repetitions) <= MOST_REPETITIONS:
        return repetitions
    places = np.linspace(0, len(repetitions) - 1, MOST_REPETITIONS).round().astype(np.intp)
    return [repetitions[place] for place in places.tolist()]


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


def _angles(
    readings: Sequence[Reading], models: Sequence[ErrorModel | None], seen: _Evidence
) -> Iterator[JointAngle]:
    """Each joint's angle at the ends, by the way that is best in its view."""
    # Where the hand is taken for the other one, what is on the screen is right, its depth not.
    flat = {reading for reading in readings if reading.measurement.space is Space.PLANE}
    learned = {
        reading
        for reading, model in zip(readings, models, strict=True)
        if model is not None and model.estimator is Estimator.FITTED
        if not (reading in flat and seen.mixed)
    }
    fingers = {reading.finger for reading in learned if reading.finger}
    flexions = estimate_flexions(seen.hand, sorted(fingers))
    wants_thumb = any(reading.measure in THUMB_JOINTS for reading in learned)
    frames = len(seen.hand.image_px)
    thumb = estimate_thumb(seen.hand) if wants_thumb else LearnedThumb.unknown(frames)
    pose = LearnedPose(flexions, seen.palm, thumb)
    # A learned wrist is a turn from rest, where the landmarks say how it lies.
    by_landmarks = [r for r in readings if r not in learned or r.measurement.needs_forearm]
    line = seen.forearm.line if seen.forearm else None
    read = dict(
        zip(
            by_landmarks,
            read_each(by_landmarks, seen.hand, line, PalmOnce(seen.hand)),
            strict=True,
        )
    )
    rest = np.repeat(np.arange(len(seen.ends.intervals)) % 2 == 0, seen.ends.intervals.size)
    for reading in readings:
        if reading in learned:
            angle = from_learned_pose(reading, read.get(reading), pose, rest, seen.hand.side)
        else:
            angle = JointAngle(read[reading], np.zeros_like(read[reading]))
        deep = np.where(seen.hand.depth_valid, angle.deg, np.nan)
        yield angle if reading in flat else replace(angle, deg=deep)


def _range(
    reading: Reading,
    view: View,
    model: ErrorModel | None,
    angle: JointAngle,
    seen: _Evidence,
    both: bool,
) -> JointRange:
    """The range of one joint seen from `view`; `angle` is read in the frames of the ends."""
    unknown = replace(_unknown(reading), repetitions=seen.ends.count)
    behind = seen.behind(reading)
    fits = view in reading.measurement.views
    in_view = fits and not behind
    why = "hidden by other fingers" if fits else _turn_the_hand(reading)
    reason = "" if in_view else f"; {why}"
    if model is None or model.rom_bar is None:
        note = f"cannot be measured from this side: its error is unknown ({view} view){reason}"
        return replace(unknown, note=note)
    rests, peaks = seen.levels(angle.deg)
    arcs = np.abs(reading.measurement.difference(peaks, rests))
    known = np.isfinite(arcs)
    if not known.any():
        return replace(unknown, note="the angle could not be read in any repetition")
    arcs, arc = arcs[known], float(np.median(arcs[known]))
    doubt = hypot(*(float(np.nanmedian(d)) for d in seen.levels(angle.sd_deg)))
    bar = model.rom_bar.half_width_deg(arc, doubt, behind)
    error = hypot(bar, Z95 * float(np.std(arcs)) / len(arcs) ** 0.5)
    if error >= arc or (error > MAX_ESTIMATED_DEG and not fits):
        note = f"cannot be told in the {view} view: its error there is {error:.0f}°{reason}"
        return replace(unknown, note=note)
    against, forearm = reading.measurement.needs_forearm, seen.forearm
    in_picture = bool(against and forearm and forearm.seen)
    zero = not against or in_picture or bool(forearm and forearm.known)
    exact = error <= MOST_VERIFIED["deg"]
    notes = {
        "the forearm's line is the picture's": in_picture,
        f"{view} view{reason}": not in_view,
        f"about {model.rom_mae_deg:.0f}° off on average": not model.good_enough,
        f"less exact than ± {MOST_VERIFIED['deg']:g}°": not exact,
        "poor tracking": not seen.steady,
        "taken for the other hand in a part of it": seen.mixed,
        "the hand was lost where it turned round": not seen.ends.endpoint_observed,
        "no neutral hold, so only the whole arc is known": not zero,
        f"error {model.source}": True,
    }
    sure = in_view and seen.steady and seen.ends.endpoint_observed and not seen.mixed
    known_range = replace(
        unknown,
        arc_deg=arc,
        error_deg=error,
        label=Label.VERIFIED if sure and exact and model.good_enough else Label.ESTIMATED,
        note="; ".join(note for note, applies in notes.items() if applies),
    )
    if not zero:
        return known_range
    pair = float(np.nanmedian(rests)), float(np.nanmedian(peaks))
    low, high = sorted(pair) if both else pair
    bar_deg = hypot(model.frame_bar_deg, SEEN_FOREARM_DEG if in_picture else 0.0)
    return replace(known_range, from_deg=low, to_deg=high, ends_error_deg=bar_deg)


def _turn_the_hand(reading: Reading) -> str:
    """How to stand the camera for this joint."""
    views = reading.measurement.views
    wanted = " or ".join(_SEEN_FROM[v] for v in views if v in _SEEN_FROM)
    return f"turn the hand: {reading.title} is measured from {wanted}"


def _where_named(facing: Floats, named: NDArray[np.bool_]) -> Floats:
    """Palm orientation over frames with certain handedness; over all frames if there is none."""
    return facing[named] if named.any() else facing
