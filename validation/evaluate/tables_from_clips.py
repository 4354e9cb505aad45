"""Scored clips into tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from handtrack.events import Label, Reason, Status
from validation.evaluate.agreement import Agreement, Proportion, agree, figure
from validation.evaluate.clips import Clip, Made, landmark_error_l
from validation.evaluate.expected_reasons import COUNTS, right_reason
from validation.evaluate.report_values import (
    Angles,
    Counting,
    Factor,
    Group,
    Perfect,
    Range,
    Short,
    Verdicts,
)
from validation.evaluate.score_clip import Arc, Joint, Outcome
from validation.evaluate.touches import touches
from validation.evaluate.trust import bounded, told

MISPLACED_L = 0.5
"""Landmarks this many hand lengths from the true ones, on average, are on something else."""
FRAMES_HZ = 5.0
"""Single readings are compared this often: neighbouring frames tell the same."""
CAMERA = frozenset({Reason.WRONG_VIEW, Reason.HAND_TOO_SMALL, Reason.NEAR_FRAME_EDGE})
ENOUGH_VIEW = 0.9
"""Below this share of frames the product asks for another view."""


def group(name: str, outcomes: Sequence[Outcome]) -> Group:
    """Make all tables of clips placed alike."""
    arcs = [joint.whole for o in outcomes for joint in o.joints if joint.whole]
    return Group(
        name=name,
        hands=len({o.clip.subject for o in outcomes}),
        total=counting("all", outcomes),
        counting=tuple(counting(o[0].exercise.title, o) for o in _by(outcomes, _exercise)),
        verdicts=tuple(_verdicts(made.value, outcomes, made) for made in Made),
        spoiled=tuple(
            _verdicts(kind, outcomes, Made.SPOILED, kind) for kind in _spoiled_ways(outcomes)
        ),
        touches=touches(outcomes),
        angles=_angles(outcomes, by_finger=False),
        fingers=_angles(outcomes, by_finger=True),
        factors=_factors(outcomes),
        covered=_covered(arcs),
        covered_reps=_covered([a for o in outcomes for j in o.joints for a in j.reps]),
        warned=Proportion.count(warned(o) for o in outcomes),
        told=told(outcomes),
        bounded=bounded(outcomes),
    )


def short(outcomes: Sequence[Outcome]) -> Short:
    """Make the few figures of the short set, without intervals, in a moment."""
    found: dict[tuple[str, str, str], list[Arc]] = {}
    for o in sorted(outcomes, key=_exercise):
        for joint in o.joints:
            key = (o.exercise.title, joint.name, o.view.value)
            found.setdefault(key, []).extend(joint.reps)
    touched = touches(outcomes)
    return Short(
        total=counting("all", outcomes),
        verdicts=tuple(_verdicts(made.value, outcomes, made) for made in Made),
        touches=Proportion.given(
            sum(t.right.hits for t in touched), sum(t.right.of for t in touched)
        ),
        ranges=tuple(_range(*key, arcs) for key, arcs in found.items()),
    )


def perfect(outcomes: Sequence[Outcome]) -> Perfect:
    """Make the tables of clips scored on their true joints."""
    return Perfect(
        counting("all, on true joints", outcomes),
        tuple(_verdicts(made.value, outcomes, made) for made in Made),
    )


def _range(exercise: str, measure: str, view: str, arcs: Sequence[Arc]) -> Range:
    errors = [abs(arc.seen - arc.true) for arc in arcs if arc.seen is not None]
    return Range(exercise, measure, view, Proportion.given(len(errors), len(arcs)), _mean(errors))


def _by(outcomes: Iterable[Outcome], key: Callable[[Outcome], str]) -> list[list[Outcome]]:
    return [list(some) for _, some in groupby(sorted(outcomes, key=key), key)]


def _exercise(outcome: Outcome) -> str:
    return outcome.exercise.id.zfill(4)


def counting(name: str, outcomes: Sequence[Outcome]) -> Counting:
    """Count how repetitions were counted."""
    return Counting(
        name=name,
        clips=len(outcomes),
        reps=sum(o.clip.count(*COUNTS) for o in outcomes),
        minutes=_minutes(outcomes),
        detected=_detected(outcomes),
        sided=Proportion.count(o.scored.result.side is o.clip.side for o in outcomes),
        exact=Proportion.count(o.miscount == 0 for o in outcomes),
        near=Proportion.count(abs(o.miscount) <= 1 for o in outcomes),
        f1=_pooled_f1(outcomes),
        edges_s=_mean([e for o in outcomes for e in o.edge_errors_s]),
        ghosts=sum(o.ghosts for o in outcomes),
    )


def _minutes(outcomes: Iterable[Outcome]) -> float:
    return round(sum(o.scored.result.duration_s for o in outcomes) / 60, 2)


def _mean(values: Sequence[float]) -> float | None:
    return figure(float(np.mean(values))) if values else None


def _pooled_f1(outcomes: Iterable[Outcome]) -> float | None:
    found = [o.counted for o in outcomes]
    pairs = sum(len(m.pairs) for m in found)
    events = 2 * pairs + sum(len(m.missed) + len(m.extra) for m in found)
    return figure(2 * pairs / events) if events else None


def _detected(outcomes: Iterable[Outcome]) -> Proportion:
    """Frames with landmarks on the hand, of those that show all of it."""
    hits = of = 0
    for o in outcomes:
        hand = o.scored.trace.hand
        frames = len(np.asarray(hand.time_s))
        inside = o.clip.inside[:frames]
        with np.errstate(invalid="ignore"):
            near = landmark_error_l(o.clip, hand.image_px) < MISPLACED_L
        hits, of = hits + int((near & inside).sum()), of + int(inside.sum())
    return Proportion.given(hits, of)


def _verdicts(name: str, outcomes: Iterable[Outcome], made: Made, way: str = "") -> Verdicts:
    said = {status: 0 for status in Status}
    missed, reasons = 0, []
    for o in outcomes:
        partner = dict(o.same.pairs)
        for i, rep in enumerate(o.clip.reps):
            if rep.made is not made or (way and rep.spoiled != way):
                continue
            found = o.found[partner[i]] if i in partner else None
            if found:
                said[found.status] += 1
            missed += found is None
            if made is not Made.FULL:
                reasons.append(right_reason(rep, found))
    counts = {status.value: count for status, count in said.items()}
    right = None if made is Made.FULL else Proportion.count(reasons)
    return Verdicts(name, **counts, missed=missed, right_reason=right)


def _spoiled_ways(outcomes: Iterable[Outcome]) -> list[str]:
    return sorted({r.spoiled for o in outcomes for r in o.clip.reps if r.made is Made.SPOILED})


def _covered(arcs: Iterable[Arc]) -> Proportion:
    return Proportion.count(bool(arc.covers) for arc in arcs if arc.covers is not None)


def quiet(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """What a reader would take at its word: clips without a warning, ranges labelled verified."""
    return verified(o for o in outcomes if not warned(o))


def verified(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The same clips without the ranges that are labelled estimated."""
    return [replace(o, joints=tuple(map(_verified, o.joints))) for o in outcomes]


