"""Values that are made up by hand where a test only asks for one or two of their fields."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from handtrack.events import Label, Status
from handtrack.landmarks.hand import Floats, Hand, Side
from handtrack.scoring.results import Repetition


def make_hand(image_px: Floats, world_m: Floats, side: Side = Side.RIGHT, **changes: Any) -> Hand:
    """Give a hand in one frame of 640 by 480 pixels, at time 0, its tracker settled.

    Parameters
    ----------
    image_px, world_m : ndarray, shape (21, 3)
    side : Side
    **changes
        Other fields of `Hand`.
    """
    return replace(Hand(0.0, image_px, world_m, False, side, (640, 480)), **changes)


def make_repetition(**changes: Any) -> Repetition:
    """Give a valid, verified repetition of one second; `changes` are its other fields.

    What is measured in it (peak, hold, shares) is None unless it is given. Its duration follows
    from its start and end.
    """
    start_s, end_s = changes.pop("start_s", 0.0), changes.pop("end_s", 1.0)
    usual = Repetition(
        number=1,
        status=Status.VALID,
        label=Label.VERIFIED,
        notes=(),
        start_s=start_s,
        end_s=end_s,
        duration_s=end_s - start_s,
        peak_s=None,
        peak=None,
        excursion=None,
        range_share=None,
        hold_s=None,
        touches=(),
        seen_share=None,
        view_share=None,
    )
    return replace(usual, **changes)
