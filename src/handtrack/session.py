"""A whole recording: one hand, one exercise, one result.

A live session goes frame by frame (`stream.Stream`) and comes to the same repetitions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from handtrack import __version__
from handtrack.advice import advise
from handtrack.calibration import Calibration
from handtrack.count_bounds import count_bounds
from handtrack.counting.table import counting
from handtrack.definition import Exercise
from handtrack.edges import Edges, Placed
from handtrack.errors import CalibrationError
from handtrack.events import Candidate, Status
from handtrack.exercise_rom import joint_ranges
from handtrack.filters import GAP_S
from handtrack.hand import Floats, Hand, Side
from handtrack.judge import judge
from handtrack.objects import ObjectKind
from handtrack.own_range import clean_enough, counts, done_with, first_pass, without_faults
from handtrack.recording import Header, Recording
from handtrack.results import MadeBy, Repetition, SessionResult, Summary, Tempo
from handtrack.trace import Trace, cut_hand, trace


@dataclass(frozen=True, slots=True)
class Scored:
    """A result and what it rests on: the frames, and the exercise with the finger that did it."""

    exercise: Exercise
    result: SessionResult
    trace: Trace
    slot: int


def choose_slot(recording: Recording, side: Side | None) -> tuple[int, Side]:
    """Which of the hands seen does the exercise, and what side it is.

    The user's word fixes the side. Without it the hand seen most often is taken, and its side is
    the majority of its labels.
    """
    sides = recording.slot_sides()
    seen = (recording.is_right >= 0).sum(axis=0)
    fitting = [i for i, s in enumerate(sides) if side in (None, s)] or list(range(len(sides)))
    slot = max(fitting, key=lambda i: (int(seen[i]), -i))
    return slot, side or sides[slot] or Side.RIGHT


def score(
    recording: Recording,
    exercise: Exercise,
    side: Side | None = None,
    calibration: Calibration | None = None,
    neutral_s: tuple[float, float] | None = None,
) -> Scored:
    """Score a whole recording.

    Parameters
    ----------
    side : Side, optional
        Which hand does the exercise; the one seen most otherwise.
    calibration : Calibration, optional
        The person's own range; taken from the recording itself otherwise.
    neutral_s : tuple of float, optional
        Half-open interval in which the wrist is held still and straight.

    Raises
    ------
    CalibrationError
        The calibration was taken with an object that was not followed here.
    """
    slot, used_side = choose_slot(recording, side)
    hand = recording.hand(slot, used_side)
    kind = ObjectKind(name) if (name := recording.header.object_kind) else None
    if calibration is None:
        beside = exercise.seen_with(kind)
        calibration, raw, signal = first_pass(beside, hand, _hold(hand, neutral_s))
        if beside is not exercise:
            calibration = replace(calibration, object=kind)
        exercise = done_with(exercise, calibration)
        whole = trace(exercise, hand, calibration, *_scaled(exercise, calibration, raw, signal))
        repetitions = _judged(exercise, calibration, whole)
        own = without_faults(exercise, calibration, signal, whole, repetitions)
        if own is not calibration:
            progress, way = _scaled(exercise, own, raw, signal)
            again = replace(whole, progress=progress, way=way)
            found = _judged(exercise, own, again)
            shown = clean_enough(found) and any(map(counts, found))
            if clean_enough(repetitions) or shown:
                calibration, whole, repetitions = own, again, found
    else:
        if calibration.object not in (None, kind):
            raise CalibrationError(
                f"The calibration was made with the {calibration.object} followed, and in this "
                "clip none was. Make it known with --object, or calibrate without it."
            )
        exercise = done_with(exercise, calibration)
        counted = counting(exercise)
        raw = counted.read(hand, calibration.forearm.line if calibration.forearm else None)
        signal = counted.filtered(np.asarray(hand.time_s), raw)
        whole = trace(exercise, hand, calibration, *_scaled(exercise, calibration, raw, signal))
        repetitions = _judged(exercise, calibration, whole)
    result = _result(exercise, calibration, recording, whole, repetitions, side is not None)
    return Scored(exercise, result, whole, slot)


def _scaled(
    exercise: Exercise, calibration: Calibration, raw: Floats, signal: Floats
) -> tuple[Floats, Floats]:
    """Progress and way of a trace, on the person's own scale."""
    counted = counting(exercise)
    return counted.progress(calibration, signal), counted.way_of(calibration, raw)


def _judged(exercise: Exercise, calibration: Calibration, whole: Trace) -> tuple[Repetition, ...]:
    """The repetitions found in a trace, and judged."""
    counted = counting(exercise)
    candidates = counted.machine().run(*_with_stalls(whole.time_s, whole.progress))
    edges = Edges(whole.time_s, whole.way) if counted.by_movement else None
    in_order = sorted(candidates, key=lambda c: c.start_s)
    return judge(exercise, calibration, _placed(edges, in_order), whole)


def _with_stalls(time_s: Floats, progress: Floats) -> tuple[Floats, Floats]:
    """Times and progress in which a camera that stalled has lost the hand for as long."""
    after = np.flatnonzero(np.diff(time_s) > GAP_S) + 1
    return (
        np.insert(time_s, after, time_s[after - 1]),
        np.insert(progress, after, np.nan, axis=0),
    )


def _placed(edges: Edges | None, proposed: Iterable[Candidate]) -> list[Candidate]:
    """Candidates in order of time, with their edges where their movements have them."""
    if edges is None:
        return list(proposed)
    placed: list[Placed] = []
    for candidate in proposed:
        found = edges.place(candidate, placed[-1] if placed else None)
        placed += [found] if found else []
    return [p.candidate for p in placed]


def _hold(hand: Hand, neutral_s: tuple[float, float] | None) -> Hand | None:
    if neutral_s is None:
        return None
    i, j = np.searchsorted(np.asarray(hand.time_s), neutral_s)
    return cut_hand(hand, slice(int(i), int(j)))


def _result(
    exercise: Exercise,
    calibration: Calibration,
    recording: Recording,
    whole: Trace,
    repetitions: tuple[Repetition, ...],
    side_given: bool,
) -> SessionResult:
    header = recording.header
    counted = counting(exercise)
    result = SessionResult(
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
        ranges=joint_ranges(exercise, calibration, whole, repetitions),
        summary=_summary(exercise, whole, repetitions),
        advice=(),
        calibration=calibration,
        made_by=_made_by(exercise, header),
        finger=calibration.finger,
        estimated=exercise.report.estimated,
    )
    return replace(result, advice=advise(exercise, recording, whole, result))


def _summary(exercise: Exercise, whole: Trace, repetitions: tuple[Repetition, ...]) -> Summary:
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
        dose=exercise.dose.reps,
        dose_source=exercise.dose.source,
        tempo=tempo,
        hand_share=hand_share,
        view_share=float(whole.viewed[seen].mean()) if seen.any() else None,
        what=counting(exercise).what,
        bounds=count_bounds(repetitions, hand_share),
    )


def _made_by(exercise: Exercise, header: Header) -> MadeBy:
    filter = counting(exercise).smoothing
    return MadeBy(
        handtrack=__version__,
        mediapipe=header.mediapipe,
        model_sha256=header.model_sha256,
        exercise_version=exercise.version,
        smoothing=f"middle of three, one euro, {filter.min_cutoff_hz:g} Hz, beta {filter.beta:g}"
        if filter
        else "none",
        source=header.source,
        source_sha256=header.source_sha256,
    )
