"""Tones and spoken cues, where the machine has a loudspeaker and a voice; silence elsewhere.

Tones are played by sounddevice, speech by pyttsx3, which uses the voice of the system. Either may
be missing: then its part is silent and everything else goes on.
"""

from __future__ import annotations

import contextlib
from queue import Empty, Full, Queue
from threading import Thread
from typing import Any

import numpy as np

from handtrack.events import Status
from handtrack.landmarks.hand import Floats

RATE_HZ = 22050
LOUDNESS = 0.25
_EDGE_S = 0.02

Tone = tuple[tuple[float, float], ...]
"""Pairs of frequency and seconds."""
PEAK = ((880.0, 0.08),)
UP = ((440.0, 0.12),)
DOWN = ((330.0, 0.12),)
TONES: dict[Status, Tone] = {
    Status.VALID: ((660.0, 0.10), (880.0, 0.16)),
    Status.PARTIAL: ((520.0, 0.18),),
    Status.REJECTED: ((300.0, 0.12), (250.0, 0.18)),
    Status.UNVERIFIABLE: ((300.0, 0.10), (300.0, 0.10)),
}
"""Rising is good, falling is not, level is neither."""


class Sound:
    """Plays and speaks without ever making the session wait.

    Parameters
    ----------
    tones, voice : bool
        What is wanted.
    language : str
        Of the voice.

    Attributes
    ----------
    missing : tuple of str
        What was wanted and cannot be had, in words.
    """

    def __init__(self, tones: bool = True, voice: bool = True, language: str = "en") -> None:
        self._player: Any = _player() if tones else None
        self._words: Queue[str | None] = Queue(maxsize=1)
        self._speaker: Any = _speaker(language) if voice else None
        if self._speaker is not None:
            Thread(target=self._speak, name="handtrack-voice", daemon=True).start()
        wanted = ((tones, self._player, "tones"), (voice, self._speaker, "a voice"))
        self.missing = tuple(what for want, has, what in wanted if want and has is None)

    def play(self, tone: Tone) -> None:
        """Start a tone; one that still sounds is cut short."""
        if self._player is None:
            return
        try:
            self._player.play(wave(tone), RATE_HZ)
        except Exception:  # the device was unplugged: PortAudio has its own error for each case
            self._player = None

    def say(self, text: str) -> None:
        """Speak; what still waits to be spoken is dropped, because it is no longer true."""
        if self._speaker is None:
            return
        with contextlib.suppress(Empty):
            self._words.get_nowait()
        with contextlib.suppress(Full):
            self._words.put_nowait(text)

    def close(self) -> None:
        """Fall silent."""
        if self._player is not None:
            with contextlib.suppress(Exception):
                self._player.stop()
        with contextlib.suppress(Full):
            self._words.put_nowait(None)

    def _speak(self) -> None:
        while (text := self._words.get()) is not None:
            try:
                self._speaker.say(text)
                self._speaker.runAndWait()
            except Exception:  # each system's voice fails in its own way
                return


def wave(tone: Tone) -> Floats:
    """The samples of a tone, shape (N,), with soft edges, within ±`LOUDNESS`."""
    parts = []
    for frequency_hz, seconds in tone:
        time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
        edge = np.minimum(1.0, np.minimum(time_s, seconds - time_s) / _EDGE_S)
        parts.append(LOUDNESS * edge * np.sin(2 * np.pi * frequency_hz * time_s))
    samples: Floats = np.concatenate(parts).astype(np.float32)
    return samples


def _player() -> Any:
    """The player; None where there is no library, no PortAudio or no device."""
    try:
        import sounddevice

        sounddevice.query_devices(kind="output")
    except Exception:  # it raises errors of its own for a missing device
        return None
    return sounddevice


def _speaker(language: str) -> Any:
    """The system's voice in this language if it has one, else its usual one; None without any."""
    try:
        import pyttsx3

        speaker = pyttsx3.init()
        for voice in speaker.getProperty("voices"):
            names = " ".join(str(n) for n in voice.languages or []) or voice.id
            if language in names.lower():
                speaker.setProperty("voice", voice.id)
                break
    except Exception:  # each system's voice fails in its own way
        return None
    return speaker
