"""Agreement of the machine's verdicts with those of a person, by exercise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handtrack.events import Status
from handtrack.records.review import PersonVerdict
from handtrack.scoring.result_json import OptionalFloat


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """Repetition with both verdicts.

    Parameters
    ----------
    recording : str
        SHA-256 of the landmarks, else of the source; "" without either.
    exercise : str
        Id.
    repetition : int
        Number in the exercise, from 1.
    machine : Status
    person : PersonVerdict
    why : str
        Reason of the person.
    """

    recording: str
    exercise: str
    repetition: int
    machine: Status
    person: PersonVerdict
    why: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement in one exercise, or in all.

    Parameters
    ----------
    exercise : str
        Id; "" for all together.
    repetitions : int
        Repetitions with a verdict of a person.
    undecided : int
        Those that the machine called unverifiable; they enter neither figure.
    agreement : float or None
        Share of equal verdicts, 0 to 1; None if there is none to compare.
    kappa : float or None
        Cohen's kappa, up to 1; None if it is undefined.
    """

    exercise: str
    repetitions: int
    undecided: int
    agreement: OptionalFloat
    kappa: OptionalFloat


def agreement(rows: Iterable[AgreementRow]) -> tuple[Agreement, ...]:
    """Agreement by exercise, and of all together at the end.

    Parameters
    ----------
    rows : iterable of AgreementRow

    Returns
    -------
    tuple of Agreement
        Empty without rows.
    """
    by_exercise: dict[str, list[AgreementRow]] = {}
    every = tuple(rows)
    for row in every:
        by_exercise.setdefault(row.exercise, []).append(row)
    found = [_of(exercise, by_exercise[exercise]) for exercise in sorted(by_exercise)]
    return (*found, _of("", every)) if every else ()


def _of(exercise: str, rows: Sequence[AgreementRow]) -> Agreement:
    pairs = [
        (str(row.machine), str(row.person))
        for row in rows
        if row.machine is not Status.UNVERIFIABLE
    ]
    equal = sum(a == b for a, b in pairs) / len(pairs) if pairs else None
    undecided = len(rows) - len(pairs)
    return Agreement(exercise, len(rows), undecided, equal, cohens_kappa(pairs))


def cohens_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa: agreement beyond chance (Cohen 1960, doi:10.1177/001316446002000104).

    Parameters
    ----------
    pairs : sequence of (str, str)
        Category by the first and by the second rater.

    Returns
    -------
    float or None
        None without pairs, and where chance alone makes all of them equal.
    """
    if not pairs:
        return None
    n = len(pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    observed = sum(a == b for a, b in pairs) / n
    by_chance = sum(first[category] * second[category] for category in first) / n**2
    return (observed - by_chance) / (1 - by_chance) if by_chance < 1 else None
