"""What a session lets be heard: tones, spoken words, the pace."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from handtrack.events import Status
from handtrack.live.audio.tones import DOWN, PEAK, TONES, UP, Tone
from handtrack.live.flow.states import Screen, State
from handtrack.live.language.texts import Texts
from handtrack.scoring.results import Repetition

_SPOKEN = {Screen.PAUSED: "pause", Screen.REST: "rest", Screen.SUMMARY: "done"}


class SoundOutput(Protocol):
    """What tones and words are given to; it never makes the session wait."""

    def play(self, tone: Tone) -> None:
        """Begin to play a tone."""
        ...

    def say(self, text: str) -> None:
        """Begin to say something; what is being said is finished first."""
        ...


class AudioCues:
    """Says and plays what there is to hear, each thing once.

    Parameters
    ----------
    sound : SoundOutput
    texts : Texts

    Attributes
    ----------
    texts : Texts
        Of the language that is spoken from now on.
    """

    def __init__(self, sound: SoundOutput, texts: Texts) -> None:
        self._sound, self.texts = sound, texts
        self._half_beat, self._was_full = -1, False

    def repetitions(self, ended: Iterable[Repetition], valid: int) -> None:
        """Play the tone of each repetition, and say the number of those that count.

        Parameters
        ----------
        ended : iterable of Repetition
            Those that ended now.
        valid : int
            How many have counted, with them.
        """
        for repetition in ended:
            self._sound.play(TONES[repetition.status])
            if repetition.status is Status.VALID:
                self._say("counted", n=valid)

    def screen(self, screen: Screen) -> None:
        """A screen that came up."""
        if screen in _SPOKEN:
            self._say(_SPOKEN[screen])

    def update(self, state: State, now_s: float, full: bool) -> None:
        """Play the pace, where one is asked for, and the tone of a full movement.

        Parameters
        ----------
        state : State
        now_s : float
        full : bool
            Whether the movement or the timer has come as far as it has to.
        """
        pace_s = state.current.pace_s
        if state.screen is Screen.WORK and pace_s is not None:
            half = int((now_s - state.since_s) / (pace_s / 2))
            if half != self._half_beat:
                self._half_beat = half
                up = half % 2 == 0
                self._sound.play(UP if up else DOWN)
                self._say("up" if up else "down")
        if full and not self._was_full:
            self._sound.play(PEAK)
        self._was_full = full

    def _say(self, key: str, **values: object) -> None:
        self._sound.say(self.texts.say("voice", key, **values))
