"""Agreement of joint angles with the truth, and what makes it worse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from handtrack.events import Label
from validation.evaluate.agreement import Agreement, Proportion, agree, figure
from validation.evaluate.clips import Clip
from validation.evaluate.count_tables import counting
from validation.evaluate.group_values import Angles, Factor
from validation.evaluate.grouping import covered_arcs, exercise_of, grouped, mean_or_none
from validation.evaluate.score_clip import Joint, Outcome

FRAMES_HZ = 5.0
"""Single readings are compared this often: neighbouring frames tell the same."""


def angle_rows(outcomes: Sequence[Outcome], by_finger: bool) -> tuple[Angles, ...]:
    """Agreement of each measure with the truth, by movement and view, or by finger as well."""
    rows = []
    places: dict[tuple[str, str, str, str], list[tuple[Outcome, Joint]]] = {}
    for o in sorted(outcomes, key=exercise_of):
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
                covered=covered_arcs(whole),
                covered_reps=covered_arcs(arcs),
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


def factor_rows(outcomes: Sequence[Outcome]) -> tuple[Factor, ...]:
    """Break the results down by all that the clips differ in."""
    rows = []
    usual = _usual_errors(outcomes)
    names = outcomes[0].clip.factors if outcomes else {}
    for factor in (*names, "view"):
        for some in grouped(outcomes, lambda o, f=factor: _level(o, f)):  # type: ignore[misc]
            pairs = [(o, joint) for o in some for joint in o.joints]
            level = _level(some[0], factor)
            rows.append(
                Factor(
                    factor=factor,
                    level=level,
                    counting=counting(level, some),
                    reps=agree_arcs(pairs),
                    more_deg=_more(pairs, usual),
                    covered=covered_arcs([j.whole for _, j in pairs if j.whole]),
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
    return mean_or_none(more)


def _level(outcome: Outcome, factor: str) -> str:
    return outcome.view.value if factor == "view" else outcome.clip.factors[factor]
