"""Figure of a motion from its trials, with its error or the reason why it is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import hypot

import numpy as np

from handtrack.assessment.accuracy import (
    LEAST_FIGURES,
    accurate_enough,
    held_error,
    least_error,
    most_verified,
    static_error,
)
from handtrack.assessment.kapandji import OppositionScore
from handtrack.assessment.motions import Motion, MotionKind, motion_of
from handtrack.assessment.notation import size_in_words
from handtrack.assessment.rom_result import MotionFigure, Trial
from handtrack.assessment.total_active_motion import JOINTS, total_motion
from handtrack.events import Label
from handtrack.landmarks.hand import Finger
from handtrack.landmarks.views import View
from handtrack.measurements.error_model import Z95, measurement_error_deg
from handtrack.scoring.joint_ranges import MAX_ESTIMATED_DEG
from handtrack.scoring.result_json import OptionalFloat

ONE_TOUCH = 1.0
"""Provisional: error of a Kapandji score, one touch missed or falsely detected."""
HELD_SOURCE = "provisional: held poses of rendered hands against the truth, widened for real ones"
OPPOSITION = "thumb.opposition"


@dataclass(frozen=True, slots=True)
class TrialReading:
    """One trial and its viewing conditions.

    Attributes
    ----------
    trial : Trial
    view : View or None
        None if the hand was detected in too few frames.
    occlusion_depth : int
        Number of fingers between this one and the camera.
    well_tracked : bool
        Whether most frames had good tracking quality.
    sd_deg : float
        Standard deviation of the angle over the ensemble of networks; 0 if they were not used.
    """

    trial: Trial
    view: View | None
    occlusion_depth: int = 0
    well_tracked: bool = True
    sd_deg: float = 0.0


def motion_figure(key: str, pose: str, reads: Sequence[TrialReading]) -> MotionFigure:
    """Figure of one motion: median of its trials with error, label and reason.

    Parameters
    ----------
    key : str
        Motion, as "index.pip.flexion".
    pose : str
        Id of the pose.
    reads : sequence of TrialReading
        At least one.

    Returns
    -------
    MotionFigure
        Without a value where no trial counts or the error is unknown; `note` gives the reason.
    """
    trials = tuple(read.trial for read in reads)
    counted = [read for read in reads if read.trial.counts]
    view = _most_frequent(read.view for read in counted or reads)
    if not counted:
        return _missing(key, pose, trials, view, _why_not(reads))
    motion = motion_of(key)
    values = [read.trial.value for read in counted if read.trial.value is not None]
    error, source, why = _error(motion, view, values, counted)
    if why:
        return _missing(key, pose, trials, view, why)
    in_view = view in motion.reading.measurement.views
    limits = _limits_of_label(key, error)
    notes = {
        f"{view} view": not in_view,
        "poor tracking": not all(read.well_tracked for read in counted),
        "other fingers in front of it": any(read.occlusion_depth for read in counted),
        "its reading cannot tell a lag from hyperextension": _unsigned(motion),
        f"{len(trials) - len(counted)} of {len(trials)} trials left out": len(counted)
        < len(trials),
        **dict.fromkeys(limits, True),
        source: bool(source),
    }
    sure = all(read.trial.label is Label.VERIFIED for read in counted)
    return MotionFigure(
        motion=key,
        unit=motion.unit,
        value=float(np.median(values)),
        error=error,
        label=Label.VERIFIED if sure and in_view and not limits else Label.ESTIMATED,
        view=view,
        pose=pose,
        trials=trials,
        note="; ".join(note for note, applies in notes.items() if applies),
    )


def _limits_of_label(key: str, error: OptionalFloat) -> tuple[str, ...]:
    """Reasons why a figure is estimated whatever the picture; none if it may be verified."""
    wide = _too_wide(key, error)
    held = static_error(key)
    if motion_of(key).unit != "deg" or (held and held.good_enough):
        return wide
    if held is None:
        return (*wide, "never tried on held poses of known angles")
    if held.figures < LEAST_FIGURES:
        return (*wide, f"tried on {held.figures} held poses of known angles only")
    return (*wide, f"{held.mae_deg:.0f}° off in the mean on held poses of known angles")


def _too_wide(key: str, error: OptionalFloat) -> tuple[str, ...]:
    if error is None or accurate_enough(key, error):
        return ()
    bound = size_in_words(key, most_verified(key))
    return (f"less exact than ± {bound}, so estimated and not compared with norms",)


def _unsigned(motion: Motion) -> bool:
    return motion.better == "to zero" and not motion.signed


def _why_not(reads: Sequence[TrialReading]) -> str:
    if any(read.trial.implausible for read in reads):
        return "beyond what the joint can do"
    if all(read.view is None for read in reads):
        return "the hand was not seen long enough"
    return "it could not be read from this side"


def _error(
    motion: Motion, view: View | None, values: Sequence[float], reads: Sequence[TrialReading]
) -> tuple[OptionalFloat, str, str]:
    """Half width of the 95 % interval, its source, and the reason if there is none.

    It is never below what repeats of one hand show: trials of one minute share their error.
    """
    least = least_error(motion.key)
    spread = Z95 * float(np.std(values, ddof=1)) / len(values) ** 0.5 if len(values) > 1 else None
    if motion.kind is MotionKind.DISTANCE:
        gap_error = held_error(motion.key)
        if gap_error is None:
            return None, "", "cannot be measured: its error is unknown"
        return max(hypot(gap_error, spread or 0.0), least), f"error {HELD_SOURCE}", ""
    assert view is not None
    model = measurement_error_deg(motion.reading.measure, view)
    if model is None:
        return None, "", f"cannot be measured from this side: its error is unknown ({view} view)"
    fits, source = view in motion.reading.measurement.views, model.source
    held_deg = held_error(motion.key) if fits else None
    bar = model.frame_bar_deg
    if held_deg is not None:
        bar, source = held_deg, HELD_SOURCE
    elif (motion.relative or motion.reading.measurement.needs_forearm) and model.rom_bar:
        arc_deg, sd_deg = abs(float(np.median(values))), float(np.median([r.sd_deg for r in reads]))
        bar = model.rom_bar.half_width_deg(arc_deg, sd_deg, max(r.occlusion_depth for r in reads))
    elif motion.relative:
        bar = hypot(bar, bar)
    error = max(hypot(bar, spread or 0.0), least)
    if error > MAX_ESTIMATED_DEG and not fits:
        return None, "", f"cannot be told in the {view} view: its error there is {error:.0f}°"
    return error, f"error {source}", ""


def _missing(
    key: str, pose: str, trials: tuple[Trial, ...], view: View | None, note: str
) -> MotionFigure:
    unit = motion_of(key).unit
    return MotionFigure(key, unit, None, None, Label.ESTIMATED, view, pose, trials, note)


def total_motion_figure(
    finger: Finger, pose: str, single: Mapping[str, MotionFigure]
) -> MotionFigure:
    """Total active motion of a finger: computed for each trial, then the median.

    Parameters
    ----------
    finger : Finger
    pose : str
        Id of the flexion pose.
    single : mapping of str to MotionFigure
        Figures of the section, by motion.

    Returns
    -------
    MotionFigure
        Without a value unless one trial has flexion and extension of all three joints.
    """
    key = f"{finger}.total"
    used = [single.get(f"{finger}.{j}.{way}") for way in ("flexion", "extension") for j in JOINTS]
    known = [figure for figure in used if figure is not None and figure.value is not None]
    if len(known) < len(used):
        return _missing(key, pose, (), None, "not all of its joints were measured")
    trials = []
    for number in sorted({trial.number for figure in known for trial in figure.trials}):
        same = [t for figure in known for t in figure.trials if t.number == number and t.counts]
        if len(same) < len(known):
            continue
        bends, lacks = ({j: t.value or 0.0 for j, t in zip(JOINTS, part, strict=True)}
                        for part in (same[: len(JOINTS)], same[len(JOINTS) :]))  # fmt: skip
        first, label = same[0], _worst(t.label for t in same)
        total = total_motion(bends, lacks)
        trials.append(Trial(number, first.start_s, first.end_s, total, False, label, None))
    if not trials:
        return _missing(key, pose, (), None, "no trial has all of its joints")
    values = [trial.value for trial in trials if trial.value is not None]
    error = max(hypot(*(figure.error or 0.0 for figure in known)), least_error(key))
    wide = _too_wide(key, error)
    return MotionFigure(
        motion=key,
        unit="deg",
        value=float(np.median(values)),
        error=error,
        label=Label.ESTIMATED if wide else _worst(figure.label for figure in known),
        view=_most_frequent(figure.view for figure in known),
        pose=pose,
        trials=tuple(trials),
        note="; ".join((*wide, "ASSH; errors of its six angles joined")),
    )


def opposition_figure(
    pose: str, tests: Sequence[tuple[TrialReading, OppositionScore]]
) -> MotionFigure:
    """Best Kapandji score of several tests.

    Parameters
    ----------
    pose : str
        Id of the pose.
    tests : sequence of (TrialReading, OppositionScore)

    Returns
    -------
    MotionFigure
        Without a value if no test has a score.
    """
    trials = tuple(read.trial for read, _ in tests)
    known = [
        (opposition.score, read, opposition)
        for read, opposition in tests
        if opposition.score is not None
    ]
    if not known:
        return _missing(OPPOSITION, pose, trials, None, "the hand was not seen")
    score, read, opposition = max(known, key=lambda one: one[0])
    return MotionFigure(
        motion=OPPOSITION,
        unit="1",
        value=float(score),
        error=ONE_TOUCH,
        label=Label.ESTIMATED,
        view=read.view,
        pose=pose,
        trials=trials,
        note=_levels_in_words(opposition),
    )


def _levels_in_words(opposition: OppositionScore) -> str:
    reached = [str(s.number) for s in opposition.levels if s.reached]
    slid = [str(s.number) for s in opposition.levels if s.slid_along_palm]
    text = f"touched {', '.join(reached)}" if reached else "nothing touched"
    return f"{text}; along the palm, so not counted: {', '.join(slid)}" if slid else text


def _most_frequent(views: Iterable[View | None]) -> View | None:
    """Most frequent view; None without one."""
    known = Counter(view for view in views if view is not None)
    return known.most_common(1)[0][0] if known else None


def _worst(labels: Iterable[Label]) -> Label:
    return Label.VERIFIED if all(one is Label.VERIFIED for one in labels) else Label.ESTIMATED
