"""What pages say of exercises: cards to choose from, and the items of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from handtrack.definitions.exercise import Exercise
from handtrack.files import packaged_toml
from handtrack.live.browser.demonstrations.drawn_movements import has_demonstration
from handtrack.live.language.texts import Texts
from handtrack.live.session_plan import PlannedExercise, SessionPlan
from handtrack.verifiers.registry import counter_for

REP_S = 4.0
"""Domain judgement: how long one repetition usually takes, to say how long a plan will."""


def groups(exercises: Iterable[Exercise], texts: Texts) -> list[dict[str, Any]]:
    """Group exercises as the article does, one's own last.

    Parameters
    ----------
    exercises : iterable of Exercise
    texts : Texts
    """
    left = {exercise.id: exercise for exercise in exercises}
    found = []
    for name, table in packaged_toml("live/browser/article_groups.toml").items():
        found.append((name, [left.pop(one) for one in table["exercises"] if one in left]))
    found.append(("own", list(left.values())))
    return [
        {
            "name": name,
            "title": texts.say("group", name),
            "exercises": [card(exercise, texts) for exercise in members],
        }
        for name, members in found
        if members
    ]


def card(exercise: Exercise, texts: Texts) -> dict[str, Any]:
    """Describe an exercise in a few words.

    Parameters
    ----------
    exercise : Exercise
    texts : Texts

    Returns
    -------
    dict
        As the protocol describes it.
    """
    number, clinical = exercise.id, exercise.title_clinical
    steps = [
        texts.exercise(number, f"step_{n}", step) for n, step in enumerate(exercise.what_to_do, 1)
    ]
    shown = f"/demonstrations/{number}.json" if has_demonstration(number) else None
    return {
        "id": number,
        "plain": texts.plainly().exercise(number, "title", clinical),
        "clinical": texts.exercise(number, "title", clinical),
        "article": exercise.title_article,
        "summary": exercise.summary if steps == [*exercise.what_to_do] else " ".join(steps),
        "steps": steps,
        "demonstration": shown,
    }


def items(plan: SessionPlan, texts: Texts) -> list[dict[str, Any]]:
    """Describe what a plan consists of, in its order.

    Parameters
    ----------
    plan : SessionPlan
    texts : Texts
    """
    return [_item(one, texts) for one in plan.items]


def _item(planned: PlannedExercise, texts: Texts) -> dict[str, Any]:
    exercise, counter = planned.exercise, counter_for(planned.exercise)
    about = card(exercise, texts)
    hold_s = planned.hold_s
    held = texts.say("hint", "hold", seconds=f"{hold_s:g}") if hold_s else ""
    return about | {
        "exercise": about.pop("id"),
        "placement": texts.exercise(exercise.id, "placement", exercise.placement),
        "side": planned.side,
        "sets": planned.sets,
        "reps": planned.reps,
        "rest_s": planned.rest_s,
        "pace_s": planned.pace_s,
        "hold_s": hold_s,
        "hold_sentence": held,
        "note_sentence": texts.say("hint", "note", note=planned.note) if planned.note else "",
        "timed": counter.timed if exercise.hold or exercise.activity else None,
        "guided": counter.guided,
        "needs_forearm": exercise.needs_forearm,
        "views": list(exercise.views),
    }


def minutes(plan: SessionPlan) -> int:
    """Estimate how long a plan takes, in whole minutes."""
    return max(1, round(sum(_seconds(plan)) / 60))


def _seconds(plan: SessionPlan) -> Iterator[float]:
    for one in plan.items:
        each_s = one.pace_s or one.hold_s or REP_S
        yield one.sets * (one.reps * each_s + one.rest_s)
