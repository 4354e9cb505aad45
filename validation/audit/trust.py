"""Whether what the product says of its own sureness is true: labels, bounds, the tracker's names.

A label is honest where what is called verified is right more often than what is called estimated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from audit.agreement import Proportion, figure
from audit.clips import Made, landmark_error_l
from audit.reasons import COUNTS
from audit.scoring import Outcome
from audit.tables import OFF_L, Bounded, Called, Told
from audit.tracks import Tracks
from handtrack.events import Label, Status
from handtrack.hand import Floats, Side

WHOLE = (*COUNTS, Made.HIDDEN)


def told(outcomes: Sequence[Outcome]) -> tuple[Told, ...]:
    """How much of what was counted and turned down, by label, was so rightly."""
    said = [row for outcome in outcomes for row in _said(outcome)]
    return tuple(
        Told(
            str(label),
            Proportion.count(whole for of, status, whole in said if (of, status) == (label, True)),
            Proportion.count(
                not whole for of, status, whole in said if (of, status) == (label, False)
            ),
        )
        for label in (Label.VERIFIED, Label.ESTIMATED)
    )


def _said(outcome: Outcome) -> Iterator[tuple[Label, bool, bool]]:
    """Label, whether it was counted, and whether it was whole; unverifiable ones claim nothing."""
    made = {j: outcome.clip.reps[i].made for i, j in outcome.same.pairs}
    for place, repetition in enumerate(outcome.found):
        if repetition.status is not Status.UNVERIFIABLE:
            counted = repetition.status is Status.VALID
            yield repetition.label, counted, made.get(place) in WHOLE


def bounded(outcomes: Sequence[Outcome]) -> Bounded:
    """How often the true count lies between the bounds, and how far apart these are."""
    held, certain, apart = [], [], []
    for outcome in outcomes:
        summary = outcome.scored.result.summary
        bounds = summary.bounds
        assert bounds is not None
        held.append(bounds.holds(summary.valid - outcome.miscount))
        if bounds.certain:
            certain.append(outcome.miscount == 0)
        if bounds.at_most is not None:
            apart.append(bounds.at_most - bounds.at_least)
    return Bounded(
        held=Proportion.count(held),
        certain=Proportion.count(certain),
        open=Proportion.given(len(outcomes) - len(apart), len(outcomes)),
        apart=figure(float(np.mean(apart))) if apart else None,
    )


def called(outcomes: Sequence[Outcome], tracks: Tracks) -> tuple[Called, ...]:
    """How often landmarks are far off, and mirrored, by whether the hand is called what it is.

    Of clips with one hand.
    """
    off: dict[bool, list[bool]] = {True: [], False: []}
    mirrored: dict[bool, list[bool]] = {True: [], False: []}
    for clip in {o.clip.name: o.clip for o in outcomes if o.exercise.hands == 1}.values():
        recording = tracks.of(clip.video)
        error = landmark_error_l(clip, recording.image_px[: len(clip.px), 0])
        depth = _along(
            recording.world_m[: len(clip.px), 0, :, 2], clip.joints_m[: len(error), :, 2]
        )
        right = recording.is_right[: len(clip.px), 0] == int(clip.side is Side.RIGHT)
        for rightly in off:
            frames = np.isfinite(error) & (right == rightly)
            off[rightly] += (error[frames] > OFF_L).tolist()
            mirrored[rightly] += (depth[frames] < 0).tolist()
    return tuple(
        Called(rightly, Proportion.count(far), Proportion.count(mirrored[rightly]))
        for rightly, far in off.items()
    )


def _along(one: Floats, other: Floats) -> Floats:
    """Whether two sets of depths, shape (N, 21), go the same way: their covariance, shape (N,)."""
    a, b = (depth - depth.mean(axis=1, keepdims=True) for depth in (one, other))
    result: Floats = np.vecdot(a, b)
    return result
