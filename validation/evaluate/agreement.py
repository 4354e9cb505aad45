"""How well readings agree with the truth, and how sure that is.

The statistics are poseaudit's: bias, mean absolute and root mean square error, limits of agreement
for repeated readings of a subject (Bland and Altman 2007), ICC(A,1) (McGraw and Wong 1996). Its
intervals resample whole subjects, because readings of one hand are not independent. What it has
no figure for, the share of truths inside an interval printed beforehand, is a count, with Wilson's
interval.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import poseaudit
from poseaudit.confidence import wilson

BIG_ERROR_DEG = 10.0
"""Twice the 5 degrees of tolerance that experienced raters with a goniometer work to
(PMC8649412)."""
RESAMPLES = 1000
DIGITS = 4

Figure = float | None


def figure(value: float) -> Figure:
    """Rounded, so that a file is the same on every machine; None for what is not known."""
    return round(float(value), DIGITS) + 0.0 if np.isfinite(value) else None


@dataclass(frozen=True, slots=True)
class Proportion:
    """So many of so many, with Wilson's 95 % interval; None where there were none."""

    hits: int
    of: int
    low: Figure
    high: Figure

    @classmethod
    def count(cls, hits: Iterable[bool]) -> Proportion:
        """Count what is true."""
        return cls.given(*_tally(hits))

    @classmethod
    def given(cls, hits: int, of: int) -> Proportion:
        """From the two numbers."""
        low, high = wilson(hits, of)
        return cls(hits, of, figure(low), figure(high))

    @property
    def share(self) -> Figure:
        """From 0 to 1."""
        return self.hits / self.of if self.of else None


def _tally(hits: Iterable[bool]) -> tuple[int, int]:
    every = list(hits)
    return sum(every), len(every)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Readings against the truth, in degrees; errors are reading minus truth.

    Parameters
    ----------
    n, subjects : int
        Readings, and hands they are of (clips, where all are of one hand).
    bias, mae, rmse, icc : float or None
        Each with its 95 % interval; None where it cannot be computed, as with one subject.
    limits : tuple
        Limits of agreement: where 95 % of errors lie.
    large : float or None
        Share of errors of `BIG_ERROR_DEG` or more.
    """

    n: int
    subjects: int
    bias: Figure = None
    bias_ci: tuple[Figure, Figure] = (None, None)
    mae: Figure = None
    mae_ci: tuple[Figure, Figure] = (None, None)
    rmse: Figure = None
    rmse_ci: tuple[Figure, Figure] = (None, None)
    limits: tuple[Figure, Figure] = (None, None)
    icc: Figure = None
    icc_ci: tuple[Figure, Figure] = (None, None)
    large: Figure = None


def agree(
    seen: Sequence[float], true: Sequence[float], subject: Sequence[str], clip: Sequence[str]
) -> Agreement:
    """Compare readings with the truth.

    Parameters
    ----------
    seen, true : sequence of float
        Degrees, paired by position.
    subject, clip : sequence of str
        Whose hand each is of, and in which clip.
    """
    cluster = list(subject) if len(set(subject)) > 1 else list(clip)
    if not len(seen):
        return Agreement(0, 0)
    found = poseaudit.audit_values(
        np.asarray(seen, float),
        np.asarray(true, float),
        big_error=BIG_ERROR_DEG,
        name="angle",
        unit="deg",
        subject=cluster,
        wrap=False,
        resamples=RESAMPLES,
    )
    return Agreement(
        n=len(seen),
        subjects=len(set(cluster)),
        bias=figure(found.bias),
        bias_ci=_pair(found.bias_ci),
        mae=figure(found.mean_abs_error),
        mae_ci=_pair(found.mean_abs_error_ci),
        rmse=figure(found.rmse),
        rmse_ci=_pair(found.rmse_ci),
        limits=_pair(found.repeated_limits or found.limits),
        icc=figure(found.icc),
        icc_ci=_pair(found.icc_ci),
        large=figure(found.big_error_rate),
    )


def _pair(interval: tuple[float, float]) -> tuple[Figure, Figure]:
    return figure(interval[0]), figure(interval[1])
