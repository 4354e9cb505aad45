"""The loop: one hand, one exercise, one result.

`score` takes a whole recording; `Stream` takes one frame at a time, as a live session does. Both
run the same measurements, filters and machines, and judge a repetition by the same frames, so
they come to the same repetitions.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from handtrack import __version__
from handtrack.advice import advise
from handtrack.calibration import Calibration, Forearm
from handtrack.counting.table import counting
from handtrack.definition import Exercise
from handtrack.events import Candidate, Status
from handtrack.exercise_rom import joint_ranges
from handtrack.hand import Floats, Hand, Side
from handtrack.judge import judge
from handtrack.recording import Header, Recording
from handtrack.results import MadeBy, Repetition, SessionResult, Summary, Tempo
from handtrack.trace import Trace, cut_hand, trace

HERE = "this recording"
FORGET_EVERY = 300
"""Frames that a stream lets gather before it looks which it still needs."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A result and the frames it rests on."""

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


def calibrate(exercise: Exercise, hand: Hand, neutral: Hand | None = None) -> Calibration:
    """The person's own range from the clip itself: the first pass.

    Parameters
    ----------
    hand : Hand
        The whole clip.
    neutral : Hand, optional
        A still hold with the wrist straight, from which the forearm line is kept. Without it the
        middle of the clip's own movement stands in.
    """
    return _first_pass(exercise, hand, neutral)[0]


def _first_pass(exercise: Exercise, hand: Hand, neutral: Hand | None) -> tuple[Calibration, Floats]:
    """The calibration, and the counting signal it was taken from."""
    forearm = Forearm.of(neutral or hand, neutral is not None) if exercise.needs_forearm else None
    counted = counting(exercise)
    signal = counted.signal(hand, forearm.line if forearm else None)
    calibration = Calibration(exercise.id, hand.side, HERE, forearm=forearm)
    return counted.calibrated(calibration, np.asarray(hand.time_s), signal), signal


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
    """
    counted = counting(exercise)
    slot, used_side = choose_slot(recording, side)
    hand = recording.hand(slot, used_side)
    if calibration is None:
        calibration, signal = _first_pass(exercise, hand, _hold(hand, neutral_s))
    else:
        forearm = calibration.forearm.line if calibration.forearm else None
        signal = counted.signal(hand, forearm)
    whole = trace(exercise, hand, calibration, counted.progress(calibration, signal))
    candidates = counted.machine().run(whole.time_s, whole.progress)
    in_order = sorted(candidates, key=lambda c: c.start_s)
    repetitions = judge(exercise, calibration, in_order, whole)
    result = _result(exercise, calibration, recording, whole, repetitions, side is not None)
    return Scored(result, whole, slot)


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
    )
    return replace(result, advice=advise(exercise, recording, whole, result))


def _summary(exercise: Exercise, whole: Trace, repetitions: Iterable[Repetition]) -> Summary:
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
    return Summary(
        **{status.value: count for status, count in counts.items()},
        dose=exercise.dose.reps,
        dose_source=exercise.dose.source,
        tempo=tempo,
        hand_share=float(seen.mean()) if len(seen) else None,
        view_share=float(whole.viewed[seen].mean()) if seen.any() else None,
    )


def _made_by(exercise: Exercise, header: Header) -> MadeBy:
    filter = counting(exercise).smoothing
    return MadeBy(
        handtrack=__version__,
        mediapipe=header.mediapipe,
        model_sha256=header.model_sha256,
        exercise_version=exercise.version,
        smoothing=f"one euro, {filter.min_cutoff_hz:g} Hz, beta {filter.beta:g}"
        if filter
        else "none",
        source=header.source,
        source_sha256=header.source_sha256,
    )


class Stream:
    """Feed one hand frame by frame; repetitions come out as they end.

    Parameters
    ----------
    exercise : Exercise
    calibration : Calibration
        The person's own range, taken beforehand.
    """

    def __init__(self, exercise: Exercise, calibration: Calibration) -> None:
        self._exercise = exercise
        self._calibration = calibration
        self._counted = counting(exercise)
        self._machine = self._counted.machine()
        self._filter = self._counted.filter()
        self._forearm = calibration.forearm.line if calibration.forearm else None
        self._frames: list[tuple[Hand, float | Floats]] = []  # of what may yet be judged
        self._count = 0

    def push(self, hand: Hand) -> list[Repetition]:
        """One frame, later than the one before; the repetitions that ended with it."""
        signal: float | Floats = self._counted.read(hand, self._forearm)
        if self._filter:
            signal = self._filter.push(float(hand.time_s), signal)
        share = self._counted.progress(self._calibration, signal)
        self._frames.append((hand, share))
        repetitions = self._judged(self._machine.push(float(hand.time_s), share))
        if len(self._frames) > FORGET_EVERY:
            self._forget(self._machine.open_since_s)
        return repetitions

    def finish(self) -> list[Repetition]:
        """The end of the session: what was still open."""
        return self._judged(self._machine.finish()) if self._frames else []

    def _judged(self, found: Iterable[Candidate]) -> list[Repetition]:
        repetitions: list[Repetition] = []
        for candidate in found:
            self._count += 1
            rep = self._trace_of(candidate)
            repetitions += judge(self._exercise, self._calibration, [candidate], rep, self._count)
        return repetitions

    def _trace_of(self, candidate: Candidate) -> Trace:
        """Trace the repetition's frames, and the one before, which tells how the first moved."""
        hands = [hand for hand, _ in self._frames]
        times = np.array([float(hand.time_s) for hand in hands])
        i, j = np.searchsorted(times, [candidate.start_s, candidate.end_s])
        before = slice(max(i - 1, 0), j)
        gathered = replace(
            hands[0],
            time_s=times[before],
            image_px=np.array([h.image_px for h in hands[before]]),
            world_m=np.array([h.world_m for h in hands[before]]),
            settling=np.array([h.settling for h in hands[before]]),
            object_px=None
            if hands[0].object_px is None
            else np.array([h.object_px for h in hands[before]]),
        )
        share = np.array([s for _, s in self._frames[before]])
        return trace(self._exercise, gathered, self._calibration, share)

    def _forget(self, before_s: float) -> None:
        """Drop the frames that no repetition to come can need."""
        times = [float(hand.time_s) for hand, _ in self._frames]
        self._frames = self._frames[max(bisect_left(times, before_s) - 1, 0) :]
