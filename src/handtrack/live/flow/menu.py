"""A choice that one key can make, or one hand, for which the options light up in turn.

A hand that merely rests in the picture must choose nothing, however open and still it lies there.
So the hand chooses only once it has been out of the picture while the menu is up, and come back;
before that the light stays where it is, for keys to choose or to move.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

STEP_S = 2.5
"""Provisional: how long an option stays lit before the next one is."""
PICK_S = 1.0
"""Provisional: how long a still open palm must be shown while an option is lit."""
GONE_S = 1.0
"""Provisional: how long the hand must be out of the picture to have been away; a tracker that loses
a hand for a few pictures does not make it so."""


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
        Whether the hand has been away since the menu came up, so that it may choose.
    """

    options: tuple[str, ...]
    lit: int = 0
    since_s: float = 0.0
    free: bool = False

    @property
    def choice(self) -> str:
        """What a pick now would choose."""
        return self.options[self.lit]

    def next_option(self, now_s: float) -> Menu:
        """The next option lit."""
        return replace(self, lit=(self.lit + 1) % len(self.options), since_s=now_s)

    def advance(self, now_s: float, open_palm_s: float, away_s: float) -> tuple[Menu, bool]:
        """Let time go by.

        Parameters
        ----------
        now_s : float
        open_palm_s, away_s : float
            For how long a still open palm has been shown, and for how long no hand.

        Returns
        -------
        menu : Menu
        picked : bool
            Whether the lit option was picked by hand.
        """
        if not self.free:
            since_s = now_s if away_s >= GONE_S else self.since_s
            return replace(self, free=away_s >= GONE_S, since_s=since_s), False
        if open_palm_s >= PICK_S:
            return self, True
        if now_s - self.since_s >= STEP_S and open_palm_s == 0.0:
            return self.next_option(now_s), False
        return self, False
