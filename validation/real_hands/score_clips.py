"""Clips counted by eye, scored as the product scores them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from handtrack.definitions.exercise import Exercise
from handtrack.events import Label, Status
from handtrack.scoring.count_interval import CountInterval, count_interval
from handtrack.scoring.results import Repetition
from handtrack.scoring.score import Scored, score
from validation.evaluate.agreement import figure
from validation.real_hands.clips import CountedClip
from validation.real_hands.event_matching import match_peaks, match_within, moment_s
from validation.real_hands.report_values import Counted, FalsePositive, FalsePositives, NegativeClip

FEW = ("1", "10", "18", "28", "33", "34")
"""One exercise of each kind of movement: wrist, forearm, touches in order, pinch, spread, fist."""


@dataclass(frozen=True, slots=True)
class Scoring:
    """A clip, scored as an exercise.

    Parameters
    ----------
    inside : tuple of Repetition
        Those of the part that is the exercise; what came before and after was not counted by eye.
    """

    clip: CountedClip
    exercise: Exercise
    scored: Scored
    seen_share: float
    inside: tuple[Repetition, ...]

    @property
    def valid(self) -> tuple[Repetition, ...]:
        """Those that count."""
        return tuple(r for r in self.inside if r.status is Status.VALID)

    @property
    def bounds(self) -> CountInterval:
        """What the product says the count may be, of the part that is the exercise."""
        summary = self.scored.result.summary
        if summary.bounds and len(self.inside) == len(self.scored.result.repetitions):
            return summary.bounds
        return count_interval(self.inside, summary.hand_share)


def scorings(
    clips: Iterable[CountedClip], library: Mapping[str, Exercise], two_hands: bool = False
) -> Iterator[Scoring]:
    """Score each clip that shows an exercise of the library."""
    for clip in clips:
        exercise = clip.exercise(library)
        if exercise is not None:
            yield scoring_of(clip, exercise, two_hands)


def scoring_of(clip: CountedClip, exercise: Exercise, two_hands: bool = False) -> Scoring:
    """Score a clip as an exercise."""
    recording = clip.recording(two_hands)
    scored = score(recording, exercise)
    inside = tuple(r for r in scored.result.repetitions if clip.holds(moment_s(r)))
    seen = (recording.is_right >= 0).any(axis=1)
    return Scoring(clip, exercise, scored, float(seen.mean()), inside)


def counted(scoring: Scoring) -> Counted:
    """Hold what was found against what was seen."""
    clip, valid, inside, bounds = scoring.clip, scoring.valid, scoring.inside, scoring.bounds
    within = match_within(clip.events_s, valid)
    extra = [valid[i] for i in within.extra]
    turned_down = [r for r in inside if r.status is not Status.VALID]
    return Counted(
        name=clip.name,
        person=clip.person,
        exercise=scoring.exercise.id,
        view=clip.view,
        true=clip.reps,
        fair=clip.fair,
        counted=len(valid),
        at_least=bounds.at_least,
        at_most=bounds.at_most,
        events=len(clip.events_s),
        within=len(within.pairs),
        peak=len(match_peaks(clip.events_s, valid, scoring.exercise.id).pairs),
        noticed=len(match_within(clip.events_s, inside).pairs),
        not_there=len(extra),
        verified_not_there=sum(r.label is Label.VERIFIED for r in extra),
        seen_share=figure(scoring.seen_share),
        statuses=_tally(r.status.value for r in inside),
        reasons=_tally(note.words for r in turned_down for note in r.reasons),
    )


def false_positives(
    clips: Iterable[CountedClip], exercises: Sequence[Exercise], two_hands: bool = False
) -> FalsePositives:
    """Score every clip without an exercise as each of these."""
    negatives: list[NegativeClip] = []
    found: list[FalsePositive] = []
    for clip in clips:
        if not clip.negative:
            continue
        recording = clip.recording(two_hands)
        negatives.append(NegativeClip(clip.name, clip.person, round(recording.duration_s / 60, 4)))
        for exercise in exercises:
            for r in score(recording, exercise).result.with_status(Status.VALID):
                times_s = (round(r.start_s, 2), round(r.end_s, 2))
                found.append(
                    FalsePositive(clip.name, clip.person, exercise.id, r.label.value, *times_s)
                )
    return FalsePositives(tuple(e.id for e in exercises), tuple(negatives), tuple(found))


def _tally(words: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """How often each word is said, most often first; of equals the one said first."""
    return tuple(Counter(words).most_common())
