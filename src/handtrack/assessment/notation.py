"""Angles in the words of a clinic: no bare plus or minus, whole degrees, neutral-zero.

In a survey + and - each stood for a lag of extension and for hyperextension (PMC2793704), so people
read "lag 20°" and "hyperextension 5°"; signs stay inside.
"""

from __future__ import annotations

from handtrack.assessment.motions import MOTIONS, MotionKind, motion_of
from handtrack.assessment.rom_result import Assessment, MotionFigure

MISSING = "not measured"


def whole(value: float) -> int:
    """To the nearest degree; the one place where an angle of an assessment is rounded."""
    return round(value)


def in_words(figure: MotionFigure) -> str:
    """A figure's value: "60°", "lag 20°", "hyperextension 5°", "0.41 hand lengths", "7 of 10".

    A reading beyond what the joint can do is shown as "implausible".
    """
    if figure.value is None:
        odd = [t.value for t in figure.trials if t.implausible and t.value is not None]
        if not odd:
            return MISSING
        shown = ", ".join(value_in_words(figure.motion, value) for value in odd)
        return f"implausible ({shown})"
    return value_in_words(figure.motion, figure.value)


def value_in_words(key: str, value: float) -> str:
    """A value of a motion."""
    motion = motion_of(key)
    if motion.kind is MotionKind.SCORE:
        return f"{whole(value)} of 10"
    if motion.unit == "L":
        return f"{value:.2f} hand lengths"
    degrees = whole(value)
    if motion.kind is MotionKind.EXTENSION:
        word = "lag " if degrees < 0 else "hyperextension " if degrees > 0 else ""
        return f"{word}{abs(degrees)}°"
    # Of a motion from a middle, less than nothing is the way that is missing to that middle.
    return f"lacks {-degrees}°" if degrees < 0 else f"{degrees}°"


def error_in_words(figure: MotionFigure) -> str:
    """Its error: "± 7°"; "" where there is none."""
    if figure.value is None or figure.error is None:
        return ""
    if figure.unit == "L":
        return f"± {figure.error:.2f}"
    return f"± {whole(figure.error)}°" if figure.unit == "deg" else f"± {whole(figure.error)}"


def sftr(plane: str, away_deg: float, toward_deg: float) -> str:
    """One joint in SFTR: "S 60-0-70".

    The plane, then three numbers: away from the body (extension, radial deviation, supination),
    the middle, and toward it. A joint that does not reach its middle has it displaced: a middle
    joint with a lag of 20 and a flexion of 90 is "S 0-20-90".
    """
    away, toward = whole(away_deg), whole(toward_deg)
    if away < 0:
        return f"{plane} 0-{-away}-{toward}"
    return f"{plane} {away}-{-toward}-0" if toward < 0 else f"{plane} {away}-0-{toward}"


AWAY = ("extension", "radial_deviation", "supination")
"""Directions that SFTR names first."""


def joints_in_sftr(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """Joint and SFTR, wherever both directions are known; a wrist has one line a plane."""
    values = {f.motion: f.value for f in assessment.figures if f.value is not None}
    found = []
    for key, value in values.items():
        motion = MOTIONS.get(key)  # a motion taken in an unusual pose has no line of its own
        if motion is None or not motion.plane or not key.endswith(AWAY):
            continue
        toward = values.get(motion.opposite)
        if toward is not None:
            found.append((motion.joint, sftr(motion.plane, value, toward)))
    return tuple(found)
