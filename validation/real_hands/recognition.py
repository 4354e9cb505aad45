"""What clips are named by the product, which is not told what they show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from handtrack.definitions.exercise import Exercise
from handtrack.recognition.families import family_key
from handtrack.recognition.prototypes import Prototypes
from handtrack.recognition.segments import Segment, recognise
from validation.real_hands.clips import CountedClip
from validation.real_hands.report_values import NamedClip

EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)
"""Between these confidences names are counted together; what is sure to 1 belongs to the last."""


def names(
    clips: Iterable[CountedClip],
    library: Sequence[Exercise],
    prototypes: Prototypes,
    two_hands: bool = False,
) -> tuple[tuple[NamedClip, ...], int]:
    """Every name given, and how many more were given where nobody said what is done.

    A name is right where what the clip shows is among what it is said to be able to be: exercises
    that landmarks do not tell apart are answered together. In a clip without an exercise every
    name is wrong.
    """
    named: list[NamedClip] = []
    outside = 0
    for clip in clips:
        found = recognise(clip.recording(two_hands), library, prototypes).named
        judged = [s for s in found if clip.negative or _shared_s(clip, s) > 0]
        outside += len(found) - len(judged)
        longest = max(judged, key=lambda s: _shared_s(clip, s), default=None)
        named += [_named(clip, s, s is longest, library) for s in judged]
        if not judged:
            named.append(_nameless(clip))
    return tuple(named), outside


def _named(
    clip: CountedClip, segment: Segment, longest: bool, library: Sequence[Exercise]
) -> NamedClip:
    movements = {e.id: family_key(e) for e in library}
    shown = {movements[id] for id in clip.shown if id in movements}
    return NamedClip(
        clip=clip.name,
        person=clip.person,
        shown=clip.shown,
        named=segment.exercise,
        could_be=segment.could_be,
        confidence=round(segment.confidence, 3),
        answer=longest,
        right=bool({*clip.shown} & {*segment.could_be}),
        same=segment.exercise is not None and movements[segment.exercise] in shown,
    )


def _nameless(clip: CountedClip) -> NamedClip:
    """That a clip was given no name, which is right where no exercise is done."""
    return NamedClip(
        clip=clip.name,
        person=clip.person,
        shown=clip.shown,
        named=None,
        could_be=(),
        confidence=0.0,
        answer=True,
        right=clip.negative,
        same=False,
    )


def _shared_s(clip: CountedClip, segment: Segment) -> float:
    """How much of a name's stretch lies in the part that is the exercise."""
    return min(segment.end_s, clip.end_s) - max(segment.start_s, clip.start_s)


@dataclass(frozen=True, slots=True)
class Bin:
    """Names of about one confidence: how many, how many right, and how sure they are on average."""

    low: float
    high: float
    names: int
    right: int
    on_negatives: int
    confidence: float


def reliability(named: Sequence[NamedClip]) -> tuple[Bin, ...]:
    """How often names are right, by how sure they are said to be; bins without a name left out."""
    bins = []
    for low, high in pairwise(EDGES):
        some = [
            n
            for n in named
            if n.named and low <= n.confidence and (n.confidence < high or high == EDGES[-1])
        ]
        if some:
            sure = sum(n.confidence for n in some) / len(some)
            right, negatives = sum(n.right for n in some), sum(not n.shown for n in some)
            bins.append(Bin(low, high, len(some), right, negatives, sure))
    return tuple(bins)