def _verified(joint: Joint) -> Joint:
    sure = [i for i, arc in enumerate(joint.reps) if arc.label is Label.VERIFIED]
    whole = joint.whole if joint.whole and joint.whole.label is Label.VERIFIED else None
    return replace(
        joint,
        reps=tuple(joint.reps[i] for i in sure),
        place=tuple(joint.place[i] for i in sure),
        whole=whole,
    )


def warned(outcome: Outcome) -> bool:
    """Whether the result says that the camera stands wrong."""
    share = outcome.scored.result.summary.view_share
    notes = {note.reason for rep in outcome.found for note in rep.notes}
    return (share is None or share < ENOUGH_VIEW) or bool(notes & CAMERA)


def _angles(outcomes: Sequence[Outcome], by_finger: bool) -> tuple[Angles, ...]:
    rows = []
    places: dict[tuple[str, str, str, str], list[tuple[Outcome, Joint]]] = {}
    for o in sorted(outcomes, key=_exercise):
        for joint in o.joints:
            finger = str(joint.reading.finger or "") if by_finger else ""
            key = (o.exercise.title, joint.name, finger, o.view.value)
            places.setdefault(key, []).append((o, joint))
    for (title, measure, finger, view), found in places.items():
        arcs = [arc for _, joint in found for arc in joint.reps]
        printed = [arc for arc in arcs if arc.seen is not None]
        whole = [joint.whole for _, joint in found if joint.whole]
        errors = [arc.error for arc in printed if arc.error is not None]
        rows.append(
            Angles(
                exercise=title,
                measure=measure,
                finger=finger,
                view=view,
                clips=len({o.clip.name for o, _ in found}),
                refused=Proportion.count(arc.seen is None for arc in arcs),
                reps=agree_arcs(found),
                frames=_agree_frames(found),
                covered=_covered(whole),
                covered_reps=_covered(arcs),
                error_deg=figure(np.median(errors)) if errors else None,
                verified=Proportion.count(a.label is Label.VERIFIED for a in printed),
            )
        )
    return tuple(rows)


