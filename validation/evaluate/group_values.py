"""What is found of a group of clips: counts, verdicts, angles, touches, certainty."""

from __future__ import annotations

from dataclasses import dataclass

from validation.evaluate.agreement import Agreement, Figure, Proportion


@dataclass(frozen=True, slots=True)
class Counting:
    """How repetitions were counted in some clips.

    Parameters
    ----------
    name : str
        The exercise, or what the clips have in common.
    detected : Proportion
        Frames with the hand found, of those that show all of it.
    sided : Proportion
        Clips whose hand was given the right side.
    exact, near : Proportion
        Clips counted exactly, and within one.
    f1 : float or None
        Of counted repetitions whose start and end are both right.
    edges_s : float or None
        How far off start and end are, in the mean, without a sign.
    ghosts : int
        Counted where nothing was done.
    """

    name: str
    clips: int
    reps: int
    minutes: float
    detected: Proportion
    sided: Proportion
    exact: Proportion
    near: Proportion
    f1: Figure
    edges_s: Figure
    ghosts: int


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What was said of repetitions made in one way; `missed` is those nothing was said of."""

    made: str
    valid: int
    partial: int
    rejected: int
    unverifiable: int
    missed: int
    right_reason: Proportion | None


@dataclass(frozen=True, slots=True)
class Angles:
    """One joint in one movement, seen from one side.

    Parameters
    ----------
    finger : str
        "" for all fingers together, or for a joint that is not a finger's.
    refused : Proportion
        Repetitions for which no range is printed.
    reps, frames : Agreement
        Of the printed ranges of single repetitions, and of single readings.
    covered : Proportion
        Printed ranges of whole clips whose 95 % interval holds the truth.
    covered_reps : Proportion
        The same of single repetitions.
    error_deg : float or None
        Median half-width of that interval.
    verified : Proportion
        Printed ranges labelled verified.
    """

    exercise: str
    measure: str
    finger: str
    view: str
    clips: int
    refused: Proportion
    reps: Agreement
    frames: Agreement
    covered: Proportion
    covered_reps: Proportion
    error_deg: Figure
    verified: Proportion


@dataclass(frozen=True, slots=True)
class Factor:
    """The same figures for all clips with one thing in common, such as a skin tone.

    Parameters
    ----------
    more_deg : float or None
        How much larger errors of ranges are here than those of the same joints, movements and
        views in all clips: clips with a thing in common need not show the same movements.
    """

    factor: str
    level: str
    counting: Counting
    reps: Agreement
    more_deg: Figure
    covered: Proportion


@dataclass(frozen=True, slots=True)
class Touches:
    """How many of the thumb's touches were given to the right finger, and how many to another."""

    turned: str
    finger: str
    right: Proportion
    elsewhere: int


@dataclass(frozen=True, slots=True)
class LabelTrust:
    """Of repetitions with one label: counted ones that were whole, others that were not."""

    label: str
    counted: Proportion
    turned_down: Proportion


@dataclass(frozen=True, slots=True)
class IntervalTrust:
    """Whether counts are as certain as they are said to be.

    Parameters
    ----------
    held : Proportion
        Clips whose true count lies between the bounds.
    certain : Proportion
        Of the clips whose bounds are one number, those counted exactly.
    open : Proportion
        Clips without an upper bound, for the hand was out of sight.
    apart : float or None
        How far apart the bounds are where there are two, in the mean.
    """

    held: Proportion
    certain: Proportion
    open: Proportion
    apart: Figure


@dataclass(frozen=True, slots=True)
class HandednessTrust:
    """Frames in which the tracker calls a hand what it is, or the other one.

    Parameters
    ----------
    rightly : bool
    off : Proportion
        Those whose landmarks are far from the true ones.
    mirrored : Proportion
        Those whose depth goes against the true one: what is nearer is said to be farther away.
    """

    rightly: bool
    off: Proportion
    mirrored: Proportion


@dataclass(frozen=True, slots=True)
class Group:
    """All tables of clips placed alike.

    Parameters
    ----------
    warned : Proportion
        Clips in which the result says that camera, view or distance is wrong.
    """

    name: str
    hands: int
    total: Counting
    counting: tuple[Counting, ...]
    verdicts: tuple[Verdicts, ...]
    spoiled: tuple[Verdicts, ...]
    touches: tuple[Touches, ...]
    angles: tuple[Angles, ...]
    fingers: tuple[Angles, ...]
    factors: tuple[Factor, ...]
    covered: Proportion
    covered_reps: Proportion
    warned: Proportion
    told: tuple[LabelTrust, ...]
    bounded: IntervalTrust


@dataclass(frozen=True, slots=True)
class Perfect:
    """What the counting says of true joints, as if the tracker never erred."""

    total: Counting
    verdicts: tuple[Verdicts, ...]
