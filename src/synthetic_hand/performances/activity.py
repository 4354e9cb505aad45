"""An activity: taps of the fingers, or something carried to and fro, for so long."""

from __future__ import annotations

from handtrack.definitions.verifier_tables import Activity
from handtrack.events import ActivityEvent
from handtrack.landmarks.hand import FINGERS, Finger
from synthetic_hand.performances.style import Besides, Legs
from synthetic_hand.pose import OPEN
from synthetic_hand.skeleton import touching

MINUTE_S = 60.0


def busy(activity: Activity, seconds: float, besides: Besides) -> Legs:
    """Taps of each finger in turn, or carrying something forth and back, for so long."""
    pinch = {**OPEN, **touching(Finger.INDEX)}
    if besides.waving:
        turn: Legs = [(1.0, {**OPEN, "right": place}) for place in (-0.6, 0.6)]
    elif ActivityEvent.TAP in activity.deeds:
        down = [{**OPEN, f"{finger}_mcp": 25.0} for finger in FINGERS]
        turn = [leg for pose in down for leg in ((0.15, pose), (0.15, OPEN), (0.7, OPEN))]
    else:
        here, there = -0.6, 0.6
        turn = [
            (0.5, {**pinch, "right": here}),
            (1.0, {**pinch, "right": there}),
            (0.5, {**OPEN, "right": there}),
            (0.5, {**OPEN, "right": there}),
            (1.0, {**OPEN, "right": here}),
            (0.5, {**OPEN, "right": here}),
        ]
    turn = [(took_s, {**pose, **besides.peak}) for took_s, pose in turn]
    return turn * round(seconds / sum(took_s for took_s, _ in turn))
