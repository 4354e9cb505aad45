"""How every graph on paper looks; the same picture each time it is made."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

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
