"""What pages say of protocols: the parts of a hand that can be measured."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from handtrack.assessment.protocol import Protocol, Section, pose_requests
from handtrack.live.assessment.pose_words import placement, pose_title, section_title
from handtrack.live.browser.demonstrations.drawn_movements import has_pose_drawing
from handtrack.live.browser.link.assessment_message import pose_url
from handtrack.live.language.texts import Texts

BETWEEN_S = 4.0
"""Domain judgement: how long it usually takes from one pose to the next."""


def protocol_cards(protocols: Iterable[Protocol], texts: Texts) -> list[dict[str, Any]]:
    """Describe protocols and their sections in a few words.

    Parameters
    ----------
    protocols : iterable of Protocol
    texts : Texts
    """
    return [
        {
            "part": protocol.id,
            "title": protocol.title,
            "minutes": _minutes(protocol, protocol.sections),
            "sections": [_card(protocol, section, texts) for section in protocol.sections],
        }
        for protocol in protocols
    ]


def _card(protocol: Protocol, section: Section, texts: Texts) -> dict[str, Any]:
    last = section.poses[-1]
    shown = has_pose_drawing(protocol.id, last.id)
    return {
        "part": f"{protocol.id}/{section.id}",
        "title": section_title(protocol, section, texts),
        "poses": ", ".join(pose_title(protocol, pose, texts) for pose in section.poses),
        "placement": placement(protocol, section, texts),
        "minutes": _minutes(protocol, (section,)),
        "demonstration": pose_url(protocol.id, last.id) if shown else None,
    }


def _minutes(protocol: Protocol, sections: tuple[Section, ...]) -> int:
    """Estimate how long it takes, in whole minutes."""
    each_s = protocol.settle_s.value + protocol.hold_s.value + BETWEEN_S
    return max(1, round(len(pose_requests(protocol, sections)) * each_s / 60))
