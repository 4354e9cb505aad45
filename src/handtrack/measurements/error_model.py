"""Error model of angles: the error bars of everything printed in degrees.

The residuals were measured on rendered hands with known joints and on one real hand seen by two
cameras (`validation/angles/error_bars.py`, `docs/accuracy/angles.md`), and stand in
`accuracy.toml`, with the way of reading that they are for. They are provisional: no patient, no
goniometer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any

from handtrack.files import packaged_toml
from handtrack.landmarks.views import View
from handtrack.measurements.number_format import Unit

Z95 = 1.96
"""Half width of the 95 % interval of a normal distribution, in standard deviations."""
FRAME_Z95 = 2.0
"""The same, rounded up, for the error bar of a single frame."""
WANTED_DEG: Mapping[str, float] = MappingProxyType(
    {
        "wrist_flexion": 4.0,
        "wrist_deviation": 4.0,
        "finger_spread": 4.0,
        "finger_abduction": 4.0,
        "forearm_rotation": 8.0,
    }
)
"""Mean error of a repetition's range up to which its label is `verified`."""
WANTED_OTHER_DEG = 6.0
MOST_VERIFIED: Mapping[Unit, float] = MappingProxyType({"deg": 10.0, "L": 0.1, "1": 1.0})
"""Accuracy (half width of the 95 % interval) beyond which no figure is verified or compared with
norms. Degrees: 5 degrees are what hand surgery accepts of an experienced examiner with a goniometer
(PMC8649412, the Swedish national register of hand surgery); taken as a standard deviation, 95 % lie
within 1.96 times as much. Hand lengths: about a centimetre, as a ruler at the fingertip is read.
The Kapandji score: one touch."""
_RENDERED = "provisional: rendered hands of many shapes against their known joints"
_REAL = "provisional: one real hand against its triangulation from two cameras"
_WIDER = "bars widened after pictures of one real hand with joints marked in depth"
WIDER_ON_REAL: Mapping[str, float] = MappingProxyType({"pip_flexion": 1.23, "dip_flexion": 1.53})
"""How much wider than rendered residuals a range's error bar is: on 341 pictures of a real hand
with joints marked in depth pictures, the bars of 95 % from the palm covered 89 % (PIP) and 80 %
(DIP); 1.96 divided by the normal deviate of that share. MCP's covered 98 %."""
_LITERATURE = "MediaPipe digit angles in motion against Vicon, 10.3390/s25185716"
_LITERATURE_RMSE_DEG = 22.5
_DIGIT_JOINTS = frozenset(
    {"mcp_flexion", "pip_flexion", "dip_flexion", "thumb_mcp_flexion", "thumb_ip_flexion"}
)


class Estimator(StrEnum):
    """How an angle is obtained."""

    LANDMARKS = "landmarks"
    """By the measurement, from the tracked landmarks."""
    FITTED = "fitted"
    """From the learned pose."""


@dataclass(frozen=True, slots=True)
class Bar:
    """The 95 % error bar of a range of motion: its half width is a sum of four parts.

    Attributes
    ----------
    flat_deg : float
        The constant part.
    per_doubt : float
        Factor of the learned pose's standard deviation.
    per_arc : float
        Factor of the range itself.
    per_behind : float
        Factor of the finger's occlusion depth.
    """

    flat_deg: float
    per_doubt: float
    per_arc: float
    per_behind: float

    def half_width_deg(self, arc_deg: float, sd_deg: float, occlusion_depth: float) -> float:
        """Compute the half width for one range.

        Parameters
        ----------
        arc_deg : float
            The range of motion.
        sd_deg : float
            Standard deviations of the learned pose at the two ends, root of the summed squares.
        occlusion_depth : float
            Fingers between this one and the lens in a side view.

        Returns
        -------
        float
            Degrees.
        """
        own = self.flat_deg + self.per_doubt * sd_deg
        return own + self.per_arc * arc_deg + self.per_behind * occlusion_depth

    def widened(self, factor: float) -> Bar:
        """Make the bar of a larger error, each part by the same factor."""
        return Bar(**{name: factor * part for name, part in asdict(self).items()})


@dataclass(frozen=True, slots=True)
class ErrorModel:
    """Measured error of one measurement in one view, and its best estimator there.

    Attributes
    ----------
    estimator : Estimator
    rom_bar : Bar or None
        Of a range of motion (end minus start of one repetition); None if it was not measured.
    rom_mae_deg : float or None
        Mean error of a range of motion; None if it was not measured.
    frame_rmse_deg : float
        Root mean square error of the angle of a single frame, constant offsets included.
    wanted_deg : float
        The mean error up to which the range may be called verified.
    source : str
        How the error was measured.
    """

    estimator: Estimator
    rom_bar: Bar | None
    rom_mae_deg: float | None
    frame_rmse_deg: float
    wanted_deg: float
    source: str

    @property
    def frame_bar_deg(self) -> float:
        """Half width of the 95 % error bar of a single frame's angle."""
        return FRAME_Z95 * self.frame_rmse_deg

    @property
    def good_enough(self) -> bool:
        """Whether a range read in this view may be called verified."""
        return self.rom_mae_deg is not None and self.rom_mae_deg <= self.wanted_deg


def measurement_error_deg(name: str, view: View) -> ErrorModel | None:
    """Look up the error of an angle in a view.

    Measured residuals come first; without them, digit joints get the published figure for movement.

    Parameters
    ----------
    name : str
        Of the measurement.
    view : View

    Returns
    -------
    ErrorModel or None
        None where the error is unknown, and for units other than degrees.
    """
    measured = _measured().get((name, view))
    if measured is None and name in _DIGIT_JOINTS:
        wanted = WANTED_DEG.get(name, WANTED_OTHER_DEG)
        return ErrorModel(
            Estimator.LANDMARKS, None, None, _LITERATURE_RMSE_DEG, wanted, _LITERATURE
        )
    return measured


@cache
def _measured() -> Mapping[tuple[str, View], ErrorModel]:
    residuals = packaged_toml("measurements/accuracy.toml")["residual"]
    return MappingProxyType(
        {(entry["measurement"], View(entry["view"])): _model(entry) for entry in residuals}
    )


def _model(entry: Mapping[str, Any]) -> ErrorModel:
    """The entry of a file, with the larger of the frame errors of rendered hands and real hand."""
    bar = entry.get("rom_bar")
    frames = [entry[k] for k in ("frame_rmse_deg", "real_frame_rmse_deg") if k in entry]
    sources = [s for k, s in (("people", _RENDERED), ("real_frames", _REAL)) if k in entry]
    factor = WIDER_ON_REAL.get(entry["measurement"])
    if factor and bar:
        sources.append(_WIDER)
    return ErrorModel(
        estimator=Estimator(entry["way"]),
        rom_bar=None if bar is None else Bar(**bar).widened(factor or 1.0),
        rom_mae_deg=entry.get("rom_mae_deg"),
        frame_rmse_deg=max(frames),
        wanted_deg=WANTED_DEG.get(entry["measurement"], WANTED_OTHER_DEG),
        source="; ".join(sources),
    )
