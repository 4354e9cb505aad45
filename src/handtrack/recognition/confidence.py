"""How sure an answer is: the share of each movement, and of none, by what was measured of them.

Each movement and none has a worth, a weighted sum of few pieces of evidence; its share is the
exponential of its worth over the sum of all (conditional logit: McFadden 1974). The weights were
fitted to recordings of real people counted by eye, each person weighing the same, and to synthetic
performances beside them. No answer is said to be surer than the surest were right on people whom
the weights had not met. `validation/recognition_confidence.py` fits all anew, and says how that
came out.
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
"""What is weighed: how near, what counted, whether a thing would have to be handled that landmarks
do not show; and for none, a constant and how far the hand went across the picture."""
OBJECT_VERIFIERS = ("transport", "inhand", "activity")
"""Verifiers of exercises in which a thing is handled."""
LONE_MAX = 0.6
"""A movement that was made once only is no exercise for sure, however it looks: provisional."""


class Weights(BaseModel):
    """What a file of weights holds.

    Parameters
    ----------
    named_from : float
        Below this confidence the answer is none.
    weights : dict of str to float
        One for each of `WEIGHTS`; of nearness and of what counted none is below 0.
    most : float
        See `Confidence`.
    learned_from : dict
        Numbers of recordings and people, and how each was weighed: for people to read.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    named_from: float = Field(gt=0, lt=1)
    weights: dict[str, float]
    most: float = Field(gt=0, le=1)
    learned_from: dict[str, str | int | float]


@dataclass(frozen=True, slots=True)
class Confidence:
    """Gives shares, and how often an answer with such a share is right.

    Parameters
    ----------
    weights : mapping of str to float
        See `WEIGHTS`.
    most : float
        No answer is said to be surer: so often the surest were right on people who were not met.
    named_from : float
        Below this confidence the answer is none.
    """

    weights: Mapping[str, float]
    most: float
    named_from: float

    def probabilities(self, stretch: Stretch) -> tuple[float, ...]:
        """The share of each movement that was tried, in order, and of none; together they are 1."""
        worths = [self._worth(row) for row in evidence_rows(stretch)]
        most = max(worths)
        parts = [math.exp(worth - most) for worth in worths]
        return tuple(part / sum(parts) for part in parts)

    def confidence_of(self, share: float, best: FamilyEvidence) -> float:
        """How often an answer with this share is right, 0 to 1."""
        lone = best.exercise.cycle and best.attempts == 1
        return min(share, self.most, LONE_MAX if lone else 1.0)

    def _worth(self, row: Sequence[float]) -> float:
        return sum(
            self.weights[name] * value for name, value in zip(WEIGHT_NAMES, row, strict=True)
        )


def evidence_rows(stretch: Stretch) -> list[tuple[float, ...]]:
    """The numbers that are weighed for each movement that was tried, and for none."""
    found = []
    for tried in stretch.candidates:
        handles = float(tried.exercise.verifier in OBJECT_VERIFIERS)
        evidence = tried.evidence
        found.append((_near(evidence), evidence.counted_share, handles, 0.0, 0.0))
    return [*found, (_near(stretch.none), 0.0, 0.0, 1.0, math.log1p(stretch.travel))]


def _near(evidence: Evidence) -> float:
    """How near by the whole profile and by how the hand moves, so that only ratios matter."""
    return -math.log(max(evidence.distance * evidence.by_movement, 1e-9))


def packaged_path() -> Path:
    """Where handtrack's own weights are."""
    return Path(str(files("handtrack.recognition") / "confidence.toml"))


def read(path: Path) -> Confidence:
    """Read a file of weights.

    Raises
    ------
    ConfidenceError
        It is missing, or is none.
    """
    told = read_file(path, Weights, ConfidenceError)
    if set(told.weights) != set(WEIGHT_NAMES):
        raise ConfidenceError(f"{path.name} must weigh {', '.join(WEIGHT_NAMES)}.")
    return Confidence(MappingProxyType(told.weights), told.most, told.named_from)


@cache
def packaged() -> Confidence:
    """Handtrack's own weights, read once."""
    return read(packaged_path())
