"""The loop: one hand, one exercise, one result.

`score` takes a whole recording; `Stream` takes one frame at a time, as a live session does. Both
run the same measurements, filters and machines, and judge a repetition by the same frames, so
they come to the same repetitions.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import inf

import numpy as np

from handtrack import __version__
from handtrack.advice import advise
from handtrack.calibration import Calibration, Forearm
from handtrack.counting.table import counting
from handtrack.definition import Exercise
from handtrack.edges import NEEDED_S, Edges, Placed
from handtrack.errors import CalibrationError
from handtrack.events import Candidate, Reason, Status
from handtrack.exercise_rom import joint_ranges
from handtrack.filters import GAP_S
from handtrack.hand import Floats, Hand, Side
from handtrack.judge import judge
from handtrack.methods import Cycle, Hold
from handtrack.objects import ObjectKind
from handtrack.recording import Header, Recording
from handtrack.results import MadeBy, Repetition, SessionResult, Summary, Tempo
from handtrack.trace import Trace, cut_hand, trace
from handtrack.views import in_front

HERE = "this recording"
FORGET_EVERY = 300
"""Frames that a stream lets gather before it looks which it still needs."""
_OF_TIME_OR_SIZE = frozenset(
    {Reason.TOO_SMALL, Reason.BELOW_MINIMUM, Reason.INCOMPLETE_RETURN, Reason.ONE_DIRECTION_ONLY}
    | {Reason.SHORT_HOLD, Reason.TOO_FAST, Reason.TOO_SLOW, Reason.LET_FALL}
    | {Reason.OTHER_HAND_HELPED}
)
"""What says nothing against the ends that a movement reached."""
LEAST_CLEAN = 2
"""Provisional: repetitions, or movements where nothing counted, without a fault from which an own
range is taken; one may be partial."""
LOOK_EVERY_S = 0.1
"""How often a stream looks whether a movement is over."""


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


def calibrate(exercise: Exercise, hand: Hand, neutral: Hand | None = None) -> Calibration:
    """The person's own range from the clip itself: the first pass.

    Parameters
    ----------
    hand : Hand
        The whole clip.
    neutral : Hand, optional
        A still hold with the wrist straight, from which the forearm line is kept. Without it the
        forearm in the picture is taken, and without that the middle of the clip's own movement.
    """
    return _first_pass(exercise, hand, neutral)[0]


def _first_pass(
    exercise: Exercise, hand: Hand, neutral: Hand | None
) -> tuple[Calibration, Floats, Floats]:
    """The calibration, and the readings it was taken from: as they are, and filtered.

    Where the person chooses a finger, it is the one that moves most. Seen edge-on the finger in
    front hides the others, which the tracker then guesses: it is taken if it moves far enough.
    """
    forearm = _forearm(hand, neutral) if exercise.needs_forearm else None
    choice, time_s = exercise.choice, np.asarray(hand.time_s)
    passes = []
    for finger in choice.fingers if choice else (None,):
        counted = counting(exercise.of(finger) if finger else exercise)
        raw = counted.read(hand, forearm.line if forearm else None)
        signal = counted.filtered(time_s, raw)
        own = Calibration(exercise.id, hand.side, HERE, forearm=forearm, finger=finger)
        passes.append((counted.calibrated(own, time_s, signal), raw, signal))
    if choice and isinstance(exercise.method, Cycle | Hold):
        front, least = in_front(hand), exercise.method.least.value
        passes = [p for p in passes if p[0].finger is front and p[0].range >= least] or passes
    return max(passes, key=lambda found: found[0].range)


def _forearm(hand: Hand, neutral: Hand | None) -> Forearm | None:
    if neutral is not None:
        return Forearm.of(neutral, known=True)
    return Forearm.in_picture(hand) or Forearm.of(hand, known=False)


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
        calibration, raw, signal = _first_pass(beside, hand, _hold(hand, neutral_s))
        if beside is not exercise:
            calibration = replace(calibration, object=kind)
        exercise = _done_with(exercise, calibration)
        whole, repetitions = _counted(exercise, hand, calibration, raw, signal)
        own = _without_faults(exercise, calibration, signal, whole, repetitions)
        if own is not calibration:
            again = _counted(exercise, hand, own, raw, signal)
            if any(map(_is_clean, repetitions)) or any(map(_counts, again[1])):
                calibration, (whole, repetitions) = own, again
    else:
        if calibration.object not in (None, kind):
            raise CalibrationError(
                f"The calibration was made with the {calibration.object} followed, and in this "
                "clip none was. Make it known with --object, or calibrate without it."
            )
        exercise = _done_with(exercise, calibration)
        counted = counting(exercise)
        raw = counted.read(hand, calibration.forearm.line if calibration.forearm else None)
        signal = counted.filtered(np.asarray(hand.time_s), raw)
        whole, repetitions = _counted(exercise, hand, calibration, raw, signal)
    result = _result(exercise, calibration, recording, whole, repetitions, side is not None)
    return Scored(exercise, result, whole, slot)


def _counted(
    exercise: Exercise, hand: Hand, calibration: Calibration, raw: Floats, signal: Floats
) -> tuple[Trace, tuple[Repetition, ...]]:
    """The trace, and the repetitions found and judged in it."""
    counted = counting(exercise)
    way = counted.way_of(calibration, raw)
    whole = trace(exercise, hand, calibration, counted.progress(calibration, signal), way)
    candidates = counted.machine().run(*_with_stalls(whole.time_s, whole.progress))
    edges = Edges(whole.time_s, way) if counted.by_movement else None
    in_order = sorted(candidates, key=lambda c: c.start_s)
    return whole, judge(exercise, calibration, _placed(edges, in_order), whole)


def _without_faults(
    exercise: Exercise,
    calibration: Calibration,
    signal: Floats,
    whole: Trace,
    repetitions: Sequence[Repetition],
) -> Calibration:
    """The own range without the movements at which something else than their size was found.

    A forearm that turns along, fingers that bend or a hand that leaves the picture read as a range
    nobody has, and what lies between two such movements in a row is part of them. Where too few are
    clean, the calibration stays the very one that it was. Where none is and nothing counts, the
    others may have been too small beside such a range to be found: enough of them make their own.
    """
    counted = counting(exercise)
    clean = [_is_clean(r) for r in repetitions]
    none = not any(clean) and not any(map(_counts, repetitions))
    if not counted.guided or all(clean) or not (none or sum(clean) >= LEAST_CLEAN):
        return calibration
    signal, cut_s = signal.copy(), inf
    for r, without in zip(repetitions, clean, strict=True):
        if without:
            cut_s = inf
            continue
        i, j = np.searchsorted(whole.time_s, (min(cut_s, r.start_s), r.end_s))
        signal[i:j] = np.nan
        cut_s = r.end_s
    own = counted.calibrated(replace(calibration, excursions=0), whole.time_s, signal)
    enough = _moves_enough(exercise, own) if none else own.range > 0
    return own if enough else calibration


def _counts(repetition: Repetition) -> bool:
    return repetition.status is Status.VALID


def _is_clean(repetition: Repetition) -> bool:
    """Whether nothing was found that speaks against the ends that the movement reached."""
    return _OF_TIME_OR_SIZE.issuperset(n.reason for n in repetition.notes)


def _moves_enough(exercise: Exercise, own: Calibration) -> bool:
    """Whether the own range is one of movements as many and as large as are asked for."""
    rule = exercise.method
    if not isinstance(rule, Cycle | Hold):
        return False
    return own.range >= rule.least.value and own.excursions >= LEAST_CLEAN


def _done_with(exercise: Exercise, calibration: Calibration) -> Exercise:
    """The exercise, with the object and of the finger that the calibration is of."""
    exercise = exercise.seen_with(calibration.object)
    return exercise.of(calibration.finger) if calibration.finger else exercise


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
        what=counting(exercise).what,
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


Kept = tuple[Hand, float | Floats, float | Floats]
"""Of a frame: the hand, its reading as it is, and its progress."""


class Stream:
    """Feed one hand frame by frame; repetitions come out as they end.

    Parameters
    ----------
    exercise : Exercise
    calibration : Calibration
        The person's own range, taken beforehand.

    Attributes
    ----------
    share : float or None
        How far the last frame's movement was on the own range: 0 at rest, 1 at the peak, NaN
        where it could not be read; None before the first frame and for what is no cycle.
    """

    def __init__(self, exercise: Exercise, calibration: Calibration) -> None:
        self._exercise = _done_with(exercise, calibration)
        self._calibration = calibration
        self._counted = counting(self._exercise)
        self._machine = self._counted.machine()
        self._filter = self._counted.filter()
        self._forearm = calibration.forearm.line if calibration.forearm else None
        self._frames: list[Kept] = []  # what may yet be judged
        self._waiting: list[Candidate] = []  # for their edges
        self._before: Placed | None = None
        self._count = 0
        self._room = FORGET_EVERY
        self.share: float | None = None
        self._look_s = -inf

    def push(self, hand: Hand) -> list[Repetition]:
        """One frame, later than the one before; the repetitions that are known from it on."""
        time_s = float(hand.time_s)
        raw: float | Floats = self._counted.read(hand, self._forearm)
        signal = self._filter.push(time_s, raw) if self._filter else raw
        share = self._counted.progress(self._calibration, signal)
        last_s = float(self._frames[-1][0].time_s) if self._frames else time_s
        self._frames.append((hand, raw, share))
        if time_s - last_s > GAP_S:  # see `_with_stalls`
            self._waiting += self._machine.push(last_s, share * np.nan)
        self._waiting += self._machine.push(time_s, share)
        self.share = float(share) if np.ndim(share) == 0 else None
        repetitions = self._known(time_s) if self._waiting and time_s >= self._look_s else []
        if len(self._frames) > self._room:
            self._forget()
        return repetitions

    @property
    def timer_s(self) -> float | None:
        """Seconds on the verifier's own timer for what is under way; None where it has none."""
        return self._machine.timer_s

    @property
    def parts_done(self) -> int | None:
        """How many parts of what is under way are done; None where it has no parts."""
        return self._machine.parts_done

    def finish(self) -> list[Repetition]:
        """The end of the session: what was still open."""
        if not self._frames:
            return []
        self._waiting += self._machine.finish()
        return self._known(inf)

    def _known(self, now_s: float) -> list[Repetition]:
        """What waited long enough."""
        repetitions: list[Repetition] = []
        while self._waiting:
            placed = self._placed(self._waiting[0])
            if placed and placed.known_s > now_s:
                self._look_s = now_s + LOOK_EVERY_S
                break
            self._waiting.pop(0)
            if placed is None:
                continue
            self._before, self._count = placed, self._count + 1
            rep = self._trace_of(placed.candidate)
            repetitions += judge(
                self._exercise, self._calibration, [placed.candidate], rep, self._count
            )
        return repetitions

    def _placed(self, candidate: Candidate) -> Placed | None:
        """Look for its edges among the frames kept."""
        if not self._counted.by_movement:
            return Placed(candidate, candidate, candidate.end_s)
        kept = self._frames[self._since(candidate.start_s - NEEDED_S) :]
        time_s = np.array([float(hand.time_s) for hand, _, _ in kept])
        return Edges(time_s, self._way(kept)).place(candidate, self._before)

    def _trace_of(self, candidate: Candidate) -> Trace:
        """Trace the repetition's frames, and the one before, which tells how the first moved."""
        i, j = self._since(candidate.start_s), self._since(candidate.end_s)
        kept = self._frames[max(i - 1, 0) : j]
        hands = [hand for hand, _, _ in kept]
        gathered = replace(
            hands[0],
            time_s=np.array([float(hand.time_s) for hand in hands]),
            image_px=np.array([hand.image_px for hand in hands]),
            world_m=np.array([hand.world_m for hand in hands]),
            settling=np.array([hand.settling for hand in hands]),
            object_px=None
            if hands[0].object_px is None
            else np.array([hand.object_px for hand in hands]),
            other_px=None
            if hands[0].other_px is None
            else np.array([hand.other_px for hand in hands]),
            forearm=None,  # the calibration holds its line
        )
        share = np.array([share for _, _, share in kept])
        return trace(self._exercise, gathered, self._calibration, share, self._way(kept))

    def _way(self, kept: Sequence[Kept]) -> Floats:
        """How far the movement goes, by the readings of some of the frames kept."""
        return self._counted.way_of(self._calibration, np.array([raw for _, raw, _ in kept]))

    def _since(self, time_s: float) -> int:
        """The first of the frames kept that is not before this time."""
        return bisect_left(self._frames, time_s, key=lambda frame: float(frame[0].time_s))

    def _forget(self) -> None:
        """Drop the frames that no repetition to come can need."""
        open_s = [self._machine.open_since_s, *(c.start_s for c in self._waiting)]
        self._frames = self._frames[max(self._since(min(open_s) - NEEDED_S) - 1, 0) :]
        self._room = len(self._frames) + FORGET_EVERY
