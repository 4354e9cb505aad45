"""Whether what the product says of its own sureness is true: labels, bounds, the tracker's names.

A label is honest where what is called verified is right more often than what is called estimated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from handtrack.events import Label, Status
from handtrack.landmarks.hand import Floats, Side
from handtrack.landmarks.recording import Recording
from validation.evaluate.agreement import Proportion, figure
from validation.evaluate.clips import Clip, Made, landmark_error_l
from validation.evaluate.expected_reasons import COUNTS
from validation.evaluate.group_values import HandednessTrust, IntervalTrust, LabelTrust
from validation.evaluate.report_values import OFF_L
from validation.evaluate.score_clip import Outcome
from validation.evaluate.tracks import Tracks

WHOLE = (*COUNTS, Made.HIDDEN)


def label_trust(outcomes: Sequence[Outcome]) -> tuple[LabelTrust, ...]:
    """How much of what was counted and turned down, by label, was so rightly."""
    said = [row for outcome in outcomes for row in _said(outcome)]
    return tuple(
        LabelTrust(
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


def interval_trust(outcomes: Sequence[Outcome]) -> IntervalTrust:
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
    return IntervalTrust(
        held=Proportion.count(held),
        certain=Proportion.count(certain),
        open=Proportion.given(len(outcomes) - len(apart), len(outcomes)),
        apart=figure(float(np.mean(apart))) if apart else None,
    )


def handedness_trust(outcomes: Sequence[Outcome], tracks: Tracks) -> tuple[HandednessTrust, ...]:
    """How often landmarks are far off, and mirrored, by whether the hand is called what it is.

    Of clips with one hand.
    """
    clips = {o.clip.name: o.clip for o in outcomes if o.exercise.hands == 1}.values()
    rows = [row for clip in clips for row in _frames(clip, tracks.of(clip.video))]
    return tuple(
        HandednessTrust(
            rightly,
            off=Proportion.count(far for named, far, _ in rows if named is rightly),
            mirrored=Proportion.count(back for named, _, back in rows if named is rightly),
        )
        for rightly in (True, False)
    )


def _frames(clip: Clip, recording: Recording) -> Iterator[tuple[bool, bool, bool]]:
    """Of each frame with the hand: whether it is called what it is, far off, and mirrored."""
    frames = len(clip.px)
    error = landmark_error_l(clip, recording.image_px[:frames, 0])
    depth = _along(recording.world_m[:frames, 0, :, 2], clip.joints_m[: len(error), :, 2])
    named = recording.is_right[:frames, 0] == int(clip.side is Side.RIGHT)
    seen = np.isfinite(error)
    yield from zip(*(a[seen].tolist() for a in (named, error > OFF_L, depth < 0)), strict=True)


def _along(one: Floats, other: Floats) -> Floats:
    """Whether two sets of depths, shape (N, 21), go the same way: their covariance, shape (N,)."""
    a, b = (depth - depth.mean(axis=1, keepdims=True) for depth in (one, other))
    result: Floats = np.vecdot(a, b)
    return result