def agree_arcs(found: Iterable[tuple[Outcome, Joint]]) -> Agreement:
    """Printed ranges of single repetitions against the truth."""
    rows = [
        (arc.seen, arc.true, o.clip)
        for o, joint in found
        for arc in joint.reps
        if arc.seen is not None
    ]
    return _agree([r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows])


def _agree_frames(found: Iterable[tuple[Outcome, Joint]]) -> Agreement:
    """Single readings against the truth."""
    seen: list[float] = []
    true: list[float] = []
    clips: list[Clip] = []
    for o, joint in found:
        every = max(round(o.clip.fps / FRAMES_HZ), 1)
        seen += joint.seen[::every].tolist()
        true += joint.true[::every].tolist()
        clips += [o.clip] * len(joint.seen[::every])
    return _agree(seen, true, clips)


def _agree(seen: Sequence[float], true: Sequence[float], clips: Sequence[Clip]) -> Agreement:
    return agree(seen, true, [c.subject for c in clips], [c.name for c in clips])


def _factors(outcomes: Sequence[Outcome]) -> tuple[Factor, ...]:
    """Break the results down by all that the clips differ in."""
    rows = []
    usual = _usual_errors(outcomes)
    names = outcomes[0].clip.factors if outcomes else {}
    for factor in (*names, "view"):
        for some in _by(outcomes, lambda o, f=factor: _level(o, f)):  # type: ignore[misc]
            pairs = [(o, joint) for o in some for joint in o.joints]
            level = _level(some[0], factor)
            rows.append(
                Factor(
                    factor=factor,
                    level=level,
                    counting=counting(level, some),
                    reps=agree_arcs(pairs),
                    more_deg=_more(pairs, usual),
                    covered=_covered([j.whole for _, j in pairs if j.whole]),
                )
            )
    return tuple(rows)


Kind = tuple[str, str, str]


def _kind(outcome: Outcome, joint: Joint) -> Kind:
    return outcome.exercise.id, joint.name, outcome.view.value


def _errors(joint: Joint) -> list[float]:
    return [abs(arc.seen - arc.true) for arc in joint.reps if arc.seen is not None]


def _usual_errors(outcomes: Iterable[Outcome]) -> dict[Kind, float]:
    """The mean absolute error of each joint in each movement and view."""
    found: dict[Kind, list[float]] = {}
    for o in outcomes:
        for joint in o.joints:
            found.setdefault(_kind(o, joint), []).extend(_errors(joint))
    return {kind: float(np.mean(errors)) for kind, errors in found.items() if errors}


def _more(pairs: Iterable[tuple[Outcome, Joint]], usual: Mapping[Kind, float]) -> float | None:
    """How much larger errors are here than those of the same joints everywhere."""
    more = [e - usual[_kind(o, joint)] for o, joint in pairs for e in _errors(joint)]
    return _mean(more)


def _level(outcome: Outcome, factor: str) -> str:
    return outcome.view.value if factor == "view" else outcome.clip.factors[factor]
