"""How far off held poses were found to be, and whether that is good enough to be called verified.

The poses were held by rendered hands of people the networks never met, with every angle known, and
went through the whole assessment: filmed, tracked, found, measured (`validation/assessments.py`).
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
"""Provisional: fewer tell little about a mean."""


@dataclass(frozen=True, slots=True)
class StaticError:
    """What was found of one motion, all fingers together.

    Parameters
    ----------
    mae_deg : float
        Mean error.
    wanted_deg : float
        Up to which a figure may be called verified.
    figures : int
        How many were read.
    """

    mae_deg: float
    wanted_deg: float
    figures: int

    @property
    def good_enough(self) -> bool:
        """Whether a figure may be called verified."""
        return self.mae_deg <= self.wanted_deg and self.figures >= LEAST_FIGURES


def motion_class(key: str) -> str:
    """A figure's key with its finger left open: "fingers.pip.flexion@hook"."""
    name, at, pose = key.partition("@")
    first, _, rest = name.partition(".")
    return f"{ALL_FINGERS}{rest}{at}{pose}" if first in FINGERS else key


def wanted_deg(key: str) -> float:
    """The mean error up to which a figure may be called verified."""
    return WANTED_DEG.get(motion_of(key).measure, WANTED_OTHER_DEG)


def static_error(key: str) -> StaticError | None:
    """What is known of a figure, or of its motion in the usual pose; None where nothing is."""
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
