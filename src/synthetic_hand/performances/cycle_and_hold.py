"""One repetition of a cycle or a hold: out, the stay there, and back."""

from __future__ import annotations

from handtrack.definitions.criteria import ReturnCriterion
from handtrack.definitions.exercise import Exercise
from synthetic_hand.performances.exercise_poses import between, rest_pose
from synthetic_hand.performances.style import Besides, Legs, Style


def out_and_back(
    exercise: Exercise, style: Style, amplitude: float, hold_s: float, besides: Besides
) -> Legs:
    """Legs of one repetition, from rest to rest.

    Parameters
    ----------
    exercise : Exercise
        Counted by a cycle or a hold.
    style : Style
    amplitude : float
        Share of the full movement.
    hold_s : float
        How long the hand stays at the far end.
    besides : Besides

    Returns
    -------
    list of (float, Angles)
        Durations, and the poses they lead to.
    """
    peak = between(exercise, amplitude)
    calm_s = [2 * g.min_s.value for g in exercise.guards if isinstance(g, ReturnCriterion)]
    return [
        (style.move_s, {**peak, **besides.peak}),
        (hold_s, {**peak, **(besides.late or besides.peak)}),
        (style.back_s or max(style.move_s, *calm_s, 0.0), {**rest_pose(exercise), **besides.rest}),
    ]
