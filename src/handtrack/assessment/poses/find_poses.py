"""Poses of a recorded clip: detected by stillness and order, or marked by the user."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from handtrack.assessment.poses.hold_detector import (
    HoldEvent,
    PoseHeld,
    PoseRejected,
    RejectionReason,
    detect_holds,
)
from handtrack.assessment.poses.order_check import order_faults
from handtrack.assessment.protocol import PoseRequest, Protocol, Section, pose_requests
from handtrack.errors import AssessmentError
from handtrack.landmarks.hand import Hand

MOST_TRIALS = 10
"""Largest number of trials of one section in one clip."""
MOST_LISTED = 12


@dataclass(frozen=True, slots=True)
class Mark:
    """Half-open interval that the user marked as a pose."""

    pose: str
    start_s: float
    end_s: float


def find_still_poses(protocol: Protocol, sections: Sequence[Section], hand: Hand) -> list[PoseHeld]:
    """Detect the poses by stillness and assign them by order.

    A clip of one section may have any number of trials; a clip of several sections must have the
    number that the protocol defines.

    Parameters
    ----------
    protocol : Protocol
    sections : sequence of Section
        Sections in the clip, in order.
    hand : Hand
        Through the whole clip.

    Returns
    -------
    list of PoseHeld
        In order of time.

    Raises
    ------
    AssessmentError
        The number of still poses is not the protocol's, or their order is contradicted by the
        angles; the text lists them.
    """
    one = len(sections) == 1
    wanted = pose_requests(
        protocol, sections, MOST_TRIALS if one and not sections[0].trials else None
    )
    events = detect_holds(protocol, wanted, hand)
    taken = [event for event in events if isinstance(event, PoseHeld)]
    late = any(isinstance(e, PoseRejected) and e.reason is RejectionReason.ALL_DONE for e in events)
    whole = bool(taken) and len(taken) % len(sections[0].poses) == 0
    if late or not (whole if one else len(taken) == len(wanted)):
        raise AssessmentError(_not_found(protocol, sections, wanted, events))
    against = order_faults(protocol, hand, taken)
    if against:
        raise AssessmentError(_other_poses(against, taken))
    return taken


def _other_poses(against: Sequence[str], taken: Sequence[PoseHeld]) -> str:
    lines = ["The poses were not done in the protocol's order, or one is missing."]
    lines += [f"  {text}" for text in against[:MOST_LISTED]]
    names = ", ".join(dict.fromkeys(one.request.pose.id for one in taken))
    lines.append(
        f"Their order is: {names}. Do them again in this order, or mark each one yourself: "
        f"--mark {taken[0].request.pose.id}=FROM-TO. If the clip shows the other hand, say which "
        "with --hand."
    )
    return "\n".join(lines)


def _not_found(
    protocol: Protocol,
    sections: Sequence[Section],
    wanted: Sequence[PoseRequest],
    events: Sequence[HoldEvent],
) -> str:
    taken = [event for event in events if isinstance(event, PoseHeld)]
    least_s = protocol.settle_s.value + protocol.hold_s.value
    poses = [pose.title for section in sections for pose in section.poses]
    if len(sections) == 1:
        each = len(sections[0].poses)
        several = f"poses ({'; '.join(poses)}), so {each} or a multiple of {each} are needed"
        once = f"pose ({poses[0]}), to be done as often as the protocol asks"
        asked = f"section '{sections[0].id}' has {each} {several if each > 1 else once}"
    else:
        asked = (
            f"{protocol.id} asks for {len(wanted)} in {len(sections)} sections; --only takes one"
        )
    lines = [f"Found {len(taken)} still poses, but {asked}."]
    lines += [f"  {_when(e)}: {e.request.pose.id}" for e in taken[:MOST_LISTED]]
    refused = [event for event in events if isinstance(event, PoseRejected)]
    lines += [f"  {_when(e)}: not taken, {e.reason}" for e in refused[:MOST_LISTED]]
    name = sections[0].poses[0].id
    lines.append(
        f"Hold every pose still for {least_s:g} seconds and move in between, or mark each one "
        f"yourself: --mark {name}=FROM-TO."
    )
    return "\n".join(lines)


def _when(event: HoldEvent) -> str:
    return f"{event.start_s:.1f} to {event.end_s:.1f} s"


def marked_poses(protocol: Protocol, marks: Sequence[Mark], hand: Hand) -> list[PoseHeld]:
    """Poses at the intervals that the user marked.

    Parameters
    ----------
    protocol : Protocol
    marks : sequence of Mark
    hand : Hand
        Through the whole clip.

    Returns
    -------
    list of PoseHeld
        In order of time; trials of a pose are numbered in that order.

    Raises
    ------
    AssessmentError
        The protocol has no such pose, or the clip no frame in the interval.
    """
    time_s = np.asarray(hand.time_s)
    counts: Counter[str] = Counter()
    taken = []
    for mark in sorted(marks, key=lambda m: m.start_s):
        section = protocol.section(mark.pose)
        if section is None:
            names = ", ".join(pose.id for s in protocol.sections for pose in s.poses)
            raise AssessmentError(f"{protocol.id} has no pose '{mark.pose}'; there are: {names}.")
        inside = (time_s >= mark.start_s) & (time_s < mark.end_s)
        if not inside.any():
            raise AssessmentError(
                f"{mark.pose} is marked from {mark.start_s:g} to {mark.end_s:g} s, but the clip "
                f"lasts from {time_s[0]:.1f} to {time_s[-1]:.1f} s."
                if len(time_s)
                else "The clip holds no frame, so there is no pose in it."
            )
        counts[mark.pose] += 1
        pose = next(pose for pose in section.poses if pose.id == mark.pose)
        taken.append(
            PoseHeld(PoseRequest(section, pose, counts[mark.pose]), mark.start_s, mark.end_s)
        )
    return taken
