"""Colours of everything that is drawn, on a video, on paper and in a terminal; plot settings.

The colours are those of Okabe and Ito (https://jfly.uni-koeln.de/color/), which people with any
kind of colour blindness can tell apart; wherever one means something, a word or a shape says it
too.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from handtrack.events import Status

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BLACK, GREY = "#000000", "#999999"
ORANGE, SKY, GREEN, YELLOW = "#E69F00", "#56B4E9", "#009E73", "#F0E442"
BLUE, VERMILION, PURPLE = "#0072B2", "#D55E00", "#CC79A7"


@dataclass(frozen=True, slots=True)
class StatusStyle:
    """How one status of a repetition is drawn.

    Parameters
    ----------
    colour : str
        Hexadecimal; light enough for a video, dark enough for paper.
    marker : str
        Matplotlib's sign of its shape.
    terminal : str
        Rich's style: the terminal's own colours, which suit its background.
    """

    colour: str
    marker: str
    terminal: str


STATUS: dict[Status, StatusStyle] = {
    Status.VALID: StatusStyle(SKY, "o", "bold cyan"),
    Status.PARTIAL: StatusStyle(ORANGE, "^", "yellow"),
    Status.REJECTED: StatusStyle(VERMILION, "x", "bold red"),
    Status.UNVERIFIABLE: StatusStyle(GREY, "s", "magenta"),
}


def bgr(colour: str) -> tuple[int, int, int]:
    """Convert a hexadecimal colour to OpenCV's blue, green, red, 0 to 255."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return blue, green, red


STYLE: Any = MappingProxyType(
    {
        "font.size": 8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "svg.fonttype": "none",
        "svg.hashsalt": "handtrack",
    }
)
"""Matplotlib's settings."""


def settle(figure: Figure) -> None:
    """Lay a figure out once and keep its places to a millionth of its size.

    The layout's solver differs from run to run in its last digit, and names in an SVG are made
    from every digit.
    """
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for axes in figure.axes:
        left, bottom, width, height = axes.get_position().bounds
        axes.set_position((round(left, 6), round(bottom, 6), round(width, 6), round(height, 6)))
