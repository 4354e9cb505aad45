"""How far off an angle is: the error bars of everything printed in degrees.

The residuals were measured (`validation/measurement_spaces.py`, `docs/measurement-spaces.md`) on
clips of a rendered hand with known joints and on one real hand seen by two cameras, and stand in
`accuracy.toml`. They are provisional: few clips, no patient, no goniometer.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from handtrack.views import View

FLOOR_DEG = 2.5
"""No residual is taken to be smaller. Twice this is the 5 degrees of tolerance that experienced
raters with a goniometer work to (PMC8649412); a rendered hand flatters."""
_RENDERED = "provisional: tracked rendered hand against its known joints"
_REAL = "provisional: one real hand against its triangulation from two cameras"
_LITERATURE = "MediaPipe digit angles in motion against Vicon, 10.3390/s25185716"
_LITERATURE_RMSE_DEG = 22.5
_DIGIT_JOINTS = frozenset(
    {"mcp_flexion", "pip_flexion", "dip_flexion", "thumb_mcp_flexion", "thumb_ip_flexion"}
)


@dataclass(frozen=True, slots=True)
class ErrorModel:
    """How far one measurement is off in one view, in degrees.

    Attributes
    ----------
    rom_rmse_deg : float or None
        Root mean square error of a range of motion (end minus start of one repetition); None
        where none was measured.
    frame_rmse_deg : float
        The same of the angle of a single frame, constant offsets included.
    source : str
        How it was measured.
    """

    rom_rmse_deg: float | None
    frame_rmse_deg: float
    source: str

    @property
    def rom_bar_deg(self) -> float | None:
        """Half width of the 95 % error bar of a range of motion; None when unknown."""
        return None if self.rom_rmse_deg is None else 2.0 * self.rom_rmse_deg

    @property
    def frame_bar_deg(self) -> float:
        """Half width of the 95 % error bar of a single reading."""
        return 2.0 * self.frame_rmse_deg


def measurement_error_deg(name: str, view: View) -> ErrorModel | None:
    """Find the error of an angle seen in a view; None means that it is unknown.

    Measured residuals come first; where there are none, digit joints get the published figure for
    movement. Measurements in other units than degrees have no error model.
    """
    measured = _measured().get((name, view))
    if measured is None and name in _DIGIT_JOINTS:
        return ErrorModel(None, _LITERATURE_RMSE_DEG, _LITERATURE)
    return measured


@cache
def _measured() -> Mapping[tuple[str, View], ErrorModel]:
    text = files("handtrack.measurements").joinpath("accuracy.toml").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            (entry["measurement"], View(entry["view"])): _model(entry)
            for entry in tomllib.loads(text)["residual"]
        }
    )


def _model(entry: Mapping[str, float]) -> ErrorModel:
    """Take the larger of what the rendered and the real hand showed."""
    rom = entry.get("rom_rmse_deg")
    frames = [entry[k] for k in ("frame_rmse_deg", "real_frame_rmse_deg") if k in entry]
    sources = [s for k, s in (("clips", _RENDERED), ("real_frames", _REAL)) if k in entry]
    return ErrorModel(
        rom_rmse_deg=None if rom is None else max(rom, FLOOR_DEG),
        frame_rmse_deg=max(*frames, FLOOR_DEG),
        source="; ".join(sources),
    )
