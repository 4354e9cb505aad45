"""Figures of an assessment in plain words of a language, for the person who was measured."""

from __future__ import annotations

from handtrack.assessment.motions import MotionKind, motion_of
from handtrack.assessment.notation import error_in_words, rounded
from handtrack.assessment.protocol import Protocol
from handtrack.assessment.rom_result import MotionFigure
from handtrack.landmarks.hand import FINGERS
from handtrack.live.assessment.pose_words import pose_title
from handtrack.live.language.texts import Texts
from handtrack.measurements.number_format import UNITS, number

_REASONS = (
    ("the hand was not seen long enough", "too_short"),
    ("the hand was not seen", "unseen"),
    ("it could not be read from this side", "side"),
    ("cannot be measured from this side", "side"),
    ("cannot be told in the ", "side"),
    ("it counts from the pose ", "zero"),
    ("not all of its joints were measured", "joints"),
    ("no trial has all of its joints", "joints"),
)
"""How notes of figures without a value begin, and the text that says the same."""


def motion_title(key: str, protocol: Protocol, texts: Texts) -> str:
    """Name a motion: "Index finger, middle joint (PIP): bent".

    Parameters
    ----------
    key : str
        Of the motion, with its pose where that is not the usual one.
    protocol : Protocol
    texts : Texts
    """
    name, _, pose_id = key.partition("@")
    section = protocol.section(pose_id) if pose_id else None
    title = _title(name, texts)
    poses = [pose for pose in section.poses if pose.id == pose_id] if section else []
    return f"{title} ({pose_title(protocol, poses[0], texts)})" if poses else title


def _title(name: str, texts: Texts) -> str:
    limb, *rest = name.split(".")
    fingers = {str(finger): place for place, finger in enumerate(FINGERS)}
    if limb == "thumb" and len(rest) == 2:
        joint = texts.say("motion", f"thumb_{rest[0]}")
        return texts.say("motion", rest[1], finger=texts.say("motion", limb), joint=joint)
    if limb not in fingers:
        return texts.say("motion", name.replace(".", "_"))
    finger = texts.say("motion", limb)
    match rest:
        case ["abduction"]:
            neighbour = texts.say("motion", FINGERS[fingers[limb] + 1])
            return texts.say("motion", "abduction", finger=finger, neighbour=neighbour)
        case [joint, way]:
            return texts.say("motion", way, finger=finger, joint=texts.say("motion", joint))
        case _:
            return texts.say("motion", rest[0], finger=finger)


def value_words(figure: MotionFigure, texts: Texts) -> str:
    """Say how large a figure is: "45°", "20° short of straight", "not measured".

    Parameters
    ----------
    figure : MotionFigure
    texts : Texts
    """
    if figure.value is None:
        odd = any(trial.implausible for trial in figure.trials)
        return texts.say("figure", "implausible" if odd else "missing")
    motion, shown = motion_of(figure.motion), rounded(figure.motion, figure.value)
    if motion.kind is MotionKind.SCORE:
        return texts.say("figure", "score", size=number(abs(shown), 0))
    size = _decimal(number(abs(shown), UNITS[motion.unit].digits), texts)
    size = f"{size}°" if motion.unit == "deg" else texts.say("figure", "lengths", size=size)
    straightens = motion.kind is MotionKind.EXTENSION
    if shown < 0:
        return texts.say("figure", "short_straight" if straightens else "short", size=size)
    return texts.say("figure", "beyond", size=size) if straightens and shown > 0 else size


def error_words(figure: MotionFigure, texts: Texts) -> str:
    """Say how exact a figure is: "± 7°"; "" where that is not known.

    Parameters
    ----------
    figure : MotionFigure
    texts : Texts
    """
    return _decimal(error_in_words(figure), texts)


def label_words(figure: MotionFigure, texts: Texts) -> str:
    """Say how far a figure may be trusted; "" where there is none.

    Parameters
    ----------
    figure : MotionFigure
    texts : Texts
    """
    return "" if figure.value is None else texts.say("figure", figure.label)


def reason_words(figure: MotionFigure, protocol: Protocol, texts: Texts) -> str:
    """Say why a figure could not be measured; "" where it was, or where its value says it.

    A reason that is not known here is told in English only, as the figure has it.

    Parameters
    ----------
    figure : MotionFigure
    protocol : Protocol
    texts : Texts
    """
    if figure.value is not None or any(trial.implausible for trial in figure.trials):
        return ""
    key = next((key for start, key in _REASONS if figure.note.startswith(start)), None)
    if key is None:
        return figure.note if texts.language == "en" else ""
    section = protocol.section(figure.pose)
    zero = next((pose for pose in section.poses if pose.zero), None) if section else None
    return texts.say("unmeasured", key, pose=pose_title(protocol, zero, texts) if zero else "")


def _decimal(written: str, texts: Texts) -> str:
    return written.replace(".", texts.say("figure", "decimal"))
