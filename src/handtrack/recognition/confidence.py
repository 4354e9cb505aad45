"""Probability of each movement, and of none, given the evidence: conditional logit (McFadden 1974).

The utility of a movement is a weighted sum of its evidence; the probability is the softmax of the
utilities. The weights were fitted to recordings of real people counted by eye, each person with the
same weight, and to synthetic performances. Confidence is capped at the accuracy of the surest
answers on people outside the fit. `validation/recognition/fit_confidence.py` fits and evaluates.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field

from handtrack.errors import ConfidenceError
from handtrack.files import read as read_file
from handtrack.recognition.evidence import Evidence, FamilyEvidence, Stretch

WEIGHT_NAMES = ("near", "counted_share", "handles", "idle", "travel")
"""Features: nearness, counted share, whether the exercise handles an object (which landmarks do not
show); for none, a constant and the travel of the hand in the picture."""
OBJECT_VERIFIERS = ("transport", "inhand", "activity")
"""Verifiers of exercises in which an object is handled."""
LONE_MAX = 0.6
"""Largest confidence for a movement made once only: provisional."""


class Weights(BaseModel):
    """Schema of a file of weights.

    Parameters
    ----------
    named_from : float
        Below this confidence the answer is none.
    weights : dict of str to float
        One for each of `WEIGHT_NAMES`; those of nearness and of the counted share are not
        negative.
    most : float
        See `Confidence`.
    learned_from : dict
        Numbers of recordings and people, and their weights: for readers only.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    named_from: float = Field(gt=0, lt=1)
    weights: dict[str, float]
    most: float = Field(gt=0, le=1)
    learned_from: dict[str, str | int | float]


@dataclass(frozen=True, slots=True)
class Confidence:
    """Conditional logit with calibrated confidence.

    Parameters
    ----------
    weights : mapping of str to float
        One for each of `WEIGHT_NAMES`.
    most : float
        Largest confidence: accuracy of the surest answers on people outside the fit.
    named_from : float
        Below this confidence the answer is none.
    """

    weights: Mapping[str, float]
    most: float
    named_from: float

    def probabilities(self, stretch: Stretch) -> tuple[float, ...]:
        """Probability of each candidate in order, then of none; their sum is 1."""
        utilities = [self._utility(row) for row in evidence_rows(stretch)]
        most = max(utilities)
        parts = [math.exp(utility - most) for utility in utilities]
        return tuple(part / sum(parts) for part in parts)

    def confidence_of(self, probability: float, best: FamilyEvidence) -> float:
        """Confidence of an answer: its probability, capped.

        Parameters
        ----------
        probability : float
            Probability of the answer, 0 to 1.
        best : FamilyEvidence
            Evidence for the answer.

        Returns
        -------
        float
            0 to 1; at most `LONE_MAX` for a cycle with one attempt.
        """
        lone = best.exercise.cycle and best.attempts == 1
        return min(probability, self.most, LONE_MAX if lone else 1.0)

    def _utility(self, row: Sequence[float]) -> float:
        return sum(
            self.weights[name] * value for name, value in zip(WEIGHT_NAMES, row, strict=True)
        )


def evidence_rows(stretch: Stretch) -> list[tuple[float, ...]]:
    """Features of each candidate in order, then of none; columns `WEIGHT_NAMES`."""
    found = []
    for candidate in stretch.candidates:
        handles = float(candidate.exercise.verifier in OBJECT_VERIFIERS)
        evidence = candidate.evidence
        found.append((_near(evidence), evidence.counted_share, handles, 0.0, 0.0))
    return [*found, (_near(stretch.none), 0.0, 0.0, 1.0, math.log1p(stretch.travel))]


def _near(evidence: Evidence) -> float:
    """Negative logarithm of the product of both distances: only ratios matter."""
    return -math.log(max(evidence.distance * evidence.movement_distance, 1e-9))


def packaged_path() -> Path:
    """Path of the packaged weights."""
    return Path(str(files("handtrack.recognition") / "confidence.toml"))


def read(path: Path) -> Confidence:
    """Read a file of weights.

    Raises
    ------
    ConfidenceError
        The file is missing or not a file of weights.
    """
    table = read_file(path, Weights, ConfidenceError)
    if set(table.weights) != set(WEIGHT_NAMES):
        raise ConfidenceError(f"{path.name} must weigh {', '.join(WEIGHT_NAMES)}.")
    return Confidence(MappingProxyType(table.weights), table.most, table.named_from)


@cache
def packaged() -> Confidence:
    """Packaged weights, read once."""
    return read(packaged_path())
