"""A choice that one key can make, or one hand: the options light up in turn."""

from __future__ import annotations

from dataclasses import dataclass, replace

STEP_S = 2.5
"""Provisional: how long an option stays lit before the next one is."""
PICK_S = 1.0
"""Provisional: how long a still open palm must be shown while an option is lit."""


@dataclass(frozen=True, slots=True)
class Menu:
    """Options of which one is lit.

    Parameters
    ----------
    options : tuple of str
        Names of texts.
    lit : int
    since_s : float
        When it was lit.
    free : bool
        Whether the hand has been something else than a still open palm since the menu came up,
        so that the gesture which brought it up does not choose as well.
    """

    options: tuple[str, ...]
    lit: int = 0
    since_s: float = 0.0
    free: bool = False

    @property
    def choice(self) -> str:
        """What a pick now would choose."""
        return self.options[self.lit]

    def on(self, now_s: float) -> Menu:
        """The next option lit."""
        return replace(self, lit=(self.lit + 1) % len(self.options), since_s=now_s)

    def pass_time(self, now_s: float, open_palm_s: float) -> tuple[Menu, bool]:
        """Let time go by; the second value tells that the lit option was picked by hand."""
        menu = replace(self, free=self.free or open_palm_s == 0.0)
        if menu.free and open_palm_s >= PICK_S:
            return menu, True
        if now_s - menu.since_s >= STEP_S and open_palm_s == 0.0:
            return menu.on(now_s), False
        return menu, False
