"""Angles in the words of a clinic: no bare plus or minus, whole degrees, neutral-zero.

In a survey + and - each stood for a lag of extension and for hyperextension (PMC2793704), so people
read "lag 20°" and "hyperextension 5°"; signs stay inside.
"""

from __future__ import annotations

from handtrack.assessment.motions import MOTIONS, MotionKind, motion_of
from handtrack.assessment.rom_result import Assessment, MotionFigure
from handtrack.measurements import number_format
from handtrack.measurements.number_format import UNITS, figure_words, number

MISSING = "not measured"
TWO_ERRORS = (
    "The accuracy (±) is how far a figure may be from a goniometer's, half of its 95 % interval. "
    "Most of it stays with the person, the view and the protocol, so it cancels between two "
    "figures measured the same way: whether a change is real is told by the smallest detectable "
    "change, which repeated assessments of one hand gave (provisional: rendered hands) and which "
    "may be less than the ±."
)
"""What the two errors of a figure mean, wherever both are printed."""


def rounded(key: str, value: float) -> float:
    """Round a motion's figure: a score to a whole number, any other as its unit is rounded.

    Parameters
    ----------
    key : str
        A motion, perhaps in an unusual pose ("index.pip.flexion@hook").
    value : float
        In the motion's unit.
    """
    return number_format.rounded(value, digits(key))


def size_in_words(key: str, value: float, short: bool = False) -> str:
    """Write the size of a motion's figure or of a change of it: "20°", "0.41 hand lengths", "7".

    Parameters
    ----------
    key : str
        The motion.
    value : float
        Its sign is left out.
    short : bool
        Whether the unit is abbreviated, as a report's footnote explains: "0.41 L".
    """
    motion = motion_of(key)
    if motion.kind is MotionKind.SCORE:
        return number(abs(value), 0)
    return figure_words(abs(value), motion.unit, short)


def value_in_words(key: str, value: float, short: bool = False) -> str:
    """Write a motion's figure, never with a bare plus or minus.

    Parameters
    ----------
    key : str
        The motion.
    value : float
        In the motion's unit.
    short : bool
        Whether the unit is abbreviated.

    Returns
    -------
    str
        "60°", "lag 20°", "hyperextension 5°", "lacks 8°", "0.41 hand lengths", "7 of 10".
    """
    motion, size = motion_of(key), size_in_words(key, value, short)
    if motion.kind is MotionKind.SCORE:
        return f"{size} of 10"
    shown = rounded(key, value)
    if shown > 0:
        return f"hyperextension {size}" if motion.kind is MotionKind.EXTENSION else size
    return f"{missing_word(key)} {size}" if shown < 0 else size


def missing_word(key: str) -> str:
    """Name what a negative figure of a motion means: "lag" of an extension, else "lacks".

    A motion that starts from a middle and does not reach it lacks the way to that middle.
    """
    return "lag" if motion_of(key).kind is MotionKind.EXTENSION else "lacks"


def in_words(figure: MotionFigure) -> str:
    """Write a figure's value; readings beyond what the joint can do are "implausible"."""
    if figure.value is None:
        odd = [t.value for t in figure.trials if t.implausible and t.value is not None]
        if not odd:
            return MISSING
        shown = ", ".join(value_in_words(figure.motion, value) for value in odd)
        return f"implausible ({shown})"
    return value_in_words(figure.motion, figure.value)


def error_in_words(figure: MotionFigure) -> str:
    """Write half of a figure's 95 % interval: "± 7°", "± 0.05"; "" where there is none."""
    if figure.value is None or figure.error is None:
        return ""
    mark = "°" if figure.unit == "deg" else ""
    return f"± {number(figure.error, digits(figure.motion))}{mark}"


def digits(key: str) -> int:
    """Decimals with which a motion's figures and changes are printed."""
    motion = motion_of(key)
    return 0 if motion.kind is MotionKind.SCORE else UNITS[motion.unit].digits


def sftr(plane: str, away_deg: float, toward_deg: float) -> str:
    """Write one joint in SFTR: "S 60-0-70".

    A joint that does not reach its middle has it displaced: a middle joint with a lag of 20 and a
    flexion of 90 is "S 0-20-90".

    Parameters
    ----------
    plane : str
        "S", "F" or "R".
    away_deg, toward_deg : float
        Away from the body (extension, radial deviation, supination), and toward it.
    """
    away, toward = round(away_deg), round(toward_deg)
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
