"""Measured error of static poses, and the limit for the label *verified*.

Rendered hands of people outside the training data held the poses, with every angle known; the
clips went through the whole assessment: tracking, detection, measurement
(`validation/studies/assessments.py`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from handtrack.assessment.motions import motion_of
from handtrack.assessment.norms import ALL_FINGERS
from handtrack.landmarks.hand import FINGERS
from handtrack.measurements.error_model import WANTED_DEG, WANTED_OTHER_DEG

LEAST_FIGURES = 6
"""Provisional: least number of figures for a mean error."""


@dataclass(frozen=True, slots=True)
class StaticError:
    """Error of one motion in static poses, over all fingers.

    Parameters
    ----------
    mae_deg : float
        Mean absolute error.
    wanted_deg : float
        Largest mean error of a verified figure.
    figures : int
        Number of figures in the mean.
    """

    mae_deg: float
    wanted_deg: float
    figures: int

    @property
    def good_enough(self) -> bool:
        """Whether a figure may have the label *verified*."""
        return self.mae_deg <= self.wanted_deg and self.figures >= LEAST_FIGURES


def motion_class(key: str) -> str:
    """Key without the finger: "fingers.pip.flexion@hook"."""
    name, at, pose = key.partition("@")
    first, _, rest = name.partition(".")
    return f"{ALL_FINGERS}{rest}{at}{pose}" if first in FINGERS else key


def wanted_deg(key: str) -> float:
    """Largest mean error of a verified figure, in degrees."""
    return WANTED_DEG.get(motion_of(key).measure, WANTED_OTHER_DEG)


def static_error(key: str) -> StaticError | None:
    """Error of a key, else of its motion in the usual pose; None if neither was measured."""
    known, sort = _known(), motion_class(key)
    found = known.get(sort) or known.get(sort.partition("@")[0])
    return None if found is None else StaticError(found[0], wanted_deg(key), found[1])


@cache
def _known() -> Mapping[str, tuple[float, int]]:
    text = (
        files("handtrack.assessment").joinpath("static_accuracy.toml").read_text(encoding="utf-8")
    )
    return MappingProxyType(
        {
            e["motion"]: (float(e["mae_deg"]), int(e["figures"]))
            for e in tomllib.loads(text).get("held", ())
        }
    )
