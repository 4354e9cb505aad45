"""Total active motion of a finger, and its grade in two systems.

Grades are for tendon injuries and reported on request only. The systems differ: the same finger is
"good" in one and "fair" in the other, so a grade is always reported with its system.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

JOINTS = ("mcp", "pip", "dip")
NORMAL_DEG = 260.0
"""Normal total active motion if the other hand is not healthy (ASSH; eatonhand.com/clf/clf218)."""
STRICKLAND_DEG = 175.0
"""Normal sum of PIP and DIP motion (Strickland and Glogovac 1980)."""


class Grade(StrEnum):
    """Grades of both systems."""

    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


def total_motion(
    flexion_deg: Mapping[str, float],
    extension_deg: Mapping[str, float],
    count_hyperextension: bool = False,
) -> float:
    """Total active motion (ASSH): sum of flexion less extension deficits of MCP, PIP and DIP.

    Parameters
    ----------
    flexion_deg, extension_deg : mapping of joint to degrees
        Each in its own direction (a lag of 20 is -20), for all three joints.
    count_hyperextension : bool
        Whether hyperextension is a deficit as well.

    Returns
    -------
    float
        Degrees.
    """
    return sum(flexion_deg[j] - _deficit(extension_deg[j], count_hyperextension) for j in JOINTS)


def strickland_percent(
    flexion_deg: Mapping[str, float], extension_deg: Mapping[str, float]
) -> float:
    """Sum of PIP and DIP motion in per cent of 175 degrees (Strickland and Glogovac 1980).

    Parameters
    ----------
    flexion_deg, extension_deg : mapping of joint to degrees
        As for `total_motion`.

    Returns
    -------
    float
        Per cent.
    """
    joints = JOINTS[1:]
    total = sum(flexion_deg[j] - _deficit(extension_deg[j], False) for j in joints)
    return 100 * total / STRICKLAND_DEG


def _deficit(extension_deg: float, count_hyperextension: bool) -> float:
    if count_hyperextension:
        return abs(extension_deg)
    return max(0.0, -extension_deg)


def assh_grade(percent: float) -> Grade:
    """ASSH grade of total active motion in per cent of normal: 100, above 75, above 50, less."""
    whole = round(percent)
    if whole >= 100:
        return Grade.EXCELLENT
    return Grade.GOOD if whole > 75 else Grade.FAIR if whole > 50 else Grade.POOR


def strickland_grade(percent: float) -> Grade:
    """Strickland grade of `strickland_percent`, by the original bands: 85, 70, 50."""
    whole = round(percent)
    if whole >= 85:
        return Grade.EXCELLENT
    return Grade.GOOD if whole >= 70 else Grade.FAIR if whole >= 50 else Grade.POOR
