"""A finger as a whole: total active motion, and its grades, each under its system's name.

Grades are for tendon injuries and shown on request only. Systems differ: the same finger is "good"
in one and "fair" in the other, so a grade never stands without its system.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

JOINTS = ("mcp", "pip", "dip")
NORMAL_DEG = 260.0
"""Of a finger without a healthy neighbour on the other hand (ASSH; eatonhand.com/clf/clf218)."""
STRICKLAND_DEG = 175.0
"""What PIP and DIP of a normal finger come to together (Strickland and Glogovac 1980)."""


class Grade(StrEnum):
    """The words both systems use."""

    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


def total_motion(
    flexion_deg: Mapping[str, float],
    extension_deg: Mapping[str, float],
    count_hyperextension: bool = False,
) -> float:
    """Total active motion (ASSH): flexion of all three joints less their extension deficits.

    Parameters
    ----------
    flexion_deg, extension_deg : mapping of joint to degrees
        In the motions' own directions: a lag of 20 is -20. All three joints in both.
    count_hyperextension : bool
        Whether hyperextension is a deficit as well.
    """
    return sum(flexion_deg[j] - _deficit(extension_deg[j], count_hyperextension) for j in JOINTS)


def strickland_percent(
    flexion_deg: Mapping[str, float], extension_deg: Mapping[str, float]
) -> float:
    """Per cent of normal (Strickland and Glogovac): PIP and DIP only, over 175 degrees."""
    joints = JOINTS[1:]
    total = sum(flexion_deg[j] - _deficit(extension_deg[j], False) for j in joints)
    return 100 * total / STRICKLAND_DEG


def _deficit(extension_deg: float, count_hyperextension: bool) -> float:
    if count_hyperextension:
        return abs(extension_deg)
    return max(0.0, -extension_deg)


def assh_grade(percent: float) -> Grade:
    """Of total active motion in per cent of normal: 100, above 75, above 50, less."""
    whole = round(percent)
    if whole >= 100:
        return Grade.EXCELLENT
    return Grade.GOOD if whole > 75 else Grade.FAIR if whole > 50 else Grade.POOR


def strickland_grade(percent: float) -> Grade:
    """Of `strickland`, by the original bands: 85, 70, 50."""
    whole = round(percent)
    if whole >= 85:
        return Grade.EXCELLENT
    return Grade.GOOD if whole >= 70 else Grade.FAIR if whole >= 50 else Grade.POOR
