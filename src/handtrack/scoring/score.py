"""Scores a whole recording: one hand, one exercise, one result.

A live session goes frame by frame (`stream.Stream`) and comes to the same repetitions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from handtrack import __version__
from handtrack.definitions.exercise import Exercise
from handtrack.errors import CalibrationError
from handtrack.events import Status
from handtrack.landmarks.hand import Finger, Hand, Side
from handtrack.landmarks.recording import Recording, choose_slot
from handtrack.landmarks.recording_header import Header
from handtrack.landmarks.tracked_object import ObjectKind
from handtrack.scoring.advice import advise
from handtrack.scoring.clip_warnings import clip_warnings
from handtrack.scoring.count_interval import count_interval
from handtrack.scoring.joint_ranges import joint_ranges
from handtrack.scoring.movement_quality import movement_quality
from handtrack.scoring.resolved_exercise import Readings, ResolvedExercise
from handtrack.scoring.results import ExerciseResult, Provenance, Summary, Tempo
from handtrack.scoring.self_calibration import Pass, score_once, self_calibrate
from handtrack.verifiers.calibration import Calibration
from handtrack.verifiers.signals import Signals

MIN_OTHER_SHARE = 0.2
"""Provisional: a second hand that is there for less of a recording does no exercise in it."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A result, the signals and the slot of the hand it rests on, and the exercise as resolved."""

    exercise: Exercise
    result: ExerciseResult
    signals: Signals
    slot: int


def score(
    recording: Recording,
    exercise: Exercise,
    side: Side | None = None,
    calibration: Calibration | None = None,
    neutral_s: tuple[float, float] | None = None,
    without: tuple[Finger, ...] = (),
) -> Scored:
    """Score a whole recording.

    Parameters
    ----------
    recording : Recording
    exercise : Exercise
        As its file has it.
    side : Side, optional
        Which hand does the exercise; the one seen most otherwise, unless the other one has more
        clean repetitions.
    calibration : Calibration, optional
        The person's own range; taken from the recording itself otherwise.
    neutral_s : tuple of float, optional
        Half-open interval in which the wrist is held still and straight.
    without : tuple of Finger
        Fingers that are missing, splinted or bandaged: they are neither asked for nor read. With a
        calibration, it is those left out of that.

    Returns
    -------
    Scored
        A hand that is lost or badly seen is a result, never an error.

    Raises
    ------
    CalibrationError
        The calibration was taken with an object that was not followed here.
    ExerciseError
        The exercise cannot be done without these fingers.
    """
    kind = ObjectKind(name) if (name := recording.header.object_kind) else None

    def scored(slot: int, used_side: Side) -> Pass:
        left_out = calibration.without if calibration else without
        hand = replace(recording.hand(slot, used_side), without=left_out)
        if calibration is None:
            return self_calibrate(exercise, hand, _hold(hand, neutral_s), kind)
        return _calibrated(exercise, hand, calibration, kind)

    slot, used_side = choose_slot(recording, side)
    found = scored(slot, used_side)
    if exercise.hands == 1 and side is None and _both_there(recording):
        # The other hand may be the one that does it.
        other, other_side = 1 - slot, recording.slot_sides()[1 - slot] or Side.RIGHT
        beside = scored(other, other_side)
        if beside.good > found.good:
            slot, found = other, beside
    return Scored(
        found.resolved.exercise, _result(found, recording, side is not None), found.signals, slot
    )


def _both_there(recording: Recording) -> bool:
    """Whether two hands were there for a good part of the time, the second one as well."""
    seen = (recording.is_right >= 0).mean(axis=0) if len(recording) else np.zeros(1)
    return recording.header.slots > 1 and bool(seen.min() >= MIN_OTHER_SHARE)


def _calibrated(
    exercise: Exercise, hand: Hand, calibration: Calibration, kind: ObjectKind | None
) -> Pass:
    """Score with a range that was taken beforehand."""
    if calibration.object not in (None, kind):
        raise CalibrationError(
            f"The calibration was made with the {calibration.object} followed, and in this "
            "clip none was. Make it known with --object, or calibrate without it."
        )
    return score_once(Readings.of(ResolvedExercise.of(exercise, calibration), hand), hand)


def _hold(hand: Hand, neutral_s: tuple[float, float] | None) -> Hand | None:
    if neutral_s is None:
        return None
    i, j = np.searchsorted(np.asarray(hand.time_s), neutral_s)
    return hand.at(slice(int(i), int(j)))


def _result(found: Pass, recording: Recording, side_given: bool) -> ExerciseResult:
    resolved, whole, repetitions = found.resolved, found.signals, found.repetitions
    exercise, calibration, counted = resolved.exercise, resolved.calibration, resolved.counter
    header = recording.header
    result = ExerciseResult(
        exercise=exercise.id,
        title=exercise.title_clinical,
        side=calibration.side,
        side_source="given" if side_given else "seen",
        frames=len(recording),
        duration_s=recording.duration_s,
        complete=header.complete,
        note=header.note,
        signal=counted.title,
        signal_unit=counted.unit,
        repetitions=repetitions,
        ranges=joint_ranges(resolved, whole, repetitions),
        summary=_summary(found, header.lacks_part),
        advice=(),
        calibration=calibration,
        made_by=_made_by(resolved, header),
        finger=calibration.finger,
        estimated=exercise.report.estimated,
        without=calibration.without,
        warnings=clip_warnings(recording, whole, repetitions),
        movement=movement_quality(repetitions),
    )
    return replace(result, advice=advise(exercise, recording, whole, result))


def _summary(found: Pass, lacks_part: bool) -> Summary:
    resolved, whole, repetitions = found.resolved, found.signals, found.repetitions
    counts = {status: 0 for status in Status}
    took_s = []
    for repetition in repetitions:
        counts[repetition.status] += 1
        if repetition.status is Status.VALID:
            took_s.append(repetition.duration_s)
    tempo = (
        Tempo(float(np.median(took_s)), min(took_s), max(took_s)) if took_s else Tempo(*[None] * 3)
    )
    seen = whole.quality.seen
    hand_share = float(seen.mean()) if len(seen) else None
    return Summary(
        **{status.value: count for status, count in counts.items()},
        dose=resolved.exercise.dose.reps,
        dose_source=resolved.exercise.dose.source,
        tempo=tempo,
        hand_share=hand_share,
        view_share=float(whole.viewed[seen].mean()) if seen.any() else None,
        what=resolved.counter.what,
        bounds=count_interval(
            repetitions, hand_share, believed=resolved.calibration.believed, whole=not lacks_part
        ),
    )


def _made_by(resolved: ResolvedExercise, header: Header) -> Provenance:
    filter = resolved.counter.smoothing
    return Provenance(
        handtrack=__version__,
        engine=header.engine,
        model_sha256=header.model_sha256,
        exercise_version=resolved.exercise.version,
        smoothing=f"middle of three, one euro, {filter.min_cutoff_hz:g} Hz, beta {filter.beta:g}"
        if filter
        else "none",
        source=header.source,
        source_sha256=header.source_sha256,
        start_s=header.start_s,
        end_s=header.end_s,
        slowed=header.slowed,
    )
