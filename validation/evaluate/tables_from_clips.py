"""Scored clips into tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from handtrack.events import Label, Reason, Status
from validation.evaluate.agreement import Proportion
from validation.evaluate.angle_tables import angle_rows, factor_rows
from validation.evaluate.clips import Made
from validation.evaluate.count_tables import counting
from validation.evaluate.expected_reasons import right_reason
from validation.evaluate.group_values import Group, Perfect, Verdicts
from validation.evaluate.grouping import covered_arcs, exercise_of, grouped, mean_or_none
from validation.evaluate.report_values import Range, Short
from validation.evaluate.score_clip import Arc, Joint, Outcome
from validation.evaluate.touches import touches
from validation.evaluate.trust import interval_trust, label_trust

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
        counting=tuple(counting(o[0].exercise.title, o) for o in grouped(outcomes, exercise_of)),
        verdicts=tuple(_verdicts(made.value, outcomes, made) for made in Made),
        spoiled=tuple(
            _verdicts(kind, outcomes, Made.SPOILED, kind) for kind in _spoiled_ways(outcomes)
        ),
        touches=touches(outcomes),
        angles=angle_rows(outcomes, by_finger=False),
        fingers=angle_rows(outcomes, by_finger=True),
        factors=factor_rows(outcomes),
        covered=covered_arcs(arcs),
        covered_reps=covered_arcs([a for o in outcomes for j in o.joints for a in j.reps]),
        warned=Proportion.count(has_camera_warning(o) for o in outcomes),
        told=label_trust(outcomes),
        bounded=interval_trust(outcomes),
    )


def short(outcomes: Sequence[Outcome]) -> Short:
    """Make the few figures of the short set, without intervals, in a moment."""
    found: dict[tuple[str, str, str], list[Arc]] = {}
    for o in sorted(outcomes, key=exercise_of):
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
    return Range(
        exercise, measure, view, Proportion.given(len(errors), len(arcs)), mean_or_none(errors)
    )


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


def without_camera_warning(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """What a reader would take at its word: clips without a warning, ranges labelled verified."""
    return verified(o for o in outcomes if not has_camera_warning(o))


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


def has_camera_warning(outcome: Outcome) -> bool:
    """Whether the result says that the camera stands wrong."""
    share = outcome.scored.result.summary.view_share
    notes = {note.reason for rep in outcome.found for note in rep.notes}
    return (share is None or share < ENOUGH_VIEW) or bool(notes & CAMERA)
