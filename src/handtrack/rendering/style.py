"""How every graph on paper looks; the same picture each time it is made."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

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
