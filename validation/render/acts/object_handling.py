"""Acts that handle things: carried and let go, taken up and put down, turned in the fingers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from validation.render.acts.act import FRONT, SLANT, Act
from validation.render.acts.object_carrying import (
    across_the_table,
    beans_in_and_out,
    coins_out,
    coins_to_a_stack,
    gathering,
    one_by_one,
    pen_across,
    stacking,
)
from validation.render.acts.object_turning import (
    pen_rolled,
    pen_shifted,
    pen_turned,
    pushing,
    rubbing,
    under_the_thumb,
    winding,
)
from validation.render.scene.camera import Camera
from validation.render.scene.objects import Table

_BESIDE = Camera(rotation_deg=35.0, roll_deg=-90.0, distance_m=0.55)
"""Across the table: the hand stands on its little-finger side, the palm at a slant to the lens."""
_FROM_THUMB_SIDE = replace(_BESIDE, rotation_deg=45.0)
_TABLE_BESIDE = Table(normal=(1.0, 0.0, 0.0), depth_m=0.05)


_FAR_ABOVE = Camera(rotation_deg=180.0, distance_m=0.68)

HANDLING: Mapping[str, Act] = MappingProxyType(
    {
        "5": Act(
            None,
            _FROM_THUMB_SIDE,
            _TABLE_BESIDE,
            coins_to_a_stack,
            plays=stacking,
            aside=True,
            once=True,
        ),
        "15": Act(
            None, _FAR_ABOVE, Table(depth_m=0.05), pen_across, plays=across_the_table, once=True
        ),
        "16": Act(rubbing, SLANT, things=pen_rolled, once=True),
        "17": Act(one_by_one, _BESIDE, _TABLE_BESIDE, coins_out, once=True),
        "24": Act(None, FRONT, things=under_the_thumb, plays=winding, once=True),
        "36": Act(pushing, SLANT, things=pen_turned, once=True),
        "37": Act(rubbing, SLANT, things=pen_shifted, once=True),
        "38": Act(
            None,
            _BESIDE,
            _TABLE_BESIDE,
            beans_in_and_out,
            plays=gathering,
            aside=True,
            once=True,
        ),
    }
)
"""By the exercise's id."""
