"""A pose of a protocol in the words of a language, and why it was rejected."""

from __future__ import annotations

from handtrack.assessment.poses.hold_detector import RejectionReason
from handtrack.assessment.protocol import Pose, Protocol, Section
from handtrack.live.language.texts import Sentence, Texts, sentence

_WHY = {RejectionReason.WRONG_VIEW: "wrong_view", RejectionReason.NOT_MOVED: "not_moved"}


def pose_title(protocol: Protocol, pose: Pose, texts: Texts) -> str:
    """Name a pose: "Wrist up".

    Parameters
    ----------
    protocol : Protocol
    pose : Pose
    texts : Texts
    """
    return texts.protocol(protocol.id, "pose", pose.id, "title", pose.title)


def instructions(protocol: Protocol, pose: Pose, texts: Texts) -> list[str]:
    """Say how to take a pose, a sentence each.

    Parameters
    ----------
    protocol : Protocol
    pose : Pose
    texts : Texts
    """
    return [
        texts.protocol(protocol.id, "pose", pose.id, f"say_{number}", line)
        for number, line in enumerate(pose.say, 1)
    ]


def section_title(protocol: Protocol, section: Section, texts: Texts) -> str:
    """Name a section: "Wrist bend".

    Parameters
    ----------
    protocol : Protocol
    section : Section
    texts : Texts
    """
    return texts.protocol(protocol.id, "section", section.id, "title", section.title)


def placement(protocol: Protocol, section: Section, texts: Texts) -> str:
    """Say where the camera and the hand are.

    Parameters
    ----------
    protocol : Protocol
    section : Section
    texts : Texts
    """
    return texts.protocol(protocol.id, "section", section.id, "placement", section.placement)


def rejection(reason: RejectionReason | None) -> Sentence | None:
    """Say why a still hand is not the pose that is asked for; None where nothing is wrong."""
    return sentence("measure", _WHY[reason]) if reason in _WHY else None
