"""On which finger the thumb was seen at each of its true touches."""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan

from handtrack.definitions.verifier_tables import Sequence
from handtrack.events import Touch
from handtrack.landmarks.hand import Finger
from handtrack.verifiers.sequence import contacts as touching
from validation.evaluate.agreement import Proportion
from validation.evaluate.clips import TrueTouch
from validation.evaluate.group_values import Touches
from validation.evaluate.score_clip import Outcome

SLACK_S = 0.1
"""Three frames at 30 a second: when contact begins is a matter of millimetres."""


def touches(outcomes: Iterable[Outcome]) -> tuple[Touches, ...]:
    """Of each true touch, on which finger the thumb was seen then, if on any.

    That is what the result says of it; of what comes after its pass was turned down, when a result
    lists no touches any more, it is what the same reading of the thumb says.
    """
    given: dict[tuple[str, Finger], list[set[Finger]]] = {}
    for o in outcomes:
        true = [touch for rep in o.clip.reps for touch in rep.touches]
        listed = [touch for rep in o.found for touch in rep.touches]
        read = _read(o) if true else []
        for touch in true:
            then = _during(touch, listed) or _during(touch, read)
            given.setdefault((o.clip.factors["camera turned"], touch.finger), []).append(then)
    order = list(Finger)
    keys = sorted(given, key=lambda key: (float(key[0].rstrip("°")), order.index(key[1])))
    return tuple(
        Touches(
            turned=turn,
            finger=finger.value,
            right=Proportion.count(finger in then for then in given[turn, finger]),
            elsewhere=sum(bool(then) and finger not in then for then in given[turn, finger]),
        )
        for turn, finger in keys
    )


def _during(true: TrueTouch, seen: Iterable[Touch]) -> set[Finger]:
    return {
        touch.finger
        for touch in seen
        if touch.start_s < true.end_s + SLACK_S and touch.end_s > true.start_s - SLACK_S
    }


def _read(o: Outcome) -> list[Touch]:
    """Every clear touch of a clip, whatever became of its pass; one ends where the hand is lost."""
    assert isinstance(o.exercise.method, Sequence)
    rule = o.exercise.method
    time_s, likely = o.scored.signals.time_s, o.scored.signals.progress
    found: list[touching.ContactEpisode] = []
    state = touching.TouchState()
    for at_s, frame in zip(time_s.tolist(), likely.tolist(), strict=True):
        if any(map(isnan, frame)):
            state, episodes = touching.TouchState(), touching.cut_off(rule, state, at_s)[1]
        else:
            state, episodes = touching.step(rule, state, at_s, frame)
        found += episodes
    found += touching.cut_off(rule, state, float(time_s[-1]))[1]
    return [episode.touch for episode in found if episode.clear]
